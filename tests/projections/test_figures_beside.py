"""Figures are brought along beside the steps, which wait for them only where they have to."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
from collections.abc import AsyncIterator, Sequence

import asyncpg
import hypothesis
import pytest

from aggregates.catalogue import CATALOGUE
from projections import ddl, projector, rebuild
from projections.applying import Applier
from tests import examples, histories, oracle, patience
from tests.projections import feeding
from tests.projections.test_measuring import check, cities

SETTINGS = examples.some(8, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
WAITS = "select count(*) from pg_locks where not granted and relation = 'read.measure_progress'::regclass"
DAY = datetime.date(2026, 1, 1)


@pytest.fixture
async def two(pool: asyncpg.Pool) -> AsyncIterator[tuple[ddl.Connection, ddl.Connection]]:
    """The connection of the steps, and that of the figures."""
    async with pool.acquire() as steps, pool.acquire() as figures:
        await feeding.fresh(steps, CATALOGUE, [])
        await Applier(CATALOGUE).prepare(steps)
        await Applier(CATALOGUE).prepare(figures)
        yield steps, figures


@contextlib.asynccontextmanager
async def measuring(connection: ddl.Connection) -> AsyncIterator[None]:
    """What :func:`projector.measure` does, whose commit waits for the end of the context."""
    async with connection.transaction(isolation="repeatable_read"):
        await connection.execute(projector.alone("read"))
        await projector.bring_figures(connection, Applier(CATALOGUE))
        yield


async def step(connection: ddl.Connection, day: datetime.date, batch: int = 1) -> projector.Step:
    """A step that may wait for nobody."""
    async with asyncio.timeout(20):
        return await projector.advance(connection, Applier(CATALOGUE), day, batch)


@SETTINGS
@hypothesis.given(history=cities(), batch=hypothesis.strategies.integers(1, 5))
async def test_whatever_steps_do_while_figures_are_made_the_next_ones_tell(
    two: tuple[ddl.Connection, ddl.Connection], history: list[oracle.Recorded], batch: int
) -> None:
    steps, figures = two
    await feeding.again(steps, CATALOGUE, history)
    for day in _days(history):
        async with measuring(figures):
            begun = asyncio.create_task(projector.advance(steps, Applier(CATALOGUE), day, batch))
            await asyncio.sleep(0.01)
        await begun
        for _ in range(2):
            async with measuring(figures):
                await step(steps, day, batch)
    await projector.catch_up(steps, Applier(CATALOGUE), _days(history)[-1])
    await check(steps, history)
    assert await steps.fetchval("select position from read.measure_progress") == len(history)
    assert await steps.fetchval("select count(*) from read.unmeasured") == 0


def _days(history: Sequence[oracle.Recorded]) -> list[datetime.date]:
    days = histories.days(history)
    return [days[0], days[len(days) // 2], days[-1]]


def _houses(count: int) -> list[oracle.Recorded]:
    said = histories.Said("HOUSE", "HouseRegistered", {"": {"room": "1", "physical": "EXISTING"}})
    return histories.play([histories.Step("record", n % 2, said) for n in range(count)])


async def test_figures_never_tell_of_a_step_that_they_did_not_see(
    two: tuple[ddl.Connection, ddl.Connection],
) -> None:
    steps, figures = two
    history = _houses(3)
    await feeding.feed(steps, history)
    await projector.catch_up(steps, Applier(CATALOGUE), DAY, until=1)
    await step(steps, DAY)
    async with measuring(figures):
        assert (await step(steps, DAY)).position == 3
    assert await steps.fetchval("select position from read.measure_progress") == 2
    await projector.measure(steps, Applier(CATALOGUE))
    assert await steps.fetchval("select position from read.measure_progress") == 3
    await check(steps, history)


@pytest.mark.parametrize("what", ["day", "switch"])
async def test_a_new_day_and_a_rebuilds_switch_wait_for_figures(
    pool: asyncpg.Pool, two: tuple[ddl.Connection, ddl.Connection], what: str
) -> None:
    """The first compares with them, the second would take their tables away."""
    steps, figures = two
    history = _houses(2)
    await feeding.feed(steps, history)
    await projector.catch_up(steps, Applier(CATALOGUE), DAY, until=1)
    async with measuring(figures):
        waiting = asyncio.create_task(_begun(steps) if what == "day" else _rebuilt(pool))
        await patience.until(lambda: _waits(pool))
        assert not waiting.done()
    await waiting
    await projector.catch_up(steps, Applier(CATALOGUE), DAY + datetime.timedelta(1))
    await check(steps, history)


async def _begun(steps: ddl.Connection) -> None:
    assert (await step(steps, DAY + datetime.timedelta(1))).begun


async def _rebuilt(pool: asyncpg.Pool) -> None:
    assert (await rebuild.Rebuild(pool, DAY).run()).position == 2


async def _waits(pool: asyncpg.Pool) -> bool:
    return bool(await pool.fetchval(WAITS))
