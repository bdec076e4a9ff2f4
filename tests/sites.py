"""A project in memory up to its permits: two buildings, three houses, the drawings passed."""

from __future__ import annotations

from tests import deeds

DIVISION = "990102"
DEVELOPER = "91350100M000100Y43"
PRESALE_GROUNDS = "2020-03-01"


def planned(**project: object) -> deeds.Town:
    """Approved, with land, planning permit and passed drawings; no construction permit yet."""
    town = deeds.Town()
    stated = {"name": "安居苑", "division": DIVISION, "investment_total": "1000.00", **project}
    town.given("approve_project", "P1", on="2019-01-10", **stated)
    town.given("acquire_land", "P1", on="2019-02-01", parcel="AL-1")
    for code in ("B1", "B2"):
        town.given("register_building", code, on="2019-03-01", division=DIVISION, project_code="P1", gross_area="5000")
    for house, building in (("H1", "B1"), ("H2", "B1"), ("H3", "B2")):
        town.given("register_house", house, on="2019-03-02", division=DIVISION, building_code=building)
    town.given("grant_planning_permit", "P1", on="2019-03-10", permit_no="GH-1", building_codes=["B1", "B2"])
    for discipline in ("CONSTRUCTION", "FIRE"):
        review(town, discipline, 1, "PASSED", on="2019-03-20")
    return town


def review(town: deeds.Town, discipline: str, round_: int, outcome: str, *, on: str) -> None:
    """One round of the review of drawings."""
    town.given(
        "review_drawings", "P1", on=on, discipline=discipline, round=round_, outcome=outcome, body="安城审图中心"
    )


def permitted(on: str = "2019-11-30") -> deeds.Town:
    """With a construction permit for both buildings."""
    town = planned()
    town.given("grant_construction_permit", "P1", on=on, permit_no="SG-1", building_codes=["B1", "B2"])
    return town


def for_presale() -> deeds.Town:
    """Works have started, and a quarter of the investment is completed."""
    town = permitted()
    town.given("start_works", "P1", on="2019-12-10", permit_no="SG-1", building_codes=["B1", "B2"])
    town.given("record_contract_performance", "P1", on=PRESALE_GROUNDS, contract_no="HT-1", investment_done="250.00")
    return town


def contract(number: str, person: int = 1) -> dict[str, object]:
    """Inputs of a presale contract."""
    return {
        "contract_no": number,
        "signed_on": "2020-04-02",
        "buyers": [deeds.person(person)],
        "price": "1000000.00",
    }
