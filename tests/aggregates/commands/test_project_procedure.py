"""Projects: tenders, reviews, those who take part, inspections, acceptances."""

import pytest

from aggregates import errors
from aggregates.draft import Sealed
from tests import deeds, sites

BUILDER = sites.DEVELOPER


def test_a_tender_is_awarded_with_its_contracts_and_builders() -> None:
    town = sites.planned()
    town.file("open_tender", "P1", on="2019-04-01", tender_no="ZB-1", mode="公开招标")
    town.file(
        "award_bid",
        "P1",
        on="2019-05-01",
        tender_no="ZB-1",
        winner_code=BUILDER,
        price="9000000.00",
        contract_value="9000000.00",
        contracts=[{"contract_no": "HT-1", "value": "9000000.00"}],
        participants=[{"role": "BUILDER", "enterprise_code": BUILDER}],
    )
    state = town.state("PROJECT", "P1")
    assert (state["tenders/ZB-1"]["winner_code"], state["tenders/ZB-1"]["awarded_on"]) == (BUILDER, "2019-05-01")
    assert (state["tenders/ZB-1"]["opened_on"], state["tenders/ZB-1"]["number"]) == ("2019-04-01", "ZB-1")
    contract = state["contracts/HT-1"]
    assert (contract["tender_no"], contract["enterprise_code"]) == ("ZB-1", BUILDER)
    assert state[f"participants/BUILDER-{BUILDER}"]["starts_on"] == "2019-05-01"
    assert state[""]["contract_value"] == "9000000.00"
    assert town.refused("award_bid", "P1", on="2019-05-01", tender_no="ZB-9", winner_code=BUILDER) == ["REF-2"]


def test_performance_of_a_contract_is_recorded_again_and_again() -> None:
    town = sites.planned()
    for day, done in (("2019-06-30", "100.00"), ("2019-09-30", "200.00")):
        town.file("record_contract_performance", "P1", on=day, contract_no="HT-1", paid=done, investment_done=done)
    state = town.state("PROJECT", "P1")
    assert state[""]["investment_done"] == "200.00"
    assert state["performances/HT-1-2019-06-30"]["recorded_on"] == "2019-06-30"


def test_a_round_of_review_is_recorded_once() -> None:
    town = sites.planned()
    review = {"discipline": "FIRE", "round": 1, "outcome": "RETURNED", "body": "安城审图中心"}
    made = town.file("review_drawings", "P1", on="2019-03-21", **review)
    assert [one.event.changes[0].set["rule"] for one in made[1:]] == ["REF-1"]


def test_an_enterprise_comes_leaves_and_comes_again() -> None:
    town = sites.planned()
    who = {"role": "SUPERVISOR", "enterprise_code": BUILDER}
    town.file("engage_enterprise", "P1", on="2019-06-01", **who)
    assert town.refused("engage_enterprise", "P1", on="2019-07-01", **who) == ["REF-1"]
    town.file("release_enterprise", "P1", on="2019-08-01", leaving_reason="合同终止", **who)
    town.file("engage_enterprise", "P1", on="2019-09-01", **who)
    town.file("release_enterprise", "P1", on="2019-10-01", **who)
    parts = [said for name, said in town.state("PROJECT", "P1").items() if name.startswith("participants/SUPERVISOR")]
    assert [(one["starts_on"], one["ended_on"]) for one in parts] == [
        ("2019-06-01", "2019-08-01"),
        ("2019-09-01", "2019-10-01"),
    ]


def test_a_practitioners_name_is_sealed_under_the_persons_key() -> None:
    town = sites.planned()
    who = {"role": "PROJECT_MANAGER", "practitioner_no": "京1112018201900001"}
    person = deeds.person(7, name="赵安")
    decision = town.decide("assign_practitioner", "P1", on="2019-06-01", practitioner=[person], key_role=True, **who)
    (said,) = decision.drafts[0].changes.values()
    name = said["practitioner_name"]
    assert isinstance(name, Sealed)
    assert (name.ref, name.text) == (person.person, "赵安")
    assert (said["party_kind"], said["key_role"]) == ("PERSON", True)
    town.record(decision.drafts)
    town.file("release_practitioner", "P1", on="2019-07-01", **who)
    with pytest.raises(errors.InvalidValue, match="one person"):
        town.decide("assign_practitioner", "P1", on="2019-08-01", practitioner=[person, person], **who)


