"""Texts are brought to one spelling, cut into units and parts, and read, whoever writes them."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates import chinese_numerals
from aggregates.exposure import Exposure
from search import tokens
from search.analysis import codes, folding, parts, pinyin, typos, units
from search.analysis.parts import Label
from search.analysis.units import Sort
from search.conditions import Has, Some
from search.document import Field
from search.embedded import tsqueries
from search.query import Sight

AROUND = st.text(st.sampled_from("临江路澜庭臺號楼a1-8之 ０八十百〇（·B座"), max_size=12)


def written(text: str) -> str:
    """The units of a text, numbers in brackets."""
    return " ".join(f"[{one.text}]" if one.sort is Sort.NUMBER else one.text for one in units.units(text))


def numbered(text: str) -> list[tuple[str, str]]:
    """The parts of an address."""
    return [(part.label.value, part.value) for part in parts.parts(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("臺北市大安區", "台北市大安区"),
        ("ＡbC１２", "abc12"),
        ("Zürich Straße", "zurichstrasse"),
        ("峯羣髏衖", "峰群楼弄"),
        ("澜庭·一期（南）", "澜庭一期南"),
        ("\0\u200b\u202e", ""),
        ("が", "が"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert folding.plain(text) == folded


@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = folding.plain(text)
    assert folding.plain(folded) == folded


@given(st.text(max_size=30))
def test_folded_characters_know_where_they_come_from(text: str) -> None:
    folded = folding.fold(text)
    assert len(folded.text) == len(folded.origins)
    assert list(folded.origins) == sorted(folded.origins)
    for one, origin in zip(folded.text, folded.origins, strict=True):
        assert one in (folding.fold_character(text[origin]) or " ")


@pytest.mark.parametrize(
    "ways",
    [("八十八号", "88号", "８８號", "088号"), ("二十三弄", "23弄", "廿三弄"), ("一百零五室", "105室", "一〇五室")],
)
def test_numerals_are_numbers(ways: tuple[str, ...]) -> None:
    assert len({written(way) for way in ways}) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("八一路", "八 一 路"),
        ("29路", "二 十 九 路"),
        ("三里河", "三 里 河"),
        ("临江路88号", "临 江 路 [88] 号"),
        ("Keizersgracht 123-2", "keizersgracht [123] [2]"),
        ("七樓之二", "[7] 楼 之 [2]"),
        ("A3棟", "[a3] 栋"),
    ],
)
def test_units(text: str, said: str) -> None:
    assert written(text) == said


@given(
    st.integers(0, 9999),
    st.sampled_from("号弄巷室楼栋"),
    AROUND.filter(lambda one: not one[-1:].strip() or not one[-1].isalnum()),
)
def test_each_number_is_found_in_each_writing(number: int, sign: str, before: str) -> None:
    wide = str(number).translate({48 + digit: 0xFF10 + digit for digit in range(10)})
    for way in (str(number), wide, chinese_numerals.to_text(number)):
        found = units.units(f"{before}，{way}{sign}")
        assert (found[-2].text, found[-1].text) == (str(number), sign)


@given(st.text(max_size=30) | AROUND)
def test_units_lie_in_the_text_in_their_order(text: str) -> None:
    for found in (units.units(text), units.as_written(text)):
        for one in found:
            assert 0 <= one.start < one.end <= len(text)
            assert one.text
        assert all(one.end <= other.start or one.start == other.start for one, other in itertools.pairwise(found))


@given(AROUND)
def test_parts_are_units_of_the_text(text: str) -> None:
    found = parts.parts(text)
    assert all(0 <= one.first <= one.last < len(units.units(text)) for one in found)
    assert all(one.last < other.first for one, other in itertools.pairwise(found))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("台北市大安區和平東路二段106巷3弄5號七樓之2", "段2 巷106 弄3 号5 层7 之2"),
        ("临江路８８號1号楼2单元302室", "号88 幢1 单元2 室302"),
        ("临江路88号1栋302房", "号88 幢1 室302"),
        ("明德二路１５之８號７樓", "号15 之8 层7"),
        ("15-8号", "号15 之8"),
        ("62號11F-7", "号62 层11 之7"),
        ("62號11樓7", "号62 层11 之7"),
        ("A3棟3樓", "幢a3 层3"),
        ("B座1201", "幢b 1201"),
        ("后庄里７鄰", "邻7"),
        ("8-302", "8 302"),
        ("三里河", ""),
    ],
)
def test_parts(text: str, found: str) -> None:
    assert " ".join(map("".join, numbered(text))) == found


def test_a_part_has_its_sign() -> None:
    (part,) = parts.parts("澜庭1号楼")
    assert part == parts.Part(Label.BLOCK, "1", 2, 4)


@pytest.mark.parametrize(
    ("character", "readings"),
    [("重", {"zhong", "chong"}), ("长", {"chang", "zhang"}), ("路", {"lu"}), ("吕", {"lv"}), ("a", set())],
)
def test_readings(character: str, readings: set[str]) -> None:
    assert set(pinyin.readings(character)) == readings


def test_readings_are_found_by_what_is_typed() -> None:
    assert ("xi", "an") in pinyin.segment("xian")
    assert pinyin.segment("ljl") == []
    assert ("lin", "ji") in pinyin.segment_open("linji")
    assert ("lin", "jiang", "l") in pinyin.segment_open("linjiangl")
    assert {"chong_qing", "zhong_qing"} <= set(pinyin.syllable_pairs("重庆"))
    assert {"cy", "cl", "zy", "zl"} <= set(pinyin.initial_pieces("长乐"))


@given(st.sampled_from(Field), st.text(max_size=300) | AROUND)
def test_no_token_is_cut_by_who_keeps_them_side_by_side(field: Field, text: str) -> None:
    """An index has a document's terms as one text, cut at white space, and cuts what is longer than 255 once more."""
    for token in tokens.of_text(field, text):
        assert not re.search(r"\s", token), token
        assert len(token.encode("utf-16-le")) // 2 <= 250


