"""Bad input over HTTP: each refused with its field and rule, nothing personal echoed, nothing recorded."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from tests.acceptance import estates, people
from tests.acceptance.conftest import Bureau
from tests.acceptance.estates import DIVISION, number, paper
from tests.acceptance.office import Desk

WRONG_CHECK = people.secret("990102198503071234")
"""A citizen number whose last place is wrong; it is no less personal for that."""

HOUSE = "99010200100000000000100019"


def text(mutation: str) -> str:
    kind = mutation[:1].upper() + mutation[1:]
    return f"mutation($input: {kind}Input!) {{ {mutation}(input: $input) {{ position rejections {{ rule }} }} }}"


async def error_of(desk: Desk, mutation: str, /, **said: Any) -> Any:
    """The only error of a command; nothing was recorded."""
    before = await desk.head()
    given = {"commandId": str(uuid.uuid4()), **said}
    answer = await desk.ask(text(mutation), input=given)
    assert not await desk.recorded_since(before), "something was recorded"
    assert "errors" in answer, answer
    (error,) = answer["errors"]
    assert error["message"].endswith((".", "?", "。")), error["message"]
    assert len(error["message"]) < 500, "a message does not carry the input back"
    return error


async def bad(desk: Desk, code: str, field: str, rule: str | None, mutation: str, /, **said: Any) -> str:
    """The message of an error of this code, on this field, by this rule."""
    error = await error_of(desk, mutation, **said)
    found = error["extensions"]
    assert (found["code"], found.get("field"), found.get("rule")) == (code, field, rule), error
    return str(error["message"])


def house(**said: Any) -> dict[str, Any]:
    """A house's inputs, of a building that is not on record."""
    known = {"houseCode": HOUSE, "division": DIVISION, "buildingCode": "990102001000000000001"}
    return {**known, "effectiveOn": "2015-02-01", "document": paper(number("户")), **said}


async def contract(desk: Desk, **said: Any) -> dict[str, Any]:
    """A contract's inputs, of a house that is for sale."""
    code = await estates.in_presale(desk)
    return {**estates.contract(code, "2020-03-02", [people.person()]), **said}


@pytest.mark.parametrize("code", ["91350100M000100Y44", "91350100M000100Y4", "91350100I000100Y43"])
async def test_an_enterprise_code_that_is_none(desk: Desk, code: str) -> None:
    buyers = [{"kind": "ENTERPRISE", "enterpriseCode": code, "enterpriseName": "安澜商贸有限公司"}]
    said = await contract(desk, buyers=buyers)
    error = await error_of(desk, "filePresaleContract", **said)
    assert error["extensions"]["field"] == "buyers.0.enterpriseCode"
    assert error["extensions"]["rule"].startswith("CODE-USCC")
    assert code not in error["message"], "it may be a person's number in the wrong place"


@pytest.mark.parametrize("wrong", [WRONG_CHECK, WRONG_CHECK[:17], people.secret("99010219850230123X")])
async def test_a_citizen_number_that_is_none_is_never_said_again(desk: Desk, bureau: Bureau, wrong: str) -> None:
    said = await contract(desk, buyers=[{"name": people.secret("慕容秘名"), "idNumber": wrong}])
    error = await error_of(desk, "filePresaleContract", **said)
    assert error["extensions"]["field"] == "buyers.0.idNumber"
    assert error["extensions"]["rule"].startswith("CODE-RIC")
    assert wrong not in json.dumps(error)
    assert "慕容" not in json.dumps(error, ensure_ascii=False)
    assert wrong not in (bureau.folder / "server.log").read_text()


async def test_subjects_that_nobody_registered(desk: Desk) -> None:
    said = await bad(
        desk, "UNKNOWN_SUBJECT", "buildingCode", "SUBJECT", "registerHouse", **house(buildingCode="990102009")
    )
    assert "990102009" in said
    gone = {"houseCode": HOUSE, "effectiveOn": "2020-01-01", "floorArea": "1.00"}
    assert HOUSE in await bad(desk, "UNKNOWN_SUBJECT", "houseCode", "SUBJECT", "reviseHouseSurvey", **gone)
    void: dict[str, Any] = {
        "eventId": str(uuid.uuid4()),
        "effectiveOn": estates.days(0),
        "document": paper(number("撤")),
    }
    assert void["eventId"] in await bad(desk, "INVALID_VALUE", "eventId", "EVENT", "voidEvent", **void)


