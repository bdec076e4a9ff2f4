"""Periods: what each text means, and which share a day."""

import pytest

from aggregates import periods
from aggregates.periods import PeriodKind


@pytest.mark.parametrize(
    ("text", "kind", "first", "after"),
    [
        ("2025", PeriodKind.YEAR, "2025-01-01", "2026-01-01"),
        ("2025-Q4", PeriodKind.QUARTER, "2025-10-01", "2026-01-01"),
        ("2024-02", PeriodKind.MONTH, "2024-02-01", "2024-03-01"),
        ("2024-12-31", PeriodKind.DAY, "2024-12-31", "2025-01-01"),
    ],
)
def test_a_period_has_its_days(text: str, kind: PeriodKind, first: str, after: str) -> None:
    assert periods.read(text) == periods.Period(text, kind, first, after)


@pytest.mark.parametrize("text", ["2025-13", "2025-Q5", "2025-02-30", "25", "2025-1", "２０２５", "0000", "9999"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is"):
        periods.read(text)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [
        ("2025", "2025-12", True),
        ("2025-Q1", "2025-03-31", True),
        ("2025-Q1", "2025-04", False),
        ("2025", "2026", False),
        ("2025-06", "2025-Q2", True),
    ],
)
def test_periods_overlap_where_they_share_a_day(one: str, other: str, shared: bool) -> None:
    assert periods.read(one).overlaps(periods.read(other)) is shared
    assert periods.read(other).overlaps(periods.read(one)) is shared
