"""A whole life by mutations only: a project with two buildings, from land to the last brick of one of its houses."""

from __future__ import annotations

from typing import Any

from tests.acceptance import estates, people
from tests.acceptance.estates import DEVELOPER, DIVISION, number, paper
from tests.acceptance.office import Desk

SHOWN = """
    position repeated event { position id type effectiveOn kind code } events { type kind code }
    rejections { rule messageEn } findings { rule }
"""
HOUSE = SHOWN + "house { code version phase physical market stock occupancy encumbered safetyGrade }"
BUILDING = SHOWN + "building { code phase physical }"
PROJECT = SHOWN + "project { code stage }"


class Life:
    """Files at a desk, each command on the next day, so that payloads show the state of that step.

    ``position`` is that of the last command: each moves it on. ``shown``: what the house was after each of its steps.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk, self.position, self.day = desk, 0, -90
        self.shown: list[tuple[str, str, Any]] = []

    def next(self) -> str:
        """The next day."""
        self.day += 1
        return estates.days(self.day)

    async def file(self, mutation: str, payload: str, *findings: str, **said: Any) -> Any:
        """The payload of a command that must pass, with exactly these findings."""
        on = self.next()
        known = {"effectiveOn": on, "document": paper(number("文"))}
        answer = await self.desk.file(mutation, payload, **{**known, **said})
        assert not answer["rejections"], (mutation, answer["rejections"])
        assert answer["position"] > self.position
        assert not answer["repeated"]
        assert answer["event"]["effectiveOn"] == on
        assert answer["event"]["position"] <= answer["position"]
        assert [one["rule"] for one in answer["findings"]] == list(findings), (mutation, answer["findings"])
        self.position = answer["position"]
        return answer

    async def house(self, code: str, expected: str, mutation: str, *findings: str, **said: Any) -> Any:
        """A command on the house; ``expected``: phase, market and occupancy that the payload then shows."""
        answer = await self.file(mutation, HOUSE, *findings, houseCode=code, **said)
        shown = answer["house"]
        assert " ".join(shown[name] for name in ("phase", "market", "occupancy")) == expected, (mutation, shown)
        told = {name: shown[name] for name in ("phase", "physical", "market", "occupancy", "encumbered", "safetyGrade")}
        self.shown.append((code, answer["event"]["effectiveOn"], told))
        return answer

    async def ask(self, code: str, fields: str) -> Any:
        """Something of the house, read anew."""
        return (await self.desk.ask(f"query($c: String!) {{ house(code: $c) {{ {fields} }} }}", c=code))["data"][
            "house"
        ]


async def registered(life: Life) -> estates.Estate:
    """Division, project, land, two buildings with two houses each."""
    await life.file(
        "registerDivision",
        SHOWN + "division { code name }",
        divisionCode="990109",
        name="安新区",
        level="COUNTY",
    )
    project = estates.project_code()
    developer = {"role": "DEVELOPER", "enterpriseCode": DEVELOPER, "enterpriseName": "安居开发有限公司"}
    stated: dict[str, Any] = {"name": "安新苑", "division": "990109", "investmentTotal": "1000.00"}
    said = {**stated, "projectCode": project, "participants": [developer]}
    assert (await life.file("approveProject", PROJECT, **said))["project"]["stage"] == "APPROVED"
    land = await life.file("acquireLand", PROJECT, projectCode=project, parcel="安地-1")
    assert land["project"]["stage"] == "LAND_ACQUIRED"
    buildings, houses = [], []
    for _ in range(2):
        code = estates.building_code()
        of = {"buildingCode": code, "division": "990109", "projectCode": project, "grossArea": "5000"}
        answer = await life.file("registerBuilding", BUILDING, **of)
        assert answer["building"] == {"code": code, "phase": "CONSTRUCTION", "physical": "PLANNED"}
        buildings.append(code)
        for _ in range(2):
            home = estates.house_code(code)
            of = {"division": "990109", "buildingCode": code, "floorArea": "88.20"}
            await life.house(home, "CONSTRUCTION NOT_FOR_SALE VACANT", "registerHouse", **of)
            houses.append(home)
    return estates.Estate(project, buildings, houses)


async def built(life: Life, of: estates.Estate) -> str:
    """Permits, drawings, start of works on both buildings at once, presale permit; the presale permit's number."""
    project: dict[str, Any] = {"projectCode": of.project}
    covers = {"buildingCodes": of.buildings}
    answer = await life.file("grantPlanningPermit", PROJECT, permitNo=number("规"), **project, **covers)
    assert answer["project"]["stage"] == "PLANNING_PERMITTED"
    for discipline in ("CONSTRUCTION", "FIRE"):
        review = {"discipline": discipline, "round": 1, "outcome": "PASSED", "body": "安新审图中心"}
        await life.file("reviewDrawings", PROJECT, **review, **project)
    works = number("施")
    answer = await life.file("grantConstructionPermit", PROJECT, permitNo=works, **project, **covers)
    assert answer["project"]["stage"] == "CONSTRUCTION_PERMITTED"
    assert sorted(one["code"] for one in answer["events"] if one["kind"] == "BUILDING") == of.buildings
    answer = await life.file("startWorks", PROJECT, permitNo=works, **project, **covers)
    assert answer["project"]["stage"] == "UNDER_CONSTRUCTION"
    assert [one["type"] for one in answer["events"]] == ["WorksStarted", "ConstructionStarted", "ConstructionStarted"]
    assert (await life.ask(of.houses[0], "physical"))["physical"] == "UNDER_CONSTRUCTION"
    paid = {"contractNo": number("履"), "investmentDone": "250.00"}
    await life.file("recordContractPerformance", PROJECT, **paid, **project)
    presale = number("预")
    answer = await life.file("grantPresalePermit", PROJECT, permitNo=presale, **project, **covers)
    assert sorted(one["code"] for one in answer["events"] if one["type"] == "PresaleOpened") == sorted(of.houses)
    for home in of.houses:
        shown = await life.ask(home, "phase market occupancy building { phase }")
        assert shown == {
            "phase": "TRANSACTION",
            "market": "PRESALE_OPEN",
            "occupancy": "VACANT",
            "building": {"phase": "TRANSACTION"},
        }
    return presale


