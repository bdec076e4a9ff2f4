"""A short campaign on a real system, one of all faults in long runs; and the account, which must be able to fail."""

from __future__ import annotations

import contextlib
import pathlib
import random
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator

import pytest

from tests import servers
from tests.chaos import campaign, checks, faults, load, rig
from tests.chaos.told import Told

SEED = 7


@contextlib.asynccontextmanager
async def struck(wanted: rig.Wanted, calm: float) -> AsyncIterator[campaign.Campaign]:
    """A running system under load."""
    # None of pytest's, which other users may not pass through; nor one that later runs clear away, with a disk in it.
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fangji-chaos-")) if wanted.disk else servers.make_folder()
    try:
        async with rig.running(folder, wanted, random.Random(SEED)) as system:
            asking = load.Load(f"http://127.0.0.1:{system.to_api.port}", Told(), str(SEED), clerks=4, readers=1)
            async with asking.running():
                yield campaign.Campaign(system, asking, SEED, calm=calm, apart=calm > 1)
    finally:
        shutil.rmtree(folder)


async def test_killed_processes_lose_nothing() -> None:
    wanted = rig.Wanted(opensearch=False, disk=False, clock=False, workers=1, together=True, settings=rig.FAST)
    async with struck(wanted, calm=0.6) as under_way:
        for name in ("kill-database", "kill-everything"):
            await under_way.strike(name)
        assert len(under_way.asking.told.acknowledged) > 20
        await _notices(under_way.system, under_way.asking)


async def _notices(system: rig.Rig, asking: load.Load) -> None:
    """Commands that are lost or twice, events that were not sent or are gone from the middle, are told."""
    told = asking.told
    command, position = next(iter(told.acknowledged.items()))
    async with system.database.connected() as connection:
        assert not await checks.of_commands(connection, asking)
        told.acknowledged[uuid.UUID(int=1)] = 5
        assert await checks.of_commands(connection, asking) == [
            f"command {uuid.UUID(int=1)}, acknowledged at 5, is lost"
        ]
        del told.acknowledged[uuid.UUID(int=1)], told.acknowledged[command]
        assert await checks.of_commands(connection, asking) == [
            f"command {command} at {position} was never acknowledged"
        ]
        missed = asking.positions.pop(3)
        (said,) = await checks.of_feed(connection, asking)
        assert str(missed) in said
        assert not await checks.of_ledger(connection)
        async with connection.transaction():
            await connection.execute("set local session_replication_role = replica")
            await connection.execute("delete from ledger.event where position = $1", position)
            said = " ".join(await checks.of_ledger(connection))
        assert "is not whole" in said
        assert "ends at position" in said


@pytest.mark.long
async def test_every_fault_loses_nothing() -> None:
    async with struck(rig.Wanted(opensearch=False), calm=3) as under_way:
        for name in campaign.ordered(SEED, faults.possible(under_way.system)):
            await under_way.strike(name)


def test_a_seed_makes_the_same_schedule_again() -> None:
    names = list(faults.ALL)
    first = campaign.ordered(3, names)
    assert first == campaign.ordered(3, names)
    assert sorted(first) == sorted(names)
    assert first != campaign.ordered(4, names)
