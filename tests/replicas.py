"""A PostgreSQL of its own with a streaming replica beside it, both embedded, as `pg_basebackup` makes one."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import pathlib
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import orjson

from aggregates.catalogue import CATALOGUE
from graphql_api import api, feed, reads
from graphql_api.executor import Executor
from graphql_api.identity import EVERYWHERE, Identity
from projections import ddl
from registry import embedded, migrate, readiness, server_user, settings, wiring
from registry.cli import project
from tests import patience, servers
from tests.registry.ledger import samples

AUDITOR = Identity("auditor-1", ("auditor",), (EVERYWHERE,))
HOUSES = "{ houses(orderBy: {field: CODE}) { position nodes { code } } }"

SETTINGS = {
    **servers.UNSAFE_BUT_FAST,
    "shared_buffers": "32MB",
    "synchronous_commit": "on",  # what is committed is sent
    "max_standby_streaming_delay": "100ms",
    "wal_retrieve_retry_interval": "100ms",
}


@dataclasses.dataclass(frozen=True)
class Pair:
    """Both run; the replica has all that the primary had when it was made, and follows."""

    primary: embedded.Server
    replica: embedded.Server

    @property
    def url(self) -> str:
        return self.primary.url() or ""

    @property
    def read_url(self) -> str:
        """The replica's, whether it runs or not."""
        return embedded._url(embedded._socket_directory(self.replica.cluster), embedded.DATABASE)


@contextlib.contextmanager
def folder() -> Iterator[pathlib.Path]:
    """Where a pair may be; cleared away with whatever still runs there."""
    made = pathlib.Path(tempfile.mkdtemp(prefix=f"fangji-test-{os.getpid()}-", dir=servers.roomy()))
    made.chmod(0o755)
    try:
        yield made
    finally:
        for data in made.iterdir():
            if data.is_dir():
                embedded.Server(data).stop()
        shutil.rmtree(made)


def primary(place: pathlib.Path, name: str = "p") -> embedded.Server:
    """A server of its own, running."""
    made = embedded.Server(place / name, SETTINGS)
    made.start()
    return made


def beside(one: embedded.Server, name: str = "r") -> embedded.Server:
    """A replica of a running server, running, in a folder beside it."""
    data = one.folder.parent / name
    data.mkdir(mode=0o755)
    owner = server_user.of(one.cluster)
    if owner is not None:
        os.chown(data, owner.pw_uid, owner.pw_gid)
    copied = ("-D", data / "postgresql", "--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast")
    embedded._run(
        one.cluster, "pg_basebackup", "-h", embedded._socket_directory(one.cluster), "-U", "postgres", *copied
    )
    made = embedded.Server(data, SETTINGS)
    (made.cluster / f"{embedded.SOCKET}.lock").unlink(missing_ok=True)  # the primary's, whose socket is in its folder
    made.start()
    return made


async def prepare(url: str) -> None:
    await migrate.migrate(url)
    async with servers.connected(url) as connection:
        await ddl.create(connection)


@dataclasses.dataclass
class Bureau:
    """A registry that reads the replica, looked at often; what is recorded is projected when that is said."""

    registry: wiring.Registry
    pair: Pair
    replica: asyncpg.Connection

    async def record(self, *, projected: bool = True) -> int:
        """One more house; its position."""
        code = f"H-{time.time_ns()}"
        appended = await self.registry.ledger.submit(samples.unit(samples.house(code)))
        if projected:
            await project.catch_up(self.registry)
        return appended.last

    async def stand_still(self) -> None:
        """Nothing more is applied on the replica, until it goes on."""
        await self.replica.execute("select pg_wal_replay_pause()")
        await patience.until(lambda: self.replica.fetchval("select pg_get_wal_replay_pause_state() = 'paused'"))

    async def go_on(self) -> None:
        await self.replica.execute("select pg_wal_replay_resume()")

    async def come_up(self) -> None:
        """Until the replica has what the primary has."""
        lsn = await self.registry.pool.fetchval("select pg_current_wal_lsn()::text")
        await patience.until(lambda: self.replica.fetchval("select pg_last_wal_replay_lsn() >= $1::text::pg_lsn", lsn))

    async def fit(self, wanted: bool = True) -> None:
        async def judged() -> bool:
            return (self.registry.reads.unfit is None) == wanted

        await patience.until(judged)

    @property
    def execute(self) -> Executor:
        return Executor(api.of(CATALOGUE), self.registry.reads, self.registry.today)

    async def ask(self, position: int | None = None) -> Any:
        return orjson.loads((await self.execute.execute(HOUSES, {}, None, AUDITOR, position=position)).body)

    async def used(self, position: int | None = None) -> str:
        """Which database a query is read from."""

        async def read(pool: asyncpg.Pool, connection: reads.Connection | None) -> str:
            recovering = await (connection or pool).fetchval("select pg_is_in_recovery()")
            return "replica" if recovering else "primary"

        if position is None:
            return await self.registry.reads.run(read)
        return (await self.registry.reads.reflecting(position, read))[1]

    @contextlib.asynccontextmanager
    async def subscribed(self, after: int) -> AsyncIterator[feed.Subscription]:
        execute = self.execute
        operation = execute.operation("subscription { changes { position } }", None)
        async with feed.Feed(execute).subscribed(operation, {}, AUDITOR, "test", after) as subscription:
            yield subscription

    async def ready(self) -> dict[str, Any]:
        status, told = await readiness.Readiness(self.registry).look()
        return {"http": status, **told}


@contextlib.asynccontextmanager
async def opened(pair: Pair, configured: settings.Settings) -> AsyncIterator[Bureau]:
    async with wiring.opened(configured, connections=4) as registry, servers.connected(pair.read_url) as replica:
        one = Bureau(registry, pair, replica)
        try:
            await one.come_up()
            yield one
        finally:
            with contextlib.suppress(asyncpg.InterfaceError, asyncpg.PostgresError):
                await one.go_on()
