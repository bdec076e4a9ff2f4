"""Divisions over HTTP: every mutation answers of a subject elsewhere, byte for byte, what it answers of none at all."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import httpx
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
)

from aggregates import departments, policy
from aggregates.catalogue import CATALOGUE
from aggregates.commands.command import Codes, Command, Given, Items
from aggregates.rules import sources
from graphql_api import api
from graphql_api.naming import camel
from tests.acceptance import estates, people
from tests.acceptance.estates import DEVELOPER, number, paper
from tests.acceptance.office import Desk

API = api.of(CATALOGUE)
CITY, EAST, WEST, UNKNOWN = "990400", "990401", "990402", "990499"
DAY = "2021-06-01"
ANSWER = """
    repeated event { type code subject { code } }
    events { type code effectiveOn changes causedBy { code } reliedOn { code } }
    rejections { rule message messageEn basis field missing earliestLawfulOn inTheWay { id type code } }
    dependants { id type code } findings { rule detail }
"""
FIRMS = {EAST: "91350101M000100Y4H", WEST: "91350102M000100Y40", UNKNOWN: "91350103M000100Y4E"}
SCALARS = {"Date": "2021-05-01", "Decimal": "1.00", "Int": 1, "Boolean": True, "DateTime": "2021-05-01T00:00:00Z"}
DIGEST = "ab" * 32
SAID = {
    "text": policy.default_text(),
    "attribute": "address",
    "period": "2021-04",
    "year": 2021,
    **dict.fromkeys(("commitment", "saltingKey", "seed"), DIGEST),
} | {
    camel(one.name): DEVELOPER
    for reader in API.readers.values()
    for of in reader.command.inputs
    for one in (of.given if isinstance(of, Items) else [of] if isinstance(of, Given) else [])
    if one.attribute.type.refers == "ENTERPRISE"
}
"""Inputs that are not any text."""

Given_ = dict[str, Any]


@dataclass(frozen=True)
class Places:
    """A subject of each kind in the east and in the west, codes of none, an event of the east and those of the west."""

    east: dict[str, str]
    west: dict[str, str]
    none: dict[str, str]
    event: str
    events: dict[str, str]


OCCUPYING = frozenset({"start_tenancy"})
"""Commands after which a house is not free any more: each takes another one."""

_PLACES: dict[str, Places] = {}
_marks = itertools.count(1)


@pytest.fixture
async def places(desk: Desk) -> Places:
    """Made once for each server."""
    address = str(desk.client.base_url)
    if address not in _PLACES:
        _PLACES[address] = await made(desk)
    return _PLACES[address]


async def made(desk: Desk) -> Places:
    for code in (CITY, EAST, WEST):
        said: Given_ = {"name": f"区{code}", "level": "COUNTY", "document": paper(number("区"))}
        said |= {"parent": CITY} if code != CITY else {}
        await desk.given("registerDivision", divisionCode=code, effectiveOn="2010-01-01", **said)
    here, there = await place(desk, EAST), await place(desk, WEST)
    none = {
        "HOUSE": estates.house_code(estates.building_code()),
        "BUILDING": estates.building_code(),
        "PROJECT": estates.project_code(),
        "HOUSEHOLD": number("申"),
        "LOTTERY": number("批"),
        "ENTERPRISE": FIRMS[UNKNOWN],
        "PRACTITIONER": number("注"),
        "DIVISION": UNKNOWN,
    }
    found = {kind: await first_event(desk, kind, code) for kind, code in there.items()}
    return Places(here, there, none, await first_event(desk, "PROJECT", here["PROJECT"]), found)


async def first_event(desk: Desk, kind: str, code: str) -> str:
    """The id of the event by which a subject came into the registry."""
    text = f'{{ subject: {kind.lower()}(code: "{code}") {{ timeline(first: 1) {{ nodes {{ id }} }} }} }}'
    return str((await desk.read(text))["subject"]["timeline"]["nodes"][0]["id"])


async def place(desk: Desk, division: str) -> dict[str, str]:
    """A project under way whose house is under contract and seized; a household, and a batch of lots announced."""
    estate, _ = await estates.presold(desk, division=division)
    (house,) = estate.houses
    await desk.given("filePresaleContract", **estates.contract(house, "2020-04-02", [people.person()]))
    await desk.given("registerSeizure", **estates.seizure(house, "2020-05-01", "2023-05-01"))
    household, lottery = number("申"), number("批")
    secured: Given_ = {"division": division, "programme": "PUBLIC_RENTAL", "document": paper(number("保"))}
    members = [{**people.person(), "relation": "APPLICANT"}]
    said: Given_ = {"householdCode": household, "effectiveOn": "2020-01-10", "category": "FAMILY", "members": members}
    await desk.given("acceptApplication", **said, **secured)
    said = {"lotteryCode": lottery, "effectiveOn": estates.days(0), "randomnessSource": "收盘价"}
    await desk.given("openBatch", randomnessOn=estates.days(9), commitment=DIGEST, **said, **secured)
    firm, practitioner = FIRMS[division], number("注")
    common: Given_ = {"division": division, "effectiveOn": "2020-01-10", "document": paper(number("企"))}
    await desk.given("registerEnterprise", enterpriseCode=firm, name="安居建设", category="BUILDER", **common)
    await desk.given("registerPractitioner", practitionerCode=practitioner, person=[people.person()], **common)
    return {
        "HOUSE": house,
        "BUILDING": estate.buildings[0],
        "PROJECT": estate.project,
        "HOUSEHOLD": household,
        "LOTTERY": lottery,
        "ENTERPRISE": firm,
        "PRACTITIONER": practitioner,
        "DIVISION": division,
    }


def values(of: GraphQLInputType, name: str, mark: str, places: Places) -> Any:
    """A plausible value of an input type; texts carry ``mark``."""
    match of:
        case GraphQLNonNull():
            return values(of.of_type, name, mark, places)
        case GraphQLList():
            return [values(of.of_type, name, mark, places)]
        case GraphQLEnumType():
            return next(iter(of.values))
        case GraphQLInputObjectType() if of.name == "PartyInput":
            return PARTY
        case GraphQLInputObjectType() if of.name.endswith("MemberInput"):
            return MEMBER
        case GraphQLInputObjectType():
            return {
                key: values(one.type, key, mark, places)
                for key, one in of.fields.items()
                if isinstance(one.type, GraphQLNonNull)
            }
        case _:
            type_ = cast(GraphQLNamedType, of).name
            return SAID.get(name) or SCALARS.get(type_) or (str(uuid.uuid4()) if type_ == "ID" else f"{mark}号")


PARTY = people.person()
"""One and the same, so that answers can be compared."""
MEMBER = {**people.person(), "relation": "APPLICANT"}


def filled(command: Command, kind: str, mark: str, places: Places) -> Given_:
    """The required inputs of a command that a desk of the east could file, on its own subjects."""
    name = camel(command.name)
    root = API.schema.mutation_type
    assert root is not None
    of = cast(GraphQLNonNull[Any], root.fields[name].args["input"].type).of_type
    given = cast(Given_, values(of, "", mark, places))
    given |= {"effectiveOn": DAY, "document": {"kind": "申请书", "number": mark, "issuedOn": "2000-01-01"}}
    own = f"{kind.lower()}Code"
    if command.by_event:
        given["eventId"] = places.event
    elif command.any_kind:
        given |= {"kind": kind, "code": places.east[kind]}
    elif own in given:
        given[own] = places.none[kind] if command.registers else places.east[kind]
    for path, refers in references(command):
        if path[0] in given and path[0] != "parent":
            put(given, path, places.east[refers])
    return given


def references(command: Command) -> Iterator[tuple[tuple[str, ...], str]]:
    """Where the inputs of a command name other subjects, and of which kind."""
    for one in command.inputs:
        if isinstance(one, Given) and one.attribute.type.refers in REQUIRED:
            yield (camel(one.name),), str(one.attribute.type.refers)
        elif isinstance(one, Codes):
            yield (camel(one.name), ""), one.kind
        elif isinstance(one, Items):
            for part in one.given:
                if part.attribute.type.refers in REQUIRED:
                    yield (camel(one.name), "", camel(part.name)), str(part.attribute.type.refers)
                elif part.name == "house_code":
                    yield (camel(one.name), "", "houseCode"), "HOUSE"


REQUIRED = frozenset({"HOUSE", "BUILDING", "PROJECT", "HOUSEHOLD", "LOTTERY", "DIVISION"})
"""Kinds that have to be on record where a command names one; of enterprises the public sees everything."""
KINDS = REQUIRED | {"ENTERPRISE", "PRACTITIONER"}


def put(given: Given_, path: tuple[str, ...], value: str) -> None:
    """Name a subject, alone where a list holds such."""
    match path:
        case (name,):
            given[name] = value
        case (name, ""):
            given[name] = [value]
        case (name, _, part):
            first = given[name][0] if name in given else {"houseCode": value, "buildingCode": value}
            given[name] = [{**first, part: value}]


def slots(command: Command, kind: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Every input by which a command names something on record, and what: a kind, or an event."""
    if command.by_event:
        yield ("eventId",), "EVENT"
    elif command.any_kind:
        yield ("code",), kind
    elif not (command.registers or command.may_register):
        yield (f"{kind.lower()}Code",), kind
    yield ("corrects",), "EVENT"
    yield from references(command)


