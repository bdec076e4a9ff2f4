"""The read tables, held against a replay of all events into scratch tables."""

from __future__ import annotations

import datetime

import asyncpg

from aggregates.catalogue import Catalogue
from projections import comparing, ddl, rebuild
from registry.audit.verifying import faults

SCHEMA = "read_audit"
"""Where the replay builds; `read_next` stays free for a rebuild."""

ONE_REPLAY = "select pg_try_advisory_lock(hashtextextended('fangji audit replay', 0))"
REPLAYED = "select pg_advisory_unlock(hashtextextended('fangji audit replay', 0))"

Check = faults.Check
Fault = faults.Fault


async def compare(
    pool: asyncpg.Pool, today: datetime.date, catalogue: Catalogue, zone: str, report: rebuild.Report
) -> list[Fault]:
    """Replay all events and tell what the read tables hold otherwise; the read tables stay as they are.

    Takes four connections and room for a second read model. Both sides are first brought up to the ledger's last event.
    """
    async with pool.acquire() as connection:
        if not await connection.fetchval(ONE_REPLAY):
            return [Fault(Check.READ, "Another verification is replaying; run this one again when it has ended.")]
        try:
            return await _compare(pool, connection, today, catalogue, zone, report)
        finally:
            await connection.execute(f"drop schema if exists {SCHEMA} cascade")
            await connection.execute(REPLAYED)


async def _compare(
    pool: asyncpg.Pool,
    connection: ddl.Connection,
    today: datetime.date,
    catalogue: Catalogue,
    zone: str,
    report: rebuild.Report,
) -> list[Fault]:
    replay = rebuild.Rebuild(pool, today, catalogue, report=report, zone=zone, schema=SCHEMA)
    try:
        await replay.fill()
        differences = await comparing.compare(pool, today, catalogue, SCHEMA)
    except asyncpg.DataError as error:
        said = f"The events cannot be replayed ({type(error).__name__}): what their bytes say is no longer readable."
        return [Fault(Check.READ, said)]
    if differences is None:
        return [Fault(Check.READ, "There are no read tables of this version; run `fangji project --rebuild`.")]
    return [await _told(connection, table, rows) for table, rows in differences.items()]


async def _told(connection: ddl.Connection, table: str, rows: int) -> Fault:
    places = await comparing.places(connection, table, SCHEMA)
    said = f"read.{table} and a replay differ in {rows} rows, among them {'; '.join(places)}"
    return Fault(Check.READ, f"{said}. `fangji project --rebuild` makes it anew.")
