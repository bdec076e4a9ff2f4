"""Terms of leases: from when until when a lease holds which part of a house at which level (USE-1)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aggregates.draft import Said
from aggregates.house import House
from aggregates.view import NOTHING, Judged, View

H = House
FOREVER = "9999-12-31"
HEADS = frozenset({"HEAD_LEASE", "LEASE"})
"""Levels of leases under which others may stand."""


@dataclass(frozen=True, slots=True)
class Term:
    """A lease's hold on a part of a house (``""``: all of it) from one day until, not including, another."""

    key: str
    level: str
    part: str
    since: str
    until: str
    head: str | None = None

    @property
    def endless(self) -> bool:
        """Whether no end is on record."""
        return self.until == FOREVER

    def overlaps(self, other: Term) -> bool:
        """Whether both hold on any day."""
        return max(self.since, other.since) < min(self.until, other.until)

    def covers(self, other: Term) -> bool:
        """Whether the other may stand under this one: on every one of its days, and in a part of this one's."""
        return self.since <= other.since and other.until <= self.until and self.part in ("", other.part)

    def clashes(self, other: Term) -> bool:
        """Whether both let the same: all of the house is the same as any part of it."""
        same = self.part == other.part or not self.part or not other.part
        return self.level == other.level and same and self.overlaps(other)


def of(key: str, said: Mapping[str, Said]) -> Term:
    """The term of a lease with these attributes; one without a first day holds since ever."""
    return Term(
        key,
        str(said.get("level") or "LEASE"),
        _part(said.get("part")),
        str(said.get("starts_on") or ""),
        min(str(said.get(name) or FOREVER) for name in ("ends_on", "ended_on")),
        head if isinstance(head := said.get("head_lease"), str) and head else None,
    )


def filed(before: View, judged: Judged) -> Iterator[Term]:
    """What an event newly lets: not before its own day, and of a renewal what lies behind the former term."""
    for key, said in judged.elements(H.leases):
        former = before.element(H.leases, key) or NOTHING
        term = of(key, {**former, **said})
        let_before = of(key, former).until if former else ""
        since = max(judged.effective_on, term.since, "" if let_before == FOREVER else let_before)
        yield Term(key, term.level, term.part, since, term.until, term.head)


def others(before: View, key: str) -> list[Term]:
    """The other leases on record, whether they hold on the view's day or later."""
    found = (of(other, said) for other, said in before.elements(H.leases) if other != key)
    return [term for term in found if term.until > before.day]


def find(before: View, number: str) -> Term | None:
    """The lease of that number, which may stand under another key; None where there is none."""
    named = before.element(H.leases, number)
    if named is not None:
        return of(number, named)
    return next((of(key, said) for key, said in before.elements(H.leases) if said.get("number") == number), None)


def _part(part: Said) -> str:
    return "".join(unicodedata.normalize("NFKC", part).split()).casefold() if isinstance(part, str) else ""