async def body(desk: Desk, command: Command, given: Given_) -> tuple[int, str]:
    """Status and body of the answer; the same request id each time."""
    name = camel(command.name)
    shown = (
        ANSWER if command.any_kind or command.by_event else ANSWER + f"{command.subject.declaration.table} {{ code }}"
    )
    type_ = f"{name[0].upper()}{name[1:]}Input!"
    query = f"mutation($input: {type_}) {{ {name}(input: $input) {{ {shown} }} }}"
    sent = {"query": query, "variables": {"input": given}}
    response: httpx.Response = await desk.client.post(
        "/graphql", json=sent, headers={**desk.headers, "X-Request-ID": "divisions"}
    )
    return response.status_code, response.text


def clerk(desk: Desk, command: Command) -> Desk:
    """A desk of the east of the department whose business it is."""
    authority = command.event_type.authority
    named = departments.SECURITY if authority in sources.OPEN else authority
    return desk.of(f"department:{named}", divisions=(EAST,))


@pytest.mark.parametrize("name", sorted(API.readers))
async def test_a_subject_elsewhere_is_answered_as_one_that_nobody_registered(
    desk: Desk, places: Places, name: str
) -> None:
    command = API.readers[name].command
    before = await desk.head()
    for kind in sorted(KINDS) if command.any_kind else [command.subject.declaration.name]:
        for path, refers in slots(command, kind):
            for by in (clerk(desk, command), desk.of("admin", divisions=(EAST,))):
                await compare(desk, by, places, command, kind, path, refers)
    assert not [one for one in await changed(desk, before) if one in places.west.values()]


