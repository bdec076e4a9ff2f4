"""Takes a log's tiles and its newest checkpoint out of the database, where nobody who alters it reaches them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

import asyncpg

from registry.audit import checkpoints, epochs, errors, exports, logs, notes, stored, tiles

CHECKPOINT = "checkpoint"
BATCH = 256
"""Tiles that are written at once."""


async def exported(
    export: exports.Export, log: logs.Log, *known: notes.Verifier, any_key: bool = False
) -> checkpoints.Checkpoint | None:
    """The newest checkpoint that was exported, checked against the keys; None where there is none.

    With ``any_key`` the signature is not looked at: the tree alone has to fit.

    Raises:
        NotVerified: it is not this log's, or not signed by its key.
        OSError: the store does not answer.
    """
    note = await export.read(log.prefix + CHECKPOINT)
    if note is None:
        return None
    if any_key:
        return checkpoints.parse(notes.parse(note).text)
    return checkpoints.verify(note, *known, origin=log.origin)


async def since(database: stored.Database, log: logs.Log, found: checkpoints.Checkpoint | None, size: int) -> int:
    """From which size on a tree of a size that is stored goes past what was exported, 0 where nothing was.

    Raises:
        Forked: the tree does not begin with the exported one, and no declared epoch explains why.
    """
    if found is None:
        return 0
    try:
        await _check(database, log, found, size)
    except errors.Forked:
        explained = epochs.withdrawn(await epochs.declared(database), log.name, found.size)
        if explained is None:
            raise
        return explained[1].kept
    return found.size


async def _check(database: stored.Database, log: logs.Log, found: checkpoints.Checkpoint, size: int) -> None:
    if found.size > size:
        raise errors.Forked(
            f"A checkpoint of {log.origin} with {found.size} leaves was exported, the log has {size}: what was "
            "recorded since was lost. Restore a newer backup, or declare the loss with `fangji ledger epoch`."
        )
    root = await stored.root(database, log.name, found.size)
    if root != found.root:
        raise errors.Forked(
            f"The exported checkpoint of {log.origin} with {found.size} leaves has the root {found.root.hex()}, the "
            f"log had {root.hex()}: its history was altered. Run `fangji audit verify`; nothing is exported over it."
        )


async def publish(
    pool: asyncpg.Pool, log: logs.Log, export: exports.Export, found: checkpoints.Checkpoint | None
) -> None:
    """Export what grew since the checkpoint that was ``found`` there, the newest checkpoint last; one caller at a time.

    Raises:
        Forked: what is there is no beginning of this log; it stays as it is.
        OSError: the store does not answer.
    """
    signed = await stored.newest(pool, log.name)
    reached = await since(pool, log, found, signed.size if signed else 0)
    if signed is None or reached == signed.size:
        return
    filled: set[tuple[int, int]] = set()
    for batch in _batches(tiles.full_between(reached, signed.size)):
        await _write(pool, log, export, batch)
        filled |= {(tile.level, tile.index) for tile in batch}
    await _write(pool, log, export, list(tiles.of_size(signed.size)))
    await export.write({log.prefix + CHECKPOINT: signed.note.encode()})
    parts = [f"{log.prefix}{tiles.Tile(level, index).path}.p" for level, index in sorted(filled)]
    await export.remove(parts)


async def _write(pool: asyncpg.Pool, log: logs.Log, export: exports.Export, wanted: list[tiles.Tile]) -> None:
    found = await stored.find_tiles(pool, log.name, [(tile.level, tile.index) for tile in wanted])
    if wanted:
        await export.write({log.prefix + tile.path: tile.of(found[tile.level, tile.index]) for tile in wanted})


def _batches(wanted: Iterable[tiles.Tile]) -> Iterator[list[tiles.Tile]]:
    wanted = iter(wanted)
    while batch := list(itertools.islice(wanted, BATCH)):
        yield batch
