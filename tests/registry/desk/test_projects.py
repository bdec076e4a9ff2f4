"""Permits over many houses at the desk: one command each, whatever has to be loaded for it."""

import zoneinfo
from typing import Any

from registry.review import worker
from tests.registry.desk import office as offices
from tests.registry.desk.office import Office

DIVISION = "990102"
HOUSES = 300


async def presold(office: Office) -> list[str]:
    """A project in presale, each of its houses under a contract; the houses' codes."""
    await office.given(
        "approve_project", "P1", on="2019-01-10", name="安居苑", division=DIVISION, investment_total="4.00"
    )
    await office.given("acquire_land", "P1", on="2019-02-01", parcel="AL-1")
    codes = []
    for building in ("B1", "B2"):
        await office.given("register_building", building, on="2019-03-01", division=DIVISION, project_code="P1")
        for number in range(HOUSES // 2):
            codes.append(f"{building}-{number}")
            house: dict[str, Any] = {"division": DIVISION, "building_code": building}
            await office.given("register_house", codes[-1], on="2019-03-02", **house)
    covered: dict[str, Any] = {"building_codes": ["B1", "B2"]}
    await office.given("grant_planning_permit", "P1", on="2019-03-10", permit_no="GH-1", **covered)
    for discipline in ("CONSTRUCTION", "FIRE"):
        review: dict[str, Any] = {"discipline": discipline, "round": 1, "outcome": "PASSED", "body": "审图中心"}
        await office.given("review_drawings", "P1", on="2019-03-20", **review)
    await office.given("grant_construction_permit", "P1", on="2019-04-01", permit_no="SG-1", **covered)
    await office.given("start_works", "P1", on="2019-05-01", permit_no="SG-1", **covered)
    paid = {"contract_no": "HT-1", "investment_done": "1.00"}
    await office.given("record_contract_performance", "P1", on="2020-01-01", **paid)
    await office.project()
    filed = await office.given("grant_presale_permit", "P1", on="2020-02-01", permit_no="YS-1", **covered)
    assert filed.first is not None
    assert filed.last == filed.first + 2 + HOUSES  # the permit, its buildings, their houses
    for code in codes:
        await office.given("file_presale_contract", code, on="2026-05-20", **offices.contract(f"C-{code}"))
    return codes


async def test_a_permit_is_revoked_retroactively_under_its_contracts(office: Office) -> None:
    codes = await presold(office)
    await office.project()
    filed = await office.given("revoke_presale_permit", "P1", on="2020-02-01", permit_no="YS-1")
    assert filed.first is not None
    assert filed.last == filed.first + 2 + HOUSES
    assert len(filed.dependants) == HOUSES
    await office.project()
    reviewer = worker.Reviewer(office.ledger, office.pool, zoneinfo.ZoneInfo("Asia/Shanghai"), lambda: offices.TODAY)
    found = await reviewer.catch_up()
    assert found["PRE-2"] == HOUSES  # each contract is doubtful now, and stays on record
    refused = await office.file("file_presale_contract", codes[0], on="2026-05-21", **offices.contract("C-new"))
    assert "PRE-2" in [one.rule for one in refused.rejections]


async def test_a_start_relies_on_the_permit_of_its_project(office: Office) -> None:
    await presold(office)
    refused = await office.file("start_construction", "B1", on="2019-03-31")
    assert [(one.rule, one.missing) for one in refused.rejections] == [("CON-1", ("ConstructionPermitGranted",))]
    assert refused.rejections[0].earliest_lawful_on == "2019-04-01"
