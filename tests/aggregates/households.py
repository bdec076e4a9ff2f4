"""Towns with one household of housing security, at the stages of its life from which tests start."""

from __future__ import annotations

from collections.abc import Mapping

from aggregates.deciding import deed
from tests import deeds
from tests.aggregates import estates

DIVISION = estates.DIVISION
CIRCUMSTANCES = {"income": "4000.00", "assets": "50000.00", "housing_area": "0.00"}
PAPER = ("配租决定", "PZ-1", "2020-01-01")


def member(number: int, relation: str = "OTHER", **said: object) -> deed.Party:
    """An invented person who belongs to a household."""
    made = deeds.person(number)
    return deed.Party("PERSON", made.person, made.name, also={"relation": relation, **said})  # type: ignore[dict-item]


def members(*numbers: int) -> list[deed.Party]:
    """Members by number, the first of them the applicant."""
    return [member(number, "OTHER" if index else "APPLICANT") for index, number in enumerate(numbers)]


def accepted(town: deeds.Town | None = None, code: str = "BZ1", *numbers: int, **said: object) -> deeds.Town:
    """A household of persons 1 and 2 that applied for a public rental home in January 2020; H1 to H3 are such homes.

    By the default policy its income is of band LOW, and a subsidy for the market comes to 800.00 a month.
    """
    if town is None:
        town = estates.standing()
        for house in ("H1", "H2", "H3"):
            town.given("add_to_stock", house, on="2015-01-01", stock="PUBLIC_RENTAL", raised_by="PURCHASE")
    application: Mapping[str, object] = {
        "division": DIVISION,
        "category": "FAMILY",
        "programme": "PUBLIC_RENTAL",
        "members": members(*(numbers or (1, 2))),
        **CIRCUMSTANCES,
        **said,
    }
    town.given("accept_application", code, on="2020-01-10", **application)
    return town


def published(town: deeds.Town, code: str, level: int, month: str) -> None:
    """A review passed on the first of a month, and its publicity from the second to the ninth."""
    town.given("pass_review", code, on=f"{month}-01", opinion_no=f"R{level}", level=level)
    town.given("open_publicity", code, on=f"{month}-02", publicity_no=f"P{level}", level=level)
    town.given("close_publicity", code, on=f"{month}-09", publicity_no=f"P{level}")


def reviewed(town: deeds.Town | None = None, code: str = "BZ1", *numbers: int, **said: object) -> deeds.Town:
    """All three reviews passed and both publicities over by 2020-04-09."""
    town = accepted(town, code, *numbers, **said)
    published(town, code, 1, "2020-02")
    town.given("pass_review", code, on="2020-03-01", opinion_no="R2", level=2)
    published(town, code, 3, "2020-04")
    return town


def eligible(town: deeds.Town | None = None, code: str = "BZ1", *numbers: int, **said: object) -> deeds.Town:
    """Eligible since 2020-05-01."""
    town = reviewed(town, code, *numbers, **said)
    programme = said.get("programme", "PUBLIC_RENTAL")
    town.given("grant_eligibility", code, on="2020-05-01", eligibility_no="E1", programme=programme)
    return town


def waiting(town: deeds.Town | None = None, code: str = "BZ1", *numbers: int, **said: object) -> deeds.Town:
    """On the waiting list since 2020-05-10."""
    town = eligible(town, code, *numbers, **said)
    programme = said.get("programme", "PUBLIC_RENTAL")
    town.given("put_on_waiting_list", code, on="2020-05-10", waiting_no="W1", programme=programme)
    return town


def direct(number: str = "A1", **said: object) -> dict[str, object]:
    """Inputs of an allocation in waiting order, with its document."""
    inputs = {"allocation_no": number, "method": "WAITING_ORDER", "programme": "PUBLIC_RENTAL", "document": PAPER}
    return {**inputs, **said}


def allocated(town: deeds.Town | None = None, code: str = "BZ1", *numbers: int) -> deeds.Town:
    """With the right to choose a home until 2020-06-30."""
    town = waiting(town, code, *numbers)
    town.given("allocate_directly", code, on="2020-06-01", **direct(choose_by="2020-06-30"))
    return town


def chosen(town: deeds.Town | None = None, code: str = "BZ1", *numbers: int, house: str = "H1") -> deeds.Town:
    """With a home chosen on 2020-06-15."""
    town = allocated(town, code, *numbers)
    town.given("select_house", code, on="2020-06-15", allocation_no="A1", house_code=house)
    return town


def contract(number: str = "T1", house: str = "H1", **said: object) -> dict[str, object]:
    """Inputs of a tenancy contract."""
    return {"contract_no": number, "house_code": house, "rent": "500.00", **said}


def housed(**said: object) -> deeds.Town:
    """Tenant of H1 by contract T1 from 2020-07-01 until 2023-07-01."""
    town = chosen()
    town.given("sign_tenancy_contract", "BZ1", on="2020-07-01", **contract(**said))  # type: ignore[arg-type]
    return town


def household(town: deeds.Town, code: str = "BZ1", day: str | None = None) -> dict[str, dict[str, object]]:
    """A household as valid on a day."""
    return town.state("HOUSEHOLD", code, day)  # type: ignore[return-value]
