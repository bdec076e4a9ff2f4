"""What documents are made of: subjects as the read model shows them, with what they were called before."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Said:
    """A value of an attribute from a day on; None: known to be empty."""

    value: str | None
    since: date


@dataclass(slots=True)
class Related:
    """One subject. ``row`` has its attributes as of today, by name; ``history`` what was said of some, in order."""

    subject: UUID
    kind: str
    scheme: str
    code: str
    division: UUID | None
    row: Mapping[str, Any]
    codes: list[str] = field(default_factory=list)
    history: dict[str, list[Said]] = field(default_factory=dict)
    _values: dict[str, tuple[tuple[str, date | None], ...]] = field(default_factory=dict)

    def values(self, name: str) -> tuple[tuple[str, date | None], ...]:
        """The value of an attribute, and its former ones with the day from which each no longer held.

        Found once, when all history is there: a firm's or a division's stand in hundreds of documents.
        """
        if (known := self._values.get(name)) is None:
            present = self.row.get(name)
            now = ((present, None),) if present else ()
            known = self._values[name] = (*now, *former(self.history.get(name, ()), present))
        return known


def former(said: Sequence[Said], present: str | None) -> Iterator[tuple[str, date]]:
    """Values that no longer hold, each once, with the day on which it last ceased to."""
    ended: dict[str, date] = {}
    for before, after in itertools.pairwise(said):
        if before.value and before.value != after.value:
            ended[before.value] = after.since
    yield from ((value, until) for value, until in ended.items() if value != present)


@dataclass(slots=True)
class Material:
    """All that the document of one subject is made of.

    ``values``: of elements, as (number of the part, text). ``parents`` by kind. ``referred``: whom its codes name, by
    (kind, code). ``divisions``: the one that governs it first, then those that contain it, went into it, or governed it
    before, each with the day from which it no longer did. ``seen``: divisions that everybody sees who sees the subject;
    None: all.
    """

    subject: Related
    values: list[tuple[int, str]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    persons: list[str] = field(default_factory=list)
    parents: dict[str, Related] = field(default_factory=dict)
    referred: Mapping[tuple[str, str], Sequence[Related]] = field(default_factory=dict)
    divisions: Sequence[tuple[Related, date | None]] = ()
    seen: frozenset[UUID] | None = None

    def wide(self, other: Related) -> bool:
        """Whether not everybody who sees the subject sees the other one, too."""
        return self.seen is not None and other.division not in self.seen

    def parent(self, kind: str) -> Related | None:
        """A parent, where everybody sees it who sees the subject."""
        found = self.parents.get(kind)
        return found if found and not self.wide(found) else None