async def changed(desk: Desk, position: int) -> list[str]:
    """The codes of the subjects of which something was recorded after a position."""
    text = "query($p: Position) { changes(after: $p, first: 500) { nodes { code } } }"
    return [one["code"] for one in (await desk.ask(text, p=position))["data"]["changes"]["nodes"]]


async def compare(
    desk: Desk, by: Desk, places: Places, command: Command, kind: str, path: tuple[str, ...], refers: str
) -> None:
    """The answer for what is there in the west, and for what is nowhere, with what was sent made alike."""
    there = places.events[kind] if refers == "EVENT" else places.west[refers]
    nowhere = str(uuid.uuid4()) if refers == "EVENT" else places.none[refers]
    answers = []
    for value in (nowhere, there):
        mark = f"某{next(_marks):07}"
        given = filled(command, kind, mark, places)
        given["commandId"] = str(uuid.uuid4())
        if command.name in OCCUPYING:
            given["houseCode"] = await estates.house(desk, places.east["BUILDING"], division=EAST)
        own = given.get("houseCode", value)
        put(given, path, value)
        status, text = await body(by, command, given)
        for sent, alike in ((value, "VALUE"), (own, "OWN"), (mark, "MARK"), (given["commandId"], "COMMAND")):
            text = text.replace(sent, alike)
        answers.append((status, text))
    assert answers[0] == answers[1], path
    if path[0] in {"eventId", "code", f"{kind.lower()}Code"}:
        (error,) = json.loads(answers[0][1])["errors"]
        assert error["extensions"]["rule"] in ("SUBJECT", "EVENT"), error


async def error_of(desk: Desk, mutation: str, **said: Any) -> Any:
    """The only error of a command."""
    kind = mutation[:1].upper() + mutation[1:]
    text = f"mutation($input: {kind}Input!) {{ {mutation}(input: $input) {{ position rejections {{ rule }} }} }}"
    answer = await desk.ask(text, input={"commandId": str(uuid.uuid4()), **said})
    (error,) = answer["errors"]
    told = {name: said for name, said in error["extensions"].items() if name != "requestId"}
    return told | {"message": error["message"]}


