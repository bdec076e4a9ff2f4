"""Fixtures: one small city for all tests of this folder, never changed by them."""

from __future__ import annotations

import asyncio
import pathlib
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api, executor
from registry import database
from tests import looking, servers
from tests.graphql_api import world


@pytest.fixture(scope="session")
def template() -> str:
    """Whoever answers reads the read model."""
    return servers.READABLE


@pytest.fixture(scope="session")
def city(server_folder: pathlib.Path, server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the city's database."""
    with servers.lasting_database(server_folder, server_url, servers.READABLE) as url:
        asyncio.run(_build(url, tmp_path_factory.mktemp("keys")))
        yield url


async def _build(url: str, folder: pathlib.Path) -> None:
    pool = await database.open_pool(url)
    await world.build(pool, folder)
    await pool.close()


@pytest.fixture
async def reads(city: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool as the server has it for reads."""
    pool = await database.open_pool(city, name="test", least=1, most=4, stateless=True, **executor.SERVER_SETTINGS)
    yield pool
    await pool.close()


@pytest.fixture
def execute(reads: asyncpg.Pool) -> executor.Executor:
    """The executor of the shipped catalogue on the city."""
    return executor.Executor(
        api.of(CATALOGUE), reads, lambda: world.TODAY, sources=looking.sources(reads, world.ORIGIN)
    )
