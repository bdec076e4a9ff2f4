"""The data resource catalogue: every kind and every event type that a registry knows.

Validation, the read tables, the GraphQL schema and the documentation are functions of a :class:`Catalogue`, so that one
more attribute or type, declared once, shows in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from aggregates import (
    building_events,
    credit_events,
    division_events,
    house_events,
    household_events,
    lottery_events,
    project_events,
)
from aggregates.building import Building
from aggregates.division import Division
from aggregates.enterprise import Enterprise
from aggregates.errors import UnknownName
from aggregates.event_types import EventType
from aggregates.house import House
from aggregates.household import Household
from aggregates.kinds import Kind
from aggregates.lottery import Lottery
from aggregates.practitioner import Practitioner
from aggregates.project import Project


class Catalogue:
    """Kinds by name and event types by (kind, name); immutable once made.

    Raises:
        UnknownName: a type refers to a kind, collection or attribute that is not declared, or stands twice.
    """

    def __init__(self, kinds: Iterable[Kind], event_types: Iterable[EventType]) -> None:
        self.kinds: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in kinds})
        types: dict[tuple[str, str], EventType] = {}
        for event_type in event_types:
            self._check(event_type, types)
            types[event_type.kind, event_type.name] = event_type
        self.event_types: Mapping[tuple[str, str], EventType] = MappingProxyType(types)

    def _check(self, event_type: EventType, known: Mapping[tuple[str, str], EventType]) -> None:
        if (event_type.kind, event_type.name) in known:
            raise UnknownName(f"{event_type.name} is declared twice for {event_type.kind}.")
        kind = self.kind(event_type.kind)
        for collection, names in event_type.may_set(kind).items():
            attributes = kind.attributes_of(collection)
            missing = names - attributes.keys() if attributes is not None else {collection}
            if missing:
                raise UnknownName(
                    f"{kind.name} {event_type.name} sets {sorted(missing)}, which {kind.name} does not declare."
                )

    def kind(self, name: str) -> Kind:
        """The kind of that name, else UnknownName."""
        try:
            return self.kinds[name]
        except KeyError:
            raise UnknownName(f"There is no kind {name!r}; known are {', '.join(self.kinds)}.", field="kind") from None

    def event_type(self, kind: str, name: str) -> EventType:
        """The event type ``name`` of ``kind``, else UnknownName."""
        try:
            return self.event_types[kind, name]
        except KeyError:
            raise UnknownName(f"There is no event type {name!r} for {kind}.", field="type") from None

    def of_kind(self, kind: str) -> list[EventType]:
        """The event types of one kind, as declared."""
        return [event_type for event_type in self.event_types.values() if event_type.kind == kind]

    def extended(self, kinds: Iterable[Kind] = (), event_types: Iterable[EventType] = ()) -> Catalogue:
        """A catalogue with these kinds added or replaced and these types added."""
        merged = {**self.kinds, **{kind.name: kind for kind in kinds}}
        return Catalogue(merged.values(), [*self.event_types.values(), *event_types])


CATALOGUE = Catalogue(
    (kind.declaration for kind in (Project, Building, House, Household, Enterprise, Practitioner, Lottery, Division)),
    (
        *project_events.EVENT_TYPES,
        *building_events.EVENT_TYPES,
        *house_events.EVENT_TYPES,
        *household_events.EVENT_TYPES,
        *credit_events.EVENT_TYPES,
        *lottery_events.EVENT_TYPES,
        *division_events.EVENT_TYPES,
    ),
)
"""The shipped one."""
