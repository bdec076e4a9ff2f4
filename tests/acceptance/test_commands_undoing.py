"""Voids, corrections, overturned decisions, codes, mergers, splits, investigations: nothing is lost, all is told."""

from __future__ import annotations

from typing import Any

from tests.acceptance import estates, people
from tests.acceptance.estates import number, paper
from tests.acceptance.office import Desk

RECORDED = """
    position event { id position type }
    events { id kind code type causedBy { id } }
    rejections { rule messageEn inTheWay { position } }
    dependants { position type code }
"""


def undo(event: str, **said: Any) -> dict[str, Any]:
    known = {"eventId": event, "effectiveOn": estates.days(0), "document": paper(number("撤"))}
    return {**known, "remark": people.secret("误录王某名下"), **said}


def survey(code: str, area: str, on: str, **said: Any) -> dict[str, Any]:
    return {"houseCode": code, "effectiveOn": on, "floorArea": area, "document": paper(number("测")), **said}


async def test_a_void_takes_along_what_it_alone_caused_and_tells_who_relied_on_it(desk: Desk) -> None:
    estate, _ = await estates.presold(desk, houses=2)
    sold, free = estate.houses
    filed = await desk.given("filePresaleContract", **estates.contract(sold, "2020-05-01", [people.person()]))
    text = 'query($c: String!) { project(code: $c) { timeline(types: ["PresalePermitGranted"]) { nodes { id } } } }'
    (granted,) = (await desk.read(text, c=estate.project))["project"]["timeline"]["nodes"]
    answer = await desk.file("voidEvent", RECORDED, **undo(granted["id"]))
    assert answer["event"]["type"] == "EventVoided"
    touched = {(one["kind"], one["code"]) for one in answer["events"] if one["type"] == "EventVoided"}
    expected = {("PROJECT", estate.project), ("BUILDING", estate.buildings[0]), ("HOUSE", sold), ("HOUSE", free)}
    assert touched == expected
    assert [one["position"] for one in answer["dependants"]] == [filed["position"]]
    assert (await desk.house(free, "market"))["market"] == "NOT_FOR_SALE"
    assert (await desk.house(sold, "market"))["market"] == "PRESALE_CONTRACTED", "a contract falls by nobody's void"
    rules = {one["rule"] for one in await desk.reviewed(sold)}
    assert rules & {"GEN-4", "PRE-2"}
    kept = await desk.house(free, "timeline(includeVoided: true) { nodes { type voidedBy { type } } }")
    opened = [one for one in kept["timeline"]["nodes"] if one["type"] == "PresaleOpened"]
    assert opened == [{"type": "PresaleOpened", "voidedBy": {"type": "EventVoided"}}]
    again = await desk.ask(
        "mutation($i: VoidEventInput!) { voidEvent(input: $i) { position } }",
        i={**undo(granted["id"]), "commandId": "1d0f0a52-5d5e-4f0c-8f6e-6a4b1d1c7e21"},
    )
    assert again["errors"][0]["extensions"]["code"] == "NOT_THE_HEAD"


async def test_a_correction_takes_the_place_and_a_void_of_it_gives_it_back(desk: Desk) -> None:
    code = await estates.house(desk)
    first = (await desk.file("reviseHouseSurvey", RECORDED, **survey(code, "90.00", "2017-01-01")))["event"]
    second = await desk.file("reviseHouseSurvey", RECORDED, **survey(code, "91.00", "2017-02-01", corrects=first["id"]))
    at = {"validOn": "2017-01-15"}
    assert (await desk.house(code, "floorArea", **at))["floorArea"] == "88.20", "it holds from its own day on"
    assert (await desk.house(code, "floorArea"))["floorArea"] == "91.00"
    known = {**at, "position": first["position"]}
    assert (await desk.house(code, "floorArea", **known))["floorArea"] == "90.00", "as was known then"
    text = "query($p: Position!) { event(position: $p) { correctedBy { position reason } } }"
    corrected = (await desk.read(text, p=first["position"]))["event"]["correctedBy"]
    assert corrected == {"position": second["event"]["position"], "reason": "CORRECTION"}
    await desk.given("voidEvent", **undo(second["event"]["id"]))
    assert (await desk.house(code, "floorArea", **at))["floorArea"] == "90.00"
    third = await desk.file("reviseHouseSurvey", RECORDED, **survey(code, "92.00", "2017-02-01", corrects=first["id"]))
    await desk.given("voidEvent", **undo(third["event"]["id"], wholeChain=True))
    assert (await desk.house(code, "floorArea"))["floorArea"] == "88.20", "the whole chain is gone"


async def test_a_correction_is_of_the_same_type(desk: Desk) -> None:
    code = await estates.house(desk)
    first = (await desk.file("reviseHouseSurvey", RECORDED, **survey(code, "90.00", "2017-01-01")))["event"]
    text = "mutation($i: PayMaintenanceFundInput!) { payMaintenanceFund(input: $i) { position } }"
    said = {"houseCode": code, "effectiveOn": "2017-01-01", "receiptNo": number("维"), "amount": "100.00"}
    answer = await desk.ask(
        text, i={**said, "commandId": "2d0f0a52-5d5e-4f0c-8f6e-6a4b1d1c7e21", "corrects": first["id"]}
    )
    (error,) = answer["errors"]
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("INVALID_VALUE", "corrects")
    assert error["extensions"]["rule"] == "CORRECTS"


