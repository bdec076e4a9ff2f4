"""Refusals teach, over HTTP: rule, both messages, basis, what is missing or in the way, and a lawful day."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.acceptance import estates, people
from tests.acceptance.estates import DEVELOPER, DIVISION, number, paper
from tests.acceptance.office import Desk

PAYLOAD = """
    position event { type effectiveOn }
    rejections { rule message messageEn basis field missing inTheWay { position type code } earliestLawfulOn }
"""
HAN = re.compile(r"[一-鿿]")


async def refused(desk: Desk, rule: str, mutation: str, **said: Any) -> Any:
    """The rejection by a rule, the only one; it says everything that it has to, and nothing was recorded."""
    before = await desk.head()
    answer = await desk.file(mutation, PAYLOAD, **said)
    assert answer["event"] is None
    assert answer["position"] is None
    assert [one["rule"] for one in answer["rejections"]] == [rule], answer
    (rejection,) = answer["rejections"]
    assert HAN.search(rejection["message"])
    assert rejection["messageEn"].endswith(".")
    assert HAN.search(rejection["basis"])
    assert all(one["position"] <= before for one in rejection["inTheWay"])
    assert not await desk.recorded_since(before)
    return rejection


async def passes_on(desk: Desk, rejection: Any, mutation: str, **said: Any) -> None:
    """The same on the day that the refusal names is let in; the day before it is not."""
    day = rejection["earliestLawfulOn"]
    assert day > said["effectiveOn"]
    answer = await desk.file(mutation, PAYLOAD, **{**said, "effectiveOn": day})
    assert not answer["rejections"], answer
    assert answer["event"]["effectiveOn"] == day


def types(rejection: Any) -> list[str]:
    return [one["type"] for one in rejection["inTheWay"]]


async def test_gen_1_what_may_not_lie_ahead(desk: Desk) -> None:
    owner = people.person()
    code = await estates.owned(desk, owner)
    gift = estates.transfer(code, "GIFT", estates.days(2), [owner], [people.person()])
    rejection = await refused(desk, "GEN-1", "registerTransfer", **gift)
    assert rejection["field"] == "effectiveOn"
    assert rejection["earliestLawfulOn"] is None, "no later day is lawful: it lies ahead on any of them"
    answer = await desk.file("registerTransfer", PAYLOAD, **{**gift, "effectiveOn": estates.days(0)})
    assert not answer["rejections"]


async def test_gen_1_what_may_lie_ahead(desk: Desk) -> None:
    code = await estates.house(desk)
    lease = estates.lease(code, estates.days(30), estates.days(60), [people.person()])
    assert not (await desk.file("fileLease", PAYLOAD, **lease))["rejections"]


async def test_gen_3_nothing_happens_to_what_is_lost(desk: Desk) -> None:
    block = await estates.building(desk)
    code = await estates.house(desk, block)
    filing = {"buildingCode": block, "effectiveOn": "2017-01-01", "document": paper(number("拆"))}
    await desk.given("fileBuildingDemolition", filingNo=number("拆"), **filing)
    await desk.given("demolishBuilding", **{**filing, "effectiveOn": "2017-02-01"})
    mortgage: dict[str, Any] = {
        "houseCode": code,
        "mortgageNo": number("抵"),
        "mortgageKind": "ORDINARY",
        "document": paper(number("抵")),
    }
    rejection = await refused(desk, "GEN-3", "registerMortgage", effectiveOn="2017-03-01", **mortgage)
    assert types(rejection) == ["Demolished"]
    assert rejection["inTheWay"][0]["code"] == code
    assert rejection["earliestLawfulOn"] is None
    answer = await desk.file("registerMortgage", PAYLOAD, effectiveOn="2017-01-31", **mortgage)
    assert not answer["rejections"], "on the day before the loss it was lawful"


async def test_con_1_works_start_under_a_permit(desk: Desk) -> None:
    estate = await estates.planned(desk)
    start = {"buildingCode": estate.buildings[0], "effectiveOn": "2019-11-01", "document": paper(number("开"))}
    rejection = await refused(desk, "CON-1", "startConstruction", **start)
    assert rejection["missing"] == ["ConstructionPermitGranted"]
    assert rejection["earliestLawfulOn"] is None
    permit: dict[str, Any] = {
        "projectCode": estate.project,
        "permitNo": number("施"),
        "buildingCodes": estate.buildings,
    }
    await desk.given("grantConstructionPermit", effectiveOn="2019-11-30", document=paper(number("施")), **permit)
    rejection = await refused(desk, "CON-1", "startConstruction", **start)
    assert rejection["earliestLawfulOn"] == "2019-11-30"
    await passes_on(desk, rejection, "startConstruction", **start)


async def test_con_1_a_permit_needs_its_grounds(desk: Desk) -> None:
    code = estates.project_code()
    common = {"projectCode": code, "document": paper(number("项"))}
    await desk.given("approveProject", effectiveOn="2019-01-10", name="安和苑", division=DIVISION, **common)
    block = await estates.building(desk, started=False, projectCode=code)
    permit: dict[str, Any] = {"permitNo": number("施"), "buildingCodes": [block], **common}
    rejection = await refused(desk, "CON-1", "grantConstructionPermit", effectiveOn="2019-11-30", **permit)
    assert rejection["missing"] == ["PlanningPermitGranted", "DrawingsReviewed"]
    assert "CONSTRUCTION" in rejection["messageEn"]
    assert "FIRE" in rejection["messageEn"]


async def test_pre_1_a_quarter_is_built(desk: Desk) -> None:
    estate = await estates.planned(desk)
    common: dict[str, Any] = {"projectCode": estate.project, "document": paper(number("项"))}
    covers = {"buildingCodes": estate.buildings}
    presale = {"permitNo": number("预"), "effectiveOn": "2020-02-01", **covers, **common}
    rejection = await refused(desk, "PRE-1", "grantPresalePermit", **presale)
    assert "ConstructionPermitGranted" in rejection["missing"]
    permit = number("施")
    await desk.given("grantConstructionPermit", effectiveOn="2019-11-30", permitNo=permit, **covers, **common)
    await desk.given("startWorks", effectiveOn="2019-12-10", permitNo=permit, **covers, **common)
    paid = {"contractNo": number("履"), "investmentDone": "249.99"}
    await desk.given("recordContractPerformance", effectiveOn="2020-01-01", **paid, **common)
    paid = {"contractNo": number("履"), "investmentDone": "250.00"}
    await desk.given("recordContractPerformance", effectiveOn="2020-03-01", **paid, **common)
    rejection = await refused(desk, "PRE-1", "grantPresalePermit", **presale)
    assert "249.99" in rejection["messageEn"]
    assert rejection["earliestLawfulOn"] == "2020-03-01"
    await passes_on(desk, rejection, "grantPresalePermit", **presale)


async def test_pre_2_a_contract_needs_a_live_permit(desk: Desk) -> None:
    estate, _ = await estates.presold(desk)
    contract = estates.contract(estate.houses[0], "2020-03-31", [people.person()])
    rejection = await refused(desk, "PRE-2", "filePresaleContract", **contract)
    assert rejection["missing"] == ["PresaleOpened"]
    assert rejection["earliestLawfulOn"] == "2020-04-01"
    await passes_on(desk, rejection, "filePresaleContract", **contract)


async def test_pre_3_no_house_is_sold_twice(desk: Desk) -> None:
    code = await estates.in_presale(desk)
    first = estates.contract(code, "2020-03-02", [people.person()])
    await desk.given("filePresaleContract", **first)
    second = estates.contract(code, "2020-04-01", [people.person()])
    rejection = await refused(desk, "PRE-3", "filePresaleContract", **second)
    assert types(rejection) == ["PresaleContractFiled"]
    assert rejection["earliestLawfulOn"] is None
    ended = {"houseCode": code, "contractNo": first["contractNo"], "document": paper(number("退"))}
    await desk.given("cancelPresaleContract", effectiveOn="2020-06-01", **ended)
    rejection = await refused(desk, "PRE-3", "filePresaleContract", **second)
    assert rejection["earliestLawfulOn"] == "2020-06-01"
    await passes_on(desk, rejection, "filePresaleContract", **second)


async def test_pre_3_a_contract_number_is_used_once(desk: Desk) -> None:
    one, other = await estates.in_presale(desk), await estates.in_presale(desk)
    first = estates.contract(one, "2020-03-02", [people.person()])
    await desk.given("filePresaleContract", **first)
    second = estates.contract(other, "2020-03-02", [people.person()], contractNo=first["contractNo"])
    rejection = await refused(desk, "PRE-3", "filePresaleContract", **second)
    assert [one["code"] for one in rejection["inTheWay"]] == [one_code(first)]
    assert rejection["field"] == "contractNo"


def one_code(said: dict[str, Any]) -> str:
    return str(said["houseCode"])


async def test_tra_1_no_transfer_under_a_seizure(desk: Desk) -> None:
    owner = people.person()
    code = await estates.owned(desk, owner)
    await desk.given("registerSeizure", **estates.seizure(code, "2019-01-01", "2019-06-01"))
    gift = estates.transfer(code, "GIFT", "2019-02-01", [owner], [people.person()])
    rejection = await refused(desk, "TRA-1", "registerTransfer", **gift)
    assert types(rejection) == ["SeizureRegistered"]
    assert rejection["earliestLawfulOn"] == "2019-06-01"
    await passes_on(desk, rejection, "registerTransfer", **gift)


async def test_tra_1_a_day_ahead_is_named_and_the_way_is_free_on_it(desk: Desk) -> None:
    """A transfer cannot be filed ahead (GEN-1), so that the day itself is looked at through `asOf`."""
    owner = people.person()
    code = await estates.owned(desk, owner)
    await desk.given("registerSeizure", **estates.seizure(code, "2019-01-01", estates.days(30)))
    gift = estates.transfer(code, "GIFT", estates.days(0), [owner], [people.person()])
    rejection = await refused(desk, "TRA-1", "registerTransfer", **gift)
    assert rejection["earliestLawfulOn"] == estates.days(30)
    text = "query($c: String!, $on: Date) { house(code: $c, asOf: {validOn: $on}) { encumbered } }"
    for day, expected in ((29, True), (30, False)):
        found = (await desk.ask(text, c=code, on=estates.days(day)))["data"]["house"]
        assert found["encumbered"] is expected


async def test_tra_2_who_gives_owns(desk: Desk) -> None:
    owner, buyers = people.person(), [people.person(share="1/2"), people.person(share="1/3")]
    code = await estates.owned(desk, owner)
    stranger = estates.transfer(code, "GIFT", "2019-02-01", [people.person()], [people.person()])
    rejection = await refused(desk, "TRA-2", "registerTransfer", **stranger)
    assert rejection["field"] == "givers"
    assert types(rejection) == ["OwnershipTransferred"]
    short = estates.transfer(code, "GIFT", "2019-02-01", [owner], buyers)
    rejection = await refused(desk, "TRA-2", "registerTransfer", **short)
    assert rejection["field"] == "receivers"
    assert "5/6" in rejection["message"]
    assert "5/6" in rejection["messageEn"]
    buyers[1]["share"] = "1/2"
    answer = await desk.file("registerTransfer", PAYLOAD, **{**short, "receivers": buyers})
    assert not answer["rejections"]


@pytest.mark.parametrize(("stock", "until"), [("PUBLIC_RENTAL", None), ("ALLOTTED_SALE", "2021-01-01")])
async def test_tra_3_secured_stock_is_not_sold(desk: Desk, stock: str, until: str | None) -> None:
    owner = people.person()
    code = await (estates.in_presale(desk) if until else estates.owned(desk, owner))
    added = {"stock": stock, "raisedBy": "BUILT", "document": paper(number("纳"))}
    await desk.given("addToStock", houseCode=code, effectiveOn="2015-12-02", **added)
    if until:  # the years count from the first sale, which is free
        first = estates.contract(code, "2015-12-03", [owner])
        await desk.given("filePresaleContract", **first)
        developer = {"kind": "ENTERPRISE", "enterpriseCode": DEVELOPER}
        said = estates.transfer(code, "SALE", "2016-01-01", [developer], [owner], contractNo=first["contractNo"])
        await desk.given("registerTransfer", **said)
    buyer = people.person()
    sale = {
        "houseCode": code,
        "effectiveOn": "2019-02-01",
        "signedOn": "2019-02-01",
        "contractNo": number("买"),
        "price": "900000.00",
        "buyers": [buyer],
        "sellers": [owner],
        "document": paper(number("买")),
    }
    rejection = await refused(desk, "TRA-3", "fileSaleContract", **sale)
    assert "StockAdded" in types(rejection)
    assert rejection["earliestLawfulOn"] == until
    if until:
        await passes_on(desk, rejection, "fileSaleContract", **sale)


async def test_use_1_the_same_part_is_let_once(desk: Desk) -> None:
    code = await estates.house(desk)
    await desk.given("fileLease", **estates.lease(code, "2018-01-01", "2019-01-01", [people.person()]))
    second = estates.lease(code, "2018-06-01", "2019-06-01", [people.person()])
    rejection = await refused(desk, "USE-1", "fileLease", **second)
    assert types(rejection) == ["LeaseFiled"]
    assert rejection["field"] == "startsOn"
    assert rejection["earliestLawfulOn"] == "2019-01-01"
    await passes_on(desk, rejection, "fileLease", **second)


async def test_los_1_a_building_falls_on_a_decision(desk: Desk) -> None:
    block = await estates.building(desk)
    await estates.house(desk, block)
    fall = {"buildingCode": block, "effectiveOn": "2018-01-01", "document": paper(number("拆"))}
    rejection = await refused(desk, "LOS-1", "demolishBuilding", **fall)
    assert rejection["missing"] == ["ExpropriationDecided", "DemolitionFiled"]
    assert rejection["earliestLawfulOn"] is None
    await desk.given("expropriateBuilding", **{**fall, "effectiveOn": "2018-03-01"}, decisionNo=number("征"))
    rejection = await refused(desk, "LOS-1", "demolishBuilding", **fall)
    assert rejection["earliestLawfulOn"] == "2018-03-01"
    await passes_on(desk, rejection, "demolishBuilding", **fall)


async def test_hse_1_nobody_lives_in_what_is_not_begun(desk: Desk) -> None:
    block = await estates.building(desk, started=False)
    code = await estates.house(desk, block)
    inspection: dict[str, Any] = {"inspectionNo": number("查"), "occupancy": "OWNER_OCCUPIED"}
    lease = estates.lease(code, "2018-01-01", "2019-01-01", [people.person()])
    rejection = await refused(desk, "HSE-1", "fileLease", **lease)
    assert rejection["missing"] == ["ConstructionStarted"]
    assert rejection["earliestLawfulOn"] is None
    common = {"buildingCode": block, "document": paper(number("楼"))}
    await desk.given("permitConstruction", effectiveOn="2018-05-01", permitNo=number("施"), **common)
    await desk.given("startConstruction", effectiveOn="2018-05-02", **common)
    rejection = await refused(desk, "HSE-1", "fileLease", **lease)
    assert rejection["earliestLawfulOn"] == "2018-05-02"
    await passes_on(desk, rejection, "fileLease", **lease)
    fact = await desk.file("inspectOccupancy", PAYLOAD, houseCode=code, effectiveOn="2018-01-02", **inspection)
    assert fact["event"], "what somebody saw is recorded, whatever the rule says"


async def test_src_1_the_act_of_another_department_is_refused(desk: Desk) -> None:
    owner = people.person()
    code = await estates.owned(desk, owner)
    gift = estates.transfer(code, "GIFT", "2019-02-01", [owner], [people.person()])
    fire = Desk(desk.client, ("department:fire",))
    rejection = await refused(fire, "SRC-1", "registerTransfer", **gift)
    assert "real-estate-registry" in rejection["messageEn"]
    assert "fire" in rejection["messageEn"]
    registry = Desk(desk.client, ("department:real-estate-registry",))
    assert not (await registry.file("registerTransfer", PAYLOAD, **gift))["rejections"]
