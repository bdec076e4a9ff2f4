"""One house as of a day and a moment, among ten thousand events and among a million: the time should not grow."""

import contextlib
import dataclasses
import datetime
import statistics
import time
import uuid

import asyncpg

from aggregates import event
from benchmarks import harness, rebuild
from projections.rebuild import Rebuild

SIZES = (10_000, 1_000_000)
ASKED = 300
ROUNDS = 15
VALID = datetime.date(2020, 1, 1)
CASES = {
    "house, current": "select to_jsonb(h) from read.house h where h.subject = $3 and $1::date is not null "
    "and $2::timestamptz is not null",
    "house, as of": "select to_jsonb(h) from read.house_as_of($1, $2, null) h where h.subject = $3",
    "with mortgages, as of": "select to_jsonb(h), array(select to_jsonb(m) "
    "from read.house_mortgages_as_of($1, $2, null) m where m.subject = h.subject) "
    "from read.house_as_of($1, $2, null) h where h.subject = $3",
}


@dataclasses.dataclass(frozen=True)
class Store:
    """A store of `count` events, and houses drawn evenly over it."""

    connection: asyncpg.Connection
    count: int
    subjects: list[uuid.UUID]

    async def seconds(self, statement: str) -> float:
        """Return the seconds of one question, asked about each of the houses, as half of the store was known."""
        known = rebuild.RECORDED + datetime.timedelta(milliseconds=self.count // 2)
        started = time.perf_counter()
        for subject in self.subjects:
            await self.connection.fetchrow(statement, VALID, known, subject)
        return (time.perf_counter() - started) / len(self.subjects)


async def run(report: harness.Report) -> None:
    """Both stores are asked in turns, so that whatever else the machine does slows both; medians of rounds."""
    async with contextlib.AsyncExitStack() as stack:
        stores = [await _fill(stack, report.scaled(size // rebuild.EVENTS_OF_A_HOUSE, least=100)) for size in SIZES]
        for case, statement in CASES.items():
            rounds = [[await store.seconds(statement) for store in stores] for _ in range(ROUNDS + 1)][1:]
            small, large = (statistics.median(seconds) * 1e6 for seconds in zip(*rounds, strict=True))
            figure = report.add(f"{case}, {stores[0].count:,} events", small, "µs")
            report.add(f"{case}, {stores[1].count:,} events", large, "µs", beside=figure, aim="ratio about 1")


async def _fill(stack: contextlib.AsyncExitStack, houses: int) -> Store:
    url = await stack.enter_async_context(harness.database())
    connection = await stack.enter_async_context(harness.connected(url))
    count = await rebuild.fill(connection, houses)
    async with harness.pooled(url) as pool:
        await Rebuild(pool, rebuild.TODAY).run()
    await connection.execute("vacuum analyze")
    await connection.execute("set plan_cache_mode = force_generic_plan; set jit = off")  # as the API's pool has it
    # as the API's pool has it
    await connection.execute("set plan_cache_mode = force_generic_plan; set jit = off")
    numbers = range(0, houses, max(1, houses // ASKED))
    return Store(connection, count, [event.stream_id("HOUSE", "bench", f"H{number}") for number in numbers])
