"""Decimals of source files."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates import attributes
from registry.intake import decimals


@pytest.mark.parametrize(
    ("text", "scale", "number"),
    [
        ("111.96000000000001", 2, "111.96"),
        ("204.95999999999998", 2, "204.96"),
        ("0.0", 2, "0"),
        (".00", 2, "0"),
        ("-0.001", 2, "0"),
        ("1,234,567", 0, "1234567"),
        ("１２．５", 1, "12.5"),
        ("+7", 2, "7"),
        ("5.", 2, "5"),
        ("0.125", 2, "0.12"),
        ("0.135", 2, "0.14"),
        ("-3.50", 2, "-3.5"),
        ("1000", 2, "1000"),
        ("  ", 2, None),
        ("", 2, None),
    ],
)
def test_a_number_is_rounded_to_the_scale(text: str, scale: int, number: str | None) -> None:
    assert decimals.parse(text, scale) == number


@pytest.mark.parametrize("text", ["1e5", "nan", "Infinity", "1.2.3", "12m", "一", "--1", "0x10", "1 2"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(decimals.NotANumber, match="not a decimal number"):
        decimals.parse(text, 2)


@given(st.decimals(-(10**12), 10**12, allow_nan=False, places=9), st.integers(0, 6))
def test_the_result_is_near_and_takes_the_attribute(number: Decimal, scale: int) -> None:
    found = decimals.parse(f"{number:f}", scale)
    assert found is not None
    assert abs(Decimal(found) - number) <= Decimal(1).scaleb(-scale) / 2
    assert attributes.decimal("n", "数", scale=scale, negative=True).type.check(found) is None


@pytest.mark.parametrize(
    ("text", "factor", "expected"),
    [("60", "0.3048", "18.29"), ("1,000", "0.09290304", "92.9"), ("0", "0.3048", "0"), ("12.5", "2", "25")],
)
def test_scaled(text: str, factor: str, expected: str) -> None:
    assert decimals.scaled(text, factor, 2) == expected


def test_a_blank_cannot_be_scaled() -> None:
    with pytest.raises(decimals.NotANumber):
        decimals.scaled(" ", "0.3048", 2)
