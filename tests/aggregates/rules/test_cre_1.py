"""CRE-1: who is listed, barred, deregistered or not qualified takes no new role; the market bars the site 两场联动."""

import pytest

from aggregates import deciding
from aggregates.rules import general
from tests import deeds, sites
from tests.aggregates import homes, parties

E, P = parties.BUILDER, parties.MANAGER
ON = "2024-06-01"
BUILD = {"role": "BUILDER", "enterprise_code": E}
MANAGE = {"role": "PROJECT_MANAGER", "practitioner_no": P, "enterprise_code": E}


def engage(town: deeds.Town, on: str = ON, **said: object) -> deciding.Decision:
    return town.decide("engage_enterprise", "P1", on=on, **{**BUILD, **said})


def refused(town: deeds.Town, on: str = ON, **said: object) -> list[str]:
    return [one.breach.rule.id for one in engage(town, on, **said).rejections]


def test_a_qualified_enterprise_takes_a_role_on_the_strength_of_its_qualification() -> None:
    town = parties.qualified()
    decision = engage(town)
    assert not decision.rejections
    (granted,) = (one.event.id for one in town.recorded if one.event.code == E and one.event.type.startswith("Qual"))
    assert granted in decision.drafts[0].relied_on


@pytest.mark.parametrize(("on", "rules"), [("2023-12-31", []), ("2024-01-01", ["CRE-1"])])
def test_a_qualification_holds_until_the_day_before_it_expires(on: str, rules: list[str]) -> None:
    assert refused(parties.qualified(expires_on="2024-01-01"), on) == rules


def test_a_role_needs_a_qualification_of_its_own_category() -> None:
    town = parties.qualified()
    assert refused(town, role="SUPERVISOR") == ["CRE-1"]
    assert refused(town, role="TENDER_AGENT") == [], "policy names none for that role"
    assert refused(town, enterprise_code=parties.OTHER) == [], "in English, however it is spelled"


def test_a_suspended_qualification_bars_until_it_is_resumed() -> None:
    town = parties.qualified()
    number = {"certificate_no": f"Z-{E}"}
    town.given("suspend_enterprise_qualification", E, on="2024-01-01", **number)
    (refusal,) = engage(town).rejections
    assert refusal.breach.missing == ("QualificationGranted",)
    town.given("resume_enterprise_qualification", E, on="2024-07-01", **number)
    assert refused(town) == ["CRE-1"]
    assert refused(town, "2024-07-01") == []


@pytest.mark.parametrize(("on", "rules"), [("2023-12-31", []), (ON, ["CRE-1"]), ("2025-01-01", [])])
def test_a_listing_bars_for_its_term(on: str, rules: list[str]) -> None:
    town = parties.qualified()
    listing = {"listing_no": "SX-1", "grounds": "拖欠工资", "ends_on": "2025-01-01"}
    town.given("list_enterprise_for_dishonesty", E, on="2024-01-01", **listing)
    decision = engage(town, on)
    assert [one.breach.rule.id for one in decision.rejections] == rules
    assert [one.earliest_lawful_on for one in decision.rejections] == ["2025-01-01"] * len(rules)


def test_a_penalty_of_the_market_bars_the_site_until_it_ends_or_is_repaired() -> None:
    town = parties.qualified()
    barring = parties.penalty(kind="SUSPENSION", bars_market=True, ends_on="2025-01-01")
    town.given("record_enterprise_penalty", E, on="2024-01-01", **barring)
    town.given("record_enterprise_penalty", E, on="2024-01-01", **parties.penalty("CF-2"))
    (refusal,) = engage(town).rejections
    assert "penalty CF-1 bars it" in refusal.breach.en
    assert refused(town, "2025-01-01") == []
    town.given("repair_enterprise_credit", E, on="2024-05-01", repair_no="XF-1", penalty_no="CF-1")
    assert refused(town) == []


def test_a_deregistered_enterprise_takes_no_role() -> None:
    town = parties.qualified()
    town.given("deregister_enterprise", E, on="2024-01-01")
    assert "CRE-1" in refused(town)


def test_a_practitioner_is_qualified_and_the_employer_is_good() -> None:
    town = parties.registered()
    assert town.refused("assign_practitioner", "P1", on=ON, **MANAGE) == ["CRE-1"]
    parties.grant(town, "practitioner", P, "二级建造师")
    assert not town.decide("assign_practitioner", "P1", on=ON, **MANAGE).rejections, "the employer may be unqualified"
    listing = {"listing_no": "SX-1", "grounds": "拖欠工资"}
    town.given("list_enterprise_for_dishonesty", E, on="2024-01-01", **listing)
    (refusal,) = town.decide("assign_practitioner", "P1", on=ON, **MANAGE).rejections
    assert refusal.breach.field == "enterpriseCode"


@pytest.mark.parametrize(
    ("command", "inputs"),
    [
        ("award_bid", {"tender_no": "ZB-1", "winner_code": E, "participants": [BUILD]}),
        ("grant_construction_permit", {"permit_no": "SG-2", "participants": [BUILD]}),
        ("transfer_project", {"transfer_no": "ZR-1", "to_code": E}),
    ],
)
def test_every_way_into_a_project_is_barred(command: str, inputs: dict[str, object]) -> None:
    town = parties.qualified()
    town.given("open_tender", "P1", on="2024-01-01", tender_no="ZB-1")
    town.given("list_enterprise_for_dishonesty", E, on="2024-01-01", listing_no="SX-1", grounds="拖欠工资")
    assert "CRE-1" in town.refused(command, "P1", on=ON, **inputs)


def test_who_is_not_on_record_is_not_judged() -> None:
    assert refused(parties.registered(), enterprise_code=sites.DEVELOPER) == []


def test_leaving_is_never_barred() -> None:
    town = parties.engaged()
    town.given("list_enterprise_for_dishonesty", E, on="2024-01-01", listing_no="SX-1", grounds="拖欠工资")
    town.file("release_enterprise", "P1", on=ON, **BUILD)


def test_what_rests_on_a_qualification_that_never_was_is_in_doubt() -> None:
    town = parties.qualified()
    granted = [one for one in town.recorded if one.event.code == E and one.event.type == "QualificationGranted"]
    made = town.file("engage_enterprise", "P1", on=ON, **BUILD)
    decision = town.decide("void_event", "", on=parties.SINCE, event_id=str(homes.last(granted)))
    assert not decision.rejections
    assert made[0].event.id in decision.dependants, general.GEN_4.id
