"""What a verification says of an index: nothing where it is whole, else which documents are not what they should be."""

from __future__ import annotations

import uuid

import pytest

from registry.search import auditing, engines, follower
from search.embedded import engine as embedded
from search.opensearch.engine import OpenSearchEngine
from tests.search import clusters, memory
from tests.search.town import Town, subject


async def differences(town: Town, engine: embedded.Embedded | OpenSearchEngine | memory.Engine) -> list[str]:
    """What is said of the one index of an engine."""
    return await auditing.Auditing(town.pool, [engines.Kept(follower.NAME, engine)]).differences(lambda *_: None)


@pytest.fixture
async def engine(town: Town) -> embedded.Embedded:
    """The town's own, with all that is in the town."""
    await town.project()
    made = embedded.Embedded(town.pool)
    await follower.Follower(town.pool, made).catch_up()
    return made


async def altered(town: Town, statement: str, *arguments: object) -> None:
    """Past the engine, in the table of the live index."""
    name = await town.pool.fetchval("select name from search.index where live")
    await town.pool.execute(statement.format(table=f"search.{name}"), *arguments)


async def test_an_index_that_nobody_touched_is_whole(town: Town, engine: embedded.Embedded) -> None:
    assert await differences(town, engine) == []


async def test_an_altered_document_is_found(town: Town, engine: embedded.Embedded) -> None:
    house, other = subject("HOUSE", "H1"), subject("HOUSE", "H2")
    await altered(town, "update {table} set texts = replace(texts, '望湖路8号', '望湖路9号') where subject = $1", house)
    await altered(town, "update {table} set terms = '' where subject = $1", other)
    said = [f"The document of HOUSE {one} is not what the read tables make." for one in sorted((house, other))]
    assert await differences(town, engine) == said


async def test_a_removed_an_older_and_a_foreign_document_are_found(town: Town, engine: embedded.Embedded) -> None:
    await altered(town, "delete from {table} where subject = $1", subject("HOUSE", "H1"))
    await altered(town, "update {table} set version = 0 where subject = $1", subject("HOUSE", "H2"))
    await altered(town, "insert into {table} (subject, version) values ($1, 1)", uuid.UUID(int=5))
    assert await differences(town, engine) == [
        f"The document of HOUSE {subject('HOUSE', 'H1')} is missing in the index.",
        f"The document of the subject {uuid.UUID(int=5)} is in the index and not in the registry.",
        f"The document of HOUSE {subject('HOUSE', 'H2')} is older in the index than in the registry.",
    ]


async def test_what_waits_is_put_first(town: Town, engine: embedded.Embedded) -> None:
    await town.say("HOUSE", "H1", {"contracts/1": {"number": "合同99"}}, on="2021-01-01")
    await town.project()
    assert await differences(town, engine) == []


async def test_an_index_that_was_never_built(town: Town) -> None:
    await town.project()
    (said,) = await differences(town, memory.Engine())
    assert said == "There is no index of search yet; `fangji search reindex` builds it."


async def test_an_altered_document_of_opensearch_is_found(town: Town, opensearch_url: str) -> None:
    await town.project()
    async with clusters.opened(opensearch_url) as made, clusters.client(opensearch_url) as direct:
        await follower.Follower(town.pool, made).catch_up()
        assert await differences(town, made) == []
        live, house = (await made.status()).index, subject("HOUSE", "H1")
        change = {"script": {"source": "ctx._source.title = '改'"}, "query": {"ids": {"values": [str(house)]}}}
        done = await direct.call("POST", f"/{live}/_update_by_query", change, refresh=True)
        assert done["updated"] == 1
        assert f"The document of HOUSE {house} is not what the read tables make." in await differences(town, made)
