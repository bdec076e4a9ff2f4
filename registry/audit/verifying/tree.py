"""The tree over recomputed leaf hashes, grown from left to right and held against tiles and checkpoints on the way."""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence

from registry.audit import merkle, tiles
from registry.audit.verifying import faults

Check = faults.Check
Fault = faults.Fault
Place = tuple[int, int]
"""Level and index of a tile."""

FindTiles = Callable[[Collection[Place]], Awaitable[Mapping[Place, bytes]]]
"""The full tiles that are kept of those places, and beside them the partial ones of the edge."""


@dataclasses.dataclass(frozen=True, slots=True)
class Witness:
    """A root that was published for a size; ``name`` says by what, ``check`` which check it belongs to."""

    size: int
    root: bytes
    name: str
    check: Check = Check.CHECKPOINT


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """What the database keeps of the tree: tiles, as far as ``edge`` reaches."""

    edge: tiles.Edge
    find: FindTiles


class Growing:
    """A tree that goes on from an edge, with the witnesses that it comes past."""

    def __init__(self, edge: tiles.Edge, witnesses: Sequence[Witness], kept: Kept, found: faults.Faults) -> None:
        """``found`` takes what is wrong with tiles; what becomes of the witnesses is told by :attr:`failed`."""
        self.edge, self._kept, self._found = edge, kept, found
        self.held: list[Witness] = []
        self.failed: list[Witness] = []
        self.starts: dict[int, bytes] = {}
        self._at: dict[int, list[Witness]] = collections.defaultdict(list)
        for one in witnesses:
            self._at[one.size].append(one)
        self._stops = sorted({*self._at, kept.edge.size})

    async def start(self) -> None:
        """Meet the witnesses of the size with which it begins."""
        await self._stop()

    async def feed(self, hashes: bytes) -> None:
        """Append leaf hashes, given as their concatenation."""
        at = 0
        while at < len(hashes):
            until = self._next_stop(len(hashes) // merkle.HASH - at // merkle.HASH)
            end = at + until * merkle.HASH
            await self._extend(hashes[at:end])
            at = end
            await self._stop()

    def level_one(self) -> dict[int, bytes]:
        """Tiles of level 1 by their index, as far as this tree has seen them grow; the last one may be partial."""
        partial = self.edge.levels[1:2]
        last = {self.edge.size >> 2 * tiles.HEIGHT: partial[0]} if partial and partial[0] else {}
        return {**self.starts, **last}

    def _next_stop(self, most: int) -> int:
        """How many leaves to the next size at which something is to be compared."""
        size = self.edge.size
        stop = next((stop for stop in self._stops if stop > size), size + most)
        return min(most, stop - size)

    async def _extend(self, hashes: bytes) -> None:
        filled = self.edge.extend(hashes)
        self.starts.update({tile.index: data for tile, data in filled if tile.level == 1})
        within = [(tile, data) for tile, data in filled if self._is_kept(tile)]
        if within:
            found = await self._kept.find([(tile.level, tile.index) for tile, _ in within])
            for tile, data in within:
                self._compare(tile, data, found.get((tile.level, tile.index)))

    def _is_kept(self, tile: tiles.Tile) -> bool:
        return (tile.index + 1) << tiles.HEIGHT * (tile.level + 1) <= self._kept.edge.size

    def _compare(self, tile: tiles.Tile, computed: bytes, kept: bytes | None) -> None:
        if kept == computed:
            return
        if kept is None:
            self._found.add(Fault(Check.TILE, f"The tile {tile.path} is missing."))
        elif tile.level:
            self._compare_above(tile)
        else:
            for position in differing(computed, kept, tile.index * tiles.WIDTH + 1):
                said = f"The leaf at position {position} is not the one that the tree was built from."
                self._found.add(Fault(Check.TILE, said, position))

    def _compare_above(self, tile: tiles.Tile) -> None:
        """A tile differs as soon as one below it does, which was told before."""
        if not self._found.found(Check.TILE):
            self._found.add(Fault(Check.TILE, f"The tile {tile.path} is not the one of the leaves below it."))

    async def _stop(self) -> None:
        size = self.edge.size
        if size == self._kept.edge.size:
            self._compare_edge()
        witnesses = self._at.pop(size, ())
        root = self.edge.root() if witnesses else b""
        for one in witnesses:
            (self.held if one.root == root else self.failed).append(one)

    def _compare_edge(self) -> None:
        for level, (computed, kept) in enumerate(zip(self.edge.levels, self._kept.edge.levels, strict=False)):
            index = self.edge.size >> tiles.HEIGHT * (level + 1)
            if computed != kept:
                self._compare(tiles.Tile(level, index, len(kept) // merkle.HASH), computed, kept)


def differing(computed: bytes, kept: bytes, first: int) -> list[int]:
    """The positions, the first of which is given, at which two rows of hashes differ."""
    size = merkle.HASH
    return [
        first + at // size for at in range(0, len(computed), size) if computed[at : at + size] != kept[at : at + size]
    ]
