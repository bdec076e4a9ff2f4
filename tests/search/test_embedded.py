"""The engine in PostgreSQL keeps the contract of engines."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
from collections.abc import AsyncIterator, Iterator

import pytest

from registry import database as connections
from search.embedded import engine as embedded
from tests import servers
from tests.search import contract_reading, contract_writing, samples


@contextlib.asynccontextmanager
async def opened(url: str) -> AsyncIterator[embedded.Embedded]:
    """An engine on a database."""
    pool = await connections.open_pool(url, name="search", jit="off", enable_seqscan="off")
    assert embedded.SETTINGS == {"jit": "off", "enable_seqscan": "off"}
    try:
        yield embedded.Embedded(pool)
    finally:
        await pool.close()


@pytest.fixture(scope="module")
def city_url(server_folder: pathlib.Path, server_url: str) -> Iterator[str]:
    """A database whose index holds the samples, for all tests that only read."""
    with asyncio.Runner() as runner:
        made = servers.fresh_database(server_folder, server_url, "template0")
        url = runner.run(made.__aenter__())
        runner.run(_fill(url))
        yield url
        runner.run(made.__aexit__(None, None, None))


async def _fill(url: str) -> None:
    async with opened(url) as engine:
        await engine.prepare()
        await engine.put(samples.city())
        await engine.advance(contract_reading.POSITION)


class TestReading(contract_reading.Reading):
    @pytest.fixture
    async def city(self, city_url: str) -> AsyncIterator[embedded.Embedded]:
        async with opened(city_url) as engine:
            yield engine


class TestWriting(contract_writing.Writing):
    @pytest.fixture
    async def engine(self, empty_database: str) -> AsyncIterator[embedded.Embedded]:
        async with opened(empty_database) as engine:
            await engine.prepare()
            yield engine
