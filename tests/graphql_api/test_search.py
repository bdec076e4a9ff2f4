"""`search` and `searchSuggestions`: typed hits in one statement, under the reader's access, on both engines."""

from __future__ import annotations

import contextlib
import json
import socket
from collections.abc import AsyncIterator, Mapping
from typing import Any

import asyncpg
import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from aggregates.catalogue import CATALOGUE
from graphql_api import api, executor, hits, lookups
from graphql_api.executor import Executor
from graphql_api.http import GraphQL
from graphql_api.identity import PUBLIC, Identity
from registry import settings
from registry.search import engines, finding
from search import engine as protocol
from search import reading
from search.embedded import engine as embedded
from tests import looking
from tests.graphql_api import world
from tests.graphql_api.asking import AUDITOR, ask
from tests.search import clusters

HEADERS = {"authorization": "Bearer x", "accept": "application/graphql-response+json"}
EAST = "990102"
CLERK = Identity("c", ("caseworker",), (EAST,))
FACETS = "facets { facet values { value label count } }"
SEARCH = f"""query Search($text: String!, $kinds: [SubjectKind!], $filter: SearchFilter, $facets: [SearchFacet!],
    $sort: SearchSort, $first: Int = 20, $after: String) {{
    search(text: $text, kinds: $kinds, filter: $filter, facets: $facets, sort: $sort, first: $first, after: $after) {{
        totalCount totalIsExact position behind didYouMean {FACETS}
        pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}
        edges {{ cursor node {{ code }} }}
        nodes {{ kind code title division phase score persons
            highlights {{ attribute pieces {{ text matched }} }} }} }} }}"""
SUGGEST = (
    "query Suggest($text: String!, $first: Int) { searchSuggestions(text: $text, first: $first) { text kind code } }"
)
ESTATE = "澜庭"
ALL_FACETS = ["KIND", "DIVISION", "PHASE", "STAGE", "STOCK", "YEAR"]


@pytest.fixture
async def street(reads: asyncpg.Pool) -> str:
    """A road of the eastern district, with houses."""
    found = await reads.fetchval(
        "select min((regexp_match(address, '区(.+?路)'))[1]) from read.house where division = $1", EAST
    )
    return str(found)


async def search(execute: Executor, text: str, identity: Identity = AUDITOR, /, **variables: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await ask(execute, SEARCH, identity, text=text, **variables))["search"]
    return found


async def refused(execute: Executor, document: str, **variables: Any) -> tuple[int, str, str]:
    """Status, code and sentence."""
    answer = await execute.execute(document, variables, None, PUBLIC)
    (error,) = orjson.loads(answer.body)["errors"]
    return answer.status, error["extensions"]["code"], error["message"]


def codes(found: Mapping[str, Any]) -> list[str]:
    return [one["code"] for one in found["nodes"]]


def counted(found: Mapping[str, Any], facet: str) -> dict[str, int]:
    (values,) = [one["values"] for one in found["facets"] if one["facet"] == facet]
    return {one["value"]: one["count"] for one in values}


async def test_hits_are_their_subjects_in_one_statement(city: str, street: str) -> None:
    said: list[str] = []

    async def watch(connection: asyncpg.Connection) -> None:
        connection.add_query_logger(lambda record: said.append(record.query))

    text = """query Q($t: String!) { search(text: $t, kinds: [HOUSE], first: 5) { nodes { code title subject {
        kind code ... on House {
            address floorArea building { name } owners { name } timeline(first: 1) { totalCount } } } } } }"""
    async with (
        asyncpg.create_pool(city, min_size=1, max_size=1) as engines_own,
        asyncpg.create_pool(city, min_size=1, max_size=1, init=watch, server_settings=executor.SERVER_SETTINGS) as pool,
    ):
        sources = {**looking.sources(engines_own, world.ORIGIN)}
        execute = Executor(api.of(CATALOGUE), pool, lambda: world.TODAY, sources=sources)
        await ask(execute, text, AUDITOR, t=street)
        said.clear()
        nodes = (await ask(execute, text, AUDITOR, t=street))["search"]["nodes"]
    statements = [one for one in said if not one.lstrip("; \n").upper().startswith(("SELECT PG_ADVISORY", "CLOSE"))]
    assert len(statements) == 1
    assert len(nodes) == 5
    for one in nodes:
        subject = one["subject"]
        assert (subject["kind"], subject["code"]) == ("HOUSE", one["code"])
        assert subject["address"] in one["title"]
        assert subject["timeline"]["totalCount"] > 0


