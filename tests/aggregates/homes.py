"""Towns with one house, at the stages of its life from which tests on sales start."""

from __future__ import annotations

import uuid

from aggregates import event
from aggregates.deciding import deed
from tests import deeds

DEVELOPER = deed.Party("ENTERPRISE", enterprise_code="91350100M000100Y43")
PERMIT = "预售1"
RULING = ("执行裁定书", "裁1", "2018-01-01")


def registered(town: deeds.Town | None = None, **building: object) -> deeds.Town:
    """H1 in B1, registered in 2018."""
    town = town or deeds.Town()
    town.given("register_building", "B1", on="2018-01-01", **{"division": "990102", **building})
    town.given("register_house", "H1", on="2018-02-01", division="990102", building_code="B1")
    return town


def opened(town: deeds.Town | None = None, **building: object) -> deeds.Town:
    """Opened for presale from March 2018 to 2021-03-01."""
    town = registered(town, **building)
    town.given("open_presale", "H1", on="2018-03-01", permit_no=PERMIT, lapses_on="2021-03-01")
    return town


def presold(town: deeds.Town | None = None, **building: object) -> deeds.Town:
    """Sold to person 1 by contract C1 in June 2018."""
    town = opened(town, **building)
    town.given("file_presale_contract", "H1", on="2018-06-01", **contract())
    return town


def owned() -> deeds.Town:
    """Owned by person 1 since 2019-06-01, by transfer T1."""
    town = presold()
    town.given("register_transfer", "H1", on="2019-06-01", **transfer("T1", to=[1], contract_no="C1"))
    return town


def contract(number: str = "C1", buyers: list[int] | None = None, **said: object) -> dict[str, object]:
    """Inputs of a contract; buyers are persons by number."""
    parties = [deeds.person(one) for one in buyers or [1]]
    return {"contract_no": number, "signed_on": "2018-04-15", "buyers": parties, "price": "1000000.00", **said}


def transfer(
    number: str, *, to: list[int] | None = None, by: list[int] | None = None, basis: str = "SALE", **said: object
) -> dict[str, object]:
    """Inputs of a transfer; givers and receivers are persons by number."""
    receivers, givers = [deeds.person(one) for one in to or []], [deeds.person(one) for one in by or []]
    return {"transfer_no": number, "basis": basis, "receivers": receivers, "givers": givers, **said}


def seizure(number: str = "S1", until: str = "2023-01-01", court: str = "安澜区法院") -> dict[str, object]:
    """Inputs of a seizure."""
    return {"seizure_no": number, "court": court, "expires_on": until}


def last(recorded: list[event.Recorded]) -> uuid.UUID:
    """The id of a command's own event."""
    return recorded[0].event.id
