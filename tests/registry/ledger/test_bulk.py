"""Bulk and single appends write the same; source rows and the caller's own work commit along; partitions are ahead."""

import json
import pickle
import uuid

import asyncpg
import pytest

from aggregates import catalogue
from aggregates import event as events
from registry.ledger import admission, appender, preparation, units
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples

ROW = events.SourceRow("test", "row-1", "ab" * 32, "test-1")


def _units() -> list[units.Unit]:
    """Units with given ids, so that they say the same wherever they go."""
    said = [samples.house(f"H{n}", id=uuid.UUID(int=100 + n), correlation=uuid.UUID(int=9)) for n in range(20)]
    return [samples.unit(event, command=uuid.UUID(int=n + 1)) for n, event in enumerate(said)]


async def test_bulk_and_single_give_the_same_bytes(ledger: Ledger, pool: asyncpg.Pool) -> None:
    for unit in _units():
        await ledger.submit(unit)
    single = [(leaf.position, leaf.body) for leaf in await ledger.read_leaves(0)]
    every = "ledger.event, ledger.stream, ledger.stream_event, ledger.command"
    columns = "position, id, kind, stream, version, type, schema, effective_on, effective_seq, command, source, voids"
    copies = await pool.fetch(f"select {columns} from ledger.event order by position")
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("set local session_replication_role = replica")
        await connection.execute(f"truncate {every}")
        await connection.execute("update ledger.log set position = 0")
    for unit in _units():
        await ledger.append_bulk(unit)
    assert [(leaf.position, leaf.body) for leaf in await ledger.read_leaves(0)] == single
    assert await pool.fetch(f"select {columns} from ledger.event order by position") == copies


async def test_copies_beside_the_body_say_what_it_says(ledger: Ledger, pool: asyncpg.Pool) -> None:
    cause = uuid.uuid4()
    document = events.Document("deed", "沪2020-1", "2020-01-30", "ab" * 32, "https://example.org/1")
    await ledger.submit(samples.unit(samples.house("H1", effective_seq=3, document=document, cause=cause)))
    row = await pool.fetchrow("select *, convert_from(body, 'UTF8')::jsonb as said from ledger.event")
    assert row is not None
    said = json.loads(row["said"])
    for name in ("id", "kind", "stream", "version", "type", "schema", "effective_seq", "command", "cause", "source"):
        assert str(row[name]) == str(said[name]), name
    assert row["effective_on"].isoformat() == said["effective_on"]
    assert row["document_number"] == document.number
    assert (await ledger.read_from(0))[0].event.document == document


async def test_source_rows_point_to_the_event_that_they_made_or_filled_last(ledger: Ledger) -> None:
    await ledger.append_bulk(samples.unit(samples.house("H1", rows=(ROW,)), samples.house("H2")))
    assert await ledger.source_digests("test", ["row-1", "row-2"]) == {"row-1": (bytes.fromhex("ab" * 32), 1)}
    again = events.SourceRow("test", "row-1", "cd" * 32, "test-1")
    await ledger.append_bulk(samples.unit(samples.house("H1", 2, rows=(ROW,)), samples.house("H1", 3, rows=(again,))))
    assert await ledger.source_digests("test", ["row-1"]) == {"row-1": (bytes.fromhex("cd" * 32), 4)}


async def test_work_along_commits_with_the_append_or_not_at_all(ledger: Ledger, pool: asyncpg.Pool) -> None:
    await pool.execute("create table progress (batch int)")

    async def note(connection: units.Connection) -> None:
        await connection.execute("insert into progress values (1)")

    async def fail(connection: units.Connection) -> None:
        await note(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await ledger.append_bulk(samples.unit(samples.house("H1")), along=fail)
    assert (await pool.fetchval("select count(*) from progress"), await ledger.head()) == (0, 0)
    await ledger.append_bulk(samples.unit(samples.house("H1")), along=note)
    assert (await pool.fetchval("select count(*) from progress"), await ledger.head()) == (1, 1)


async def test_a_holder_of_the_append_lock_that_goes_silent_loses_it(ledger: Ledger) -> None:
    limits: list[str] = []

    async def look(connection: units.Connection) -> None:
        limits.append(await connection.fetchval("show idle_in_transaction_session_timeout"))

    await ledger.append_bulk(samples.unit(samples.house("H1")), along=look)
    assert limits == ["1min"]


async def test_a_prepared_unit_travels_between_processes_without_its_events(ledger: Ledger) -> None:
    unit = samples.unit(samples.house("H1"), samples.house("H1", 2))
    prepared = preparation.prepare(unit, admission.Admission(catalogue.CATALOGUE))
    prepared.unit = units.Unit(unit.command, unit.digest, ())
    arrived = pickle.loads(pickle.dumps(prepared))
    assert (await ledger.append_bulk(arrived)).last == 2
    assert [recorded.event.id for recorded in await ledger.read_from(0)] == [event.id for event in unit.events]


async def _stand_at(pool: asyncpg.Pool, position: int) -> None:
    await pool.execute("update ledger.log set position = $1", position)


async def test_partitions_are_made_ahead_and_crossed_within_a_command(pool: asyncpg.Pool) -> None:
    ledger = await Ledger.open(pool, samples.ORIGIN)
    await _stand_at(pool, appender.PARTITION - 2)
    await ledger.append_bulk(samples.unit(*(samples.house(f"H{n}") for n in range(5))))
    await _stand_at(pool, 2 * appender.PARTITION - 2)
    await ledger.append_bulk(samples.unit(*(samples.house(f"G{n}") for n in range(5))))
    sizes = await pool.fetch("select tableoid::regclass::text, count(*) from ledger.event group by 1 order by 1")
    assert [tuple(row) for row in sizes] == [
        ("ledger.event_00000", 1),
        ("ledger.event_00001", 4 + 1),
        ("ledger.event_00002", 4),
    ]
    assert await pool.fetchval("select to_regclass('ledger.event_00003') is not null")


async def test_a_partition_is_made_while_readers_hold_the_table(pool: asyncpg.Pool) -> None:
    ledger = await Ledger.open(pool, samples.ORIGIN)
    async with pool.acquire() as reader, reader.transaction():
        await reader.fetch("select * from ledger.event")
        await _stand_at(pool, 3 * appender.PARTITION)
        await pool.execute("select ledger.make_partitions($1)", 3 * appender.PARTITION)
        assert (await ledger.submit(samples.unit(samples.house("H1")))).first == 3 * appender.PARTITION + 1


async def test_a_command_is_found_again_in_any_partition(pool: asyncpg.Pool) -> None:
    ledger = await Ledger.open(pool, samples.ORIGIN)
    given = uuid.uuid4()
    await ledger.submit(samples.unit(samples.house("H1", id=given)))
    await _stand_at(pool, appender.PARTITION)
    outcomes = await ledger.append([samples.unit(samples.house("H2", id=given))])
    assert "is taken" in str(outcomes[0])
