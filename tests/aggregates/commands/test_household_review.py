"""What commands on reviews and eligibility record, and what ends with an eligibility."""

from __future__ import annotations

from tests.aggregates import households


def test_a_review_says_its_outcome() -> None:
    town = households.accepted()
    town.given("pass_review", "BZ1", on="2020-02-01", opinion_no="R1", level=1, body="街道办")
    assert households.household(town)["reviews/R1"] == {
        "number": "R1",
        "level": 1,
        "body": "街道办",
        "outcome": "PASSED",
        "reviewed_on": "2020-02-01",
    }
    inputs = {"opinion_no": "R2", "level": 1, "grounds": "住房面积超标"}
    town.given("reject_application", "BZ1", on="2020-02-02", **inputs)
    review = households.household(town)["reviews/R2"]
    assert (review["outcome"], review["reason"]) == ("RETURNED", "住房面积超标")


def test_a_publicity_ends_by_policy_or_later() -> None:
    town = households.accepted()
    town.given("pass_review", "BZ1", on="2020-02-01", opinion_no="R1", level=1)
    town.given("open_publicity", "BZ1", on="2020-02-02", publicity_no="P1", level=1, ends_on="2020-02-20")
    assert households.household(town)["publicities/P1"]["ends_on"] == "2020-02-20"
    assert town.refused("close_publicity", "BZ1", on="2020-02-19", publicity_no="P1") == ["SEC-1"]
    town.given("close_publicity", "BZ1", on="2020-02-20", publicity_no="P1")


def test_an_objection_is_resolved_with_its_outcome() -> None:
    town = households.accepted()
    town.given("raise_publicity_objection", "BZ1", on="2020-02-05", objection_no="O1", detail="名下有房")
    resolved = {"objection_no": "O1", "upheld": True, "outcome": "属实"}
    town.given("resolve_publicity_objection", "BZ1", on="2020-02-12", **resolved)
    objection = households.household(town)["publicity_objections/O1"]
    assert (objection["upheld"], objection["outcome"], objection["resolved_on"]) == (True, "属实", "2020-02-12")
    assert town.refused("resolve_publicity_objection", "BZ1", on="2020-02-13", **resolved) == ["REF-2"]


def test_a_suspension_rests_the_eligibility_until_it_is_resumed() -> None:
    town = households.eligible()
    town.given("suspend_eligibility", "BZ1", on="2020-06-01", suspension_no="S1", grounds="购房待核")
    town.given("resume_eligibility", "BZ1", on="2020-07-01", suspension_no="S1")
    assert households.household(town)["eligibility_suspensions/S1"] == {
        "number": "S1",
        "reason": "购房待核",
        "suspended_on": "2020-06-01",
        "resumed_on": "2020-07-01",
    }


def test_a_revoked_eligibility_ends_waiting_allocations_and_subsidies() -> None:
    town = households.chosen()
    approval = {"subsidy_no": "B1", "amount": "800.00", "starts_on": "2020-08-01"}
    town.given("approve_market_rent_subsidy", "BZ1", on="2020-06-16", **approval)
    town.given("revoke_eligibility", "BZ1", on="2020-06-20", eligibility_no="E1", grounds="收入超标")
    state = households.household(town)
    assert state["eligibilities/E1"]["revoked_on"] == "2020-06-20"
    assert state["waitings/W1"]["ended_on"] == "2020-06-20"
    assert state["allocations/A1"]["lapsed_on"] == "2020-06-20"
    stopped = state["subsidy_approvals/B1"]
    assert (stopped["stopped_on"], stopped["reason"]) == ("2020-06-20", "收入超标")
    households.allocated(town, "BZ2", 3)
    town.given("select_house", "BZ2", on="2020-06-20", allocation_no="A1", house_code="H1")
    assert town.refused("join_household", "BZ2", on="2020-06-20", members=[households.member(1)]) == ["SEC-2"]


def test_the_yearly_review() -> None:
    town = households.eligible()
    inputs = {"annual_review_no": "N1", "year": 2021, "next_on": "2022-05-01"}
    town.given("pass_annual_review", "BZ1", on="2021-05-01", **inputs)
    town.given("fail_annual_review", "BZ1", on="2022-05-01", **{**inputs, "annual_review_no": "N2", "year": 2022})
    state = households.household(town)
    assert (state["annual_reviews/N1"]["passed"], state["annual_reviews/N2"]["passed"]) == (True, False)
    assert state["annual_reviews/N1"]["next_on"] == "2022-05-01"
