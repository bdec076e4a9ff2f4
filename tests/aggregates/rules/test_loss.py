"""LOS-1: no demolition without a decision; all houses are lost with their building; what is open on them is told."""

from __future__ import annotations

import pytest

from aggregates import deciding, event
from aggregates.rules import loss
from tests.aggregates import estates

PULL_DOWN = "demolish_building"


def rejected(decision: deciding.Decision) -> deciding.Rejection:
    (rejection,) = decision.rejections
    assert rejection.breach.rule is loss.LOS_1
    return rejection


def test_no_demolition_without_a_decision() -> None:
    rejection = rejected(estates.standing().decide(PULL_DOWN, "B1", on="2021-03-01"))
    assert rejection.breach.missing == ("ExpropriationDecided", "DemolitionFiled")
    assert (rejection.breach.in_the_way, rejection.earliest_lawful_on) == ((), None)
    assert "2021-03-01" in rejection.breach.en
    assert "2021-03-01" in rejection.breach.zh


@pytest.mark.parametrize(
    ("command", "inputs", "type_"),
    [
        ("file_building_demolition", {"filing_no": "CB-1"}, "DemolitionFiled"),
        ("expropriate_building", {"decision_no": "ZS-1"}, "ExpropriationDecided"),
    ],
)
def test_a_decision_or_a_filing_carries_it_from_its_day_on(command: str, inputs: dict[str, object], type_: str) -> None:
    town = estates.standing()
    decided = estates.only(town.file(command, "B1", on="2021-03-01", **inputs), type_)
    rejection = rejected(town.decide(PULL_DOWN, "B1", on="2021-02-28"))
    assert rejection.earliest_lawful_on == "2021-03-01"
    demolished = town.file(PULL_DOWN, "B1", on="2021-03-01")[0]
    assert decided in demolished.event.relied_on


def test_a_withdrawn_filing_carries_nothing() -> None:
    town = estates.filed()
    filing = estates.only(town.recorded, "DemolitionFiled")
    ended = town.file(
        "overturn_decision", "", on="2021-02-01", kind="BUILDING", event_id=str(filing), body="安澜市人民政府"
    )[0].event.id
    assert rejected(town.decide(PULL_DOWN, "B1", on="2021-02-01")).breach.in_the_way == (ended,)
    assert not town.decide(PULL_DOWN, "B1", on="2021-01-31").rejections


def test_a_backdated_filing_makes_it_lawful() -> None:
    town = estates.standing()
    assert town.refused(PULL_DOWN, "B1", on="2021-03-01") == ["LOS-1"]
    town.given("file_building_demolition", "B1", on="2021-03-02", filing_no="CB-2")
    assert town.refused(PULL_DOWN, "B1", on="2021-03-01") == ["LOS-1"]
    town.given("file_building_demolition", "B1", on="2021-01-10", filing_no="CB-1")
    assert not town.decide(PULL_DOWN, "B1", on="2021-03-01").rejections


def test_a_filing_backdated_behind_the_demolition_comes_too_late() -> None:
    town = estates.filed()
    gone = estates.only(town.file(PULL_DOWN, "B1", on="2021-03-01"), "Demolished", "B1")
    decision = town.decide("file_building_demolition", "B1", on="2021-03-01", filing_no="CB-2")
    (rejection,) = decision.rejections
    assert (rejection.breach.rule.id, rejection.breach.in_the_way) == ("GEN-3", (gone,))
    assert not town.decide("file_building_demolition", "B1", on="2021-02-28", filing_no="CB-2").rejections


def test_all_houses_are_lost_with_it_and_what_is_open_is_told() -> None:
    town = estates.burdened()
    recorded = town.file(PULL_DOWN, "B1", on="2021-03-01")
    building = estates.only(recorded, "Demolished", "B1")
    houses = [one.event for one in recorded if one.event.type == "Demolished" and one.event.kind == "HOUSE"]
    assert [(one.code, one.cause, one.effective_on) for one in houses] == [
        (code, building, "2021-03-01") for code in ("H1", "H2", "H3")
    ]
    (finding,) = [one.event for one in recorded if one.event.type == "FindingRecorded"]
    said = finding.changes[0].set
    assert (finding.code, said["rule"], said["grade"]) == ("H1", "LOS-1", "WARNING")
    assert said["event"] == str(houses[0].id)
    assert "mortgage M-1, tenancy of secured housing T-1" in str(said["detail"])
    assert "抵押M-1、保障房租住T-1" in str(said["detail"])
    assert town.state("BUILDING", "B1")["demolitions/CB-1"]["demolished_on"] == "2021-03-01"


@pytest.mark.parametrize(("ended", "told"), [("2021-03-01", []), ("2021-03-02", ["LOS-1"])])
def test_what_ends_on_that_day_is_no_longer_open(ended: str, told: list[str]) -> None:
    town = estates.filed()
    town.given("file_lease", "H2", on="2020-01-01", **estates.lease("L1", ended))
    assert town.found(PULL_DOWN, "B1", on="2021-03-01") == told


