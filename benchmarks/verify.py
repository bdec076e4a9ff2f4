"""Verification: hashes, tree and columns beside the bare read and SHA-256, and the whole but for the replay.

The events are those of the benchmark `rebuild`. Rates by CPU count what one core does in a second, PostgreSQL's part
in it, whatever else the machine does. Rates by the clock are of several processes, from their first answer on: how long
processes take to start says nothing of a large ledger.
"""

import contextlib
import hashlib
import pathlib
import statistics
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from typing import Any

import asyncpg

from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from benchmarks import harness, rebuild
from projections import ddl
from registry.audit import checkpointer, exports, logs, notes, tiles
from registry.audit.verifying import leaves, reading, sharing, verifying

ORIGIN = "bench"
SIGNER = notes.Signer.generate(ORIGIN)
EVENTS = 200_000
PROCESSES = 2
RUNS = 3


def records(houses: int) -> Iterator[tuple[object, ...]]:
    """Rows of ledger.event with their header and leaf hash."""
    for position, moment, _, body, _, *rest in rebuild.records(houses):
        header = events.header_bytes(ORIGIN, int(str(position)), moment)  # type: ignore[arg-type]
        leaf = events.leaf_hash(header, body)  # type: ignore[arg-type]
        yield (position, moment, header, body, leaf, *rest, f"D{position}")


async def fill(connection: asyncpg.pool.PoolConnectionProxy, houses: int) -> int:
    """Fill the ledger, and the tables beside it, by what the events say."""
    columns = [*rebuild.COLUMNS, "document_number"]
    await connection.copy_records_to_table("event", schema_name="ledger", columns=columns, records=records(houses))
    await connection.execute("vacuum analyze ledger.event")
    await connection.execute("insert into ledger.stream_event select stream, version, position from ledger.event")
    await connection.execute("insert into ledger.command select command, '', position, position from ledger.event")
    await connection.execute(
        """insert into ledger.stream select distinct on (stream) stream, kind, b ->> 'scheme', b ->> 'code', version,
               position from ledger.event cross join lateral (select convert_from(body, 'UTF8')::jsonb b) j
           order by stream, version desc"""
    )
    await connection.execute(
        "insert into ledger.log select $1, position, recorded_at from ledger.event order by position desc limit 1",
        ORIGIN,
    )
    await connection.execute("analyze")
    await connection.execute("checkpoint")  # else it is paid by what is measured next
    return int(await connection.fetchval("select position from ledger.log"))