async def sold(life: Life, home: str, buyers: list[dict[str, Any]]) -> None:
    """Contract, amendment, cancellation and a new contract; completion, first registration, transfer."""
    first, second = number("合"), number("合")
    said: dict[str, Any] = {"signedOn": estates.days(life.day), "price": "1000000.00", "buyers": buyers}
    contracted = "TRANSACTION PRESALE_CONTRACTED VACANT"
    await life.house(home, contracted, "filePresaleContract", contractNo=first, **said)
    await life.house(home, contracted, "amendPresaleContract", contractNo=first, price="990000.00")
    shown = (await life.ask(home, "contracts { number price live }"))["contracts"]
    assert shown == [{"number": first, "price": "990000.00", "live": True}]
    open_again = "TRANSACTION PRESALE_OPEN VACANT"
    await life.house(home, open_again, "cancelPresaleContract", contractNo=first)
    said = {**said, "signedOn": estates.days(life.day)}
    await life.house(home, contracted, "filePresaleContract", contractNo=second, **said)
    shown = await life.ask(home, "contracts { number live } parties { role share live }")
    assert {one["number"]: one["live"] for one in shown["contracts"]} == {first: False, second: True}
    assert sorted(one["share"] for one in shown["parties"] if one["live"]) == ["1/3", "2/3"]
    of = home[:21]
    answer = await life.file("acceptCompletion", BUILDING, buildingCode=of, acceptanceNo=number("验"))
    assert answer["building"] == {"code": of, "phase": "TRANSACTION", "physical": "COMPLETED"}
    filed = {"buildingCode": of, "filingNo": number("备")}
    await life.file("fileBuildingCompletion", BUILDING, **filed)
    first_registered = {"buildingCode": of, "firstRegistrationNo": number("首")}
    answer = await life.file("registerFirstOwnership", BUILDING, **first_registered)
    assert answer["building"]["phase"] == "HOLDING"
    developer = {"kind": "ENTERPRISE", "enterpriseCode": DEVELOPER, "enterpriseName": "安居开发有限公司"}
    moved = estates.transfer(home, "SALE", "", [developer], buyers, contractNo=second, price="1000000.00")
    for name in ("houseCode", "effectiveOn"):
        moved.pop(name)
    await life.house(home, "HOLDING OWNED OWNER_OCCUPIED", "registerTransfer", **moved)
    owners = await life.ask(home, "owners { form share basis name } contracts(live: true) { number }")
    assert sorted(one["share"] for one in owners["owners"]) == ["1/3", "2/3"]
    assert {(one["form"], one["basis"]) for one in owners["owners"]} == {("SHARES", "SALE")}
    # Masks follow a moment later.
    assert {one["name"] for one in owners["owners"]} <= {None, *(f"{one['name'][:2]}**" for one in buyers)}
    assert not owners["contracts"]


async def held(life: Life, home: str, owners: list[dict[str, Any]]) -> str:
    """Mortgage, deed tax, lease, renewal, safety appraisal; the lease's number."""
    own = "HOLDING OWNED OWNER_OCCUPIED"
    mortgage = {
        "mortgageNo": number("抵"),
        "mortgageKind": "ORDINARY",
        "mortgageeName": "安澜银行",
        "amount": "500000.00",
    }
    answer = await life.house(home, own, "registerMortgage", **mortgage)
    assert answer["house"]["encumbered"]
    await life.house(home, own, "recordDeedTax", receiptNo=number("税"), amount="15000.00")
    answer = await life.house(home, own, "dischargeMortgage", mortgageNo=mortgage["mortgageNo"])
    assert not answer["house"]["encumbered"]
    let = "HOLDING OWNED LET"
    starts, ends = estates.days(life.day), estates.days(100)
    tenants = [people.person()]
    lease = estates.lease(home, starts, ends, tenants, lessors=[people.who(one) for one in owners])
    for name in ("houseCode", "effectiveOn"):
        lease.pop(name)
    await life.house(home, let, "fileLease", **lease)
    renewed = {"leaseNo": lease["leaseNo"], "endsOn": estates.days(400)}
    await life.house(home, let, "renewLease", **renewed)
    appraisal = {"reportNo": number("鉴"), "grade": "D", "body": "安澜房屋安全鉴定所"}
    answer = await life.house(home, let, "appraiseHouseSafety", **appraisal)
    assert answer["house"]["safetyGrade"] == "D"
    return str(lease["leaseNo"])


