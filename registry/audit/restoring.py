"""Whether a database is the one that was published: compared at each start with the newest exported checkpoints.

A restored backup is older than what was published, an altered history is another. Either way nothing may be recorded
until somebody restores the rest or declares the loss: what came after would be a second history.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence

from registry.audit import checkpoints, epochs, errors, exports, logs, merkle, publishing, stored, tiles
from registry.ledger import errors as ledger_errors
from registry.ledger import units

log = logging.getLogger(__name__)

AT_ONCE = tiles.WIDTH * tiles.WIDTH
"""Leaves that one tile of level 1 stands for."""

WAY_OUT = (
    "nothing is recorded until a newer backup is restored, or `fangji ledger epoch` declares what is lost "
    "(docs/backup.md)"
)


@dataclasses.dataclass(frozen=True, slots=True)
class Misfit:
    """A published checkpoint that a log does not extend; ``there`` are the leaves that it has."""

    log: logs.Log
    published: checkpoints.Checkpoint
    there: int

    def __str__(self) -> str:
        size = self.published.size
        if self.there < size:
            return f"{self.log.origin} has {self.there} leaves, of which {size} were published"
        return f"{self.log.origin} has another history than the one whose {size} leaves were published"


async def misfits(connection: units.Connection, kept: Sequence[logs.Log], export: exports.Export) -> list[Misfit]:
    """The logs that do not extend what was exported of them; one that an epoch explains is none.

    The signature is not looked at: a checkpoint by a key that was replaced since still says what was published. A store
    that does not answer, or holds no checkpoint that could be read, is told in the log and stands in nobody's way.
    """
    found = []
    for one in kept:
        try:
            exported = await publishing.exported(export, one, any_key=True)
        except (OSError, errors.NotVerified) as error:
            log.warning("the exported checkpoint of %s cannot be compared: %s", one.origin, error)
            continue
        if exported is not None and (misfit := await _misfit(connection, one, exported)) is not None:
            found.append(misfit)
    return found


async def refusal(connection: units.Connection, kept: Sequence[logs.Log], export: exports.Export) -> str | None:
    """Why nothing may be recorded, as a sentence with the way out; None where all is as it was published."""
    found = await misfits(connection, kept, export)
    return f"{'; '.join(map(str, found))}: {WAY_OUT}." if found else None


async def _misfit(connection: units.Connection, one: logs.Log, published: checkpoints.Checkpoint) -> Misfit | None:
    if published.origin != one.origin:
        log.warning("the exported checkpoint is of the log %s, not of %s", published.origin, one.origin)
        return None
    there = await _leaves(connection, one)
    if there >= published.size and await _root(connection, one, published.size) == published.root:
        return None
    explained = epochs.withdrawn(await epochs.declared(connection), one.name, published.size)
    return None if explained else Misfit(one, published, there)


async def _leaves(connection: units.Connection, one: logs.Log) -> int:
    """How many leaves a log has; disclosures that wait for their position are none yet."""
    table = "ledger.event" if one.name == "events" else "audit.disclosure"
    return int(await connection.fetchval(f"select coalesce(max(position), 0) from {table}"))


async def _root(connection: units.Connection, one: logs.Log, size: int) -> bytes | None:
    """The root of a size by the tiles, and by leaf hashes where the tree was not built so far; None where rows lack."""
    try:
        return await stored.root(connection, one.name, size)
    except errors.NotThere:
        return await _root_of_rows(connection, one, size)


async def _root_of_rows(connection: units.Connection, one: logs.Log, size: int) -> bytes | None:
    try:
        edge = await stored.edge(connection, one.name)
    except ValueError:
        edge = tiles.Edge()
    if edge.size > size:
        return None
    try:
        for after in range(edge.size, size, AT_ONCE):
            edge.extend(await one.hashes(connection, after, min(size, after + AT_ONCE)))
    except ledger_errors.LedgerGap:
        return None
    return edge.root()


async def losses(connection: units.Connection, found: Sequence[Misfit], export: exports.Export) -> list[epochs.Loss]:
    """What an epoch has to declare of them; the exported tiles tell how many leaves are those that were published."""
    return [
        epochs.Loss(one.log.name, await _kept(connection, one, export), one.published.size, one.published.root)
        for one in found
    ]


async def _kept(connection: units.Connection, misfit: Misfit, export: exports.Export) -> int:
    """How many leaves from the first on are the published ones."""
    most = min(misfit.there, misfit.published.size)
    for first in range(0, most, AT_ONCE):
        hashes = await misfit.log.hashes(connection, first, min(most, first + AT_ONCE))
        same = await _same(misfit, export, first, hashes)
        if same < len(hashes) // merkle.HASH:
            return first + same
    return most


async def _same(misfit: Misfit, export: exports.Export, first: int, hashes: bytes) -> int:
    """How many of these leaf hashes, the first of which is that of a leaf's index, were exported, from there on."""
    for at in range(0, len(hashes), tiles.FULL):
        here = hashes[at : at + tiles.FULL]
        index = (first + at // merkle.HASH) // tiles.WIDTH
        width = min(tiles.WIDTH, misfit.published.size - index * tiles.WIDTH)
        exported = await export.read(misfit.log.prefix + tiles.Tile(0, index, width).path) or b""
        if exported[: len(here)] != here:
            return at // merkle.HASH + _common(here, exported)
    return len(hashes) // merkle.HASH


def _common(one: bytes, other: bytes) -> int:
    """How many hashes two rows have in common, from the first on."""
    pairs = zip(_hashes(one), _hashes(other), strict=False)
    return next(
        (count for count, (here, there) in enumerate(pairs) if here != there), min(len(one), len(other)) // merkle.HASH
    )


def _hashes(row: bytes) -> list[bytes]:
    return [row[at : at + merkle.HASH] for at in range(0, len(row), merkle.HASH)]
