"""From a unit to what the tables take, outside the append lock: checked, encoded, summed up by stream and claim."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import hashlib
from collections.abc import Iterator
from typing import cast
from uuid import UUID

from aggregates import errors
from aggregates import event as events
from registry.ledger import admission, chains, consulting, encoding, refusals, units

Copies = tuple[object, ...]
"""The columns `id` to `document_number` of `ledger.event`; `registered_at` is None where it is `recorded_at`."""

REGISTERED_AT = 8
"""Where in :data:`Copies` `registered_at` stands."""

COLUMNS = (
    *("position", "recorded_at", "header", "body", "leaf_hash", "id", "kind", "stream", "version", "type", "schema"),
    *("effective_on", "effective_seq", "registered_at", "command", "correlation", "cause", "corrects", "voids"),
    *("source", "document_number"),
)
"""The columns of `ledger.event`, in the order in which rows are built."""

Key = tuple[str, str]

_day = functools.lru_cache(maxsize=65536)(datetime.date.fromisoformat)


@dataclasses.dataclass(slots=True)
class Written:
    """What a unit does to one stream: from version ``expected`` to ``version``, by its event number ``last``."""

    kind: str
    scheme: str
    code: str
    expected: int
    version: int
    last: int


@dataclasses.dataclass(frozen=True, slots=True)
class ClaimStep:
    """One claim taken (or released) by the unit's event number ``index``, in order."""

    key: Key
    stream: UUID
    take: bool
    index: int


@dataclasses.dataclass(slots=True)
class Prepared:
    """A unit that may be appended if nothing it rests on has changed.

    It holds all that the append needs: ``unit.events`` may be dropped, so that it travels light between processes.
    ``policies`` is the last event after which a division's policies may be others.
    """

    unit: units.Unit
    bodies: list[bytes]
    copies: list[Copies]
    writes: dict[UUID, Written]
    claims: list[ClaimStep]
    rows: dict[Key, tuple[bytes, int]]
    given: set[UUID]
    targets: dict[UUID, UUID]
    revisions: list[chains.Revision]
    relied: set[tuple[UUID, int]]
    registered_at: datetime.datetime | None
    policies: int | None

    @property
    def size(self) -> int:
        """How many events."""
        return len(self.bodies)

    def streams_of_events(self) -> Iterator[tuple[UUID, UUID]]:
        """Event id and stream of each event."""
        return ((cast(UUID, copies[0]), cast(UUID, copies[2])) for copies in self.copies)


def prepare(unit: units.Unit, admit: admission.Admission) -> Prepared:
    """Check and encode a unit.

    Raises:
        InvalidValue, UnknownName, NotCanonical: an event is refused; the error names event, field and rule.
    """
    _check_unit(unit)
    prepared = Prepared(unit, [], [], {}, [], {}, set(), {}, [], set(), None, None)
    command = unit.command
    earlier: dict[UUID, UUID] = {}
    for index, event in enumerate(unit.events):
        admit.check(event)
        if event.command != command:
            raise refusals.header_value(event, "command", str(event.command), f"is not the unit's command {command}")
        prepared.bodies.append(encoding.encode(event))
        prepared.copies.append(_copies(event))
        _advance(prepared.writes, event, index)
        if event.id.bytes != _derived_id(command.bytes, index):
            prepared.given.add(event.id)
        _note_rest(prepared, event, index, earlier)
        earlier[event.id] = event.originator_id
    if len(earlier) != len(unit.events):
        raise errors.InvalidValue("Two events of the command share an id; each needs its own.", field="id", rule="ID")
    _check_reads(prepared)
    return prepared


def _check_unit(unit: units.Unit) -> None:
    if not unit.events:
        raise errors.InvalidValue(f"Command {unit.command} has no events; there is nothing to append.", field="events")
    if not unit.digest:
        raise errors.InvalidValue(f"Command {unit.command} has no digest of its request.", field="digest")


def _derived_id(command: bytes, index: int) -> bytes:
    """The bytes of :func:`aggregates.event.event_id`, which is a UUID of version 5."""
    digest = bytearray(hashlib.sha1(b"%b%d" % (command, index), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return bytes(digest)


def _copies(event: events.Event) -> Copies:
    document = event.document
    return (
        event.id,
        event.kind,
        event.originator_id,
        event.originator_version,
        event.type,
        event.schema,
        _day(event.effective_on),
        event.effective_seq,
        event.registered_at,
        event.command,
        event.correlation,
        event.cause,
        event.corrects,
        event.voids or None,
        event.source,
        document.number if document else None,
    )


def _advance(writes: dict[UUID, Written], event: events.Event, index: int) -> None:
    """One event further on its stream; its versions within a unit follow one another."""
    version = event.originator_version
    written = writes.get(event.originator_id)
    if written is None:
        writes[event.originator_id] = Written(event.kind, event.scheme, event.code, version - 1, version, index)
        return
    if version != written.version + 1 or event.kind != written.kind:
        wrong = f"does not follow version {written.version} of {written.kind} on stream {event.originator_id}"
        raise refusals.header_value(event, "version", version, wrong)
    written.version, written.last, written.scheme, written.code = version, index, event.scheme, event.code


def _note_rest(prepared: Prepared, event: events.Event, index: int, earlier: dict[UUID, UUID]) -> None:
    """What only some events have: claims, rows, what they rely on, corrections and voids, an old register's time."""
    if event.releases or event.takes:
        steps = ((event.releases, False), (event.takes, True))
        prepared.claims += [
            ClaimStep((claim.scope, claim.key), event.originator_id, take, index)
            for side, take in steps
            for claim in side
        ]
    for row in event.rows:
        prepared.rows[row.dataset, row.key] = (bytes.fromhex(row.digest), index)
    if event.kind == "DIVISION" and event.type in consulting.POLICY_TYPES:
        prepared.policies = index
    if event.relied_on:
        prepared.relied.update((relied, index) for relied in event.relied_on)
    if event.corrects or event.voids:
        _note_targets(prepared, event, earlier)
    registered_at = event.registered_at
    if registered_at is not None and (prepared.registered_at is None or registered_at > prepared.registered_at):
        prepared.registered_at = registered_at


def _note_targets(prepared: Prepared, event: events.Event, earlier: dict[UUID, UUID]) -> None:
    prepared.revisions.append(chains.Revision(event.id, event.corrects, event.voids))
    for target in (*event.voids, *((event.corrects,) if event.corrects else ())):
        stream = earlier.get(target)
        if stream is None:
            prepared.targets[target] = event.originator_id
        elif stream != event.originator_id:
            raise refusals.header_value(event, "corrects or voids", str(target), "is an event of another stream")


def _check_reads(prepared: Prepared) -> None:
    for stream, version in prepared.unit.reads.items():
        written = prepared.writes.get(stream)
        if written is not None and written.expected != version:
            raise errors.InvalidValue(
                f"Command {prepared.unit.command} read stream {stream} at version {version} but writes version "
                f"{written.expected + 1}; number its events from {version + 1}.",
                field="version",
                rule="VERSION",
            )
