"""Several processes answer on one port; those that are killed are replaced, and nothing that was answered is lost."""

from __future__ import annotations

import asyncio
import contextlib
import time

import psutil
import pytest

from tests.acceptance import insisting


def workers(address: str) -> set[psutil.Process]:
    """The processes that answer on the port of a server that these tests started."""
    port = address.rpartition(":")[2]
    found = set()
    for one in psutil.Process().children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if "serve" in one.cmdline() and port in one.cmdline():
                found |= {child for child in one.children() if "spawn_main" in " ".join(child.cmdline())}
    return found


@pytest.mark.parametrize("most", [1, pytest.param(2, marks=pytest.mark.long)], ids=["one", "both, in turn"])
async def test_those_that_are_killed_are_replaced_and_nothing_is_lost(
    racing: str, racing_database: str, most: int
) -> None:
    left = workers(racing)
    async with insisting.running([racing]) as load:
        await load.grows()
        for victim in list(left)[:most]:
            victim.kill()
            left.remove(victim)
            killed = time.monotonic()
            await load.grows()  # by the other one, then by the one that came in the place of the first
            while len(found := workers(racing)) < 2 or found & {victim}:  # noqa: ASYNC110 - processes tell nobody
                await asyncio.sleep(0.05)
            print(f"replaced after {time.monotonic() - killed:.1f} s, sent again: {load.again}")
    await load.check(racing_database)
