"""Proofs from the database: against both verifiers, at any size, and what there is nothing to prove of."""

from __future__ import annotations

import itertools

import pytest

from registry.audit import errors, merkle, proof_file
from tests.registry.audit import naive, outsider
from tests.registry.audit.conftest import Bureau

HASHES = "select leaf_hash from ledger.event order by position"


async def test_files_of_any_event_are_taken_by_both_verifiers(bureau: Bureau) -> None:
    await bureau.record(300)
    signed = await bureau.sign()
    key = bureau.signer.verifier
    leaves = {one.position: one for one in await bureau.ledger.read_leaves(0, 300)}
    for file in await bureau.prover.files([1, 200, 256, 257, 300]):
        found = proof_file.verify(str(file), key)
        leaf = leaves[found.position]
        assert (found.leaf, found.checkpoint.size) == (leaf.header + b"\n" + leaf.body, 300)
        assert outsider.check_proof(str(file), str(key)) == found.leaf
        assert str(file).endswith(signed.note)


async def test_a_file_under_an_earlier_checkpoint(bureau: Bureau) -> None:
    await bureau.record(5)
    earlier = await bureau.sign()
    await bureau.record(300)
    await bureau.sign()
    file = await bureau.prover.file(3, 5)
    assert file.note == earlier.note
    assert proof_file.verify(str(file), bureau.signer.verifier).position == 3
    with pytest.raises(errors.NotThere, match="has no checkpoint of 6 leaves; leave the size out for the newest"):
        await bureau.prover.file(3, 6)


async def test_inclusion_and_consistency_at_any_size_of_the_tree(bureau: Bureau) -> None:
    """Not only at those that were signed: an auditor may hold any."""
    await bureau.record(270)
    await bureau.sign()
    hashes = [row[0] for row in await bureau.pool.fetch(HASHES)]
    for position, size in ((1, 1), (77, 100), (256, 256), (257, 260), (12, 270)):
        found = await bureau.prover.inclusion(position, size)
        assert found.hashes == naive.path(position - 1, hashes[:size])
        assert (found.position, found.size) == (position, size)
        assert await bureau.prover.root(size) == naive.mth(hashes[:size])
    for old, new in itertools.combinations((0, 1, 255, 256, 270), 2):
        proof = await bureau.prover.consistency(old, new)
        assert proof.hashes == naive.proof(old, hashes[:new])
        merkle.verify_consistency(old, new, proof.old_root, proof.new_root, proof.hashes)


async def test_the_newest_checkpoint_unless_said(bureau: Bureau) -> None:
    await bureau.record(5)
    await bureau.sign()
    await bureau.record(2)
    assert (await bureau.prover.inclusion(5)).size == 5
    assert (await bureau.prover.consistency(2)).new == 5
    for position in (0, 6, -1):
        with pytest.raises(errors.NotThere, match=f"Position {position} is not in the checkpoint, which has 5"):
            await bureau.prover.inclusion(position)
    for old, new in ((6, None), (-1, 5), (5, 4)):
        with pytest.raises(errors.NotThere, match=f"Tree size {old} is out of range"):
            await bureau.prover.consistency(old, new)
    with pytest.raises(errors.NotThere, match="it is smaller, or its tiles were lost"):
        await bureau.prover.inclusion(1, 7)


async def test_tiles_that_were_lost_are_told(bureau: Bureau) -> None:
    await bureau.record(300)
    await bureau.sign()
    await bureau.alter("delete from audit.tile")
    with pytest.raises(errors.NotThere, match="fangji audit verify"):
        await bureau.prover.inclusion(3)


async def test_an_altered_event_makes_a_file_that_nobody_takes(bureau: Bureau) -> None:
    await bureau.record(9)
    await bureau.sign()
    await bureau.alter(
        "update ledger.event set body = convert_to(replace(convert_from(body, 'UTF8'), '88.20', '98.20'), 'UTF8') "
        "where position = 4"
    )
    file = str(await bureau.prover.file(4))
    with pytest.raises(errors.NotVerified) as refused:
        proof_file.verify(file, bureau.signer.verifier)
    assert refused.value.check is errors.Check.ROOT
    assert outsider.check_proof(file, str(bureau.signer.verifier)) is None
