"""Ten thousand events and many more (BENCH_EVENTS): what grows with a city, and what does not.

Rates of filling the read model, bytes by table, the same questions over HTTP to a server of each size, in turns, the
memory of the server and of the projector, and what it takes to verify. Ten million events need some 40 GB of disk and
25 minutes.
"""

import asyncio
import contextlib
import dataclasses
import itertools
import os
import pathlib
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence

import aiohttp
import asyncpg
import orjson
import psutil

from benchmarks import harness, rebuild, serving, verify
from projections import projector
from projections.rebuild import Rebuild
from registry import settings, wiring
from registry.audit.verifying import sharing

SMALL, LARGE = 10_000, 1_000_000
ASKED, ROUNDS = 40, 9
"""Requests of one case in a round; rounds, of which the first warms."""

EVENT = "position type effectiveOn registeredAt source data"
HOUSE = "code address floorArea phase"
CASES = {
    "a house": f"query($code: String!) {{ house(code: $code) {{ {HOUSE} }} }}",
    "a house with its ten events": (
        f"query($code: String!) {{ house(code: $code) {{ {HOUSE} timeline(first: 10) {{ nodes {{ {EVENT} }} }} }} }}"
    ),
    "a house as of both clocks": (
        "query($code: String!) { house(code: $code, "
        f'asOf: {{validOn: "2020-01-01", knownAt: "2025-06-01T00:00:05Z"}}) {{ {HOUSE} }} }}'
    ),
    "the first page of a building": (
        f"query($building: String!) {{ houses(filter: {{buildingCode: {{eq: $building}}}}, first: 50) "
        f"{{ nodes {{ {HOUSE} }} }} }}"
    ),
    "the first page of a phase": (
        f"query {{ houses(filter: {{phase: {{eq: HOLDING}}}}, first: 50) {{ nodes {{ {HOUSE} }} }} }}"
    ),
    "a hundred events of the feed": f"query($after: Position!) {{ changes(after: $after) {{ nodes {{ {EVENT} }} }} }}",
}
FLAT = "≤ 1.3 ×"

AT_THE_END = """
insert into ledger.follower (name, position)
select unnest('{review,acquisitions,masks,grams}'::text[]), position from ledger.log
"""
"""What other benchmarks measure does not run beside this one."""

TABLES = """
select n.nspname || '.' || c.relname, pg_total_relation_size(c.oid) from pg_class c join pg_namespace n
on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname in ('ledger', 'read') order by 2 desc
"""
LARGEST = 8


@dataclasses.dataclass
class Store:
    """A database of `count` events, its server, and what is asked of it."""

    url: str
    count: int
    session: aiohttp.ClientSession
    headers: dict[str, str]
    asked: list[dict[str, object]]

    async def seconds(self, text: str) -> list[float]:
        """How long each request about different houses took."""
        return [await self._ask(text, one) for one in self.asked]

    async def _ask(self, text: str, variables: dict[str, object]) -> float:
        body = orjson.dumps({"query": text, "variables": variables})
        started = time.perf_counter()
        async with self.session.post("/graphql", data=body, headers=self.headers) as said:
            answer = orjson.loads(await said.read())
        assert "errors" not in answer, answer
        return time.perf_counter() - started


async def run(report: harness.Report) -> None:
    """Fill and build both, then ask them in turns."""
    large = int(os.environ.get("BENCH_EVENTS", report.scaled(LARGE, least=2 * SMALL)))
    async with contextlib.AsyncExitStack() as stack:
        stores = [await stack.enter_async_context(_store(report, count)) for count in (SMALL, large)]
        for case, text in CASES.items():
            await _compare(report, stores, case, text)
        await _verify(report, stores[1])


@contextlib.asynccontextmanager
async def _store(report: harness.Report, events: int) -> AsyncIterator[Store]:
    with tempfile.TemporaryDirectory(prefix="fangji-bench-") as folder:
        async with harness.database() as url:
            configured = settings.Settings(database_url=url, data_dir=pathlib.Path(folder))
            count = await _fill(report, configured, events)
            with serving.process(configured, "follow", "--part", "ledger") as following:
                with serving.server(configured, "--no-projector") as (address, server):
                    async with aiohttp.ClientSession(address) as session:
                        yield Store(url, count, session, serving.headers(), _asked(count))
                    _memory(report, f"the server at {count:,} events", server)
                _memory(report, f"projector and its like at {count:,} events", following)


async def _fill(report: harness.Report, configured: settings.Settings, events: int) -> int:
    url = configured.database_url or ""
    async with harness.pooled(url, 6) as pool:
        async with pool.acquire() as connection:
            count = await verify.fill(connection, events // rebuild.EVENTS_OF_A_HOUSE, wiring.origin(configured))
            await connection.execute(AT_THE_END)
        started = time.perf_counter()
        await Rebuild(
            pool, projector.today_in(configured.time_zone)()
        ).run()  # the servers' day: none begins beside the questions
        report.rate(f"rebuild of {count:,} events, figures included", count, time.perf_counter() - started)
        await pool.execute("vacuum analyze")
        await _sizes(report, pool, count)
    return count


async def _sizes(report: harness.Report, pool: asyncpg.Pool, count: int) -> None:
    found = await pool.fetch(TABLES)
    for schema in ("ledger", "read"):
        size = sum(size for name, size in found if name.startswith(schema))
        report.add(f"{schema} of {count:,} events, with indexes", size / count, "bytes/event")
    for name, size in found[:LARGEST]:
        report.add(f"{name} of {count:,} events", size / 1e6, "MB")


def _asked(count: int) -> list[dict[str, object]]:
    """What is asked about houses spread evenly."""
    houses = count // rebuild.EVENTS_OF_A_HOUSE - 1
    numbers = itertools.islice(range(0, houses, max(1, houses // ASKED)), ASKED)
    return [{"code": f"H{n}", "building": f"B{n // 100}", "after": n * rebuild.EVENTS_OF_A_HOUSE} for n in numbers]


async def _compare(report: harness.Report, stores: Sequence[Store], case: str, text: str) -> None:
    rounds: list[list[list[float]]] = []
    for _ in range(ROUNDS):
        rounds.append([await store.seconds(text) for store in stores])
        await asyncio.sleep(0)
    for name, of in (("p50", statistics.median), ("p99", _p99)):
        small, large = (of([s for each in rounds[1:] for s in each[at]]) * 1000 for at in (0, 1))
        beside = report.add(f"{case}, {name}, {stores[0].count:,} events", small, "ms")
        aim = FLAT if name == "p50" else ""
        report.add(f"{case}, {name}, {stores[1].count:,} events", large, "ms", beside=beside, aim=aim)


def _p99(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98]


def _memory(report: harness.Report, what: str, process: psutil.Process) -> None:
    """Resident, of a process and those that it started."""
    size = sum(one.memory_info().rss for one in _family(process))
    report.add(f"memory of {what}", size / 1e6, "MB")


def _family(process: psutil.Process) -> Iterator[psutil.Process]:
    yield process
    yield from process.children(recursive=True)


async def _verify(report: harness.Report, store: Store) -> None:
    """Hashes, tree and columns of every event, by two processes."""
    async with harness.connected(store.url) as connection:
        origin = await connection.fetchval("select origin from ledger.log")
    orders = list(sharing.orders(origin, 1, store.count, {}))
    started = time.perf_counter()
    async for _ in verify.grown(sharing.carry_out(store.url, orders, 2, sharing.recompute)):
        pass
    seconds = time.perf_counter() - started
    report.add(f"hashes, tree, columns and form of {store.count:,} events", seconds, "s")
    report.rate("that is, two processes", store.count, seconds)
