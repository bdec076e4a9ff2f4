"""The parts of a subject, a building's houses say: found in the read model once it has come as far as the ledger."""

from __future__ import annotations

from uuid import UUID

import asyncpg

from aggregates import world
from graphql_api import waiting
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
    if not await waiting.Progress(pool).reach(position, PATIENCE):
        raise _behind(position)
    kind, attribute = names.quoted(parts.kind.lower()), names.quoted(parts.attribute)
    rows = await pool.fetch(
        f"""select subject from read.{kind} where {attribute} = $1
        or {attribute} in (select c.code from read.code c where c.subject in (
            select o.subject from read.code o where o.code = $1))
        order by code, subject""",
        parts.code,
    )
    return [row[0] for row in rows]


def _behind(position: int) -> errors.Unavailable:
    return errors.Unavailable(
        f"The read model has not come to position {position} of the ledger: which parts the subject has cannot be told "
        "yet; start the projector (`fangji serve`, `fangji project`) and file the same command again."
    )
