"""Whether two read schemas hold the same rows: `read` and `read_next` of one moment, table by table."""

from __future__ import annotations

import datetime
from contextlib import AsyncExitStack

import asyncpg

from aggregates.catalogue import CATALOGUE, Catalogue
from projections import columns, ddl, projector
from projections.applying import Applier
from projections.ddl import Connection
from projections.names import NEXT, SCHEMA, quoted

HOLD = "select pg_advisory_lock(hashtextextended('fangji projection step', 0))"
RELEASE = "select pg_advisory_unlock(hashtextextended('fangji projection step', 0))"

COMPARED = (
    "subject", "code", "event", "timeline", "ever", "change", "division_closure", "measured", "measure_sum",
    "event_count",
)  # fmt: skip


async def compare(pool: asyncpg.Pool, today: datetime.date, catalogue: Catalogue = CATALOGUE) -> dict[str, int] | None:
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
            for schema in (SCHEMA, NEXT):
                await projector.catch_up(steps, Applier(catalogue, schema), today)
            await reader.execute("select 1 from ledger.log")  # the snapshot is taken here
        finally:
            await steps.execute(RELEASE)
        return await differences(reader, catalogue)


async def _comparable(connection: Connection, catalogue: Catalogue) -> bool:
    if await connection.fetchval("select to_regclass('read.meta')") is None:
        return False
    digest: str | None = await connection.fetchval("select digest from read.meta")
    return digest == ddl.digest(catalogue)


async def differences(connection: Connection, catalogue: Catalogue = CATALOGUE) -> dict[str, int]:
    """Compare all tables of `read` and `read_next` as the connection sees them."""
    names = [*COMPARED, *(columns.table_of(kind, collection) for kind, collection in ddl.tables_of(catalogue))]
    suspects = [name for name in names if await _sum(connection, SCHEMA, name) != await _sum(connection, NEXT, name)]
    return {name: await _apart(connection, name) for name in suspects}


async def _sum(connection: Connection, schema: str, table: str) -> asyncpg.Record | None:
    """Count and sum of hashes of all rows: one pass, and equal for equal tables."""
    return await connection.fetchrow(
        f"select count(*), sum(hashtextextended(r::text, 0)::numeric) from {schema}.{quoted(table)} r"
    )


async def _apart(connection: Connection, table: str) -> int:
    one, other = (f"select r::text from {schema}.{quoted(table)} r" for schema in (SCHEMA, NEXT))
    apart: int = await connection.fetchval(
        f"select count(*) from (({one} except all {other}) union all ({other} except all {one})) d"
    )
    return apart
