"""A projector in a process of its own, which a test kills: `python -m tests.projections.following URL BATCH`."""

from __future__ import annotations

import asyncio
import datetime
import sys

import asyncpg

from projections import projector
from tests import histories

TODAY = datetime.date(2020, 1, 4)


async def follow(url: str, batch: int) -> None:
    """Follow the ledger for ever."""
    async with asyncpg.create_pool(url, min_size=1, max_size=2) as pool:
        leader = projector.Projector(pool, lambda: TODAY, histories.SCRATCH, batch=batch, pause=0.01)
        await leader.run(asyncio.Event())


if __name__ == "__main__":
    asyncio.run(follow(sys.argv[1], int(sys.argv[2])))
