"""Enterprises: registration, qualifications over time, penalties and their repair, listings, scores."""

import pytest

from aggregates import errors, policy
from aggregates.draft import Sealed
from aggregates.sealed import subject_ref
from tests import deeds, sites
from tests.aggregates import parties

E = parties.BUILDER


def firm(town: deeds.Town, collection: str, day: str | None = None) -> dict[str, object]:
    (found,) = parties.elements(town, "ENTERPRISE", E, collection, day)
    return found


def test_an_enterprise_is_registered_once_and_its_representative_sealed_under_its_own_key() -> None:
    town = deeds.Town()
    said = {"name": "安居建设", "category": "BUILDER", "division": sites.DIVISION, "capital": "1000000.00"}
    decision = town.decide("register_enterprise", E, on="2010-01-01", legal_representative="王安", **said)
    name = decision.drafts[0].changes[""]["legal_representative"]
    assert isinstance(name, Sealed)
    assert (name.ref, name.text) == (subject_ref(decision.drafts[0].stream), "王安")
    town.record(decision.drafts)
    assert town.refused("register_enterprise", E, on="2011-01-01", **said) == ["REF-1"]


def test_a_blank_representative_is_refused() -> None:
    said = {"name": "安居建设", "category": "BUILDER", "division": sites.DIVISION}
    with pytest.raises(errors.InvalidValue, match="legalRepresentative"):
        deeds.Town().decide("register_enterprise", E, on="2010-01-01", legal_representative=" ", **said)


def test_a_qualification_is_upgraded_suspended_resumed_and_revoked() -> None:
    town = parties.qualified()
    number = {"certificate_no": f"Z-{E}"}
    upgrade = {"grade": "特级", "expires_on": "2035-01-01"}
    town.file("upgrade_enterprise_qualification", E, on="2015-01-01", **number, **upgrade)
    town.file("suspend_enterprise_qualification", E, on="2016-01-01", grounds="事故", **number)
    assert town.refused("suspend_enterprise_qualification", E, on="2016-02-01", **number) == ["REF-2"]
    town.file("resume_enterprise_qualification", E, on="2016-07-01", **number)
    with pytest.raises(errors.InvalidValue, match="is not suspended"):
        town.decide("resume_enterprise_qualification", E, on="2016-08-01", **number)
    seen = firm(town, "qualifications")
    assert (seen["grade"], seen["suspended_on"], seen["resumed_on"]) == ("特级", None, "2016-07-01")
    assert firm(town, "qualifications", "2016-06-30")["suspended_on"] == "2016-01-01"
    town.file("revoke_enterprise_qualification", E, on="2017-01-01", **number)
    assert town.refused("upgrade_enterprise_qualification", E, on="2018-01-01", grade="一级", **number) == ["REF-2"]


def test_a_repair_ends_what_a_penalty_counts_and_refers_to_one_that_is_unrepaired() -> None:
    town = parties.qualified()
    town.file("record_enterprise_penalty", E, on="2024-03-01", **parties.penalty(bars_market=True))
    with pytest.raises(errors.InvalidValue, match="CF-9"):
        town.decide("repair_enterprise_credit", E, on="2024-09-01", repair_no="XF-1", penalty_no="CF-9")
    town.file("repair_enterprise_credit", E, on="2024-09-01", repair_no="XF-1", penalty_no="CF-1")
    assert firm(town, "penalties")["repaired_on"] == "2024-09-01"
    assert "repaired_on" not in firm(town, "penalties", "2024-08-31")
    with pytest.raises(errors.InvalidValue, match="still to be repaired"):
        town.decide("repair_enterprise_credit", E, on="2024-10-01", repair_no="XF-2", penalty_no="CF-1")


def test_a_corrected_repair_moves_the_day() -> None:
    town = parties.qualified()
    town.file("record_enterprise_penalty", E, on="2024-03-01", **parties.penalty())
    repair = {"repair_no": "XF-1", "penalty_no": "CF-1"}
    made = town.file("repair_enterprise_credit", E, on="2024-09-01", **repair)
    town.file("repair_enterprise_credit", E, on="2024-08-01", corrects=made[0].event.id, **repair)
    assert firm(town, "penalties")["repaired_on"] == "2024-08-01"


def test_a_listing_has_a_term_and_may_end_before_it() -> None:
    town = parties.qualified()
    listing = {"listing_no": "SX-1", "grounds": "拖欠工资", "ends_on": "2027-01-01"}
    town.file("list_enterprise_for_dishonesty", E, on="2024-01-01", **listing)
    assert town.refused("list_enterprise_for_dishonesty", E, on="2024-02-01", **listing) == ["REF-1"]
    town.file("remove_enterprise_from_list", E, on="2025-01-01", listing_no="SX-1", removal_reason="已整改")
    assert firm(town, "dishonesty_listings")["removed_on"] == "2025-01-01"
    assert town.refused("remove_enterprise_from_list", E, on="2025-02-01", listing_no="SX-1") == ["REF-2"]


def test_a_score_is_computed_with_its_computation_and_once_a_day() -> None:
    town = parties.qualified()
    town.file("record_enterprise_award", E, on="2024-01-01", **parties.award())
    town.file("record_enterprise_penalty", E, on="2024-03-01", **parties.penalty())
    town.file("score_enterprise_credit", E, on="2024-06-01", credit_class="BUILDING")
    said = firm(town, "credit_scores")
    assert (said["score"], said["grade"], said["rule_version"]) == ("97.00", "A", "default 2026-01")
    assert str(said["computation"]).splitlines() == [
        "基础分 base: 100",
        "2024-01-01 获奖 award BZ-1: +5",
        "2024-03-01 处罚 penalty CF-1: -8",
        "得分 score: 97.00; 等级 grade: A",
    ]
    assert town.refused("score_enterprise_credit", E, on="2024-06-01", credit_class="BUILDING") == ["REF-1"]
    town.file("score_enterprise_credit", E, on="2024-06-02", credit_class="BUILDING")


def test_a_class_that_policy_does_not_score_is_refused() -> None:
    town = parties.qualified()
    town.policies = deeds.Fixed([("0001-01-01", policy.parse(_without(policy.default_text(), "MUNICIPAL")))])
    with pytest.raises(errors.InvalidValue, match="MUNICIPAL is not scored by policy default"):
        town.decide("score_enterprise_credit", E, on="2024-06-01", credit_class="MUNICIPAL")


def _without(text: str, credit_class: str) -> str:
    head, _, tail = text.partition(f"[credit.scoring.{credit_class}]")
    return head + "[credit.scoring." + tail.partition("[credit.scoring.")[2]


def test_a_deregistered_enterprise_takes_only_what_winds_up() -> None:
    town = parties.qualified()
    town.file("deregister_enterprise", E, on="2024-01-01")
    said = {"certificate_no": "Z-2", "category": "设计"}
    assert town.refused("grant_enterprise_qualification", E, on="2024-02-01", **said) == ["GEN-3"]
    assert town.file("record_enterprise_penalty", E, on="2024-02-01", **parties.penalty())