@given(st.text(st.sampled_from("临江重长乐都厦行"), min_size=1, max_size=6))
def test_what_is_read_is_segmented_again(text: str) -> None:
    said = "".join(pinyin.readings(one)[0] for one in text)
    assert pinyin.segment(said)


@given(st.text(st.sampled_from("0123456789ABX-"), min_size=1, max_size=30), st.data())
def test_each_part_of_a_code_is_found(code: str, data: st.DataObject) -> None:
    normal = codes.normal(code)
    start = data.draw(st.integers(0, len(normal)))
    part = normal[start : data.draw(st.integers(start, len(normal)))]
    pieces, beginning = codes.parts(part)
    there = set(codes.pieces(code))
    assert set(pieces) <= there
    assert not beginning or any(piece.startswith(beginning) for piece in there)


@given(st.text(st.sampled_from("01ODX"), min_size=1, max_size=20), st.data())
def test_a_code_has_a_token_for_each_beginning(code: str, data: st.DataObject) -> None:
    begun = st.integers(1, len(code)).map(lambda many: code[:many])
    other = data.draw(begun | st.text(st.sampled_from("01ODX"), min_size=1, max_size=20))
    there = tokens.of_text(Field.CODE, code)
    found = any(one.startswith(tokens.code_begins(other)) for one in there)
    assert found == codes.alike(code).startswith(codes.alike(other))


@given(st.text(st.sampled_from("0123456789ABX-"), min_size=1, max_size=30), st.data())
def test_a_short_part_of_a_code_is_a_token(code: str, data: st.DataObject) -> None:
    alike = codes.alike(code)
    start = data.draw(st.integers(0, max(0, len(alike) - codes.SHORTEST)))
    piece = alike[start : start + codes.SHORTEST]
    assert len(piece) < codes.SHORTEST or tokens.CODE_SHORT + piece in tokens.of_text(Field.CODE, code)


@pytest.mark.parametrize(
    ("one", "other"), [("O0QD", "0000"), ("Il1", "111"), ("B-5S", "855"), ("Z２", "22"), ("lib—0088", "LIB0088")]
)
def test_look_alikes(one: str, other: str) -> None:
    assert codes.alike(one) == codes.alike(other)


@given(st.text(st.sampled_from("0123456789AX"), min_size=2, max_size=12), st.data())
def test_one_slip_is_near(code: str, data: st.DataObject) -> None:
    slipped = data.draw(st.sampled_from(sorted({one for one in slips(code) if one})))
    assert slipped == code or typos.is_near(slipped, code)
    assert codes.alike(code) in {codes.alike(slipped), *codes.near(slipped)} or set(code) & set("AX")


@given(st.text(st.sampled_from("abcdef"), min_size=5, max_size=9), st.data())
def test_words_one_slip_apart_share_a_shortened_one(word: str, data: st.DataObject) -> None:
    slipped = data.draw(st.sampled_from(sorted(slips(word))))
    assert not typos.shortened(word).isdisjoint(typos.shortened(slipped))


def slips(word: str) -> set[str]:
    """Words that one slip makes of this one."""
    missing = {word[:at] + word[at + 1 :] for at in range(len(word))}
    wrong = {word[:at] + "1" + word[at + 1 :] for at in range(len(word))} if word[0].isdigit() else set()
    more = {word[:at] + word[at] + word[at:] for at in range(len(word))}
    swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
    return missing | wrong | more | swapped


@pytest.mark.parametrize(
    "ways",
    [
        ("安房预许字〔2011〕第002号", "安房预许(2011)002", "安房预许字2011年第002号"),
        ("（2009）安执6001号", "2009安执6001"),
    ],
)
def test_words_around_numbers_are_no_part_of_a_code(ways: tuple[str, ...]) -> None:
    assert len({codes.normal(way) for way in ways}) == 1


def test_a_code_of_such_words_alone_is_one() -> None:
    assert codes.normal("第号") == "第号"


def test_formal_numerals_are_numbers() -> None:
    assert written("貳樓") == written("2楼")


@given(st.integers(2, 9), st.data())
def test_all_but_some_is_what_it_says(count: int, data: st.DataObject) -> None:
    least = data.draw(st.integers(1, count))
    names = [f"t{at}" for at in range(count)]
    wanted = Some(tuple(Has((Field.NAME,), (name,)) for name in names), least)
    public = Sight(Exposure.PUBLIC, frozenset())
    there = data.draw(st.sets(st.sampled_from(names)))
    said = re.sub(r"'pn(t[0-9])'", lambda name: str(int(name[1] in there)), tsqueries.query(wanted, public))
    while len(said) > 1:  # the innermost brackets, one after another
        said = re.sub(r"\(([01](?:&[01])+)\)", lambda all_: str(int("0" not in all_[1])), said)
        said = re.sub(r"\(([01](?:\|[01])+)\)", lambda any_: str(int("1" in any_[1])), said)
    assert (said == "1") == (len(there) >= least)
