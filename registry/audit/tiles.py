"""Tiles as C2SP's `tlog-tiles` specifies them: the tree's hashes in pieces of 256, which are what proofs are made from.

https://c2sp.org/tlog-tiles. Tile n of level l holds the hashes of the subtrees of height 8 l with the indexes from
256 n on: at level 0 leaf hashes, above that the roots of full tiles of the level below. A partial tile is the beginning
of a full one. Nothing here reads or writes anything.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Sequence

from registry.audit import merkle

HEIGHT = 8
WIDTH = 1 << HEIGHT
FULL = WIDTH * merkle.HASH
"""Bytes of a full tile."""


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Tile:
    """Which tile: its level, its index in the level, and how many hashes of it there are."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it is served below a log's prefix, such as `tile/0/x001/234.p/5`."""
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{index_path(self.index)}{partial}"

    def of(self, hashes: bytes) -> bytes:
        """The bytes of this tile out of those of one at the same place that is as wide or wider."""
        return hashes[: self.width * merkle.HASH]


def index_path(index: int) -> str:
    """A tile's index in groups of three digits, all but the last with an `x`: 1234067 is `x001/x234/067`."""
    groups = [f"{index % 1000:03d}"]
    while index := index // 1000:
        groups.append(f"x{index % 1000:03d}")
    return "/".join(reversed(groups))


def of_size(size: int) -> Iterator[Tile]:
    """The partial tiles of a tree of this size, the lowest first."""
    level = 0
    while size:
        size, width = divmod(size, WIDTH)
        if width:
            yield Tile(level, size, width)
        level += 1


def full_between(old: int, new: int) -> Iterator[Tile]:
    """The tiles that are full in the tree of ``new`` leaves and not yet in that of ``old``, the lowest first."""
    level = 0
    while new := new // WIDTH:
        old //= WIDTH
        yield from (Tile(level, index) for index in range(old, new))
        level += 1


def is_full(tile: Tile, size: int) -> bool:
    """Whether the tile at this place is full in the tree of a size."""
    return (tile.index + 1) << HEIGHT * (tile.level + 1) <= size


def holding(subtree: merkle.Subtree) -> tuple[int, int]:
    """Level and index of the tile from whose hashes a complete subtree's hash follows."""
    height, index = subtree
    level, within = divmod(height, HEIGHT)
    return level, (index << within) // WIDTH


def needed(spans: Iterable[merkle.Span]) -> set[tuple[int, int]]:
    """Level and index of all tiles that a proof's spans take."""
    return {holding(subtree) for span in spans for subtree in merkle.subtrees(*span)}


def reader(find: Callable[[int, int], bytes]) -> merkle.Read:
    """Hashes of complete subtrees out of tiles: ``find`` gives the bytes of a tile (level, index), full or partial.

    The reader raises ValueError where a tile is shorter than what is asked of it.
    """

    def read(height: int, index: int) -> bytes:
        level, within = divmod(height, HEIGHT)
        tile, first = divmod(index << within, WIDTH)
        start, end = first * merkle.HASH, (first + (1 << within)) * merkle.HASH
        hashes = find(level, tile)
        if len(hashes) < end:
            raise ValueError(f"tile {level}/{tile} has {len(hashes)} bytes, {end} are needed")
        return merkle.over(hashes[start:end])

    return read


class Edge:
    """The right edge of a growing tree: its partial tiles, from which the tree goes on and its root follows."""

    def __init__(self, size: int = 0, levels: Sequence[bytes] = ()) -> None:
        """Go on from ``size`` leaves with the partial tile of every level, from 0 on, empty ones included.

        Raises:
            ValueError: the partial tiles are not those of that size.
        """
        self.size = size
        self._levels = list(levels)
        if [len(one) for one in self._levels] != [width * merkle.HASH for width in _widths(size)]:
            raise ValueError(f"these are not the partial tiles of a tree of {size} leaves")

    @property
    def levels(self) -> list[bytes]:
        """The partial tile of every level, from 0 on."""
        return list(self._levels)

    def root(self) -> bytes:
        """The root of the tree as it is."""
        hashes: list[bytes] = []
        for level in reversed(self._levels):
            hashes += _complete(level)
        return merkle.fold(hashes)

    def extend(self, hashes: bytes) -> list[tuple[Tile, bytes]]:
        """Append leaf hashes, given as their concatenation; the tiles that became full, with their bytes."""
        self.size += len(hashes) // merkle.HASH
        filled: list[tuple[Tile, bytes]] = []
        level = 0
        while hashes:
            full = self._append(level, hashes)
            filled += full
            hashes = b"".join(merkle.over(tile) for _, tile in full)
            level += 1
        return filled

    def _append(self, level: int, hashes: bytes) -> list[tuple[Tile, bytes]]:
        if level == len(self._levels):
            self._levels.append(b"")
        waiting = self._levels[level] + hashes
        whole = len(waiting) - len(waiting) % FULL
        self._levels[level] = waiting[whole:]
        first = (self.size >> HEIGHT * (level + 1)) - whole // FULL
        return [(Tile(level, first + at // FULL), waiting[at : at + FULL]) for at in range(0, whole, FULL)]


def _complete(hashes: bytes) -> Iterator[bytes]:
    """The roots of the largest complete subtrees over a partial tile's hashes, the largest first."""
    at, count = 0, len(hashes) // merkle.HASH
    while count:
        size = 1 << (count.bit_length() - 1)
        yield merkle.over(hashes[at : at + size * merkle.HASH])
        at, count = at + size * merkle.HASH, count - size


def _widths(size: int) -> list[int]:
    widths = []
    while size:
        size, width = divmod(size, WIDTH)
        widths.append(width)
    return widths
