"""What was just recorded is told: differences, what one document changed, findings, investigations, the feed."""

from __future__ import annotations

from typing import Any

from tests.acceptance import estates, people
from tests.acceptance.estates import number, paper
from tests.acceptance.office import Desk


async def test_a_difference_names_the_events_that_made_it(desk: Desk) -> None:
    code = await estates.house(desk)
    survey = {"houseCode": code, "effectiveOn": "2017-01-01", "floorArea": "90.00"}
    made = await desk.given("reviseHouseSurvey", **survey)
    mortgage: dict[str, Any] = {"mortgageNo": number("抵"), "mortgageKind": "ORDINARY", "document": paper(number("抵"))}
    await desk.given("registerMortgage", houseCode=code, effectiveOn="2018-01-01", amount="100.00", **mortgage)
    text = """query($c: String!, $from: AsOf!, $to: AsOf!) { difference(kind: HOUSE, code: $c, from: $from, to: $to) {
        path before after derived events { position type } } }"""
    two = {"from": {"validOn": "2016-01-01"}, "to": {"validOn": "2017-01-01"}}
    found = (await desk.read(text, c=code, **two))["difference"]
    (area,) = [one for one in found if not one["derived"]]
    assert (area["before"], area["after"]) == ("88.20", "90.00")
    assert area["events"] == [{"position": made["position"], "type": "SurveyRevised"}]
    then = {"from": {"position": made["position"] - 1}, "to": {"position": made["position"]}}
    (learnt,) = [one for one in (await desk.read(text, c=code, **then))["difference"] if not one["derived"]]
    assert learnt == area, "what the ledger learnt is the same as what changed in the world"
    all_of_it = {"from": {"validOn": "2016-01-01"}, "to": {}}
    found = (await desk.read(text, c=code, **all_of_it))["difference"]
    assert {(one["path"], one["after"]) for one in found if one["derived"]} >= {("encumbered", True)}


async def test_what_one_document_changed(desk: Desk) -> None:
    estate = await estates.planned(desk, buildings=2)
    of = paper(number("施"))
    permit = {"projectCode": estate.project, "permitNo": number("施"), "buildingCodes": estate.buildings}
    granted = await desk.given("grantConstructionPermit", effectiveOn="2019-11-30", document=of, **permit)
    started: dict[str, Any] = {
        "projectCode": estate.project,
        "permitNo": permit["permitNo"],
        "document": paper(number("开")),
    }
    start = await desk.file("startWorks", effectiveOn="2019-12-10", **started, buildingCodes=estate.buildings)
    text = """query($n: String!) { changesByDocument(number: $n) { totalCount nodes {
        position type code dependants { position type } caused { code type } } } }"""
    found = (await desk.read(text, n=of["number"]))["changesByDocument"]
    grant = next(one for one in found["nodes"] if one["type"] == "ConstructionPermitGranted")
    assert sorted(one["code"] for one in grant["caused"]) == estate.buildings
    assert {one["position"] for one in found["nodes"]} <= set(range(granted["position"] - 2, granted["position"] + 1))
    below = {one["position"] for each in found["nodes"] for one in each["dependants"]}
    assert start["event"]["position"] in below, "the start was decided on the strength of the permit"


async def test_findings_and_investigations_are_listed(desk: Desk) -> None:
    code = await estates.house(desk)
    said: dict[str, Any] = {"kind": "HOUSE", "code": code, "effectiveOn": estates.days(0)}
    finding = {"rule": "MANUAL-1", "grade": "NOTE", "detail": "门牌与图纸不符", "attribute": "address"}
    await desk.given("recordFinding", **said, **finding)
    opened = {"attribute": "floor_area", "reasonText": "面积存疑", "document": paper(number("核"))}
    await desk.given("openInvestigation", **said, **opened)
    text = """query($c: String!, $open: Boolean) {
        findings(filter: {code: {eq: $c}, open: $open}) { totalCount nodes { key rule detail attribute open } }
        investigations(filter: {code: {eq: $c}, open: $open}) { totalCount nodes { key attribute reason open } } }"""
    shown = await desk.read(text, c=code, open=True)
    (found,) = shown["findings"]["nodes"]
    assert (found["rule"], found["detail"], found["attribute"]) == ("MANUAL-1", "门牌与图纸不符", "address")
    (investigated,) = shown["investigations"]["nodes"]
    assert (investigated["attribute"], investigated["reason"]) == ("floor_area", "面积存疑")
    solved = {"finding": found["key"], "resolution": "已更正", "document": paper(number("结"))}
    await desk.given("resolveFinding", **said, **solved)
    closed = {"investigation": investigated["key"], "outcome": "无误", "document": paper(number("结"))}
    await desk.given("closeInvestigation", **said, **closed)
    shown = await desk.read(text, c=code, open=True)
    assert (shown["findings"]["nodes"], shown["investigations"]["nodes"]) == ([], [])
    shown = await desk.read(text, c=code, open=False)
    assert [one["open"] for one in (*shown["findings"]["nodes"], *shown["investigations"]["nodes"])] == [False, False]


async def test_the_feed_has_what_was_recorded_in_its_order(desk: Desk) -> None:
    before = await desk.head()
    owner = people.person()
    code = await estates.owned(desk, owner)
    text = "query($p: Position!) { changes(after: $p, first: 100, kinds: [HOUSE]) { nodes { position type code } } }"
    nodes = [one for one in (await desk.read(text, p=before))["changes"]["nodes"] if one["code"] == code]
    assert [one["type"] for one in nodes] == ["HouseRegistered", "OwnershipTransferred"]
    assert [one["position"] for one in nodes] == sorted(one["position"] for one in nodes)
