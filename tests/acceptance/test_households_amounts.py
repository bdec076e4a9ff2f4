"""Standards and amounts over HTTP: what policy computes is recorded and shown, anything else refused with its steps."""

from __future__ import annotations

from typing import Any

from tests import patience
from tests.acceptance import applicants
from tests.acceptance.estates import number, paper
from tests.acceptance.office import Desk

APPROVALS = "subsidyApprovals { amount computation standard endsOn }"
REJECTED = "rejections { rule message messageEn field }"
STEPS = (
    "人均收入 per head 4,000.00 ÷ 2 = 2,000.00 ≤ 2,400.00 → 档次 band LOW; "
    "保障面积 area 20.00 × 2 = 40.00（30.00–60.00）→ 40.00; 月补贴 subsidy a month 25.00 × 40.00 × 0.80 = 800.00"
)


async def two(desk: Desk, **said: Any) -> str:
    """A household of two that is eligible."""
    return await applicants.eligible(desk, applicants.member(), applicants.member(relation="SPOUSE"), **said)


def approval(household: str, **said: Any) -> dict[str, Any]:
    return {"householdCode": household, "effectiveOn": "2020-06-01", "document": paper(number("补")), **said}


async def test_a_subsidy_is_computed_recorded_and_shown(desk: Desk) -> None:
    household = await two(desk)
    await desk.given("approveMarketRentSubsidy", subsidyNo="B1", **approval(household))
    text = f"query($c: String!) {{ household(code: $c) {{ incomeBand {APPROVALS} }} }}"
    found = (await desk.of("caseworker").read(text, c=household))["household"]
    assert found["incomeBand"] == "LOW"
    (made,) = found["subsidyApprovals"]
    assert made == {"amount": "800.00", "computation": STEPS, "standard": "default 2026-01", "endsOn": "2021-06-01"}


async def test_another_amount_is_refused_with_the_computation(desk: Desk) -> None:
    household = await two(desk)
    caseworker = desk.of("caseworker")
    inputs = approval(household, subsidyNo="B1", amount="900.00")
    (refused,) = (await caseworker.file("approveMarketRentSubsidy", REJECTED, **inputs))["rejections"]
    assert (refused["rule"], refused["field"]) == ("SEC-8", "amount")
    for message in (refused["message"], refused["messageEn"]):
        assert "900.00 ≠ 800.00" in message
        assert STEPS in message


async def test_whoever_passes_a_limit_is_not_granted_and_a_late_fact_is_found_without_amounts(desk: Desk) -> None:
    household = await applicants.accepted(desk, applicants.member(), income="4200.01")
    await applicants.reviewed(desk, household)
    granted = {"eligibilityNo": "E1", "programme": "PUBLIC_RENTAL", "document": paper(number("资"))}
    inputs: dict[str, Any] = {"householdCode": household, "effectiveOn": "2020-05-01", **granted}
    (refused,) = (await desk.file("grantEligibility", REJECTED, **inputs))["rejections"]
    assert (refused["rule"], "4,200.01, 0.01 over" in refused["messageEn"]) == ("SEC-7", True)
    lawful = await two(desk)
    late = {"householdCode": lawful, "effectiveOn": "2020-04-01", "income": "9753.10", "document": paper(number("变"))}
    await desk.given("changeCircumstances", **late)
    (finding,) = await findings(desk, lawful)
    assert "4,200.00" in finding["detail"]
    assert not any(amount in finding["detail"] for amount in ("9,753", "9753", "4,876", "676"))


async def findings(desk: Desk, household: str) -> list[dict[str, Any]]:
    """Open findings of SEC-7 on a household, once the review has come to it."""
    text = "query($c: String!) { household(code: $c) { findings(live: true, first: 50) { nodes { rule detail } } } }"

    async def ours() -> list[dict[str, Any]]:
        found = (await desk.read(text, c=household))["household"]["findings"]["nodes"]
        return [one for one in found if one["rule"] == "SEC-7"]

    return await patience.until(ours)
