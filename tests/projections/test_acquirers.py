"""Persons on both sides, of households and of homes, are known whichever is recorded last, and by a rebuild."""

from __future__ import annotations

import asyncpg
import pytest

from aggregates.catalogue import CATALOGUE
from projections import projector
from projections.applying import Applier
from projections.rebuild import Rebuild
from tests import histories
from tests.projections import feeding
from tests.projections.following import TODAY

BOTH, OTHER = "person/both", "person/other"
JOINED = histories.Said("HOUSEHOLD", "MemberJoined", {"members/1": {"person": BOTH}, "members/2": {"person": OTHER}})
SIGNED = histories.Said("HOUSE", "PresaleContractFiled", {"parties/C-1": {"person": BOTH, "role": "BUYER"}})
OWNED = histories.Said("HOUSE", "OwnershipTransferred", {"owners/1": {"person": BOTH}, "owners/2": {"person": "x"}})

ORDERS = {
    "member, then party": [JOINED, SIGNED],
    "party, then member": [SIGNED, JOINED],
    "member, then owner": [JOINED, OWNED],
    "owner, then member": [OWNED, JOINED],
}


@pytest.mark.parametrize("order", ORDERS)
async def test_a_person_on_both_sides_is_known(pool: asyncpg.Pool, order: str) -> None:
    history = histories.play([histories.Step("record", number, said) for number, said in enumerate(ORDERS[order])])
    async with pool.acquire() as connection:
        await feeding.fresh(connection, CATALOGUE, history)
        await projector.catch_up(connection, Applier(), TODAY, batch=1)
        assert await _acquirers(pool) == [BOTH]
        await connection.execute("delete from read.acquirer")
    await Rebuild(pool, TODAY).run()
    assert await _acquirers(pool) == [BOTH]


async def _acquirers(pool: asyncpg.Pool) -> list[str]:
    return [row["person"] for row in await pool.fetch("select person from read.acquirer")]
