"""A generated city of ten thousand events and one of many more (BENCH_EVENTS): what grows with it, and what does not.

Rates of the import and of the read model, bytes by table, the same questions over HTTP to a server of each city, in
turns, the memory of the server and of the projector, and what it takes to verify. `reindex` asks searches so. Ten
million events need 60 GB of disk and 42 minutes.
"""

import asyncio
import contextlib
import dataclasses
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

from benchmarks import cities, harness, serving, verify
from registry import settings, wiring
from registry.audit.verifying import sharing

SMALL, LARGE = 10_000, 1_000_000
YEARS, EVENTS_OF_A_HOUSE = 10, 11
"""Of the cities; events of buildings, projects, firms and households among a house's."""

ASKED, ROUNDS = 40, 9
"""Requests of one case in a round; rounds, of which the first warms."""

EVENT = "position type effectiveOn registeredAt source data"
HOUSE = "code address floorArea phase"
CASES = {
    "a house": f"query($code: String!) {{ house(code: $code) {{ {HOUSE} }} }}",
    "a house with its first ten events": (
        f"query($code: String!) {{ house(code: $code) {{ {HOUSE} timeline(first: 10) {{ nodes {{ {EVENT} }} }} }} }}"
    ),
    "a house as of both clocks": (
        "query($code: String!) { house(code: $code, "
        f'asOf: {{validOn: "2024-01-01", knownAt: "2024-06-01T00:00:00Z"}}) {{ {HOUSE} }} }}'
    ),
    "the first page of a building": (
        f"query($building: String!) {{ houses(filter: {{buildingCode: {{eq: $building}}}}, first: 50) "
        f"{{ nodes {{ {HOUSE} }} }} }}"
    ),
    "the first page of a division": (
        f"query($division: String!) {{ houses(filter: {{division: {{eq: $division}}}}, first: 50) "
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

HOUSES = """
select h.code, h.building_code as building, d.code as division
from read.house h join read.subject s using (subject) join ledger.stream l on l.stream = h.subject
join read.subject d on d.subject = s.division_id
where l.version >= 10 order by md5(h.subject::text) limit $1
"""

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
            async with wiring.opened(configured) as registry:
                count = await cities.recorded(report, registry, events // EVENTS_OF_A_HOUSE, YEARS)
                await registry.pool.execute(AT_THE_END)
                await _sizes(report, registry.pool, count)
                asked = await _asked(registry.pool, count)
            with serving.process(configured, "follow", "--part", "ledger") as following:
                with serving.server(configured, "--no-projector") as (address, server):
                    async with aiohttp.ClientSession(address) as session:
                        yield Store(url, count, session, serving.headers(), asked)
                    _memory(report, f"the server at {count:,} events", server)
                _memory(report, f"projector and its like at {count:,} events", following)


async def _sizes(report: harness.Report, pool: asyncpg.Pool, count: int) -> None:
    found = await pool.fetch(TABLES)
    for schema in ("ledger", "read"):
        size = sum(size for name, size in found if name.startswith(schema))
        report.add(f"{schema} of {count:,} events, with indexes", size / count, "bytes/event")
    for name, size in found[:LARGEST]:
        report.add(f"{name} of {count:,} events", size / 1e6, "MB")


async def _asked(pool: asyncpg.Pool, count: int) -> list[dict[str, object]]:
    """What is asked about houses of ten events or more, and about places of the feed spread evenly."""
    houses = await pool.fetch(HOUSES, ASKED)
    return [{**house, "after": count // len(houses) * number} for number, house in enumerate(houses)]


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
