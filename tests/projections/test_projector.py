"""The projector: exactly once however often it is killed, one leader, old bodies upcast, unknown ones refused."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import pathlib
import random
import sys
from collections.abc import AsyncIterator

import asyncpg
import pytest

from aggregates import upcasting
from aggregates.errors import UnknownName
from projections import ddl, projector, status
from projections.applying import Applier
from tests import histories, oracle, patience, servers
from tests.projections import feeding, following

ROOT = pathlib.Path(__file__).parents[2]
SCRATCH = histories.SCRATCH
DAY = following.TODAY
DICE = random.Random(3)

LEADERS = """select count(*) from pg_locks l join pg_database d on d.oid = l.database
    where l.locktype = 'advisory' and l.granted and d.datname = current_database()
        and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended('fangji projector', 0)"""
"""In this database only: other tests of the run hold theirs in their own."""


def step(does: str, day: int, area: int, pick: int = 0, subject: int = 0) -> histories.Step:
    """A step of a long history."""
    house = histories.Said("HOUSE", "SurveyRevised", {"": {"area": area}})
    mortgage = histories.Said("HOUSE", "MortgageRegistered", {f"mortgages/{area % 5}": {"amount": area}})
    return histories.Step(does, subject, house if area % 2 else mortgage, pick=pick, day=day, later=1)


def long_history(length: int) -> list[oracle.Recorded]:
    """Facts, corrections and voids of two houses, by the thousand."""
    does = ("record", "record", "record", "correct", "void")
    return histories.play(
        [step(DICE.choice(does), n % 7, n, DICE.randrange(3), DICE.randrange(2)) for n in range(length)]
    )


async def position(connection: ddl.Connection) -> int:
    found: int = await connection.fetchval("select position from read.progress")
    return found


async def test_killed_at_any_moment_and_resumed_it_makes_the_same_tables(database: str) -> None:
    history = long_history(300)
    connection = await asyncpg.connect(database, server_settings={"timezone": "UTC"})
    await feeding.fresh(connection, SCRATCH, history)
    kills = 0
    while await position(connection) < len(history):
        await _follow_and_die(connection, database)
        kills += 1
    assert kills > 2
    await patience.until(lambda: _alone(connection))
    await projector.catch_up(connection, Applier(SCRATCH), DAY)  # the last one may have died before its figures
    killed = await feeding.rows(connection, SCRATCH)
    await feeding.fresh(connection, SCRATCH, history)
    await projector.catch_up(connection, Applier(SCRATCH), DAY)
    assert await feeding.rows(connection, SCRATCH) == killed
    await connection.close()


async def _follow_and_die(connection: ddl.Connection, url: str) -> None:
    """Start a projector and kill it (SIGKILL) a moment after it has applied some more, if it is only one batch."""
    module = ("-m", "tests.projections.following", url, "7")
    process = await asyncio.create_subprocess_exec(sys.executable, *module, cwd=ROOT)
    before = await position(connection)
    wanted = min(before + DICE.randrange(120), 299)  # a number of events, so that no speed makes many or few kills
    await patience.until(lambda: _past(connection, wanted))
    await asyncio.sleep(DICE.uniform(0.0, 0.02))
    process.kill()
    await process.wait()


async def _past(connection: ddl.Connection, before: int) -> bool:
    return await position(connection) > before


async def _alone(connection: ddl.Connection) -> bool:
    """The server has noticed that the killed process is gone."""
    return not await connection.fetchval(LEADERS)


async def test_one_leads_and_the_other_takes_over(pool: asyncpg.Pool) -> None:
    history = long_history(40)
    async with pool.acquire() as connection:
        await feeding.fresh(connection, SCRATCH, history[:30])
    stops = [asyncio.Event(), asyncio.Event()]
    leaders = [projector.Projector(pool, lambda: DAY, SCRATCH, pause=0.01) for _ in stops]
    tasks = [asyncio.create_task(leader.run(stop)) for leader, stop in zip(leaders, stops, strict=True)]
    await patience.until(lambda: _reached(pool, 30))
    assert await pool.fetchval(LEADERS) == 1
    stops[0].set()
    await tasks[0]
    async with pool.acquire() as connection:
        await feeding.feed(connection, history[30:])
    await patience.until(lambda: _reached(pool, 40))
    stops[1].set()
    await tasks[1]
    assert await pool.fetchval(LEADERS) == 0


async def _reached(pool: asyncpg.Pool, wanted: int) -> bool:
    reached: int = await pool.fetchval("select position from read.progress")
    return reached == wanted


async def test_status_tells_what_waits_and_when_it_last_polled(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        await connection.execute("drop schema if exists read cascade")
        assert await status.status(connection) is None
        await feeding.fresh(connection, SCRATCH, long_history(10))
        waiting = await status.status(connection)
        assert waiting is not None
        assert (waiting.behind, waiting.applied_at) == (10, None)
        await projector.catch_up(connection, Applier(SCRATCH), DAY)
        level = await status.status(connection)
        assert level is not None
        assert (level.behind, level.oldest_unapplied_seconds, level.today) == (0, 0.0, DAY)
        assert level.polled_at >= waiting.polled_at


async def test_the_day_never_goes_back(pool: asyncpg.Pool) -> None:
    """A projector whose clock is behind merges as of the later day; a reader of the earlier day is told."""
    async with pool.acquire() as connection:
        await feeding.fresh(connection, SCRATCH, long_history(10))
        await projector.catch_up(connection, Applier(SCRATCH), DAY)
        await projector.catch_up(connection, Applier(SCRATCH), DAY - datetime.timedelta(2))
        assert await connection.fetchval("select today from read.progress") == DAY
        assert await connection.fetchval("select read.due($1)", DAY - datetime.timedelta(2))


def renamed(members: upcasting.Members) -> upcasting.Members:
    """Schema 1 of the test called the room a flat."""
    changes = [
        {"entity": c["entity"], "set": {("room" if n == "flat" else n): v for n, v in c["set"].items()}}
        for c in members["changes"]  # type: ignore[attr-defined]
    ]
    return {**members, "changes": changes}


async def test_bodies_of_an_older_schema_are_read_through_the_upcasters(pool: asyncpg.Pool) -> None:
    said = histories.Said("HOUSE", "HouseRegistered", {"": {"flat": "7"}})
    history = histories.play([histories.Step("record", 0, said)])
    history[0].body["schema"] = 0  # type: ignore[index]
    upcasters = upcasting.Upcasters({("HOUSE", "HouseRegistered", 0): renamed})
    async with pool.acquire() as connection:
        await feeding.fresh(connection, SCRATCH, history)
        await projector.catch_up(connection, Applier(SCRATCH, upcasters=upcasters), DAY)
        assert await connection.fetchval("select room from read.house") == "7"


async def test_an_unknown_type_stops_the_projector_with_one_sentence(pool: asyncpg.Pool) -> None:
    history = histories.play([histories.Step("record", 0, histories.Said("HOUSE", "Teleported", {}))])
    async with pool.acquire() as connection:
        await feeding.fresh(connection, SCRATCH, history)
        with pytest.raises(UnknownName, match="HOUSE Teleported in schema 1, unknown to this version"):
            await projector.catch_up(connection, Applier(SCRATCH), DAY)
        assert await position(connection) == 0


async def test_other_declarations_ask_for_a_rebuild(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        await connection.execute("drop schema if exists read cascade")
        await ddl.ensure(connection, SCRATCH)
        await ddl.ensure(connection, SCRATCH)
        with pytest.raises(ddl.ReadModelOutdated, match="--rebuild"):
            await ddl.ensure(connection)


HOLD = "select pg_advisory_lock(hashtextextended('fangji projection step', 0))"
WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


@contextlib.asynccontextmanager
async def _followed(database: str, history: list[oracle.Recorded]) -> AsyncIterator[asyncpg.Connection]:
    """A connection to a database that a projector follows, and has applied the history of."""
    watcher = await asyncpg.connect(database, server_settings={"timezone": "UTC"})
    await feeding.fresh(watcher, SCRATCH, history)
    async with asyncpg.create_pool(database, min_size=1, max_size=4) as own, asyncio.TaskGroup() as group:
        stop = asyncio.Event()
        group.create_task(projector.Projector(own, lambda: DAY, SCRATCH, pause=0.01).run(stop))
        await patience.until(lambda: _past(watcher, len(history) - 1))
        yield watcher
        stop.set()
    await watcher.close()


# Of a connection that is lost the driver keeps the listener, which it then warns of; as an error that would stop it
# from giving the connection's place in the pool back.
@pytest.mark.filterwarnings("ignore:.*is being released to the pool but has 1 active notification listener")
@pytest.mark.parametrize("working", [False, True], ids=["idle", "in a statement"])
async def test_it_goes_on_where_the_server_ends_its_connections(database: str, working: bool) -> None:
    """In a statement it is told that the server shuts down, between two it finds the connection gone."""
    history = long_history(20)
    async with _followed(database, history[:10]) as watcher:
        if working:
            await watcher.execute(HOLD)
            await feeding.feed(watcher, history[10:])
            await patience.until(lambda: _one_waits(watcher))
        await servers.end_others(watcher)
        if working:
            await watcher.execute("select pg_advisory_unlock_all()")
        else:
            await feeding.feed(watcher, history[10:])
        await patience.until(lambda: _past(watcher, 19))


FULL = """create function full_disk() returns trigger language plpgsql as
    $$begin raise 'No space left on device' using errcode = 'disk_full'; end$$;
create trigger full_disk before update on read.progress execute function full_disk()"""


@pytest.mark.filterwarnings("ignore:.*is being released to the pool but has 1 active notification listener")
async def test_it_goes_on_once_a_full_disk_has_room_again(database: str, caplog: pytest.LogCaptureFixture) -> None:
    history = long_history(20)
    async with _followed(database, history[:10]) as watcher:
        await watcher.execute(FULL)
        await feeding.feed(watcher, history[10:])
        await patience.until(lambda: _told(caplog, "DiskFullError"))
        await watcher.execute("drop trigger full_disk on read.progress")
        await patience.until(lambda: _past(watcher, 19))


async def _told(caplog: pytest.LogCaptureFixture, word: str) -> bool:
    return word in caplog.text


async def _one_waits(connection: ddl.Connection) -> bool:
    return bool(await connection.fetchval(WAITING))
