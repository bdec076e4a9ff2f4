"""Which subjects whoever files a command may name: by the division that governs each, as the ledger knows it now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from aggregates.world import Known

DIVISION, PARENT = "division", "parent"
"""The attributes of a subject itself that say where it belongs."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The divisions of a token with all that they contain, on one day: their ``codes``, former ones too, and streams.

    A subject without a division is in nobody's reach.
    """

    today: str
    codes: frozenset[str]
    divisions: frozenset[UUID]

    def covers(self, division: str | None) -> bool:
        """Whether a division, by any code of it, is one of those."""
        return division in self.codes

    def holds(self, known: Known) -> bool:
        """Whether a subject on record is of one of those; of a division registered a moment ago its parent tells."""
        if known.kind == "DIVISION" and known.stream in self.divisions:
            return True
        return self.covers(stated(known, PARENT if known.kind == "DIVISION" else DIVISION, self.today))


def governing(known: Known, today: str) -> str | None:
    """The code of the division that governs a subject on a day; None where it has none. A division governs itself."""
    return known.code if known.kind == "DIVISION" else stated(known, DIVISION, today)


def stated(known: Known, attribute: str, today: str) -> str | None:
    """An attribute of the subject itself as last said by what counts and holds on a day, else as last said at all.

    ``projections/sql/divide_subjects.sql`` says the same of divisions for reads.
    """
    counting = {entry.recorded.event.id for entry in known.timeline.visible()}
    said = [
        ((event.id in counting, event.effective_on <= today, *entry.order), change.set[attribute])
        for entry in known.timeline.in_order()
        for event in [entry.recorded.event]
        for change in event.changes
        if change.entity == "" and attribute in change.set
    ]
    found = max(said, key=lambda one: one[0], default=(None, None))[1]
    return found if isinstance(found, str) else None
