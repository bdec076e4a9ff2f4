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
) -> tuple[checkpoints.Checkpoint, bytes] | None:
    """The newest checkpoint that was exported, checked against the keys, and its note; None where there is none.

    With ``any_key`` the signature is not looked at: the tree alone has to fit.

    Raises:
        NotVerified: it is not this log's, or not signed by its key.
        OSError: the store does not answer.
    """
    note = await export.read(log.prefix + CHECKPOINT)
    if note is None:
        return None
    if any_key:
        return checkpoints.parse(notes.parse(note).text), note
    return checkpoints.verify(note, *known, origin=log.origin), note


async def check(pool: asyncpg.Pool, log: logs.Log, found: checkpoints.Checkpoint | None, size: int) -> None:
    """Raise Forked unless the log, of this size by now, begins with the tree of an exported checkpoint."""
    if found is None:
        return
    if found.size > size:
        raise errors.Forked(
            f"A checkpoint of {log.origin} with {found.size} leaves was exported, the log has {size}: what was "
            "recorded since was lost. Restore a newer backup, or declare the loss with `fangji ledger epoch`."
        )
    root = await stored.root(pool, log.name, found.size)
    if root != found.root:
        raise errors.Forked(
            f"The exported checkpoint of {log.origin} with {found.size} leaves has the root {found.root.hex()}, the "
            f"log had {root.hex()}: its history was altered. Run `fangji audit verify`; nothing is exported over it."
        )


async def publish(
    pool: asyncpg.Pool, log: logs.Log, export: exports.Export, *known: notes.Verifier, any_key: bool = False
) -> int:
    """Export what grew since the last time, the checkpoint last; the size that is now exported, 0 where none is.

    ``any_key`` as for :func:`exported`.

    Raises:
        Forked: what is there is no beginning of this log; it stays as it is.
        NotVerified: what is there is not this log's checkpoint.
        OSError: the store does not answer.
    """
    signed = await stored.newest(pool, log.name)
    before = await exported(export, log, *known, any_key=any_key)
    found = before[0] if before else None
    since = await _since(pool, log, found, signed.size if signed else 0)
    if signed is None or since == signed.size:
        return since
    filled: set[tuple[int, int]] = set()
    for batch in _batches(tiles.full_between(since, signed.size)):
        await _write(pool, log, export, batch)
        filled |= {(tile.level, tile.index) for tile in batch}
    await _write(pool, log, export, list(tiles.of_size(signed.size)))
    await export.write({log.prefix + CHECKPOINT: signed.note.encode()})
    parts = [f"{log.prefix}{tiles.Tile(level, index).path}.p" for level, index in sorted(filled)]
    await export.remove(parts)
    return signed.size


async def _since(pool: asyncpg.Pool, log: logs.Log, found: checkpoints.Checkpoint | None, size: int) -> int:
    """From which size on tiles have to be exported; Forked unless a declared epoch explains why nothing fits."""
    try:
        await check(pool, log, found, size)
    except errors.Forked:
        explained = epochs.withdrawn(await epochs.declared(pool), log.name, found.size if found else 0)
        if explained is None:
            raise
        return explained[1].kept
    return found.size if found else 0


async def _write(pool: asyncpg.Pool, log: logs.Log, export: exports.Export, wanted: list[tiles.Tile]) -> None:
    found = await stored.find_tiles(pool, log.name, [(tile.level, tile.index) for tile in wanted])
    if wanted:
        await export.write({log.prefix + tile.path: tile.of(found[tile.level, tile.index]) for tile in wanted})


def _batches(wanted: Iterable[tiles.Tile]) -> Iterator[list[tiles.Tile]]:
    wanted = iter(wanted)
    while batch := list(itertools.islice(wanted, BATCH)):
        yield batch
