"""Days of the calendar, as terms of months and days are counted in practice."""

from __future__ import annotations

import calendar
import datetime


def add_months(day: str, months: int) -> str:
    """The same day of the month that many months later (ISO 8601), or that month's last where it is shorter.

    That is how terms in months end by 民法典 202 (Civil Code).
    """
    start = datetime.date.fromisoformat(day)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(start.day, last)).isoformat()


def add_days(day: str, days: int) -> str:
    """That many days later (ISO 8601)."""
    return (datetime.date.fromisoformat(day) + datetime.timedelta(days)).isoformat()
