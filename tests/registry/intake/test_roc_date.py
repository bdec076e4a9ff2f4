"""Dates of the Republic of China calendar."""

import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.intake import roc_date


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("0790724", "1990-07-24"),
        ("790724", "1990-07-24"),
        ("79年7月24日", "1990-07-24"),
        ("1071219", "2018-12-19"),
        ("101年2月10日", "2012-02-10"),
        ("民國101年2月", "2012-02"),
        ("06101", "1972-01"),
        ("061", "1972"),
        ("９９年１月１日", "2010-01-01"),
        ("1050229", "2016-02-29"),
        (" 1080201 ", "2019-02-01"),
        ("1501231", "2061-12-31"),
        ("105.02", "2016-02"),
        ("105.02.18", "2016-02-18"),
        ("105/2/18", "2016-02-18"),
        ("105/12", "2016-12"),
    ],
)
def test_a_date_is_read(text: str, written: str) -> None:
    assert str(roc_date.parse(text)) == written


@pytest.mark.parametrize("text", ["", "  ", "\u3000"])
def test_a_blank_cell_is_no_date(text: str) -> None:
    assert roc_date.parse(text) is None
    assert roc_date.day(text) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1010000", "has month 0; months are 1 to 12"),
        ("1041200", "has day 0"),
        ("1080230", "has day 30"),
        ("0991332", "has month 13"),
        ("1080229", "has day 29"),
        ("0000101", "year 0"),
        ("00001", "year 0"),
        ("2019-01-01", "is not a date of the forms"),
        ("12345678", "is not a date"),
        ("79年13月", "has month 13"),
        ("1080", "is not a date"),
        ("x", "is not a date"),
        ("110.1", "is not a date"),
        ("111/6/31", "has day 31"),
        ("105.02/18", "is not a date"),
        ("79年7月24", None),
    ],
)
def test_an_impossible_date_says_why(text: str, why: str | None) -> None:
    if why is None:
        assert str(roc_date.parse(text)) == "1990-07-24"
        return
    with pytest.raises(roc_date.NotARocDate, match=why):
        roc_date.parse(text)


@pytest.mark.parametrize("text", ["06101", "061"])
def test_a_month_is_not_a_day(text: str) -> None:
    found = roc_date.parse(text)
    assert found is not None
    assert not found.exact
    assert found.first == datetime.date(1972, 1, 1)
    with pytest.raises(roc_date.NotARocDate, match="names no day"):
        roc_date.day(text)


@given(st.dates(datetime.date(1912, 1, 1), datetime.date(2910, 12, 31)))
def test_every_day_is_read_in_each_form(day: datetime.date) -> None:
    year = day.year - 1911
    forms = [f"{year:03}{day:%m%d}", f"{year}年{day.month}月{day.day}日"] + ([f"{year}{day:%m%d}"] if year > 9 else [])
    assert {roc_date.day(form) for form in forms} == {day}


@given(st.text() | st.from_regex(r"\d{1,8}", fullmatch=True))
def test_everything_else_is_refused_in_one_way(text: str) -> None:
    with contextlib.suppress(roc_date.NotARocDate):
        found = roc_date.parse(text)
        assert found is None or found.first.year == found.year


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("108", datetime.date(2019, 1, 1), datetime.date(2019, 12, 31)),
        ("109.02", datetime.date(2020, 2, 1), datetime.date(2020, 2, 29)),
        ("109.02.03", datetime.date(2020, 2, 3), datetime.date(2020, 2, 3)),
    ],
)
def test_a_period_has_its_first_and_its_last_day(text: str, first: datetime.date, last: datetime.date) -> None:
    found = roc_date.parse(text)
    assert found is not None
    assert (found.first, found.last) == (first, last)
