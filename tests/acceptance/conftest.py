"""A registry that serves for all tests of the folder: they file with it under codes of their own."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests import servers
from tests.acceptance import files, leaks, office, people, takings


@dataclass(frozen=True)
class Bureau:
    """A server, its database and its data folder, where its log is, too; `cluster` has the files of PostgreSQL."""

    address: str
    database: str
    folder: pathlib.Path
    cluster: pathlib.Path


@pytest.fixture(scope="session")
def template() -> str:
    """Servers keep a read model."""
    return servers.READABLE


@pytest.fixture(scope="package")
def bureau(server_folder: pathlib.Path, server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bureau]:
    """Serves until the end; then nothing personal that the tests filed may stand anywhere in clear."""
    with asyncio.Runner() as runner, contextlib.ExitStack() as stack:
        url = stack.enter_context(servers.lasting_database(server_folder, server_url, servers.READABLE))
        folder = tmp_path_factory.mktemp("bureau")
        address = stack.enter_context(office.running(url, folder, workers=1))
        runner.run(files.keep_uncompressed(url, leaks.SCHEMAS))
        cluster = servers.server(server_folder).cluster
        yield Bureau(address, url, folder, cluster)
        texts = {**runner.run(leaks.of_database(url)), **leaks.of_server(folder, address)}
        assert not leaks.found(people.SECRETS, texts)
        exports = takings.made(url, folder, tmp_path_factory.mktemp("exports"))
        written = runner.run(files.of_database(url, cluster, segments=4))  # most of it is what other tests wrote
        assert not files.found(people.SECRETS, [folder, *exports, *written])


@pytest.fixture(scope="package")
def racing_database(server_folder: pathlib.Path, server_url: str) -> Iterator[str]:
    """The database of that server."""
    with servers.lasting_database(server_folder, server_url, servers.READABLE) as url:
        yield url


@pytest.fixture(scope="package")
def racing(racing_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of two processes, where those who file at once meet in the database alone."""
    with office.running(racing_database, tmp_path_factory.mktemp("racing")) as address:
        yield address


@pytest.fixture
async def client(bureau: Bureau) -> AsyncIterator[httpx.AsyncClient]:
    """Connections to the server, which are not TLS: to read the certificates of the world takes thirty milliseconds."""
    async with httpx.AsyncClient(base_url=bureau.address, timeout=60, verify=False) as made:
        yield made


@pytest.fixture
def desk(client: httpx.AsyncClient) -> office.Desk:
    """An administrator's desk."""
    return office.Desk(client)
