"""Which place is which across versions of a division table."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.intake import division_history as history
from registry.intake.division_history import Aliases, Entry, Step

LEVELS = {2: "PROVINCE", 4: "PREFECTURE", 6: "COUNTY", 9: "TOWNSHIP"}
TOP = {"130000": "河北省", "130100": "石家庄市", "130200": "唐山市"}


def table(places: dict[str, str]) -> list[Entry]:
    """Entries of six and nine digits; the parent is the prefix."""
    return [_entry(code, name) for code, name in {**TOP, **places}.items()]


def _entry(code: str, name: str) -> Entry:
    if code.endswith("0000"):
        return Entry(code, name, "PROVINCE", None)
    if len(code) == 9:
        return Entry(code, name, "TOWNSHIP", code[:6])
    if code.endswith("00"):
        return Entry(code, name, "PREFECTURE", code[:2] + "0000")
    return Entry(code, name, "COUNTY", code[:4] + "00")


def steps(*versions: dict[str, str], aliases: Aliases | None = None) -> list[Step]:
    """What happened after the first version; versions are called 1, 2, …"""
    found = history.follow([(str(n), table(places)) for n, places in enumerate(versions, 1)], aliases)
    return [step for step in found if step.version != "1"]


def told(found: Sequence[Step]) -> list[str]:
    """``old -> new`` by code and name; ``-> [heirs]`` for an end."""
    return [_told(step) for step in found]


def _told(step: Step) -> str:
    before = f"{step.before.code}{step.before.name}" if step.before else ""
    if step.after is None:
        return f"{before} -> [{' '.join(heir.entry.code for heir in step.successors)}]"
    return f"{before} -> {step.after.code}{step.after.name}"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("密云县", "密云"),
        ("密云区", "密云"),
        ("山南地区", "山南"),
        ("蓟州区", "蓟州"),
        ("东华门街道办事处", "东华门"),
        ("东华门街道", "东华门"),
        ("太来彝族苗族乡", "太来"),
        ("太来乡", "太来"),
        ("堆龙德庆县", "堆龙德庆"),
        ("巴里坤哈萨克自治县", "巴里坤哈萨克"),
        ("阜新蒙古族自治县", "阜新"),
        ("市", "市"),
        ("城区", "城"),
        ("乌兰苏木", "乌兰"),
    ],
)
def test_the_stem_is_the_name_without_its_rank(name: str, stem: str) -> None:
    assert history.stem(name) == stem


def test_nothing_is_said_of_what_stays() -> None:
    places = {"130102": "长安区", "130102001": "建北街道"}
    assert steps(places, places) == []


def test_a_new_rank_keeps_the_place_and_its_townships_go_along() -> None:
    found = steps(
        {"130121": "井陉县", "130121100": "微水镇", "130121200": "南陉乡"},
        {"130108": "井陉区", "130108100": "微水镇", "130108101": "南陉镇"},
    )
    assert told(found) == [
        "130121井陉县 -> 130108井陉区",
        "130121100微水镇 -> 130108100微水镇",
        "130121200南陉乡 -> 130108101南陉镇",
    ]
    assert all(step.first_use for step in found)
    assert found[1].place.parent is found[0].place


def test_a_rename_under_the_same_code_is_doubtful_where_only_the_code_agrees() -> None:
    found = steps({"130102": "桥东区", "130103": "文北区"}, {"130102": "襄都区", "130103": "文北后区"})
    assert told(found) == ["130102桥东区 -> 130102襄都区", "130103文北区 -> 130103文北后区"]
    assert [(step.doubtful, step.first_use) for step in found] == [(True, False), (False, False)]


def test_a_code_given_to_another_place_is_told_from_a_rename() -> None:
    found = steps({"130101": "加格达奇区", "130123": "漠河县"}, {"130161": "加格达奇区", "130101": "漠河市"})
    assert told(found) == ["130101加格达奇区 -> 130161加格达奇区", "130123漠河县 -> 130101漠河市"]


def test_a_county_moves_within_its_province() -> None:
    assert told(steps({"130181": "辛集市"}, {"130281": "辛集市"})) == ["130181辛集市 -> 130281辛集市"]


def test_namesakes_that_move_at_once_are_not_confused() -> None:
    before = {"130101": "桥西区", "130201": "桥西区"}
    after = {"130111": "桥西区", "130211": "桥西区"}
    assert told(steps(before, after)) == ["130101桥西区 -> 130111桥西区", "130201桥西区 -> 130211桥西区"]


def test_an_end_without_heirs_is_left_open() -> None:
    assert told(steps({"130101": "甲区", "130102": "乙区"}, {"130102": "乙区"})) == ["130101甲区 -> []"]


def test_a_namesake_of_another_rank_beside_it_takes_it_over() -> None:
    before = {"130101": "甲区", "130101100": "井口镇", "130101001": "井口街道"}
    found = steps(before, {"130101": "甲区", "130101001": "井口街道"})
    assert told(found) == ["130101100井口镇 -> [130101001]"]


def test_known_cases_go_first() -> None:
    aliases = Aliases.parse(
        """
        unlisted = ["130105"]
        [same.2]
        130101 = "130108" # another name and code
        130104 = "130104"
        [succeeded.2]
        130102 = ["130108", "130103"]
        """
    )
    before = {
        "130101": "蓟县",
        "130102": "郊区",
        "130103": "城区",
        "130104": "庐山区",
        "130105": "飞地",
        "130106": "星子县",
    }
    after = {"130108": "蓟州区", "130103": "城区", "130104": "濂溪区", "130183": "庐山市"}
    found = steps(before, after, aliases=aliases)
    assert told(found) == [
        "130101蓟县 -> 130108蓟州区",
        "130104庐山区 -> 130104濂溪区",
        " -> 130183庐山市",
        "130102郊区 -> [130108 130103]",
        "130106星子县 -> []",
    ]
    assert not any(step.doubtful for step in found)


def test_a_place_that_is_listed_again_is_the_same_place() -> None:
    found = steps({"130101": "甲区"}, {}, {"130101": "甲区"})
    gone, back = found
    assert gone.place is back.place
    assert back.back
    assert not back.first_use


def test_a_prefecture_may_take_over_a_countys_life() -> None:
    aliases = Aliases(same={"2": {"139003": "130400"}})
    found = steps({"139000": "省直辖", "139003": "儋州市"}, {"130400": "儋州市"}, aliases=aliases)
    assert told(found) == ["139003儋州市 -> 130400儋州市", "139000省直辖 -> []"]


_NAMES = st.sampled_from(["甲县", "甲区", "乙县", "乙市", "丙区", "丁县", "戊区", "己市"])
_TABLES = st.dictionaries(st.sampled_from([f"1301{n:02}" for n in range(1, 9)]), _NAMES, max_size=6)


@given(st.lists(_TABLES, min_size=1, max_size=5))
def test_every_version_is_rebuilt_from_the_steps(versions: list[dict[str, str]]) -> None:
    listed: dict[int, Entry] = {}
    by_version: dict[str, list[Step]] = {}
    for step in history.follow([(str(n), table(places)) for n, places in enumerate(versions)]):
        by_version.setdefault(step.version, []).append(step)
    for n, places in enumerate(versions):
        for step in by_version.get(str(n), []):
            assert step.after is None or not step.before or step.back or listed[id(step.place)] == step.before
            if step.after is None:
                del listed[id(step.place)]
            else:
                listed[id(step.place)] = step.after
        assert {entry.code: entry.name for entry in listed.values()} == {**TOP, **places}
