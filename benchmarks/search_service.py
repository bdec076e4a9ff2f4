"""The search of a running server: the lag of its index while events come in, and questions over HTTP beside OpenSearch.

The server runs with what follows the ledger, but for the reviews, whose findings would take versions of the subjects. A
generated city is in it but for its last projects. Their events come at a rate, in their order, once followers are at
rest. A lag is from a transaction's commit until the index says that it holds it, which is when questions find it.
"""

import asyncio
import itertools
import pathlib
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

import asyncpg

from benchmarks import harness, search_asked, serving
from benchmarks.search import cluster, quantile
from projections.rebuild import Rebuild
from registry import settings, wiring
from registry.city import generation, loading, plan, preparing
from registry.city.drafts import Book
from search import engine, reading
from search.opensearch.engine import OpenSearchEngine
from search.query import SearchUnavailable

HOUSES, YEARS = 5_000, 20
RATES, SECONDS, UNIT = (100, 300, 1_000), 20, 50
"""Events a second, one after the other; seconds of each; events of one transaction."""

LOOK = 0.1
PATIENCE = 300
"""Seconds between two looks at the index, and how long it is waited for at most."""

END = -1
"""A position after which no more come."""

NO_REVIEW = """
insert into ledger.follower (name, position) select unnest('{review,acquisitions}'::text[]), 9000000000000000
"""

OPENED = """
select case count(*) when 2 then min(position) else 0 end from ledger.follower where name in ('masks', 'grams')
"""
"""Up to where those have come who open what is sealed: of all that follows they take longest for a whole city."""

WARM_SECONDS, WARM_PUT = 90, 100
"""A node that runs for days has compiled what it does; one that has just begun spends half of its time on that. Before
anything is measured it takes in an index of its own, so many documents before they are found, and answers questions."""


async def run(report: harness.Report) -> None:
    """Lags first, then questions to a city that is at rest."""
    with tempfile.TemporaryDirectory(prefix="fangji-bench-") as folder:
        async with cluster() as opensearch, harness.database() as url:
            configured = settings.Settings(database_url=url, data_dir=pathlib.Path(folder), opensearch_url=opensearch)
            async with wiring.opened(configured) as registry:
                parts = dict(generation.books(plan.City(report.scaled(HOUSES, least=500), YEARS, 1)))
                coming = [name for name in parts if name.startswith("project/")][-3:]
                units = await _load(registry, parts, coming)
                await _warm(registry, opensearch, report.scaled(WARM_SECONDS, least=5))
                with serving.server(configured) as (address, _):
                    index = registry.engines.of().engine
                    await _until(await registry.ledger.head(), lambda: _indexed(index), lambda: _opened(registry.pool))
                    for rate in RATES:
                        count = rate * report.scaled(SECONDS, least=5) // UNIT
                        await _lag(report, registry, index, units[:count], rate)
                        units = units[count:]
                    await search_asked.ask(report, address, opensearch, registry)


async def _load(registry: wiring.Registry, parts: Mapping[str, Book], coming: Sequence[str]) -> list[preparing.Unit]:
    """Records the parts but those that are coming; the units of these, small ones."""
    preparer = preparing.Preparer(registry.keys)
    versions: preparing.Versions = {}
    later: list[preparing.Unit] = []
    for name, book in parts.items():
        size = UNIT if name in coming else preparing.EVENTS_A_UNIT
        for number, numbered in enumerate(preparing.units_of(book, versions, size)):
            unit = preparing.Unit(f"bench/{name}/{number}", numbered, book)
            if name in coming:
                later.append(unit)
            elif not later:  # what follows the coming projects tells of them
                await loading.append(await preparer.unit(unit), registry.ledger, registry.keys)
    await registry.pool.execute(NO_REVIEW)
    await Rebuild(registry.pool, registry.today()).run()
    return later


async def _warm(registry: wiring.Registry, opensearch: str, seconds: float) -> None:
    warmed = OpenSearchEngine([opensearch], "warm")
    asked = itertools.cycle(await search_asked.texts(registry, search_asked.ASKED))
    async with registry.pool.acquire() as connection:
        subjects = [row[0] for row in await connection.fetch("select subject from read.subject limit 3000")]
        documents = (await reading.read(connection, subjects)).documents
    ends = time.perf_counter() + seconds
    try:
        await warmed.prepare()
        for step in itertools.takewhile(lambda _: time.perf_counter() < ends, itertools.count()):
            at = step * WARM_PUT % len(documents)
            await warmed.put(documents[at : at + WARM_PUT])
            await warmed.advance(step)
            await warmed.search(search_asked.question(next(asked)))
        async with warmed.rebuilding():
            pass  # an empty one takes its place
    finally:
        await warmed.close()


async def _until(position: int, *looks: Callable[[], Awaitable[int]]) -> None:
    """Until what is looked at has come up to a position."""
    for look in looks:
        await _followed({position: 0.0, END: 0.0}, look)


async def _lag(
    report: harness.Report, registry: wiring.Registry, index: engine.Engine, units: Sequence[preparing.Unit], rate: int
) -> None:
    """Appends at the rate; how long after its commit each unit is in the read model and in the index."""
    committed: dict[int, float] = {}
    looks = [
        asyncio.create_task(_followed(committed, look))
        for look in (lambda: _read(registry.pool), lambda: _indexed(index))
    ]
    preparer = preparing.Preparer(registry.keys)
    started, events = time.perf_counter(), 0
    for unit in units:
        await asyncio.sleep(max(0.0, started + events / rate - time.perf_counter()))
        appended = await loading.append(await preparer.unit(unit), registry.ledger, registry.keys)
        committed[appended.last] = time.perf_counter()
        events += len(unit.numbered)
    report.rate(f"{rate:,} events a second: as they came", events, time.perf_counter() - started)
    committed[END] = 0.0
    read, indexed = await asyncio.gather(*looks)
    for name, part in (("p50", 0.5), ("p99", 0.99)):
        beside = report.add(f"{rate:,}: lag of the read model, {name}", quantile(read, part) * 1000, "ms")
        report.add(
            f"{rate:,}: lag of the index, {name}",
            quantile(indexed, part) * 1000,
            "ms",
            beside=beside,
            aim="p99 ≤ 1,000",
        )


async def _read(pool: asyncpg.Pool) -> int:
    return int(await pool.fetchval("select position from read.progress where name = 'read'"))


async def _opened(pool: asyncpg.Pool) -> int:
    return int(await pool.fetchval(OPENED))


async def _indexed(index: engine.Engine) -> int:
    """0 while a new index starts, which may take seconds on a busy machine."""
    try:
        return (await index.status()).position
    except SearchUnavailable:
        return 0


async def _followed(committed: Mapping[int, float], look: Callable[[], Awaitable[int]]) -> list[float]:
    """The lag of every transaction, by its last position; until all are seen and :data:`END` is among them."""
    lags: dict[int, float] = {}
    async with asyncio.timeout(PATIENCE):
        while END not in committed or len(lags) < len(committed) - 1:
            reached, now = await look(), time.perf_counter()
            for position, then in committed.items():
                if 0 < position <= reached:
                    lags.setdefault(position, now - then)
            await asyncio.sleep(LOOK)
    return list(lags.values())
