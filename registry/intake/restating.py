"""What a register said of one subject as time went by, where it states everything anew with each issue.

A story holds the subject's recorded events and those that an import is about to make, and folds them as the timeline
does: as known at a moment, of each chain of corrections the last member that was known then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aggregates.event import Value
from registry.intake.profile import Draft, Past

State = dict[str, dict[str, Value]]
Told = Past | Draft


@dataclass(slots=True)
class Entry:
    """An event of the story, when it became known and, where it is voided, until when it was believed."""

    told: Told
    chain: int
    registered_at: datetime
    voided_at: datetime | None = None

    def known_at(self, moment: datetime) -> bool:
        """Whether it was believed then."""
        return self.registered_at <= moment and (self.voided_at is None or moment < self.voided_at)

    @property
    def changes(self) -> Mapping[str, Mapping[str, Value]]:
        """Entity -> attribute -> value."""
        if isinstance(self.told, Past):
            return self.told.changes
        return {"": self.told.set, **self.told.elements}


class Story:
    """The events of one subject, in the order in which the ledger holds or will hold them."""

    def __init__(self, history: Iterable[Past] = ()) -> None:
        self._entries: list[Entry] = []
        self._named: dict[str | int, Entry] = {}
        for past in history:
            assert past.registered_at is not None  # the ledger knows it of every event
            self._tell(past, past.id, past.registered_at)

    def add(self, draft: Draft, registered_at: datetime) -> None:
        """Take in an event that is about to be made."""
        self._tell(draft, id(draft), registered_at)

    def _tell(self, told: Told, name: str | int, registered_at: datetime) -> None:
        for voided in told.voids:
            self._named[_name(voided)].voided_at = registered_at
        if told.voids:
            return
        target = self._named.get(_name(told.corrects)) if told.corrects is not None else None
        entry = Entry(told, target.chain if target else len(self._entries), registered_at)
        self._entries.append(entry)
        self._named[name] = entry

    def shown(self, event_type: str, known: datetime) -> Entry | None:
        """The event of that type that was believed then, the last where there are several."""
        return next((entry for entry in reversed(self._visible(known)) if entry.told.type == event_type), None)

    def live(self, entry: Entry) -> Sequence[Told]:
        """What of the entry's chain may be corrected or voided now, the head first."""
        members = (one for one in reversed(self._entries) if one.chain == entry.chain and one.voided_at is None)
        return [one.told for one in members]

    def state(self, known: datetime) -> State:
        """As known then, of any day that the events may take effect on."""
        state: State = {}
        for entry in self._visible(known):
            for entity, values in entry.changes.items():
                state.setdefault(entity, {}).update(values)
        return state

    def _visible(self, known: datetime) -> list[Entry]:
        """Of each chain the member that counted then, in effective order."""
        shown = {entry.chain: entry for entry in self._entries if entry.known_at(known)}
        return sorted(shown.values(), key=lambda one: (one.told.effective_on, one.told.effective_seq, one.chain))


def _name(told: Told | str) -> str | int:
    if isinstance(told, str):
        return told
    return told.id if isinstance(told, Past) else id(told)