async def test_a_version_that_is_not_the_last(desk: Desk) -> None:
    code = await estates.house(desk)
    survey = {"houseCode": code, "effectiveOn": "2020-01-01", "floorArea": "90.00"}
    await desk.given("reviseHouseSurvey", **survey, expectedVersion=1)
    error = await error_of(desk, "reviseHouseSurvey", **survey, expectedVersion=1)
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("VERSION_CONFLICT", "expectedVersion")
    assert code in error["message"]
    assert "1" in error["message"]
    assert "2" in error["message"]
    await desk.given("reviseHouseSurvey", **survey, expectedVersion=2)


@pytest.mark.parametrize(
    "day", ["2025-02-30", "2025-13-01", "0000-01-01", "01/02/2025", "2025-2-3", "", "昨天", 20250101]
)
async def test_days_that_are_none(desk: Desk, day: object) -> None:
    await bad(desk, "BAD_VALUE", "effectiveOn", None, "registerHouse", **house(effectiveOn=day))


@pytest.mark.parametrize("day", ["0001-01-01", "1799-12-31", "9999-12-31", "2300-01-01"])
async def test_days_that_no_register_has(desk: Desk, day: str) -> None:
    said = house(effectiveOn=day, buildingCode=await estates.building(desk), document=paper(number("户")))
    error = await error_of(desk, "registerHouse", **said)
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("INVALID_VALUE", "effectiveOn")
    assert day in error["message"]
    assert error["extensions"]["rule"]


async def test_shares_that_do_not_sum_to_one(desk: Desk) -> None:
    owner = people.person()
    code = await estates.owned(desk, owner)
    both = [people.person(share="1/2"), people.person(share="1/2")]
    both[1]["share"] = "2/3"
    said = estates.transfer(code, "GIFT", "2019-01-01", [owner], both)
    before = await desk.head()
    answer = await desk.file("registerTransfer", "position rejections { rule field messageEn }", **said)
    (refused,) = answer["rejections"]
    assert (refused["rule"], refused["field"]) == ("TRA-2", "receivers")
    assert "7/6" in refused["messageEn"]
    assert not await desk.recorded_since(before)


async def test_buyers_whose_shares_do_not_sum_to_one(desk: Desk) -> None:
    for shares, told in ((("1/2", "1/3"), "5/6"), (("1/2", None), "1 of 2"), (("1/2",), "1/2")):
        said = await contract(desk, buyers=[people.person(**({"share": one} if one else {})) for one in shares])
        assert told in await bad(desk, "INVALID_VALUE", "buyers", "TRA-2", "filePresaleContract", **said)


@pytest.mark.parametrize("share", ["1/0", "0/1", "3/2", "half", "-1/2", "0.5", "1/" + "9" * 50])
async def test_shares_that_are_none(desk: Desk, share: str) -> None:
    said = await contract(desk, buyers=[people.person(share=share)])
    error = await error_of(desk, "filePresaleContract", **said)
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("INVALID_VALUE", "buyers.0.share")
    assert error["extensions"]["rule"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("price", "-1.00"),
        ("area", "-0.01"),
        ("price", "1e400"),
        ("price", "NaN"),
        ("price", "Infinity"),
        ("price", "十万"),
    ],
)
async def test_prices_and_areas_that_are_none(desk: Desk, field: str, value: str) -> None:
    said = await contract(desk, **{field: value})
    error = await error_of(desk, "filePresaleContract", **said)
    assert error["extensions"]["code"] in ("INVALID_VALUE", "BAD_VALUE")
    assert error["extensions"]["field"] == field


async def test_a_house_of_negative_area(desk: Desk) -> None:
    said = house(buildingCode=await estates.building(desk), floorArea="-88.20")
    error = await error_of(desk, "registerHouse", **said)
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("INVALID_VALUE", "floorArea")
    assert "-88.20" in error["message"]
    assert error["extensions"]["rule"]


async def test_names_of_ten_thousand_characters(desk: Desk) -> None:
    long = "安" * 10_000
    said = await contract(desk, buyers=[people.person(name=people.secret("赫连" * 5_000))])
    error = await error_of(desk, "filePresaleContract", **said)
    assert (error["extensions"]["code"], error["extensions"]["field"]) == ("INVALID_VALUE", "buyers.0.name")
    assert "赫连" not in error["message"]
    block = await estates.building(desk)
    for field, given in (("address", {"address": long}), ("houseCode", {"houseCode": "9" * 10_000})):
        error = await error_of(desk, "registerHouse", **house(buildingCode=block, **given))
        assert (error["extensions"]["code"], error["extensions"]["field"]) == ("INVALID_VALUE", field), error
        assert error["extensions"]["rule"]
    error = await error_of(desk, "registerHouse", **house(buildingCode=block, document={**paper("户"), "number": long}))
    assert error["extensions"]["field"] == "document.number"


