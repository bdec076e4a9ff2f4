"""The recording clock: the database's, never backwards, one moment a command."""

import datetime

import asyncpg
import pytest

from aggregates import errors
from aggregates import event as events
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples

MICROSECOND = datetime.timedelta(microseconds=1)


async def test_recorded_at_is_the_database_s_time(ledger: Ledger, pool: asyncpg.Pool) -> None:
    before = await pool.fetchval("select clock_timestamp()")
    answer = await ledger.submit(samples.unit(samples.house("H1")))
    assert before <= answer.recorded_at <= await pool.fetchval("select clock_timestamp()")


async def test_a_clock_that_steps_back_does_not_take_the_ledger_along(ledger: Ledger, pool: asyncpg.Pool) -> None:
    ahead = datetime.datetime.now(datetime.UTC).replace(microsecond=7) + datetime.timedelta(hours=1)
    await pool.execute("update ledger.log set recorded_at = $1", ahead)
    first = await ledger.submit(samples.unit(samples.house("H1"), samples.house("H1", 2)))
    second = await ledger.submit(samples.unit(samples.house("H2")))
    assert (first.recorded_at, second.recorded_at) == (ahead + MICROSECOND, ahead + 2 * MICROSECOND)
    recorded = [leaf.recorded_at for leaf in await ledger.read_leaves(0)]
    assert recorded == [first.recorded_at, first.recorded_at, second.recorded_at]


async def test_registered_at_is_the_moment_of_recording_unless_migrated(ledger: Ledger, pool: asyncpg.Pool) -> None:
    old = datetime.datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=datetime.UTC)
    migrated = samples.house("H2", reason=events.Reason.MIGRATION, registered_at=old)
    answer = await ledger.submit(samples.unit(samples.house("H1"), migrated))
    columns = await pool.fetch("select registered_at from ledger.event order by position")
    assert [row[0] for row in columns] == [answer.recorded_at, old]
    assert [recorded.registered_at for recorded in await ledger.read_from(0)] == [answer.recorded_at, old]


async def test_an_old_register_s_time_has_passed(ledger: Ledger) -> None:
    ahead = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=1)
    with pytest.raises(errors.InvalidValue, match=r"registered_at .* lies in the future"):
        await ledger.submit(samples.unit(samples.house("H1", reason=events.Reason.MIGRATION, registered_at=ahead)))
