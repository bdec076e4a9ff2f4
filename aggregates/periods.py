"""Periods for which values are reported: a year, a quarter, a month or a day, as text that says which."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from enum import Enum

from aggregates import calendar_days


class PeriodKind(Enum):
    """How long a period is; the longest first."""

    YEAR = "年"
    QUARTER = "季"
    MONTH = "月"
    DAY = "日"


_MONTHS = {PeriodKind.YEAR: 12, PeriodKind.QUARTER: 3, PeriodKind.MONTH: 1}
_SHAPE = re.compile(r"(\d{4})(?:-Q([1-4])|-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Period:
    """A period with its first day and the first day after it (ISO 8601)."""

    text: str
    kind: PeriodKind
    first: str
    after: str

    def overlaps(self, other: Period) -> bool:
        """Whether there is a day in both."""
        return self.first < other.after and other.first < self.after


def read(text: str) -> Period:
    """The period of ``YYYY``, ``YYYY-Qn``, ``YYYY-MM`` or ``YYYY-MM-DD``.

    Raises:
        ValueError: it is none of these, or not in the calendar.
    """
    found = _SHAPE.fullmatch(text)
    if found is None:
        raise ValueError("is none of YYYY, YYYY-Qn, YYYY-MM, YYYY-MM-DD")
    year, quarter, month, day = found.groups()
    if day is not None:
        kind = PeriodKind.DAY
    elif month is not None:
        kind = PeriodKind.MONTH
    else:
        kind = PeriodKind.QUARTER if quarter else PeriodKind.YEAR
    try:
        first = datetime.date(int(year), int(month or 3 * int(quarter or 1) - 2), int(day or 1)).isoformat()
        after = calendar_days.add_days(first, 1) if day is not None else calendar_days.add_months(first, _MONTHS[kind])
    except (ValueError, OverflowError) as error:
        raise ValueError("is not in the calendar") from error
    return Period(text, kind, first, after)
