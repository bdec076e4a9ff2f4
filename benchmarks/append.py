"""Append: bulk events beside a bare COPY of the same rows, and commands at 16 at once.

The events are those of an import: some 800 bytes, two changes, a source row, three events to a house.
"""

import asyncio
import datetime
import gc
import hashlib
import itertools
import statistics
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import asyncpg

from aggregates import catalogue
from aggregates import event as events
from benchmarks import harness
from registry.ledger import admission, preparation, stamping, units
from registry.ledger.ledger import Ledger

ORIGIN = "fangji.bench/append"
BATCH = 5000
RUNS = 5
WRITERS = 16
REGISTERED_AT = datetime.datetime(2019, 3, 1, 8, 30, tzinfo=datetime.UTC)

BARE = "create table bare (like ledger.event, primary key (position))"

_houses = itertools.count(1)


def event(code: str, version: int, command: uuid.UUID, index: int) -> events.Event:
    """An event as a register's row makes it."""
    contract: dict[str, events.Value] = {"kind": "PRESALE", "number": f"2019-{code}", "price": "3210000.00"}
    said: dict[str, events.Value] = {"address": f"光复路{code[-4:]}弄88号", "floor": "8", "floor_area": "88.20"}
    return events.Event(
        originator_id=events.stream_id("HOUSE", "bench", code),
        originator_version=version,
        timestamp=events.UNRECORDED,
        id=events.event_id(command, index),
        kind="HOUSE",
        scheme="bench",
        code=code,
        type="PresaleContractFiled",
        effective_on=f"2019-0{version}-{1 + index % 28:02d}",
        source="bench-register",
        actor="import",
        reason=events.Reason.MIGRATION,
        registered_at=REGISTERED_AT,
        changes=(events.Change("", said), events.Change("contracts/1", contract)),
        command=command,
        correlation=command,
        rows=(events.SourceRow("bench", f"{code}/{version}", "ab" * 32, "bench-1"),),
    )


def unit(size: int) -> units.Unit:
    """A command of about ``size`` events, three to a house, all of houses that were not seen before."""
    command = uuid.uuid4()
    houses = [f"310115-{next(_houses):09d}" for _ in range(max(1, size // 3))]
    named = [(code, version) for code in houses for version in (1, 2, 3)][:size]
    said = [event(code, version, command, index) for index, (code, version) in enumerate(named)]
    return units.Unit(command, hashlib.sha256(command.bytes).digest(), said)


def load(count: int) -> list[units.Unit]:
    """Units of a whole import, kept out of the garbage collector's sight as those of a stream would be."""
    made = [unit(BATCH) for _ in range(max(1, count // BATCH))]
    gc.collect()
    gc.freeze()
    return made


async def run(report: harness.Report) -> None:
    """Measure all on one growing ledger; each figure is the median of :data:`RUNS` rounds on fresh houses."""
    count = report.scaled(30_000, BATCH)
    async with harness.pool(size=WRITERS) as pool:
        ledger = await Ledger.open(pool, ORIGIN)
        bare = await _bare_copy(report, pool, count)
        await _preparing(report, count, bare)
        await _bulk(report, ledger, count, bare)
        await _commands(report, ledger, report.scaled(4000, 200))


async def median_rate(count: int, work: Callable[[list[units.Unit]], Awaitable[object]]) -> tuple[int, float]:
    """Events, and the median seconds in which ``work`` does them; each round has its own units, made before."""
    seconds = []
    for _ in range(RUNS):
        made = load(count)
        started = time.perf_counter()
        await work(made)
        seconds.append(time.perf_counter() - started)
        gc.unfreeze()
    return sum(len(one.events) for one in made), statistics.median(seconds)


async def _bare_copy(report: harness.Report, pool: asyncpg.Pool, count: int) -> harness.Figure:
    """The same rows, ready made, into a table with the same columns and primary key."""
    await pool.execute(BARE)
    seconds = []
    for number in range(RUNS):
        rows = finished(load(count), 1 + number * count)
        started = time.perf_counter()
        await copy(pool, rows)
        seconds.append(time.perf_counter() - started)
        gc.unfreeze()
    report.add("bytes of a body", len(rows[0][0][3]), "B")
    return report.rate("bare COPY of the same rows", sum(map(len, rows)), statistics.median(seconds))


def finished(made: list[units.Unit], first: int) -> list[list[tuple[Any, ...]]]:
    """The rows of units as the ledger would write them, from a position on."""
    admit, stamp = admission.Admission(catalogue.CATALOGUE), stamping.Stamp(ORIGIN)
    now = datetime.datetime.now(datetime.UTC)
    rows = []
    for one in made:
        ready = preparation.prepare(one, admit)
        rows.append(list(stamp.rows(ready, units.Appended(one.command, first, first + ready.size - 1, now))))
        first += ready.size
    return rows


async def copy(pool: asyncpg.Pool, rows: list[list[tuple[Any, ...]]]) -> None:
    """All of them into the table of :data:`BARE`, a batch at a time."""
    for batch in rows:
        await pool.copy_records_to_table("bare", records=batch, columns=list(preparation.COLUMNS))


async def _preparing(report: harness.Report, count: int, bare: harness.Figure) -> None:
    """Validation and encoding alone: what may run in other processes."""
    admit = admission.Admission(catalogue.CATALOGUE)

    async def checked(made: list[units.Unit]) -> None:
        for one in made:
            for said in one.events:
                admit.check(said)

    async def prepared(made: list[units.Unit]) -> None:
        for one in made:
            preparation.prepare(one, admit)

    report.rate("validated only", *await median_rate(count, checked), beside=bare, aim="> 83,000/s (12 µs)")
    report.rate("validated and encoded", *await median_rate(count, prepared), beside=bare)


async def _bulk(report: harness.Report, ledger: Ledger, count: int, bare: harness.Figure) -> None:
    """Through validation, encoding, hashing, version checks, claims and source rows, one batch after the other."""

    async def appended(made: list[units.Unit]) -> None:
        for one in made:
            await ledger.append_bulk(one)

    report.rate("append_bulk", *await median_rate(count, appended), beside=bare, aim=">= 20,000/s")


async def _commands(report: harness.Report, ledger: Ledger, count: int) -> None:
    """One-event commands, each writer waiting for its answer before the next."""
    for writers in (1, WRITERS):
        made = [unit(1) for _ in range(count if writers > 1 else count // 8)]
        waiting = iter(made)

        async def write(waiting: Iterator[units.Unit] = waiting) -> None:
            for one in waiting:
                await ledger.submit(one)

        started = time.perf_counter()
        await asyncio.gather(*(write() for _ in range(writers)))
        report.rate(f"submit, {writers} at once", len(made), time.perf_counter() - started)
