"""Unified social credit codes: the vector, lawful first letters, and what the check digit catches."""

import pytest
from hypothesis import given

from aggregates import codes
from tests.aggregates.codes import makers

VECTOR = "91350100M000100Y43"


def test_the_vector() -> None:
    assert makers.credit("91350100M000100Y4") == VECTOR
    assert codes.check("uscc", VECTOR) == ()


@pytest.mark.parametrize("first", ["A1", "N1", "Y1", "11", "5A", "92", "G1"])
def test_first_letters_that_others_refuse_are_lawful(first: str) -> None:
    assert codes.check("uscc", makers.credit(f"{first}350100M000100Y4")) == ()


@given(code=makers.CREDITS)
def test_a_code_with_its_check_digit_passes(code: str) -> None:
    assert not makers.rejected("uscc", code)


@given(code=makers.CREDITS)
def test_every_change_of_one_place_is_caught(code: str) -> None:
    assert all(makers.rejected("uscc", wrong) for wrong in makers.changed(code, makers.CREDIT_ALPHABET))


@given(code=makers.CREDITS)
def test_every_swap_of_neighbours_is_caught(code: str) -> None:
    assert all(makers.rejected("uscc", wrong) for wrong in makers.swapped(code))


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        (VECTOR[:-1], "CODE-USCC-SHAPE"),
        (f"{VECTOR}3", "CODE-USCC-SHAPE"),
        ("I1350100M000100Y43", "CODE-USCC-SHAPE"),
        ("9135010AM000100Y43", "CODE-USCC-SHAPE"),
        ("91350100O000100Y43", "CODE-USCC-SHAPE"),
        ("9135 0100M000100Y4", "CODE-USCC-SHAPE"),
        ("91350100M000100Y44", "CODE-USCC-CHECK"),
    ],
)
def test_wrong_codes_are_refused_by_rule(code: str, rule: str) -> None:
    (remark,) = codes.check("uscc", code)
    assert (remark.rule, remark.grade) == (rule, codes.Grade.REJECT)


def test_zeros_agree_and_identify_nobody() -> None:
    (remark,) = codes.check("uscc", "0" * 18)
    assert (remark.rule, remark.grade) == ("CODE-PLACEHOLDER", codes.Grade.WARN)
