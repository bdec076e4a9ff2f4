"""`fangji disclosures`: what a person at the counter is told, who comes with a number or a reference."""

import asyncio
import io
import pathlib
import sys

import pytest

from aggregates import sealed
from registry import database as connections
from registry.ledger import kek, keys
from registry.ledger.ledger import Ledger
from tests.registry.cli.conftest import Fangji

DISCLOSE = """
with made as (
    insert into access.disclosure (account, roles, divisions, purpose, basis)
    values ('desk-7', '{caseworker}', '{990102}', 'case-handling', 'a law') returning id
)
insert into access.disclosed select id, $1, $2, 'HOUSE', 'H-1', '{owners/1#name}' from made
"""


async def disclosed(database: str, folder: pathlib.Path) -> tuple[str, str]:
    """The reference and the ID number of an owner of whom something was shown."""
    pool = await connections.open_pool(database, most=4)
    log = await Ledger.open(pool, "fangji/demo")
    try:
        store = keys.PostgresKeys(pool, kek.FileKeys(folder / "keys.json"))
        for recorded in await log.read_types([("HOUSE", "OwnershipTransferred")]):
            for change in recorded.event.changes:
                envelope = change.set.get("id_number")
                if isinstance(envelope, dict):
                    ref = str(envelope["ref"])
                    path = sealed.path(change.entity, "id_number")
                    key = (await store.get([ref]))[ref]
                    await pool.execute(DISCLOSE, ref, recorded.event.originator_id)
                    return ref, sealed.unseal(key, envelope, event=recorded.event.id, path=path)
    finally:
        await log.close()
        await pool.close()
    raise AssertionError("nobody owns anything in this city")


def test_a_person_is_found_by_number_from_standard_input(
    fangji: Fangji, database: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fangji("generate", "--houses", "4", "--years", "6", "--seed", "1")
    ref, number = asyncio.run(disclosed(database, tmp_path / "data"))
    for said in (number, f" {number.lower()} "):
        monkeypatch.setattr(sys, "stdin", io.StringIO(f"{said}\n"))
        (told,) = fangji("disclosures", "--id-number-stdin", "--json").json
        assert (told["account"], told["purpose"], told["code"]) == ("desk-7", "case-handling", "H-1")
        assert told["fields"] == ["owners/1#name"]
    shown = fangji("disclosures", "--person", ref)
    assert "desk-7" in shown.out
    assert number not in shown.out
    monkeypatch.setattr(sys, "stdin", io.StringIO("11010519491231002X\n"))
    nobody = fangji("disclosures", "--id-number-stdin")
    assert (nobody.code, "Nobody was shown anything" in nobody.out) == (0, True)
    assert "11010519491231002X" not in nobody.out + nobody.err


def test_a_person_is_named_in_one_way(fangji: Fangji) -> None:
    assert fangji("disclosures").code == 2
    assert fangji("disclosures", "--person", "person/1", "--id-number-stdin").code == 2
    assert fangji("disclosures", "--id-number-stdin", "--id-type", "LIBRARY_CARD").code == 2
