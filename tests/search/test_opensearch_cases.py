"""What is special to an engine on a cluster: refusals, too much to do, lost indexes and nodes, versions of the code."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import socket
import uuid
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from search import cursors
from search.document import Document, Field
from search.opensearch import indexes, mapping, writing
from search.opensearch.client import Client, Refused
from search.opensearch.engine import OpenSearchEngine
from search.query import InvalidSearch, Query, SearchUnavailable
from tests.search import clusters, contract_reading, samples
from tests.search.asked import ask, held
from tests.search.contract_writing import birch


@pytest.fixture
async def engine(opensearch_url: str) -> AsyncIterator[OpenSearchEngine]:
    async with clusters.opened(opensearch_url) as engine:
        yield engine


@pytest.fixture
def closed_port() -> str:
    """The address of a node that does not run."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


async def live(engine: OpenSearchEngine) -> str:
    return (await engine.status()).index


def large(count: int) -> list[Document]:
    """Houses with long opinions."""
    prose = samples.text(Field.TEXT, "opinion", "".join(chr(0x4E00 + at) for at in range(1500)))
    return [dataclasses.replace(one, texts=(*one.texts, prose)) for one in birch(range(1, count + 1))]


async def test_one_refused_document_does_not_keep_others_out(opensearch_url: str) -> None:
    """Whoever exchanged the mapping by hand: each item is judged by itself, and the error names the one."""
    async with clusters.opened(opensearch_url) as engine, clusters.client(opensearch_url) as direct:
        index = await live(engine)
        alias = index.partition("-documents-")[0]
        await direct.call("DELETE", f"/{index}")
        narrow = {"mappings": {"properties": {"phase": {"type": "integer"}}}, "aliases": {alias: {}}}
        await direct.call("PUT", f"/{index}", narrow)
        wrong, *right = birch([1, 2, 3])
        with pytest.raises(SearchUnavailable, match=f"refused 1 documents.*{wrong.subject} .mapper_parsing_exception"):
            await engine.put([dataclasses.replace(wrong, phase="HOLDING"), *right])
        await engine.advance(1)
        assert set(await held(engine)) == {one.subject for one in right}
        await engine.put([wrong])


def test_items_are_judged_each_by_itself() -> None:
    actions = [writing.remove(uuid.UUID(int=at), 1, "index") for at in range(6)]
    said: list[dict[str, Any]] = [
        {"index": {"status": 201}},
        {"index": {"status": 409, "error": {"type": "version_conflict_engine_exception"}}},
        {"delete": {"status": 404, "result": "not_found"}},
        {"index": {"status": 429, "error": {"type": "rejected_execution_exception"}}},
        {"index": {"status": 503, "error": {"type": "unavailable_shards_exception"}}},
        {"index": {"status": 400, "error": {"type": "mapper_parsing_exception"}}},
    ]
    outcome = writing.judge(actions, said)
    assert [action.subject.int for action in outcome.again] == [3, 4]
    assert outcome.refused == {uuid.UUID(int=5): "mapper_parsing_exception"}
    assert not outcome.gone
    lost = [{"index": {"status": 404, "error": {"type": "index_not_found_exception"}}}]
    assert writing.judge(actions[:1], lost).gone


async def test_a_busy_cluster_gets_everything_in_the_end(opensearch_url: str, engine: OpenSearchEngine) -> None:
    documents = large(60)
    others = [OpenSearchEngine([opensearch_url], (await live(engine)).partition("-documents-")[0]) for _ in range(3)]
    async with clusters.client(opensearch_url) as direct:
        before = await _rejections(direct)
        writers = [engine, *others]
        await asyncio.gather(*(one.put(documents[at::4]) for at, one in enumerate(writers) for _ in range(3)))
        refused = await _rejections(direct) - before
    for one in others:
        await one.close()
    await engine.advance(1)
    assert len(await held(engine)) == 60
    assert refused or "FANGJI_TEST_OPENSEARCH_URL" in os.environ


async def _rejections(direct: Client) -> int:
    nodes = (await direct.call("GET", "/_nodes/stats/indexing_pressure"))["nodes"].values()
    return sum(one["indexing_pressure"]["memory"]["total"]["coordinating_rejections"] for one in nodes)


async def test_a_lost_index_counts_as_none_and_heals(opensearch_url: str, engine: OpenSearchEngine) -> None:
    await engine.put(birch([1, 2]))
    await engine.advance(5)
    async with clusters.client(opensearch_url) as direct:
        index = await live(engine)
        await direct.call("DELETE", f"/{index}")
        status = await engine.status()
        assert (status.documents, status.position) == (0, 0)
        for lost in (engine.put(birch([3])), engine.advance(6), engine.search(Query("梧桐路", samples.ALL))):
            with pytest.raises(SearchUnavailable, match="fangji search reindex"):
                await lost
        aliases = await direct.call("GET", f"/{index.partition('-documents-')[0]}*/_alias")
        assert aliases == {}, "a write made an index that nobody declared"
    async with engine.rebuilding() as beside:
        await beside.put(birch([1, 2]))
        await engine.put(birch([3], version=6))
        await beside.advance(6)
    assert len(await held(engine)) == 3
    assert (await engine.status()).position == 6


