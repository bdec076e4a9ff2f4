"""Purchases are monitored over HTTP: within a second, in the whole city, told to each district as far as it reaches."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest

from tests import patience
from tests.acceptance import applicants, estates, people
from tests.acceptance.estates import number, paper
from tests.acceptance.office import Desk

CITY, HERE, ELSEWHERE = "990500", "990501", "990502"
SECURITY = "department:housing-security"
HOUSEHOLD = """query($c: String!) { household(code: $c) {
    eligibilitySuspensions { number suspendedOn resumedOn reason }
    annualReviews { number year openedOn dueOn reviewedOn passed grounds }
    findings(live: true, first: 50) { nodes { rule detail } }
    timeline(last: 50) { nodes { id type actor recordedAt data document { number } reliedOn { id code } } } } }"""
_made: set[str] = set()


@pytest.fixture
async def town(desk: Desk) -> Desk:
    """The administrator's desk in a city of two districts, registered once for each server."""
    address = str(desk.client.base_url)
    if address not in _made:
        _made.add(address)
        for code in (CITY, HERE, ELSEWHERE):
            said: dict[str, Any] = {"level": "COUNTY", "name": f"区划{code}", "document": paper(number("划"))}
            said |= {"parent": CITY} if code != CITY else {}
            await desk.given("registerDivision", divisionCode=code, effectiveOn="2000-01-01", **said)
        await desk.read("{ me { roles } }")  # a token reaches a division once the read model has it
    return desk


async def for_sale(desk: Desk) -> str:
    """A house of the other district that may be sold."""
    code = await estates.house(desk, division=ELSEWHERE)
    said = {"permitNo": number("预"), "document": paper(number("预"))}
    await desk.given("openPresale", houseCode=code, effectiveOn="2015-03-01", **said)
    return code


async def told(desk: Desk, household: str, types: set[str]) -> Any:
    """The household, once events of these types stand on it."""

    async def found() -> Any:
        return (await desk.read(HOUSEHOLD, c=household))["household"]

    return await patience.until(found, lambda one: types <= {event["type"] for event in one["timeline"]["nodes"]})


def moment(event: Any) -> datetime.datetime:
    return datetime.datetime.fromisoformat(event["recordedAt"])


FOLLOWING = {"EligibilitySuspended", "AnnualReviewOpened"}


async def test_within_a_second_of_a_purchase_in_another_district(town: Desk) -> None:
    spouse = people.person()
    household = await applicants.eligible(town, applicants.member(), applicants.member(spouse, "SPOUSE"), division=HERE)
    code = await for_sale(town)
    seller = town.of("department:housing-transactions", divisions=(ELSEWHERE,))
    contract = estates.contract(code, "2020-06-01", [people.who(spouse)])
    filed = await seller.file("filePresaleContract", "event { id recordedAt } rejections { rule }", **contract)
    assert not filed["rejections"]
    found = await told(town, household, FOLLOWING)
    made = {one["type"]: one for one in found["timeline"]["nodes"] if one["type"] in FOLLOWING}
    for one in made.values():
        assert moment(one) - moment(filed["event"]) < datetime.timedelta(seconds=1), one["type"]
        assert [each["id"] for each in one["reliedOn"]] == [filed["event"]["id"]]
    await _tells_the_district_no_more(town, household, code, contract["contractNo"], filed["event"]["id"])


async def _tells_the_district_no_more(town: Desk, household: str, house: str, contract: str, event: str) -> None:
    """The household's caseworker sees that there is a purchase: not which, whose, nor where."""
    caseworker = town.of(SECURITY, divisions=(HERE,))
    seen = (await caseworker.read(HOUSEHOLD, c=household))["household"]
    ((suspension,), (review,)) = seen["eligibilitySuspensions"], seen["annualReviews"]
    assert (suspension["suspendedOn"], suspension["resumedOn"]) == (estates.days(0), None)
    assert (review["openedOn"], review["dueOn"]) == (estates.days(0), estates.days(30))
    assert "购房动态监管" in suspension["reason"]
    assert "购房动态监管" in review["grounds"]
    own = [one for one in seen["timeline"]["nodes"] if one["type"] in FOLLOWING]
    assert [one["reliedOn"] for one in own] == [[], []]
    written = json.dumps(seen, ensure_ascii=False)
    assert not [secret for secret in (house, contract, event, ELSEWHERE) if secret in written]
    text = "query($c: String!) { house(code: $c) { code } }"
    assert (await caseworker.read(text, c=house)) == {"house": None}


async def test_a_purchase_that_is_voided_leaves_findings(town: Desk) -> None:
    buyer = people.person()
    household = await applicants.accepted(town, applicants.member(buyer), division=HERE)
    contract = estates.contract(await for_sale(town), "2020-06-01", [people.who(buyer)])
    filed = await town.file("filePresaleContract", "event { id } rejections { rule }", **contract)
    await told(town, household, {"AnnualReviewOpened"})
    voided = {"eventId": filed["event"]["id"], "remark": "另一人的合同", "effectiveOn": "2020-06-02"}
    people.secret(str(voided["remark"]))
    await town.given("voidEvent", document=paper(number("撤")), **voided)
    found = await told(town, household, {"FindingRecorded"})
    assert [one["rule"] for one in found["findings"]["nodes"]] == ["GEN-4"]
    assert filed["event"]["id"] not in json.dumps(found["findings"])


async def test_a_caseworker_opens_a_review_and_closes_it(town: Desk) -> None:
    household = await applicants.accepted(town, applicants.member(), division=HERE)
    caseworker = town.of(SECURITY, divisions=(HERE,))
    named: dict[str, Any] = {
        "householdCode": household,
        "annualReviewNo": "复核1",
        "year": 2021,
        "document": paper(number("核")),
    }
    opened = await caseworker.file("openAnnualReview", effectiveOn="2021-03-01", grounds="群众举报", **named)
    assert not opened["rejections"]
    (review,) = (await caseworker.read(HOUSEHOLD, c=household))["household"]["annualReviews"]
    assert (review["openedOn"], review["dueOn"], review["grounds"]) == ("2021-03-01", "2021-03-31", "群众举报")
    again = await caseworker.file("openAnnualReview", effectiveOn="2021-03-02", grounds="群众举报", **named)
    assert [one["rule"] for one in again["rejections"]] == ["REF-1"]
    await caseworker.given("passAnnualReview", effectiveOn="2021-03-20", **named)
    (review,) = (await caseworker.read(HOUSEHOLD, c=household))["household"]["annualReviews"]
    assert (review["reviewedOn"], review["passed"], review["openedOn"]) == ("2021-03-20", True, "2021-03-01")
    late = await caseworker.file("failAnnualReview", effectiveOn="2021-03-21", **named)
    assert [one["rule"] for one in late["rejections"]] == ["REF-1"]
