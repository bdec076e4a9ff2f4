"""The tree against certificate-transparency's published vectors and RFC 9162's own recursion, and altered proofs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.audit import errors, merkle
from tests.registry.audit import naive, outsider

LEAVES = [
    bytes.fromhex(leaf)
    for leaf in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
"""The inputs that certificate-transparency-go and its relatives test with."""

ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)

INCLUSION = {
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}

CONSISTENCY = {
    (1, 1): (),
    (1, 8): INCLUSION[0, 8],
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}

HASHES = [merkle.leaf_hash(leaf) for leaf in LEAVES]


def leaves(size: int) -> list[bytes]:
    return [hashlib.sha256(b"%d" % at).digest() for at in range(size)]


def reading(hashes: Sequence[bytes]) -> merkle.Read:
    """The complete subtrees over leaves that are all at hand."""
    return lambda height, index: naive.mth(hashes[index << height : (index + 1) << height])


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert merkle.root(HASHES[:size]).hex() == ROOTS[size]
    assert merkle.over(b"".join(HASHES[:size])).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_published_inclusion_proofs(index: int, size: int) -> None:
    proof = merkle.inclusion_proof(index, size, reading(HASHES))
    assert tuple(one.hex() for one in proof) == INCLUSION[index, size]
    merkle.verify_inclusion(index, size, HASHES[index], proof, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_published_consistency_proofs(old: int, new: int) -> None:
    proof = merkle.consistency_proof(old, new, reading(HASHES))
    assert tuple(one.hex() for one in proof) == CONSISTENCY[old, new]
    merkle.verify_consistency(old, new, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]), proof)


def test_hashes_of_leaf_and_node() -> None:
    """The vectors of certificate-transparency's hasher."""
    assert merkle.leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    node = merkle.node_hash(b"N123", b"N456").hex()
    assert node == "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"


def test_every_proof_of_small_trees_is_the_rfc_s_and_both_verifiers_take_it() -> None:
    for size in range(1, 18):
        hashes, root = leaves(size), naive.mth(leaves(size))
        assert merkle.root(hashes) == root
        for index in range(size):
            proof = merkle.inclusion_proof(index, size, reading(hashes))
            assert proof == naive.path(index, hashes)
            merkle.verify_inclusion(index, size, hashes[index], proof, root)
            assert outsider.root_by_inclusion(index, size, hashes[index], proof) == root
        for old in range(size + 1):
            proof = merkle.consistency_proof(old, size, reading(hashes))
            assert proof == naive.proof(old, hashes)
            merkle.verify_consistency(old, size, naive.mth(hashes[:old]), root, proof)
            assert outsider.consistent(old, size, naive.mth(hashes[:old]), root, proof)


sizes = st.integers(1, 700)