async def test_an_index_that_is_lost_under_load_comes_back_empty(opensearch_url: str, engine: OpenSearchEngine) -> None:
    await engine.put(birch(range(1, 31)))
    await engine.advance(5)
    async with clusters.client(opensearch_url) as direct:
        await direct.call("DELETE", f"/{await live(engine)}")
    await engine.prepare()
    status = await engine.status()
    assert (status.documents, status.position) == (0, 0)
    assert (await ask(engine, "梧桐路")).position == 0


async def segments(url: str, engine: OpenSearchEngine) -> int:
    """How many segments questions look into."""
    async with clusters.client(url) as direct:
        listed = await direct.call("GET", f"/_cat/segments/{await live(engine)}", format="json")
    return sum(one["searchable"] == "true" for one in listed["answer"])


async def rebuilt(engine: OpenSearchEngine) -> None:
    """Puts an index that came into being in several pieces in the place of the live one."""
    async with engine.rebuilding() as beside:
        for number in range(1, 4):
            await beside.put(birch([number]))
            await beside.advance(number)
            await engine.advance(number)  # which makes a piece of what is there


async def test_a_new_index_ends_as_one_segment(opensearch_url: str, engine: OpenSearchEngine) -> None:
    await rebuilt(engine)
    assert (await ask(engine, "梧桐路")).total == 3
    assert await segments(opensearch_url, engine) <= 2, "its documents, and how far it has come"


