"""What is proposed for files that nobody has described, and that the proposal works as it stands."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregates.errors import UnknownName
from registry.cli import explain
from registry.intake import sources
from registry.intake.engine import Parts
from registry.intake.maps import column_map, detecting, map_form, mapped, proposing, writing
from registry.intake.maps.proposing import Proposal
from registry.intake.profile import Profile
from registry.intake.sources import SourceError
from tests.registry.intake import imports, sheets

Maker = Callable[[Path], Path]


def proposed(path: Path, kind: str | None = None, type_: str | None = None) -> Proposal:
    return explain.propose([path], kind, type_)


def profile_of(text: str) -> Profile:
    """As `--map` reads it."""
    return mapped.profile(map_form.of_tree(column_map.of_toml(text)))


def own(body: Mapping[str, Any]) -> dict[str, Any]:
    return next((change["set"] for change in body["changes"] if not change["entity"]), {})


def element(body: Mapping[str, Any], entity: str) -> dict[str, Any]:
    found: dict[str, Any] = next(change["set"] for change in body["changes"] if change["entity"] == entity)
    return found


async def round_trip(parts: Parts, path: Path) -> list[dict[str, Any]]:
    """Explained, the proposed file taken as it stands, imported twice."""
    text = writing.toml(proposed(path))
    summary = await imports.run(parts, profile_of(text), [path])
    assert summary.counts.rejected == 0
    assert (await imports.run(parts, profile_of(text), [path])).counts.recorded == 0
    found = await imports.bodies(parts.pool)
    assert len(found) == summary.counts.recorded
    return found


async def test_owners_in_gbk(parts: Parts, tmp_path: Path) -> None:
    first, second = await round_trip(parts, sheets.titles_of_owners(tmp_path))
    assert (first["kind"], first["type"], first["code"]) == ("HOUSE", "OwnershipTransferred", "FW-0001")
    assert [body["effective_on"] for body in (first, second)] == ["2021-08-16", "2021-08-17"]
    assert own(second) == {"address": "滨河路88号1幢102室", "floor_area": "1120.08"}
    assert element(first, "owners/1").keys() == {"name", "id_number"}
    assert not any(secret in str(first) for secret in (*sheets.NAMES, *sheets.ID_NUMBERS, *sheets.PHONES))


async def test_a_survey_with_two_header_rows(parts: Parts, tmp_path: Path) -> None:
    first, second, third = await round_trip(parts, sheets.survey_of_buildings(tmp_path))
    assert (first["kind"], first["type"], first["code"]) == ("BUILDING", "SurveyRevised", "LD-01")
    assert first["effective_on"] == "2024-05-31"
    assert own(first) == {
        "address": "滨河路1号",
        "structure": "砖混",
        "year_built": 1998,
        "self_built": True,
        "floors": 6,
        "gross_area": "3210.5",
    }
    assert own(second)["self_built"] is False
    assert own(third)["floors"] == 2
    assert "gross_area" not in own(third)


async def test_nested_leases(parts: Parts, tmp_path: Path) -> None:
    first, second = await round_trip(parts, sheets.leases(tmp_path))
    assert (first["kind"], first["type"], first["code"]) == ("HOUSE", "LeaseFiled", "H-1")
    assert element(first, "leases/L-1") == {
        "number": "L-1",
        "rent": "1201.5",
        "starts_on": "2024-01-01",
        "furnished": True,
    }
    assert element(second, "leases/L-2")["furnished"] is False
    assert not any(name in str(first) + str(second) for name in sheets.NAMES)


async def test_a_taiwanese_register_in_big5(parts: Parts, tmp_path: Path) -> None:
    first, second = await round_trip(parts, sheets.taiwanese(tmp_path))
    assert (first["code"], first["effective_on"], second["effective_on"]) == ("A-001", "2023-05-31", "2023-06-01")
    area = own(first).get("gross_area") or own(first).get("floor_area")
    assert area == "100.83"
    assert own(first)["address"] == "臺北市大安區和平東路一段1號"


async def test_mortgages_separated_by_tabs(parts: Parts, tmp_path: Path) -> None:
    first, second = await round_trip(parts, sheets.mortgages(tmp_path))
    assert (first["kind"], first["type"], first["effective_on"]) == ("HOUSE", "MortgageRegistered", "2021-08-20")
    assert element(first, "mortgages/抵2021-7") == {
        "number": "抵2021-7",
        "mortgagee_name": "滨河银行",
        "amount": "655000",
        "registered_on": "2021-08-20",
    }
    assert element(second, "mortgages/抵2021-8")["amount"] == "1200000"


async def test_an_english_register(parts: Parts, tmp_path: Path) -> None:
    first, second = await round_trip(parts, sheets.english(tmp_path))
    assert (first["kind"], first["type"], first["code"]) == ("BUILDING", "BuildingRegistered", "B-1")
    assert [body["effective_on"] for body in (first, second)] == ["2020-06-05", "2021-01-31"]
    assert own(first) == {
        "address": "1 Quay Street",
        "year_built": 1998,
        "floors": 6,
        "gross_area": "3210.50",
        "has_elevator": True,
    }


PERSONAL = (*sheets.NAMES, *sheets.ID_NUMBERS, *sheets.PHONES)


def strange(folder: Path) -> Path:
    """Personal data under headings that say nothing, and in free text."""
    rows = zip(sheets.NAMES, sheets.ID_NUMBERS, sheets.PHONES, strict=True)
    lines = [f"X-{n},{name},{number},{phone},滨河路,2024-05-0{n}" for n, (name, number, phone) in enumerate(rows, 1)]
    lines[0] = lines[0].replace("滨河路", f"滨河路，找{sheets.PHONES[0]}")
    return sheets.written(folder / "x.csv", ["房屋编号,甲,乙,丙,坐落,登记日期", *lines])


@pytest.mark.parametrize("maker", [sheets.titles_of_owners, sheets.leases, strange])
def test_personal_data_is_masked_wherever_it_stands(
    maker: Maker, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = maker(tmp_path), tmp_path / "MAP.toml"
    explain.explain([path], None, None, out, json=False)
    explain.explain([path], None, None, None, json=False)
    explain.explain([path], None, None, None, json=True)
    shown = capsys.readouterr().out + out.read_text()
    assert [secret for secret in PERSONAL if secret in shown] == []


def test_columns_that_look_personal_are_sealed_and_left_out(tmp_path: Path) -> None:
    found = proposed(strange(tmp_path))
    assert found.tree["sealed"] == ["甲", "乙", "丙"]
    assert found.tree["ignore"] == ["甲", "乙", "丙"]
    assert "looks like an ID number or a phone" in found.column("坐落").doubt


@pytest.mark.parametrize(
    ("text", "encoding", "detected"),
    [
        ("房屋编号,坐落\nA,滨河路\n", "utf-8", "utf-8"),
        ("房屋编号,坐落\nA,滨河路\n", "utf-8-sig", "utf-8-sig"),
        ("房屋编号,坐落\nA,滨河路一号院东门\n", "gbk", "gb18030"),
        ("房屋編號,坐落\nA,臺北市大安區和平東路\n", "big5", "cp950"),
        ("code,address\nA,Zürich, Straße\n", "cp1252", "cp1252"),
        ("房屋编号,坐落\nA,滨河路\n", "utf-16", "utf-16"),
        ("code,address\nA,b\n", "ascii", "utf-8"),
    ],
)
def test_encodings(text: str, encoding: str, detected: str) -> None:
    assert detecting.encoding_of(text.encode(encoding)) == detected


def test_every_character_of_a_cut_file_counts() -> None:
    """What is looked at ends anywhere, also within a character."""
    for cut in (1, 2, 3):
        assert detecting.encoding_of(("滨河路" * 50).encode()[:-cut]) == "utf-8"


@pytest.mark.parametrize(
    ("lines", "delimiter"),
    [
        (["a,b;c", "1,2;3"], ","),
        (["a;b", "1,5;2", "1;3,7"], ";"),
        (["a\tb\tc", '1\t"2,3,4"\t5'], "\t"),
        (["a|b", "1|2"], "|"),
    ],
)
def test_delimiters(lines: list[str], delimiter: str) -> None:
    assert detecting.delimiter_of("\n".join(lines)) == delimiter


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["房号", "面积"], ["1", "2"]], (1,)),
        ([["2024年普查表"], ["单位：万元"], ["房号", "面积"], ["1", "2"]], (3,)),
        ([["房号", "甲", "", "日期"], ["", "姓名", "电话", ""], ["1", "2", "3", "4"]], (1, 2)),
        ([["房号", "坐落"], ["某某", "滨河路"]], (1,)),
        ([["1", "2"], ["3", "4"]], ()),
        ([["FW-1", sheets.NAMES[0]], ["FW-2", sheets.NAMES[1]]], ()),
        ([["FW-1", "甲", sheets.ID_NUMBERS[0]], ["FW-2", "乙", sheets.ID_NUMBERS[1]]], ()),
        ([["FW-1", f"电话{sheets.PHONES[0]}"], ["FW-2", ""]], ()),
    ],
)
def test_header_rows(rows: list[list[str]], header: tuple[int, ...]) -> None:
    assert detecting.header_rows(rows) == header


def test_what_is_in_doubt_is_said(tmp_path: Path) -> None:
    lines = ["编号,面积,录入,备用日期,登记日期", "A,12.345,x,2024-01-01,01/02/2024", "B,很大,y,2024-01-02,03/04/2024"]
    found = proposed(sheets.written(tmp_path / "房屋.csv", lines))
    assert "the other way round" in found.column("登记日期").doubt
    assert found.column("面积").to == []
    assert "1 of 2 values are not of this type; such rows will be rejected: 很大" in found.column("面积").doubt
    assert writing.trial(found).taken == 2  # type: ignore[union-attr]


def test_a_file_without_a_day_needs_one_to_be_said(tmp_path: Path) -> None:
    path = sheets.written(tmp_path / "房屋.csv", ["房屋编号,坐落", "A,滨河路1号", "B,滨河路2号"])
    found = proposed(path)
    assert any("no column holds a day" in doubt for doubt in found.doubts)
    assert "effective_on" in str(writing.trial(found))
    text = writing.toml(found).replace('"effective_on" = ""', '"effective_on" = "2024-05-31"')
    mapped.check_files(map_form.of_tree(column_map.of_toml(text)), sources.expand([path]))


def test_types_by_a_column_and_words_for_choices(tmp_path: Path) -> None:
    lines = [
        "房屋编号,业务类型,登记日期,房源性质,隔间",
        "A,房屋测绘,2024-01-01,公租,有隔间",
        "B,房屋登记,2024-01-02,商品住房,没有",
    ]
    found = proposed(sheets.written(tmp_path / "台账.csv", lines), "HOUSE")
    assert found.tree["type"] == {
        "column": "业务类型",
        "values": {"房屋测绘": "SurveyRevised", "房屋登记": "HouseRegistered"},
    }
    assert found.tree["columns"]["房源性质"] == {"to": "stock", "values": {"公租": "PUBLIC_RENTAL"}}
    assert found.tree["columns"]["隔间"] == {"to": "partitioned", "values": {"有隔间": "true", "没有": "false"}}
    assert writing.trial(found).taken == 2  # type: ignore[union-attr]


def test_kind_and_type_may_be_given(tmp_path: Path) -> None:
    path = sheets.english(tmp_path)
    found = proposed(path, "HOUSE", "SurveyRevised")
    assert (found.tree["kind"], found.tree["type"]) == ("HOUSE", "SurveyRevised")
    with pytest.raises(UnknownName, match="There is no event type 'Sold' for HOUSE"):
        proposed(path, "HOUSE", "Sold")


def test_what_a_type_may_not_set_is_left_out_with_the_reason(tmp_path: Path) -> None:
    found = proposed(sheets.mortgages(tmp_path), "HOUSE", "LeaseFiled")
    assert "mortgages.amount, which events of this type may not set" in found.column("抵押金额（万元）").why


def test_codes_are_known_by_their_scheme(tmp_path: Path) -> None:
    lines = ["pand,status,date", "0363100012061122,in gebruik,2020-01-01", "0363100012061123,in gebruik,2020-01-02"]
    found = proposed(sheets.written(tmp_path / "pand.csv", lines), "BUILDING")
    assert (found.column("pand").to[0], found.tree["scheme"]) == ("code", "nl-bag")


def test_another_file_of_the_delivery_with_other_columns(tmp_path: Path) -> None:
    found = explain.propose([sheets.english(tmp_path), sheets.mortgages(tmp_path)], None, None)
    assert any("抵押登记.tsv has other columns" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.csv", b"", r"a\.csv is empty"),
        ("a.csv", b"1,2\n3,4\n", r"has no row that looks like headings"),
        ("a.ndjson", b"{}", r"it has no record"),
        ("a.xlsx", b"PK\x03\x04nonsense", r"a\.xlsx is not an xlsx file"),
        ("a.xls", b"\xd0\xcf\x11\xe0rest", r"of the old form \.xls; save it as \.xlsx"),
    ],
)
def test_files_that_cannot_be_explained(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SourceError, match=sentence):
        proposed(tmp_path / name)


def test_a_format_that_the_name_does_not_tell(tmp_path: Path) -> None:
    path = sheets.mortgages(tmp_path).rename(tmp_path / "export.dat")
    found = proposed(path)
    assert found.tree["file"]["format"] == "csv"
    mapped.check_files(map_form.of_tree(found.tree), sources.expand([path]))


def test_the_toml_says_what_the_tree_says(tmp_path: Path) -> None:
    makers: list[Maker] = [sheets.titles_of_owners, sheets.survey_of_buildings, sheets.leases, sheets.taiwanese]
    for maker in (*makers, sheets.mortgages, sheets.english, strange):
        found = proposed(maker(tmp_path))
        assert column_map.of_toml(writing.toml(found)) == json.loads(json.dumps(found.tree))


CELLS = st.one_of(
    st.sampled_from(
        [
            "房屋编号",
            "坐落",
            "日期",
            "面积（㎡）",
            "产权人",
            "2024-05-31",
            "12.5",
            "是",
            "万元",
            "合计",
            "",
            "13812345678",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
)


@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=8),
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_a_file_it_is_explained_or_refused_in_a_sentence(
    rows: list[list[str]], encoding: str
) -> None:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    content = io.BytesIO(text.getvalue().encode(encoding))
    member = sources.Member(sources.Source(Path("房屋.csv"), "房屋.csv"), "房屋.csv", content, archived=False)
    try:
        found = proposing.propose(detecting.detect(member), member.label)
    except SourceError:
        return
    assert column_map.of_toml(writing.toml(found)) == json.loads(json.dumps(found.tree))
    writing.trial(found)
