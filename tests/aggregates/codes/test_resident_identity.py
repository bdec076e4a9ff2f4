"""Citizen numbers: the vectors, both forms, the day of birth, and divisions that are gone."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from aggregates import codes
from aggregates.codes import resident_identity
from tests.aggregates.codes import makers

SCHEME = "cn-resident-identity"


@pytest.mark.parametrize("code", ["11010519491231002X", "440524188001010014"])
def test_the_vectors_are_lawful(code: str) -> None:
    assert makers.citizen(code[:-1]) == code
    assert not makers.rejected(SCHEME, code)


def test_the_row_of_checks_is_that_of_iso_7064() -> None:
    """By the remainder of the body: the row 10X98765432 of the standard, made by the library."""
    made = {makers.citizen(body)[-1]: mod_11_2.calc_check_digit(body) for body in map("{:017}".format, range(100))}
    assert set(made) == set(makers.CITIZEN_CHECKS)
    assert all(standard == library for standard, library in made.items())


@given(code=makers.CITIZENS)
def test_a_number_with_its_check_digit_passes_whatever_its_division(code: str) -> None:
    assert all(remark.grade is codes.Grade.NOTE for remark in codes.check(SCHEME, code))


@given(code=makers.CITIZENS)
def test_every_change_of_one_place_is_caught(code: str) -> None:
    assert all(makers.rejected(SCHEME, wrong) for wrong in makers.changed(code, f"{makers.DIGITS}X"))


@given(code=makers.CITIZENS)
def test_every_swap_of_neighbours_is_caught(code: str) -> None:
    assert all(makers.rejected(SCHEME, wrong) for wrong in makers.swapped(code))


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("11010519491231002", "CODE-RIC-SHAPE"),
        ("1101051949123100X2", "CODE-RIC-SHAPE"),
        ("A1010519491231002X", "CODE-RIC-SHAPE"),
        ("110105194912310021", "CODE-RIC-CHECK"),
        (makers.citizen("11010519490230002"), "CODE-RIC-BIRTH"),
        (makers.citizen("11010519001301002"), "CODE-RIC-BIRTH"),
        (makers.citizen("11010519000229002"), "CODE-RIC-BIRTH"),
        (makers.citizen("11010500000101002"), "CODE-RIC-BIRTH"),
        (makers.citizen("11010517991231002"), "CODE-RIC-BIRTH"),
    ],
)
def test_wrong_numbers_are_refused_by_rule(code: str, rule: str) -> None:
    (remark,) = codes.check(SCHEME, code)
    assert (remark.rule, remark.grade) == (rule, codes.Grade.REJECT)


def test_all_that_is_wrong_is_said_at_once() -> None:
    assert makers.rules(SCHEME, "999999190013010021") == [
        "CODE-RIC-CHECK",
        "CODE-RIC-BIRTH",
        "CODE-RIC-DIVISION-UNKNOWN",
    ]


@pytest.mark.parametrize("year", [1800, 2000])
def test_the_first_year_and_a_leap_day_are_taken(year: int) -> None:
    assert codes.check(SCHEME, makers.citizen(f"110105{year}010100{year % 7}")) == ()
    assert codes.check(SCHEME, makers.citizen("11010520000229002")) == ()


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("110105", []),
        ("110111", []),  # given anew: the entry has a beginning and no end
        ("120110", []),  # the code outlived its first meaning
        ("110103", ["CODE-RIC-DIVISION-ABOLISHED"]),
        ("440524", ["CODE-RIC-DIVISION-ABOLISHED"]),
        ("999999", ["CODE-RIC-DIVISION-UNKNOWN"]),
        ("119999", ["CODE-RIC-DIVISION-UNKNOWN"]),
        ("810000", []),
        ("820000", []),
        ("830000", []),
    ],
)
def test_a_division_is_a_note_at_most(prefix: str, found: list[str]) -> None:
    remarks = codes.check(SCHEME, makers.citizen(f"{prefix}19800101001"))
    assert [remark.rule for remark in remarks] == found
    assert all(remark.grade is codes.Grade.NOTE for remark in remarks)


def test_a_birth_that_has_not_come_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resident_identity, "today", lambda: datetime.date(2024, 5, 1))
    assert codes.check(SCHEME, makers.citizen("11010520240501001")) == ()
    (remark,) = codes.check(SCHEME, makers.citizen("11010520240502001"))
    assert (remark.rule, remark.grade) == ("CODE-RIC-FUTURE", codes.Grade.WARN)


def test_today_is_a_day_of_china() -> None:
    now = datetime.datetime.now(datetime.UTC)
    near = {(now + datetime.timedelta(hours=8, seconds=gap)).date() for gap in (-5, 5)}
    assert resident_identity.today() in near
    midnight = datetime.datetime(2024, 4, 30, 16, tzinfo=datetime.UTC)
    assert resident_identity.today(midnight) == datetime.date(2024, 5, 1)
    assert resident_identity.today(midnight - datetime.timedelta(seconds=1)) == datetime.date(2024, 4, 30)


@pytest.mark.parametrize(
    ("legacy", "full"),
    [
        ("110105491231002", "11010519491231002X"),
        ("440524800101001", "440524198001010013"),
        ("440524800101999", makers.citizen("44052418800101999")),
        ("440524800101996", makers.citizen("44052418800101996")),
        ("440524800101995", makers.citizen("44052419800101995")),
    ],
)
def test_fifteen_digits_become_eighteen(legacy: str, full: str) -> None:
    assert codes.normalise(SCHEME, f" {legacy}") == full
    assert not makers.rejected(SCHEME, legacy)


@given(code=makers.CITIZENS.filter(lambda code: code[6:8] == "19" and code[14:17] < "996"))
def test_every_number_of_the_last_century_comes_back_from_its_old_form(code: str) -> None:
    assert codes.normalise(SCHEME, code[:6] + code[8:17]) == code


@given(digits=st.text("0123456789", min_size=15, max_size=15))
def test_an_old_number_is_refused_only_for_its_day(digits: str) -> None:
    found = {remark.rule for remark in codes.check(SCHEME, digits) if remark.grade is codes.Grade.REJECT}
    assert found <= {"CODE-RIC-BIRTH"}
