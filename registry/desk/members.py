"""Who names a subject or a person: a building's houses, somebody's households.

They are found in the read model once it has come as far as the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import asyncpg

from aggregates import kinds, world
from aggregates.catalogue import Catalogue
from graphql_api import waiting
from projections import columns, names
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
cross join lateral ({source} offset 0) m
order by w.code, m.code, m.subject
"""

SUBJECTS = "select subject, code from read.{table} where {attribute} = named.name"
ELEMENTS = """select s.subject, s.code
    from (select distinct subject from read.{table} where {attribute} = named.name) e
    join read.{subjects} s on s.subject = e.subject"""


async def find(
    pool: asyncpg.Pool, wanted: Iterable[world.Parts], position: int, known: Catalogue
) -> dict[world.Parts, list[UUID]]:
    """For each of the wanted, the streams of the subjects whose attribute names any code of the whole, in order.

    An attribute of elements (``members.person``) counts whether its element stands or has ended.

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
        whole, source = _source(known.kind(kind), attribute)
        for code, subject in await pool.fetch(MEMBERS.format(source=source), codes, whole):
            found[world.Parts(kind, attribute, code)].append(subject)
    return found


def _source(kind: kinds.Kind, path: str) -> tuple[str | None, str]:
    """The kind to which an attribute refers, and the query for the subjects that name ``named.name`` by it."""
    collection, _, name = path.rpartition(".")
    subjects, attribute = names.quoted(columns.table_of(kind)), names.quoted(name)
    if not collection:
        return kind.attributes[name].type.refers, SUBJECTS.format(table=subjects, attribute=attribute)
    elements = kind.collections[collection]
    table = names.quoted(columns.table_of(kind, elements))
    return elements.attributes[name].type.refers, ELEMENTS.format(table=table, attribute=attribute, subjects=subjects)


async def _reached(pool: asyncpg.Pool, position: int) -> bool:
    try:
        return await waiting.Progress(pool).reach(position, PATIENCE)
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return False  # no projector has ever begun


def _behind(position: int) -> errors.Unavailable:
    return errors.Unavailable(
        f"The read model has not come to position {position} of the ledger: who names what the command is about cannot "
        "be told yet; start the projector (`fangji serve`, `fangji project`) and file the same command again."
    )
