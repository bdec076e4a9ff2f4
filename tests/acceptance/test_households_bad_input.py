"""Bad input on households over HTTP: each refused with field and rule, nothing personal echoed, nothing recorded."""

from __future__ import annotations

import json
import uuid
from typing import Any, NamedTuple

import pytest
from stdnum.iso7064 import mod_11_2

from tests.acceptance import applicants, estates, people
from tests.acceptance.applicants import application, member
from tests.acceptance.conftest import Bureau
from tests.acceptance.estates import number, paper
from tests.acceptance.office import Desk

BODY = "99010219850307"


class Refused(NamedTuple):
    """Why a command was refused, by an error or by a rule."""

    field: str | None
    rule: str
    message: str


async def refused(desk: Desk, mutation: str, /, **said: Any) -> Refused:
    """The first reason; nothing was recorded, and nobody's data is in the answer."""
    kind = mutation[:1].upper() + mutation[1:]
    shape = "position rejections { rule field messageEn }"
    query = f"mutation($input: {kind}Input!) {{ answer: {mutation}(input: $input) {{ {shape} }} }}"
    before = await desk.head()
    given = {"commandId": str(uuid.uuid4()), "document": paper(number("文")), **said}
    answer = await desk.ask(query, input=given)
    assert not await desk.recorded_since(before), "something was recorded"
    told = json.dumps(answer, ensure_ascii=False)
    assert not [secret for secret in people.SECRETS if secret in told]
    if "errors" in answer:
        (error,) = answer["errors"]
        found = error["extensions"]
        return Refused(found.get("field"), found.get("rule") or found["code"], error["message"])
    assert answer["data"]["answer"]["rejections"], answer
    first = answer["data"]["answer"]["rejections"][0]
    return Refused(first["field"], first["rule"], first["messageEn"])


def numbered(written: str, **said: Any) -> dict[str, Any]:
    """An applicant with that ID number."""
    return member({**people.person(), "idNumber": people.secret(written)}, **said)


def whole(body: str) -> str:
    return body + mod_11_2.calc_check_digit(body)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        (whole(f"{BODY}901")[:17] + "?", "CODE-RIC-SHAPE"),
        (whole(f"{BODY}902")[:16], "CODE-RIC-SHAPE"),
        (f"{BODY}903" + ("0" if whole(f"{BODY}903")[17] != "0" else "1"), "CODE-RIC-CHECK"),
        (whole("99010219850230904"), "CODE-RIC-BIRTH"),
        (whole("99010217000101905"), "CODE-RIC-BIRTH"),
        ("990102851331906", "CODE-RIC-BIRTH"),
        ("99010285023", "CODE-RIC-SHAPE"),
        (whole("81000019850230907"), "CODE-RIC-BIRTH"),
        ("83000019850307908" + ("0" if whole("83000019850307908")[17] != "0" else "1"), "CODE-RIC-CHECK"),
        (" ", "LENGTH"),
        ("9" * 401, "LENGTH"),
    ],
)
async def test_id_numbers_that_are_none(desk: Desk, bureau: Bureau, written: str, rule: str) -> None:
    applicant = numbered(written) if written.strip() else {**member(), "idNumber": written}
    found = await refused(desk, "acceptApplication", **application([member(), {**applicant, "relation": "CHILD"}]))
    assert (found.field, found.rule) == ("members.1.idNumber", rule)
    if written.strip():
        assert written not in (bureau.folder / "server.log").read_text()


@pytest.mark.parametrize(
    ("id_type", "written"),
    [
        ("RESIDENT_IDENTITY", whole(f"{BODY}911")),
        ("RESIDENT_IDENTITY", "990102850307912"),
        ("RESIDENT_IDENTITY", whole(f"{BODY}913").lower()),
        ("RESIDENCE_PERMIT", whole("81000019850307914")),
        ("RESIDENCE_PERMIT", whole("82000019850307915")),
        ("RESIDENCE_PERMIT", whole("83000019850307916")),
        ("PASSPORT", "E9917001"),
        ("HK_MACAO_PERMIT", "H0099170101"),
        ("TAIWAN_PERMIT", "00991702"),
        ("FOREIGN_RESIDENCE", "FRA990019850399"),
        ("FOREIGN_RESIDENCE", "911990198503079917"),
    ],
)
async def test_id_numbers_that_are_lawful(desk: Desk, id_type: str, written: str) -> None:
    await applicants.accepted(desk, numbered(written, idType=id_type))


