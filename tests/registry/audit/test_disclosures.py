"""The log of disclosures: every row a leaf, in an order that nobody can fill in later, proved like an event."""

from __future__ import annotations

import uuid

import orjson
import pytest

from aggregates import canonical
from registry.audit import errors, logs, merkle, proof_file, proofs, stored
from tests.registry.audit import outsider
from tests.registry.audit.conftest import Bureau

INSERT = """
insert into access.disclosure (account, roles, divisions, purpose, basis, request, operation)
values ($1, '{caseworker}', '{990102}', 'check', '第9条', $2, 'house') returning id
"""
SHOWN = "insert into access.disclosed (disclosure, ref, subject, kind, code, fields) values ($1, $2, $3, $4, $5, $6)"
SUBJECT = uuid.UUID(int=7)


async def disclose(connection: stored.Database, account: str, request: str | None = None) -> int:
    number = await connection.fetchval(INSERT, account, request)
    await connection.execute(SHOWN, number, "person/b", SUBJECT, "HOUSE", "H1", ["owners/1#name"])
    await connection.execute(SHOWN, number, "person/a", None, None, None, ["search#id_number"])
    return int(number)


@pytest.fixture
def prover(bureau: Bureau) -> proofs.Prover:
    return proofs.Prover(bureau.pool, bureau.disclosures)


async def test_a_disclosure_is_proved_to_both_verifiers(bureau: Bureau, prover: proofs.Prover) -> None:
    numbers = [await disclose(bureau.pool, f"clerk-{n}", "r" if n else None) for n in range(3)]
    await bureau.checkpointer().catch_up()
    key = bureau.signer.named(bureau.disclosures.origin).verifier
    for position, number in enumerate(numbers, 1):
        file = str(await prover.file(position))
        found = proof_file.verify(file, key)
        assert outsider.check_proof(file, str(key)) == found.leaf
        said = canonical.decode(found.leaf)
        assert (said["format"], said["origin"], said["position"]) == (
            logs.FORMAT,
            "fangji.test/ledger/disclosures",
            position,
        )
        assert (said["id"], said["account"], said["numbers"]) == (number, f"clerk-{position - 1}", 0)
        assert ("request" in said) is (position > 1)
        assert said["shown"] == [
            {"fields": ["search#id_number"], "ref": "person/a"},
            {"code": "H1", "fields": ["owners/1#name"], "kind": "HOUSE", "ref": "person/b", "subject": str(SUBJECT)},
        ]
    assert (bureau.folder / "disclosures" / "checkpoint").read_text() == (await prover.newest()).note


async def test_the_events_key_does_not_open_it(bureau: Bureau, prover: proofs.Prover) -> None:
    await disclose(bureau.pool, "clerk")
    await bureau.checkpointer().catch_up()
    with pytest.raises(errors.NotVerified) as refused:
        proof_file.verify(str(await prover.file(1)), bureau.signer.verifier)
    assert refused.value.check is errors.Check.KEY


async def test_what_commits_late_comes_later_and_what_was_taken_back_never(
    bureau: Bureau, prover: proofs.Prover
) -> None:
    async with bureau.pool.acquire() as slow, bureau.pool.acquire() as undone:
        late, gone = slow.transaction(), undone.transaction()
        await late.start()
        await gone.start()
        first = await disclose(slow, "late")
        await disclose(undone, "gone")
        second = await disclose(bureau.pool, "early")
        assert first < second
        await bureau.checkpointer().catch_up()
        await gone.rollback()
        await late.commit()
    await bureau.checkpointer().catch_up()
    rows = await bureau.pool.fetch("select position, disclosure from audit.disclosure order by position")
    assert [tuple(row) for row in rows] == [(1, second), (2, first)]
    assert await bureau.pool.fetchval("select count(*) from audit.waiting") == 0
    assert [one.size for one in await stored_sizes(bureau)] == [1, 2]


async def stored_sizes(bureau: Bureau) -> list[stored.Signed]:
    rows = await bureau.pool.fetch(stored.CHECKPOINTS + " order by size", "disclosures")
    return [stored.Signed(*row) for row in rows]


@pytest.mark.parametrize(
    "statement",
    [
        "update access.disclosure set account = 'somebody else'",
        "delete from access.disclosed where ref = 'person/b'",
        "insert into access.disclosed (disclosure, ref, fields) select id, 'person/c', '{}' from access.disclosure",
    ],
)
async def test_an_altered_disclosure_no_longer_proves(bureau: Bureau, prover: proofs.Prover, statement: str) -> None:
    await disclose(bureau.pool, "clerk")
    await bureau.checkpointer().catch_up()
    await bureau.alter(statement)
    file = await prover.file(1)
    with pytest.raises(errors.NotVerified) as refused:
        proof_file.verify(str(file), bureau.signer.named(bureau.disclosures.origin).verifier)
    assert refused.value.check is errors.Check.ROOT
    assert file.extra is not None
    kept = await bureau.pool.fetchval("select leaf_hash from audit.disclosure")
    assert merkle.leaf_hash(file.extra) != kept


async def test_many_are_admitted_in_one_checkpoint(bureau: Bureau) -> None:
    await bureau.pool.execute(
        "insert into access.disclosure (account, roles, divisions, purpose, basis) "
        "select 'clerk', '{}', '{}', 'check', '' from generate_series(1, 2300)"
    )
    await bureau.checkpointer().catch_up()
    assert [one.size for one in await stored_sizes(bureau)] == [2300]
    leaf = await bureau.disclosures.leaf(bureau.pool, 2300)  # type: ignore[arg-type]
    assert orjson.loads(leaf)["shown"] == []


async def test_there_is_no_such_disclosure(bureau: Bureau, prover: proofs.Prover) -> None:
    with pytest.raises(errors.NotThere, match="Nothing stands at position 1"):
        async with bureau.pool.acquire() as connection:
            await bureau.disclosures.leaf(connection, 1)
