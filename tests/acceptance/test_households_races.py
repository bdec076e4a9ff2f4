"""Races of households over HTTP on a server of two processes: exactly one of those who file at once is let in."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.acceptance import applicants, estates, people
from tests.acceptance.estates import number, paper
from tests.acceptance.office import Desk

ROUNDS = 20
LIMITS = httpx.Limits(max_connections=40)
DIVISIONS = ("990171", "990172", "990173", "990174")
REFUSAL = "position event { position } rejections { rule field messageEn inTheWay { position } missing }"
_numbers = itertools.count(1)


@pytest.fixture
async def desk(racing: str) -> AsyncIterator[Desk]:
    """An administrator at a server of two processes, with as many connections as clients."""
    async with httpx.AsyncClient(base_url=racing, timeout=60, limits=LIMITS, verify=False) as client:
        yield Desk(client)


async def together(*filings: Any) -> tuple[list[Any], list[Any]]:
    """The payloads of those that were let in, and of those that were refused."""
    answers = await asyncio.gather(*filings)
    return [one for one in answers if not one["rejections"]], [one for one in answers if one["rejections"]]


async def test_caseworkers_of_several_districts_accept_one_person(desk: Desk) -> None:
    """Whoever comes second learns that the person is a member elsewhere, and neither where nor of what."""
    clerks = {division: desk.of("caseworker", divisions=(division,)) for division in DIVISIONS}
    for division in DIVISIONS:
        place = {"divisionCode": division, "effectiveOn": "2015-01-01", "name": "试行区"}
        await desk.given("registerDivision", level="COUNTY", document=paper(number("区")), **place)
    await desk.read("{ me { subject } }")  # who files for a division has to find it
    for _ in range(ROUNDS):
        one = people.person()
        given = {d: applicants.application([applicants.member(one)], division=d) for d in DIVISIONS}
        filings = (clerks[d].file("acceptApplication", REFUSAL, **said) for d, said in given.items())
        won, lost = await together(*filings)
        assert (len(won), len(lost)) == (1, len(DIVISIONS) - 1)
        for payload in lost:
            (refused,) = payload["rejections"]
            assert refused["rule"] == "SEC-2"
            assert (refused["inTheWay"], refused["missing"]) == ([], [])
            told = json.dumps(payload, ensure_ascii=False)
            assert not [said for said in given.values() if said["householdCode"] in told]
            assert not [division for division in DIVISIONS if division in told]
        assert len({json.dumps(payload["rejections"]) for payload in lost}) == 1


async def test_households_choose_one_home(desk: Desk) -> None:
    block = await estates.building(desk)
    households = [await applicants.allocated(desk) for _ in range(3)]
    chosen: dict[str, str] = {}
    for _ in range(ROUNDS):
        home = await applicants.home(desk, block)
        choice: dict[str, Any] = {"allocationNo": "A1", "houseCode": home, "effectiveOn": "2020-06-10"}
        choice["document"] = paper(number("选"))
        filings = (desk.file("selectHouse", REFUSAL, householdCode=one, **choice) for one in households)
        answers = await asyncio.gather(*filings)
        won = [one for one, answer in zip(households, answers, strict=True) if not answer["rejections"]]
        assert len(won) == 1
        assert {one["rule"] for answer in answers for one in answer["rejections"]} == {"SEC-2"}
        chosen[won[0]] = home
    text = "query($c: String!) { household(code: $c) { allocations { houseCode } } }"
    for household in households:
        (allocation,) = (await desk.read(text, c=household))["household"]["allocations"]
        assert allocation["houseCode"] == chosen.get(household), "the last one counts, the others are free again"


async def test_a_month_is_ordered_once(desk: Desk) -> None:
    household = await applicants.eligible(desk, programme="MARKET_RENT_SUBSIDY")
    common = {"householdCode": household, "document": paper(number("补"))}
    subsidy = {"subsidyNo": "B1", "startsOn": "2020-06-01", "endsOn": "2023-06-01"}
    await desk.given("approveMarketRentSubsidy", effectiveOn="2020-06-01", **subsidy, **common)
    months = [f"{2020 + n // 12}-{n % 12 + 1:02}" for n in range(5, 5 + ROUNDS)]
    for month in months:
        order = {"subsidyNo": "B1", "period": month, "effectiveOn": f"{month}-20", **common}
        filings = (ordered(desk, {**order, "paymentNo": f"{month}/{n}"}) for n in range(4))
        assert sorted(await asyncio.gather(*filings)) == ["", "TWICE", "TWICE", "TWICE"]
    text = "query($c: String!) { household(code: $c) { subsidies { period state } } }"
    found = (await desk.read(text, c=household))["household"]["subsidies"]
    assert sorted(one["period"] for one in found) == months


async def ordered(desk: Desk, said: dict[str, Any]) -> str:
    """The rule by which an order was refused; empty where it was let in."""
    given = "mutation($i: OrderMarketRentSubsidyInput!)"
    query = f"{given} {{ answer: orderMarketRentSubsidy(input: $i) {{ rejections {{ rule }} }} }}"
    answer = await desk.ask(query, i={**said, "commandId": str(uuid.uuid4())})
    if "errors" in answer:
        return str(answer["errors"][0]["extensions"]["rule"])
    return "".join(one["rule"] for one in answer["data"]["answer"]["rejections"])


async def test_a_draw_s_result_is_recorded_once(desk: Desk) -> None:
    """Of an external draw; by the same number and by others: an allocation stands already."""
    for turn in range(ROUNDS):
        household = await applicants.eligible(desk)
        waits = {"waitingNo": "W1", "programme": "PUBLIC_RENTAL", "document": paper(number("候"))}
        await desk.given("putOnWaitingList", householdCode=household, effectiveOn="2020-05-02", **waits)
        drawn: dict[str, Any] = {
            "householdCode": household,
            "effectiveOn": "2020-06-01",
            "document": paper(number("摇")),
        }
        drawn |= {"method": "EXTERNAL_DRAW", "programme": "PUBLIC_RENTAL", "rank": turn + 1}
        filings = (desk.file("recordDrawResult", REFUSAL, allocationNo=f"A{n // 2}", **drawn) for n in range(4))
        won, lost = await together(*filings)
        assert (len(won), len(lost)) == (1, 3)
        assert {one["rule"] for payload in lost for one in payload["rejections"]} <= {"SEC-3", "REF-1"}
