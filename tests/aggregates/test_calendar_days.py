"""Days of the calendar: terms of months end on the same day, or on the last of a shorter month."""

import pytest

from aggregates import calendar_days


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        ("2020-01-15", 3, "2020-04-15"),
        ("2019-11-30", 3, "2020-02-29"),
        ("2020-11-30", 3, "2021-02-28"),
        ("2020-02-29", 12, "2021-02-28"),
        ("2020-02-29", 48, "2024-02-29"),
        ("2020-12-31", 1, "2021-01-31"),
        ("2020-09-30", 3, "2020-12-30"),
        ("2020-10-01", 0, "2020-10-01"),
        ("2020-01-31", 1, "2020-02-29"),
    ],
)
def test_terms_of_months_end_on_the_same_day_or_the_last(day: str, months: int, end: str) -> None:
    assert calendar_days.add_months(day, months) == end


def test_days_pass_over_the_end_of_february() -> None:
    assert calendar_days.add_days("2020-02-20", 15) == "2020-03-06"
    assert calendar_days.add_days("2021-02-20", 15) == "2021-03-07"
