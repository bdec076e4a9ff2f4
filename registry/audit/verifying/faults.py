"""What a verification finds wrong: which check, what, where, and since when."""

from __future__ import annotations

import bisect
import dataclasses
import enum
from collections.abc import Sequence

MOST_TOLD = 100
"""Faults of one check that are told one by one; the others are counted."""


class Check(enum.Enum):
    """What is checked, in this order; the values are what a reader calls it."""

    POSITION = "positions are dense"
    HEADER = "headers say the log, the position and a moment that never falls"
    BODY = "bodies are canonical JSON"
    LEAF = "leaf hashes are those of the bytes"
    TILE = "tiles hold the leaf hashes"
    CHECKPOINT = "checkpoints of the database are signed and of this tree"
    EXPORTED = "exported checkpoints are signed and of this tree"
    COLUMN = "columns are copies of the bytes"
    STREAM = "streams follow from the events"
    COMMAND = "commands follow from the events"
    CLAIM = "claims follow from the events"
    ROW = "source rows follow from the events"
    RELIANCE = "reliances follow from the events"
    LOG = "the log's own head follows from the events"
    DISCLOSURE = "the log of disclosures is whole"
    READ = "read tables are what a replay makes"
    SEARCH = "the search index is what the read tables make"


@dataclasses.dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong.

    ``position`` is the event's, None where it is no single event's. ``after`` and ``until`` are the sizes of the two
    checkpoints between which it lies: of a checkpoint's own fault the last one that holds and the first one that does
    not; of an event's the last one before it and the first one that covers it, None where none does yet.
    """

    check: Check
    text: str
    position: int | None = None
    after: int | None = None
    until: int | None = None

    def told(self) -> dict[str, object]:
        """For programs."""
        members = {"check": self.check.name, "text": self.text, "position": self.position}
        return {**members, "after": self.after, "until": self.until}


class Faults:
    """Collects what is found; of each check the first hundred are kept and all are counted."""

    def __init__(self) -> None:
        self.counts: dict[Check, int] = {}
        self._kept: dict[Check, list[Fault]] = {}

    def add(self, fault: Fault) -> None:
        """Note one."""
        self.count(fault.check)
        kept = self._kept.setdefault(fault.check, [])
        if len(kept) < MOST_TOLD:
            kept.append(fault)

    def count(self, check: Check, more: int = 1) -> None:
        """Count some that are not told one by one."""
        self.counts[check] = self.counts.get(check, 0) + more

    def found(self, check: Check) -> bool:
        """Whether any fault of a check was found."""
        return check in self.counts

    def place(self, sizes: Sequence[int]) -> None:
        """Say of each event's fault between which of these sizes, in order, the event came to be published."""
        self._kept = {check: [_placed(fault, sizes) for fault in kept] for check, kept in self._kept.items()}

    def kept(self) -> list[Fault]:
        """Those to be told, in the order of the checks."""
        return [fault for check in Check for fault in self._kept.get(check, ())]

    def __bool__(self) -> bool:
        return bool(self.counts)


def _placed(fault: Fault, sizes: Sequence[int]) -> Fault:
    if fault.position is None or fault.until is not None:
        return fault
    index = bisect.bisect_left(sizes, fault.position)
    until = sizes[index] if index < len(sizes) else None
    return dataclasses.replace(fault, after=sizes[index - 1] if index else 0, until=until)
