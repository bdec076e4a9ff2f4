"""The Merkle tree of RFC 9162, section 2.1: roots, proofs, and their verification; pure, over SHA-256 hashes.

A *subtree* (height, index) is complete: it spans the leaves from index * 2**height up to (index + 1) * 2**height. Those
never change while the tree grows, so whoever keeps them can prove anything of any earlier size.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence

from registry.audit import errors

HASH = 32
"""Bytes of a hash."""

EMPTY = hashlib.sha256(b"").digest()
"""The root of the tree without leaves."""

Subtree = tuple[int, int]
"""Height and index of a complete subtree."""

Read = Callable[[int, int], bytes]
"""The hash of the complete subtree of a height and an index."""

Span = tuple[int, int]
"""Leaves from the first (included) to the last (excluded) whose tree's hash is meant."""

_sha256 = hashlib.sha256
_node = _sha256(b"\x01").copy
"""A hash that a node's children are to be added to: a copy costs less than a new one."""
_PAIR = struct.Struct(f"{2 * HASH}s")


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return _sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return _sha256(b"\x01" + left + right).digest()


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """The root of the tree of these leaf hashes, read once; memory grows with the logarithm of their number."""
    tree = Range()
    for one in leaf_hashes:
        tree.append(one)
    return tree.root()


