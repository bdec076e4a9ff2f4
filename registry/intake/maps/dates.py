"""Days and moments in the writings that a map names: ``YYYY-MM-DD``, ``YYYY年M月D日``, ``YYY/M/D``, ``excel``.

``YYYY`` is a year of the common era, ``YYY`` one of the Republic of China 民國, ``MM`` and ``DD`` two digits, ``M`` and
``D`` one or two; everything else stands for itself. ``excel`` is a serial number counted from 1900, ``excel-1904`` one
of old Macintosh workbooks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from registry.intake import roc_date

UNAMBIGUOUS = ("YYYY-MM-DD", "YYYY-M-D", "YYYY/M/D", "YYYY.M.D", "YYYY年M月D日", "YYYYMMDD")
"""What is understood where a map names no writing; none of them can be mistaken for another."""

EXCEL = {"excel": date(1899, 12, 30), "excel-1904": date(1904, 1, 1)}
"""Serial 0 of each; Excel counts a 29 February 1900, so serials below 61 are not understood."""

EARLIEST_SERIAL, LATEST_SERIAL = 61, 109574  # to the year 2199: seven digits would be a date of the Republic's calendar
_TOKENS = re.compile(r"YYYY|YYY|MM|DD|M|D")
_SERIAL = re.compile(r"\d{2,6}(\.\d+)?", re.ASCII)
_PATTERNS = {
    "YYYY": r"(?P<year>\d{4})",
    "YYY": r"(?P<roc>\d{1,3})",
    "MM": r"(?P<month>\d{2})",
    "DD": r"(?P<day>\d{2})",
    "M": r"(?P<month>\d{1,2})",
    "D": r"(?P<day>\d{1,2})",
}
_CLOCK = re.compile(r"^(.*?\S)[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?$", re.ASCII)


def mistake(written: str) -> str | None:
    """What is wrong with the name of a writing, or None."""
    if written in EXCEL:
        return None
    tokens = sorted(token[0] for token in _TOKENS.findall(written))
    if tokens == ["D", "M", "Y"]:
        return None
    return "is no writing of dates: it needs YYYY (or YYY for 民國), M or MM, and D or DD, or is excel"


def contradiction(writings: Sequence[str]) -> str | None:
    """A writing that would read some text as another day than an earlier one does, or None."""
    shapes: dict[str, str] = {}
    for written in writings:
        if written in EXCEL:
            continue
        shape = _TOKENS.sub(lambda found: "Y" if found[0][0] == "Y" else "#", written)
        order = "".join(token[0] for token in _TOKENS.findall(written))
        if shapes.setdefault(shape, order) != order:
            return written
        if shape == "Y##" and "YYYY" not in written and set(EXCEL) & set(writings):
            return written
    return None if len(set(EXCEL) & set(writings)) < 2 else "excel-1904"


@cache
def _shape(written: str) -> re.Pattern[str]:
    pieces, end = [], 0
    folded = unicodedata.normalize("NFKC", written)
    two_digit_roc = "YYY" in written and "YYYY" not in written and not _TOKENS.sub("", written)
    for token in _TOKENS.finditer(folded):
        pieces += [re.escape(folded[end : token.start()]), _PATTERNS[token[0]]]
        end = token.end()
    text = "".join([*pieces, re.escape(folded[end:])])
    return re.compile(text.replace(r"\d{1,3}", r"\d{2,3}") if two_digit_roc else text, re.ASCII)


def day(text: str, writings: Iterable[str]) -> str | None:
    """The ISO date that ``text`` writes in one of ``writings``, None where it does in none; midnight may follow."""
    return _remembered(text, tuple(writings))


@lru_cache(maxsize=4096)
def _remembered(text: str, writings: tuple[str, ...]) -> str | None:
    folded = unicodedata.normalize("NFKC", text).strip()
    clock = _CLOCK.match(folded)
    if clock and not any(int(part) for part in clock.groups()[1:] if part):
        folded = clock[1]
    found = _day(folded, writings)
    return found.isoformat() if found else None


def _day(folded: str, writings: Iterable[str]) -> date | None:
    return next((found for written in writings if (found := _read(folded, written)) is not None), None)


def _read(folded: str, written: str) -> date | None:
    if written in EXCEL:
        return _serial(folded, written)
    match = _shape(written).fullmatch(folded)
    if match is None:
        return None
    said = match.groupdict()
    year = int(said["year"]) if said.get("year") else int(said["roc"]) + roc_date.FIRST_YEAR - 1
    try:
        return date(year, int(said["month"]), int(said["day"])) if said.get("roc") != "0" else None
    except ValueError:
        return None


def _serial(folded: str, written: str) -> date | None:
    if not _SERIAL.fullmatch(folded) or (float(folded) % 1):
        return None
    days = int(float(folded))
    least = EARLIEST_SERIAL if written == "excel" else 0
    return EXCEL[written] + timedelta(days=days) if least <= days <= LATEST_SERIAL else None


def moment(text: str, writings: Iterable[str], zone: str) -> str | None:
    """The moment in UTC with six decimals that ``text`` writes: RFC 3339, or a day with or without a clock in ``zone``.

    None where it is neither, or where ``zone`` is "" and the text has none of its own.
    """
    folded = unicodedata.normalize("NFKC", text).strip()
    found = _with_zone(folded) or (_local(folded, writings, zone) if zone else None)
    return found.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if found else None


def _with_zone(folded: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(folded)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _local(folded: str, writings: Iterable[str], zone: str) -> datetime | None:
    clock = _CLOCK.match(folded)
    on = _day(clock[1] if clock else folded, writings)
    if on is None:
        return None
    if clock is None:
        return datetime.combine(on, time(), ZoneInfo(zone))
    hour, minute, second = int(clock[2]), int(clock[3]), int(clock[4] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return datetime.combine(on, time(hour, minute, second, int((clock[5] or "").ljust(6, "0"))), ZoneInfo(zone))