async def test_a_new_index_does_not_wait_for_ever_to_be_merged(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(indexes, "MERGE_SECONDS", 1e-6)
    caplog.set_level("INFO")
    await rebuilt(engine)
    assert "not merged yet, and questions take longer: OpenSearch did not answer" in caplog.text
    assert (await ask(engine, "梧桐路")).total == 3


@pytest.mark.parametrize("status", [429, 500])
async def test_a_new_index_is_not_given_up_where_the_cluster_is_too_busy_to_merge_it(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    sent = Client.call

    async def refused(client: Client, method: str, path: str, *body: Any, **given: Any) -> Any:
        if path.endswith("/_forcemerge"):
            raise Refused(status, "rejected_execution_exception")
        return await sent(client, method, path, *body, **given)

    monkeypatch.setattr(Client, "call", refused)
    caplog.set_level("INFO")
    if status == 429:
        await rebuilt(engine)
        assert "not merged yet, and questions take longer: OpenSearch has too much to do" in caplog.text
    else:
        with pytest.raises(Refused):
            await rebuilt(engine)
    assert (await ask(engine, "梧桐路")).total == (3 if status == 429 else 0)


async def test_what_another_version_of_the_code_built_counts_as_none(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await engine.put(birch([1]))
    await engine.advance(5)
    monkeypatch.setattr(mapping, "VERSION", "ffffffff")
    assert (await engine.status()).position == 0
    assert (await ask(engine, "梧桐路")).total == 1
    with pytest.raises(SearchUnavailable, match="fangji search reindex"):
        await engine.put(birch([2]))
    before = await live(engine)
    async with engine.rebuilding() as beside:
        await engine.put(birch([2], version=6))
        await beside.put(birch([1, 2]))
        await beside.advance(6)
    assert await live(engine) != before
    assert len(await held(engine)) == 2


async def test_a_node_that_is_down_is_passed_over(opensearch_url: str, closed_port: str) -> None:
    async with clusters.opened(opensearch_url) as prepared:
        name = (await live(prepared)).partition("-documents-")[0]
        engine = OpenSearchEngine([closed_port, opensearch_url], name)
        for _ in range(4):
            assert (await engine.search(Query("梧桐路", samples.ALL))).total == 0
        await engine.put(birch([1]))
        await engine.close()


async def test_no_node_is_one_clear_sentence(closed_port: str) -> None:
    engine = OpenSearchEngine([closed_port, closed_port])
    everything = (
        engine.prepare(),
        engine.search(Query("梧桐路", samples.ALL)),
        engine.suggest("梧桐", samples.ALL),
        engine.status(),
        engine.advance(1),
        held(engine),
    )
    for asked in everything:
        with pytest.raises(SearchUnavailable, match=r"^OpenSearch cannot be reached; everything but search works"):
            await asked
    await engine.close()


async def test_a_node_that_never_answers_is_given_up() -> None:
    async def keep_waiting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(9_000):
            pass
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(keep_waiting, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    engine = OpenSearchEngine([f"http://127.0.0.1:{port}"], ask_seconds=0.2)
    with pytest.raises(SearchUnavailable, match=r"did not answer within 0\.2 s"):
        await engine.search(Query("梧桐路", samples.ALL))
    await engine.close()
    await asyncio.sleep(0.05)
    server.close()
    await server.wait_closed()


async def test_a_page_goes_on_after_its_point_in_time_is_gone(opensearch_url: str, engine: OpenSearchEngine) -> None:
    await engine.put(birch(range(1, 31)))
    await engine.advance(1)
    first = await ask(engine, "梧桐路", first=5)
    second = await ask(engine, "梧桐路", first=5, after=first.hits[-1].cursor)
    async with clusters.client(opensearch_url) as direct:
        # this one alone: others ask the same node
        place = cursors.decode(Query("梧桐路", samples.ALL, first=5, after=second.hits[-1].cursor))
        assert place is not None
        closed = await direct.call("DELETE", "/_search/point_in_time", {"pit_id": [place[1]]})
        assert [one["successful"] for one in closed["pits"]] == [True]
    third = await ask(engine, "梧桐路", first=5, after=second.hits[-1].cursor)
    codes = [hit.code for page in (first, second, third) for hit in page.hits]
    assert codes == [f"BIRCH-{number:04}" for number in range(1, 16)]


async def test_pages_do_not_see_what_comes_in_between(engine: OpenSearchEngine) -> None:
    await engine.put(birch(range(1, 31, 2)))
    await engine.advance(1)
    first = await ask(engine, "梧桐路", first=5)
    second = await ask(engine, "梧桐路", first=5, after=first.hits[-1].cursor)
    await engine.put(birch(range(2, 31, 2)))
    await engine.advance(2)
    third = await ask(engine, "梧桐路", first=5, after=second.hits[-1].cursor)
    assert [hit.code for hit in third.hits] == [f"BIRCH-{number:04}" for number in range(21, 31, 2)]


@pytest.mark.parametrize(
    "place",
    [[], [0], [0, None], [9, None, 1.0, "HOUSE", "A", "B"], ["0", None, 1.0, "HOUSE", "A", "B"], [0, None, 1.0],
     [0, "x", "?", {}, [], None], [0, "x" * 9_000, 1.0, "HOUSE", "A", "B", "C"]],
)  # fmt: skip
async def test_a_cursor_made_up_for_the_question_is_refused(engine: OpenSearchEngine, place: list[object]) -> None:
    query = Query("梧桐路", samples.ALL)
    with pytest.raises(InvalidSearch, match="no cursor of this question"):
        await engine.search(dataclasses.replace(query, after=cursors.encoder(query)(place)))


@pytest.mark.parametrize(
    "text",
    [
        "".join(chr(0x4E00 + 97 * at % 20_000) for at in range(200)),
        " ".join(f"w{chr(97 + at % 26)}rd{chr(97 + at * 7 % 26)}" for at in range(33)),
        " ".join(str(10 + at) for at in range(66)),
    ],
)
async def test_a_long_text_fits_what_a_query_may_have(engine: OpenSearchEngine, text: str) -> None:
    await engine.put([samples.house("long", "L1", f"安澜市{text[:60]}")])
    await engine.advance(1)
    assert (await ask(engine, text[:200])).total <= 1
    await engine.suggest(text[:200], samples.ALL)


async def test_no_index_holds_a_person(opensearch_url: str, engine: OpenSearchEngine) -> None:
    """References of persons are kept to be found by; nothing of a document is a field that was not declared."""
    await engine.put(samples.city())
    await engine.advance(contract_reading.POSITION)
    async with clusters.client(opensearch_url) as direct:
        index = await live(engine)
        said = (await direct.call("GET", f"/{index}/_mapping"))[index]["mappings"]
    assert said["dynamic"] == "strict"
    assert set(said["properties"]) == set(mapping.FIELDS)
    assert orjson.dumps(writing.source(samples.city()[0]))


async def test_an_index_that_was_exchanged_under_the_question_has_come_as_far_as_the_new_one(
    engine: OpenSearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node may look for the alias on an index that is gone already; that says nothing of the one in its place."""
    await engine.advance(7)
    call, refused = engine._client.call, [Refused(404, "index_not_found_exception")] * 2

    async def late(method: str, path: str, *given: Any, **parameters: Any) -> dict[str, Any]:
        if path.endswith("_doc/progress") and refused:
            raise refused.pop()
        return await call(method, path, *given, **parameters)

    monkeypatch.setattr(engine._client, "call", late)
    assert (await engine.status()).position == 7
    assert not refused


async def test_ids_as_a_database_s_driver_has_them_are_written(engine: OpenSearchEngine) -> None:
    class Id(uuid.UUID):
        """A subclass, as asyncpg has its own."""

    (one,) = birch([1])
    await engine.put([dataclasses.replace(one, subject=Id(one.subject.hex), division=Id(int=7))])
    await engine.advance(1)
    assert list(await held(engine)) == [one.subject]


def test_what_the_cluster_says_is_not_what_a_server_says() -> None:
    assert {Refused(status, "x").status for status in (400, 404, 429, 503)} == {503}
