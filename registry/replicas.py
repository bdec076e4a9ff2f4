"""Looks at the replica of DATABASE_READ_URL: that it is one of this ledger, answers, and is not too late to be read."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import logging
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, TypeVar

import asyncpg

from aggregates import errors
from graphql_api import ending, reads, waiting
from projections import lost
from registry import database

log = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two looks."""

SECONDS = 2.0
"""That a look, or a new connection to the replica, may take."""

LOOK = """
select pg_is_in_recovery() as recovering, pg_postmaster_start_time() as started, l.origin, l.position,
    (select e.leaf_hash from ledger.event e where e.position = l.position) as leaf
from ledger.log l
"""

SAME = """
select pg_postmaster_start_time() as started, l.origin, l.position,
    (select e.leaf_hash from ledger.event e where e.position = $1) as leaf
from ledger.log l
"""

UNREACHABLE = (*lost.LOST, asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError)

T = TypeVar("T")
Asked = asyncpg.Pool | reads.Connection


class ReplicaUnfit(errors.FangjiError):
    """What DATABASE_READ_URL names is no streaming replica of this ledger's database."""

    code = "REPLICA_UNFIT"


@dataclasses.dataclass(slots=True)
class Lag:
    """Whether one that follows is later than ``most`` seconds, by where both are at every look."""

    most: float
    goal: int = 0
    since: float = 0.0

    def late(self, follower: int, leader: int, now: float) -> bool:
        """Whether the follower lacks what the leader had so long ago."""
        if follower >= self.goal:
            self.goal, self.since = leader, now
        return now - self.since > self.most


async def check(primary: Asked, replica: Asked) -> None:
    """Raise `ReplicaUnfit` unless the replica is one of the primary's ledger; what it cannot be asked it may be.

    Its last event is compared with the primary's of that position, so one that has gone its own way is told too.
    """
    theirs = await _row(replica, LOOK)
    try:
        async with asyncio.timeout(SECONDS / 2):
            ours = await _row(primary, SAME, theirs["position"] if theirs else 0)
    except lost.LOST:
        return  # it was looked at before the primary went, and it cannot have become another
    if ours is None or (theirs is None and ours["position"] == 0):
        return
    if theirs is None:
        raise ReplicaUnfit("The database of DATABASE_READ_URL holds no ledger; name a streaming replica, or unset it.")
    if theirs["origin"] != ours["origin"]:
        raise ReplicaUnfit(
            f"The database of DATABASE_READ_URL holds the ledger {theirs['origin']!r}, not {ours['origin']!r}; name a "
            "streaming replica of DATABASE_URL, or unset it."
        )
    if theirs["leaf"] != ours["leaf"]:
        raise ReplicaUnfit(
            f"The database of DATABASE_READ_URL has another event at position {theirs['position']} than DATABASE_URL; "
            "one of them was promoted or restored: make the replica anew from the one that counts."
        )
    if not theirs["recovering"] and theirs["started"] != ours["started"]:  # else it is the same server by another name
        raise ReplicaUnfit(
            "The database of DATABASE_READ_URL was promoted, or is a copy, and follows nothing any more; make the "
            "replica anew, or set both variables to the one that counts."
        )


async def _row(pool: Asked, query: str, *args: object) -> asyncpg.Record | None:
    try:
        return await pool.fetchrow(query, *args)
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return None


async def _reached(pool: Asked) -> int:
    row = await _row(pool, waiting.REACHED)
    return row[0] if row is not None else 0


class Watch:
    """Tells ``found`` whether its replica is fit to be read: it is one, it answers, and is at most so late.

    It looks through a connection of its own, so that a replica with much to do does not pass for one that is gone.
    """

    def __init__(self, found: reads.Reads, url: str, most: float) -> None:
        self._found, self._url, self._lag = found, url, Lag(most)
        self._own: asyncpg.Connection | None = None

    async def look(self) -> None:
        """One look.

        Raises:
            ReplicaUnfit: it is no replica of this ledger.
        """
        try:
            unfit = await _given_up_after(SECONDS, self._unfit(), self.close)
        except (*UNREACHABLE, database.DatabaseError) as error:
            self.close()
            self._found.lose(f"It does not answer ({type(error.__cause__ or error).__name__}).")
        else:
            self._found.judge(unfit)

    def close(self) -> None:
        """Let go of the connection, whether or not the replica hears of it."""
        if self._own is not None:
            self._own.terminate()
        self._own = None

    async def _unfit(self) -> str | None:
        if self._own is None or self._own.is_closed():
            self._own = await database.connect(self._url, name="fangji watch")
        await check(self._found.primary, self._own)
        theirs = await _reached(self._own)
        try:
            async with asyncio.timeout(SECONDS / 4):
                ours = await _reached(self._found.primary)
        except lost.LOST:
            return None  # late or not, it is the one that answers
        if self._lag.late(theirs, ours, time.monotonic()):
            return f"It is at position {theirs}, more than {self._lag.most:g} seconds behind {ours}."
        return None

    async def run(self) -> None:
        """Look again and again."""
        while True:
            await asyncio.sleep(PAUSE)
            try:
                await self.look()
            except ReplicaUnfit as error:
                self._found.judge(error.message)
            except Exception:
                log.exception("the replica cannot be looked at")
                self._found.judge("It cannot be looked at; the log says why.")


async def _given_up_after(seconds: float, asking: Coroutine[Any, Any, T], give_up: Callable[[], None]) -> T:
    """What it gives. Cancelling does not end what waits for a server that stands still: ``give_up`` has to."""
    task = asyncio.create_task(asking)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            give_up()
            task.cancel()
            await asyncio.wait({task}, timeout=seconds)
    if not done:
        raise TimeoutError
    return task.result()


@contextlib.asynccontextmanager
async def watched(watch: Watch) -> AsyncIterator[None]:
    """It looks until the context ends; raises `ReplicaUnfit` at once for what is no replica of this ledger."""
    task: asyncio.Task[None] | None = None
    try:
        await watch.look()
        task = asyncio.create_task(watch.run())
        yield
    finally:
        if task is not None:
            await ending.cancelled(task)
        watch.close()
