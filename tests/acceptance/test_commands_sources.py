"""One datum, one source 一数一源: what becomes of what another department files, and who may file at all."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.acceptance import estates, people
from tests.acceptance.estates import number, paper
from tests.acceptance.office import Desk

EVENT = "position event { type source data } rejections { rule messageEn } house { floorArea }"
CONFLICT = "key eventType entity attribute ours theirs source authority effectiveOn holds decision resolvedOn live"


def survey(code: str, area: str, on: str = "2017-01-01") -> dict[str, Any]:
    return {"houseCode": code, "effectiveOn": on, "floorArea": area, "document": paper(number("测"))}


async def test_a_fact_that_agrees_is_kept_beside(desk: Desk) -> None:
    code = await estates.house(desk)
    tax = desk.of("department:tax")
    answer = await tax.file("reviseHouseSurvey", EVENT, **survey(code, "88.20"))
    assert (answer["event"]["type"], answer["event"]["source"]) == ("SurveyRevised", "tax")
    assert not (await desk.house(code, f"conflicts {{ {CONFLICT} }}"))["conflicts"]


async def conflict(desk: Desk) -> tuple[str, dict[str, Any]]:
    """A house, and the conflict that the tax office's other area opened."""
    code = await estates.house(desk)
    answer = await desk.of("department:tax").file("reviseHouseSurvey", EVENT, **survey(code, "91.50"))
    assert answer["event"]["type"] == "SourceConflictFound"
    assert answer["house"]["floorArea"] == "88.20", "another department's word is no truth"
    (found,) = (await desk.house(code, f"conflicts {{ {CONFLICT} }}"))["conflicts"]
    known = {name: found[name] for name in ("eventType", "attribute", "source", "authority", "effectiveOn", "live")}
    assert known == {
        "eventType": "SurveyRevised",
        "attribute": "floor_area",
        "source": "tax",
        "authority": "real-estate-registry",
        "effectiveOn": "2017-01-01",
        "live": True,
    }
    assert (found["ours"], found["theirs"]) == ('"88.20"', '"91.50"')
    return code, found


@pytest.mark.parametrize(
    ("holds", "by", "area"),
    [
        ("OURS", "department:real-estate-registry", "88.20"),
        ("THEIRS", "department:real-estate-registry", "91.50"),
        ("THEIRS", "department:data-supervision", "91.50"),
    ],
)
async def test_a_conflict_is_decided_both_ways(desk: Desk, holds: str, by: str, area: str) -> None:
    code, found = await conflict(desk)
    said = {
        "kind": "HOUSE",
        "code": code,
        "effectiveOn": estates.days(0),
        "conflictKey": found["key"],
        "holds": holds,
        "why": "实地复测",
        "document": paper(number("裁")),
    }
    refused = await desk.of("department:fire").file("resolveSourceConflict", "rejections { rule }", **said)
    assert [one["rule"] for one in refused["rejections"]] == ["SRC-1"]
    await desk.of(by).given("resolveSourceConflict", **said)
    shown = await desk.house(code, f"floorArea conflicts {{ {CONFLICT} }}")
    assert shown["floorArea"] == area
    (decided,) = shown["conflicts"]
    assert (decided["holds"], decided["decision"], decided["live"]) == (holds, "实地复测", False)
    assert decided["resolvedOn"] == estates.days(0)
    then = await desk.house(code, "floorArea", validOn="2017-01-01")
    assert then["floorArea"] == area, "what holds is a fact of its own day"


async def test_a_party_that_differs_opens_a_conflict_without_personal_data(desk: Desk) -> None:
    """An inspection is housing security's; another department's differs in what it saw."""
    code = await estates.house(desk)
    seen = {"houseCode": code, "effectiveOn": "2017-01-01", "inspectionNo": number("查"), "occupancy": "VACANT"}
    answer = await desk.of("department:tax").file("inspectOccupancy", EVENT, **seen)
    assert answer["event"]["type"] == "SourceConflictFound"
    shown = await desk.house(code, "occupancy observedOccupancy conflicts { attribute theirs }")
    assert shown["observedOccupancy"] is None
    assert {"attribute": "observed_occupancy", "theirs": '"VACANT"'} in shown["conflicts"]


@pytest.mark.parametrize("roles", [("public",), ("cockpit",), ("auditor",)])
async def test_who_only_reads_files_nothing(desk: Desk, roles: tuple[str, ...]) -> None:
    code = await estates.house(desk)
    before = await desk.head()
    text = "mutation($input: ReviseHouseSurveyInput!) { reviseHouseSurvey(input: $input) { position } }"
    answer = await desk.of(*roles).ask(text, input={**survey(code, "90.00"), "commandId": str(uuid.uuid4())})
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    assert not await desk.recorded_since(before)


async def test_without_a_token_nobody_files(desk: Desk) -> None:
    text = "mutation($input: ReviseHouseSurveyInput!) { reviseHouseSurvey(input: $input) { position } }"
    given = {**survey("99010200100000000000100019", "90.00"), "commandId": str(uuid.uuid4())}
    answer = await desk.client.post("/graphql", json={"query": text, "variables": {"input": given}})
    assert [error["extensions"]["code"] for error in answer.json()["errors"]] == ["FORBIDDEN"]


async def test_a_caseworker_files_for_housing_security_only(desk: Desk) -> None:
    code = await estates.owned(desk, people.person())
    worker = desk.of("caseworker")
    seen = {"houseCode": code, "effectiveOn": "2017-01-01", "inspectionNo": number("查"), "occupancy": "VACANT"}
    answer = await worker.file("inspectOccupancy", EVENT, **seen)
    assert (answer["event"]["type"], answer["event"]["source"]) == ("OccupancyInspected", "housing-security")
    mortgage: dict[str, Any] = {"mortgageNo": number("抵"), "mortgageKind": "ORDINARY", "document": paper(number("抵"))}
    answer = await worker.file("registerMortgage", EVENT, houseCode=code, effectiveOn="2017-01-01", **mortgage)
    assert [one["rule"] for one in answer["rejections"]] == ["SRC-1"]
