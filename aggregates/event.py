"""The event: what its body and header hold, their bytes, and the leaf that is hashed (``docs/event-format.md``).

The bytes can never change once recorded, so this file follows that document and its vectors, not the other way round.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, datetime
from enum import Enum
from typing import Any, cast
from uuid import UUID, SafeUUID, uuid4

from eventsourcing.domain import DomainEvent

from aggregates import canonical, shape

FORMAT = "fangji-event/1"
NAMESPACE = UUID("0b7a4f0e-8f0c-5c52-9d7e-6a1f6f616e67")
"""Namespace of stream ids; part of the format."""

UNRECORDED = datetime.max.replace(tzinfo=UTC)
"""The timestamp of an event that the ledger has not recorded yet."""

Value = str | int | bool | None | dict[str, object]


class SubjectKind(Enum):
    """Kinds of subjects, as written in events and in GraphQL."""

    PROJECT = "工程项目"
    BUILDING = "楼幢"
    HOUSE = "房屋"
    HOUSEHOLD = "保障家庭"
    ENTERPRISE = "企业"
    PRACTITIONER = "从业人员"
    LOTTERY = "摇号批次"
    DIVISION = "行政区划"


class Reason(Enum):
    """Why an event was recorded."""

    CHANGE = "变更"
    CORRECTION = "更正"
    MIGRATION = "迁移"
    ERROR = "误录"
    ORDER = "裁判或上级决定"
    CAUSED = "连带"


@dataclass(frozen=True, slots=True)
class Change:
    """Attributes that an event sets on one entity: ``""`` for the subject itself, else ``collection/key``."""

    entity: str
    set: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Document:
    """The paper behind an event; ``sha256`` in lower-case hex."""

    kind: str
    number: str
    issued_on: str
    sha256: str | None = None
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A key that at most one subject holds within its scope."""

    scope: str
    key: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """The row of a source that made or filled an event; ``digest`` covers the profile's content columns, in hex."""

    dataset: str
    key: str
    digest: str
    profile: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The rule set and the digest of the policy that judged an event."""

    rules: str
    policy: str


@dataclass(frozen=True)
class Event(DomainEvent):
    """One thing that happened to one subject, as its body says it.

    ``originator_id`` is the stream, ``originator_version`` the version within it (from 1). ``timestamp`` is the moment
    at which the ledger recorded it, else :data:`UNRECORDED`; it stands in the header, not in the body.
    """

    id: UUID
    kind: str
    scheme: str
    code: str
    type: str
    effective_on: str
    source: str
    actor: str
    reason: Reason
    changes: tuple[Change, ...]
    command: UUID
    correlation: UUID
    schema: int = 1
    effective_seq: int = 0
    registered_at: datetime | None = None
    source_registered_at: datetime | None = None
    document: Document | None = None
    remark: dict[str, object] | None = None
    cause: UUID | None = None
    corrects: UUID | None = None
    voids: tuple[UUID, ...] = ()
    relied_on: tuple[UUID, ...] = ()
    judged_by: Judgement | None = None
    takes: tuple[Claim, ...] = ()
    releases: tuple[Claim, ...] = ()
    rows: tuple[SourceRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event as the ledger holds it."""

    position: int
    recorded_at: datetime
    event: Event

    @property
    def registered_at(self) -> datetime:
        """When the registers knew of it: the old register's time for migrated events, else this ledger's."""
        return self.event.registered_at or self.recorded_at


_REASONS = {reason: reason.name for reason in Reason}
"""Enum names are slow to ask for one by one."""


def stream_id(kind: str, scheme: str, code: str) -> UUID:
    """The stream of a subject named by its first code; random where the id must not be guessable from the code."""
    if kind in ("HOUSEHOLD", "PRACTITIONER"):
        return uuid4()
    return named(NAMESPACE, f"{kind}\n{scheme}\n{code}")


def event_id(command: UUID, index: int) -> UUID:
    """The id of the ``index``-th event (from 0) of a command."""
    return named(command, str(index))


