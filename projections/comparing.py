"""Whether two read schemas hold the same rows: `read` and `read_next` of one moment, table by table."""

from __future__ import annotations

import datetime
from contextlib import AsyncExitStack

import asyncpg

from aggregates.catalogue import CATALOGUE, Catalogue
from projections import columns, ddl, projector
from projections.applying import Applier
from projections.ddl import Connection
from projections.names import NEXT, SCHEMA, literal, quoted

HOLD = "select pg_advisory_lock(hashtextextended('fangji projection step', 0))"
RELEASE = "select pg_advisory_unlock(hashtextextended('fangji projection step', 0))"

COMPARED = (
    "subject", "code", "event", "timeline", "ever", "change", "division_closure", "measured", "measure_sum",
    "event_count",
)  # fmt: skip

PLACE = ("position", "subject", "entity", "key", "division_id", "mark", "number", "day")
"""Columns by which a row is named to people: none holds what a person could be known by."""


async def compare(
    pool: asyncpg.Pool, today: datetime.date, catalogue: Catalogue = CATALOGUE, other: str = NEXT
) -> dict[str, int] | None:
    """Table -> rows that stand in one of the schemas only; empty where they agree, None where they cannot be compared.

    Both are first brought to the ledger's last event, while other projectors wait; the comparison then reads one
    snapshot and holds nobody up. Takes two connections.
    """
    async with AsyncExitStack() as stack:
        steps = await stack.enter_async_context(pool.acquire())
        if not await _comparable(steps, catalogue):
            return None
        reader = await stack.enter_async_context(pool.acquire())
        await stack.enter_async_context(reader.transaction(isolation="repeatable_read", readonly=True))
        await steps.execute(HOLD)
        try:
            for schema in (SCHEMA, other):
                await projector.catch_up(steps, Applier(catalogue, schema), today)
            await reader.execute("select 1 from ledger.log")  # the snapshot is taken here
        finally:
            await steps.execute(RELEASE)
        return await differences(reader, catalogue, other)


async def _comparable(connection: Connection, catalogue: Catalogue) -> bool:
    if await connection.fetchval("select to_regclass('read.meta')") is None:
        return False
    digest: str | None = await connection.fetchval("select digest from read.meta")
    return digest == ddl.digest(catalogue)


async def differences(connection: Connection, catalogue: Catalogue = CATALOGUE, other: str = NEXT) -> dict[str, int]:
    """Compare all tables of `read` and the other schema as the connection sees them."""
    names = [*COMPARED, *(columns.table_of(kind, collection) for kind, collection in ddl.tables_of(catalogue))]
    suspects = [name for name in names if await _sum(connection, SCHEMA, name) != await _sum(connection, other, name)]
    return {name: await _apart(connection, name, other) for name in suspects}


async def _sum(connection: Connection, schema: str, table: str) -> asyncpg.Record | None:
    """Count and sum of hashes of all rows: one pass, and equal for equal tables."""
    return await connection.fetchrow(
        f"select count(*), sum(hashtextextended(r::text, 0)::numeric) from {schema}.{quoted(table)} r"
    )


async def _apart(connection: Connection, table: str, other: str) -> int:
    apart: int = await connection.fetchval(f"select count(*) from ({_apart_rows(table, other)}) d")
    return apart


async def places(connection: Connection, table: str, other: str = NEXT, most: int = 5) -> list[str]:
    """Where rows of a table stand in one of the schemas only, named by the ids and days in them; at most so many."""
    named = ", ".join(literal(name) for name in PLACE)
    rows = await connection.fetch(
        f"""select distinct (
                select string_agg(p.key || ' ' || p.value, ', ' order by array_position(array[{named}], p.key))
                from jsonb_each_text(d.row) p where p.key = any (array[{named}])
            ) as place
            from ({_apart_rows(table, other)}) d order by 1 limit {most}"""
    )
    return [row["place"] or "a row" for row in rows]


def _apart_rows(table: str, other: str) -> str:
    one, two = (f"select r::text, to_jsonb(r) as row from {schema}.{quoted(table)} r" for schema in (SCHEMA, other))
    return f"({one} except all {two}) union all ({two} except all {one})"
