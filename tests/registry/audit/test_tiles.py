"""Tiles: the specification's own examples, and trees that grow in pieces beside trees made whole."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.audit import merkle, tiles

LEAVES = [hashlib.sha256(b"%d" % at).digest() for at in range(70_000)]


def grown(size: int, *pieces: int) -> tuple[tiles.Edge, dict[tuple[int, int], bytes]]:
    """A tree that grew in pieces, each time from what was kept of its edge; with all its tiles, partial ones too."""
    edge, found = tiles.Edge(), {}
    ends = sorted({min(piece, size) for piece in pieces} | {size})
    for first, last in zip([0, *ends], ends, strict=False):
        full = edge.extend(b"".join(LEAVES[first:last]))
        found.update({(tile.level, tile.index): hashes for tile, hashes in full})
        edge = tiles.Edge(edge.size, edge.levels)
    partial = {(level, size >> 8 * (level + 1)): hashes for level, hashes in enumerate(edge.levels) if hashes}
    return edge, found | partial


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (tiles.Tile(0, 1234067), "tile/0/x001/x234/067"),
        (tiles.Tile(0, 0), "tile/0/000"),
        (tiles.Tile(1, 999), "tile/1/999"),
        (tiles.Tile(63, 1000, 255), "tile/63/x001/000.p/255"),
        (tiles.Tile(0, 1_000_000), "tile/0/x001/x000/000"),
    ],
)
def test_paths(tile: tiles.Tile, path: str) -> None:
    assert tile.path == path


def test_the_tiles_of_seventy_thousand_leaves() -> None:
    """The example of the specification."""
    partial = list(tiles.of_size(70_000))
    assert partial == [tiles.Tile(0, 273, 112), tiles.Tile(1, 1, 17), tiles.Tile(2, 0, 1)]
    full = list(tiles.full_between(0, 70_000))
    assert full == [*(tiles.Tile(0, at) for at in range(273)), tiles.Tile(1, 0)]
    assert list(tiles.of_size(256)) == [tiles.Tile(1, 0, 1)]
    edge, kept = grown(70_000)
    assert {(tile.level, tile.index): tile.width * 32 for tile in (*full, *partial)} == {
        tile: len(hashes) for tile, hashes in kept.items()
    }
    assert edge.root() == merkle.over(b"".join(LEAVES))
    assert kept[2, 0] == kept[1, 0][:0] + merkle.over(b"".join(LEAVES[:65536]))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 511, 512, 65535, 65536, 65537])
def test_roots_at_the_seams(size: int) -> None:
    edge, _ = grown(size, 200, 256, 300, 65536)
    assert edge.root() == merkle.root(LEAVES[:size])


@given(st.integers(1, 1500), st.lists(st.integers(0, 1500), max_size=4), st.data())
def test_any_proof_follows_from_tiles_also_of_an_earlier_size(
    size: int, pieces: list[int], data: st.DataObject
) -> None:
    _, kept = grown(size, *pieces)
    then = data.draw(st.integers(1, size))
    index, old = data.draw(st.integers(0, then - 1)), data.draw(st.integers(0, then))
    read = tiles.reader(lambda level, at: kept[level, at])
    root = merkle.span_hash((0, then), read)
    assert root == merkle.root(LEAVES[:then])
    merkle.verify_inclusion(index, then, LEAVES[index], merkle.inclusion_proof(index, then, read), root)
    proof = merkle.consistency_proof(old, then, read)
    merkle.verify_consistency(old, then, merkle.root(LEAVES[:old]), root, proof)
    assert tiles.needed(merkle.inclusion_spans(index, then)) <= kept.keys()


@given(st.integers(0, 200_000), st.integers(0, 200_000))
def test_tiles_that_became_full(old: int, new: int) -> None:
    old, new = sorted((old, new))
    later = set(tiles.full_between(0, new)) - set(tiles.full_between(0, old))
    assert later == set(tiles.full_between(old, new))


def test_a_proof_takes_few_tiles() -> None:
    size = 100_000_000
    assert len(tiles.needed(merkle.inclusion_spans(12_345_678, size))) <= 2 * 4
    assert len(tiles.needed(merkle.consistency_spans(12_345_678, size))) <= 2 * 4


def test_what_is_no_edge() -> None:
    for size, levels in ((3, [bytes(64)]), (256, [b""]), (1, [])):
        with pytest.raises(ValueError, match=f"these are not the partial tiles of a tree of {size} leaves"):
            tiles.Edge(size, levels)


def test_a_tile_that_was_cut() -> None:
    read = tiles.reader(lambda level, index: bytes(64))
    with pytest.raises(ValueError, match="tile 0/0 has 64 bytes, 96 are needed"):
        read(0, 2)
