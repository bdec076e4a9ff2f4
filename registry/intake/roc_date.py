"""Dates of the Republic of China calendar 民國紀年 as registers write them; year 1 is 1912."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

FIRST_YEAR = 1912
_WORDED = re.compile(r"(?:民國)?(\d{1,3})年(?:(\d{1,2})月(?:(\d{1,2})日?)?)?", re.ASCII)
_PARTED = re.compile(r"(\d{2,3})(?:\.(\d\d)(?:\.(\d\d))?|/(\d{1,2})(?:/(\d{1,2}))?)", re.ASCII)
"""After a point two digits each: a spreadsheet makes ``110.1`` of ``110.10``, so that alone may mean two months."""

_DIGITS = re.compile(r"\d{3,7}", re.ASCII)


class NotARocDate(ValueError):
    """A cell that should hold a date holds something else, or a day that no calendar has."""


@dataclass(frozen=True, slots=True)
class RocDate:
    """A day, or a month or a year where the source says no more. ``year`` is of the common era."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first(self) -> date:
        """The earliest day that it may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day that it may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def exact(self) -> bool:
        """Whether it names a day."""
        return self.day is not None

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None)]
        return "-".join(parts)


def parse(text: str) -> RocDate | None:
    """The date that ``text`` names; None where it is blank.

    Understood are ``0790724`` and ``790724`` (year, month, day), ``06101`` (three digits of year, month), ``061``
    (year), ``79年7月24日``, ``105.02``, ``105.02.18`` and ``105/2/18``, all in full-width digits too. Raises
    NotARocDate with a sentence for what is impossible (``1010000``), and for everything else.
    """
    folded = unicodedata.normalize("NFKC", text).replace(" ", "")
    if not folded:
        return None
    match = _WORDED.fullmatch(folded)
    if match:
        return _checked(text, int(match[1]), _number(match[2]), _number(match[3]))
    match = _PARTED.fullmatch(folded)
    if match:
        return _checked(text, int(match[1]), _number(match[2] or match[4]), _number(match[3] or match[5]))
    if _DIGITS.fullmatch(folded) and len(folded) != 4:
        return _checked(text, *_cut(folded))
    raise NotARocDate(f"{text!r} is not a date of the forms 0790724, 790724, 06101, 79年7月24日, 105.02.18 or 105/2/18")


def day(text: str) -> date | None:
    """Like :func:`parse`, but a month or a year alone is not enough."""
    found = parse(text)
    if found is not None and not found.exact:
        raise NotARocDate(f"{text!r} names no day")
    return found.first if found else None


def _cut(digits: str) -> tuple[int, int | None, int | None]:
    """Three digits are a year, five a year and a month, six and seven a year, a month and a day."""
    if len(digits) in (3, 5):
        return int(digits[:3]), _number(digits[3:]), None
    return int(digits[:-4]), int(digits[-4:-2]), int(digits[-2:])


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _checked(text: str, year: int, month: int | None, day_of_month: int | None) -> RocDate:
    if year < 1:
        raise NotARocDate(f"{text!r} has year 0, which this calendar does not know")
    if month is not None and not 1 <= month <= 12:
        raise NotARocDate(f"{text!r} has month {month}; months are 1 to 12")
    try:
        date(year + FIRST_YEAR - 1, month or 1, 1 if day_of_month is None else day_of_month)
    except ValueError:
        raise NotARocDate(f"{text!r} has day {day_of_month}, which that month does not have") from None
    return RocDate(year + FIRST_YEAR - 1, month, day_of_month)
