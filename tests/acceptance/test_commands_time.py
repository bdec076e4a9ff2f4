"""Time passing: permits lapse, seizures expire and the next moves up 轮候, leases end, by dates alone.

Nothing is recorded and no job runs on those days: each test asks of days past, of today, and of days to come.
"""

from __future__ import annotations

from typing import Any

from tests.acceptance import estates, people
from tests.acceptance.estates import days, number, paper
from tests.acceptance.office import Desk


async def on(desk: Desk, code: str, fields: str, day: int) -> Any:
    """A house on a day, counted from today; of today itself no day is named."""
    return await (desk.house(code, fields, validOn=days(day)) if day else desk.house(code, fields))


async def test_the_next_seizure_moves_up(desk: Desk) -> None:
    code = await estates.owned(desk, people.person())
    terms = {"甲": (-30, 10), "乙": (-20, -5), "丙": (-10, 30), "丁": (-9, 20)}
    numbers = {name: number("封") for name in terms}
    for name, (since, until) in terms.items():
        await desk.given("registerSeizure", **estates.seizure(code, days(since), days(until), seizureNo=numbers[name]))
    head = await desk.head()
    expected = {
        -31: "",
        -30: "甲",
        -20: "甲乙",
        -9: "甲乙丙丁",
        -5: "甲丙丁",
        0: "甲丙丁",
        9: "甲丙丁",
        10: "丙丁",
        20: "丙",
        30: "",
    }
    for day, order in expected.items():
        found = (await on(desk, code, "seizures { number live inForce rank kind }", day))["seizures"]
        ranked = sorted((one for one in found if one["live"]), key=lambda one: int(one["rank"]))
        assert [one["number"] for one in ranked] == [numbers[name] for name in order], day
        assert [one["number"] for one in found if one["inForce"]] == [numbers[name] for name in order[:1]], day
        assert [one["rank"] for one in ranked] == list(range(1, len(order) + 1))
        assert all(one["rank"] is None for one in found if not one["live"])
    lifted = {"houseCode": code, "seizureNo": numbers["甲"], "effectiveOn": days(0)}
    assert head == await desk.head(), "nothing was recorded for any of it"
    await desk.given("liftSeizure", **lifted)
    (first,) = [one for one in (await on(desk, code, "seizures { number inForce }", 0))["seizures"] if one["inForce"]]
    assert first["number"] == numbers["丙"], "the next moves up on the day on which the first is lifted"
    (first,) = [one for one in (await on(desk, code, "seizures { number inForce }", -1))["seizures"] if one["inForce"]]
    assert first["number"] == numbers["甲"]


async def test_a_lease_ends(desk: Desk) -> None:
    code = await estates.house(desk)
    await desk.given("fileLease", **estates.lease(code, days(-20), days(0), [people.person()]))
    await desk.given("fileLease", **estates.lease(code, days(5), days(25), [people.person()]))
    head = await desk.head()
    for day, let in ((-21, False), (-20, True), (-1, True), (0, False), (4, False), (5, True), (24, True), (25, False)):
        shown = await on(desk, code, "occupancy phase leases(live: true) { live }", day)
        assert (shown["occupancy"], bool(shown["leases"])) == ("LET" if let else "VACANT", let), day
    assert head == await desk.head()


async def test_an_objection_lapses_without_a_suit(desk: Desk) -> None:
    kept, lapsing = [await estates.owned(desk, people.person()) for _ in range(2)]
    for code in (kept, lapsing):
        said = {"objectionNo": number("异"), "document": paper(number("异"))}
        await desk.given("registerObjection", houseCode=code, effectiveOn=days(-14), **said)
        if code == kept:
            await desk.given("fileSuit", houseCode=code, effectiveOn=days(-1), objectionNo=said["objectionNo"])
    fields = "encumbered objections { live lapsesOn }"
    for day, stands in ((-15, False), (-14, True), (0, True), (1, False), (2, False)):
        shown = await on(desk, lapsing, fields, day)
        assert shown["encumbered"] is stands, day
        assert [one["live"] for one in shown["objections"]] == ([stands] if day >= -14 else []), day
    assert (await on(desk, kept, fields, 100))["encumbered"], "a suit in time keeps it"


async def test_a_construction_permit_lapses_unless_works_start(desk: Desk) -> None:
    estate = await estates.planned(desk)
    permit = {"projectCode": estate.project, "permitNo": number("施"), "buildingCodes": estate.buildings}
    await desk.given("grantConstructionPermit", effectiveOn="2019-11-30", document=paper(number("施")), **permit)
    text = """query($code: String!, $at: AsOf) {
        project(code: $code, asOf: $at) { stage permits(live: true) { number lapsesOn live } } }"""
    for day, stands in (("2019-11-29", False), ("2019-11-30", True), ("2020-02-28", True), ("2020-02-29", False)):
        shown = (await desk.read(text, code=estate.project, at={"validOn": day}))["project"]
        assert (permit["permitNo"] in [one["number"] for one in shown["permits"]]) is stands, day
        assert (shown["stage"] == "CONSTRUCTION_PERMITTED") is stands, day
    today = (await desk.read(text, code=estate.project, at=None))["project"]
    assert today["stage"] == "PLANNING_PERMITTED", "no job had to tell"
    start: dict[str, Any] = {"buildingCode": estate.buildings[0], "document": paper(number("开"))}
    late = await desk.file("startConstruction", effectiveOn="2020-02-29", **start)
    assert [one["rule"] for one in late["rejections"]] == ["CON-1"]
    await desk.given("startConstruction", effectiveOn="2020-02-28", **start)
    today = (await desk.read(text, code=estate.project, at=None))["project"]
    assert today["stage"] == "UNDER_CONSTRUCTION", "started on its last day, it lapses no more"


async def test_a_presale_lapses(desk: Desk) -> None:
    code = await estates.house(desk)
    said = {"permitNo": number("预"), "lapsesOn": days(3), "document": paper(number("预"))}
    await desk.given("openPresale", houseCode=code, effectiveOn=days(-3), **said)
    for day, market in (
        (-4, "NOT_FOR_SALE"),
        (-3, "PRESALE_OPEN"),
        (0, "PRESALE_OPEN"),
        (2, "PRESALE_OPEN"),
        (3, "NOT_FOR_SALE"),
    ):
        assert (await on(desk, code, "market", day))["market"] == market, day


async def test_lists_follow_the_day_too(desk: Desk) -> None:
    block = await estates.building(desk)
    code = await estates.house(desk, block)
    await desk.given("fileLease", **estates.lease(code, days(-1), days(7), [people.person()]))
    text = """query($block: String!, $at: AsOf) {
        houses(filter: {buildingCode: {eq: $block}, occupancy: {eq: LET}}, asOf: $at) { totalCount nodes { code } } }"""
    for day, let in ((0, 1), (6, 1), (7, 0)):
        at = {"validOn": days(day)} if day else None
        found = (await desk.read(text, block=block, at=at))["houses"]
        assert (found["totalCount"], [one["code"] for one in found["nodes"]]) == (let, [code] * let), day
