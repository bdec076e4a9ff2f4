"""What goes into the ledger and what comes back: units, answers, heads."""

from __future__ import annotations

import dataclasses
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from aggregates import event as events

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy
Along = Callable[[Connection], Awaitable[None]]
"""Work that commits with an append or not at all: it runs last in the appending transaction, under the append lock, and
once more if the transaction is tried again."""


WrappedKey = tuple[str, bytes, str]
"""A reference, its data key wrapped, and the name of the key-encryption key that wraps it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """One command's events, appended whole or not at all.

    ``digest`` is a hash of what the caller asked for (not of the events), by which a repeated command is recognised.
    ``events`` carry their final stream versions. ``reads`` are all streams that the decision rests on, with the version
    seen (0: absent); the streams written need not be named, their versions follow from the events. ``persons`` are
    blind indexes to be taken for person references in the same transaction, ``keys`` the data keys of references that
    are new with it (:meth:`registry.ledger.keys.PostgresKeys.fresh`).
    """

    command: UUID
    digest: bytes
    events: Sequence[events.Event]
    reads: Mapping[UUID, int] = dataclasses.field(default_factory=dict)
    persons: Mapping[bytes, str] = dataclasses.field(default_factory=dict)
    keys: Sequence[WrappedKey] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Appended:
    """The positions ``first`` to ``last`` (both included) of a command's events; ``repeated``: it was known before."""

    command: UUID
    first: int
    last: int
    recorded_at: datetime
    repeated: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """The last event of a stream: the subject's designation, its version and position."""

    kind: str
    scheme: str
    code: str
    version: int
    position: int
