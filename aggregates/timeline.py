"""The timeline of one subject: its events in effective order, and the one fold that makes states of them.

Two clocks: *valid* is a day in the world; *known* is a moment of the registers or a position of this ledger. The state
as valid on V, as known at K is the merge of the changes of all events that are effective by V and visible at K.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from uuid import UUID

from aggregates.catalogue import Catalogue
from aggregates.errors import FangjiError, InvalidValue
from aggregates.event import Recorded, Value

State = dict[str, dict[str, Value]]
"""Entity -> attribute -> value; ``""`` is the subject itself and stands there exactly when the subject exists."""


class NotTheHead(FangjiError):
    """Only the live head of a chain of corrections can be corrected or voided."""

    code = "NOT_THE_HEAD"


@dataclass(slots=True)
class Entry:
    """An event in its place: ``chain`` is the position of the first event that it corrects, directly or not."""

    recorded: Recorded
    chain: int
    void: Recorded | None = None
    order: tuple[str, int, int, int] = field(init=False)

    def __post_init__(self) -> None:
        event = self.recorded.event
        self.order = (event.effective_on, event.effective_seq, self.chain, self.recorded.position)

    def stands_at(self, position: int) -> bool:
        """Was recorded by ``position`` and not voided by then."""
        return self.recorded.position <= position and (self.void is None or position < self.void.position)

    def was_known_at(self, known: datetime) -> bool:
        """Was registered by ``known`` and its void was not."""
        return self.recorded.registered_at <= known and (self.void is None or known < self.void.registered_at)


class Timeline:
    """All events of one subject. Events are added in the order of their positions; facts may take effect anywhere."""

    def __init__(self, catalogue: Catalogue, recorded: Iterable[Recorded] = ()) -> None:
        self._catalogue = catalogue
        self._entries: list[Entry] = []
        self._by_id: dict[UUID, Entry] = {}
        self._chains: dict[int, list[Entry]] = {}
        self._live: dict[int, list[Entry]] = {}
        self._sorted = True
        for one in recorded:
            self.add(one)

    def add(self, recorded: Recorded) -> None:
        """Take one more recorded event in; its corrections and voids take effect from its registration on.

        Raises:
            NotTheHead: it corrects or voids something else than the live head of a chain of this subject.
        """
        event = recorded.event
        chain = self.head(event.corrects).chain if event.corrects else recorded.position
        self._void(recorded)
        entry = Entry(recorded, chain)
        self._by_id[event.id] = entry
        self._chains.setdefault(chain, []).append(entry)
        self._live.setdefault(chain, []).append(entry)
        self._entries.append(entry)
        self._sorted = False

    def _void(self, void: Recorded) -> None:
        """Take what it voids off the live ends of its chains; all or, where one is no head, nothing."""
        taken: list[Entry] = []
        try:
            for voided in void.event.voids:
                taken.append(self.head(voided))
                self._live[taken[-1].chain].pop()
        except NotTheHead:
            for entry in reversed(taken):
                self._live[entry.chain].append(entry)
            raise
        for entry in taken:
            entry.void = void

    def head(self, event: UUID) -> Entry:
        """The entry of an event that may be corrected or voided now; NotTheHead where it may not."""
        entry = self._by_id.get(event)
        if entry is None:
            raise NotTheHead(f"Event {event} is not one of this subject's.", field="event")
        if entry.recorded.event.voids:
            raise NotTheHead(f"Event {event} is itself a void; record the fact anew instead.", field="event")
        live = self._live[entry.chain]
        head = live[-1] if live else None
        if head is not entry:
            instead = f"the head of its chain is {head.recorded.event.id}" if head else "all of its chain is voided"
            raise NotTheHead(f"Event {event} is not the head of its chain: {instead}.", field="event")
        return entry

    def find(self, event: UUID) -> Entry | None:
        """The entry of an event of this subject, voided or not; None where it is another's."""
        return self._by_id.get(event)

    def get(self, event: UUID) -> Entry:
        """The entry of an event of this subject, voided or not; NotTheHead where it is another's."""
        entry = self._by_id.get(event)
        if entry is None:
            raise NotTheHead(f"Event {event} is not one of this subject's.", field="event")
        return entry

    def chain(self, event: UUID) -> list[Entry]:
        """All members of an event's chain, voided ones too, the first one first."""
        return list(self._chains[self.get(event).chain])

    def live_chain(self, event: UUID) -> list[Entry]:
        """The members of an event's chain that are not voided, the head first."""
        return list(reversed(self._live[self.get(event).chain]))

    def in_order(self) -> list[Entry]:
        """Every entry, voided and corrected ones too, in effective order."""
        if not self._sorted:
            self._entries.sort(key=attrgetter("order"))
            self._sorted = True
        return self._entries

    def visible(self, *, known: datetime | None = None, position: int | None = None) -> Iterator[Entry]:
        """The entries that count, in effective order: of each chain the last one that stood at that moment.

        Raises:
            InvalidValue: a moment and a position are two clocks, and both were given.
        """
        if known is not None and position is not None:
            raise InvalidValue(
                "asOf takes knownAt (as the registers knew) or position (as this ledger knew), not both.", field="asOf"
            )
        shown = {id(entry) for chain in self._chains.values() if (entry := _shown(chain, known, position))}
        return (entry for entry in self.in_order() if id(entry) in shown)

    def state(self, valid: date, *, known: datetime | None = None, position: int | None = None) -> State:
        """As valid on ``valid``, as known at a moment or at a position (or now). Linear in the subject's events.

        Raises:
            InvalidValue: both a moment and a position were given.
        """
        day = valid.isoformat()
        state: State = {}
        for entry in self.visible(known=known, position=position):
            event = entry.recorded.event
            if event.effective_on > day:
                break
            if self._catalogue.event_type(event.kind, event.type).affirms:
                state.setdefault("", {})
            for change in event.changes:
                state.setdefault(change.entity, {}).update(change.set)
        return state


def _shown(chain: list[Entry], known: datetime | None, position: int | None) -> Entry | None:
    """The last member that stood then; its chain-mates before it were replaced, those after it voided or unknown."""
    for entry in reversed(chain):
        if known is not None and not entry.was_known_at(known):
            continue
        if position is not None and not entry.stands_at(position):
            continue
        if known is None and position is None and entry.void is not None:
            continue
        return entry
    return None