async def test_a_hit_says_what_it_is_and_why(execute: Executor, reads: asyncpg.Pool, street: str) -> None:
    (row,) = await reads.fetch(
        "select code, division, phase from read.house where address like $1 order by code limit 1", f"%{street}%"
    )
    found = await search(execute, row["code"], facets=ALL_FACETS)
    hit = found["nodes"][0]
    assert (hit["kind"], hit["code"], hit["division"], hit["phase"]) == ("HOUSE", *row)
    assert hit["persons"] == 0
    matched = {one["attribute"]: "".join(p["text"] for p in one["pieces"] if p["matched"]) for one in hit["highlights"]}
    assert matched["code"] == row["code"]
    assert found["edges"][0]["node"]["code"] == row["code"]
    assert found["behind"] == 0
    assert found["position"] == await reads.fetchval("select max(position) from ledger.event")
    labels = {v["value"]: v["label"] for one in found["facets"] if one["facet"] == "DIVISION" for v in one["values"]}
    assert labels[row["division"]] == await reads.fetchval("select name from read.division where code = $1", row[1])


async def test_counts_and_hits_respect_access(execute: Executor, reads: asyncpg.Pool, street: str) -> None:
    everywhere = await search(execute, "号", facets=ALL_FACETS)
    east = await search(execute, "号", CLERK, facets=ALL_FACETS)
    inside = {row[0] for row in await reads.fetch("select code from read.division where code like $1", f"{EAST[:6]}%")}
    assert set(counted(east, "DIVISION")) <= inside
    assert sum(counted(east, "KIND").values()) == east["totalCount"] < everywhere["totalCount"]
    assert counted(await search(execute, "住房保障", facets=["KIND"]), "KIND") == {"HOUSEHOLD": 4}
    public = await search(execute, "住房保障", PUBLIC, facets=ALL_FACETS)
    assert "HOUSEHOLD" not in counted(public, "KIND")
    household = await reads.fetchval("select min(code) from read.household where code like '9901%'")
    assert household in codes(await search(execute, household))
    for reader in (PUBLIC, Identity("w", ("caseworker",), ("nowhere",))):
        assert household not in codes(await search(execute, household, reader))
        assert (await ask(execute, SUGGEST, reader, text=household[:-1]))["searchSuggestions"] == []
    nothing = await search(execute, street, Identity("n", ("auditor",), ()), facets=ALL_FACETS)
    assert (nothing["totalCount"], nothing["nodes"]) == (0, [])
    assert all(one["values"] == [] for one in nothing["facets"])


async def test_filters_narrow_as_their_facets_count(execute: Executor, street: str) -> None:
    whole = await search(execute, street, facets=ALL_FACETS)
    for facet in ALL_FACETS[1:]:
        for value, count in list(counted(whole, facet).items())[:2]:
            given = {facet.lower(): [int(value) if facet == "YEAR" else value]}
            narrowed = await search(execute, street, filter=given, facets=[facet])
            assert narrowed["totalCount"] >= count if facet == "DIVISION" else narrowed["totalCount"] == count
    kinds = counted(whole, "KIND")
    houses = await search(execute, street, kinds=["HOUSE"], facets=["KIND"])
    assert counted(houses, "KIND") == {"HOUSE": kinds["HOUSE"]}
    assert {one["kind"] for one in houses["nodes"]} == {"HOUSE"}
    both = await search(execute, street, kinds=["HOUSE", "BUILDING"])
    assert both["totalCount"] == kinds["HOUSE"] + kinds["BUILDING"]
    assert (await search(execute, street, filter={"division": ["nowhere"]}))["totalCount"] == 0


@pytest.mark.parametrize("sort", ["RELEVANCE", "CODE", "LAST_CHANGED"])
async def test_pages_are_the_whole_in_its_order(execute: Executor, street: str, sort: str) -> None:
    whole = await search(execute, street, sort=sort, first=100)
    found: list[str] = []
    after = None
    for _ in range(20):
        page = await search(execute, street, sort=sort, first=9, after=after)
        assert page["pageInfo"]["hasPreviousPage"] == (after is not None)
        assert [one["node"]["code"] for one in page["edges"]] == codes(page)
        found += codes(page)
        after = page["pageInfo"]["endCursor"]
        assert page["edges"][-1]["cursor"] == after
        if len(found) >= 40 or not page["pageInfo"]["hasNextPage"]:
            break
    assert found == codes(whole)[: len(found)]
    assert len(found) == len(set(found))
    assert len(found) > 9
    if sort == "CODE":
        assert found == sorted(found)


