"""A new search index of a generated city, beside what OpenSearch takes in bare; questions to it and to a small one's.

The bare limit is the same documents in finished bulk requests, sent from a file as many at once as ours are, to an
empty index of the same mapping; of a large city a part of them. BENCH_DOCUMENTS=1000000 took 44 minutes, which is
the city's making above all.
"""

import asyncio
import contextlib
import os
import pathlib
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator

import aiohttp
import asyncpg
import orjson
import psutil

from benchmarks import cities, harness, search_asked, serving
from benchmarks.search import cluster
from registry import settings, wiring
from registry.search import apart as further
from registry.search import auditing, rebuilding
from search import reading
from search.document import Document
from search.opensearch import writing
from search.opensearch.engine import OpenSearchEngine

DOCUMENTS, YEARS = 30_000, 3
HOUSES_OF = 0.92
"""Houses of a generated city for each of its documents; the others are of buildings, projects, firms, households."""

SMALL = 1_000
"""Documents of the city that the large one is compared with: ten thousand events."""

SLICE, WARM, BARE = 1_000, 3_000, 150_000
"""Documents that are read at once, that warm the cluster, and that are sent bare at most."""

PAUSE = 0.2
"""Seconds after which a request that the cluster had no room for is sent again."""


async def run(report: harness.Report) -> None:
    """Makes the city, then its index bare, then the registry's way; then asks it and a small one, which is made so."""
    wanted = int(os.environ.get("BENCH_DOCUMENTS", report.scaled(DOCUMENTS, least=3_000)))
    async with (
        cluster() as opensearch,
        _registry(opensearch, "large") as large,
        _registry(opensearch, "small") as small,
    ):
        await cities.recorded(report, large, round(wanted * HOUSES_OF), YEARS)
        bodies = large.settings.folder / "bulk.ndjson"
        sizes = await _written(report, large.pool, bodies)
        limit = await _bare(report, opensearch, bodies, sizes)
        await _ours(report, large, limit)
        await cities.recorded(report, small, round(SMALL * HOUSES_OF), YEARS)
        index = small.engines.of().engine
        await index.prepare()
        await rebuilding.rebuild(small.pool, index, "bench")
        medians = [await _asked(report, one, opensearch) for one in (large, small)]
        report.add("the large city's p50 beside the small one's", medians[0] / medians[1], "×", aim="≤ 1.3")


@contextlib.asynccontextmanager
async def _registry(opensearch: str, city: str) -> AsyncIterator[wiring.Registry]:
    """An empty one, whose index is in the cluster."""
    with tempfile.TemporaryDirectory(prefix="fangji-bench-") as folder:
        async with harness.database() as url:
            configured = settings.Settings(
                database_url=url, data_dir=pathlib.Path(folder), opensearch_url=opensearch, city=city
            )
            async with wiring.opened(configured) as registry:
                yield registry


async def _asked(report: harness.Report, registry: wiring.Registry, opensearch: str) -> float:
    """Asks a server of the city, beside which nothing follows; the median over HTTP."""
    count = (await registry.engines.of().engine.status()).documents
    with serving.server(registry.settings, "--no-projector") as (address, _):
        return await search_asked.ask(report, address, opensearch, registry, f"{count:,} documents: ")


async def _written(report: harness.Report, pool: asyncpg.Pool, file: pathlib.Path) -> list[int]:
    """Bulk requests of all documents, one after the other in a file; the bytes of each."""
    sizes, piece, count, started = [], [], 0, time.perf_counter()
    with file.open("wb") as out:
        async for documents in _documents(pool):
            for subject, version, source in await writing.encode(documents):
                piece.append(writing.put(subject, version, source, "bare").written)
                if len(piece) == writing.TOGETHER:
                    sizes.append(out.write(b"".join(piece)))
                    piece = []
            count += len(documents)
            if count >= BARE:
                break
        if piece:
            sizes.append(out.write(b"".join(piece)))
    report.rate(f"{count:,} documents made and written to a file, one process", count, time.perf_counter() - started)
    report.add("bytes of a document", sum(sizes) / count, "bytes")
    return sizes


async def _documents(pool: asyncpg.Pool) -> AsyncIterator[list[Document]]:
    after = uuid.UUID(int=0)
    async with pool.acquire() as connection:
        while subjects := [row[0] for row in await connection.fetch(auditing.SUBJECTS, after, SLICE)]:
            yield (await reading.read(connection, subjects)).documents
            after = subjects[-1]


async def _bare(report: harness.Report, url: str, file: pathlib.Path, sizes: list[int]) -> harness.Figure:
    """The finished requests to an index that was warmed with the first of them and is then made anew."""
    engine = OpenSearchEngine([url], "bare")
    try:
        async with aiohttp.ClientSession(url) as direct:
            await engine.prepare()
            await _sent(direct, file, sizes[: WARM // writing.TOGETHER])
            async with engine.rebuilding():
                pass  # an empty one takes the place of the one that was warmed
            started = time.perf_counter()
            again = await _sent(direct, file, sizes)
            await engine.advance(1)
            seconds = time.perf_counter() - started
            count = (await engine.status()).documents
    finally:
        await engine.close()
    report.add("bare: requests that were sent again", again, "")
    return report.rate(f"bare bulk of {count:,} documents", count, seconds)


async def _sent(direct: aiohttp.ClientSession, file: pathlib.Path, sizes: list[int]) -> int:
    """Sends requests of these sizes, so many at once as ours; how many were sent again."""
    again = 0

    async def one(bodies: Iterator[bytes]) -> None:
        nonlocal again
        for body in bodies:
            while not await _bulk(direct, body):
                again += 1
                await asyncio.sleep(PAUSE)

    with file.open("rb") as source:
        bodies = (source.read(size) for size in sizes)
        await asyncio.gather(*(one(bodies) for _ in range(writing.AT_ONCE)))
    return again


async def _bulk(direct: aiohttp.ClientSession, body: bytes) -> bool:
    """Whether the cluster had room for all of it."""
    async with direct.post("/_bulk", data=body, headers={"Content-Type": "application/x-ndjson"}) as said:
        answer = orjson.loads(await said.read())
        if said.status == 429:
            return False
        assert said.status == 200, answer
    refused = {item["index"]["status"] for item in answer["items"]} - {200, 201}
    assert refused <= {429}, refused
    return not refused


async def _ours(report: harness.Report, registry: wiring.Registry, limit: harness.Figure) -> None:
    """The whole rebuild beside a live index: read, composed, taken apart, taken in, caught up, exchanged."""
    engine, memory = registry.engines.of().engine, psutil.Process()
    total = await registry.pool.fetchval("select count(*) from read.subject")
    count = further.worth(total)
    beside = further.Apart(registry.settings, registry.url, count) if count else None
    most, told = 0, time.perf_counter()

    def watch(done: int, of: int) -> None:
        nonlocal most, told
        most = max(
            most, *(one.memory_info().rss for one in (memory, *memory.children()) if one.name() == memory.name())
        )
        if time.perf_counter() > told + 30:
            told = time.perf_counter()
            print(f"{done:,} of {of:,}", flush=True)

    await engine.prepare()
    started = time.perf_counter()
    built = await rebuilding.rebuild(registry.pool, engine, "bench", watch, beside)
    seconds = time.perf_counter() - started
    assert (await engine.status()).documents == built.documents
    report.rate(f"rebuild of {built.documents:,} documents", built.documents, seconds, beside=limit)
    report.add("resident memory of its largest process, at most", most / 1e6, "MB")
