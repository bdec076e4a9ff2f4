"""Masked values of personal data, computed outside the ledger by a follower of it.

Each envelope is opened once, by the follower, and its masked spelling kept by the envelope's reference and nonce. All
of it can be dropped and made again; in place of what was shredded, and so cannot be opened, stands "(erased)".
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import cast

import asyncpg

from aggregates import attributes, catalogue, errors, masking, sealed
from aggregates import event as events
from registry import following
from registry.ledger import keys, ledger, units

log = logging.getLogger(__name__)

NAME = "masks"
BATCH = 2000
"""Events looked at in one transaction."""

MASK = """
insert into access.mask (ref, nonce, event, path, masked)
select * from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[])
on conflict (ref, nonce) do update set event = excluded.event, path = excluded.path, masked = excluded.masked
"""

Envelope = Mapping[str, str]


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """An envelope and where it stands, with the mask of its attribute."""

    event: uuid.UUID
    path: str
    envelope: Envelope
    mask: masking.Mask


@dataclasses.dataclass(frozen=True, slots=True)
class Masked:
    """What one step did: events up to ``position`` are masked, ``head`` is the ledger's."""

    position: int
    head: int
    values: int


class Masker:
    """Masks what ``log`` records; ``pool`` is the ledger's database."""

    def __init__(
        self,
        log: ledger.Ledger,
        pool: asyncpg.Pool,
        store: keys.PostgresKeys,
        known: catalogue.Catalogue = catalogue.CATALOGUE,
    ) -> None:
        self._log, self._pool, self._keys, self._catalogue = log, pool, store, known
        self._types = [name for name, declared in known.event_types.items() if _seals(known, *name)]

    async def run(self, stop: asyncio.Event, pause: float = 0.25) -> None:
        """Follow the ledger until ``stop``; wait where another leads, go on after a lost connection."""
        await following.follow(self._pool, NAME, self.step, stop, pause)

    async def catch_up(self) -> int:
        """Mask all that the ledger holds, whoever else does; how many values."""
        values = 0
        while True:
            try:
                done = await self.step()
            except errors.Conflict:
                continue  # another masker came first, and so further
            values += done.values
            if done.position >= done.head:
                return values

    async def restart(self) -> None:
        """Drop every mask and begin anew; until it is caught up, masked values are shown as null."""
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute("delete from ledger.follower where name = $1", NAME)
            await connection.execute("delete from access.mask")

    async def step(self, batch: int = BATCH) -> Masked:
        """Mask up to ``batch`` further events that can hold something sealed; Conflict where another was first."""
        since = await following.place(self._pool, NAME)
        head = await self._log.head()
        if since >= head:
            return Masked(since, head, 0)
        recorded = await self._log.read_types(self._types, since, batch)
        last = recorded[-1].position if len(recorded) == batch else max(head, *(one.position for one in recorded), 0)
        places = [place for one in recorded for place in self._places(one.event)]
        async with self._pool.acquire() as connection, connection.transaction(isolation="read_committed"):
            await following.advance(connection, NAME, since, last)
            values = await self._mask(connection, places)
        return Masked(last, head, values)

    async def _mask(self, connection: units.Connection, places: Sequence[Place]) -> int:
        """Keys are held to the transaction's end, so that whoever shreds one finds the masks that were made with it."""
        refs = {place.envelope["ref"] for place in places}
        held = await self._keys.hold(connection, refs)
        erased = await self._keys.destroyed(refs - held.keys(), connection)
        rows = [row for place in places if (row := _row(place, held.get(place.envelope["ref"]), erased))]
        if rows:
            await connection.execute(MASK, *(list(column) for column in zip(*rows, strict=True)))
        return sum(row[0] in held for row in rows)

    def _places(self, event: events.Event) -> Iterator[Place]:
        """Envelopes under attributes that are declared; remarks have no mask and are shown to nobody."""
        kind = self._catalogue.kinds[event.kind]
        for change in event.changes:
            declared = kind.attributes_of(change.entity.partition("/")[0]) or {}
            for name, envelope in _envelopes(change.set, declared):
                mask = declared[name].mask or masking.Mask.TEXT
                yield Place(event.id, sealed.path(change.entity, name), envelope, mask)


def _envelopes(
    said: Mapping[str, object], declared: Mapping[str, attributes.Attribute]
) -> Iterable[tuple[str, Envelope]]:
    for name, value in said.items():
        if name in declared and declared[name].sealed and isinstance(value, Mapping):
            yield name, cast(Envelope, value)


def _row(
    place: Place, key: bytes | None, erased: Collection[str]
) -> tuple[str, str, uuid.UUID, str, str | None] | None:
    """The row of an envelope; None where there is no key that was not shredded, or it does not open."""
    ref, nonce = place.envelope["ref"], place.envelope["nonce"]
    if key is None:
        return (ref, nonce, place.event, place.path, masking.ERASED) if ref in erased else None
    try:
        text = sealed.unseal(key, place.envelope, event=place.event, path=place.path)
    except errors.SealBroken as error:
        log.error("a sealed value has no mask: %s", error)
        return None
    shown = masking.masked(place.mask, text)
    return ref, nonce, place.event, place.path, shown


def _seals(known: catalogue.Catalogue, kind: str, name: str) -> bool:
    """Whether events of a type may hold something sealed beside a remark."""
    of, declared = known.kinds[kind], known.event_types[kind, name]
    return any(
        (of.attributes_of(collection) or {})[attribute].sealed
        for collection, allowed in declared.may_set(of).items()
        for attribute in allowed
    )
