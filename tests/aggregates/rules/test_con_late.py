"""CON-5 to CON-9: what is done after its day is a finding; the day is the command's, else the policy's."""

from __future__ import annotations

import pytest

from aggregates import policy, view
from aggregates.rules import procedure
from aggregates.world import Name
from tests import deeds, sites

SLOW = policy.parse(policy.default_text().replace("rectification_days = 15", "rectification_days = 40"))


def ordered(**said: object) -> deeds.Town:
    town = sites.permitted()
    order = {"rectification_no": "ZG-1", "inspection_kind": "SAFETY", "issue": "临边防护不到位", **said}
    town.given("order_rectification", "P1", on="2020-03-01", **order)
    return town


@pytest.mark.parametrize(
    ("said", "on", "late"),
    [
        ({}, "2020-03-16", []),
        ({}, "2020-03-17", ["CON-5"]),
        ({"due_on": "2020-03-05"}, "2020-03-05", []),
        ({"due_on": "2020-03-05"}, "2020-03-06", ["CON-5"]),
    ],
)
def test_a_rectification_is_closed_by_its_day(said: dict[str, object], on: str, late: list[str]) -> None:
    town = ordered(**said)
    assert town.found("close_rectification", "P1", on=on, rectification_no="ZG-1") == late


def test_the_finding_names_the_day_and_the_order() -> None:
    town = ordered()
    order = next(one.event.id for one in town.recorded if one.event.type == "RectificationOrdered")
    made = town.file("close_rectification", "P1", on="2020-03-20", rectification_no="ZG-1")
    said = made[1].event.changes[0].set
    assert (said["rule"], said["grade"]) == ("CON-5", "WARNING")
    assert "ZG-1" in str(said["detail"])
    assert "2020-03-16" in str(said["detail"])
    assert town.state("PROJECT", "P1")["rectifications/ZG-1"]["due_on"] == "2020-03-16"
    assert order


def test_a_later_policy_moves_no_day_that_is_running() -> None:
    town = ordered()
    town.policies = deeds.Fixed([("0001-01-01", policy.default()), ("2020-03-02", SLOW)])
    assert town.found("close_rectification", "P1", on="2020-03-17", rectification_no="ZG-1") == ["CON-5"]


def test_another_citys_policy_has_another_day() -> None:
    town = sites.permitted()
    town.policies = deeds.Fixed([("0001-01-01", SLOW)])
    order = {"rectification_no": "ZG-1", "inspection_kind": "SAFETY", "issue": "临边防护不到位"}
    town.given("order_rectification", "P1", on="2020-03-01", **order)
    assert town.found("close_rectification", "P1", on="2020-04-10", rectification_no="ZG-1") == []


REVIEW = {"discipline": "TELECOM", "body": "安城审图中心"}


@pytest.mark.parametrize(("submitted", "late"), [("2019-06-05", []), ("2019-06-04", ["CON-6"])])
def test_a_round_of_review_takes_no_longer_than_policy_says(submitted: str, late: list[str]) -> None:
    town = sites.planned()
    said = {**REVIEW, "round": 1, "outcome": "PASSED", "submitted_on": submitted}
    assert town.found("review_drawings", "P1", on="2019-06-20", **said) == late


@pytest.mark.parametrize(("on", "late"), [("2019-07-20", []), ("2019-07-21", ["CON-6"])])
def test_returned_drawings_come_again_in_time(on: str, late: list[str]) -> None:
    town = sites.planned()
    town.given("review_drawings", "P1", on="2019-06-20", **REVIEW, round=1, outcome="RETURNED")
    assert town.state("PROJECT", "P1")["drawing_reviews/TELECOM-1"]["revision_due_on"] == "2019-07-20"
    assert town.found("review_drawings", "P1", on=on, **REVIEW, round=2, outcome="PASSED") == late


STEP = {"case_no": "A-1", "step": "ACCEPT"}


@pytest.mark.parametrize(("on", "late"), [("2020-01-21", []), ("2020-01-22", ["CON-7"])])
def test_a_step_that_was_opened_is_done_by_its_day(on: str, late: list[str]) -> None:
    town = sites.planned()
    town.given("open_procedure_step", "P1", on="2020-01-01", **STEP)
    assert town.found("take_procedure_step", "P1", on=on, **STEP, outcome="同意") == late
    (step,) = [said for name, said in town.state("PROJECT", "P1").items() if name.startswith("procedure_steps/")]
    assert (step["started_on"], step["due_on"], step["done_on"]) == ("2020-01-01", "2020-01-21", on)


def test_a_step_is_opened_once_and_taken_again_and_again() -> None:
    town = sites.planned()
    town.given("open_procedure_step", "P1", on="2020-01-01", **STEP)
    reopened = town.file("open_procedure_step", "P1", on="2020-01-05", **STEP)
    assert [one.event.changes[0].set.get("rule") for one in reopened[1:]] == ["REF-1"]
    for on in ("2020-01-10", "2020-02-10"):
        town.given("take_procedure_step", "P1", on=on, **STEP)
    steps = [said for name, said in town.state("PROJECT", "P1").items() if name.startswith("procedure_steps/")]
    assert [one["done_on"] for one in steps] == ["2020-01-10", "2020-02-10"]