@pytest.fixture
def east(desk: Desk) -> Desk:
    """An administrator of the east."""
    return desk.of("admin", divisions=(EAST,))


SHOWN = """
    position event { id type } events { code type } dependants { code type } findings { rule detail }
    rejections { rule message messageEn field missing earliestLawfulOn inTheWay { code type } }
"""


async def test_a_desk_files_within_its_divisions_and_those_above_them(desk: Desk, places: Places) -> None:
    for by in (desk, desk.of("admin", divisions=(CITY,)), desk.of("admin", divisions=(EAST, WEST))):
        house = await estates.house(by, division=EAST)
        for clerk in (by, desk.of("department:housing-transactions", divisions=(EAST,))):
            said = {"houseCode": house, "effectiveOn": "2020-01-01", "floorArea": "90.00"}
            answer = await clerk.file("reviseHouseSurvey", "position house { code floorArea } events { code }", **said)
            assert answer["house"] == {"code": house, "floorArea": "90.00"}
            assert [one["code"] for one in answer["events"]] == [house]


async def test_registering_elsewhere_is_forbidden(east: Desk, places: Places) -> None:
    said = {"buildingCode": places.none["BUILDING"], "effectiveOn": DAY, "document": paper(number("楼"))}
    told = [await error_of(east, "registerBuilding", division=code, **said) for code in (WEST, CITY, UNKNOWN)]
    assert {(one["code"], one["field"]) for one in told} == {("FORBIDDEN", "division")}
    sentences = {one["message"].replace(code, "…") for one, code in zip(told, (WEST, CITY, UNKNOWN), strict=True)}
    assert len(sentences) == 1


async def test_a_token_without_divisions_files_nothing(desk: Desk, places: Places) -> None:
    nobody = desk.of("admin", divisions=())
    for code in (places.east["HOUSE"], places.none["HOUSE"]):
        error = await error_of(nobody, "reviseHouseSurvey", houseCode=code, effectiveOn=DAY, floorArea="1.00")
        assert (error["code"], error["rule"]) == ("FORBIDDEN", "DIVISION")


async def test_of_what_is_taken_elsewhere_nothing_more_is_told(desk: Desk, east: Desk, places: Places) -> None:
    common: Given_ = {"effectiveOn": DAY, "document": paper(number("户"))}
    house: Given_ = {"houseCode": places.west["HOUSE"], "division": EAST, "buildingCode": places.east["BUILDING"]}
    answer = await east.file("registerHouse", SHOWN, **house, **common)
    (refused,) = answer["rejections"]
    assert (refused["rule"], refused["inTheWay"], refused["earliestLawfulOn"]) == ("REF-1", [], None)
    code = await estates.house(east, division=EAST)
    await east.given(
        "openPresale", houseCode=code, effectiveOn="2020-01-01", permitNo=number("预"), document=paper("预")
    )
    text = f'{{ house(code: "{places.west["HOUSE"]}") {{ contracts {{ number }} }} }}'
    taken = (await desk.read(text))["house"]["contracts"][0]["number"]
    contract = estates.contract(code, "2020-04-02", [PARTY], contractNo=taken)
    (told,) = (await east.file("filePresaleContract", SHOWN, **contract))["rejections"]
    assert (told["rule"], told["inTheWay"], told["earliestLawfulOn"]) == ("PRE-3", [], None)
    (whole,) = (await desk.file("filePresaleContract", SHOWN, **contract))["rejections"]
    assert [one["code"] for one in whole["inTheWay"]] == [places.west["HOUSE"]]
    assert whole["messageEn"] == told["messageEn"]


async def test_a_command_id_of_another_department_tells_nothing(desk: Desk, east: Desk, places: Places) -> None:
    said = {"houseCode": places.west["HOUSE"], "effectiveOn": DAY, "floorArea": "77.00", "commandId": str(uuid.uuid4())}
    west = desk.of("admin", divisions=(WEST,))
    first = await west.file("reviseHouseSurvey", "position repeated", **said)
    again = await west.file("reviseHouseSurvey", "position repeated", **said)
    assert again == {"position": first["position"], "repeated": True}
    told = [
        await error_of(east, "reviseHouseSurvey", **{**said, "houseCode": code})
        for code in (places.west["HOUSE"], places.east["HOUSE"], places.none["HOUSE"])
    ]
    assert all(one == told[0] for one in told)
    assert told[0]["code"] == "COMMAND_REUSED"
    assert str(first["position"]) not in told[0]["message"].replace(said["commandId"], "")


