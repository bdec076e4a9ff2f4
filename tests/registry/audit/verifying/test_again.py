"""What was found whole once is only hashed and compared with what it was; whatever was altered since is found."""

from __future__ import annotations

import collections

import pytest

from registry.audit.verifying import faults, forms, leaves, memory, reading, sharing, verifying
from tests.registry.audit.verifying.conftest import SIZES, Audited, rewrite
from tests.registry.ledger import samples

LAST = SIZES[-1] + 5
STRETCH = 64
WITNESS = "What was verified on"

ALTERATIONS = {
    "a byte": "update ledger.event set body = overlay(body placing '\\x39'::bytea from 12) where position = 100",
    "no JSON": "update ledger.event set body = '\\xff7b', leaf_hash = sha256('\\x00'::bytea || header || '\\x0aff7b') "
    "where position = 100",
    "a leaf hash": "update ledger.event set leaf_hash = sha256(body) where position = 100",
    "a header": "update ledger.event set header = header || '\\x20'::bytea where position = 100",
    "a boundary": "update ledger.event set header = header || '\\x0a'::bytea || body, body = '' where position = 100",
    "bytes that part events": "update ledger.event set body = body || '\\x1e'::bytea where position = 100",
    "a text that parts values": "update ledger.event set source = source || E'\\x1f' where position = 100",
    "a text that parts lines": "update ledger.event set source = source || E'\\x1e' where position = 100",
    "a moment": "update ledger.event set recorded_at = recorded_at - interval '1 hour' where position = 100",
    "no moment": "update ledger.event set recorded_at = 'infinity' where position = 100",
    "no moment of registration": "update ledger.event set registered_at = 'infinity' where position = 100",
    "a column": "update ledger.event set document_number = 'D-1' where position = 100",
    "no columns": "update ledger.event set cause = gen_random_uuid(), version = 9 where position in (100, 500)",
    "a row": "delete from ledger.event where position = 100",
    "rows": "delete from ledger.event where position between 70 and 200",
    "the order": "update ledger.event set position = 9000 + position where position in (100, 101);"
    "update ledger.event set position = 9201 - position where position > 9000",
    "the end": f"delete from ledger.event where position > {LAST - 100}",
}


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "STRETCH", STRETCH)
    monkeypatch.setattr(forms, "EVERY", 1)
    monkeypatch.setattr(leaves, "FORMS", forms.Forms())


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The first position of each stretch that is looked at, not only hashed."""
    found: list[int] = []
    stretch = leaves._Check.stretch

    def noted(self: leaves._Check, first: int, last: int, digest: bytes) -> leaves.Stretch:
        found.append(first)
        return stretch(self, first, last, digest)

    monkeypatch.setattr(leaves._Check, "stretch", noted)
    return found


async def test_what_is_as_it_was_is_not_looked_at_again(audited: Audited, looked_at: list[int]) -> None:
    await audited.verify()
    assert looked_at == list(range(1, LAST, STRETCH))
    looked_at.clear()
    again = await audited.verify()
    assert (again.clean, again.last) == (True, LAST)
    assert looked_at == [LAST - LAST % STRETCH + 1]


async def test_anew_everything_is_looked_at_again(audited: Audited, looked_at: list[int]) -> None:
    await audited.verify()
    looked_at.clear()
    assert (await audited.verify(verifying.Wanted(read=False, anew=True))).clean
    assert looked_at == list(range(1, LAST, STRETCH))


async def test_what_was_altered_is_looked_at(audited: Audited, looked_at: list[int]) -> None:
    await audited.verify()
    looked_at.clear()
    await audited.bureau.alter("update ledger.event set source = 'x' where position in (100, 300)")
    assert [one.position for one in (await audited.verify()).faults.kept()] == [100, 300]
    assert looked_at == [65, 257, LAST - LAST % STRETCH + 1]


@pytest.mark.parametrize("altered", ALTERATIONS)
async def test_the_same_faults_as_at_first_sight(audited: Audited, altered: str) -> None:
    await audited.verify()
    await audited.bureau.alter(ALTERATIONS[altered])
    again = await told(audited)
    audited.remembered.unlink()
    assert again == await told(audited)
    assert again


async def test_events_together_are_those_one_by_one(audited: Audited) -> None:
    async with audited.bureau.pool.acquire() as connection:
        together = await reading.pieces(connection, 1, LAST)
        single = await reading.one_by_one(connection, 1, LAST)
    assert [one.count for one in together] == [reading.TOGETHER, reading.TOGETHER, LAST - 2 * reading.TOGETHER]
    assert [leaf for one in together for leaf in one.each_leaf()] == [one.leaves for one in single]
    assert [line for one in together for line in one.each_line()] == [one.lines for one in single]
    for name in ("hashes", "positions", "moments"):
        assert b"".join(getattr(one, name) for one in together) == b"".join(getattr(one, name) for one in single)


async def told(audited: Audited) -> collections.Counter[tuple[faults.Check, int | None, str]]:
    """All faults but that the tree is not the one which was verified."""
    result = await audited.verify()
    kept = [one for one in result.faults.kept() if not one.text.startswith(WITNESS)]
    return collections.Counter((one.check, one.position, one.text) for one in kept if one.check is not SIGNED)


SIGNED = faults.Check.CHECKPOINT
"""Which of the checkpoints is named depends on what was verified before."""


async def test_bytes_and_leaf_hash_altered_together(audited: Audited) -> None:
    await audited.verify()
    await rewrite(audited.bureau, 100, b"88.20", b"99.20")
    found = (await audited.verify()).faults.kept()
    assert [one.position for one in found if one.check is faults.Check.TILE] == [100]


async def test_what_was_mended_is_remembered_anew(audited: Audited) -> None:
    await audited.verify()
    await audited.bureau.alter("update ledger.event set source = source || 'x' where position = 100")
    assert not (await audited.verify()).clean
    await audited.bureau.alter("update ledger.event set source = trim(trailing 'x' from source) where position = 100")
    assert (await audited.verify()).clean


async def test_a_part_of_a_stretch_is_looked_at(audited: Audited, looked_at: list[int]) -> None:
    await audited.verify()
    known = memory.recall(audited.remembered, samples.ORIGIN)
    assert known is not None
    assert sorted(known.digests) == list(range(LAST // STRETCH))
    orders = list(sharing.orders(samples.ORIGIN, 100, 300, known.digests))
    assert [(one.first, one.last, one.known is not None) for one in orders] == [
        (100, 128, False),
        (129, 192, True),
        (193, 256, True),
        (257, 300, False),
    ]
