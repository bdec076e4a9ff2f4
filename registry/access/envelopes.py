"""Followers of the ledger that open sealed values: each envelope once, in the transaction that keeps what they made.

All that such a follower keeps can be dropped and made again. It holds the keys that it opens with, so that whoever
destroys one finds what was made with it.
"""

from __future__ import annotations

import abc
import asyncio
import dataclasses
import logging
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, cast

import asyncpg

from aggregates import attributes, catalogue, errors, masking, sealed
from aggregates import event as events
from registry import following
from registry.ledger import keys, ledger, units

log = logging.getLogger(__name__)

BATCH = 500
"""Events looked at in one transaction: some hundredths of a second in which this process answers nobody."""

Envelope = Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """An envelope and where it stands, with the mask of its attribute."""

    event: uuid.UUID
    path: str
    envelope: Envelope
    mask: masking.Mask


@dataclasses.dataclass(frozen=True, slots=True)
class Done:
    """What one step did: events up to ``position`` were looked at, ``head`` is the ledger's; how many values opened."""

    position: int
    head: int
    values: int


class Follower(abc.ABC):
    """Opens what ``log`` records; ``pool`` is the ledger's database."""

    name: ClassVar[str]
    """Of its place in `ledger.follower`."""

    def __init__(
        self,
        log: ledger.Ledger,
        pool: asyncpg.Pool,
        store: keys.PostgresKeys,
        known: catalogue.Catalogue = catalogue.CATALOGUE,
    ) -> None:
        self._log, self._pool, self._keys, self._catalogue = log, pool, store, known
        self._types = [name for name, declared in known.event_types.items() if _seals(known, *name)]

    @abc.abstractmethod
    async def _keep(self, connection: units.Connection, places: Sequence[Place]) -> int:
        """Keep what these envelopes hold; how many opened."""

    @abc.abstractmethod
    async def _drop(self, connection: units.Connection) -> None:
        """Delete all that is kept."""

    async def run(self, stop: asyncio.Event, pause: float = 0.25) -> None:
        """Follow the ledger until ``stop``; wait where another leads, go on after a lost connection."""
        await following.follow(self._pool, self.name, self.step, stop, pause)

    async def catch_up(self) -> int:
        """Open all that the ledger holds, whoever else does; how many values."""
        values = 0
        while True:
            try:
                done = await self.step()
            except errors.Conflict:
                continue  # another came first, and so further
            values += done.values
            if done.position >= done.head:
                return values

    async def restart(self) -> None:
        """Drop everything and begin anew."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("delete from ledger.follower where name = $1", self.name)
            await self._drop(connection)

    async def step(self, batch: int = BATCH) -> Done:
        """Open up to ``batch`` further events that can hold something sealed; Conflict where another was first."""
        since = await following.place(self._pool, self.name)
        head = await self._log.head()
        if since >= head:
            return Done(since, head, 0)
        recorded = await self._log.read_types(self._types, since, batch)
        last = recorded[-1].position if len(recorded) == batch else max(head, *(one.position for one in recorded), 0)
        places = [place for one in recorded for place in self._places(one.event)]
        async with self._pool.acquire() as connection, connection.transaction(isolation="read_committed"):
            await following.advance(connection, self.name, since, last)
            values = await self._keep(connection, places)
        return Done(last, head, values)

    def _places(self, event: events.Event) -> Iterator[Place]:
        """Envelopes under attributes that are declared; remarks have no mask and are shown to nobody."""
        kind = self._catalogue.kinds[event.kind]
        for change in event.changes:
            declared = kind.attributes_of(change.entity.partition("/")[0]) or {}
            for name, envelope in _envelopes(change.set, declared):
                mask = declared[name].mask or masking.Mask.TEXT
                yield Place(event.id, sealed.path(change.entity, name), envelope, mask)


def text_of(place: Place, key: bytes) -> str | None:
    """The text of an envelope; None where it does not open, which the log tells."""
    try:
        return sealed.unseal(key, place.envelope, event=place.event, path=place.path)
    except errors.SealBroken as error:
        log.error("a sealed value cannot be read: %s", error)
        return None


def _envelopes(
    said: Mapping[str, object], declared: Mapping[str, attributes.Attribute]
) -> Iterable[tuple[str, Envelope]]:
    for name, value in said.items():
        if name in declared and declared[name].sealed and isinstance(value, Mapping):
            yield name, cast(Envelope, value)


def _seals(known: catalogue.Catalogue, kind: str, name: str) -> bool:
    """Whether events of a type may hold something sealed beside a remark."""
    of, declared = known.kinds[kind], known.event_types[kind, name]
    return any(
        (of.attributes_of(collection) or {})[attribute].sealed
        for collection, allowed in declared.may_set(of).items()
        for attribute in allowed
    )
