"""The parts of a subject, a building's houses say: found in the read model once it has come as far as the ledger."""

from __future__ import annotations

import asyncio
import time
from uuid import UUID

import asyncpg

from aggregates import world
from projections import names
from registry.ledger import errors

PATIENCE = 5.0
"""Seconds to wait for the projector."""


async def find(pool: asyncpg.Pool, parts: world.Parts, position: int) -> list[UUID]:
    """The streams of the subjects whose attribute names any code of the subject that has ``parts.code``, in order.

    The read model only says whom to look at: the decision reads their streams, and the append checks their versions.
    Whoever joins or leaves meanwhile has read or written the whole's stream, so that one of the two has to be decided
    again.

    Raises:
        Unavailable: the projector does not come up with the ledger in time.
    """
    await _reached(pool, position)
    kind, attribute = names.quoted(parts.kind.lower()), names.quoted(parts.attribute)
    rows = await pool.fetch(
        f"""select subject from read.{kind} where {attribute} = $1
        or {attribute} in (select c.code from read.code c where c.subject in (
            select o.subject from read.code o where o.code = $1))
        order by code, subject""",
        parts.code,
    )
    return [row[0] for row in rows]


async def _reached(pool: asyncpg.Pool, position: int) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        found = await pool.fetchval("select position from read.progress where name = 'read'")
        if found is not None and found >= position:
            return
        if time.monotonic() > end:
            raise errors.Unavailable(
                f"The read model is at position {found}, the ledger at {position}: which parts the subject has cannot "
                "be told yet; start the projector (`fangji serve`, `fangji project`) and file the same command again."
            )
        await asyncio.sleep(0.01)
