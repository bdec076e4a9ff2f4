"""An office for each test, a copy of one that is opened once."""

import asyncio
import contextlib
import pathlib
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import asyncpg
import pytest

from projections import projector
from registry import database as connections
from tests import servers
from tests.registry.desk import office as offices
from tests.registry.subsidies import bureau


@dataclass(frozen=True)
class Opened:
    """The database of a bureau, and the folder with the key of its keys."""

    database: str
    folder: pathlib.Path


@pytest.fixture(scope="session")
def opened(server_folder: pathlib.Path, server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """A bureau that nobody is connected to."""
    folder = tmp_path_factory.mktemp("subsidies")
    with servers.lasting_database(server_folder, server_url, servers.READABLE) as url:
        asyncio.run(_open(url, folder))
        yield Opened(servers.name_of(url), folder)


async def _open(url: str, folder: pathlib.Path) -> None:
    pool = await connections.open_pool(url, name="test", most=40)
    async with following(await offices.open_office(pool, folder)) as office:
        await bureau.opened(office)
    await pool.close()


@contextlib.asynccontextmanager
async def following(office: offices.Office) -> AsyncIterator[offices.Office]:
    """The office while a projector follows its ledger."""
    stop = asyncio.Event()
    task = asyncio.create_task(projector.Projector(office.pool, lambda: offices.TODAY).run(stop))
    yield office
    stop.set()
    await task
    await office.ledger.close()


@pytest.fixture(scope="session")
def template(opened: Opened) -> str:
    return opened.database


@pytest.fixture
async def office(pool: asyncpg.Pool, opened: Opened, tmp_path: pathlib.Path) -> AsyncIterator[bureau.Bureau]:
    """A district with 30 households whose market-rent subsidy stands from March 2026 on."""
    shutil.copytree(opened.folder, tmp_path, dirs_exist_ok=True)
    async with following(await offices.open_office(pool, tmp_path)) as office:
        yield bureau.Bureau(office)
