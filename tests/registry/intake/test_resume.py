"""An import that is killed goes on where it was, and leaves the ledger as one that was never stopped."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from pathlib import Path

import asyncpg
import pytest

from registry.intake import engine
from registry.intake.engine import Parts
from tests import servers
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work

ROWS = 2000
KILLS = 3

PROGRAM = """
import asyncio, pathlib, sys
from registry import database
from tests.registry.intake import imports, scratch

async def main(url, folder, file, processes):
    pool = await database.open_pool(url)
    parts = await imports.parts(pool, url, pathlib.Path(folder))
    files = [pathlib.Path(file)]
    await imports.run(parts, scratch.PROFILE, files, processes=int(processes), rows_per_batch=50)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture
def works(tmp_path: Path) -> Path:
    rows = [
        work(n, f"b{n % 997:04}", f"20{n % 23:02}-01-01", floors=n % 20, year="9999" * (n % 7 == 0))
        for n in range(ROWS)
    ]
    rows[17]["floors"] = rows[1717]["floors"] = "x"
    return imports.write_csv(tmp_path / "works.csv", rows)


async def start(url: str, folder: Path, works: Path, processes: int) -> asyncio.subprocess.Process:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    arguments = (url, str(folder), str(works), str(processes))
    return await asyncio.create_subprocess_exec(sys.executable, "-c", PROGRAM, *arguments, env=environment)


async def kill_after(process: asyncio.subprocess.Process, pool: asyncpg.Pool, events: int, pause: float) -> None:
    """Kill it a moment after the ledger holds so many events, unless it ends before."""
    while process.returncode is None and await position(pool) < events:  # noqa: ASYNC110 - happens in another process
        await asyncio.sleep(0.002)
    await asyncio.sleep(pause)
    if process.returncode is None:
        process.kill()
    await process.wait()


async def position(pool: asyncpg.Pool) -> int:
    return await pool.fetchval("select max(position) from ledger.log") or 0


@pytest.mark.parametrize("processes", [pytest.param(1, marks=pytest.mark.long), 2])
async def test_killed_at_any_moment(
    pool: asyncpg.Pool, database: str, tmp_path: Path, works: Path, server_folder: Path, server_url: str, processes: int
) -> None:
    chance = random.Random(processes)
    moments = sorted(chance.sample(range(0, ROWS * 3 // 4), KILLS))  # later, it may end before it is killed
    for events in moments:
        process = await start(database, tmp_path, works, processes)
        await kill_after(process, pool, events, chance.random() * 0.02)
    process = await start(database, tmp_path, works, processes)
    assert await process.wait() == 0
    async with servers.fresh_database(server_folder, server_url) as other, connected(other) as untouched:
        whole = await imports.parts(untouched, other, tmp_path)
        await imports.run(whole, scratch.PROFILE, [works], rows_per_batch=50)
        assert await imports.bodies(pool) == await imports.bodies(untouched)
        assert await recorded(pool) == await recorded(untouched)
    summaries = await pool.fetch("select run, finished_at is not null as done, summary from intake.delivery")
    assert [(row["run"], row["done"]) for row in summaries] == [(1, True)]


def connected(url: str) -> asyncpg.pool.Pool:
    return asyncpg.create_pool(url, min_size=1, max_size=5)


async def recorded(pool: asyncpg.Pool) -> list[tuple[object, ...]]:
    """Source rows, heads, quarantine and the account, without moments and keys."""
    rows = await pool.fetch("select dataset, key, digest, position from ledger.source_row order by 1, 2")
    heads = await pool.fetch("select stream, version, position from ledger.stream order by 1")
    faults = await pool.fetch("select file, row_number, column_name, rule, reason from intake.quarantine order by 1, 2")
    accounts = await pool.fetch("select (summary - 'seconds') - 'files' from intake.delivery")
    assert faults
    return [tuple(row) for found in (rows, heads, faults, accounts) for row in found]


async def test_a_staging_table_that_a_crash_emptied_is_filled_again(parts: Parts, works: Path) -> None:
    await stop_after_batches(parts, works, 7)
    before = await parts.pool.fetchrow("select stage, after from intake.delivery")
    assert before is not None
    await parts.pool.execute(f"truncate {before['stage']}")
    summary = await imports.run(parts, scratch.PROFILE, [works], rows_per_batch=50)
    accepted = summary.counts.recorded + summary.counts.skipped.total()
    assert (summary.rows, accepted) == (ROWS, ROWS - summary.counts.rejected)
    assert await parts.pool.fetchval("select count(*) from intake.quarantine") == summary.counts.rejected


async def stop_after_batches(parts: Parts, works: Path, batches: int) -> None:
    """An import whose watcher gives up."""
    left = batches

    def settled(rows: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt

    options = engine.Options(processes=1, rows_per_batch=50)
    with pytest.raises(KeyboardInterrupt):
        await engine.run(parts, scratch.PROFILE, [works], options, engine.Watcher(settled=settled))


async def test_another_writer_on_a_subject_makes_the_batch_anew(parts: Parts, works: Path, tmp_path: Path) -> None:
    """Somebody records on subjects of later batches while the import is on its way: its heads are outdated."""
    others = imports.write_csv(tmp_path / "works-2.csv", [work(f"other {n}", f"b{n:04}") for n in range(997)])

    async def meanwhile() -> None:
        await imports.run(parts, scratch.PROFILE, [others], rows_per_batch=100)

    task: asyncio.Task[None] | None = None

    def settled(rows: int) -> None:
        nonlocal task
        task = task or asyncio.ensure_future(meanwhile())

    options = engine.Options(processes=1, rows_per_batch=50)
    summary = await engine.run(parts, scratch.PROFILE, [works], options, engine.Watcher(settled=settled))
    assert task is not None
    await task
    found = await parts.pool.fetchval("select count(*) from ledger.source_row")
    assert found == summary.counts.recorded + 997
    gaps = await parts.pool.fetchval(
        """select count(*) from ledger.stream s
           where version <> (select count(*) from ledger.stream_event e where e.stream = s.stream)"""
    )
    assert gaps == 0
