"""Builds an index anew beside the live one, catches up with what changed meanwhile, and lets it take its place."""

from __future__ import annotations

import asyncio
import collections
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from aggregates import errors
from registry.search import keeping
from search import engine, reading

SLICE, AT_ONCE = 500, 2
"""Subjects of a slice, and slices at once: while the engine takes one in, another is read and taken apart."""

NIL = uuid.UUID(int=0)

Report = Callable[[int, int], None]
"""Told (done, of) documents as a rebuild goes on."""

SUBJECTS = "select subject from read.subject where subject > $1 order by subject limit $2"

LOCK = "select pg_try_advisory_lock(hashtextextended('fangji search rebuild ' || $1, 0))"
UNLOCK = "select pg_advisory_unlock(hashtextextended('fangji search rebuild ' || $1, 0))"

SAME_TABLES = "update search.progress set made_at = $2 where keeper = $1"


class RebuildRuns(errors.FangjiError):
    """Another process is building this index anew."""

    code = "CONFLICT"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: documents of the new index, and the position that it holds everything up to."""

    documents: int
    position: int


def quiet(done: int, of: int) -> None:
    """Tell nobody."""


async def rebuild(pool: asyncpg.Pool, live: engine.Engine, name: str, report: Report = quiet) -> Rebuilt:
    """Build the index of the keeper ``name`` anew. The keeper may go on meanwhile: what it puts into the old one after
    the new one was caught up, it finds again, since the new one says from which position on.

    Raises:
        RebuildRuns: another process does so already.
        SearchUnavailable: the engine does not answer; the live index stays.
    """
    async with _alone(pool, name), live.rebuilding() as index:
        beside = keeping.Keeper(pool, f"{name}-rebuild", index)
        await beside.forget()
        async with pool.acquire() as connection:
            began = await reading.snapshot(connection)
        await beside.begin(began)
        documents = await _fill(pool, index, name, report)
        place = await beside.step()
        while place.put or place.position < place.head:
            place = await beside.step()
        await index.advance(place.position)
        await beside.forget()
    await keeping.Keeper(pool, name, live).begin(reading.Snapshot(place.position, began.today, began.made_at))
    await pool.execute(SAME_TABLES, name, began.made_at)
    return Rebuilt(documents, place.position)


async def _fill(pool: asyncpg.Pool, index: engine.Index, name: str, report: Report) -> int:
    """Put all subjects that there are, in slices by their id; those that come later are found as changes."""
    total = await pool.fetchval("select count(*) from read.subject")
    after, done, documents = NIL, 0, 0
    report(0, total)
    running: collections.deque[asyncio.Task[int]] = collections.deque()
    try:
        while subjects := [row[0] for row in await pool.fetch(SUBJECTS, after, SLICE)]:
            if len(running) == AT_ONCE:
                documents += await running.popleft()
            running.append(asyncio.create_task(_put(pool, index, name, subjects)))
            after, done = subjects[-1], done + len(subjects)
            report(done, max(done, total))
        while running:
            documents += await running.popleft()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    return documents


async def _put(pool: asyncpg.Pool, index: engine.Index, name: str, subjects: list[uuid.UUID]) -> int:
    """Read again where a day began meanwhile: what was put for it must not be overtaken by what was read before."""
    async with pool.acquire() as connection:
        while True:
            found = await reading.read(connection, subjects)
            await keeping.put(index, found)
            for keeper in (name, f"{name}-rebuild"):
                await keeping.note_due(connection, keeper, found)
            if (await reading.snapshot(connection)).today == found.snapshot.today:
                return len(found.documents)


@asynccontextmanager
async def _alone(pool: asyncpg.Pool, name: str) -> AsyncIterator[None]:
    async with pool.acquire() as connection:
        if not await connection.fetchval(LOCK, name):
            raise RebuildRuns("Another process builds this index anew; wait until it has ended.")
        try:
            yield
        finally:
            await connection.execute(UNLOCK, name)
