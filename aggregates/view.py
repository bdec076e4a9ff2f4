"""A subject at one place of its timeline: its merged state there, and which events made it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from aggregates import draft, spans, vocabulary
from aggregates import event as events
from aggregates.attributes import Attribute
from aggregates.catalogue import Catalogue
from aggregates.kinds import Element

ElementType = type[Element]
PARTIES = frozenset({"ENTERPRISE", "PRACTITIONER"})
LOST = frozenset(state.name for state in vocabulary.LOST)
NOTHING: Mapping[str, draft.Said] = {}


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule sees of an event, drafted or recorded: ``registered_on`` is the day in the bureau's time zone."""

    id: UUID
    kind: str
    type: str
    code: str
    effective_on: str
    registered_on: str
    source: str
    reason: events.Reason
    document: events.Document | None
    changes: draft.Changes
    affirms: bool
    cause: UUID | None = None
    voids: tuple[UUID, ...] = ()
    corrects: UUID | None = None

    def says(self, entity: str = "") -> Mapping[str, draft.Said]:
        """What it sets on an entity."""
        return self.changes.get(entity, NOTHING)

    def elements(self, collection: ElementType) -> Iterator[tuple[str, Mapping[str, draft.Said]]]:
        """Key and what it sets, for each element of a collection that it touches."""
        prefix = f"{collection.collection.name}/"
        for entity, said in self.changes.items():
            if entity.startswith(prefix):
                yield entity[len(prefix) :], said

    def days(self) -> Iterator[str]:
        """The days that it states on which time alone may change what stands."""
        for entity, said in self.changes.items():
            for name in spans.span(self.kind, entity.partition("/")[0]).days if entity else said:
                value = said.get(name)
                if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
                    yield value

    def touches(self) -> frozenset[str]:
        """Paths of the attributes that it sets: ``presale_open``, ``contracts.cancelled_on``."""
        return frozenset(
            f"{entity.partition('/')[0]}.{name}" if entity else name
            for entity, said in self.changes.items()
            for name in said
        )


def of_draft(made: draft.Draft, today: str, catalogue: Catalogue) -> Judged:
    """A draft as rules see it, registered ``today``."""
    affirms = catalogue.event_type(made.kind, made.type).affirms
    return Judged(
        made.id,
        made.kind,
        made.type,
        made.code,
        made.effective_on,
        today,
        made.source,
        made.reason,
        made.document,
        made.changes,
        affirms,
        made.cause,
        made.voids,
        made.corrects,
    )


def of_event(event: events.Event, registered_on: str, catalogue: Catalogue) -> Judged:
    """A recorded event as rules see it."""
    affirms = catalogue.event_type(event.kind, event.type).affirms
    return Judged(
        event.id,
        event.kind,
        event.type,
        event.code,
        event.effective_on,
        registered_on,
        event.source,
        event.reason,
        event.document,
        cast(draft.Changes, {change.entity: change.set for change in event.changes}),
        affirms,
        event.cause,
        event.voids,
        event.corrects,
    )


