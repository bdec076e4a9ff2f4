"""What tells from a text's characters that a term is not in it never passes over one that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import sought, terms
from search.analysis import codes, folding, units
from search.document import Field

SIGNS = "望湖路王胡陆临江澜庭兰亭臺8号楼12０之三十八百壹-· abwWtlhu29道〇é（）"
TYPED = st.text(st.sampled_from(SIGNS), min_size=1, max_size=8)
TEXT = st.text(st.sampled_from(SIGNS), max_size=24)
FIELDS = st.sampled_from([Field.ADDRESS.name, Field.TEXT.name])


@given(TYPED, TEXT, FIELDS)
def test_nothing_is_passed_over(typed: str, text: str, field: str) -> None:
    looked = sought.Looked.at(field, text)
    for term in terms.read(typed).terms:
        one = sought.of(term)
        one.meet(looked.characters)
        assert one.may_be_in(looked) or not looked.literal or not list(one.spans(looked))


@given(st.text(max_size=24) | TEXT)
def test_texts_that_are_taken_literally_have_the_same_units(text: str) -> None:
    folded = folding.fold(text)
    if units.are_literal(folded.text.replace(" ", "")):
        assert units.units(text) == units.as_written(text) == tuple(units._split(text, numerals=True))


@given(st.text(max_size=24) | st.text(st.sampled_from("第号字年OQ0Bß8-（ａ安"), max_size=8))
def test_look_alikes_are_those_of_the_one_spelling(text: str) -> None:
    assert codes.alike(text) == codes.normal(text).translate(codes._LOOK_ALIKES)


@pytest.mark.parametrize(
    ("typed", "text", "may"),
    [
        ("望湖路", "王胡陆8号", True),
        ("望湖路", "王府井", False),
        ("澜庭", "兰亭序", True),
        ("1204", "安澜市东湖区8号", False),
        ("wanghu", "望湖路", True),
        ("wanghu", "青石巷", False),
        ("bedok", "Bedko North", True),
        ("bedok", "Tampines", False),
    ],
)
def test_what_is_alike_may_be_in_a_text(typed: str, text: str, may: bool) -> None:
    looked = sought.Looked.at(Field.ADDRESS.name, text)
    (term,) = terms.read(typed).terms
    one = sought.of(term)
    one.meet(looked.characters)
    assert one.may_be_in(looked) is may