def named(namespace: UUID, name: str) -> UUID:
    """The same as :func:`uuid.uuid5` in half of its time, which every event of an import pays."""
    digest = hashlib.sha1(namespace.bytes + name.encode(), usedforsecurity=False).digest()
    made = object.__new__(UUID)
    object.__setattr__(made, "int", int.from_bytes(digest[:16], "big") & _NOT_VERSION | _VERSION_5)
    object.__setattr__(made, "is_safe", _UNKNOWN)
    return made


_NOT_VERSION = ~(0xF000 << 64 | 0xC000 << 48)
_VERSION_5 = 0x5000 << 64 | 0x8000 << 48
_UNKNOWN = SafeUUID.unknown


def code_claim(kind: str, scheme: str, code: str) -> Claim:
    """The claim on a code: one subject of a kind holds it within its scheme."""
    key = f"{scheme}\n{code}"
    return Claim(f"code/{kind}", key if len(key) <= 200 else hashlib.sha256(key.encode()).hexdigest())


def format_moment(moment: datetime) -> str:
    """RFC 3339 in UTC with six decimals and ``Z``."""
    utc = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return utc.isoformat(timespec="microseconds")[:26] + "Z"


def parse_moment(text: str) -> datetime:
    """The aware datetime in UTC of what :func:`format_moment` wrote."""
    return datetime.fromisoformat(text)


def body(event: Event, write_id: Callable[[UUID], object] = str) -> dict[str, object]:
    """The members of an event's body; members that would be empty are absent.

    ``write_id`` is for an encoder that spells UUIDs itself.
    """
    members: dict[str, object] = {
        "id": write_id(event.id),
        "kind": event.kind,
        "scheme": event.scheme,
        "code": event.code,
        "stream": write_id(event.originator_id),
        "version": event.originator_version,
        "type": event.type,
        "schema": event.schema,
        "effective_on": event.effective_on,
        "effective_seq": event.effective_seq,
        "source": event.source,
        "actor": event.actor,
        "reason": _REASONS[event.reason],
        "changes": [{"entity": change.entity, "set": change.set} for change in event.changes],
        "command": write_id(event.command),
        "correlation": write_id(event.correlation),
    }
    for name, write in _OPTIONAL:
        value = getattr(event, name)
        if value:
            members[name] = write(value)
    if event.takes or event.releases:
        members["claims"] = _claims(event)
    return members


def _document(document: Document) -> dict[str, object]:
    members = {
        "kind": document.kind,
        "number": document.number,
        "issued_on": document.issued_on,
        "sha256": document.sha256,
        "uri": document.uri,
    }
    return {name: value for name, value in members.items() if value is not None}


def _claims(event: Event) -> dict[str, object]:
    sides = {"take": event.takes, "release": event.releases}
    return {side: [{"scope": c.scope, "key": c.key} for c in claims] for side, claims in sides.items() if claims}


_OPTIONAL: tuple[tuple[str, Callable[[Any], object]], ...] = (
    ("registered_at", format_moment),
    ("source_registered_at", format_moment),
    ("document", _document),
    ("remark", dict),
    ("cause", str),
    ("corrects", str),
    ("voids", lambda voids: [str(voided) for voided in voids]),
    ("relied_on", lambda relied_on: [str(relied) for relied in relied_on]),
    ("judged_by", lambda judged: {"rules": judged.rules, "policy": judged.policy}),
    (
        "rows",
        lambda rows: [{"dataset": r.dataset, "key": r.key, "digest": r.digest, "profile": r.profile} for r in rows],
    ),
)
"""Optional members that are written alike: absent when empty."""


def body_bytes(event: Event) -> bytes:
    """The canonical bytes of an event's body; NotCanonical where there are none."""
    return canonical.encode(body(event))


def header_bytes(origin: str, position: int, recorded_at: datetime) -> bytes:
    """The canonical bytes of the header that the ledger gives an event."""
    members = {"format": FORMAT, "origin": origin, "position": position, "recorded_at": format_moment(recorded_at)}
    return canonical.encode(members)


def leaf(header: bytes, body: bytes) -> bytes:
    """What is hashed: header, LF, body. Neither part holds a raw LF, so the split is unambiguous."""
    return header + b"\n" + body


