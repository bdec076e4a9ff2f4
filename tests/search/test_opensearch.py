"""The engine on a real OpenSearch keeps the contract of engines."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator

import pytest

from search.opensearch import asking
from search.opensearch.engine import OpenSearchEngine
from tests.search import clusters, contract_reading, contract_writing, samples


@pytest.fixture(scope="module")
def city_name(opensearch_url: str) -> Iterator[str]:
    """Begins the names of an index that holds the samples, for all tests that only read."""
    with asyncio.Runner() as runner:
        name = f"test-{uuid.uuid4().hex[:12]}"
        runner.run(_fill(opensearch_url, name))
        yield name
        runner.run(clusters.remove(opensearch_url, name))


async def _fill(url: str, name: str) -> None:
    engine = OpenSearchEngine([url], name)
    await engine.prepare()
    await engine.put(samples.city())
    await engine.advance(contract_reading.POSITION)
    await engine.close()


class TestReading(contract_reading.Reading):
    @pytest.fixture
    async def city(self, opensearch_url: str, city_name: str) -> AsyncIterator[OpenSearchEngine]:
        engine = OpenSearchEngine([opensearch_url], city_name)
        yield engine
        await engine.close()


class TestWriting(contract_writing.Writing):
    many = asking.COMPLETED + 500

    @pytest.fixture
    async def engine(self, opensearch_url: str) -> AsyncIterator[OpenSearchEngine]:
        async with clusters.opened(opensearch_url) as engine:
            yield engine
