"""Questions over HTTP to a running server, beside the requests that its engine sends for them to OpenSearch."""

import itertools

import aiohttp
import orjson

from aggregates.exposure import Exposure
from benchmarks import harness, serving
from benchmarks.search import Recording, quantile, straight, timed
from registry import wiring
from search import reading
from search.document import Field
from search.query import Facet, Query, Sight

ASKED, WARM = 400, 100
SEARCH = """query($text: String!) { search(text: $text, facets: [KIND, DIVISION]) {
    totalCount facets { facet values { value count } }
    nodes { kind code title division phase score highlights { attribute pieces { text } } } } }"""
SUGGESTIONS = "query($text: String!) { searchSuggestions(text: $text) { kind code text } }"
TYPED = 12
"""Up to so many characters are suggested for, one after the other."""


def question(text: str) -> Query:
    """What :data:`SEARCH` asks for who bears :func:`serving.headers`."""
    return Query(text, Sight(Exposure.SHARED, None), facets=(Facet.KIND, Facet.DIVISION))


async def ask(report: harness.Report, address: str, opensearch: str, registry: wiring.Registry, of: str = "") -> float:
    """Each question alternately over HTTP and as the requests that the engine sends for it, then what is asked while
    somebody types; the questions' median over HTTP in seconds. ``of`` is said before each figure."""
    asked = await texts(registry, report.scaled(ASKED, least=50) + WARM)
    name = f"fangji-{registry.settings.city}"
    engine = Recording(opensearch, name)
    ours, bare = [], []
    async with (
        aiohttp.ClientSession(address, headers=serving.headers()) as served,
        aiohttp.ClientSession(opensearch) as direct,
    ):
        for text in asked[:WARM]:
            await _over_http(served, SEARCH, text)
        for text in asked[WARM:]:
            engine.sent.clear()
            await engine.search(question(text))
            ours.append(await timed(_over_http(served, SEARCH, text)))
            bare.append(await timed(straight(direct, list(engine.sent), name)))
        one, begun = [text[:1] for text in asked], [text[: at % TYPED + 1] for at, text in enumerate(asked)]
        first = [await timed(_over_http(served, SEARCH, text)) for text in one]
        suggested = [await timed(_over_http(served, SUGGESTIONS, text)) for text in begun]
    await engine.close()
    for share, part in (("p50", 0.5), ("p99", 0.99)):
        beside = report.add(f"{of}straight to OpenSearch, {share}", quantile(bare, part) * 1000, "ms")
        there = quantile(ours, part) * 1000
        report.add(f"{of}GraphQL over HTTP, {share}", there, "ms", beside=beside, aim="≤ 1.2 ×")
        report.add(f"{of}by one character, {share}", quantile(first, part) * 1000, "ms")
        report.add(f"{of}suggestions, {share}", quantile(suggested, part) * 1000, "ms", aim="≤ 50 ms")
    return quantile(ours, 0.5)


async def _over_http(served: aiohttp.ClientSession, document: str, text: str) -> None:
    body = orjson.dumps({"query": document, "variables": {"text": text}})
    async with served.post("/graphql", data=body) as said:
        answer = orjson.loads(await said.read())
        assert "errors" not in answer, answer


async def texts(registry: wiring.Registry, count: int) -> list[str]:
    """What is asked: whole titles, pieces of them, codes and pieces of them, names."""
    async with registry.pool.acquire() as connection:
        chosen = "select subject from read.subject where kind <> 'DIVISION' order by md5(subject::text) limit $1"
        subjects = [row[0] for row in await connection.fetch(chosen, count)]
        documents = (await reading.read(connection, subjects)).documents
    ways = itertools.cycle(("title", "end", "code", "name"))
    found = []
    for one, way in zip(documents, ways, strict=False):
        names = [text.text for text in one.texts if text.field is Field.NAME]
        said = {"title": one.title, "end": one.title[-8:], "code": one.code[-9:], "name": (names or [one.title])[0]}
        found.append(said[way][:200])
    return found
