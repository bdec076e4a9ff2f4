"""docs/operations.md, "Upgrade": servers of two versions side by side on one database under load; nothing is lost."""

from __future__ import annotations

import asyncio
import os
import pathlib
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests import patience, servers, upgrading
from tests.acceptance import insisting, office
from tests.acceptance.test_workers_killed import workers

pytestmark = pytest.mark.long


def run(database: str, folder: pathlib.Path, code: pathlib.Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command of the version whose packages are there."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "FANGJI_DATA_DIR": str(folder),
        "PYTHONPATH": f"{code}{os.pathsep}{code / 'graphql'}",
    }
    command = [sys.executable, "-m", "registry", *words]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.fixture
def old(database: str, tmp_path: pathlib.Path) -> Iterator[str]:
    """A server of the version before, with what follows the ledger; ended by the test or at the end."""
    with office.running(database, tmp_path) as address:
        yield address


async def test_two_versions_side_by_side(database: str, old: str, tmp_path: pathlib.Path) -> None:
    code = tmp_path / "later"
    code.mkdir()
    revision = upgrading.code(code)
    async with insisting.running([old]) as load:
        await load.grows(20)
        done = await asyncio.to_thread(run, database, tmp_path, code, "migrate")
        assert done.stdout == f"Applied {revision}.\n", done.stderr
        print(f"migrated; {len(load.answered)} commands, sent again: {load.again}, slowest {load.slowest:.2f} s")
        assert load.again == []
        await load.grows(20)
        assert await ready(old) == {"status": "ok", "schema": "newer"}
        before = workers(old)
        victim = next(iter(before))
        victim.kill()
        await patience.until_true(lambda: len(found := workers(old)) == 2 and victim not in found)
        again = await asyncio.to_thread(run, database, tmp_path, office.ROOT, "serve", "--port", "1")
        assert again.returncode != 0, "the version before does not begin any more"
        with office.running(database, tmp_path, 1, code) as new:
            assert await ready(new) == {"status": "ok", "schema": "current"}
            load.addresses = [old, new]
            await load.grows(20)
            next(iter(before - {victim})).kill()  # what is left is the one that began under the newer schema
            await load.grows(20)
            load.addresses = [new]
            await load.grows(20)
            await load.end()
    print(f"{len(load.answered)} commands, sent again: {load.again}, slowest {load.slowest:.2f} s")
    await load.check(database)
    async with servers.connected(database) as connection:
        assert await connection.fetchval("select count(*) from ledger.event where added_later = 'x'") > 0


async def ready(address: str) -> dict[str, str]:
    async with httpx.AsyncClient(base_url=address, timeout=30) as client:
        told = (await client.get("/ready")).json()
    return {name: told[name] for name in ("status", "schema")}
