"""Where a history differs from the one that was exported: told by the exported tiles, down to single events."""

from __future__ import annotations

import asyncpg

from registry.audit import exports, logs, tiles
from registry.audit.verifying import faults, leaves, tree

MOST_TILES = 8
"""Tiles of leaves that are looked at one by one: two thousand events."""

Check = faults.Check
Fault = faults.Fault


async def locate(
    pool: asyncpg.Pool, log: logs.Log, export: exports.Export, growing: tree.Growing, found: faults.Faults
) -> None:
    """Where an exported checkpoint does not fit, name the positions whose leaves are not those that were exported."""
    failed = [one for one in growing.failed if one.check is Check.EXPORTED]
    if failed:
        size = max(one.size for one in failed)
        indexes = await _differing_tiles(export, log, growing, size)
        for index in indexes[:MOST_TILES]:
            await _differing_leaves(pool, log, export, index, size, found)


async def _differing_tiles(export: exports.Export, log: logs.Log, growing: tree.Growing, size: int) -> list[int]:
    """Indexes of the tiles of leaves that are not those that were exported, by the tiles above them."""
    computed = growing.level_one()
    different = []
    for tile in _of_level(1, size):
        data = await export.read(log.prefix + tile.path)
        if data is not None and data != computed.get(tile.index, b"")[: len(data)]:
            here = computed.get(tile.index, b"").ljust(len(data), b"\0")
            different += tree.differing(data, here, tile.index * tiles.WIDTH)
    last = size // tiles.WIDTH
    return different + ([last] if size % tiles.WIDTH else [])


async def _differing_leaves(
    pool: asyncpg.Pool, log: logs.Log, export: exports.Export, index: int, size: int, found: faults.Faults
) -> None:
    first = index * tiles.WIDTH
    until = min(size, first + tiles.WIDTH)
    data = await export.read(log.prefix + tiles.Tile(0, index, until - first).path)
    if data is None:
        return
    async with pool.acquire() as connection:
        computed = (await leaves.read(connection, log.origin, first + 1, until)).hashes
    for position in tree.differing(computed, data, first + 1):
        said = f"The leaf at position {position} is not the one that was exported."
        found.add(Fault(Check.EXPORTED, said, position))


def _of_level(level: int, size: int) -> list[tiles.Tile]:
    """The tiles of a level, full and partial, in the tree of a size."""
    hashes = size >> tiles.HEIGHT * level
    full, width = divmod(hashes, tiles.WIDTH)
    whole = [tiles.Tile(level, index) for index in range(full)]
    return [*whole, tiles.Tile(level, full, width)] if width else whole