@pytest.mark.parametrize(
    ("id_type", "first", "second"),
    [
        ("RESIDENT_IDENTITY", whole(f"{BODY}921"), whole(f"{BODY}921")),
        ("RESIDENT_IDENTITY", whole(f"{BODY}922"), "990102850307922"),
        ("RESIDENCE_PERMIT", whole("81000019850307923"), f" {whole('81000019850307923')} "),
        ("PASSPORT", "E9917924", "e9917924"),
        ("PASSPORT", "E9917925", " E 9917 925 "),
        ("PASSPORT", "E9917926", "Ｅ９９１７９２６"),
        ("HK_MACAO_PERMIT", "H0099179201", "h00991792 02"),
    ],
)
async def test_a_member_is_named_once(desk: Desk, id_type: str, first: str, second: str) -> None:
    twice = [numbered(first, idType=id_type), numbered(second, idType=id_type, relation="SPOUSE")]
    found = await refused(desk, "acceptApplication", **application(twice))
    assert (found.field, found.rule) == ("members.1", "TWICE")
    assert "members.0" in found.message
    household = await applicants.accepted(desk, twice[0])
    again = await refused(desk, "joinHousehold", householdCode=household, effectiveOn="2020-02-01", members=[twice[1]])
    assert (again.field, again.rule) == ("members.0", "TWICE")


async def test_who_applies_is_one_person(desk: Desk) -> None:
    for members in ([member(relation="SPOUSE")], [member(), member()]):
        found = await refused(desk, "acceptApplication", **application(members))
        assert (found.field, found.rule) == ("members", "APPLICANT")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"appliedOn": "2020-01-11"}, "appliedOn"),
        ({"effectiveOn": "2999-01-01"}, "effectiveOn"),
        ({"effectiveOn": "2020-02-30"}, "effectiveOn"),
        ({"income": "-1.00"}, "income"),
        ({"residence": " "}, "residence"),
        ({"bankAccount": "9" * 61}, "bankAccount"),
        ({"members": []}, "members"),
        ({"householdCode": ""}, "householdCode"),
    ],
)
async def test_applications_that_cannot_be(desk: Desk, said: dict[str, Any], field: str) -> None:
    found = await refused(desk, "acceptApplication", **application(**said))
    assert found.field == field


async def test_reviews_and_publicity_out_of_order(desk: Desk) -> None:
    household = await applicants.accepted(desk)
    opinion = {"householdCode": household, "opinionNo": "R1", "level": 1}
    early = await refused(desk, "passReview", effectiveOn="2020-01-09", **opinion)
    assert (early.field, early.rule) == ("effectiveOn", "SEC-1")
    joins = {"householdCode": household, "members": [member(relation="CHILD")]}
    joined = await refused(desk, "joinHousehold", effectiveOn="2020-01-09", **joins)
    assert (joined.field, joined.rule) == ("effectiveOn", "SEC-1")
    await desk.given("passReview", effectiveOn="2020-02-01", document=paper(number("审")), **opinion)
    notice = {"householdCode": household, "publicityNo": "P1"}
    opens = {**notice, "effectiveOn": "2020-02-02", "level": 1}
    backward = await refused(desk, "openPublicity", **opens, endsOn="2020-02-01")
    assert (backward.field, backward.rule) == ("endsOn", "SEC-1")
    await desk.given("openPublicity", **opens, document=paper(number("示")))
    for day in ("2020-02-01", "2020-02-03"):
        closed = await refused(desk, "closePublicity", effectiveOn=day, **notice)
        assert closed.rule in ("SEC-1", "REF-2"), closed
    asked = {"householdCode": household, "noticeNo": "M1", "materials": "收入证明"}
    due = await refused(desk, "requestMaterials", effectiveOn="2020-01-20", dueOn="2020-01-19", **asked)
    assert (due.field, due.rule) == ("dueOn", "RANGE")


async def test_tenancies_out_of_order(desk: Desk) -> None:
    household = await applicants.tenant(desk)
    contract = {"householdCode": household, "contractNo": "T1"}
    for stated in ({"effectiveOn": "2020-06-30"}, {"effectiveOn": "2020-08-01", "endedOn": "2020-06-30"}):
        ended = await refused(desk, "endTenancyContract", **contract, **stated)
        assert ended.rule in ("RANGE", "REF-2"), ended
    renewed = await refused(desk, "renewTenancyContract", **contract, effectiveOn="2023-07-01", endsOn="2020-07-01")
    assert (renewed.field, renewed.rule) == ("endsOn", "SEC-5")
    backward = {"householdCode": household, "contractNo": "T2", "houseCode": await applicants.home(desk)}
    starts = {"startsOn": "2020-10-01", "endsOn": "2020-09-01", "effectiveOn": "2020-10-01"}
    exchanged = await refused(desk, "exchangeHouse", **backward, **starts)
    assert (exchanged.field, exchanged.rule) == ("endsOn", "SEC-5")


async def subsidised(desk: Desk) -> str:
    """A household with a subsidy of the market rent from June 2020 on, under B1."""
    household = await applicants.eligible(desk, programme="MARKET_RENT_SUBSIDY")
    approved = {"subsidyNo": "B1", "startsOn": "2020-06-01"}
    common = {"householdCode": household, "document": paper(number("补"))}
    await desk.given("approveMarketRentSubsidy", effectiveOn="2020-06-01", **approved, **common)
    return household


