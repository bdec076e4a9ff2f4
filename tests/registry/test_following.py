"""Followers go on after the server has ended their connections, and one leads again."""

from __future__ import annotations

import asyncio
import dataclasses

import asyncpg
import pytest

from registry import following
from registry.ledger import units
from tests import servers

NAME = "test"
LOCK = "select pg_advisory_xact_lock(7)"


@dataclasses.dataclass
class Done:
    """A follower that has come to the end."""

    position: int = 1
    head: int = 1


@pytest.mark.parametrize("working", [False, True], ids=["idle", "in a statement"])
async def test_it_goes_on_where_the_server_ends_its_connections(database: str, working: bool) -> None:
    watcher = await asyncpg.connect(database)
    taken = asyncio.Queue[None]()
    async with asyncpg.create_pool(database, min_size=1, max_size=4) as pool, asyncio.TaskGroup() as group:

        async def step() -> Done:
            await pool.execute(LOCK)
            taken.put_nowait(None)
            return Done()

        stop = asyncio.Event()
        group.create_task(following.follow(pool, NAME, step, stop, pause=0.01))
        await _took(taken)
        if working:
            await watcher.execute("select pg_advisory_lock(7)")
            await _waits(watcher)
        assert await servers.end_others(watcher) >= 1
        await watcher.execute("select pg_advisory_unlock_all()")
        while not taken.empty():
            taken.get_nowait()
        await _took(taken)
        await _took(taken)
        stop.set()
    await watcher.close()


@pytest.mark.parametrize("idle", [60.0, 0.02])
async def test_at_rest_it_looks_for_more_and_at_times_takes_a_step(
    database: str, monkeypatch: pytest.MonkeyPatch, idle: float
) -> None:
    monkeypatch.setattr(following, "IDLE", idle)
    taken, looked = asyncio.Queue[None](), asyncio.Queue[None]()
    place = Done()

    async def step() -> Done:
        taken.put_nowait(None)
        return dataclasses.replace(place)

    async def head(connection: units.Connection) -> int:
        looked.put_nowait(None)
        return place.head

    stop = asyncio.Event()
    async with asyncpg.create_pool(database, min_size=1, max_size=4) as pool, asyncio.TaskGroup() as group:
        group.create_task(following.follow(pool, NAME, step, stop, 0.005, head))
        await _took(taken)
        for _ in range(10):
            await _took(looked)
        assert taken.empty() == (idle > 1)
        place.position = place.head = 2
        await _took(taken)
        stop.set()


@pytest.mark.parametrize("said", [asyncpg.DiskFullError, asyncpg.PostgresIOError, asyncpg.OutOfMemoryError])
async def test_it_goes_on_where_the_server_had_no_room(database: str, said: type[asyncpg.PostgresError]) -> None:
    full, stop = [said("no room")], asyncio.Event()

    async def step() -> Done:
        if full:
            raise full.pop()
        stop.set()
        return Done()

    async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool, asyncio.timeout(30):
        await following.follow(pool, NAME, step, stop, pause=0.01)
    assert stop.is_set()


async def _took(taken: asyncio.Queue[None]) -> None:
    async with asyncio.timeout(30):
        await taken.get()


async def _waits(watcher: asyncpg.Connection) -> None:
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    async with asyncio.timeout(30):
        while not await watcher.fetchval(waiting):
            await watcher.execute("select pg_sleep(0.01)")