async def across(desk: Desk) -> tuple[str, str]:
    """A building of the east that is begun on 2020-03-01, with a house of the west in it."""
    code = await estates.building(desk, division=EAST, started=False)
    common: Given_ = {"buildingCode": code, "document": paper(number("楼"))}
    await desk.given("permitConstruction", effectiveOn="2020-02-01", permitNo=number("施"), **common)
    await desk.given("startConstruction", effectiveOn="2020-03-01", **common)
    return code, await estates.house(desk, code, division=WEST)


async def test_a_rule_that_looks_at_a_subject_elsewhere_says_only_that(desk: Desk, places: Places) -> None:
    _, house = await across(desk)
    west = desk.of("admin", divisions=(WEST,))
    lease = estates.lease(house, "2020-02-01", "2021-02-01", [PARTY])
    (whole,) = (await desk.file("fileLease", SHOWN, **lease))["rejections"]
    assert (whole["rule"], whole["missing"], whole["earliestLawfulOn"]) == (
        "HSE-1",
        ["ConstructionStarted"],
        "2020-03-01",
    )
    (told,) = (await west.file("fileLease", SHOWN, **lease))["rejections"]
    assert (told["rule"], told["missing"], told["inTheWay"], told["earliestLawfulOn"]) == ("HSE-1", [], [], None)
    assert "another division" in told["messageEn"]
    assert "PLANNED" not in json.dumps(told)
    await west.given("fileLease", **estates.lease(house, "2020-04-01", "2021-02-01", [PARTY]))


async def test_a_payload_shows_no_event_elsewhere(desk: Desk, east: Desk, places: Places) -> None:
    building, house = await across(desk)
    own = await estates.house(desk, building, division=EAST)
    await desk.given("fileLease", **estates.lease(house, "2020-04-01", "2021-02-01", [PARTY]))
    text = f'{{ building(code: "{building}") {{ timeline(types: ["ConstructionStarted"]) {{ nodes {{ id }} }} }} }}'
    started = (await desk.read(text))["building"]["timeline"]["nodes"][0]["id"]
    void: Given_ = {"eventId": started, "effectiveOn": DAY, "document": paper(number("撤")), "remark": "误录"}
    answer = await east.file("voidEvent", SHOWN, **void)
    assert answer["position"]
    assert answer["dependants"] == [], "the lease stands on a house of the west"
    text = f'{{ house(code: "{house}") {{ timeline(types: ["LeaseFiled"]) {{ nodes {{ reliedOn {{ id }} }} }} }} }}'
    assert (await desk.read(text))["house"]["timeline"]["nodes"] == [{"reliedOn": [{"id": started}]}]
    answer = await east.file("markNotRealised", SHOWN, buildingCode=building, effectiveOn=DAY)
    assert {one["code"] for one in answer["events"]} == {building, own}
    await desk.read("{ me { roles } }")
    found = await desk.reviewed(house)
    assert "NOT_REALISED" not in json.dumps(found), (
        "what is stored of a house of the west tells nothing of the building"
    )
    assert any("another division" in one["detail"] for one in found)


async def test_a_successor_files_for_what_it_took_over(desk: Desk, places: Places) -> None:
    old, new = "990405", "990406"
    for code in (old, new):
        said: Given_ = {"name": f"区{code}", "level": "COUNTY", "parent": CITY, "document": paper(number("区"))}
        await desk.given("registerDivision", divisionCode=code, effectiveOn="2010-01-01", **said)
    house = await estates.house(desk, division=old)
    heir = desk.of("admin", divisions=(new,))
    survey = {"houseCode": house, "effectiveOn": "2020-01-01", "floorArea": "90.00"}
    assert (await error_of(heir, "reviseHouseSurvey", **survey))["code"] == "UNKNOWN_SUBJECT"
    merged: Given_ = {
        "divisionCode": old,
        "successors": [{"code": new, "whole": True}],
        "document": paper(number("并")),
    }
    await desk.given("succeedDivision", **merged, effectiveOn=estates.days(30), abolished=True)
    await desk.read("{ me { roles } }")
    assert (await error_of(heir, "reviseHouseSurvey", **survey))["code"] == "UNKNOWN_SUBJECT", "not before its day"
    await desk.given("succeedDivision", **merged, effectiveOn="2021-01-01", abolished=True)
    await desk.read("{ me { roles } }")
    await heir.given("reviseHouseSurvey", **survey)
