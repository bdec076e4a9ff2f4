"""What the Dutch register's own rows say was known at a moment about a day; written from the rule, not from our code.

Among the rows with registered_at <= K and valid_from <= V, the one with the greatest (valid_from, registered_at,
version) answers.
"""

from __future__ import annotations

import csv
import gzip
import zoneinfo
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

AMSTERDAM = zoneinfo.ZoneInfo("Europe/Amsterdam")

PHYSICAL = {
    "Bouwvergunning verleend": "PLANNED",
    "Bouw gestart": "UNDER_CONSTRUCTION",
    "Pand in gebruik (niet ingemeten)": "COMPLETED",
    "Pand in gebruik": "COMPLETED",
    "Verbouwing pand": "COMPLETED",
    "Pand buiten gebruik": "COMPLETED",
    "Sloopvergunning verleend": "COMPLETED",
    "Pand gesloopt": "DEMOLISHED",
    "Niet gerealiseerd pand": "NOT_REALISED",
    "Pand ten onrechte opgevoerd": "ENTERED_IN_ERROR",
}

Answer = tuple[str, int] | None
"""Physical state and year built; None where nothing was known of that day."""


class Version(NamedTuple):
    """A row; compares as the register ranks its rows."""

    valid_from: date
    registered_at: datetime
    version: int
    physical: str
    year_built: int


class Question(NamedTuple):
    """A building, a day, a moment."""

    code: str
    valid: date
    known: datetime


def versions(path: Path) -> dict[str, list[Version]]:
    """The rows of the register by building."""
    found: dict[str, list[Version]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            found[row["pand_id"]].append(_version(row))
    return dict(found)


def _version(row: dict[str, str]) -> Version:
    registered_at = datetime.fromisoformat(row["registered_at"]).replace(tzinfo=AMSTERDAM).astimezone(UTC)
    return Version(
        date.fromisoformat(row["valid_from"]),
        registered_at,
        int(row["version"]),
        PHYSICAL[row["status"]],
        int(row["year_built"]),
    )


def questions(code: str, rows: Sequence[Version]) -> Iterator[Question]:
    """Every day around every boundary, at every moment around every registration."""
    days = {day + timedelta(days=shift) for row in rows for day in [row.valid_from] for shift in (-1, 0)}
    moments = {row.registered_at + timedelta(seconds=shift) for row in rows for shift in (-1, 0)}
    days.add(max(days) + timedelta(days=400))
    moments.add(max(moments) + timedelta(days=400))
    return (Question(code, day, moment) for day in sorted(days) for moment in sorted(moments))


def answer(rows: Sequence[Version], question: Question) -> Answer:
    """What the rows say."""
    told = [row for row in rows if row.registered_at <= question.known and row.valid_from <= question.valid]
    last = max(told, default=None)
    return (last.physical, last.year_built) if last else None
