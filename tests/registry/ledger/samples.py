"""Events and units for the ledger's tests: houses with an area and a mortgage."""

import datetime
import hashlib
import uuid
from collections.abc import Mapping, Sequence

from aggregates import event as events
from registry.ledger import units

ORIGIN = "fangji.test/ledger"
NOON = datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.UTC)


def stream(code: str) -> uuid.UUID:
    """The stream of a house."""
    return events.stream_id("HOUSE", "test", code)


def house(code: str, version: int = 1, /, **members: object) -> events.Event:
    """A house's event; `members` replace what it says, its command and id are given by `unit`."""
    said: dict[str, object] = {
        "originator_id": stream(code),
        "originator_version": version,
        "timestamp": events.UNRECORDED,
        "id": uuid.UUID(int=0),
        "kind": "HOUSE",
        "scheme": "test",
        "code": code,
        "type": "HouseRegistered",
        "effective_on": "2020-01-31",
        "source": "test",
        "actor": "tester",
        "reason": events.Reason.CHANGE,
        "changes": (events.Change("", {"address": "光复路88号", "floor_area": "88.20"}),),
        "command": uuid.UUID(int=0),
        "correlation": uuid.UUID(int=0),
    }
    return events.Event(**{**said, **members})  # type: ignore[arg-type]


def unit(
    *said: events.Event,
    command: uuid.UUID | None = None,
    digest: bytes | None = None,
    reads: Mapping[uuid.UUID, int] | None = None,
    persons: Mapping[bytes, str] | None = None,
) -> units.Unit:
    """A unit of these events, with command and derived ids filled in where they are not given."""
    command = command or uuid.uuid4()
    own = [_owned(event, command, index) for index, event in enumerate(said)]
    return units.Unit(command, digest or _digest(own), own, reads or {}, persons or {})


def _owned(event: events.Event, command: uuid.UUID, index: int) -> events.Event:
    members = dict(vars(event))
    members["command"] = command
    if members["id"] == uuid.UUID(int=0):
        members["id"] = events.event_id(command, index)
    if members["correlation"] == uuid.UUID(int=0):
        members["correlation"] = command
    return events.Event(**members)


def _digest(said: Sequence[events.Event]) -> bytes:
    return hashlib.sha256(repr(said).encode()).digest()
