"""Between domain events and stored events: our own type names and codec in the mapper of `eventsourcing`."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from uuid import UUID

import orjson
from eventsourcing import persistence
from eventsourcing.domain import DomainEventProtocol

from aggregates import canonical, errors, upcasting
from aggregates import catalogue as catalogues
from aggregates import event as events


class Mapper(persistence.Mapper[UUID]):
    """A stored event's topic is the event type's name, its state the body's canonical bytes, never a Python path.

    Reading gives events as of the catalogue's schema versions; the stored bytes stay as they are.
    """

    def __init__(self, catalogue: catalogues.Catalogue, upcasters: upcasting.Upcasters = upcasting.UPCASTERS) -> None:
        super().__init__(persistence.JSONTranscoder())
        self._schemas = {name: declared.schema for name, declared in catalogue.event_types.items()}
        self._upcasters = upcasters

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> persistence.StoredEvent:
        """The stored form of an :class:`aggregates.event.Event`."""
        event = cast(events.Event, domain_event)
        return persistence.StoredEvent(
            event.originator_id, event.originator_version, event.type, events.body_bytes(event)
        )

    def to_domain_event(self, stored_event: persistence.StoredEvent) -> DomainEventProtocol[UUID]:
        """The event of a stored one; MapperDeserialisationError where its state is no event's body."""
        try:
            return self.read(stored_event.state)
        except errors.FangjiError as error:
            raise persistence.MapperDeserialisationError(str(error)) from error

    def read(self, body: bytes, recorded_at: datetime = events.UNRECORDED) -> events.Event:
        """The event of a body, upcast to the catalogue's schema version of its type.

        Raises:
            NotCanonical, InvalidValue: the bytes are no event's body.
            UnknownName: no step leads to the catalogue's version.
        """
        return events.from_members(self._current(canonical.decode(body)), recorded_at)

    def recall(self, body: bytes, recorded_at: datetime) -> events.Event:
        """The same of a body that this ledger admitted: its form was checked then, and an audit checks it again."""
        return events.of_admitted(self._current(orjson.loads(body)), recorded_at)

    def _current(self, members: dict[str, object]) -> dict[str, object]:
        wanted = self._schemas.get((cast(str, members.get("kind")), cast(str, members.get("type"))))
        if wanted is not None and members.get("schema") != wanted:
            return dict(self._upcasters.upcast(members, wanted))
        return members