async def test_a_cursor_belongs_to_its_question(execute: Executor, street: str) -> None:
    cursor = (await search(execute, street, PUBLIC, first=2))["pageInfo"]["endCursor"]
    others: list[dict[str, Any]] = [
        {"text": street[:-1]},
        {"kinds": ["HOUSE"]},
        {"filter": {"stock": ["MARKET"]}},
        {"sort": "CODE"},
        {"after": cursor[:-3]},
        {"after": "zzz"},
        {"after": ""},
        {"after": "е" * 50},
    ]
    for other in others:
        status, code, says = await refused(execute, SEARCH, **{"text": street, "after": cursor, **other})
        assert (status, code) == (400, "INVALID_SEARCH"), other
        assert says.startswith("after is no cursor of this question")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u3000\n",
        "。，！？",
        "'\"();--",
        "***",
        "?" * 100,
        "%" * 200,
        "_%_%",
        "\\",
        "\x01\x02",
        "\u202e\ufeff",
    ],
)
async def test_marks_alone_find_nothing(execute: Executor, text: str) -> None:
    found = await search(execute, text, facets=ALL_FACETS)
    assert (found["totalCount"], found["nodes"], found["didYouMean"]) == (0, [], [])
    assert found["pageInfo"] == dict.fromkeys(("startCursor", "endCursor")) | dict.fromkeys(
        ("hasNextPage", "hasPreviousPage"), False
    )
    assert (await ask(execute, SUGGEST, AUDITOR, text=text))["searchSuggestions"] == []


@pytest.mark.parametrize(
    "text",
    ["a*b*c*d*e*f*g*", "code:* OR 1=1", '{"match_all":{}}', "/.*.*.*.*/", "title:[* TO *]", "((((((a", "a && !b || -c",
     "'; drop table read.house; --", "a <-> b & !c:*", "\u0001路\u0007", "a\0b", "%路%", "路~9"],
)  # fmt: skip
async def test_nothing_that_is_typed_is_syntax(execute: Executor, text: str) -> None:
    found = await search(execute, text)
    everything = await search(execute, "号")
    assert found["totalCount"] < max(everything["totalCount"], 100)
    await ask(execute, SUGGEST, AUDITOR, text=text)


async def test_what_cannot_be_asked_is_told(execute: Executor) -> None:
    cases: list[tuple[str, dict[str, Any], str, str]] = [
        (SEARCH, {"text": "路" * 10_000}, "INVALID_SEARCH", "200"),
        (SEARCH, {"text": "路" * 201}, "INVALID_SEARCH", "200"),
        (SEARCH, {"text": "路" * 30_000}, "TOO_LARGE", "20000"),
        (SEARCH, {"text": None}, "BAD_VALUE", "text"),
        (SEARCH, {"text": "x", "first": 101}, "BAD_VALUE", "101"),
        (SEARCH, {"text": "x", "first": 0}, "BAD_VALUE", "0"),
        (SEARCH, {"text": "x", "first": -1}, "BAD_VALUE", "-1"),
        (SEARCH, {"text": "x", "kinds": ["CASTLE"]}, "BAD_VALUE", "CASTLE"),
        (SEARCH, {"text": "x", "filter": {"year": ["x"]}}, "BAD_VALUE", "filter"),
        (SEARCH, {"text": "x", "filter": {"phase": ["P"] * 201}}, "BAD_VALUE", "filter.phase"),
        (SUGGEST, {"text": "路" * 201}, "INVALID_SEARCH", "200"),
        (SUGGEST, {"text": "x", "first": 51}, "BAD_VALUE", "51"),
    ]
    for document, variables, code, says in cases:
        status, found, message = await refused(execute, document, **variables)
        assert (status, found) == (400, code), (message, variables)
        assert says in message
        assert len(message) < 400


async def test_a_request_looks_up_ten_times_at_most(execute: Executor) -> None:
    many = " ".join(f's{n}: searchSuggestions(text: "路") {{ code }}' for n in range(10))
    assert len(await ask(execute, f"{{ {many} }}")) == 10
    status, code, says = await refused(execute, f'{{ {many} more: search(text: "x") {{ totalCount }} }}')
    assert (status, code) == (400, "TOO_LARGE")
    assert "11 searches, suggestions and proofs; at most 10" in says


async def test_suggestions_complete(execute: Executor, street: str) -> None:
    found = (await ask(execute, SUGGEST, text=ESTATE, first=5))["searchSuggestions"]
    assert 0 < len(found) <= 5
    assert all(ESTATE in one["text"] for one in found)
    assert {one["kind"] for one in found} <= {"BUILDING", "PROJECT"}
    assert (await ask(execute, SUGGEST, text=street, first=0))["searchSuggestions"] == []


async def test_it_tells_how_far_the_index_is_behind(reads: asyncpg.Pool, street: str) -> None:
    class Late(embedded.Embedded):
        """An index that has not heard of the last three events."""

        async def search(self, query_: Any) -> Any:
            found = await super().search(query_)
            return type(found)(
                **{name: getattr(found, name) for name in found.__slots__} | {"position": found.position - 3}
            )

    execute = on(Late(reads), reads)
    found = await search(execute, street)
    assert found["behind"] == 3


