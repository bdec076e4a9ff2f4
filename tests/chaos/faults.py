"""The faults: each strikes the running system, holds for a while, and is over when it returns."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import time
from collections.abc import Awaitable, Callable, Mapping

import asyncpg
import psutil

from registry import embedded
from tests.chaos import load, rig
from tests.chaos import proxy as proxies

Strike = Callable[[rig.Rig, load.Load, random.Random], Awaitable[str]]
"""Strikes a system; what it did, in words. Raises :class:`Harmless` where it had no effect that it must have."""


ENDED_WITHIN = 30
"""Seconds that processes have to end after the one above them."""


class Harmless(Exception):
    """The fault did not do what it is meant to do, so nothing was shown."""


async def kill_api(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """All processes of the API at once."""
    return await _kill(system, "api")


async def kill_worker(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """One of the processes that answer; the others go on, and it is started again by their parent."""
    if not system.members["api"].kill_child():
        raise Harmless("the API has no process below it")
    await asyncio.sleep(2)
    return "one process"


async def kill_parent(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """The first process of the API alone; those below it end with it, so that the port is free for the next."""
    member = system.members["api"]
    starts, below = member.starts, member.kill_first()
    await member.started(starts)
    _, alive = await asyncio.to_thread(psutil.wait_procs, below, ENDED_WITHIN)
    if alive:
        asking.told.wrong.append(f"{len(alive)} processes of the API outlive their parent by {ENDED_WITHIN} s")
    return f"one process, above {len(below)}"


async def kill_projector(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """What follows the ledger: projector, review, monitoring, masks, checkpoints."""
    return await _kill(system, "projector")


async def kill_indexer(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """What keeps the index."""
    return await _kill(system, "indexer")


async def _kill(system: rig.Rig, name: str) -> str:
    member = system.members[name]
    count, starts = len(member.processes()), member.starts
    member.kill()
    await member.started(starts)
    return f"{count} processes"


async def kill_database(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """PostgreSQL with all its processes; it is gone for a moment and recovers from its log."""
    count = len(system.database.processes())
    system.database.kill()
    gone = rng.uniform(0.2, 3)
    await asyncio.sleep(gone)
    await system.database.start()
    return f"{count} processes, gone for {gone:.1f} s"


async def kill_opensearch(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """The search engine; what it has not yet on disk is lost to it."""
    assert system.search is not None
    await asyncio.to_thread(system.search.kill)
    gone = rng.uniform(1, 4)
    await asyncio.sleep(gone)
    await asyncio.to_thread(system.search.start)
    return f"gone for {gone:.1f} s"


async def kill_everything(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """All of it at once, as when the machine fails."""
    system.database.kill()
    for member in system.members.values():
        member.kill()
    if system.search is not None:
        await asyncio.to_thread(system.search.kill)
    await asyncio.sleep(1)
    await system.database.start()
    if system.search is not None:
        await asyncio.to_thread(system.search.start)
    return "at once"


async def cut_database(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """Connections of API and followers to PostgreSQL end at a random byte."""
    return await _cut(system.to_database, rng.choice([2_000, 20_000, 100_000]), rng.uniform(5, 8))


async def cut_clients(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """Connections of clients to the API end at a random byte, in the request or in mid-answer."""
    return await _cut(system.to_api, rng.choice([500, 3_000, 20_000]), rng.uniform(5, 8))


async def _cut(proxy: proxies.Proxy, budget: int, seconds: float) -> str:
    before = proxy.cuts
    proxy.budget = budget
    try:
        await asyncio.sleep(seconds)
    finally:
        proxy.budget = 0
    if proxy.cuts == before:
        raise Harmless("no connection was cut")
    return f"{proxy.cuts - before} connections within {seconds:.1f} s, each after at most {budget} bytes"


async def slow_database(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """Every piece that goes to or comes from PostgreSQL is late."""
    delay, seconds = rng.uniform(0.05, 0.4), rng.uniform(5, 8)
    system.to_database.delay = delay
    try:
        await asyncio.sleep(seconds)
    finally:
        system.to_database.delay = 0.0
    return f"{delay * 1000:.0f} ms each way for {seconds:.1f} s"


async def step_clock(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """The clocks of PostgreSQL, API and followers step back, and later forward again."""
    assert system.clock is not None
    back, seconds = rng.randint(60, 3 * 3600), rng.uniform(4, 6)
    system.clock.set(-back)
    try:
        async with system.database.connected() as connection:
            shown = (await connection.fetchval("select extract(epoch from clock_timestamp())::float8")) - time.time()
        if abs(shown + back) > 5:
            raise Harmless(f"PostgreSQL's clock is {shown:.0f} s off, not {-back}")
        await asyncio.sleep(seconds)
    finally:
        system.clock.set(0)
    return f"by {back} s for {seconds:.1f} s"


FILLER = "select pg_logical_emit_message(false, 'chaos', repeat('x', 1000000)) from generate_series(1, 20)"


async def fill_disk(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """Nothing is left on the disk of the database: no event is taken, clients are told so; then there is room again."""
    assert system.disk is not None
    taken = await asyncio.to_thread(system.disk.fill)
    try:
        said = await _exhaust(system, asking)
    finally:
        system.disk.free()
    await _again(system)
    return f"{taken >> 20} MB of {system.disk.what} taken: {said}"


async def limit_files(system: rig.Rig, asking: load.Load, rng: random.Random) -> str:
    """Where no disk can be mounted: no process of PostgreSQL may make a file larger, as if nothing were left."""
    found = system.database.processes()
    before = found[0].rlimit(psutil.RLIMIT_FSIZE)
    for one in found:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.rlimit(psutil.RLIMIT_FSIZE, (1 << 16, before[1]))
    try:
        said = await _exhaust(system, asking)
    finally:
        for one in system.database.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                one.rlimit(psutil.RLIMIT_FSIZE, before)
    await _again(system)
    return f"files limited to 64 kB: {said}"


async def _exhaust(system: rig.Rig, asking: load.Load) -> str:
    """Use up what the log has left, and see clients refused by a clear error; what PostgreSQL said."""
    asking.told.unavailable, said = None, system.database.full()
    until = time.monotonic() + 30
    while not (said and asking.told.unavailable):
        if time.monotonic() > until:
            raise Harmless(f"PostgreSQL said {said}, and clients were told {asking.told.unavailable}")
        with contextlib.suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            async with system.database.connected() as connection:
                await connection.execute(FILLER)
        said = said or system.database.full()
        await asyncio.sleep(0.02)
    acknowledged = len(asking.told.acknowledged)
    await asyncio.sleep(2)
    taken = len(asking.told.acknowledged) - acknowledged
    return f"“{said}”, clients “{asking.told.unavailable}”, {taken} commands taken in 2 s"


async def _again(system: rig.Rig) -> None:
    """Started again where it has ended, as a service manager does."""
    for attempt in range(20):
        try:
            await system.database.start()
            return
        except embedded.EmbeddedError:
            if attempt == 19:
                raise
            await asyncio.sleep(0.5)


ALL: Mapping[str, Strike] = {
    "kill-api": kill_api,
    "kill-worker": kill_worker,
    "kill-parent": kill_parent,
    "kill-projector": kill_projector,
    "kill-indexer": kill_indexer,
    "kill-database": kill_database,
    "kill-opensearch": kill_opensearch,
    "kill-everything": kill_everything,
    "cut-database": cut_database,
    "cut-clients": cut_clients,
    "slow-database": slow_database,
    "step-clock": step_clock,
    "disk-full": fill_disk,
    "files-limited": limit_files,
}


def possible(system: rig.Rig) -> list[str]:
    """The names of the faults that this system can have, in their order."""
    lacking = {
        "kill-worker": system.workers < 2,
        "kill-parent": system.workers < 2,
        "kill-indexer": "indexer" not in system.members,
        "kill-opensearch": system.search is None,
        "step-clock": system.clock is None,
        "disk-full": system.disk is None,
        "files-limited": system.disk is not None or os.geteuid() == 0,  # whose PostgreSQL is another user's
    }
    return [name for name in ALL if not lacking.get(name)]
