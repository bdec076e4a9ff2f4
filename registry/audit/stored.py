"""What the database holds of trees: checkpoints, full tiles and the edge; reading takes few rows, whatever the size."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Iterable

import asyncpg

from registry.audit import checkpoints, errors, merkle, tiles
from registry.ledger import units

CHECKPOINTS = "select size, root, made_at, note from audit.checkpoint where log = $1"
NEWEST = f"{CHECKPOINTS} order by size desc limit 1"
OF_SIZE = f"{CHECKPOINTS} and size = $2"
REACHING = f"{CHECKPOINTS} and size >= $2 order by size limit 1"
KEEP_CHECKPOINT = "insert into audit.checkpoint (log, size, root, note) values ($1, $2, $3, $4) returning made_at"

LAST = f"""
select c.*, e.size as edge, e.levels from (values (1)) one (row)
left join lateral ({NEWEST}) c on true left join audit.edge e on e.log = $1
"""

EDGE = "select size, levels from audit.edge where log = $1"
KEEP_EDGE = """
insert into audit.edge (log, size, levels) values ($1, $2, $3)
on conflict (log) do update set size = excluded.size, levels = excluded.levels
"""

# One statement, hence one snapshot: a tile is full or at the edge, never neither.
TILES = """
select t.level, t.number, t.hashes from audit.tile t
join unnest($2::int[], $3::bigint[]) wanted (level, number) using (level, number)
where t.log = $1
union all
select (l.level - 1)::int, e.size >> (8 * l.level)::int, l.hashes
from audit.edge e cross join unnest(e.levels) with ordinality l (hashes, level)
where e.log = $1
"""

Database = asyncpg.Pool | units.Connection


@dataclasses.dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint that was made here: its size and root, when, and the signed note."""

    size: int
    root: bytes
    made_at: datetime.datetime
    note: str


async def newest(database: Database, log: str) -> Signed | None:
    """The last checkpoint of a log; None before the first one."""
    return _signed(await database.fetchrow(NEWEST, log))


async def of_size(database: Database, log: str, size: int) -> Signed | None:
    """The checkpoint of exactly this size."""
    return _signed(await database.fetchrow(OF_SIZE, log, size))


async def reaching(database: Database, log: str, size: int) -> Signed | None:
    """The first checkpoint of at least this size."""
    return _signed(await database.fetchrow(REACHING, log, size))


async def edge(database: Database, log: str) -> tiles.Edge:
    """Where a log's tree goes on; ValueError where what is stored is no edge."""
    row = await database.fetchrow(EDGE, log)
    return tiles.Edge(row["size"], row["levels"]) if row else tiles.Edge()


async def last(connection: units.Connection, log: str) -> tuple[Signed | None, tiles.Edge]:
    """The last checkpoint and where the tree goes on; ValueError where what is stored is no edge."""
    row = await connection.fetchrow(LAST, log)
    assert row is not None
    signed = None if row["size"] is None else Signed(row["size"], row["root"], row["made_at"], row["note"])
    return signed, tiles.Edge() if row["edge"] is None else tiles.Edge(row["edge"], row["levels"])


async def keep_edge(connection: units.Connection, log: str, edge: tiles.Edge) -> None:
    """Move a log's edge on."""
    await connection.execute(KEEP_EDGE, log, edge.size, edge.levels)


async def keep_tiles(connection: units.Connection, log: str, full: Collection[tuple[tiles.Tile, bytes]]) -> None:
    """Keep full tiles, once and for all."""
    if full:
        rows = [(log, tile.level, tile.index, hashes) for tile, hashes in full]
        columns = ("log", "level", "number", "hashes")
        await connection.copy_records_to_table("tile", schema_name="audit", columns=columns, records=rows)


async def keep_checkpoint(
    connection: units.Connection, log: str, checkpoint: checkpoints.Checkpoint, note: str
) -> Signed:
    """Keep a signed checkpoint, once and for all."""
    made_at = await connection.fetchval(KEEP_CHECKPOINT, log, checkpoint.size, checkpoint.root, note)
    return Signed(checkpoint.size, checkpoint.root, made_at, note)


async def find_tiles(database: Database, log: str, wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Those full tiles of (level, index) that are there, and beside them every partial one of the edge."""
    rows = await database.fetch(TILES, log, [level for level, _ in wanted], [index for _, index in wanted])
    return {(level, number): hashes for level, number, hashes in rows}


async def reader(database: Database, log: str, spans: Iterable[merkle.Span]) -> merkle.Read:
    """Hashes of the complete subtrees that these spans take.

    Raises:
        NotThere: a tile is missing or too short: the tree is smaller, or tiles were lost.
    """
    spans = list(spans)
    found = await find_tiles(database, log, tiles.needed(spans))
    read = tiles.reader(lambda level, index: found[level, index])

    def of(height: int, index: int) -> bytes:
        try:
            return read(height, index)
        except (KeyError, ValueError):
            raise errors.NotThere(
                f"The tree of {log} has no hash of leaves {index << height} to {((index + 1) << height) - 1}: it is "
                "smaller, or its tiles were lost; `fangji audit verify` tells which."
            ) from None

    return of


async def root(database: Database, log: str, size: int) -> bytes:
    """The root of a log's tree when it had this size; NotThere like :func:`reader`."""
    return merkle.span_hash((0, size), await reader(database, log, [(0, size)]))


def _signed(row: asyncpg.Record | None) -> Signed | None:
    return Signed(*row) if row else None