async def test_payments_out_of_order(desk: Desk) -> None:
    household = await subsidised(desk)
    payment = {"householdCode": household, "paymentNo": "F1"}
    order = {**payment, "effectiveOn": "2020-06-20", "subsidyNo": "B1"}
    for month in ("2020-13", "2020-00", "2020-6", "202006", "六月", "", "2020-06-01"):
        found = await refused(desk, "orderMarketRentSubsidy", **order, period=month)
        assert found.field == "period", found
    early = await refused(desk, "orderMarketRentSubsidy", **order, period="2020-05")
    assert early.rule in ("REF-2", "SEC-4"), early
    unpaid = await refused(desk, "payMarketRentSubsidy", effectiveOn="2020-06-21", **payment)
    assert (unpaid.field, unpaid.rule) == ("paymentNo", "STATE")
    await desk.given("orderMarketRentSubsidy", document=paper(number("发")), **order, period="2020-06")
    before = await refused(desk, "payMarketRentSubsidy", effectiveOn="2020-06-19", **payment)
    assert (before.field, before.rule) == ("paymentNo", "STATE")
    assert "2020-06-19" in before.message
    again = await refused(desk, "orderMarketRentSubsidy", **{**order, "paymentNo": "F2"}, period="2020-06")
    assert (again.field, again.rule) == ("period", "TWICE")
    await desk.given("payMarketRentSubsidy", effectiveOn="2020-06-25", document=paper(number("付")), **payment)
    twice = await refused(desk, "payMarketRentSubsidy", effectiveOn="2020-06-26", **payment)
    assert (twice.field, twice.rule) == ("paymentNo", "STATE")
    back = await refused(desk, "clawBackMarketRentSubsidy", effectiveOn="2020-07-01", amount="800.01", **payment)
    assert (back.field, back.rule) == ("amount", "RANGE")


async def test_rents_of_what_is_not_there(desk: Desk) -> None:
    household = await applicants.tenant(desk)
    rent = {"householdCode": household, "effectiveOn": "2020-08-01", "contractNo": "T1", "period": "2020-08"}
    month = await refused(desk, "chargeRent", **{**rent, "period": "2020-14"}, charged="500.00")
    assert month.field == "period"
    negative = await refused(desk, "chargeRent", **rent, charged="-500.00")
    assert negative.field == "charged"
    paper_of = {"document": paper(number("租"))}
    moved: dict[str, Any]
    for moved in (
        {"contractNo": "T9", "charged": "500.00"},
        {"contractNo": "T9", "amount": "1.00", "period": "2020-09"},
    ):
        mutation = "chargeRent" if "charged" in moved else "payRent"
        said: dict[str, Any] = {**rent, **paper_of, **moved}
        told = await desk.file(mutation, **said)
        assert [one["rule"] for one in told["findings"]] == ["REF-2"], "money that moved is a fact: recorded, and found"


async def test_references_that_find_nothing(desk: Desk) -> None:
    household = await applicants.allocated(desk)
    common = {"householdCode": household, "effectiveOn": "2020-06-10"}
    nowhere = "99010200100000000000199990"
    house = await refused(desk, "selectHouse", allocationNo="A1", houseCode=nowhere, **common)
    assert (house.field, house.rule) == ("houseCode", "SUBJECT")
    assert nowhere in house.message
    none = await refused(desk, "selectHouse", allocationNo="A9", houseCode=await applicants.home(desk), **common)
    assert none.rule == "REF-2"
    assert "A9" in none.message
    ordinary = await refused(desk, "selectHouse", allocationNo="A1", houseCode=await estates.house(desk), **common)
    assert (ordinary.field, ordinary.rule) == ("houseCode", "SEC-3")
    unchosen = {"contractNo": "T1", "houseCode": await applicants.home(desk)}
    signed = await refused(desk, "signTenancyContract", **unchosen, **common)
    assert (signed.field, signed.rule) == ("houseCode", "SEC-3")
    await desk.given("waiveSelection", allocationNo="A1", document=paper(number("弃")), **common)
    drawn = {"allocationNo": "A2", "method": "LOTTERY", "programme": "PUBLIC_RENTAL", "rank": 1}
    lottery = await refused(desk, "recordDrawResult", lotteryCode="YH-9999", **drawn, **common)
    assert lottery.field == "lotteryCode", lottery
    missing = {"householdCode": applicants.code(), "effectiveOn": "2020-06-10"}
    gone = await refused(desk, "passReview", opinionNo="R1", level=1, **missing)
    assert (gone.field, gone.rule) == ("householdCode", "SUBJECT")
    leaves = await refused(desk, "leaveHousehold", memberKey="9", **common)
    assert leaves.rule == "REF-2", leaves
