"""The Python fold, the SQL fold and the as-of functions say the same as the oracle, at every point of both clocks."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import asyncpg
import hypothesis
import pytest

from aggregates import event, timeline
from projections import projector
from projections.applying import Applier
from tests import examples, histories, oracle
from tests.projections import feeding

SCRATCH = histories.SCRATCH
AFFIRMING = histories.affirming(SCRATCH)
SETTINGS = examples.some(40, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
FEWER = examples.some(12, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
"""For what fills several read models an example."""


@pytest.fixture
async def connection(database: str) -> asyncpg.Connection:
    made = await asyncpg.connect(database, server_settings={"timezone": "UTC"})
    await feeding.fresh(made, SCRATCH, [])
    return made


def expected(history: Sequence[oracle.Recorded], day: datetime.date, clock: oracle.Clock) -> feeding.States:
    """What the oracle says, in the shape of rows."""
    kinds = {one.body["stream"]: one.body["kind"] for one in history}
    return feeding.as_rows(oracle.states(history, AFFIRMING, day, clock), SCRATCH, kinds)


def folded(history: Sequence[oracle.Recorded], day: datetime.date, clock: oracle.Clock) -> feeding.States:
    """What the Python fold says, in the same shape."""
    timelines: dict[str, timeline.Timeline] = {}
    for one in history:
        recorded = event.Recorded(one.position, one.recorded_at, event.from_members(one.body, one.recorded_at))
        timelines.setdefault(one.body["stream"], timeline.Timeline(SCRATCH)).add(recorded)
    states = {
        (stream, entity): state
        for stream, of in timelines.items()
        for entity, state in of.state(day, known=clock.known, position=clock.position).items()
    }
    return feeding.as_rows(states, SCRATCH, {one.body["stream"]: one.body["kind"] for one in history})


@SETTINGS
@hypothesis.given(history=histories.histories())
async def test_all_folds_agree_at_every_point(connection: asyncpg.Connection, history: list[oracle.Recorded]) -> None:
    """Applied in batches of three events, so that corrections and voids meet targets of other batches."""
    await feeding.again(connection, SCRATCH, history)
    turns = histories.days(history)
    today = turns[len(turns) // 2]
    await projector.catch_up(connection, Applier(SCRATCH), today, batch=3)
    asked = [(day, clock) for day in turns for clock in histories.clocks(history)]
    answers = await feeding.as_of(connection, SCRATCH, asked)
    for (day, clock), answer in zip(asked, answers, strict=True):
        wanted = expected(history, day, clock)
        assert answer == wanted, f"as of {day}, {clock}"
        assert folded(history, day, clock) == wanted, f"in Python, as of {day}, {clock}"
    assert await feeding.current(connection, SCRATCH) == expected(history, today, oracle.NOW)


@FEWER
@hypothesis.given(history=histories.histories())
async def test_batches_make_no_difference(connection: asyncpg.Connection, history: list[oracle.Recorded]) -> None:
    today = histories.days(history)[-1]
    made = []
    for batch in (1, 2, 100):
        await feeding.again(connection, SCRATCH, history)
        await projector.catch_up(connection, Applier(SCRATCH), today, batch=batch)
        made.append(await feeding.rows(connection, SCRATCH))
    assert made[0] == made[1] == made[2]


@FEWER
@hypothesis.given(history=histories.histories())
async def test_rows_that_are_due_read_right_without_a_job_and_are_merged_when_the_day_begins(
    connection: asyncpg.Connection, history: list[oracle.Recorded]
) -> None:
    """The clock is moved over all days: `due` tells when the tables no longer hold, the new day's merge mends them."""
    await feeding.again(connection, SCRATCH, history)
    turns = histories.days(history)
    await projector.catch_up(connection, Applier(SCRATCH), turns[0])
    for day in turns:
        wanted = expected(history, day, oracle.NOW)
        due = await connection.fetchval("select read.due($1)", day)
        assert due or await feeding.current(connection, SCRATCH) == wanted
        assert await feeding.as_of(connection, SCRATCH, [(day, oracle.NOW)]) == [wanted]
        await projector.take_step(connection, Applier(SCRATCH), day)
        assert not await connection.fetchval("select read.due($1)", day)
        assert await feeding.current(connection, SCRATCH) == wanted