async def run(report: harness.Report) -> None:
    """Bare read and hashing, ours with and without parsing, columns, and all but the replay."""
    houses = report.scaled(EVENTS // rebuild.EVENTS_OF_A_HOUSE, least=200)
    async with harness.database() as url, harness.pooled(url, 8) as pool:
        async with pool.acquire() as connection:
            count = await fill(connection, houses)
            await _by_cpu(report, connection, count)
        await _by_clock(report, url, count)
        await _whole(report, pool, url, count)


async def bare(connection: reading.Connection, order: sharing.Order) -> bytes:
    """What nobody can do without: fetch the bytes, hash them."""
    rows = await connection.fetch(
        "select header, body from ledger.event where position between $1 and $2 order by position",
        order.first,
        order.last,
    )
    sha256 = hashlib.sha256
    return b"".join([sha256(b"\x00%b\n%b" % (header, body)).digest() for header, body in rows])


Carry = Callable[[Sequence[sharing.Order], sharing.Work[Any]], AsyncGenerator[Any, None]]
"""What has orders carried out, and answers in their order."""


def by_processes(url: str, processes: int) -> Carry:
    """As a verification does."""
    return lambda orders, work: sharing.carry_out(url, orders, processes, work)


def by(connection: reading.Connection) -> Carry:
    """On one connection that is kept: what a new one costs says nothing of a large ledger."""

    async def carry(orders: Sequence[sharing.Order], work: sharing.Work[Any]) -> AsyncGenerator[Any, None]:
        for order in orders:
            yield await work(connection, order)

    return carry


async def works(carry: Carry, count: int) -> Mapping[str, Callable[[], AsyncGenerator[bytes, None]]]:
    """Bare; a verification of what was found whole before and is as it was; the first verification."""
    unknown = list(sharing.orders(ORIGIN, 1, count, {}))
    found = [one.digest async for one in carry(unknown, sharing.recompute)]
    known = list(sharing.orders(ORIGIN, 1, count, dict(enumerate(found))))
    return {
        "bare read + SHA-256": lambda: carry(known, bare),
        "hashes, tree and columns, again": lambda: grown(carry(known, sharing.recompute)),
        "hashes, tree, columns and form, the first time": lambda: grown(carry(unknown, sharing.recompute)),
    }


async def _by_cpu(report: harness.Report, connection: reading.Connection, count: int) -> None:
    least = None
    for name, work in (await works(by(connection), count)).items():
        rates = []
        for _ in range(RUNS):
            rates.append(await by_cpu(work(), count))
        figure = report.add(name, statistics.median(rates), "/CPU s", beside=least, aim="0.6, 75,000" if least else "")
        least = least or figure


async def by_cpu(answers: AsyncGenerator[bytes, None], count: int) -> float:
    """Leaves that one second of CPU does, PostgreSQL's part in it."""
    return count / await harness.cpu_seconds_of(_exhausted(answers))


async def _exhausted(answers: AsyncGenerator[bytes, None]) -> None:
    async for _ in answers:
        pass


async def _by_clock(report: harness.Report, url: str, count: int) -> None:
    """In turns, so that whatever else the machine does falls on all alike."""
    each_work = await works(by_processes(url, PROCESSES), count)
    rates: dict[str, list[float]] = {name: [] for name in each_work}
    for _ in range(RUNS):
        for name, work in each_work.items():
            rates[name].append(await _rate(work()))
    least = None
    for name, each in rates.items():
        aim = "0.6, 150,000" if least else ""
        figure = report.add(f"{name}, {PROCESSES} processes", max(each), "/s", beside=least, aim=aim)
        least = least or figure


async def grown(answers: AsyncGenerator[leaves.Stretch, None]) -> AsyncGenerator[bytes, None]:
    """The leaf hashes, with the tree grown over them."""
    edge = tiles.Edge()
    async with contextlib.aclosing(answers):
        async for stretch in answers:
            assert not stretch.faults, stretch.faults[0]
            assert not stretch.suspect, stretch.suspect[0]
            edge.extend(stretch.hashes)
            yield stretch.hashes
    edge.root()


async def _rate(answers: AsyncGenerator[bytes, None]) -> float:
    """Leaves a second, from the first answer on."""
    started, count = 0.0, -1
    async for hashes in answers:
        if count < 0:
            started, count = time.perf_counter(), 0
        else:
            count += len(hashes) // 32
    return count / (time.perf_counter() - started)


async def _whole(report: harness.Report, pool: asyncpg.Pool, url: str, count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="fangji-bench-") as folder:
        log, disclosures = logs.Events(ORIGIN), logs.Disclosures(ORIGIN)
        export = exports.Folder(pathlib.Path(folder) / "checkpoints")
        kept = [checkpointer.Kept(one, SIGNER.named(one.origin)) for one in (log, disclosures)]
        await checkpointer.Checkpointer(pool, kept, export, 60).catch_up()
        remembered, today = pathlib.Path(folder) / "audit.json", rebuild.TODAY
        place = verifying.Place(
            pool, url, log, disclosures, [SIGNER.verifier], export, remembered, today, CATALOGUE, ddl.ZONE
        )
        for said in ("the first time", "again"):
            started = time.perf_counter()
            result = await verifying.verify(place, verifying.Wanted(read=False))
            assert result.clean, result.faults.kept()[0]
            report.rate(f"all but the replay, {said}", count, time.perf_counter() - started)
