"""What the column 解約情形 of presales tells: ``全部解約1100505``, the day on which a contract was cancelled."""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry.intake import roc_date

_DAY = re.compile(r"\d{6,7}|\d{2,3}年\d{1,2}月\d{1,2}日?", re.ASCII)
_PARTLY = re.compile("部[分份]")


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The day, the words, and whether only a part of what was sold is concerned."""

    day: str
    text: str
    partly: bool


def read(text: str, signed_on: str) -> Cancelled | None:
    """What the cell tells; None where it names no day, an impossible one, or one before the contract was signed."""
    found = _DAY.search(text)
    if found is None:
        return None
    try:
        day = roc_date.day(found[0])
    except roc_date.NotARocDate:
        return None
    if day is None or day.isoformat() < signed_on:
        return None
    words = (text[: found.start()] + text[found.end() :]).strip(" ,，;；")
    return Cancelled(day.isoformat(), words or "解約", _PARTLY.search(words) is not None)
