"""House codes: the vector for the check digit, what it promises, and the forms of cities."""

import datetime
import re

import pytest
from hypothesis import given

from aggregates import codes
from aggregates.codes import houses
from registry.city import codes as city
from tests.aggregates.codes import makers

VECTOR = "1101010102006005000109*001"


def test_the_vector() -> None:
    assert makers.house(VECTOR[:-1]) == VECTOR
    assert houses.check_digit(VECTOR[:-1]) == VECTOR[-1]
    assert codes.check("jgj246", VECTOR) == ()


@given(code=makers.HOUSES)
def test_a_code_with_its_check_digit_passes(code: str) -> None:
    assert codes.check("jgj246", code) == ()


@given(code=makers.HOUSES.filter(lambda code: "*" not in code))
def test_every_change_of_one_digit_is_caught(code: str) -> None:
    assert all(makers.rules("jgj246", wrong) == ["CODE-HOUSE-CHECK"] for wrong in makers.changed(code, makers.DIGITS))


@given(code=makers.HOUSES)
def test_an_unknown_place_counts_as_zero(code: str) -> None:
    assert codes.check("jgj246", code.replace("*", "0")) == ()


@pytest.mark.parametrize(
    ("scheme", "code", "rule"),
    [
        ("jgj246", VECTOR[:-1], "CODE-HOUSE-SHAPE"),
        ("jgj246", f"{VECTOR[:-1]}*", "CODE-HOUSE-SHAPE"),
        ("jgj246", f"*{VECTOR[1:]}", "CODE-HOUSE-SHAPE"),
        ("jgj246", f"{VECTOR[:-1]}2", "CODE-HOUSE-CHECK"),
        ("jgj246-beijing", VECTOR, "CODE-HOUSE-SHAPE"),
        ("jgj246-beijing", "110101010202001090000031", "CODE-HOUSE-SHAPE"),
        ("jgj246-building", VECTOR, "CODE-BUILDING-SHAPE"),
        ("jgj246-building", f"*{VECTOR[1:21]}", "CODE-BUILDING-SHAPE"),
    ],
)
def test_wrong_codes_only_warn(scheme: str, code: str, rule: str) -> None:
    (remark,) = codes.check(scheme, code)
    assert (remark.rule, remark.grade) == (rule, codes.Grade.WARN)


def test_each_variant_is_a_scheme_with_its_own_words() -> None:
    shapes = {codes.SCHEMES[name].check("?")[0].en for name in codes.HOUSE_CODE_VARIANTS}
    assert len(shapes) == len(codes.HOUSE_CODE_VARIANTS)
    assert all(re.compile(variant.pattern) for variant in codes.HOUSE_CODE_VARIANTS.values())


@pytest.mark.parametrize("code", ["11010101020200109000003", "1101010102020010900000301", "1101010102020****00000X"])
def test_beijing_prints_23_or_25_places(code: str) -> None:
    assert codes.check("jgj246-beijing", code) == ()


def test_the_codes_of_the_demo_city_are_clean() -> None:
    building = city.building_code(city.EAST_LAKE, 7)
    project = city.project_code(city.EAST_LAKE, datetime.date(2021, 3, 4), 5)
    assert codes.check(city.BUILDING_SCHEME, building) == ()
    assert codes.check(city.HOUSE_SCHEME, city.house_code(building, 12, 3)) == ()
    assert codes.check(city.PROJECT_SCHEME, project) == ()
    assert all(codes.check(city.DIVISION_SCHEME, code) == () for code in city.NAMES)