@given(sizes, st.data())
def test_proofs_of_any_tree(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    root = naive.mth(hashes)
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    proof = merkle.inclusion_proof(index, size, reading(hashes))
    assert proof == naive.path(index, hashes)
    merkle.verify_inclusion(index, size, hashes[index], proof, root)
    proof = merkle.consistency_proof(old, size, reading(hashes))
    assert proof == naive.proof(old, hashes)
    merkle.verify_consistency(old, size, naive.mth(hashes[:old]), root, proof)


@given(sizes, st.data())
def test_an_altered_inclusion_proof_is_refused_by_both(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    index, root = data.draw(st.integers(0, size - 1)), naive.mth(hashes)
    proof = altered(data, naive.path(index, hashes))
    with pytest.raises(errors.NotVerified) as refused:
        merkle.verify_inclusion(index, size, hashes[index], proof, root)
    same_length = len(proof) == len(naive.path(index, hashes))
    assert refused.value.check is (errors.Check.ROOT if same_length else errors.Check.PROOF_LENGTH)
    assert outsider.root_by_inclusion(index, size, hashes[index], proof) != root


@given(sizes, st.data())
def test_an_altered_consistency_proof_is_refused_by_both(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    old = data.draw(st.integers(1, size))
    proof, roots = altered(data, naive.proof(old, hashes)), (naive.mth(hashes[:old]), naive.mth(hashes))
    with pytest.raises(errors.NotVerified) as refused:
        merkle.verify_consistency(old, size, *roots, proof)
    assert refused.value.check in (errors.Check.PROOF_LENGTH, errors.Check.OLD_ROOT, errors.Check.ROOT)
    assert not outsider.consistent(old, size, *roots, proof)


@pytest.mark.parametrize(("old", "new"), [(6, 8), (3, 7), (4, 8), (7, 8)])
def test_another_root_at_either_end(old: int, new: int) -> None:
    hashes = leaves(new)
    proof, roots = naive.proof(old, hashes), [naive.mth(hashes[:old]), naive.mth(hashes)]
    for end in (0, 1):
        stated = [bytes(32) if at == end else root for at, root in enumerate(roots)]
        with pytest.raises(errors.NotVerified) as refused:
            merkle.verify_consistency(old, new, stated[0], stated[1], proof)
        # The root of a tree of 2^n leaves is itself a node of the newer tree, so a wrong one shows there.
        at_old = end == 0 and old.bit_count() > 1
        assert refused.value.check is (errors.Check.OLD_ROOT if at_old else errors.Check.ROOT)
        assert not outsider.consistent(old, new, stated[0], stated[1], proof)


def altered(data: st.DataObject, proof: list[bytes]) -> list[bytes]:
    """One hash more, one less, or one bit of one."""
    if not proof or data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(proof)))
        longer = [*proof[:at], bytes(32), *proof[at:]]
        return data.draw(st.sampled_from([longer, *([proof[1:], proof[:-1]] if proof else [])]))
    at, byte = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 31))
    flipped = bytes(one ^ (place == byte) for place, one in enumerate(proof[at]))
    return [*proof[:at], flipped, *proof[at + 1 :]]


@pytest.mark.parametrize(
    ("index", "size", "check"),
    [(0, 0, errors.Check.SIZE), (-1, 3, errors.Check.INDEX), (3, 3, errors.Check.INDEX), (0, -1, errors.Check.SIZE)],
)
def test_what_is_out_of_range(index: int, size: int, check: errors.Check) -> None:
    with pytest.raises(errors.NotVerified) as refused:
        merkle.verify_inclusion(index, size, bytes(32), [], bytes(32))
    assert refused.value.check is check
    assert str(size) in str(refused.value)


@pytest.mark.parametrize(("old", "new"), [(4, 3), (-1, 3)])
def test_sizes_that_do_not_grow(old: int, new: int) -> None:
    with pytest.raises(errors.NotVerified, match="out of range") as refused:
        merkle.verify_consistency(old, new, bytes(32), bytes(32), [])
    assert refused.value.check is errors.Check.SIZE


def test_trees_that_need_no_proof() -> None:
    merkle.verify_consistency(0, 5, merkle.EMPTY, bytes(32), [])
    for old, new, roots, check in (
        (0, 5, (bytes(32), bytes(32)), errors.Check.OLD_ROOT),
        (3, 3, (HASHES[0], HASHES[1]), errors.Check.ROOT),
    ):
        with pytest.raises(errors.NotVerified) as refused:
            merkle.verify_consistency(old, new, *roots, [])
        assert refused.value.check is check


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_compact_range_goes_on_from_its_subtrees(size: int, more: int) -> None:
    hashes = leaves(size + more)
    kept = [reading(hashes)(height, index) for height, index in merkle.subtrees(0, size)]
    tree = merkle.Range(size, kept)
    for one in hashes[size:]:
        tree.append(one)
    assert tree.root() == naive.mth(hashes)


def test_a_compact_range_of_another_size() -> None:
    with pytest.raises(ValueError, match="a tree of 3 leaves has 2 complete subtrees, not 1"):
        merkle.Range(3, [bytes(32)])
