"""A refusal or an exit that is overturned or voided: its members are bound again, unless another household has them."""

from __future__ import annotations

import pytest

from tests import deeds
from tests.aggregates import estates, households

APPLICATION = {"division": estates.DIVISION, "category": "FAMILY", "programme": "PUBLIC_RENTAL"}
REFUSAL = {"opinion_no": "R9", "level": 1, "grounds": "住房面积超标"}


def over(how: str) -> deeds.Town:
    """BZ1 of persons 1 and 2 was refused, or has left, on 2020-06-01."""
    if how == "ReviewRejected":
        town = households.accepted()
        town.given("reject_application", "BZ1", on="2020-06-01", **REFUSAL)
    else:
        town = households.eligible()
        town.given("exit_household", "BZ1", on="2020-06-01", exit_reason="退出")
    return town


def undo(town: deeds.Town, command: str, how: str) -> dict[str, object]:
    """The inputs that undo it."""
    judgment = {"body": "安澜区法院", "judgment_no": "判1"} if command == "overturn_decision" else {}
    return {"on": "2020-09-01", "event_id": str(estates.only(town.recorded, how)), **judgment}


def applying(town: deeds.Town, *numbers: int) -> list[str]:
    decision = town.decide(
        "accept_application", "BZ9", on="2020-10-01", members=households.members(*numbers), **APPLICATION
    )
    return [one.breach.rule.id for one in decision.rejections]


WAYS = [(command, how) for command in ("overturn_decision", "void_event") for how in ("ReviewRejected", "Exited")]


@pytest.mark.parametrize(("command", "how"), WAYS)
def test_its_members_are_bound_again(command: str, how: str) -> None:
    town = over(how)
    assert applying(town, 1) == applying(town, 2) == []
    town.given(command, "", **undo(town, command, how))
    assert applying(town, 1) == applying(town, 2) == ["SEC-2"]
    members = [said for entity, said in households.household(town).items() if entity.startswith("members/")]
    assert [one.get("left_on") for one in members] == [None, None]


@pytest.mark.parametrize(("command", "how"), WAYS)
def test_it_is_refused_where_a_member_belongs_to_another_household(command: str, how: str) -> None:
    town = over(how)
    households.accepted(town, "BZ2", 2)
    (rejection,) = town.decide(command, "", **undo(town, command, how)).rejections
    assert rejection.breach.rule.id == "SEC-2"
    assert rejection.breach.in_the_way == (estates.only(town.recorded, "ApplicationAccepted", "BZ2"),)
    town.given("leave_household", "BZ2", on="2020-08-01", member_key="1")
    assert not town.decide(command, "", **undo(town, command, how)).rejections


@pytest.mark.parametrize("command", ["overturn_decision", "void_event"])
def test_who_had_left_before_stays_free(command: str) -> None:
    town = households.eligible()
    town.given("leave_household", "BZ1", on="2020-05-15", member_key="2")
    town.given("exit_household", "BZ1", on="2020-06-01", exit_reason="退出")
    town.given(command, "", **undo(town, command, "Exited"))
    assert (applying(town, 1), applying(town, 2)) == (["SEC-2"], [])


def test_an_overturned_acceptance_frees_its_members() -> None:
    town = households.accepted()
    town.given("overturn_decision", "", **undo(town, "overturn_decision", "ApplicationAccepted"))
    assert applying(town, 1) == applying(town, 2) == []


def test_an_overturned_end_of_a_tenancy_holds_the_home_again() -> None:
    town = households.housed()
    town.given("end_tenancy_contract", "BZ1", on="2020-08-01", contract_no="T1")
    choose = {"allocation_no": "A1", "house_code": "H1"}
    households.allocated(town, "BZ2", 3)
    assert not town.decide("select_house", "BZ2", on="2020-06-20", **choose).rejections
    town.given("overturn_decision", "", **undo(town, "overturn_decision", "TenancyContractEnded"))
    assert town.refused("select_house", "BZ2", on="2020-06-20", **choose) == ["SEC-2"]


def test_a_choice_of_a_home_that_is_overturned_frees_it_and_may_not_come_back() -> None:
    town = households.chosen()
    households.allocated(town, "BZ2", 3)
    choose = {"allocation_no": "A1", "house_code": "H1"}
    town.given("overturn_decision", "", **undo(town, "overturn_decision", "HouseSelected"))
    town.given("select_house", "BZ2", on="2020-06-20", **choose)
    overturned = estates.only(town.recorded, "DecisionOverturned")
    (rejection,) = town.decide("void_event", "", on="2020-09-02", event_id=str(overturned)).rejections
    assert rejection.breach.rule.id == "SEC-2"
