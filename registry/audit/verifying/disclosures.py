"""The log of disclosures: its leaves made anew from its rows, its tree held against tiles and checkpoints."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from registry.audit import epochs, exports, logs, merkle, notes, stored, tiles
from registry.audit.verifying import faults, leaves, published, reading, searching, tree

ROWS = f"""
select s.*, a.position, a.leaf_hash from ({logs.WAITING}) s join audit.disclosure a on a.disclosure = s.id
where a.position between $1 and $2 order by a.position
"""
AT_ONCE = 1000

Check = faults.Check
Fault = faults.Fault


async def verify(
    pool: asyncpg.Pool,
    log: logs.Disclosures,
    keys: Sequence[notes.Verifier],
    export: exports.Export,
    declared: Sequence[epochs.Epoch],
    found: faults.Faults,
    report: searching.Report,
) -> None:
    """Find what is wrong with the log of disclosures; OSError where the store of exports does not answer."""
    apart = faults.Faults()
    last: int = await pool.fetchval("select coalesce(max(position), 0) from audit.disclosure")
    internal = await published.internal(pool, log, keys, apart)
    outside = published.outside(await published.exported(export, log), log, keys, apart)
    witnesses = [*internal, *outside]
    edge = await stored.edge(pool, log.name)
    kept = tree.Kept(edge, lambda wanted: stored.find_tiles(pool, log.name, wanted))
    growing = tree.Growing(tiles.Edge(), [one for one in witnesses if one.size <= last], kept, apart)
    await growing.start()
    for first in range(1, last + 1, AT_ONCE):
        until = min(last, first + AT_ONCE - 1)
        async with pool.acquire() as connection:
            await growing.feed(await _hashes(connection, log, first, until, apart))
        report("Disclosures 查看记录", until, last)
    wrong = [*growing.failed, *(one for one in witnesses if one.size > last)]
    for one in (one for one in wrong if epochs.withdrawn(declared, log.name, one.size) is None):
        said = f"{one.name} is not of the {last} disclosures that are there"
        apart.add(Fault(one.check, said, None, max((good.size for good in growing.held), default=0), one.size))
    for fault in apart.kept():
        text = f"Log of disclosures: {fault.text}"
        found.add(Fault(Check.DISCLOSURE, text, fault.position, fault.after, fault.until))


async def _hashes(
    connection: reading.Connection, log: logs.Disclosures, first: int, last: int, found: faults.Faults
) -> bytes:
    rows = {row["position"]: row for row in await connection.fetch(ROWS, first, last)}
    hashes = []
    for position in range(first, last + 1):
        row = rows.get(position)
        computed = leaves.MISSING if row is None else merkle.leaf_hash(log.encode(row, position))
        hashes.append(computed)
        if row is None:
            found.add(Fault(Check.DISCLOSURE, f"The disclosure at position {position} is missing."))
        elif computed != row["leaf_hash"]:
            found.add(Fault(Check.DISCLOSURE, f"The disclosure at position {position} is not what its leaf hash says."))
    return b"".join(hashes)
