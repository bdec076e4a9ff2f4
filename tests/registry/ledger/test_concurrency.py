"""Many writers, a transaction held open, killed writers: readers see a prefix of the ledger, never half a command."""

import asyncio
import signal
import sys

import asyncpg
import pytest

from aggregates import event as events
from registry.ledger import errors, units
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples

WRITERS, COMMANDS = 64, 5


async def _write(pool: asyncpg.Pool, writer: int) -> None:
    """One process's worth: its own ledger, hence its own transactions."""
    ledger = await Ledger.open(pool, samples.ORIGIN)
    for n in range(COMMANDS):
        said = [samples.house(f"H{writer}-{n}", version) for version in range(1, 2 + n % 3)]
        await ledger.submit(samples.unit(*said))


async def _poll(ledger: Ledger, until: asyncio.Event) -> list[int]:
    """Positions in the order in which a reader that goes on from its last one sees them."""
    seen: list[int] = []
    while not until.is_set():
        seen += [leaf.position for leaf in await ledger.read_leaves(seen[-1] if seen else 0, 50)]
        await asyncio.sleep(0.001)
    while more := await ledger.read_leaves(seen[-1] if seen else 0, 50):
        seen += [leaf.position for leaf in more]
    return seen


async def _snapshots(pool: asyncpg.Pool, until: asyncio.Event) -> None:
    """Whoever looks at everything sees all positions from 1 to some n."""
    while not until.is_set():
        dense = "select count(*) = coalesce(max(position), 0) from ledger.event"
        assert await pool.fetchval(dense)
        await asyncio.sleep(0.001)


