"""Names and numbers are taken apart such that whatever is remembered of them has all its pieces among theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates.exposure import Exposure
from registry.city import people
from search import cursors
from search.analysis import persons, pinyin
from search.query import Query, Sight

GIVEN = st.text(st.sampled_from(people.SYLLABLES), min_size=1, max_size=3)
NAMES = st.builds(str.__add__, st.sampled_from([*people.SURNAMES, "欧阳", "尉迟"]), GIVEN)
NUMBER = "11010519491231002X"


def score(text: str, known: dict[str, int]) -> float:
    """How well a text names somebody of whom these pieces are known, by its first part; 0 where it does not."""
    (part, *_) = persons.asked(text) or [[]]
    found = [one.score(known[one.pieces[0]]) for one in part if known.keys() >= set(one.pieces)]
    return max(found, default=0.0)


@given(NAMES, st.data())
def test_every_fragment_of_a_name_finds_by_its_share(name: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(name) - 1))
    end = data.draw(st.integers(start + 1, len(name)))
    known = persons.of_name(name)
    expected = 1.0 if end - start == len(name) else persons.PART * (end - start) / len(name)
    assert score(name[start:end], known) == pytest.approx(expected)
    assert score(name + "某", known) == 0


@given(NAMES, st.data())
def test_how_a_name_is_read_finds_it_and_its_first_letters_do(name: str, data: st.DataObject) -> None:
    said = [data.draw(st.sampled_from(pinyin.readings(one))) for one in name]
    known = persons.of_name(name)
    assert score(" ".join(said), known) >= persons.SOUND - 0.01
    assert score("".join(one[0] for one in said), known) > 0.3
    assert score("".join(one[0] for one in said[:2]), known) > 0


@pytest.mark.parametrize(
    ("name", "text", "least"),
    [
        ("陳小春", "陈小春", 1),
        ("陈小春", "陳小", 0.5),
        ("單雄信", "shanxiongxin", 0.8),
        ("单雄信", "sxx", 0.5),
        ("尉迟恭", "yuchi", 0.5),
        ("西安", "xian", 0.8),
        ("阿依古丽·买买提", "古丽", 0.25),
        ("阿依古丽·买买提", "阿依古丽•买买提", 1),
        ("John Smith", "john smith", 1),
        ("John Smith", "SMI", 0.2),
        ("Seán O'Neil", "oneil", 0.4),
        ("Seán O'Neil", "Neil", 0.3),
        ("Jean-Luc", "jean-luc", 1),
        ("Jean-Luc", "luc", 0.3),
        ("王John", "王", 0.9),
    ],
)
def test_writings_of_a_name(name: str, text: str, least: float) -> None:
    assert score(text, persons.of_name(name)) >= least


@given(st.data())
def test_four_digits_in_a_row_find_and_fewer_do_not(data: st.DataObject) -> None:
    for value, known in ((NUMBER, persons.of_number(NUMBER)), ("13900001234", persons.of_phone("+86 139-0000-1234"))):
        start = data.draw(st.integers(0, len(value) - 1))
        end = data.draw(st.integers(start + 1, len(value)))
        found = score(value[start:end], known)
        digits = sum(map(str.isdecimal, value[start:end]))
        assert (found > 0) == (digits >= persons.DIGITS or value[start:end] == "002X")
    assert score("1949-12-31", persons.of_number(NUMBER)) >= persons.BORN
    assert score("110105491231002", persons.of_number(NUMBER)) == 1, "its old spelling"
    assert score("139 0000 1234", persons.of_phone("13900001234")) == 1


@pytest.mark.parametrize("text", ["", " ", "。", "朝阳路88号", "123", "a", "\0", "王" * 21, "1" * 3 + " " + "安1"])
def test_what_names_nobody(text: str) -> None:
    assert persons.asked(text) == []


@given(st.text(max_size=300))
def test_whatever_is_typed_asks_for_little(text: str) -> None:
    probes = [probe for part in persons.asked(text) for probe in part]
    assert len(probes) <= 130
    assert all(one.pieces and "pieces" not in repr(one) for one in probes)
    for known in (persons.of_name(text), persons.of_number(text), persons.of_phone(text)):
        assert len(known) < 1_000
        assert all(1 <= length <= 60 for length in known.values())


def test_no_cursor_tells_whether_somebody_is_named() -> None:
    """A reader could compute the digest of a question that names nobody, and compare."""
    sight = Sight(Exposure.PERSONAL, frozenset())
    assert cursors.digest(Query("若水", sight, persons={"person/a": 1.0})) == cursors.digest(Query("若水", sight))