def on(engine: protocol.Answering, reads: asyncpg.Pool) -> Executor:
    """An executor whose lookups an engine answers."""
    sources: dict[str, lookups.Source] = {
        hits.ROOT: finding.Finding(engine, reads, looking.Nobody()),
        hits.SUGGESTIONS: finding.Completing(engine, reads),
    }
    return Executor(api.of(CATALOGUE), reads, lambda: world.TODAY, sources=sources)


def over_http(execute: Executor) -> httpx.AsyncClient:
    async def admit(header: str | None, address: str | None) -> Identity:
        return AUDITOR if header else PUBLIC

    app = Starlette(routes=[Route("/graphql", GraphQL(execute, admit, lambda: {}))])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def post(client: httpx.AsyncClient, document: str, **variables: Any) -> httpx.Response:
    body = {"query": document, "variables": variables}
    return await client.post("/graphql", json=body, headers=HEADERS)


async def test_a_search_is_no_get(execute: Executor) -> None:
    """What is looked for would stand in the logs of proxies."""
    async with over_http(execute) as client:
        for document in (SEARCH, SUGGEST):
            asked = {"query": document, "variables": json.dumps({"text": "x"})}
            answer = await client.get("/graphql", params=asked, headers=HEADERS)
            (error,) = answer.json()["errors"]
            assert (answer.status_code, error["extensions"]["code"]) == (400, "BAD_REQUEST")
            assert "POST" in error["message"]


async def test_both_engines_say_the_same_over_http(
    execute: Executor, reads: asyncpg.Pool, opensearch_url: str, street: str
) -> None:
    async with clusters.opened(opensearch_url) as live:
        async with reads.acquire() as connection:
            subjects = [row[0] for row in await connection.fetch("select subject from read.subject")]
            await live.put((await reading.read(connection, subjects)).documents)
        await live.advance((await search(execute, street))["position"])
        house = await reads.fetchval(
            "select code from read.house where address like $1 order by code limit 1", f"%{street}%"
        )
        async with over_http(execute) as here, over_http(on(live, reads)) as there:
            for text in (house, street, house[-6:], "住房保障", "", "'; * OR"):
                told = [await post(client, SEARCH, text=text, facets=ALL_FACETS) for client in (here, there)]
                assert [one.status_code for one in told] == [200, 200]
                one, other = (each.json()["data"]["search"] for each in told)
                assert codes(one)[:1] == codes(other)[:1]
                assert _comparable(one) == _comparable(other)
            page = (await post(there, SEARCH, text=street, first=3)).json()["data"]["search"]
            after = page["pageInfo"]["endCursor"]
            following = (await post(there, SEARCH, text=street, first=3, after=after)).json()["data"]["search"]
            assert not set(codes(page)) & set(codes(following))
            wrong = await post(there, SEARCH, text=street[:-1], after=after)
            assert (wrong.status_code, wrong.json()["errors"][0]["extensions"]["code"]) == (400, "INVALID_SEARCH")
            suggested = await post(there, SUGGEST, text=street[:2])
            assert suggested.json()["data"]["searchSuggestions"]


def _comparable(found: Mapping[str, Any]) -> object:
    facets = {one["facet"]: sorted((v["value"], v["count"]) for v in one["values"]) for one in found["facets"]}
    return found["totalCount"], found["position"], found["behind"], facets


@contextlib.asynccontextmanager
async def down(city: str, **more: Any) -> AsyncIterator[protocol.Answering]:
    """What answers where OpenSearch is set, and does not run."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        configured = settings.Settings(database_url=city, opensearch_url=url, **more)
        async with engines.opened(configured, city) as found:
            yield found.answering()


async def test_without_its_engine_a_search_fails_and_all_else_lives(city: str, reads: asyncpg.Pool) -> None:
    async with down(city) as engine, over_http(on(engine, reads)) as client:
        for document in (SEARCH, SUGGEST, f"{SEARCH[:-1]} houses {{ totalCount }} }}"):
            answer = await post(client, document, text="路")
            (error,) = answer.json()["errors"]
            assert (answer.status_code, error["extensions"]["code"]) == (503, "SEARCH_UNAVAILABLE")
            assert "cannot be reached; everything but search works" in error["message"]
            assert "127.0.0.1" not in error["message"]
        answer = await post(client, "{ houses { totalCount } }")
        assert answer.json()["data"]["houses"]["totalCount"] > world.HOUSES


async def test_the_fallback_answers_meanwhile(city: str, reads: asyncpg.Pool, execute: Executor, street: str) -> None:
    async with down(city, search_fallback="embedded") as engine, over_http(on(engine, reads)) as client:
        found = (await post(client, SEARCH, text=street)).json()["data"]["search"]
        assert codes(found) == codes(await search(execute, street))
        assert (await post(client, SUGGEST, text=street[:2])).json()["data"]["searchSuggestions"]
