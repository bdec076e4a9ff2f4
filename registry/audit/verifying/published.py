"""The checkpoints that a log is held against: those of the database, the exported one, those that somebody kept."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import asyncpg

from registry.audit import checkpoints, errors, exports, logs, notes, publishing, stored
from registry.audit.verifying import faults, tree

Check = faults.Check


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint that stands outside the database, and where."""

    note: bytes
    place: str


async def exported(export: exports.Export, log: logs.Log) -> list[Kept]:
    """The newest checkpoint that was exported, if there is one; OSError where the store does not answer."""
    note = await export.read(log.prefix + publishing.CHECKPOINT)
    return [] if note is None else [Kept(note, "the exported checkpoint")]


async def internal(
    pool: asyncpg.Pool, log: logs.Log, known: Sequence[notes.Verifier], found: faults.Faults
) -> list[tree.Witness]:
    """The checkpoints of the database whose notes are signed and say what stands beside them."""
    rows = await pool.fetch(f"{stored.CHECKPOINTS} order by size", log.name)
    return list(_signed([stored.Signed(*row) for row in rows], log, known, found))


def _signed(
    rows: Sequence[stored.Signed], log: logs.Log, known: Sequence[notes.Verifier], found: faults.Faults
) -> Iterator[tree.Witness]:
    for row in rows:
        name = f"the checkpoint of {row.size} leaves of {row.made_at:%Y-%m-%d %H:%M:%S} UTC"
        try:
            said = checkpoints.verify(row.note, *known, origin=log.origin)
        except errors.NotVerified as error:
            found.add(faults.Fault(Check.CHECKPOINT, f"{_capital(name)} does not verify: {error}", until=row.size))
            continue
        if (said.size, said.root) != (row.size, row.root):
            text = f"{_capital(name)} was signed for {said.size} leaves or another root than stand beside its note."
            found.add(faults.Fault(Check.CHECKPOINT, text, until=row.size))
        yield tree.Witness(said.size, said.root, name)


def outside(
    kept: Sequence[Kept], log: logs.Log, known: Sequence[notes.Verifier], found: faults.Faults
) -> list[tree.Witness]:
    """The checkpoints from outside the database that are this log's and signed."""
    witnesses = []
    for one in kept:
        try:
            said = checkpoints.verify(one.note, *known, origin=log.origin)
        except errors.NotVerified as error:
            found.add(faults.Fault(Check.EXPORTED, f"{_capital(one.place)} does not verify: {error}"))
            continue
        witnesses.append(tree.Witness(said.size, said.root, f"{one.place} of {said.size} leaves", Check.EXPORTED))
    return witnesses


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