async def test_a_court_overturns_a_decision_from_a_day_on(desk: Desk) -> None:
    code = await estates.house(desk)
    mortgage = {"mortgageNo": number("抵"), "mortgageKind": "ORDINARY", "document": paper(number("抵"))}
    await desk.given("registerMortgage", houseCode=code, effectiveOn="2017-01-01", amount="100.00", **mortgage)
    ended: dict[str, Any] = {"houseCode": code, "mortgageNo": mortgage["mortgageNo"], "document": paper(number("抵"))}
    gone = await desk.file("dischargeMortgage", RECORDED, effectiveOn="2018-01-01", **ended)
    said = {"body": "安澜市中级人民法院", "judgmentNo": number("判"), "document": paper(number("判"))}
    await desk.given("overturnDecision", eventId=gone["event"]["id"], effectiveOn="2019-01-01", **said)
    for day, live in (("2017-12-31", True), ("2018-06-01", False), ("2018-12-31", False), ("2019-01-01", True)):
        assert (await desk.house(code, "encumbered", validOn=day))["encumbered"] is live, day
    (told,) = (await desk.house(code, "overturnings { body number }"))["overturnings"]
    assert told == {"body": said["body"], "number": said["judgmentNo"]}


async def test_every_code_finds_the_house(desk: Desk) -> None:
    old, other = await estates.house(desk), await estates.house(desk)
    new = estates.house_code(old[:21])
    said: dict[str, Any] = {"kind": "HOUSE", "effectiveOn": estates.days(0), "document": paper(number("码"))}
    await desk.given("recodeSubject", code=old, newCode=new, **said)
    for code in (old, new):
        shown = await desk.house(code, "code floorArea designations { code reason }")
        assert (shown["code"], shown["floorArea"]) == (new, "88.20")
        assert new in [one["code"] for one in shown["designations"]]
    await desk.given("reviseHouseSurvey", **survey(old, "77.00", "2018-01-01"))
    assert (await desk.house(new, "floorArea"))["floorArea"] == "77.00"
    taken = await desk.file("recodeSubject", RECORDED, code=other, newCode=old, **said)
    assert [one["rule"] for one in taken["rejections"]] == ["REF-3"]


async def test_merged_and_split_houses_name_each_other(desk: Desk) -> None:
    block = await estates.building(desk)
    one, two = [await estates.house(desk, block) for _ in range(2)]
    whole, left, right = [estates.house_code(block) for _ in range(3)]
    said: dict[str, Any] = {"effectiveOn": "2018-01-01", "document": paper(number("并"))}
    await desk.given("mergeHouses", houseCode=whole, mergedCodes=[one, two], floorArea="176.40", **said)
    lineage = "phase superseded floorArea lineage { relation otherCode }"
    shown = await desk.house(whole, lineage)
    assert (shown["phase"], shown["floorArea"]) == ("HOLDING", "176.40")
    assert {each["otherCode"] for each in shown["lineage"]} == {one, two}
    for gone in (one, two):
        shown = await desk.house(gone, lineage)
        assert (shown["phase"], [each["otherCode"] for each in shown["lineage"]]) == ("LOSS", [whole])
        assert (await desk.house(gone, "phase", validOn="2017-12-31"))["phase"] == "HOLDING"
    parts = [{"code": left, "floorArea": "100.00"}, {"code": right, "floorArea": "76.40"}]
    await desk.given("splitHouse", houseCode=whole, parts=parts, **{**said, "effectiveOn": "2019-01-01"})
    shown = await desk.house(whole, lineage)
    assert shown["phase"] == "LOSS"
    assert {each["otherCode"] for each in shown["lineage"]} == {one, two, left, right}
    for part, area in ((left, "100.00"), (right, "76.40")):
        shown = await desk.house(part, f"{lineage} building {{ code }}")
        assert (shown["floorArea"], shown["building"]["code"]) == (area, block)
        assert [each["otherCode"] for each in shown["lineage"]] == [whole]


async def test_what_is_under_investigation_says_so(desk: Desk) -> None:
    code = await estates.house(desk)
    said: dict[str, Any] = {"kind": "HOUSE", "code": code, "document": paper(number("核"))}
    opened = {"attribute": "address", "reasonText": "门牌重编", "effectiveOn": estates.days(-2)}
    await desk.given("openInvestigation", **said, **opened)
    fields = "address underInvestigation underInvestigationAttributes investigations(live: true) { key reason }"
    shown = await desk.house(code, fields)
    assert shown["underInvestigation"]
    assert shown["underInvestigationAttributes"] == ["address"]
    assert shown["address"] is None, "marked even where it is empty"
    (found,) = shown["investigations"]
    assert found["reason"] == "门牌重编"
    closed = {"investigation": found["key"], "outcome": "属实", "effectiveOn": estates.days(0)}
    await desk.given("closeInvestigation", **said, **closed)
    shown = await desk.house(code, fields)
    assert (shown["underInvestigation"], shown["underInvestigationAttributes"]) == (False, [])
    then = await desk.house(code, fields, validOn=estates.days(-1))
    assert then["underInvestigationAttributes"] == ["address"]
