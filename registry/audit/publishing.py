"""Takes a log's tiles and its newest checkpoint out of the database, where nobody who alters it reaches them."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Mapping

from registry.audit import checkpoints, epochs, errors, exports, logs, merkle, notes, stored, tiles

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


async def since(
    database: stored.Database, log: logs.Log, found: checkpoints.Checkpoint | None, size: int, read: merkle.Read
) -> int:
    """From which size on a tree of a size that is stored goes past what was exported, 0 where nothing was.

    ``read`` gives the hashes of :func:`spans`.

    Raises:
        Forked: the tree does not begin with the exported one, and no declared epoch explains why.
    """
    if found is None:
        return 0
    try:
        _check(log, found, size, read)
    except errors.Forked:
        explained = epochs.withdrawn(await epochs.declared(database), log.name, found.size)
        if explained is None:
            raise
        return explained[1].kept
    return found.size


def spans(found: checkpoints.Checkpoint | None, size: int) -> list[merkle.Span]:
    """What of the stored tree :func:`since` looks at."""
    return [(0, found.size)] if found is not None and found.size <= size else []


def _check(log: logs.Log, found: checkpoints.Checkpoint, size: int, read: merkle.Read) -> None:
    if found.size > size:
        raise errors.Forked(
            f"A checkpoint of {log.origin} with {found.size} leaves was exported, the log has {size}: what was "
            "recorded since was lost. Restore a newer backup, or declare the loss with `fangji ledger epoch`."
        )
    root = merkle.span_hash((0, found.size), read)
    if root != found.root:
        raise errors.Forked(
            f"The exported checkpoint of {log.origin} with {found.size} leaves has the root {found.root.hex()}, the "
            f"log had {root.hex()}: its history was altered. Run `fangji audit verify`; nothing is exported over it."
        )


@dataclasses.dataclass(frozen=True, slots=True)
class Grown:
    """A tree that goes past what was exported of it: its newest checkpoint, the exported size, 0 where none was.

    ``tiles`` are those by level and index that are at hand, full or partial; the others are in the database.
    """

    signed: stored.Signed
    reached: int
    tiles: Mapping[tuple[int, int], bytes] = dataclasses.field(default_factory=dict)


async def grown(
    database: stored.Database, log: logs.Log, last: stored.Signed | None, found: checkpoints.Checkpoint | None
) -> Grown | None:
    """What the ``last`` checkpoint has past the one that was ``found`` in the export; None where that is the same.

    Raises:
        Forked: what is there is no beginning of this log.
    """
    size = last.size if last else 0
    if last is not None and found is not None and (found.size, found.root) == (size, last.root):
        return None
    read = await stored.reader(database, log.name, spans(found, size))
    reached = await since(database, log, found, size, read)
    return None if last is None or reached == size else Grown(last, reached)


async def publish(database: stored.Database, log: logs.Log, export: exports.Export, new: Grown) -> None:
    """Export what grew, the checkpoint last; one caller at a time.

    Raises:
        OSError: the store does not answer.
    """
    signed, reached = new.signed, new.reached
    wanted = itertools.chain(tiles.full_between(reached, signed.size), tiles.of_size(signed.size))
    while batch := list(itertools.islice(wanted, BATCH)):
        found = await _tiles(database, log, new, [(tile.level, tile.index) for tile in batch])
        await export.write({log.prefix + tile.path: tile.of(found[tile.level, tile.index]) for tile in batch})
    await export.write({log.prefix + CHECKPOINT: signed.note.encode()})
    parts = (tile for tile in tiles.of_size(reached) if tiles.is_full(tile, signed.size))
    await export.remove([f"{log.prefix}{tiles.Tile(tile.level, tile.index).path}.p" for tile in parts])


async def _tiles(
    database: stored.Database, log: logs.Log, new: Grown, wanted: list[tuple[int, int]]
) -> Mapping[tuple[int, int], bytes]:
    if all(place in new.tiles for place in wanted):
        return new.tiles
    return {**new.tiles, **await stored.find_tiles(database, log.name, wanted)}
