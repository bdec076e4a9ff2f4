"""Fixtures for every test: the run's PostgreSQL, a fresh database for each test that asks, and a pool on it."""

import asyncio
import gc
import os
import pathlib
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import asyncpg
import hypothesis
import pytest

from graphql_api import reads, writing
from registry import database as connections
from registry.desk import members
from tests import browser as browsers
from tests import examples, patience, scheduling, searching, servers
from tests import spawned as spawning

if TYPE_CHECKING:
    from playwright.async_api import Browser

ROOT = pathlib.Path(__file__).parent.parent
FOLDER = pytest.StashKey[pathlib.Path]()

hypothesis.settings.register_profile("ci", deadline=None, max_examples=examples.QUICK, print_blob=True)
hypothesis.settings.register_profile("long", parent=hypothesis.settings.get_profile("ci"), max_examples=2000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also whole registers, soak and chaos")


def pytest_configure(config: pytest.Config) -> None:
    if shadows := sorted(path.name for path in (ROOT / "graphql").glob("*.py")):
        raise pytest.UsageError(
            f"graphql/{shadows[0]} makes graphql/ a package that hides graphql-core; move it into graphql/graphql_api/."
        )
    worker = getattr(config, "workerinput", None)
    config.stash[FOLDER] = pathlib.Path(worker["folder"]) if worker else servers.make_folder(config.getoption("--long"))


def pytest_configure_node(node: object) -> None:
    """xdist: the workers use the server of the process that started them."""
    node.workerinput["folder"] = str(node.config.stash[FOLDER])  # type: ignore[attr-defined]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """xdist: with `--dist loadfile` what shares a server stays together, too."""
    return scheduling.Scheduling(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_unconfigure(config: pytest.Config) -> None:
    folder = config.stash.get(FOLDER, None)
    if folder is not None and not hasattr(config, "workerinput"):
        searching.remove(folder)
        servers.remove(folder)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--long"):
        skip = pytest.mark.skip(reason="long: runs with `make test-long`")
        for item in items:
            if item.get_closest_marker("long"):
                item.add_marker(skip)
    items[:] = scheduling.ordered(items)


def pytest_collection() -> None:
    """Hardly anything of what is imported and collected is ever garbage; until all is there, none is looked for."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Thousands of collected tests stay to the end; to look through them and all that they hold takes a second each."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 500)
    gc.enable()


@pytest.fixture(scope="session")
def server_folder(pytestconfig: pytest.Config) -> pathlib.Path:
    """The data folder of the run's embedded PostgreSQL."""
    return pytestconfig.stash[FOLDER]


@pytest.fixture(scope="session")
def server_url(server_folder: pathlib.Path) -> str:
    """The run's PostgreSQL, on its database `postgres`; a superuser."""
    return asyncio.run(servers.start(server_folder))


@pytest.fixture(scope="session")
def opensearch_url(server_folder: pathlib.Path) -> str:
    """The run's OpenSearch, one node; skips where it cannot be had, and fails instead with REQUIRE_OPENSEARCH=1."""
    return searching.start(server_folder)


@pytest.fixture(autouse=True, scope="session")
def _patient() -> Iterator[None]:
    """The read model may take its time on a busy machine; tests of who has waited in vain set what they wait."""
    with pytest.MonkeyPatch.context() as patch:
        for waiter in (members, reads, writing):
            patch.setattr(waiter, "PATIENCE", patience.SECONDS)
        yield


@pytest.fixture(scope="session")
def template() -> str:
    """What a fresh database is a copy of; folders whose tests need more than the schema of the ledger override it."""
    return servers.TEMPLATE


@pytest.fixture
async def database(server_folder: pathlib.Path, server_url: str, template: str) -> AsyncIterator[str]:
    """The URL of a fresh database, migrated at least."""
    async with servers.fresh_database(server_folder, server_url, template) as url:
        yield url


@pytest.fixture
async def empty_database(server_folder: pathlib.Path, server_url: str) -> AsyncIterator[str]:
    """The URL of a fresh database without any schema of ours."""
    async with servers.fresh_database(server_folder, server_url, "template0") as url:
        yield url


@pytest.fixture
def spawned() -> spawning.Spawned:
    """What a test begins of further processes."""
    return spawning.since_now()


@pytest.fixture
async def browser() -> AsyncIterator["Browser"]:
    """A headless Chromium; `tests.browser.context` opens profiles in it. Skips, or fails, where there is none."""
    async with browsers.launched() as launched:
        yield launched


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on a fresh, migrated database."""
    pool = await connections.open_pool(database, name="test", most=80)
    try:
        yield pool
    finally:
        await _close(pool)


async def _close(pool: asyncpg.Pool) -> None:
    """Close the pool; a failed test may have left tasks that never give their connections back."""
    try:
        async with asyncio.timeout(10):
            await pool.close()
    except TimeoutError:
        pool.terminate()