def test_a_policy_sets_the_days_of_one_step() -> None:
    mine = policy.parse(policy.default_text().replace("[procedure.steps]", "[procedure.steps]\nACCEPT = 5"))
    town = sites.planned()
    town.policies = deeds.Fixed([("0001-01-01", mine)])
    town.given("open_procedure_step", "P1", on="2020-01-01", **STEP)
    town.given("open_procedure_step", "P1", on="2020-01-01", case_no="A-1", step="DECIDE")
    due = [said["due_on"] for name, said in town.state("PROJECT", "P1").items() if name.startswith("procedure_steps/")]
    assert due == ["2020-01-06", "2020-01-21"]


def filed() -> deeds.Town:
    town = sites.permitted()
    town.given("start_works", "P1", on="2019-12-10", permit_no="SG-1", building_codes=["B1", "B2"])
    town.given("accept_completion", "B1", on="2021-11-30", acceptance_no="YS-1")
    town.given("file_project_completion", "P1", on="2021-12-05", filing_no="BA-1", completed_on="2021-11-30")
    return town


@pytest.mark.parametrize(
    ("command", "on", "late"),
    [
        ("accept_fire", "2021-12-15", []),
        ("accept_fire", "2021-12-16", ["CON-8"]),
        ("accept_archive", "2022-02-28", []),
        ("accept_archive", "2022-03-01", ["CON-8"]),
    ],
)
def test_fire_and_archive_accept_in_time_after_completion(command: str, on: str, late: list[str]) -> None:
    assert filed().found(command, "P1", on=on, acceptance_no="X-1") == late


def test_a_building_that_was_accepted_is_filed_by_a_day() -> None:
    assert filed().state("BUILDING", "B1")[""]["filing_due_on"] == "2021-12-15"


@pytest.mark.parametrize(("on", "late"), [("2020-01-10", []), ("2020-01-11", ["CON-9"])])
def test_workers_are_reported_in_the_month_after(on: str, late: list[str]) -> None:
    town = sites.permitted()
    town.given("start_works", "P1", on="2019-12-10", permit_no="SG-1", building_codes=["B1"])
    assert town.state("PROJECT", "P1")[""]["labour_due_on"] == "2020-01-10"
    assert town.found("report_workforce", "P1", on=on, period="2019-12", registered=10) == late
    assert town.state("PROJECT", "P1")[""]["labour_due_on"] == "2020-02-10"


@pytest.mark.parametrize(("on", "late"), [("2019-06-30", []), ("2019-07-01", ["CON-9"])])
def test_a_tender_is_awarded_in_time(on: str, late: list[str]) -> None:
    town = sites.planned()
    town.given("open_tender", "P1", on="2019-04-01", tender_no="ZB-1")
    award = {"tender_no": "ZB-1", "winner_code": sites.DEVELOPER}
    assert town.found("award_bid", "P1", on=on, **award) == late
    assert "contract_due_on" in town.state("PROJECT", "P1")["tenders/ZB-1"]


def test_what_failed_is_tested_again_by_a_day() -> None:
    town = sites.permitted()
    town.given("test_material", "P1", on="2020-03-01", report_no="JC-1", material="钢筋", passed=False)
    town.given("test_material", "P1", on="2020-03-02", report_no="JC-2", material="水泥", passed=True)
    state = town.state("PROJECT", "P1")
    assert state["material_tests/JC-1"]["due_on"] == "2020-03-08"
    assert "due_on" not in state["material_tests/JC-2"]


def test_rules_read_what_they_declare() -> None:
    town = filed()
    for command in ("accept_fire", "accept_archive"):
        town.given(command, "P1", on="2022-06-01", acceptance_no=f"X-{command}")
    town.given("report_workforce", "P1", on="2020-01-11", period="2019-12", registered=10)
    town.given("open_tender", "P1", on="2019-04-01", tender_no="ZB-1")
    town.given("award_bid", "P1", on="2019-08-01", tender_no="ZB-1", winner_code=sites.DEVELOPER)
    town.given("open_procedure_step", "P1", on="2020-01-01", **STEP)
    town.given("take_procedure_step", "P1", on="2020-05-01", **STEP)
    town.given("review_drawings", "P1", on="2019-06-20", **REVIEW, round=1, outcome="RETURNED")
    town.given("review_drawings", "P1", on="2019-09-20", **REVIEW, round=2, outcome="PASSED")
    order = {"rectification_no": "ZG-1", "inspection_kind": "SAFETY", "issue": "临边防护不到位"}
    town.given("order_rectification", "P1", on="2020-03-01", **order)
    town.given("close_rectification", "P1", on="2020-05-01", rectification_no="ZG-1")
    seen, judge = town.seen(), town.judge()
    (known,) = seen.find(Name("PROJECT", "P1"))
    state, broken = view.View("PROJECT"), set[str]()
    for judged in seen.sequence(known):
        for rule in procedure.RULES:
            if rule.judges("PROJECT", judged.type):
                state.read = set()
                broken |= {one.rule.id for one in judge.judge(judged, state, [rule]).breaches}
                assert state.read <= rule.reads["PROJECT"], rule.id
        state.apply(judged)
    assert broken == {rule.id for rule in procedure.RULES}
