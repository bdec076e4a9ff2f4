"""Proofs from the database: that an event is in the tree, that a tree extends an older one, and proof files of both."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import asyncpg

from registry.audit import errors, logs, merkle, proof_file, stored


@dataclasses.dataclass(frozen=True, slots=True)
class Inclusion:
    """That a leaf is at ``index`` of the tree with ``size`` leaves: the hashes from its sibling up to the root."""

    index: int
    size: int
    hashes: Sequence[bytes]

    @property
    def position(self) -> int:
        """The position of what the leaf holds."""
        return self.index + 1


@dataclasses.dataclass(frozen=True, slots=True)
class Consistency:
    """That the tree of ``new`` leaves begins with that of ``old``, with both roots."""

    old: int
    new: int
    old_root: bytes
    new_root: bytes
    hashes: Sequence[bytes]


class Prover:
    """Proves what stands in a log; ``pool`` may be a replica's."""

    def __init__(self, pool: asyncpg.Pool, log: logs.Log) -> None:
        self._pool, self.log = pool, log

    async def newest(self) -> stored.Signed:
        """The last checkpoint; NotThere before the first one."""
        found = await stored.newest(self._pool, self.log.name)
        if found is None:
            raise errors.NotThere(
                f"{self.log.origin} has no checkpoint yet; `fangji audit checkpoint` makes one.", field="size"
            )
        return found

    async def find_checkpoint(self, size: int) -> stored.Signed | None:
        """The checkpoint of a tree size; None where none was made of it."""
        return await stored.of_size(self._pool, self.log.name, size)

    async def checkpoint(self, size: int) -> stored.Signed:
        """The checkpoint of a tree size; NotThere where none was made of it."""
        found = await self.find_checkpoint(size)
        if found is None:
            raise errors.NotThere(
                f"{self.log.origin} has no checkpoint of {size} leaves; leave the size out for the newest.",
                field="size",
            )
        return found

    async def root(self, size: int) -> bytes:
        """The root of the tree when it had this size; NotThere where the tree of the last checkpoint is smaller."""
        return await stored.root(self._pool, self.log.name, size)

    async def inclusion(self, position: int, size: int | None = None) -> Inclusion:
        """Prove that a position is in the tree of a size, that of the newest checkpoint unless given.

        Raises:
            NotThere: there is no checkpoint, or the position or the size lies beyond the last one.
        """
        (found,) = await self.inclusions([position], size)
        return found

    async def inclusions(self, positions: Sequence[int], size: int | None = None) -> list[Inclusion]:
        """The same for several positions, in their order, from one reading of the tiles that they share."""
        reached = (await self.newest()).size if size is None else size
        for position in positions:
            self._check_position(position, reached)
        spans = [merkle.inclusion_spans(position - 1, reached) for position in positions]
        read = await stored.reader(self._pool, self.log.name, [span for each in spans for span in each])
        return [
            Inclusion(position - 1, reached, [merkle.span_hash(span, read) for span in each])
            for position, each in zip(positions, spans, strict=True)
        ]

    async def consistency(self, old: int, new: int | None = None) -> Consistency:
        """Prove that the tree of a size extends an older one; the newest checkpoint's unless given.

        Raises:
            NotThere: there is no checkpoint, or a size is out of range.
        """
        reached = (await self.newest()).size if new is None else new
        if not 0 <= old <= reached:
            said = f"Tree size {old} is out of range: the older size goes from 0 to the newer one, {reached}."
            raise errors.NotThere(said, field="size")
        spans = merkle.consistency_spans(old, reached)
        read = await stored.reader(self._pool, self.log.name, [*spans, (0, old), (0, reached)])
        old_root, new_root = (merkle.span_hash((0, size), read) for size in (old, reached))
        return Consistency(old, reached, old_root, new_root, [merkle.span_hash(span, read) for span in spans])

    async def file(self, position: int, size: int | None = None) -> proof_file.ProofFile:
        """The proof file of what stands at a position, under the newest checkpoint or that of a size.

        Raises:
            NotThere: there is no such checkpoint, or the position lies beyond it.
        """
        (found,) = await self.files([position], size)
        return found

    async def files(self, positions: Sequence[int], size: int | None = None) -> list[proof_file.ProofFile]:
        """The same for several positions, all under one checkpoint."""
        signed = await self.newest() if size is None else await self.checkpoint(size)
        proved = await self.inclusions(positions, signed.size)
        async with self._pool.acquire() as connection:
            leaves = [await self.log.leaf(connection, position) for position in positions]
        return [
            proof_file.ProofFile(one.index, one.hashes, signed.note, leaf)
            for one, leaf in zip(proved, leaves, strict=True)
        ]

    def _check_position(self, position: int, size: int) -> None:
        if not 1 <= position <= size:
            raise errors.NotThere(
                f"Position {position} is not in the checkpoint, which has {size}; they go from 1, and the next "
                "checkpoint (`fangji audit checkpoint`) will have those recorded since.",
                field="position",
            )
