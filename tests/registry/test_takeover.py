"""Who stands by leads within seconds after the one that led was killed, whatever it was doing."""

from __future__ import annotations

import asyncio
import os
import pathlib
import sys
import time
from collections.abc import AsyncIterator

import asyncpg
import pytest

from registry.ledger import ledger
from tests import patience, servers
from tests.acceptance import office
from tests.registry.ledger import samples

LEADING = """
select array_agg(distinct pid) from pg_locks
where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())
    and (classid::bigint << 32) | objid::bigint = any(
        select hashtextextended('fangji ' || name, 0) from unnest($1::text[]) name)
having count(*) = cardinality($1)
"""
NAMES = ["projector", "review", "acquisitions", "masks", "grams", "checkpoints", "search"]
LATE = 10.0


@pytest.fixture
def template() -> str:
    """Followers keep a read model."""
    return servers.READABLE


@pytest.fixture
async def watcher(database: str) -> AsyncIterator[asyncpg.Connection]:
    async with servers.connected(database) as connection:
        yield connection


async def leaders(watcher: asyncpg.Connection) -> set[int]:
    """The server's processes that hold all the locks; none where not all are held."""
    return set(await watcher.fetchval(LEADING, NAMES) or ())


async def test_a_standby_takes_over(
    database: str, watcher: asyncpg.Connection, pool: asyncpg.Pool, tmp_path: pathlib.Path
) -> None:
    log = await ledger.Ledger.open(pool, "fangji/demo")
    with office.following(database, tmp_path) as first:
        await patience.until(lambda: leaders(watcher))
        led = await leaders(watcher)
        at: object = await watcher.fetchval("select clock_timestamp()")
        with office.following(database, tmp_path) as second:
            standing = """select count(*) >= 7 from pg_stat_activity where datname = current_database()
                and backend_start > $1 and query like 'select pg_try_advisory_lock%'"""
            await patience.until(lambda: watcher.fetchval(standing, at))
            assert await leaders(watcher) == led
            first.kill()
            killed = time.monotonic()
            appended = await log.submit(samples.unit(samples.house("H-1")))
            reached = "select position >= $1 from read.progress where name = 'read'"
            await patience.until(lambda: watcher.fetchval(reached, appended.last))
            projected = time.monotonic() - killed

            async def led_by_others() -> bool:
                return bool(found := await leaders(watcher)) and not found & led

            await patience.until(led_by_others)
            taken = time.monotonic() - killed
            print(f"the event was in the read model after {projected:.1f} s, all were led after {taken:.1f} s")
            assert max(projected, taken) < LATE
            assert second.poll() is None
    await log.close()


HOLDING = """
import asyncio, sys
from registry import database

async def main(url):
    pool = await database.open_pool(url)
    async with pool.acquire() as connection:
        await connection.execute("select pg_advisory_lock(11), pg_sleep(120)")

asyncio.run(main(sys.argv[1]))
"""


async def test_whoever_is_killed_in_a_long_statement_lets_go(database: str, watcher: asyncpg.Connection) -> None:
    held = "select count(*) = 0 from pg_locks where locktype = 'advisory' and granted and objid = 11"
    environment = {**os.environ, "PYTHONPATH": f"{office.ROOT}{os.pathsep}{office.ROOT / 'graphql'}"}
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", HOLDING, database, env=environment)
    try:
        await patience.until(lambda: watcher.fetchval(held.replace("= 0", "> 0")))
    finally:
        process.kill()
    killed = time.monotonic()
    await process.wait()
    await patience.until(lambda: watcher.fetchval(held))
    print(f"free after {time.monotonic() - killed:.1f} s")
    assert time.monotonic() - killed < LATE
