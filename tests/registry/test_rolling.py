"""Code of the version before goes on while a migration changes every table under it, and keeps nobody waiting."""

from __future__ import annotations

import asyncio
import pathlib
import time

import asyncpg
import orjson
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.executor import Executor
from graphql_api.identity import EVERYWHERE, Identity
from graphql_api.reads import Reads
from registry import migrate, schema_version, settings, wiring
from registry.cli import project
from tests import servers, upgrading
from tests.registry.ledger import samples

AUDITOR = Identity("auditor-1", ("auditor",), (EVERYWHERE,))
QUERY = "query($code: String!) { house(code: $code) { code } changes(first: 1) { nodes { position } } }"
HELD = 4.0


@pytest.fixture
def template() -> str:
    """There is a read model."""
    return servers.READABLE


class Old:
    """What a server of the version before does, over and over: it files, projects and answers."""

    def __init__(self, registry: wiring.Registry) -> None:
        self._registry = registry
        self._execute = Executor(api.of(CATALOGUE), registry.reads, registry.today)
        self.done, self.slowest = 0, 0.0

    async def turn(self) -> None:
        began = time.monotonic()
        code = f"H-{self.done}"
        appended = await self._registry.ledger.submit(samples.unit(samples.house(code)))
        await project.catch_up(self._registry)
        answer = await self._execute.execute(QUERY, {"code": code}, None, AUDITOR, position=appended.last)
        assert orjson.loads(answer.body).get("data", {}).get("house") == {"code": code}, answer.body
        self.done += 1
        self.slowest = max(self.slowest, time.monotonic() - began)

    async def run(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.turn()
            await asyncio.sleep(0.02)


async def test_a_migration_under_load_beside_a_long_reader(
    database: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "PAUSE", 0.5)
    configured = settings.Settings(database_url=database, data_dir=tmp_path)
    async with wiring.opened(configured, connections=4) as registry, servers.connected(database) as reader:
        old, stop = Old(registry), asyncio.Event()
        await old.turn()
        running = asyncio.create_task(old.run(stop))
        revision = upgrading.migrations(tmp_path)
        monkeypatch.setattr(schema_version, "folder", lambda: tmp_path / "migrations")
        schema_version.versions.cache_clear()
        try:
            migrating = asyncio.create_task(migrate.migrate(database))
            await hold(reader)
            before = old.done
            assert not migrating.done()
            assert before > 3, "they go on beside whoever waits for the tables"
            assert await migrating == [revision]
        finally:
            schema_version.versions.cache_clear()
        added = "select count(*) from information_schema.columns where column_name = 'added_later'"
        assert await reader.fetchval(added) > 20
        while old.done < before + 3 and not running.done():  # noqa: ASYNC110 - counts turns
            await asyncio.sleep(0.02)
        stop.set()
        await running
        print(f"{old.done} turns, the slowest took {old.slowest:.2f} s")
        assert old.slowest < HELD, "nobody waited as long as the reader read"


async def hold(reader: asyncpg.Connection) -> None:
    """Read the ledger for a while in one transaction, as an export of a backup does."""
    async with reader.transaction():
        await reader.fetchval("select count(*) from ledger.event")
        await asyncio.sleep(HELD)


async def test_a_query_that_a_deadlock_ends_is_asked_again(pool: asyncpg.Pool) -> None:
    """As of a migration, which takes its tables in an order of its own."""
    await pool.execute("create table one (n int); create table other (n int)")
    turns = 0

    async def read(of: asyncpg.Pool, _: object) -> int:
        nonlocal turns
        turns += 1
        async with of.acquire() as connection, connection.transaction():
            await connection.execute("set local deadlock_timeout = '50ms'; lock table one in access share mode")
            if turns == 1:
                await other.execute("lock table other in access exclusive mode")
                waiting.append(asyncio.create_task(other.execute("lock table one in access exclusive mode")))
            count: int = await connection.fetchval("select count(*) from other")
            return count

    waiting: list[asyncio.Task[str]] = []
    async with pool.acquire() as other:
        transaction = other.transaction()
        await transaction.start()
        await other.execute("set local deadlock_timeout = '20s'")
        reading = asyncio.create_task(Reads(pool).run(read))
        while not waiting or not waiting[0].done():  # noqa: ASYNC110 - the server's locks
            await asyncio.sleep(0.01)
        await transaction.commit()
        assert await reading == 0
    assert turns == 2
