"""The follower that keeps an engine's index up with the read model, whatever becomes of the index or the engine.

It follows what the projector has committed and never holds it up. An engine that is down is waited for; an index that
is gone, of another version of the code, or of another ledger is built anew; one that is older than what was put (it was
restored, or exchanged) is brought up from its own position.
"""

from __future__ import annotations

import asyncio
import logging
import time

import asyncpg

from projections import ddl
from registry import following
from registry.ledger import units
from registry.search import keeping, rebuilding
from search import engine, query, reading

log = logging.getLogger(__name__)

NAME = "search"

LOOK = 1.0
"""Seconds between two looks at what the index says of itself."""

WAIT = 2.0
"""Seconds to wait for an engine that is down."""

WAITED_FOR = (
    query.SearchUnavailable,
    keeping.NotBegun,
    rebuilding.RebuildRuns,
    reading.Switched,
    asyncpg.InvalidCachedStatementError,
    asyncpg.UndefinedTableError,
)
"""What passes by itself: the engine is down, or the read model is being switched."""


class Follower:
    """Keeps the live index of an engine."""

    def __init__(self, pool: asyncpg.Pool, live: engine.Engine, name: str = NAME, digest: str | None = None) -> None:
        """``digest`` is of the read tables that this code knows; None: of the shipped catalogue."""
        self.name = name
        self._pool, self._engine = pool, live
        self._keeper = keeping.Keeper(pool, name, live)
        self._digest = digest or ddl.digest()
        self._looked: float | None = None

    async def run(self, stop: asyncio.Event, pause: float = 0.1) -> None:
        """Follow until ``stop``; wait where another leads, where the engine is down, or where there is nothing yet."""

        async def step() -> keeping.Place:
            return await self._patiently(stop)

        await following.follow(self._pool, self.name, step, stop, pause, _read)

    async def catch_up(self) -> keeping.Place:
        """Put all that the read model has, whoever else does.

        Raises:
            SearchUnavailable: the engine does not answer.
        """
        place = await self.step()
        while place.put or place.position < place.head:
            place = await self.step()
        return place

    async def step(self) -> keeping.Place:
        """One step of the keeper; first, every second, a look at the index, which is built where it has to be."""
        if not await self._readable():
            return keeping.Place(0, 0)
        try:
            if self._looked is None or time.monotonic() - self._looked > LOOK:
                await self._look()
                self._looked = time.monotonic()
            return await self._keeper.step()
        except WAITED_FOR:
            self._looked = None
            raise

    async def _patiently(self, stop: asyncio.Event) -> keeping.Place:
        try:
            return await self._unless(stop)
        except WAITED_FOR as error:
            log.warning("%s waits: %s", self.name, error)
            await following.wait(stop, WAIT)
            return keeping.Place(0, 0)

    async def _unless(self, stop: asyncio.Event) -> keeping.Place:
        """A step, given up where ``stop`` comes first: building an index takes minutes, and what waits is kept."""
        step, stopped = asyncio.create_task(self.step()), asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({step, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return await step if step.done() else keeping.Place(0, 0)
        finally:
            for task in (step, stopped):
                task.cancel()
            await asyncio.gather(step, stopped, return_exceptions=True)

    async def _readable(self) -> bool:
        """Whether there are read tables, made for this code's declarations."""
        if await self._pool.fetchval("select to_regclass('read.meta')") is None:
            return False
        found: str | None = await self._pool.fetchval("select digest from read.meta")
        return found == self._digest

    async def _look(self) -> None:
        """Compare what the index says of itself with what was put, and go on from where it is."""
        await self._engine.prepare()
        status = await self._engine.status()
        head: int = await self._pool.fetchval("select position from ledger.log") or 0
        kept = await self._pool.fetchrow(keeping.PROGRESS, self.name)
        if kept is None and not (status.documents or status.position or await self._position()):
            await self._begin()
        elif kept is None or status.position > head or status.position == 0 < kept["position"]:
            log.warning("the index %s is at position %d of %d and is built anew", status.index, status.position, head)
            await self._rebuild()
        elif status.position < kept["position"] or status.position > kept["found"]:
            log.warning("the index %s is at position %d, and is followed from there", status.index, status.position)
            await self._keeper.go_back(status.position)

    async def _position(self) -> int:
        position: int = await self._pool.fetchval("select position from read.progress where name = 'read'")
        return position

    async def _begin(self) -> None:
        async with self._pool.acquire() as connection:
            await self._keeper.begin(await reading.snapshot(connection))

    async def _rebuild(self) -> None:
        done = await rebuilding.rebuild(self._pool, self._engine, self.name)
        await self._keeper.go_back(done.position)
        log.info("the index of %s was built: %d documents, position %d", self.name, done.documents, done.position)


async def _read(connection: units.Connection) -> int:
    """Up to where the read model is; -1 where there is none, whose coming is noticed at once."""
    try:
        return await connection.fetchval("select position from read.progress where name = 'read'") or 0
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return -1
