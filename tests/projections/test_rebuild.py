"""A rebuild makes the very rows that following the ledger made, beside the live tables, and takes their place."""

from __future__ import annotations

import datetime

import asyncpg
import hypothesis

from aggregates.catalogue import CATALOGUE
from projections import ddl, projector, rebuild
from projections.applying import Applier
from tests import examples, histories, oracle
from tests.projections import feeding
from tests.projections.test_derived import cities

SETTINGS = examples.some(3, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])


@SETTINGS
@hypothesis.given(history=cities())
async def test_a_rebuild_equals_the_live_tables_row_by_row(pool: asyncpg.Pool, history: list[oracle.Recorded]) -> None:
    async with pool.acquire() as connection:
        await feeding.fresh(connection, CATALOGUE, history)
        today = histories.days(history)[2]
        await projector.catch_up(connection, Applier(), today, batch=3)
        live = await feeding.rows(connection, CATALOGUE)
        rebuilt = await rebuild.Rebuild(pool, today).run()
        assert rebuilt == rebuild.Rebuilt(len(history), {})
        assert await feeding.rows(connection, CATALOGUE) == live
        await _goes_on(connection, history, today)


async def _goes_on(connection: ddl.Connection, history: list[oracle.Recorded], today: datetime.date) -> None:
    """After the switch the functions answer from the new tables, and the projector goes on with them."""
    answer = await feeding.as_of(connection, CATALOGUE, [(today, oracle.NOW)])
    assert answer == [await feeding.current(connection, CATALOGUE)]
    step = await projector.catch_up(connection, Applier(), today + datetime.timedelta(40))
    assert step.behind == 0


async def test_differences_are_counted_and_the_rebuilt_rows_win(pool: asyncpg.Pool) -> None:
    history = histories.play(
        [histories.Step("record", n, histories.Said("HOUSE", "HouseRegistered", {"": {"room": "1"}})) for n in (0, 1)]
    )
    today = datetime.date(2026, 1, 1)
    async with pool.acquire() as connection:
        await feeding.fresh(connection, CATALOGUE, history)
        await projector.catch_up(connection, Applier(), today)
        await connection.execute("update read.house set room = 'spoilt' where code = 'HOUSE-1'")
        rebuilt = await rebuild.Rebuild(pool, today).run()
        assert rebuilt.differences == {"house": 2}
        assert await connection.fetchval("select array_agg(room) from read.house") == ["1", "1"]


async def test_without_live_tables_a_rebuild_makes_them(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        await feeding.empty(connection)
        await feeding.feed(connection, [])
    rebuilt = await rebuild.Rebuild(pool, datetime.date(2026, 1, 1)).run()
    assert rebuilt == rebuild.Rebuilt(0, None)
    assert await pool.fetchval("select count(*) from read.house") == 0


async def test_events_recorded_during_the_rebuild_are_taken_in(pool: asyncpg.Pool) -> None:
    said = histories.Said("HOUSE", "HouseRegistered", {"": {"room": "1"}})
    history = histories.play([histories.Step("record", n, said) for n in (0, 1, 0)])
    today = datetime.date(2026, 1, 1)
    async with pool.acquire() as connection:
        await feeding.fresh(connection, CATALOGUE, history[:1])
        work = rebuild.Rebuild(pool, today)
        await work.fill()
        await feeding.feed(connection, history[1:])
        assert (await work.finish()).position == 3
        assert await connection.fetchval("select count(*) from read.house") == 2
