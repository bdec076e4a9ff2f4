"""Fixtures: one world, walked by all tests of this folder; tests only ever add disclosures to it."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
from collections.abc import AsyncIterator, Iterator

import pytest

from registry import database
from tests import servers
from tests.walk import asking, values, world
from tests.walk.asking import Built


@contextlib.contextmanager
def built(
    server_folder: pathlib.Path, server_url: str, folder: pathlib.Path, variation: values.Variation = values.SAME
) -> Iterator[Built]:
    """A world in a database of its own."""
    with contextlib.ExitStack() as stack:
        runner = stack.enter_context(asyncio.Runner())
        context = servers.fresh_database(server_folder, server_url)
        url = runner.run(context.__aenter__())
        stack.callback(lambda: runner.run(context.__aexit__(None, None, None)))
        yield Built(url, folder, runner.run(_build(url, folder, variation)))


async def _build(url: str, folder: pathlib.Path, variation: values.Variation) -> world.World:
    pool = await database.open_pool(url)
    try:
        return await world.build(pool, folder, variation)
    finally:
        await pool.close()


@pytest.fixture(scope="session")
def base(server_folder: pathlib.Path, server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """The first world."""
    with built(server_folder, server_url, tmp_path_factory.mktemp("walk")) as made:
        yield made


@pytest.fixture
async def asker(base: Built) -> AsyncIterator[asking.Asker]:
    """Asks the first world."""
    async with asking.opened(base) as made:
        yield made
