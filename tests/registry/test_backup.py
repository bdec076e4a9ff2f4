"""What docs/backup.md says, done with the embedded server's own programs: a base backup, archived logs, a restore."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest

from aggregates import event as events
from registry import embedded, migrate, server_user, settings, wiring
from registry.audit import epochs, erasures, exports, restoring
from registry.ledger import kek, keys
from registry.ledger.ledger import Ledger
from tests import servers
from tests.registry.ledger import samples

DOCUMENT = pathlib.Path(__file__).parents[2] / "docs" / "backup.md"
BLOCK = re.compile(r"^```sh (?P<name>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = "330100"


class Bureau:
    """A data folder, a folder of backups and one of checkpoints, apart from each other."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.data, self.backups, self.checkpoints = (folder / name for name in ("data", "backups", "checkpoints"))
        (self.backups / "wal").mkdir(parents=True)

    @property
    def server(self) -> embedded.Server:
        return embedded.Server(self.data)

    @property
    def settings(self) -> settings.Settings:
        return settings.Settings(data_dir=self.data, checkpoints=str(self.checkpoints), database_url=None)

    @contextlib.asynccontextmanager
    async def opened(self) -> AsyncIterator[wiring.Registry]:
        async with wiring.opened(self.settings, connections=6) as registry:
            yield registry

    def follow(self, name: str, *, as_server: bool = True, **values: str) -> None:
        """Run a block of the document as it stands there, as the server's user or as the one who runs Fangji."""
        block = next(found["text"] for found in BLOCK.finditer(DOCUMENT.read_text("utf-8")) if found["name"] == name)
        environment = {
            "PATH": f"{embedded.binaries()}:{os.environ['PATH']}",
            "DATA": str(self.data),
            "BACKUPS": str(self.backups),
            "URL": (self.server.url() or "").replace("/fangji?", "/postgres?"),
            **values,
        }
        owner = server_user.of(self.server.cluster) if as_server else None
        if owner is not None:
            for folder in (self.backups, self.backups / "wal"):
                os.chown(folder, owner.pw_uid, owner.pw_gid)
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block],
            env=environment,
            capture_output=True,
            text=True,
            user=None if owner is None else owner.pw_uid,
            group=None if owner is None else owner.pw_gid,
            extra_groups=None if owner is None else [],
            cwd="/",
        )
        assert result.returncode == 0, (name, result.stderr)

    def restart(self) -> None:
        self.server.stop()
        self.server.start()


@pytest.fixture
def bureau() -> Iterator[Bureau]:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fangji-backup-", dir=servers.roomy()))
    folder.chmod(0o755)
    try:
        yield Bureau(folder)
    finally:
        embedded.Server(folder / "data").stop()
        shutil.rmtree(folder)


async def record(registry: wiring.Registry, *codes: str) -> None:
    await registry.ledger.submit(samples.unit(*(samples.house(code) for code in codes)))


def division() -> events.Event:
    stream = events.stream_id("DIVISION", "test", CODE)
    said = {"kind": "DIVISION", "type": "DivisionRegistered", "changes": (events.Change("", {"name": "安澜市"}),)}
    return samples.house(CODE, originator_id=stream, takes=(events.code_claim("DIVISION", "test", CODE),), **said)


async def codes(registry: wiring.Registry) -> list[str]:
    return [one.event.code for one in await registry.ledger.read_from(0)]


async def moment(registry: wiring.Registry) -> datetime.datetime:
    found: datetime.datetime = await registry.pool.fetchval("select clock_timestamp()")
    return found


@pytest.mark.long
async def test_a_backup_is_restored_to_its_end_to_a_moment_and_without_the_rest(bureau: Bureau) -> None:
    await migrate.migrate(bureau.server.start())
    bureau.follow("archive")
    bureau.restart()
    async with bureau.opened() as registry:
        await registry.ledger.submit(samples.unit(division()))
        await record(registry, "H1", "H2")
        person, other = "person/1", "person/2"
        await registry.keys.create([person, other])
    bureau.follow("backup", NAME="monday")
    bureau.follow("check", NAME="monday")
    async with bureau.opened() as registry:
        await record(registry, "H3")
        then = await moment(registry)
        await asyncio.sleep(0.05)
        await record(registry, "H4")
        await registry.keys.shred(person, "operator")
        await erasures.publish(registry.keys, registry.export())
        await registry.checkpointer().catch_up()
        await registry.pool.execute("select pg_switch_wal()")
    await to_the_end(bureau)
    await to_a_moment(bureau, then)


async def to_the_end(bureau: Bureau) -> None:
    """All that was archived: nothing is lost, and nothing is read-only."""
    bureau.server.stop()
    bureau.follow("restore", as_server=False, NAME="monday")
    bureau.server.start()
    async with bureau.opened() as registry:
        assert await codes(registry) == [CODE, "H1", "H2", "H3", "H4"]
        assert registry.ledger.refused is None
        await record(registry, "H5")
        await registry.checkpointer().catch_up()


async def to_a_moment(bureau: Bureau, then: datetime.datetime) -> None:
    """What came after is lost: read-only, its destroyed key destroyed again, until the loss is declared."""
    bureau.server.stop()
    bureau.follow("restore", as_server=False, NAME="monday", UNTIL=then.isoformat())
    bureau.server.start()
    async with bureau.opened() as registry:
        assert await codes(registry) == [CODE, "H1", "H2", "H3"]
        assert registry.ledger.refused is not None
        assert "has 4 leaves, of which 6 were published" in registry.ledger.refused
        assert await registry.keys.shredded() == ["person/1"]
        assert set(await registry.keys.get(["person/1", "person/2"])) == {"person/2"}
        async with registry.pool.acquire() as connection:
            found = await restoring.misfits(connection, registry.logs(), registry.export())
            losses = await restoring.losses(connection, found, registry.export())
        assert [(one.log, one.kept, one.lost) for one in losses] == [("events", 4, 6), ("disclosures", 0, 1)]
        await epochs.declare(registry.ledger, registry.pool, losses, CODE, "operator/a", registry.today())
        await registry.checkpointer().catch_up()
    async with bureau.opened() as registry:
        assert registry.ledger.refused is None
        await record(registry, "H6")


@pytest.mark.long
async def test_a_backup_that_was_altered_is_told(bureau: Bureau) -> None:
    bureau.server.start()
    bureau.follow("backup", NAME="monday")
    bureau.follow("check", NAME="monday")
    victim = bureau.backups / "monday" / "global" / "pg_control"
    victim.write_bytes(victim.read_bytes()[::-1])
    with pytest.raises(AssertionError, match="pg_control"):
        bureau.follow("check", NAME="monday")


async def test_erasures_are_listed_once_and_repeated(pool: asyncpg.Pool, tmp_path: pathlib.Path) -> None:
    await Ledger.open(pool, samples.ORIGIN)
    store = keys.PostgresKeys(pool, kek.FileKeys(tmp_path / "keys.json"))
    export = exports.Folder(tmp_path / "checkpoints")
    assert await erasures.repeat(store, export) == []
    await store.create(["person/1", "person/2", "person/3"])
    await store.shred("person/2", "operator")
    await erasures.publish(store, export)
    await export.write({erasures.PATH: b"person/1\nperson/9\n"})
    await erasures.publish(store, export)
    assert (tmp_path / "checkpoints" / "shredded").read_text() == "person/1\nperson/2\nperson/9\n"
    assert await erasures.repeat(store, export) == ["person/1"]
    assert await erasures.repeat(store, export) == []
    assert set(await store.get(["person/1", "person/3"])) == {"person/3"}
