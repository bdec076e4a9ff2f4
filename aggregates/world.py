"""What a decision may look at: subjects with their timelines, claims, and the policies in force; loaded by the shell.

Deciding is pure: where it asks for something that is not loaded yet, :class:`Unloaded` tells what is wanted, the shell
loads it and decides again from the start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from aggregates import event as events
from aggregates import reach as reaches
from aggregates import view
from aggregates.attributes import Attribute
from aggregates.catalogue import CATALOGUE, Catalogue
from aggregates.policy import Policy
from aggregates.timeline import Timeline

LONGEST_FREE = 100
"""Characters of a code up to which it can be looked for in all schemes at once (:func:`event.code_claim`)."""


@dataclass(frozen=True, slots=True)
class Name:
    """A subject by any code that it ever had; ``scheme`` None: in whichever scheme."""

    kind: str
    code: str
    scheme: str | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """The subjects of ``kind`` whose ``attribute`` (its path) names ``code``; an element's, standing or ended."""

    kind: str
    attribute: str
    code: str


@dataclass(eq=False, slots=True)
class Known:
    """A subject as the ledger has it; a version of 0 is a subject that is not there yet."""

    kind: str
    scheme: str
    code: str
    stream: UUID
    timeline: Timeline
    version: int
    recorded: Sequence[events.Recorded] = ()


@dataclass(slots=True)
class Wanted:
    """What is not loaded yet."""

    names: set[Name] = field(default_factory=set)
    parts: set[Parts] = field(default_factory=set)
    events: set[UUID] = field(default_factory=set)
    caused_by: set[UUID] = field(default_factory=set)
    relying_on: set[UUID] = field(default_factory=set)
    divisions: set[str] = field(default_factory=set)
    streams: set[UUID] = field(default_factory=set)