async def test_a_command_id_with_another_content(desk: Desk) -> None:
    code = await estates.house(desk)
    survey = {"houseCode": code, "effectiveOn": "2020-01-01", "commandId": str(uuid.uuid4())}
    first = await desk.file("reviseHouseSurvey", **survey, floorArea="90.00")
    said = await bad(desk, "COMMAND_REUSED", "commandId", "COMMAND", "reviseHouseSurvey", **survey, floorArea="91.00")
    assert str(first["position"]) in said


@pytest.mark.parametrize(
    "wrong", ["1", "", "not-a-uuid", "0b9e7c9e8c8a4c559d3b3f4f9d5f7a11", "0b9e7c9e-8c8a-4c55-9d3b-3f4f9d5f7a1g"]
)
async def test_a_command_id_that_is_no_uuid(desk: Desk, wrong: str) -> None:
    await bad(desk, "INVALID_VALUE", "commandId", "UUID", "registerHouse", **house(commandId=wrong))


async def test_what_the_schema_does_not_have(desk: Desk) -> None:
    said = await bad(desk, "BAD_VALUE", "colour", None, "registerHouse", **house(colour="红"))
    assert "colour" in said
    given = house()
    del given["buildingCode"]
    assert "buildingCode" in await bad(desk, "BAD_VALUE", "buildingCode", None, "registerHouse", **given)
    await bad(desk, "BAD_VALUE", "document", None, "registerHouse", **house(document=None))
    await bad(
        desk,
        "BAD_VALUE",
        "document.number",
        None,
        "registerHouse",
        **house(document={"kind": "申请书", "issuedOn": "2020-01-01"}),
    )
    said = await bad(desk, "BAD_VALUE", "stock", None, "registerHouse", **house(stock="FREE"))
    assert "FREE" in said
    await bad(desk, "BAD_VALUE", "bedrooms", None, "registerHouse", **house(bedrooms="three"))
    await bad(desk, "BAD_VALUE", "reason", None, "registerHouse", **house(reason="WHIM"))
    await bad(desk, "INVALID_VALUE", "reason", "REASON", "registerHouse", **house(reason="MIGRATION"))


async def test_characters_that_no_text_has(desk: Desk) -> None:
    block = await estates.building(desk)
    said = house(buildingCode=block, address="安\0澜路")
    await bad(desk, "INVALID_VALUE", "address", "TEXT", "registerHouse", **said)
    given: dict[str, Any] = {
        "query": text("registerHouse"),
        "variables": {"input": {**house(buildingCode=block), "commandId": str(uuid.uuid4())}},
    }
    given["variables"]["input"]["address"] = "SURROGATE"
    body = json.dumps(given).replace("SURROGATE", "\\ud800")
    before = await desk.head()
    response = await desk.client.post(
        "/graphql", content=body.encode(), headers={**desk.headers, "Content-Type": "application/json"}
    )
    (error,) = response.json()["errors"]
    assert response.status_code in (200, 400)
    assert error["extensions"]["code"] in ("BAD_REQUEST", "INVALID_VALUE", "BAD_VALUE"), error
    assert not await desk.recorded_since(before)


async def test_a_day_of_issue_that_is_none(desk: Desk) -> None:
    document = {**paper(number("户")), "issuedOn": "2025-02-30"}
    await bad(desk, "BAD_VALUE", "document.issuedOn", None, "registerHouse", **house(document=document))


async def test_the_same_buyer_twice(desk: Desk) -> None:
    buyer = people.person()
    said = await contract(desk, buyers=[buyer, people.person(), buyer])
    await bad(desk, "INVALID_VALUE", "buyers.2", "TWICE", "filePresaleContract", **said)


async def test_codes_and_schemes_that_nobody_can_read(desk: Desk) -> None:
    said = {"kind": "HOUSE", "code": await estates.house(desk), "effectiveOn": estates.days(0)}
    recoded = {**said, "document": paper(number("码")), "newCode": "新-1", "newScheme": "本地\n编码"}
    await bad(desk, "INVALID_VALUE", "newScheme", "TEXT", "recodeSubject", **recoded)
    recoded = {**recoded, "newScheme": "本地", "newCode": "新\u200b-1"}
    await bad(desk, "INVALID_VALUE", "newCode", "TEXT", "recodeSubject", **recoded)


async def test_a_survey_that_says_nothing(desk: Desk) -> None:
    said = {"houseCode": await estates.house(desk), "effectiveOn": "2020-01-01"}
    await bad(desk, "INVALID_VALUE", "input", "REQUIRED", "reviseHouseSurvey", **said)


async def test_a_contract_without_a_number(desk: Desk) -> None:
    for empty in ("", "   "):
        error = await error_of(desk, "filePresaleContract", **await contract(desk, contractNo=empty))
        assert (error["extensions"]["code"], error["extensions"]["field"]) == ("INVALID_VALUE", "contractNo"), error