class Range:
    """A compact range: the tree of all leaves appended so far, as the hashes of its largest complete subtrees."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        """Go on from a tree of ``size`` leaves with the hashes of :func:`subtrees` (0, size), the largest first."""
        if len(hashes) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} complete subtrees, not {len(hashes)}")
        self.size = size
        self._hashes = list(hashes)

    def append(self, leaf_hash: bytes) -> None:
        """Append one leaf's hash."""
        at, one, hashes = self.size, leaf_hash, self._hashes
        while at & 1:
            one = _sha256(b"\x01" + hashes.pop() + one).digest()
            at >>= 1
        hashes.append(one)
        self.size += 1

    def root(self) -> bytes:
        """The root as of now."""
        return fold(self._hashes)


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over complete subtrees that lie side by side, the largest first; that of no leaves where none."""
    if not hashes:
        return EMPTY
    *rest, one = hashes
    for left in reversed(rest):
        one = node_hash(left, one)
    return one


def over(hashes: bytes) -> bytes:
    """The root over up to any number of hashes of one height, given as their concatenation."""
    while len(hashes) > HASH:
        odd = len(hashes) // HASH % 2 * HASH
        above = []
        for (pair,) in _PAIR.iter_unpack(hashes[: len(hashes) - odd]):
            node = _node()
            node.update(pair)
            above.append(node.digest())
        hashes = b"".join(above) + hashes[len(hashes) - odd :]
    return hashes or EMPTY


def subtrees(first: int, last: int) -> Iterator[Subtree]:
    """The complete subtrees, left to right, of the tree over leaves ``first`` to ``last`` (excluded).

    ``first`` must be where the RFC's recursion may split: a multiple of the smallest power of two that spans them.
    """
    while first < last:
        height = (last - first).bit_length() - 1
        yield height, first >> height
        first += 1 << height


def span_hash(span: Span, read: Read) -> bytes:
    """The hash of the tree over a span's leaves: MTH(D[first:last])."""
    return fold([read(height, index) for height, index in subtrees(*span)])


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The spans whose hashes make the inclusion proof PATH(index, D[size]), the leaf's sibling first.

    Raises:
        NotVerified: the size or the index is out of range.
    """
    _check_index(index, size)
    spans: list[Span] = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _split(last - first)
        if index < middle:
            spans.append((middle, last))
            last = middle
        else:
            spans.append((first, middle))
            first = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[Span]:
    """The spans whose hashes make the consistency proof PROOF(old, D[new]); none where old is 0 or new.

    Raises:
        NotVerified: a size is out of range.
    """
    _check_sizes(old, new)
    if old in (0, new):
        return []
    spans: list[Span] = []
    first, last = 0, new
    while last != old:
        middle = first + _split(last - first)
        if old <= middle:
            spans.append((middle, last))
            last = middle
        else:
            spans.append((first, middle))
            first = middle
    return [*([(first, last)] if first else []), *spans[::-1]]


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """The inclusion proof of a leaf in the tree of a size (2.1.3.1); NotVerified where they are out of range."""
    return [span_hash(span, read) for span in inclusion_spans(index, size)]


def consistency_proof(old: int, new: int, read: Read) -> list[bytes]:
    """The proof that the tree of ``new`` leaves extends that of ``old`` (2.1.4.1); NotVerified out of range."""
    return [span_hash(span, read) for span in consistency_spans(old, new)]


def verify_inclusion(index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that a leaf's hash is at an index of the tree with this size and root (2.1.3.2).

    Raises:
        NotVerified: INDEX, SIZE, PROOF_LENGTH or ROOT.
    """
    _check_length(proof, len(inclusion_spans(index, size)))
    node, end, found = index, size - 1, leaf_hash
    for one in proof:
        if node & 1 or node == end:
            found = node_hash(one, found)
            while not node & 1 and node:
                node, end = node >> 1, end >> 1
        else:
            found = node_hash(found, one)
        node, end = node >> 1, end >> 1
    if found != root:
        raise errors.NotVerified(
            errors.Check.ROOT,
            f"The leaf and the proof's hashes give the root {found.hex()} for {size} leaves, not {root.hex()}.",
        )


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree of ``new`` leaves begins with that of ``old`` (2.1.4.2); of 0 leaves every tree is one.

    Raises:
        NotVerified: SIZE, PROOF_LENGTH, OLD_ROOT or ROOT.
    """
    _check_length(proof, len(consistency_spans(old, new)))
    if old in (0, new):
        _check_trivial(old, new, old_root, new_root)
        return
    hashes = [old_root, *proof] if old.bit_count() == 1 else list(proof)
    node, end = old - 1, new - 1
    while node & 1:
        node, end = node >> 1, end >> 1
    found_old = found_new = hashes[0]
    for one in hashes[1:]:
        if node & 1 or node == end:
            found_old, found_new = node_hash(one, found_old), node_hash(one, found_new)
            while not node & 1 and node:
                node, end = node >> 1, end >> 1
        else:
            found_new = node_hash(found_new, one)
        node, end = node >> 1, end >> 1
    _check_root(errors.Check.OLD_ROOT, old, found_old, old_root)
    _check_root(errors.Check.ROOT, new, found_new, new_root)


def _check_trivial(old: int, new: int, old_root: bytes, new_root: bytes) -> None:
    if old == 0:
        _check_root(errors.Check.OLD_ROOT, 0, EMPTY, old_root)
    if new == old:
        _check_root(errors.Check.ROOT, new, old_root, new_root)


def _check_root(check: errors.Check, size: int, found: bytes, stated: bytes) -> None:
    if found != stated:
        said = f"The proof gives the root {found.hex()} for {size} leaves, the checkpoint says {stated.hex()}."
        raise errors.NotVerified(check, said)


def _split(size: int) -> int:
    """The largest power of two below a size of at least 2."""
    return 1 << ((size - 1).bit_length() - 1)


def _check_index(index: int, size: int) -> None:
    if size < 1:
        raise errors.NotVerified(errors.Check.SIZE, f"A tree of size {size} holds no leaf to prove.")
    if not 0 <= index < size:
        said = f"Index {index} is out of range: the tree's size is {size}, so indexes go from 0 to {size - 1}."
        raise errors.NotVerified(errors.Check.INDEX, said)


def _check_sizes(old: int, new: int) -> None:
    if not 0 <= old <= new:
        said = f"Tree size {old} is out of range: the older size goes from 0 to the newer one, {new}."
        raise errors.NotVerified(errors.Check.SIZE, said)


def _check_length(proof: Sequence[bytes], expected: int) -> None:
    if len(proof) != expected:
        said = f"The proof has {len(proof)} hashes where these sizes take {expected}."
        raise errors.NotVerified(errors.Check.PROOF_LENGTH, said)