async def test_no_reader_sees_a_gap_or_a_later_position_before_an_earlier_one(pool: asyncpg.Pool) -> None:
    ledger = await Ledger.open(pool, samples.ORIGIN)
    holding, release, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def hold(_: units.Connection) -> None:
        holding.set()
        await release.wait()

    reader, watcher = asyncio.create_task(_poll(ledger, done)), asyncio.create_task(_snapshots(pool, done))
    early = [asyncio.create_task(_write(pool, n)) for n in range(WRITERS // 2)]
    held = asyncio.create_task(ledger.append_bulk(samples.unit(samples.house("held")), along=hold))
    await holding.wait()
    late = [asyncio.create_task(_write(pool, n)) for n in range(WRITERS // 2, WRITERS)]
    before = await ledger.head()
    await asyncio.sleep(0.3)
    assert await ledger.head() == before, "somebody was recorded past the transaction that is held open"
    release.set()
    await asyncio.gather(held, *early, *late)
    done.set()
    await watcher
    assert (await held).first == before + 1
    assert await reader == list(range(1, await ledger.head() + 1))


async def test_an_old_snapshot_held_open_hides_nothing_from_others(pool: asyncpg.Pool) -> None:
    ledger = await Ledger.open(pool, samples.ORIGIN)
    async with pool.acquire() as old, old.transaction(isolation="repeatable_read"):
        await old.execute("create temporary table holds_a_transaction_id ()")
        await asyncio.gather(*(_write(pool, n) for n in range(4)))
        assert [leaf.position for leaf in await ledger.read_leaves(0)] == list(range(1, await ledger.head() + 1))


TABLES = ("event", "stream", "stream_event", "command", "claim", "source_row")


async def _contents(pool: asyncpg.Pool) -> dict[str, int]:
    """How many rows each table of the ledger has, and where its log stands."""
    counts = {table: await pool.fetchval(f"select count(*) from ledger.{table}") for table in TABLES}
    persons = await pool.fetchval("select count(*) from keys.person_index")
    return {**counts, "persons": persons, "log": await pool.fetchval("select position from ledger.log")}


def _full(code: str) -> units.Unit:
    """A unit that touches every table."""
    row = events.SourceRow("test", code, "ab" * 32, "test-1")
    return samples.unit(
        samples.house(code, takes=(events.Claim("code/HOUSE", code),), rows=(row,)),
        persons={code.encode(): f"person/{code}"},
    )


async def _terminate(connection: units.Connection) -> None:
    await connection.execute("select pg_terminate_backend(pg_backend_pid())")


async def test_a_writer_whose_connection_dies_leaves_nothing_and_says_so(pool: asyncpg.Pool) -> None:
    ledger = await Ledger.open(pool, samples.ORIGIN)
    await ledger.submit(_full("H1"))
    before = await _contents(pool)
    with pytest.raises(errors.Unavailable, match="submit the same command again, its id"):
        await ledger.append_bulk(_full("H2"), along=_terminate)
    assert await _contents(pool) == before
    assert (await ledger.submit(_full("H2"))).first == 2


async def test_a_connection_that_dies_once_is_made_good(pool: asyncpg.Pool) -> None:
    ledger = await Ledger.open(pool, samples.ORIGIN)
    lost: list[bool] = []

    async def lose_once(connection: units.Connection) -> None:
        if not lost:
            lost.append(True)
            await _terminate(connection)

    assert (await ledger.append_bulk(_full("H1"), along=lose_once)).first == 1
    assert await _contents(pool) == dict.fromkeys((*TABLES, "persons", "log"), 1)


async def test_a_commit_whose_answer_was_lost_is_answered_as_the_first_time(pool: asyncpg.Pool) -> None:
    """The transaction commits, the connection dies before the answer: the retry must not record twice."""
    ledger = await Ledger.open(pool, samples.ORIGIN)
    unit = _full("H1")
    first = await (await Ledger.open(pool, samples.ORIGIN)).submit(unit)
    again = await ledger.submit(unit)
    assert again.repeated
    assert again.first == first.first
    assert await _contents(pool) == dict.fromkeys((*TABLES, "persons", "log"), 1)


KILLED = """
import asyncio, sys
import asyncpg
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples, test_concurrency

async def hold(connection):
    print("holding", flush=True)
    await asyncio.sleep(600)

async def main():
    async with asyncpg.create_pool(sys.argv[1], min_size=1, max_size=2) as pool:
        ledger = await Ledger.open(pool, samples.ORIGIN)
        await ledger.append_bulk(test_concurrency._full("killed"), along=hold)

asyncio.run(main())
"""


async def test_a_process_killed_within_its_transaction_leaves_nothing_half_written(
    database: str, pool: asyncpg.Pool
) -> None:
    ledger = await Ledger.open(pool, samples.ORIGIN)
    await ledger.submit(_full("H1"))
    before = await _contents(pool)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, database, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"holding\n"
    waiting = asyncio.create_task(ledger.submit(_full("H2")))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    assert await _contents(pool) == before
    process.send_signal(signal.SIGKILL)
    await process.communicate()
    assert (await waiting).first == 2
    assert await _contents(pool) == {name: count + 1 for name, count in before.items()}
    assert await ledger.heads([samples.stream("killed")]) == {}


async def test_a_database_error_of_one_unit_leaves_the_others_alone(pool: asyncpg.Pool, ledger: Ledger) -> None:
    """What admission does not know of (here: a rule that only the database has) fails its own command only."""
    await pool.execute("alter table ledger.stream add constraint only_here check (code <> 'bad')")
    outcomes = await asyncio.gather(
        *(ledger.submit(samples.unit(samples.house(code))) for code in ("H1", "bad", "H2")), return_exceptions=True
    )
    assert [type(outcome).__name__ for outcome in outcomes] == ["Appended", "InvalidValue", "Appended"]
    assert "only_here" in str(outcomes[1])


async def test_a_database_that_takes_no_writes_is_unavailable(database: str) -> None:
    async with asyncpg.create_pool(database, min_size=1, max_size=2) as pool:
        ledger = await Ledger.open(pool, samples.ORIGIN)
    async with asyncpg.create_pool(
        database, min_size=1, max_size=2, server_settings={"default_transaction_read_only": "on"}
    ) as pool:
        ledger = Ledger(pool, samples.ORIGIN)
        with pytest.raises(errors.Unavailable, match="read-only"):
            await ledger.submit(samples.unit(samples.house("H1")))


async def test_a_cancelled_waiter_hurts_nobody(ledger: Ledger) -> None:
    tasks = [asyncio.create_task(ledger.submit(samples.unit(samples.house(f"H{n}")))) for n in range(30)]
    await asyncio.sleep(0)
    for task in tasks[::3]:
        task.cancel()
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes[::3])
    assert all(isinstance(outcome, units.Appended) for n, outcome in enumerate(outcomes) if n % 3)
    await ledger.close()
    recorded = await ledger.read_from(0)
    assert [r.position for r in recorded] == list(range(1, len(recorded) + 1))


async def test_concurrent_submits_share_transactions(ledger: Ledger, pool: asyncpg.Pool) -> None:
    await asyncio.gather(*(ledger.submit(samples.unit(samples.house(f"H{n}"))) for n in range(50)))
    assert await pool.fetchval("select count(distinct xmin::text) from ledger.command") < 10


async def test_commands_are_told_apart_by_their_moment(ledger: Ledger) -> None:
    answers = await asyncio.gather(
        *(ledger.submit(samples.unit(samples.house(f"H{n}"), samples.house(f"H{n}", 2))) for n in range(20))
    )
    moments = [answer.recorded_at for answer in sorted(answers, key=lambda answer: answer.first)]
    assert moments == sorted(set(moments))