class Unloaded(Exception):
    """The decision needs more; never seen by users."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__("more has to be loaded")
        self.wanted = wanted


class Policies(Protocol):
    """The policies in force."""

    def in_force(self, division: str | None, day: str) -> Policy:
        """That of a division, or the nearest one above it, on a day; the default where none was adopted."""


class World:
    """Everything loaded so far. ``reads`` are the streams that were looked at, with the versions seen.

    A world that is ``complete`` takes what it does not hold for absent; else asking for it raises :class:`Unloaded`.
    ``unnamed`` are references so new that no subject names them. ``reach`` is that of whoever files, None where it is
    everywhere: what inputs name has to lie in it (:meth:`within`), while rules and consequences see everything.
    """

    def __init__(
        self,
        policies: Policies,
        today: str,
        day_of: Callable[[datetime], str],
        catalogue: Catalogue = CATALOGUE,
        *,
        complete: bool = False,
    ) -> None:
        self.policies, self.today, self.day_of, self.catalogue = policies, today, day_of, catalogue
        self.complete = complete
        self.names: dict[Name, tuple[Known, ...]] = {}
        self.members: dict[Parts, tuple[Known, ...]] = {}
        self.by_event: dict[UUID, Known | None] = {}
        self.effects: dict[UUID, list[events.Recorded]] = {}
        self.reliance: dict[UUID, list[events.Recorded]] = {}
        self.holders: dict[events.Claim, UUID] = {}
        self.by_stream: dict[UUID, Known] = {}
        self.reads: dict[UUID, int] = {}
        self.reach: reaches.Reach | None = None
        self.unnamed: frozenset[str] = frozenset()
        self._hidden: dict[tuple[UUID, int], bool] = {}
        self._views: dict[tuple[UUID, int, str], view.View] = {}
        self._judged: dict[UUID, view.Judged] = {}

    def at(self, today: str) -> World:
        """The same on another day."""
        other = World(self.policies, today, self.day_of, self.catalogue, complete=self.complete)
        other.names, other.members, other.by_event = self.names, self.members, self.by_event
        other.effects, other.reliance, other.holders = self.effects, self.reliance, self.holders
        other.by_stream, other.reach, other._hidden = self.by_stream, self.reach, self._hidden
        other.unnamed = self.unnamed
        other.reads, other._views, other._judged = self.reads, self._views, self._judged
        return other

    def hides(self, known: Known) -> bool:
        """Whether a subject on record is out of the reach of whoever files; what is new hides nothing."""
        if self.reach is None or known.version == 0:
            return False
        key = (known.stream, known.version)
        found = self._hidden.get(key)
        if found is None:
            found = self._hidden[key] = not self.reach.holds(known)
        return found

    def within(self, found: Iterable[Known]) -> tuple[Known, ...]:
        """Those of the subjects that whoever files may name; the others are answered as if they did not exist."""
        return tuple(known for known in found if not self.hides(known))

    def apart(self, known: Known, others: Iterable[Known]) -> bool:
        """Whether any of the others is of another division, so that who may see the first may not see it."""
        listed = [one for one in others if one.stream != known.stream]
        own = reaches.governing(known, self.today) if listed else None
        return any(reaches.governing(one, self.today) != own for one in listed)

    def taking(self, claim: events.Claim) -> UUID | None:
        """The event by which a claim was taken by whoever holds it; None where that is not known."""
        stream = self.holders.get(claim)
        if stream is not None and stream not in self.by_stream and not self.complete:
            raise Unloaded(Wanted(streams={stream}))
        known = self.by_stream.get(stream) if stream is not None else None
        taking = [one.event.id for one in known.recorded if claim in one.event.takes] if known is not None else []
        return taking[-1] if taking else None

    def find(self, name: Name) -> tuple[Known, ...]:
        """The subjects that ever had that code: none, one, or one of each scheme that has it."""
        if name not in self.names and not self.complete and not self._is_free(name):
            raise Unloaded(Wanted(names={name}))
        return self._seen(self.names.get(name, ()))

    def _is_free(self, name: Name) -> bool:
        """Whether it is known already that no scheme has the code (long ones are found by their scheme only)."""
        return len(name.code) <= LONGEST_FREE and self.names.get(Name(name.kind, name.code)) == ()

    def find_all(self, names: Iterable[Name]) -> list[tuple[Known, ...]]:
        """The same for several at once."""
        wanted = list(names)
        missing = {name for name in wanted if name not in self.names}
        if missing and not self.complete:
            raise Unloaded(Wanted(names=missing))
        return [self.find(name) for name in wanted]

    def parts(self, kind: str, attribute: Attribute, code: str) -> tuple[Known, ...]:
        """The subjects of ``kind`` that name ``code``, in the order of their codes."""
        return tuple(self.parts_of_all(kind, attribute, [code]))

    def parts_of_all(self, kind: str, attribute: Attribute, named: Iterable[str]) -> list[Known]:
        """The subjects of ``kind`` that name any of those codes, loaded together."""
        asked = [Parts(kind, attribute.path, code) for code in dict.fromkeys(named) if code not in self.unnamed]
        missing = {one for one in asked if one not in self.members}
        if missing and not self.complete:
            raise Unloaded(Wanted(parts=missing))
        return [known for one in asked for known in self._seen(self.members.get(one, ()))]

    def of_event(self, event: UUID) -> Known | None:
        """The subject to which an event happened."""
        if event not in self.by_event and not self.complete:
            raise Unloaded(Wanted(events={event}))
        known = self.by_event.get(event)
        return self._seen((known,))[0] if known else None

    def of_events(self, wanted: Iterable[UUID]) -> dict[UUID, Known]:
        """The subjects of several events that are on record, loaded together."""
        listed = list(wanted)
        missing = {event for event in listed if event not in self.by_event}
        if missing and not self.complete:
            raise Unloaded(Wanted(events=missing))
        found = {event: self.of_event(event) for event in listed}
        return {event: known for event, known in found.items() if known is not None}

    def caused_by_all(self, causes: Iterable[UUID]) -> list[events.Recorded]:
        """All events that any of these caused, directly or not, loaded together; one may come more than once."""
        listed = list(causes)
        missing = {event for event in listed if event not in self.effects}
        if missing and not self.complete:
            raise Unloaded(Wanted(caused_by=missing))
        return [one for event in listed for one in self.caused_by(event)]

    def relying_on_all(self, relied: Iterable[UUID]) -> list[events.Recorded]:
        """All events that were decided on any of these, loaded together; one may come more than once."""
        listed = list(relied)
        missing = {event for event in listed if event not in self.reliance}
        if missing and not self.complete:
            raise Unloaded(Wanted(relying_on=missing))
        return [one for event in listed for one in self.relying_on(event)]

    def caused_by(self, event: UUID) -> list[events.Recorded]:
        """All events that an event caused, directly or not."""
        if event not in self.effects and not self.complete:
            raise Unloaded(Wanted(caused_by={event}))
        return self.effects.get(event, [])

    def relying_on(self, event: UUID) -> list[events.Recorded]:
        """All events that were decided on an event."""
        if event not in self.reliance and not self.complete:
            raise Unloaded(Wanted(relying_on={event}))
        return self.reliance.get(event, [])

    def state(self, known: Known, day: str) -> view.View:
        """A subject with all that is effective by the end of ``day``, as known now."""
        found = self._views.get((known.stream, known.version, day))
        if found is None:
            found = view.View(known.kind, day)
            for judged in self.sequence(known):
                if judged.effective_on > day:
                    break
                found.apply(judged)
            self._views[known.stream, known.version, day] = found
        return found

    def sequence(self, known: Known, position: int | None = None) -> list[view.Judged]:
        """A subject's events that count, in effective order, as known now or at a position."""
        return [self.judged(entry.recorded) for entry in known.timeline.visible(position=position)]

    def judged(self, recorded: events.Recorded) -> view.Judged:
        """A recorded event as rules see it."""
        found = self._judged.get(recorded.event.id)
        if found is None:
            found = view.of_event(recorded.event, self.day_of(recorded.registered_at), self.catalogue)
            self._judged[recorded.event.id] = found
        return found

    def _seen(self, found: tuple[Known, ...]) -> tuple[Known, ...]:
        for known in found:
            self.reads[known.stream] = known.version
        return found