def leaf_hash(header: bytes, body: bytes) -> bytes:
    """SHA-256 over 0x00 and the leaf (RFC 9162, section 2.1.1)."""
    return hashlib.sha256(b"\x00" + leaf(header, body)).digest()


def parse_body(encoded: bytes, recorded_at: datetime = UNRECORDED) -> Event:
    """The event of a body's canonical bytes, upcast by nobody.

    Raises:
        NotCanonical: the bytes are not canonical.
        InvalidValue: a member is missing or has another shape.
    """
    return from_members(canonical.decode(encoded), recorded_at)


def from_members(members: Mapping[str, object], recorded_at: datetime = UNRECORDED) -> Event:
    """The event of a decoded body; InvalidValue where a member is missing, unknown or has another shape."""
    shape.check(members, FORMAT)
    return of_admitted(members, recorded_at)


def of_admitted(members: Mapping[str, object], recorded_at: datetime) -> Event:
    """The event of a decoded body that was checked before, as a ledger does at append.

    Put together member by member, and of the optional ones those alone that are there: all reading of the ledger waits
    for this.
    """
    made = Event.__new__(Event)
    values = made.__dict__
    values.update(_DEFAULTS)
    for name in _PLAIN:
        values[name] = members[name]
    command, correlation = members["command"], members["correlation"]
    values["originator_id"] = _uuid(members["stream"])
    values["originator_version"] = members["version"]
    values["timestamp"] = recorded_at
    values["id"] = _uuid(members["id"])
    values["reason"] = _REASON_NAMED[cast(str, members["reason"])]
    changes = cast(Sequence[Mapping[str, Any]], members["changes"])
    values["changes"] = tuple([Change(change["entity"], change["set"]) for change in changes])
    values["command"] = one = _uuid(command)
    values["correlation"] = one if correlation == command else _uuid(correlation)
    for name in _READ.keys() & members.keys():
        if found := members[name]:
            values.update(_READ[name](found))
    return made


def assembled(**members: object) -> Event:
    """An event of its members by name; those that are left out have their defaults.

    They are put in place at once, unchecked: a frozen dataclass sets its thirty members one by one, which is half of
    the time of every reading and a fifth of an import's.
    """
    made = Event.__new__(Event)
    made.__dict__.update(_DEFAULTS, **members)
    return made


_DEFAULTS = {member.name: member.default for member in fields(Event) if member.default is not MISSING}

_PLAIN = ("kind", "scheme", "code", "type", "schema", "effective_on", "effective_seq", "source", "actor")
_REASON_NAMED = {reason.name: reason for reason in Reason}


def _uuid(value: object) -> UUID:
    """The same as ``UUID(value)`` of a canonical spelling in a third of its time."""
    made = object.__new__(UUID)
    object.__setattr__(made, "int", int(cast(str, value).replace("-", ""), 16))
    object.__setattr__(made, "is_safe", _UNKNOWN)
    return made


def _uuids(values: Sequence[object]) -> tuple[UUID, ...]:
    return tuple(map(_uuid, values))


_READ: Mapping[str, Callable[[Any], Mapping[str, object]]] = {
    "registered_at": lambda said: {"registered_at": parse_moment(said)},
    "source_registered_at": lambda said: {"source_registered_at": parse_moment(said)},
    "document": lambda said: {"document": Document(**said)},
    "remark": lambda said: {"remark": said},
    "cause": lambda said: {"cause": _uuid(said)},
    "corrects": lambda said: {"corrects": _uuid(said)},
    "voids": lambda said: {"voids": _uuids(said)},
    "relied_on": lambda said: {"relied_on": _uuids(said)},
    "judged_by": lambda said: {"judged_by": Judgement(**said)},
    "rows": lambda said: {"rows": tuple([SourceRow(**row) for row in said])},
    "claims": lambda said: {
        "takes": tuple([Claim(**claim) for claim in said.get("take", ())]),
        "releases": tuple([Claim(**claim) for claim in said.get("release", ())]),
    },
}
"""Optional members of a body -> what they say of an event."""
