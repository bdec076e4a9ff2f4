"""Search on OpenSearch: an engine's questions and writes, beside the same requests straight to OpenSearch."""

import asyncio
import contextlib
import itertools
import pathlib
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Iterable, Iterator, Mapping
from typing import Any

import aiohttp
import orjson

from aggregates.exposure import Exposure
from benchmarks import harness
from registry.opensearch import node
from search.document import Document, Field, Text
from search.opensearch import writing
from search.opensearch.engine import OpenSearchEngine
from search.query import Facet, Query, Sight

HOUSES, ASKED, SLICE = 30_000, 600, 1_000
ROADS = ("望湖路", "临江路", "梧桐路", "解放街", "新华大道", "和平东路", "中山北路", "学府街", "青石巷", "东湖路")
ESTATES = ("澜庭", "望湖花园", "青石里", "学府壹号", "安澜苑", "临江府", "梧桐公馆")
DIVISIONS = [uuid.uuid5(uuid.NAMESPACE_OID, f"division {at}") for at in range(8)]
SIGHT = Sight(Exposure.PERSONAL, frozenset(DIVISIONS))


def house(at: int, version: int = 1) -> Document:
    """A house as the registry's documents are: codes, an address, the names of its building and its estate."""
    road, estate = ROADS[at % 10], ESTATES[at % 7]
    block, room = f"{estate}{at // 90 % 20 + 1}号楼", f"{at // 30 % 3 + 1}单元{at % 30 // 2 + 1}{at % 2 + 1:02}室"
    address = f"安澜市东湖区{road}{at // 700 + 1}号{block}{room}"
    texts = (
        Text(Field.ADDRESS, "address", address, Exposure.PUBLIC),
        Text(Field.NAME, "building.name", block, Exposure.PUBLIC),
        Text(Field.CODE, "building.code", f"9901020010{at // 90:010}", Exposure.PUBLIC),
        Text(Field.CODE, "contracts.number", f"HT2024{at:07}", Exposure.SHARED),
        Text(Field.CODE, "owners.certificate_no", f"澜不动产权第{at * 7:08}号", Exposure.PERSONAL),
    )
    code = f"990102001{at:013}"
    subject = uuid.uuid5(uuid.NAMESPACE_OID, str(at))
    where = DIVISIONS[at % len(DIVISIONS)]
    return Document(
        subject, "HOUSE", "cn", code, address, version, Exposure.PUBLIC, where, f"99010{at % 8}", "HOLDING", None,
        "MARKET", 1990 + at % 35, (), texts,
    )  # fmt: skip


def texts(houses: int) -> Iterator[str]:
    """What is asked: addresses, parts of them, names, codes, pinyin, with slips."""
    for at in (number % houses for number in itertools.count(17, 7919)):
        said = house(at)
        address = said.title.removeprefix("安澜市东湖区")
        yield from (address, address[:8], f"{ESTATES[at % 7]} {at % 30 // 2 + 1}{at % 2 + 1:02}", said.code[-8:])
        yield from (f"HT2024{at:07}", "wanghulu", address.replace("路", "陆"), ESTATES[at % 7])


class Recording(OpenSearchEngine):
    """Remembers which searches it sends."""

    def __init__(self, url: str, name: str = "bench") -> None:
        super().__init__([url], name)
        self.sent: list[bytes] = []

    async def _ask(self, request: Mapping[str, object]) -> dict[str, Any]:
        self.sent.append(orjson.dumps(request))
        return await super()._ask(request)


def question(text: str) -> Query:
    """The question of the search page: twenty hits and two facets."""
    return Query(text, SIGHT, facets=(Facet.KIND, Facet.DIVISION))