async def test_a_whole_life(desk: Desk) -> None:
    life = Life(desk)
    estate = await registered(life)
    await built(life, estate)
    home, beside = estate.houses[:2]
    buyers = [people.person(share="1/3"), people.person(share="2/3")]
    await sold(life, home, buyers)
    number_of_lease = await held(life, home, buyers)
    taken = {"projectCode": estate.project, "decisionNo": number("征"), "buildingCodes": estate.buildings[:1]}
    answer = await life.file("decideExpropriation", PROJECT, **taken)
    assert [one["code"] for one in answer["events"] if one["kind"] == "BUILDING"] == estate.buildings[:1]
    agreed = {"agreementNo": number("协"), "decisionNo": taken["decisionNo"], "amount": "2000000.00"}
    await life.house(home, "HOLDING OWNED LET", "agreeExpropriation", **agreed)
    answer = await life.file("demolishBuilding", BUILDING, "LOS-1", buildingCode=estate.buildings[0])
    assert answer["building"] == {"code": estate.buildings[0], "phase": "LOSS", "physical": "DEMOLISHED"}
    lost = [one["code"] for one in answer["events"] if one["kind"] == "HOUSE" and one["type"] == "Demolished"]
    assert sorted(lost) == sorted([home, beside])
    for one in (home, beside):
        shown = await life.ask(one, "phase physical market occupancy")
        assert shown == {
            "phase": "LOSS",
            "physical": "DEMOLISHED",
            "market": "NOT_FOR_SALE",
            "occupancy": "OUT_OF_USE",
        }
    (finding,) = (await life.ask(home, "findings(live: true) { nodes { rule detail } }"))["findings"]["nodes"]
    assert finding["rule"] == "LOS-1"
    assert number_of_lease in finding["detail"]
    other = await life.ask(estate.houses[2], "phase market")
    assert other == {"phase": "TRANSACTION", "market": "PRESALE_OPEN"}, "the other building stands"
    paid = {"agreementNo": agreed["agreementNo"], "amount": "2000000.00"}
    await life.house(home, "LOSS NOT_FOR_SALE OUT_OF_USE", "payCompensation", **paid)
    assert life.day <= 0, "the life reaches into the future"
    for code, on, shown in life.shown:
        text = f"query($c: String!, $on: Date!) {{ house(code: $c, asOf: {{validOn: $on}}) {{ {' '.join(shown)} }} }}"
        assert (await desk.ask(text, c=code, on=on))["data"]["house"] == shown, on


async def test_a_command_sent_again_answers_the_same(desk: Desk) -> None:
    code = await estates.in_presale(desk)
    said = estates.contract(code, "2020-03-02", [people.person()])
    command = "5c1f0a52-5d5e-4f0c-8f6e-6a4b1d1c7e21"
    first = await desk.file("filePresaleContract", HOUSE, command, **said)
    again = await desk.file("filePresaleContract", HOUSE, command, **said)
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert again["event"] == first["event"]
    assert again["position"] == first["position"]
    assert again["house"] == first["house"]


async def test_several_mutations_of_one_request_are_recorded_in_their_order(desk: Desk) -> None:
    """As a front end sends them: one fails, and the others keep their answers."""
    block = await estates.building(desk)
    common = {"division": DIVISION, "buildingCode": block, "effectiveOn": "2015-02-01", "document": paper(number("户"))}
    inputs = {
        f"i{n}": {
            **common,
            "houseCode": estates.house_code(block),
            "commandId": f"7d1f0a52-5d5e-4f0c-8f6e-6a4b1d1c7e2{n}",
        }
        for n in range(3)
    }
    inputs["i1"]["buildingCode"] = "990102001999999999999"
    variables = ", ".join(f"${name}: RegisterHouseInput!" for name in inputs)
    fields = " ".join(f"m{name}: registerHouse(input: ${name}) {{ position house {{ code }} }}" for name in inputs)
    answer = await desk.ask(f"mutation({variables}) {{ {fields} }}", **inputs)
    assert [error["path"] for error in answer["errors"]] == [["mi1"]]
    assert answer["errors"][0]["extensions"]["code"] == "UNKNOWN_SUBJECT"
    assert answer["data"]["mi1"] is None
    assert answer["data"]["mi0"]["position"] < answer["data"]["mi2"]["position"]
    assert answer["data"]["mi2"]["house"]["code"] == inputs["i2"]["houseCode"]
