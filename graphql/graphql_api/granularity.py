"""Periods into which figures over time are put."""

from __future__ import annotations

from enum import Enum


class Granularity(Enum):
    """How long a period is; the values are units of PostgreSQL's ``date_trunc``."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


def period(unit: Granularity, day: str) -> str:
    """SQL of the first day of the period in which a day lies."""
    return f"date_trunc('{unit.value}', {day})::date"