@contextlib.asynccontextmanager
async def cluster() -> AsyncIterator[str]:
    """The URL of a node of its own."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fangji-bench-", dir="/tmp"))
    try:
        yield await asyncio.to_thread(node.Node(folder, heap="1g", java=node.LASTING).start)
    finally:
        node.remove(folder)


async def run(report: harness.Report) -> None:
    """Writes first, then questions, one after another."""
    houses = report.scaled(HOUSES, least=1_000)
    async with cluster() as url, aiohttp.ClientSession(url) as direct:
        engine = Recording(url)
        try:
            await _write(report, engine, direct, houses)
            await _ask(report, engine, direct, houses)
        finally:
            await engine.close()


async def _write(report: harness.Report, engine: OpenSearchEngine, direct: aiohttp.ClientSession, houses: int) -> None:
    bare, ours = await written(engine, direct, houses)
    limit = report.add(f"bare bulk of {houses:,} documents", bare, "/s")
    report.add("rebuild beside the live index", ours, "/s", beside=limit)
    seconds = [await timed(_follow(engine, version)) for version in range(2, 32)]
    report.add("a hundred changes until they are found, p50", quantile(seconds, 0.5) * 1000, "ms", aim="lag p99 ≤ 1 s")


async def written(engine: OpenSearchEngine, direct: aiohttp.ClientSession, houses: int) -> tuple[float, float]:
    """Documents a second: bulk requests that were made before, and a rebuild with all that it makes of it."""
    await engine.prepare()
    documents = [house(at) for at in range(houses)]
    async with engine.rebuilding() as index:
        await index.put(documents[:SLICE])  # warm
    encoded = await writing.encode(documents)
    started = time.perf_counter()
    bare = [writing.put(*one, "bench").written for one in encoded]
    for at in range(0, houses, writing.PIECE_ITEMS):
        await _bulk(direct, b"".join(bare[at : at + writing.PIECE_ITEMS]))
    limit = houses / (time.perf_counter() - started)
    started = time.perf_counter()
    async with engine.rebuilding() as index:
        for at in range(0, houses, SLICE):
            await index.put(documents[at : at + SLICE])
        await index.advance(1)
    return limit, houses / (time.perf_counter() - started)


async def _bulk(direct: aiohttp.ClientSession, body: bytes) -> None:
    async with direct.post("/_bulk", data=body, headers={"Content-Type": "application/x-ndjson"}) as said:
        assert not orjson.loads(await said.read())["errors"]


async def _follow(engine: OpenSearchEngine, version: int) -> None:
    await engine.put([house(at, version) for at in range(100)])
    await engine.advance(version)


async def _ask(report: harness.Report, engine: Recording, direct: aiohttp.ClientSession, houses: int) -> None:
    bare, ours = await asked_in_turns(engine, direct, houses, report.scaled(ASKED, least=100))
    for name, part in (("p50", 0.5), ("p99", 0.99)):
        beside = report.add(f"straight to OpenSearch, {name}", quantile(bare, part) * 1000, "ms")
        report.add(f"through the engine, {name}", quantile(ours, part) * 1000, "ms", beside=beside, aim="≤ 1.2 ×")


async def asked_in_turns(
    engine: Recording, direct: aiohttp.ClientSession, houses: int, count: int
) -> tuple[list[float], list[float]]:
    """Seconds of each question as the requests that the engine sends for it, and through the engine."""
    asked = [question(text) for text in itertools.islice(texts(houses), count)]
    for query in asked[:100]:
        await engine.search(query)
    ours, bare = [], []
    for query in asked:
        engine.sent.clear()
        ours.append(await timed(engine.search(query)))
        bare.append(await timed(straight(direct, list(engine.sent))))
    return bare, ours


async def straight(direct: aiohttp.ClientSession, sent: list[bytes], index: str = "bench") -> None:
    """The answers of OpenSearch itself to requests."""
    for body in sent:
        async with direct.post(f"/{index}/_search", data=body, headers={"Content-Type": "application/json"}) as said:
            assert "hits" in orjson.loads(await said.read())


async def timed(call: Awaitable[object]) -> float:
    """Seconds that it takes."""
    started = time.perf_counter()
    await call
    return time.perf_counter() - started


def quantile(seconds: Iterable[float], part: float) -> float:
    """The value below which a part of them lies."""
    ranked = sorted(seconds)
    return ranked[min(len(ranked) - 1, int(part * len(ranked)))]