def test_leases_filed_ahead_are_told_too() -> None:
    town = estates.filed()
    town.given("file_lease", "H2", on="2021-01-01", **estates.lease("L1", "2023-01-01", starts_on="2022-01-01"))
    assert town.found(PULL_DOWN, "B1", on="2021-03-01") == ["LOS-1"]


def test_a_house_that_is_lost_already_is_not_lost_again() -> None:
    town = estates.filed()
    town.given("demolish_house", "H2", on="2021-02-01")
    recorded = town.file(PULL_DOWN, "B1", on="2021-03-01")
    assert [one.event.code for one in recorded if one.event.type == "Demolished"] == ["B1", "H1", "H3"]
    assert town.refused(PULL_DOWN, "B1", on="2021-04-01") == ["GEN-3"]


def test_a_corrected_demolition_takes_its_houses_to_the_other_day() -> None:
    town = estates.burdened()
    first = town.file(PULL_DOWN, "B1", on="2021-03-01")
    again = town.file(PULL_DOWN, "B1", on="2021-02-01", corrects=first[0].event.id)
    for house in ("H1", "H2", "H3"):
        corrected = next(one.event for one in again if one.event.type == "Demolished" and one.event.code == house)
        assert corrected.corrects == estates.only(first, "Demolished", house)
        assert town.state("HOUSE", house, "2021-02-01")[""]["physical"] == "DEMOLISHED"
        assert town.state("HOUSE", house, "2021-01-31")[""].get("physical") is None
    open_findings = [entity for entity in town.state("HOUSE", "H1") if entity.startswith("findings/LOS-1")]
    assert len(open_findings) == 1
    assert town.state("BUILDING", "B1")["demolitions/CB-1"]["demolished_on"] == "2021-02-01"


def test_a_corrected_demolition_gives_up_the_house_that_was_lost_before_it() -> None:
    town = estates.filed()
    first = town.file(PULL_DOWN, "B1", on="2021-03-01")
    town.given("demolish_house", "H3", on="2021-01-20")
    again = town.file(PULL_DOWN, "B1", on="2021-03-01", corrects=first[0].event.id)
    assert [one.event.code for one in again if one.event.type == "Demolished"] == ["B1", "H1", "H2"]
    (void,) = [one.event for one in again if one.event.type == "EventVoided"]
    assert (void.code, void.voids) == ("H3", (estates.only(first, "Demolished", "H3"),))
    assert town.state("HOUSE", "H3", "2021-01-20")[""]["physical"] == "DEMOLISHED"


def test_a_voided_demolition_gives_all_of_them_back() -> None:
    town = estates.burdened()
    first = town.file(PULL_DOWN, "B1", on="2021-03-01")
    town.given("void_event", "", on="2021-03-01", kind="BUILDING", event_id=str(first[0].event.id), why="误录")
    for house in ("H1", "H2", "H3"):
        assert town.state("HOUSE", house)[""].get("physical") is None
    assert not [entity for entity in town.state("HOUSE", "H1") if entity.startswith("findings/LOS-1")]


def test_a_house_alone_needs_a_decision_too_but_its_loss_is_a_fact() -> None:
    town = estates.standing()
    (finding,) = [
        one.event.changes[0].set
        for one in town.file("demolish_house", "H1", on="2021-03-01")
        if one.event.type == "FindingRecorded"
    ]
    assert "a decision that it may be pulled down; nothing" in str(finding["detail"])
    assert "无征收决定、协议或拆除备案；无" in str(finding["detail"])
    town.given("agree_expropriation", "H2", on="2021-02-01", agreement_no="XY-1")
    assert town.found("demolish_house", "H2", on="2021-03-01") == []
    assert estates.filed().found("demolish_house", "H3", on="2021-03-01") == []


def test_a_file_that_tells_only_that_it_was_decided_is_believed() -> None:
    town = estates.filed()
    bare = [one for one in town.recorded if one.event.type == "DemolitionFiled"]
    for one in bare:
        town.recorded[one.position - 1] = event.Recorded(
            one.position,
            one.registered_at,
            estates.without_elements(one.event),
        )
    demolished = town.file(PULL_DOWN, "B1", on="2021-03-01")[0].event
    assert demolished.relied_on == (bare[0].event.id,)
    assert town.decide(PULL_DOWN, "B1", on="2021-01-09").rejections


def test_later_events_do_not_keep_a_demolition_out() -> None:
    town = estates.filed()
    town.given("file_lease", "H1", on="2021-06-01", **estates.lease("L1", "2022-01-01"))
    surveyed = town.file("revise_building_survey", "B1", on="2021-06-01", floors=7)[0].event.id
    decision = town.decide(PULL_DOWN, "B1", on="2021-03-01")
    assert not decision.rejections
    assert {surveyed, estates.only(town.recorded, "LeaseFiled")} <= set(decision.dependants)
