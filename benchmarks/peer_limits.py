"""How much is left of what the servers do bare: asyncpg's inserts, COPY, reading and hashing, OpenSearch."""

import asyncio
import gc
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import aiohttp

from aggregates import errors
from benchmarks import append, harness, load, peer_cases, search, verify
from registry.ledger import preparation, units
from registry.ledger.ledger import Ledger

EVENTS = 30_000
COMMANDS = 2_400
VERIFIED = 100_000
DOCUMENTS, QUESTIONS = 20_000, 400
ROUNDS = 3

Thing = TypeVar("Thing")

TUNING = (
    "one prepared statement of asyncpg on each of 16 open connections; COPY in its binary protocol, in batches of "
    "5,000, with the rows made before the clock starts",
    "reading and hashing as verification does, in pieces, without looking at what is read",
    "OpenSearch with 1 GB of heap and G1, asked by aiohttp over one kept connection; bulk requests of the size that "
    "ours sends, made before",
)
"""What the page on performance says of them."""

INSERT = (
    f"insert into bare ({', '.join(preparation.COLUMNS)}) "
    f"values ({', '.join(f'${number}' for number in range(1, len(preparation.COLUMNS) + 1))})"
)


async def measure(report: harness.Report) -> None:
    """The ledger's, the audit's, the search index's."""
    await _ledger(report)
    await _verify(report)
    await _search(report)


async def _ledger(report: harness.Report) -> None:
    bulk, commands = report.scaled(EVENTS, append.BATCH), report.scaled(COMMANDS, 200)
    async with harness.pool(size=append.WRITERS) as pool:
        await pool.execute(append.BARE)
        ledger = await Ledger.open(pool, append.ORIGIN)
        position = 1
        copied, appended, inserted, submitted = [], [], [], []
        for _ in range(ROUNDS):
            rows = append.finished(append.load(bulk), position)
            position += sum(map(len, rows))
            copied.append(await _rate(sum(map(len, rows)), append.copy(pool, rows)))
            made = append.load(bulk)
            appended.append(await _rate(sum(len(one.events) for one in made), _appended(ledger, made)))
            gc.unfreeze()
            singles = append.finished([append.unit(1) for _ in range(commands)], position)
            position += commands
            inserted.append(await _at_once(lambda row: pool.execute(INSERT, *row), [one for (one,) in singles]))
            submitted.append(await _at_once(ledger.submit, [append.unit(1) for _ in range(commands)]))
        await ledger.close()
    peer_cases.note(report, "submit", submitted, inserted)
    peer_cases.note(report, "append", appended, copied)


async def _appended(ledger: Ledger, made: Iterable[units.Unit]) -> None:
    for one in made:
        await ledger.append_bulk(one)


async def _rate(count: int, work: Awaitable[None]) -> load.Pace:
    started = time.perf_counter()
    await work
    return load.Pace(count / (time.perf_counter() - started))


async def _at_once(work: Callable[[Thing], Awaitable[object]], things: list[Thing]) -> load.Pace:
    """By sixteen, each waiting for its answer before the next."""
    waiting, taken = iter(things), []

    async def write() -> None:
        for one in waiting:
            begun = time.perf_counter()
            await work(one)
            taken.append(time.perf_counter() - begun)

    started = time.perf_counter()
    await asyncio.gather(*(write() for _ in range(append.WRITERS)))
    return load.Pace.of(taken, time.perf_counter() - started)


async def _verify(report: harness.Report) -> None:
    houses = report.scaled(VERIFIED // 10, least=200)
    async with harness.database() as url, harness.pooled(url) as pool, pool.acquire() as connection:
        count = await verify.fill(connection, houses)
        each = (await verify.works(verify.by(connection), count)).values()
        found = [[load.Pace(await verify.by_cpu(work(), count)) for work in each] for _ in range(ROUNDS)]
    bare, again, first = (list(rounds) for rounds in zip(*found, strict=True))
    peer_cases.note(report, "verify", again, bare)
    peer_cases.note(report, "verify first", first, bare)


async def _search(report: harness.Report) -> None:
    """Left out where OpenSearch cannot be had; the page says so."""
    try:
        async with search.cluster() as url, aiohttp.ClientSession(url) as direct:
            engine = search.Recording(url)
            try:
                await _searched(report, engine, direct)
            finally:
                await engine.close()
    except errors.FangjiError as error:
        print(f"OpenSearch is not measured: {error}")


async def _searched(report: harness.Report, engine: search.Recording, direct: aiohttp.ClientSession) -> None:
    houses = report.scaled(DOCUMENTS, least=1_000)
    bare, ours = await search.written(engine, direct, houses)
    peer_cases.note(report, "index", [load.Pace(ours)], [load.Pace(bare)])
    straight, through = await search.asked_in_turns(engine, direct, houses, report.scaled(QUESTIONS, least=100))
    peer_cases.note(report, "search", [_asked(through)], [_asked(straight)])


def _asked(seconds: list[float]) -> load.Pace:
    """By the median, since a question now and then waits for the index."""
    return load.Pace(1 / search.quantile(seconds, 0.5), search.quantile(seconds, 0.99) * 1000)
