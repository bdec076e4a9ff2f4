"""Proofs over the API: they verify, they are scoped, and what cannot be proved is said."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api, lookups, proofs
from graphql_api.executor import Executor
from graphql_api.identity import Identity
from projections import ddl, projector
from projections.applying import Applier
from registry.audit import merkle, notes, proof_file, proving
from tests.graphql_api.asking import AUDITOR, ask, refused
from tests.registry.audit.conftest import Bureau
from tests.registry.ledger import samples

ELSEWHERE = Identity("b", ("auditor",), ("330100",))

INCLUSION = """query($position: Position!, $size: Position) { audit {
    inclusionProof(position: $position, treeSize: $size) {
        position leafIndex treeSize leafHash hashes root checkpoint proofFile } } }"""
CONSISTENCY = """query($old: Position!, $new: Position!) { audit {
    consistencyProof(oldSize: $old, newSize: $new) { oldSize newSize oldRoot newRoot hashes } } }"""


@pytest.fixture
async def execute(bureau: Bureau) -> Executor:
    await bureau.record(5)
    await bureau.sign()
    await bureau.record(4)
    await bureau.sign()
    async with bureau.pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
        await projector.catch_up(connection, Applier(), samples.NOON.date())
    sources: dict[str, lookups.Source] = {
        proofs.INCLUDES: proving.Including(bureau.prover),
        proofs.EXTENDS: proving.Extending(bureau.prover),
    }
    return Executor(api.of(CATALOGUE), bureau.pool, samples.NOON.date, sources=sources)


def _bytes(told: dict[str, Any]) -> list[bytes]:
    return [bytes.fromhex(one) for one in told["hashes"]]


async def test_inclusion_verifies_under_the_newest_checkpoint(execute: Executor, bureau: Bureau) -> None:
    told = (await ask(execute, INCLUSION, AUDITOR, position=3))["audit"]["inclusionProof"]
    assert (told["position"], told["leafIndex"], told["treeSize"]) == (3, 2, 9)
    leaf, root = bytes.fromhex(told["leafHash"]), bytes.fromhex(told["root"])
    merkle.verify_inclusion(2, 9, leaf, _bytes(told), root)
    assert notes.parse(told["checkpoint"]).check(bureau.signer.verifier)
    found = proof_file.verify(told["proofFile"], bureau.signer.verifier)
    assert (found.position, merkle.leaf_hash(found.leaf)) == (3, leaf)


async def test_a_tree_of_which_nothing_was_signed_has_a_proof_and_no_file(execute: Executor) -> None:
    told = (await ask(execute, INCLUSION, AUDITOR, position=3, size=7))["audit"]["inclusionProof"]
    assert (told["treeSize"], told["checkpoint"], told["proofFile"]) == (7, None, None)
    merkle.verify_inclusion(2, 7, bytes.fromhex(told["leafHash"]), _bytes(told), bytes.fromhex(told["root"]))


async def test_leaves_are_for_auditors_of_the_division(execute: Executor) -> None:
    public = (await ask(execute, INCLUSION, position=3))["audit"]["inclusionProof"]
    assert public["proofFile"] is None
    assert public["leafHash"] is not None
    elsewhere = (await ask(execute, INCLUSION, ELSEWHERE, position=3))["audit"]["inclusionProof"]
    assert (elsewhere["proofFile"], elsewhere["leafHash"]) == (None, None)


async def test_consistency_verifies(execute: Executor) -> None:
    told = (await ask(execute, CONSISTENCY, old=5, new=9))["audit"]["consistencyProof"]
    old, new = bytes.fromhex(told["oldRoot"]), bytes.fromhex(told["newRoot"])
    merkle.verify_consistency(5, 9, old, new, _bytes(told))


async def test_checkpoints_newest_first(execute: Executor, bureau: Bureau) -> None:
    text = """{ audit { checkpoint { size note root } checkpoints { totalCount nodes { size madeAt } }
        disclosed: checkpoint(log: DISCLOSURES) { size } } }"""
    told = (await ask(execute, text))["audit"]
    assert [one["size"] for one in told["checkpoints"]["nodes"]] == [9, 5]
    assert told["checkpoints"]["totalCount"] == 2
    newest = await bureau.prover.newest()
    assert told["checkpoint"] == {"size": 9, "note": newest.note, "root": newest.root.hex()}
    assert told["disclosed"] is None or told["disclosed"]["size"] == 0


@pytest.mark.parametrize(
    ("text", "variables", "said"),
    [
        (INCLUSION, {"position": 10}, "Position 10 is not in the checkpoint, which has 9"),
        (INCLUSION, {"position": 0}, "Position 0 is not in the checkpoint"),
        (INCLUSION, {"position": 3, "size": 99}, "The tree of events has no hash"),
        (CONSISTENCY, {"old": 7, "new": 6}, "Tree size 7 is out of range"),
    ],
)
async def test_what_cannot_be_proved_is_said(
    execute: Executor, text: str, variables: dict[str, int], said: str
) -> None:
    told = await refused(execute, text, **variables)
    assert told["code"] == "NOT_THERE"
    assert said in told["message"]


async def test_a_process_without_a_prover_says_so(pool: asyncpg.Pool) -> None:
    execute = Executor(api.of(CATALOGUE), pool, samples.NOON.date)
    answer = await asyncio.wait_for(execute.execute(INCLUSION, {"position": 1}, None, AUDITOR), 10)
    assert answer.status == 503
    assert b"does not answer inclusionProof" in answer.body
