"""Reading by position, stream and type; what a gap does; that the table only grows."""

import asyncpg
import pytest

from aggregates import event as events
from registry.ledger import errors
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples


async def _fill(ledger: Ledger) -> None:
    for version in (1, 2, 3):
        await ledger.submit(samples.unit(*(samples.house(f"H{n}", version) for n in range(3))))


async def test_by_position_in_pages(ledger: Ledger) -> None:
    await _fill(ledger)
    assert [r.position for r in await ledger.read_from(0, 4)] == [1, 2, 3, 4]
    assert [r.position for r in await ledger.read_from(4, 4)] == [5, 6, 7, 8]
    assert await ledger.read_from(9) == []


async def test_by_stream_in_order_of_versions(ledger: Ledger) -> None:
    await _fill(ledger)
    found = await ledger.read_stream(samples.stream("H1"))
    assert [(r.event.originator_version, r.position) for r in found] == [(1, 2), (2, 5), (3, 8)]
    assert [r.position for r in await ledger.read_stream(samples.stream("H1"), after=2)] == [8]
    assert await ledger.read_stream(samples.stream("absent")) == []


async def test_several_streams_at_once(ledger: Ledger) -> None:
    await _fill(ledger)
    wanted = [samples.stream(code) for code in ("H0", "H2", "absent")]
    found = await ledger.read_streams(wanted)
    assert {stream: [r.position for r in recorded] for stream, recorded in found.items()} == dict(
        zip(wanted, ([1, 4, 7], [3, 6, 9], []), strict=True)
    )


async def test_by_type(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1"), samples.house("H1", 2, type="SurveyRevised")))
    await ledger.submit(samples.unit(samples.house("H2"), samples.house("H2", 2, type="SurveyRevised")))
    surveys, both = [("HOUSE", "SurveyRevised")], [("HOUSE", "SurveyRevised"), ("HOUSE", "HouseRegistered")]
    assert [r.position for r in await ledger.read_types(surveys)] == [2, 4]
    assert [r.position for r in await ledger.read_types(both, after=1, limit=2)] == [2, 3]
    assert await ledger.read_types([("BUILDING", "SurveyRevised")]) == []


async def _take_away(pool: asyncpg.Pool, position: int) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute("delete from ledger.event where position = $1", position)


async def test_reading_stops_before_a_gap_and_then_says_so(ledger: Ledger, pool: asyncpg.Pool) -> None:
    await _fill(ledger)
    await _take_away(pool, 4)
    assert [r.position for r in await ledger.read_from(0)] == [1, 2, 3]
    with pytest.raises(errors.LedgerGap, match="Position 4 is missing, yet position 5 is there"):
        await ledger.read_from(3)


@pytest.mark.parametrize(
    "statement",
    [
        "update ledger.event set body = body",
        "delete from ledger.event",
        "truncate ledger.event",
        "update ledger.event_00000 set body = body",
        "delete from ledger.event_00000",
        "truncate ledger.event_00000",
    ],
)
async def test_the_table_of_events_only_grows(ledger: Ledger, pool: asyncpg.Pool, statement: str) -> None:
    await _fill(ledger)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="only grows"):
        await pool.execute(statement)


async def test_a_database_holds_one_ledger(ledger: Ledger, pool: asyncpg.Pool) -> None:
    with pytest.raises(errors.WrongOrigin, match=rf"{samples.ORIGIN}.*other"):
        await Ledger.open(pool, "other")
    assert (await Ledger.open(pool, samples.ORIGIN)).origin == ledger.origin


async def test_an_unopened_database_takes_nothing(pool: asyncpg.Pool) -> None:
    with pytest.raises(errors.WrongOrigin, match=r"Ledger\.open"):
        await Ledger(pool, samples.ORIGIN).submit(samples.unit(samples.house("H1")))


async def test_what_is_read_equals_what_was_written(ledger: Ledger) -> None:
    claim = events.Claim("code/HOUSE", "test\nH1")
    unit = samples.unit(samples.house("H1", takes=(claim,), relied_on=(samples.stream("H2"),)))
    answer = await ledger.submit(unit)
    (recorded,) = await ledger.read_from(0)
    assert recorded.recorded_at == recorded.event.timestamp == answer.recorded_at
    assert events.body(recorded.event) == events.body(unit.events[0])
