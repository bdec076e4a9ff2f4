"""One person in all that is recorded, whichever came first; and what is left of a person whose key is destroyed."""

from __future__ import annotations

import itertools
import json
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import httpx
import pytest
from stdnum.iso7064 import mod_11_2

from aggregates import sealed
from registry.ledger import kek, keys
from tests import servers
from tests.acceptance import applicants, estates, leaks, office, people, takings
from tests.acceptance.conftest import Bureau
from tests.acceptance.estates import days, number
from tests.acceptance.office import Desk

ERASED = "(erased)"
MEMBERS = """query($c: String!) { household(code: $c) { residence bankAccount
    members { key person name idNumber phone relation } timeline(first: 100) { nodes { type data changes } } } }"""
OWNERS = "owners { person name idNumber } parties { role person name idNumber phone }"

Person = dict[str, Any]
Filing = Callable[[Desk, Person], Awaitable[str]]


async def applies(desk: Desk, one: Person) -> str:
    """The reference of somebody as a member of a household that applied."""
    household = await applicants.accepted(desk, applicants.member(one))
    (member,) = (await desk.read(MEMBERS, c=household))["household"]["members"]
    return str(member["person"])


async def buys(desk: Desk, one: Person) -> str:
    """The same as a buyer."""
    code = await estates.in_presale(desk)
    await desk.given("filePresaleContract", **estates.contract(code, "2020-03-02", [people.who(one)]))
    (party,) = (await desk.house(code, OWNERS))["parties"]
    return str(party["person"])


async def owns(desk: Desk, one: Person) -> str:
    """The same as an owner."""
    code = await estates.owned(desk, people.who(one))
    (owner,) = (await desk.house(code, OWNERS))["owners"]
    return str(owner["person"])


async def rents(desk: Desk, one: Person) -> str:
    """The same as a tenant of anybody."""
    code = await estates.owned(desk, people.person())
    await desk.given("fileLease", **estates.lease(code, days(-100), days(100), [people.who(one)]))
    parties = (await desk.house(code, OWNERS))["parties"]
    return str(next(party["person"] for party in parties if party["role"] == "LESSEE"))


FILINGS: dict[str, Filing] = {"applies": applies, "buys": buys, "owns": owns, "rents": rents}
_passports = itertools.count(1)


def citizen() -> tuple[Person, Person]:
    """A person by 18 places, and by the 15 of before 1999."""
    serial = next(_passports)
    body = f"990102198{serial % 10}0307{serial % 1000:03}"
    whole = people.secret(body + mod_11_2.calc_check_digit(body))
    one = {**people.person(), "idNumber": whole}
    return one, {**one, "idNumber": people.secret(body[:6] + body[8:])}


def of(id_type: str, written: str, again: str) -> tuple[Person, Person]:
    """Somebody with a document, written in two ways."""
    serial = f"{next(_passports):04}"
    one = {**people.person(), "idType": id_type, "idNumber": people.secret(written.format(serial))}
    return one, {**one, "idNumber": people.secret(again.format(serial))}


@pytest.mark.parametrize("first", FILINGS)
async def test_it_is_one_person_whatever_came_first(desk: Desk, first: str) -> None:
    one, shorter = citizen()
    found = {await FILINGS[first](desk, one)}
    for name, filing in FILINGS.items():
        if name != first:
            found.add(await filing(desk, shorter))
    assert len(found) == 1


@pytest.mark.parametrize(
    ("id_type", "written", "again"),
    [
        ("PASSPORT", "E9901{}", " e9901 {} "),
        ("HK_MACAO_PERMIT", "H9901{}", "ｈ9901{} 03"),
        ("TAIWAN_PERMIT", "9901{}", "9901{}02"),
        ("FOREIGN_RESIDENCE", "ABC99010101{}", "abc99010101{}"),
        ("OTHER", "军字9901{}", "军字9901{} "),
    ],
)
async def test_a_document_of_another_kind_is_one_person_too(
    desk: Desk, id_type: str, written: str, again: str
) -> None:
    one, other = of(id_type, written, again)
    assert await applies(desk, one) == await owns(desk, other)
    assert await buys(desk, {**one, "idType": "OTHER" if id_type != "OTHER" else "PASSPORT"}) != await rents(desk, one)


async def test_a_residence_permit_is_a_citizen_number(desk: Desk) -> None:
    """It carries 18 places that begin with 81, 82 or 83, the same on whichever paper they stand."""
    for region in ("810000", "820000", "830000"):
        body = f"{region}19850307{next(_passports):03}"
        whole = people.secret(body + mod_11_2.calc_check_digit(body))
        one = {**people.person(), "idType": "RESIDENCE_PERMIT", "idNumber": whole}
        assert await applies(desk, one) == await owns(desk, {**one, "idType": "RESIDENT_IDENTITY"})
