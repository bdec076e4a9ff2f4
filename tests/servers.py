"""One embedded PostgreSQL for a whole test run in any number of processes, and fresh databases on it in a moment."""

import asyncio
import atexit
import contextlib
import fcntl
import functools
import os
import pathlib
import shutil
import tempfile
import urllib.parse
import uuid
from collections.abc import AsyncIterator, Iterator

import asyncpg
import psutil
import psycopg

from projections import ddl
from registry import embedded, migrate
from registry.opensearch import node

TEMPLATE = "fangji_template"
READABLE = "fangji_readable"
"""Databases to copy: a migrated one, and one with the read model of the shipped catalogue too, empty."""

MEMORY, DISK = pathlib.Path("/dev/shm"), pathlib.Path("/tmp")
UNSAFE_BUT_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "wal_compression": "off",  # what tests look for in the files stands there as it is
}


if OTHER := os.environ.get("TEST_POSTGRES", ""):  # the folder of the programs of another version
    embedded.binaries = functools.cache(lambda: pathlib.Path(OTHER))


def make_folder(large: bool = False) -> pathlib.Path:
    """The run's data folder, short enough for a socket; those of runs that were killed are cleared away.

    In memory where there is room, unless the run is a large one: on a disk that discards what is deleted, a database
    that is made and dropped costs ten times as much.
    """
    for left in [left for place in (MEMORY, DISK) for left in place.glob("fangji-test-*-*")]:
        owner = left.name.split("-")[2]
        if owner.isdecimal() and not psutil.pid_exists(int(owner)) and left.stat().st_uid == os.getuid():
            node.remove(left / "opensearch")
            remove(left)
    place = DISK if large else roomy()
    return pathlib.Path(tempfile.mkdtemp(prefix=f"fangji-test-{os.getpid()}-", dir=place))


def roomy() -> pathlib.Path:
    """Memory, where six gigabytes of it are free; else the disk."""
    if not os.access(MEMORY, os.W_OK):
        return DISK
    free = min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available)
    return MEMORY if free > 6 * 2**30 else DISK


def server(folder: pathlib.Path) -> embedded.Server:
    """The run's server."""
    return embedded.Server(folder, UNSAFE_BUT_FAST)


def remove(folder: pathlib.Path) -> None:
    """Stops the run's server, if it ever started, and clears up."""
    server(folder).stop()
    shutil.rmtree(folder)


@contextlib.contextmanager
def alone(folder: pathlib.Path) -> Iterator[None]:
    """One process of the run at a time."""
    with (folder / "test.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


async def start(folder: pathlib.Path) -> str:
    """Starts the server and makes the templates where no other process of the run has; the server's own URL."""
    with alone(folder):
        running = server(folder)
        running.start()
        url = running.url(embedded.SUPERUSER)
        assert url is not None
        await _make_templates(url, running.url(TEMPLATE) or "", running.url(READABLE) or "")
        return url


async def _make_templates(url: str, template_url: str, readable_url: str) -> None:
    async with connected(url) as connection:
        if await connection.fetchval("select 1 from pg_database where datname = $1", READABLE):
            return
        await connection.execute(f"create database {TEMPLATE} template template0 encoding 'UTF8'")
        await migrate.migrate(template_url)
        await connection.execute(f"create database {READABLE} template {TEMPLATE} strategy wal_log")
        async with connected(readable_url) as made:
            await ddl.create(made)
        for name in (TEMPLATE, READABLE):
            await connection.execute(f"alter database {name} is_template true")


@contextlib.asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection, closed at the end."""
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def fresh_database(folder: pathlib.Path, url: str, template: str = TEMPLATE) -> AsyncIterator[str]:
    """The URL of a new database, a copy of the template, dropped at the end."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    strategy = (
        "file_copy" if folder.is_relative_to(MEMORY) else "wal_log"
    )  # files are twice as quick where none is flushed
    _administrator(url).execute(f"create database {name} template {template} strategy {strategy}")
    try:
        yield server(folder).url(name) or ""
    finally:
        _administrator(url).execute(f"drop database {name} with (force)")


@functools.cache
def _administrator(url: str) -> psycopg.Connection:
    """The connection that makes and drops this process's databases: a new one each time costs as much as the drop.

    It blocks, since it serves one event loop after another.
    """
    made = psycopg.connect(url, autocommit=True)
    atexit.register(made.close)
    return made


@contextlib.contextmanager
def lasting_database(folder: pathlib.Path, url: str, template: str = TEMPLATE) -> Iterator[str]:
    """The same for what is made once for many tests, each with an event loop of its own."""
    with asyncio.Runner() as runner:
        context = fresh_database(folder, url, template)
        made = runner.run(context.__aenter__())
        try:
            yield made
        finally:
            runner.run(context.__aexit__(None, None, None))


def name_of(url: str) -> str:
    """The name of a database, from which another is copied while nobody is connected to it."""
    return urllib.parse.urlsplit(url).path.removeprefix("/")


ENDING = """select count(pg_terminate_backend(pid)) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()"""


async def end_others(connection: asyncpg.Connection) -> int:
    """The server ends all other connections to this database, as it does when it is restarted; how many there were."""
    ended: int = await connection.fetchval(ENDING)
    return ended
