"""Followers of the ledger: workers that go through it batch by batch; of each one leads, others stand by.

A follower's place is a row of `ledger.follower`, which it moves on in the transaction that writes what it made.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import hashlib
import logging
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

import asyncpg

from aggregates import catalogue, draft, errors
from aggregates import event as events
from projections import lost, projector
from registry.ledger import drafting, ledger, units
from registry.ledger import errors as ledger_errors

log = logging.getLogger(__name__)

LEADER = "select pg_try_advisory_lock(hashtextextended('fangji ' || $1, 0))"

ADVANCE = """
insert into ledger.follower (name, position)
select $1, $2 where $3 = 0::bigint or exists (select from ledger.follower where name = $1)
on conflict (name) do update set position = excluded.position where follower.position = $3
returning position
"""


IDLE = projector.IDLE
"""Seconds after which a follower at the end takes a step though nothing was recorded: days begin, indexes are lost."""

ATTEMPTS = 20
"""Times that a step is tried where others keep writing to the same subjects."""


Head = Callable[[units.Connection], Awaitable[int]]
"""Up to where what is followed has come."""


async def recorded(connection: units.Connection) -> int:
    """The head of the ledger."""
    return await connection.fetchval(projector.HEAD) or 0


class Done(Protocol):
    """What one step did."""

    @property
    def position(self) -> int:
        """Up to which the follower has come."""

    @property
    def head(self) -> int:
        """The ledger's last position, as the step saw it."""


D = TypeVar("D", bound=Done)


async def place(pool: asyncpg.Pool, name: str) -> int:
    """The position up to which a follower has come; 0 where it never began."""
    found: int | None = await pool.fetchval("select position from ledger.follower where name = $1", name)
    return found or 0


async def advance(connection: units.Connection, name: str, since: int, until: int) -> None:
    """Move a follower's place on, within the caller's transaction; Conflict where another has moved or reset it."""
    if await connection.fetchval(ADVANCE, name, until, since) is None:
        raise errors.Conflict(f"Another {name} has come past position {since}.")


async def follow(
    pool: asyncpg.Pool,
    name: str,
    step: Callable[[], Awaitable[Done]],
    stop: asyncio.Event,
    pause: float = 0.25,
    head: Head | None = recorded,
) -> None:
    """Take steps until ``stop``; wait where another leads, go on after a lost connection.

    At the end ``head`` looks every ``pause`` seconds whether there is more than the last step saw, which costs far less
    than a step; None: a step every ``pause`` seconds.
    """
    while not stop.is_set():
        try:
            await _lead(pool, name, step, stop, pause, head)
        except (*lost.LOST, errors.Conflict) as error:
            log.warning("the %s tries again: %s", name, type(error).__name__)
            await wait(stop, 1.0)
        except ledger_errors.Unavailable as error:
            log.warning("the %s waits: %s", name, error)
            await wait(stop, 5.0)


async def persist(step: Callable[[int], Awaitable[D]], batch: int) -> D:
    """Take one step over up to ``batch`` events; smaller ones where others keep writing to the same subjects."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return await step(max(1, batch >> (attempt - 1)))
        except errors.Conflict:
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(0.001 * attempt)
    raise AssertionError("the last attempt returns or raises")


async def catch_up(step: Callable[[], Awaitable[D]], until: int | None = None) -> AsyncIterator[D]:
    """Take steps, whoever else does, to the ledger's end or up to a position; what each of them did."""
    while True:
        done = await step()
        yield done
        if done.position >= (done.head if until is None else min(until, done.head)):
            return


@dataclasses.dataclass(frozen=True, slots=True)
class Pen:
    """Records what a follower makes of the events after one position up to another, together with its progress.

    ``namespace`` is that of its commands' ids, one for each pair of positions; it signs as ``name``.
    """

    log: ledger.Ledger
    pool: asyncpg.Pool
    name: str
    namespace: uuid.UUID
    catalogue: catalogue.Catalogue

    def numbered(self, drafts: Iterable[draft.Draft], since: int, until: int) -> list[draft.Draft]:
        """The drafts under their final ids."""
        command = self._command(since, until)
        return [dataclasses.replace(one, id=events.event_id(command, index)) for index, one in enumerate(drafts)]

    async def write(
        self, drafts: Sequence[draft.Draft], reads: Mapping[uuid.UUID, int], since: int, until: int
    ) -> None:
        """Append numbered drafts and move the follower's place on, both or neither.

        ``reads`` has the version seen of every stream that they rest on, their own among them. Raises Conflict where
        somebody was first.
        """

        async def along(connection: units.Connection) -> None:
            await advance(connection, self.name, since, until)

        if not drafts:
            async with self.pool.acquire() as connection, connection.transaction():
                await along(connection)
            return
        command = self._command(since, until)
        shared = drafting.Filing(command, command, self.name, {})
        versions = dict(reads)
        made = []
        for one in drafts:
            versions[one.stream] += 1
            made.append(drafting.make_event(one, versions[one.stream], shared, self.catalogue))
        unit = units.Unit(command, hashlib.sha256(command.bytes).digest(), made, reads)
        await self.log.append_bulk(unit, along=along)

    def _command(self, since: int, until: int) -> uuid.UUID:
        return uuid.uuid5(self.namespace, f"{since}-{until}")


async def _lead(
    pool: asyncpg.Pool,
    name: str,
    step: Callable[[], Awaitable[Done]],
    stop: asyncio.Event,
    pause: float,
    head: Head | None,
) -> None:
    async with pool.acquire() as connection:
        if not await connection.fetchval(LEADER, name):
            await wait(stop, 1.0)
            return
        try:
            while not stop.is_set():
                done = await step()
                if done.position >= done.head:
                    await _rest(connection, stop, pause, head, done.head)
        finally:
            with contextlib.suppress(*lost.LOST, asyncpg.PostgresError):
                await connection.execute("select pg_advisory_unlock_all()")


async def _rest(connection: units.Connection, stop: asyncio.Event, pause: float, head: Head | None, seen: int) -> None:
    """Wait until the head is no longer the one that was seen, at most for :data:`IDLE` or one pause."""
    ends = asyncio.get_running_loop().time() + IDLE
    await wait(stop, pause)
    while head is not None and not stop.is_set() and asyncio.get_running_loop().time() < ends:
        if await head(connection) != seen:
            return
        await wait(stop, pause)


async def wait(stop: asyncio.Event, seconds: float) -> None:
    """So long, or until ``stop``."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