def test_a_step_of_a_procedure_is_taken_by_a_sealed_person_and_again_on_another_day() -> None:
    town = sites.planned()
    step = {"case_no": "B-1", "step": "010", "title": "受理", "due_on": "2019-04-05"}
    taker, monitor = deeds.person(7, name="赵安"), deeds.person(8, name="钱宁")
    decision = town.decide(
        "take_procedure_step", "P1", on="2019-04-03", practitioner=[taker], monitor=[monitor], **step
    )
    (said,) = decision.drafts[0].changes.values()
    for name, person in (("practitioner_name", taker), ("monitor_name", monitor)):
        sealed = said[name]
        assert isinstance(sealed, Sealed)
        assert (sealed.ref, sealed.text) == (person.person, person.name)
    town.record(decision.drafts)
    town.file("take_procedure_step", "P1", on="2019-05-03", **step)
    steps = {key: said for key, said in town.state("PROJECT", "P1").items() if key.startswith("procedure_steps/")}
    assert [(said["step"], said["due_on"], said["done_on"]) for said in steps.values()] == [
        ("010", "2019-04-05", "2019-04-03"),
        ("010", "2019-04-05", "2019-05-03"),
    ]
    assert "procedure_steps/B-1-010-2019-04-03" in steps


def test_inspections_lead_to_rectifications_that_are_closed() -> None:
    town = sites.permitted()
    town.file("inspect_quality", "P1", on="2020-01-01", inspection_no="ZJ-1", passed=True, random_draw=True)
    town.file("inspect_safety", "P1", on="2020-01-02", inspection_no="AJ-1", passed=False, building_code="B1")
    ordered = {
        "rectification_no": "ZG-1",
        "inspection_kind": "SAFETY",
        "issue": "临边防护不到位",
        "inspection_no": "AJ-1",
    }
    town.file("order_rectification", "P1", on="2020-01-02", due_on="2020-01-17", **ordered)
    town.file("close_rectification", "P1", on="2020-01-10", rectification_no="ZG-1", outcome="已整改")
    state = town.state("PROJECT", "P1")
    assert (state["inspections/ZJ-1"]["kind"], state["inspections/AJ-1"]["kind"]) == ("QUALITY", "SAFETY")
    assert (state["rectifications/ZG-1"]["ordered_on"], state["rectifications/ZG-1"]["closed_on"]) == (
        "2020-01-02",
        "2020-01-10",
    )
    assert town.found("close_rectification", "P1", on="2020-01-11", rectification_no="ZG-1") == ["REF-2"]


def test_tests_accidents_workers_and_supervision_are_recorded() -> None:
    town = sites.permitted()
    town.file("register_supervision", "P1", on="2019-12-01", supervision_no="AJ2019-1", supervision_body="安城质安站")
    town.file("test_material", "P1", on="2020-01-01", report_no="JC-1", material="混凝土", passed=True)
    town.file("report_accident", "P1", on="2020-01-02", accident_no="SG-9", deaths=0, injuries=1)
    town.file("report_workforce", "P1", on="2020-01-31", period="2020-01", on_site=120, investment_done="10.00")
    state = town.state("PROJECT", "P1")
    assert (state[""]["supervision_no"], state[""]["investment_done"]) == ("AJ2019-1", "10.00")
    assert (state["material_tests/JC-1"]["tested_on"], state["accidents/SG-9"]["happened_on"]) == (
        "2020-01-01",
        "2020-01-02",
    )
    assert state["workforce/2020-01"]["on_site"] == 120


def test_acceptances_list_the_buildings_that_they_cover() -> None:
    town = sites.permitted()
    town.file("accept_fire", "P1", on="2020-06-01", acceptance_no="XF-1", building_codes=["B1"])
    town.file("sample_fire_filing", "P1", on="2020-06-02", acceptance_no="XF-2", passed=False, building_codes=["B2"])
    town.file("accept_archive", "P1", on="2020-06-03", acceptance_no="DA-1", building_codes=["B1", "B2"])
    state = town.state("PROJECT", "P1")
    covered = sorted(
        (str(said["instrument"]), str(said["covered_code"]))
        for name, said in state.items()
        if name.startswith("coverage/") and str(said["starts_on"]) >= "2020-06-01"
    )
    assert covered == [("ARCHIVE_ACCEPTANCE", "B1"), ("ARCHIVE_ACCEPTANCE", "B2"), ("FIRE_ACCEPTANCE", "B1")]
    assert (state[""]["fire_accepted"], state[""]["archive_accepted"]) == (True, True)


def test_a_filing_of_completion_reaches_its_buildings() -> None:
    town = sites.permitted()
    town.given("start_works", "P1", on="2019-12-10", permit_no="SG-1", building_codes=["B1", "B2"])
    town.given("accept_completion", "B1", on="2021-06-01", acceptance_no="YS-1")
    made = town.file("file_project_completion", "P1", on="2021-06-10", filing_no="BA-1", building_codes=["B1"])
    assert [one.event.type for one in made] == ["CompletionFiled", "CompletionFiled"]
    state = town.state("BUILDING", "B1")
    assert state[""]["completion_filed"] is True
    assert (state["acceptances/BA-1"]["kind"], state["acceptances/BA-1"]["number"]) == ("COMPLETION_FILING", "BA-1")
    assert "completion_filed" not in town.state("BUILDING", "B2")[""]
