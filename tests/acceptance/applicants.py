"""What tests of housing security over HTTP begin with: applications, entitled households, homes; by mutations only."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from tests.acceptance import estates, people
from tests.acceptance.estates import DIVISION, number, paper
from tests.acceptance.office import Desk

_numbers = itertools.count(1)


def code() -> str:
    """The number of an application that nobody has."""
    return f"BZ-2020-{next(_numbers):05}"


def member(one: dict[str, Any] | None = None, relation: str = "APPLICANT", **said: Any) -> dict[str, Any]:
    """A person, another one each time unless stated, as a member of a household."""
    return {**people.who(one or people.person()), "relation": relation, **said}


def application(members: Sequence[dict[str, Any]] | None = None, **said: Any) -> dict[str, Any]:
    """The inputs of an application of 2020 for a public rental home."""
    known = {
        "householdCode": code(),
        "effectiveOn": "2020-01-10",
        "division": DIVISION,
        "category": "FAMILY",
        "programme": "PUBLIC_RENTAL",
        "income": "4000.00",
        "assets": "50000.00",
        "housingArea": "0.00",
        "members": [member()] if members is None else list(members),
        "document": paper(number("申")),
    }
    return {**known, **said}


async def accepted(desk: Desk, *members: dict[str, Any], **said: Any) -> str:
    """The code of an application that was accepted."""
    given = application(members or None, **said)
    await desk.given("acceptApplication", **given)
    return str(given["householdCode"])


async def reviewed(desk: Desk, household: str) -> None:
    """Three reviews passed and two publicities over, by 2020-04-09."""
    common = {"householdCode": household, "document": paper(number("审"))}
    for level, month in ((1, "2020-02"), (2, "2020-03"), (3, "2020-04")):
        await desk.given("passReview", effectiveOn=f"{month}-01", opinionNo=f"R{level}", level=level, **common)
        if level != 2:
            publicity = {"publicityNo": f"P{level}", **common}
            await desk.given("openPublicity", effectiveOn=f"{month}-02", level=level, **publicity)
            await desk.given("closePublicity", effectiveOn=f"{month}-09", **publicity)


async def eligible(desk: Desk, *members: dict[str, Any], programme: str = "PUBLIC_RENTAL", **said: Any) -> str:
    """An application that was granted, on 2020-05-01."""
    household = await accepted(desk, *members, programme=programme, **said)
    await reviewed(desk, household)
    granted = {"eligibilityNo": "E1", "programme": programme, "document": paper(number("资"))}
    await desk.given("grantEligibility", householdCode=household, effectiveOn="2020-05-01", **granted)
    return household


async def allocated(desk: Desk, *members: dict[str, Any], **said: Any) -> str:
    """A household that may choose a home since 2020-06-01, directly, under A1."""
    household = await eligible(desk, *members, **said)
    direct = {"allocationNo": "A1", "method": "DIRECT", "programme": "PUBLIC_RENTAL", "document": paper(number("配"))}
    await desk.given("allocateDirectly", householdCode=household, effectiveOn="2020-06-01", **direct)
    return household


async def home(desk: Desk, of: str | None = None) -> str:
    """A public rental home since 2016."""
    found = await estates.house(desk, of)
    stock = {"stock": "PUBLIC_RENTAL", "raisedBy": "PURCHASE", "document": paper(number("筹"))}
    await desk.given("addToStock", houseCode=found, effectiveOn="2016-01-01", **stock)
    return found


async def tenant(desk: Desk, *members: dict[str, Any], **said: Any) -> str:
    """A household that lives in a public rental home since 2020-07-01, under the contract T1."""
    household, chosen = await allocated(desk, *members, **said), await home(desk)
    common = {"householdCode": household, "houseCode": chosen, "document": paper(number("租"))}
    await desk.given("selectHouse", effectiveOn="2020-06-10", allocationNo="A1", **common)
    await desk.given("signTenancyContract", effectiveOn="2020-07-01", contractNo="T1", rent="500.00", **common)
    return household