class View:
    """The state just before (or after) an event, on that event's day. Values of personal data are never looked into.

    ``exists``: an affirming event is effective. Elements *stand* on the day as :mod:`aggregates.spans` says. ``read``
    collects the paths that were asked for, where it is given a set. ``taken`` are the events taken in, in their order.
    """

    __slots__ = ("_members", "day", "exists", "kind", "makers", "origins", "read", "state", "taken")

    def __init__(self, kind: str, day: str = "") -> None:
        self.kind = kind
        self.day = day
        self.exists = False
        self.state: dict[str, dict[str, draft.Said]] = {}
        self.makers: dict[str, dict[str, UUID]] = {}
        self.origins: dict[str, UUID] = {}
        self.read: set[str] | None = None
        self.taken: dict[UUID, Judged] = {}
        self._members: dict[str, dict[str, dict[str, draft.Said]]] = {}

    def apply(self, judged: Judged) -> None:
        """Take an event in."""
        self.taken[judged.id] = judged
        if judged.affirms:
            self.exists = True
            self.origins.setdefault("", judged.id)
        for entity, said in judged.changes.items():
            known = self.state.get(entity)
            if known is None:
                self._begin(entity, dict(said), judged.id)
            else:
                known.update(said)
                self.makers[entity].update(dict.fromkeys(said, judged.id))

    def _begin(self, entity: str, said: dict[str, draft.Said], event: UUID) -> None:
        self.state[entity] = said
        self.makers[entity] = dict.fromkeys(said, event)
        self.origins.setdefault(entity, event)
        collection, _, key = entity.partition("/")
        if key:
            self._members.setdefault(collection, {})[key] = said

    def get(self, attribute: Attribute) -> draft.Said:
        """The subject's own attribute, as recorded; None where nothing is said."""
        self._note(attribute.path)
        return self.state.get("", NOTHING).get(attribute.name)

    def text(self, attribute: Attribute) -> str | None:
        """The same, of an attribute that is written as text (dates, decimals and codes are)."""
        value = self.get(attribute)
        return value if isinstance(value, str) else None

    def maker(self, attribute: Attribute) -> UUID | None:
        """The event that last set the subject's own attribute."""
        return self.makers.get("", {}).get(attribute.name)

    def element(self, collection: ElementType, key: str) -> Mapping[str, draft.Said] | None:
        """An element, standing or ended; None where there is none."""
        self._note_all(collection)
        return self.state.get(f"{collection.collection.name}/{key}")

    def elements(self, collection: ElementType) -> Iterator[tuple[str, Mapping[str, draft.Said]]]:
        """Key and attributes of every element, standing or ended, in the order in which they came."""
        self._note_all(collection)
        yield from self._members.get(collection.collection.name, {}).items()

    def standing(self, collection: ElementType) -> Iterator[tuple[str, Mapping[str, draft.Said]]]:
        """Those elements that stand on the view's day."""
        span = spans.span(self.kind, collection.collection.name)
        for key, said in self.elements(collection):
            if span.stands(cast(Mapping[str, events.Value], said), self.day):
                yield key, said

    def stands(self, collection: ElementType, key: str) -> bool:
        """Whether that element is there and stands."""
        return any(found == key for found, _ in self.standing(collection))

    def origin(self, collection: ElementType, key: str) -> UUID:
        """The event by which an element came."""
        return self.origins[f"{collection.collection.name}/{key}"]

    def last(self, collection: ElementType, key: str, attribute: Attribute) -> UUID | None:
        """The event that last set an element's attribute."""
        return self.makers.get(f"{collection.collection.name}/{key}", {}).get(attribute.name)

    def cause(self, event: UUID | None) -> UUID | None:
        """The event, of any subject, that caused one of this subject's; None where nothing did."""
        taken = self.taken.get(event) if event else None
        return taken.cause if taken else None

    @property
    def lost(self) -> bool:
        """Whether there is no such subject any more, or never was, or a household or party has left (GEN-3)."""
        own = self.state.get("", NOTHING)
        if self.kind in PARTIES:
            self._note("deregistered")
            return own.get("deregistered") is True
        self._note("physical", "superseded", "cancelled", "exited_on")
        gone = own.get("superseded") is True or own.get("cancelled") is True or own.get("exited_on") is not None
        return gone or own.get("physical") in LOST

    def loss(self) -> UUID | None:
        """The event by which it was lost."""
        own = self.state.get("", NOTHING)
        makers = self.makers.get("", {})
        names = [name for name in ("superseded", "cancelled", "deregistered") if own.get(name) is True]
        names += ["exited_on"] if own.get("exited_on") is not None else []
        names += ["physical"] if own.get("physical") in LOST else []
        return makers.get(names[0]) if names else None

    def _note_all(self, collection: ElementType) -> None:
        if self.read is not None:  # asked for every element of every rule
            self.read.update(attribute.path for attribute in collection.collection.attributes.values())

    def _note(self, *paths: str) -> None:
        if self.read is not None:
            self.read.update(paths)
