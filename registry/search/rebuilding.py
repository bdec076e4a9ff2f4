"""Builds an index anew beside the live one, catches up with what changed meanwhile, and lets it take its place."""

from __future__ import annotations

import asyncio
import collections
import itertools
import uuid
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

import asyncpg

from aggregates import errors
from registry.search import keeping
from search import engine, reading

SLICE, AT_ONCE = 500, 2
"""Subjects of a slice, and slices at once: while the engine takes one in, another is read and taken apart."""

NIL, LAST = uuid.UUID(int=0), uuid.UUID(int=2**128 - 1)

Report = Callable[[int, int], None]
"""Told (done, of) documents as a rebuild goes on."""

BOUNDS = """
select s.subject from (select subject, row_number() over (order by subject) as nth from read.subject) s
where s.nth % $1 = 0 order by s.subject
"""
WITHIN = "select subject from read.subject where subject > $1 and subject <= $2 order by subject"

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


@dataclass(frozen=True, slots=True)
class Slice:
    """Subjects whose id is past ``after``, up to ``until``."""

    after: uuid.UUID
    until: uuid.UUID


@dataclass(frozen=True, slots=True)
class Filled:
    """What became of a slice: subjects there were, documents that were put; some subjects do not exist today."""

    subjects: int
    documents: int


class Beside(Protocol):
    """Further processes that make documents of slices and put them into the index that is being built."""

    def filled(self, name: str, slices: Sequence[Slice]) -> AsyncGenerator[Filled, None]:
        """What became of each slice, in their order; ``name`` is that of the keeper."""


async def rebuild(
    pool: asyncpg.Pool, live: engine.Engine, name: str, report: Report = quiet, beside: Beside | None = None
) -> Rebuilt:
    """Build the index of the keeper ``name`` anew. The keeper may go on meanwhile: what it puts into the old one after
    the new one was caught up, it finds again, since the new one says from which position on. ``beside``: who makes and
    puts the documents instead of this process.

    Raises:
        RebuildRuns: another process does so already.
        ahead.ProcessEnded: one of those beside was killed; the live index stays.
        SearchUnavailable: the engine does not answer; the live index stays.
    """
    async with _alone(pool, name), live.rebuilding() as index:
        keeper = keeping.Keeper(pool, f"{name}-rebuild", index)
        await keeper.forget()
        async with pool.acquire() as connection:
            began = await reading.snapshot(connection)
        await keeper.begin(began)
        slices = await _slices(pool)
        filled = _filled(pool, index, name, slices) if beside is None else beside.filled(name, slices)
        documents = await _counted(pool, filled, report)
        place = await keeper.step()
        while place.put or place.position < place.head:
            place = await keeper.step()
        await index.advance(place.position)
        await keeper.forget()
    await keeping.Keeper(pool, name, live).begin(reading.Snapshot(place.position, began.today, began.made_at))
    await pool.execute(SAME_TABLES, name, began.made_at)
    return Rebuilt(documents, place.position)


async def _slices(pool: asyncpg.Pool) -> list[Slice]:
    """All subjects that there are, by their ids; those that come later are in one of them, or found as changes."""
    bounds = [NIL, *(row[0] for row in await pool.fetch(BOUNDS, SLICE)), LAST]
    return [Slice(*both) for both in itertools.pairwise(bounds)]


async def _counted(pool: asyncpg.Pool, filled: AsyncGenerator[Filled, None], report: Report) -> int:
    """Documents of all slices."""
    total = await pool.fetchval("select count(*) from read.subject")
    done = documents = 0
    report(0, total)
    async with aclosing(filled) as each:
        async for one in each:
            documents, done = documents + one.documents, done + one.subjects
            report(done, max(done, total))
    return documents


async def _filled(
    pool: asyncpg.Pool, index: engine.Index, name: str, slices: Sequence[Slice]
) -> AsyncGenerator[Filled, None]:
    running: collections.deque[asyncio.Task[Filled]] = collections.deque()
    try:
        for one in slices:
            if len(running) == AT_ONCE:
                yield await running.popleft()
            running.append(asyncio.create_task(fill(pool, index, name, one)))
        while running:
            yield await running.popleft()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def fill(pool: asyncpg.Pool, index: engine.Index, name: str, slice_: Slice) -> Filled:
    """Put the subjects of a slice into an index that is being built for the keeper ``name``."""
    subjects = [row[0] for row in await pool.fetch(WITHIN, slice_.after, slice_.until)]
    return Filled(len(subjects), await _put(pool, index, name, subjects))


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
