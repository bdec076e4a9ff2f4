"""The parts of a subject, a building's houses say: found in the read model once it has come as far as the ledger."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import asyncpg

from aggregates import world
from aggregates.catalogue import Catalogue
from graphql_api import waiting
from projections import names
from registry.ledger import errors

PATIENCE = 5.0
"""Seconds to wait for the projector."""


MEMBERS = """
select w.code, m.subject
from unnest($1::text[]) w (code)
cross join lateral (
    select w.code as name
    union
    select o.code from read.code c join read.code o on o.subject = c.subject where c.kind = $2 and c.code = w.code
) named
cross join lateral (select subject, code from read.{table} where {attribute} = named.name offset 0) m
order by w.code, m.code, m.subject
"""


async def find(
    pool: asyncpg.Pool, wanted: Iterable[world.Parts], position: int, known: Catalogue
) -> dict[world.Parts, list[UUID]]:
    """For each of the wanted, the streams of the subjects whose attribute names any code of the whole, in order.

    The read model only says whom to look at: the decision reads their streams, and the append checks their versions.
    Whoever joins or leaves meanwhile has read or written the whole's stream, so that one of the two has to be decided
    again.

    Raises:
        Unavailable: the projector does not come up with the ledger in time.
    """
    found: dict[world.Parts, list[UUID]] = {parts: [] for parts in wanted}
    if found and not await _reached(pool, position):
        raise _behind(position)
    for kind, attribute in {(parts.kind, parts.attribute) for parts in found}:
        codes = [parts.code for parts in found if (parts.kind, parts.attribute) == (kind, attribute)]
        whole = known.kind(kind).attributes[attribute].type.refers
        statement = MEMBERS.format(table=names.quoted(kind.lower()), attribute=names.quoted(attribute))
        for code, subject in await pool.fetch(statement, codes, whole):
            found[world.Parts(kind, attribute, code)].append(subject)
    return found


async def _reached(pool: asyncpg.Pool, position: int) -> bool:
    try:
        return await waiting.Progress(pool).reach(position, PATIENCE)
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return False  # no projector has ever begun


def _behind(position: int) -> errors.Unavailable:
    return errors.Unavailable(
        f"The read model has not come to position {position} of the ledger: which parts the subject has cannot be told "
        "yet; start the projector (`fangji serve`, `fangji project`) and file the same command again."
    )
