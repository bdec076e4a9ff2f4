"""SEC-3: an allocation names its method and its paper, is chosen in time, and a contract follows from it."""

from __future__ import annotations

import pytest

from aggregates import deciding
from tests.aggregates import estates, households

ALLOCATE, DRAW, SELECT, SIGN = "allocate_directly", "record_draw_result", "select_house", "sign_tenancy_contract"
NOTARISED = {
    "allocation_no": "A1",
    "method": "EXTERNAL_DRAW",
    "programme": "PUBLIC_RENTAL",
    "rank": 3,
    "document": ("公证书", "GZ-1", "2020-05-30"),
}


def rejected(decision: deciding.Decision) -> deciding.Rejection:
    (rejection,) = decision.rejections
    assert rejection.breach.rule.id == "SEC-3"
    return rejection


@pytest.mark.parametrize(
    ("command", "changed", "field"),
    [
        (ALLOCATE, {"document": None}, "document"),
        (ALLOCATE, {"method": "EXTERNAL_DRAW"}, "method"),
        (DRAW, {**NOTARISED, "document": None}, "document"),
        (DRAW, {**NOTARISED, "method": "DIRECT"}, "method"),
        (DRAW, {**NOTARISED, "method": "LOTTERY"}, "lotteryCode"),
    ],
)
def test_every_method_has_its_paper(command: str, changed: dict[str, object], field: str) -> None:
    town = households.waiting()
    inputs = changed if command == DRAW else {**households.direct(), **changed}
    assert rejected(town.decide(command, "BZ1", on="2020-06-01", **inputs)).breach.field == field


def test_a_notarised_draw_and_the_waiting_order_allocate() -> None:
    town = households.waiting()
    assert not town.decide(DRAW, "BZ1", on="2020-06-01", **NOTARISED).rejections
    made = town.file(ALLOCATE, "BZ1", on="2020-06-01", **households.direct())
    assert set(made[0].event.relied_on) == {
        estates.only(town.recorded, "EligibilityGranted"),
        estates.only(town.recorded, "Waitlisted"),
    }
    again = town.decide(ALLOCATE, "BZ1", on="2020-06-02", **households.direct("A2"))
    assert rejected(again).breach.missing == ("SelectionWaived",)


def test_who_waits_for_nothing_is_allocated_directly_alone() -> None:
    town = households.eligible()
    assert rejected(town.decide(ALLOCATE, "BZ1", on="2020-06-01", **households.direct())).breach.missing == (
        "Waitlisted",
    )
    assert not town.decide(ALLOCATE, "BZ1", on="2020-06-01", **households.direct(method="DIRECT")).rejections
    assert rejected(town.decide(ALLOCATE, "BZ1", on="2020-04-30", **households.direct(method="DIRECT"))).breach.missing


def test_priority_has_to_stand() -> None:
    town, inputs = households.waiting(), households.direct(method="PRIORITY")
    assert rejected(town.decide(ALLOCATE, "BZ1", on="2020-06-01", **inputs)).breach.missing == ("PriorityGranted",)
    town.given(
        "grant_priority", "BZ1", on="2020-05-20", priority_no="Y1", priority_group="DISABLED", ends_on="2020-06-10"
    )
    assert not town.decide(ALLOCATE, "BZ1", on="2020-06-09", **inputs).rejections
    assert town.refused(ALLOCATE, "BZ1", on="2020-06-10", **inputs) == ["SEC-3"]


def test_a_suspended_household_is_allocated_nothing() -> None:
    town = households.waiting()
    town.given("suspend_eligibility", "BZ1", on="2020-05-20", suspension_no="S1")
    rejection = rejected(town.decide(ALLOCATE, "BZ1", on="2020-05-20", **households.direct()))
    assert rejection.breach.missing == ("EligibilityResumed",)
    assert not town.decide(ALLOCATE, "BZ1", on="2020-05-19", **households.direct()).rejections


def test_the_last_day_to_choose() -> None:
    town = households.allocated()
    choose = {"allocation_no": "A1", "house_code": "H1"}
    assert not town.decide(SELECT, "BZ1", on="2020-06-30", **choose).rejections
    assert rejected(town.decide(SELECT, "BZ1", on="2020-07-01", **choose)).breach.field == "effectiveOn"


def test_what_is_waived_or_missed_is_over() -> None:
    for day, name in (("2020-06-30", "waived_on"), ("2020-07-01", "lapsed_on")):
        town = households.allocated()
        town.given("waive_selection", "BZ1", on=day, allocation_no="A1")
        assert households.household(town)["allocations/A1"][name] == day
        assert "REF-2" in town.refused(SELECT, "BZ1", on="2020-07-02", allocation_no="A1", house_code="H1")
        assert "ended_on" not in households.household(town)["waitings/W1"]
        town.given(ALLOCATE, "BZ1", on="2020-08-01", **households.direct("A2"))


def test_the_second_waiver_ends_the_place_on_the_waiting_list() -> None:
    town = households.allocated()
    town.given("waive_selection", "BZ1", on="2020-06-10", allocation_no="A1")
    town.given(ALLOCATE, "BZ1", on="2020-08-01", **households.direct("A2"))
    town.given("waive_selection", "BZ1", on="2020-08-10", allocation_no="A2")
    assert households.household(town)["waitings/W1"]["ended_on"] == "2020-08-10"
    assert town.refused(ALLOCATE, "BZ1", on="2020-09-01", **households.direct("A3")) == ["SEC-3"]


def test_a_home_is_of_the_stock_of_its_programme() -> None:
    town = households.allocated()
    town.given("add_to_stock", "H2", on="2016-01-01", stock="ALLOTTED_SALE", raised_by="PURCHASE")
    town.given("release_from_stock", "H3", on="2020-06-20")
    for house, wanted in (("H2", ["SEC-3"]), ("H1", [])):
        decision = town.decide(SELECT, "BZ1", on="2020-06-15", allocation_no="A1", house_code=house)
        assert [one.breach.rule.id for one in decision.rejections] == wanted


def test_a_contract_is_about_the_chosen_home() -> None:
    town = households.chosen()
    rejection = rejected(town.decide(SIGN, "BZ1", on="2020-07-01", **households.contract(house="H2")))
    assert rejection.breach.missing == ("HouseSelected",)
    early = town.decide(SIGN, "BZ1", on="2020-06-14", **households.contract())
    assert rejected(early).earliest_lawful_on == "2020-06-15"
    made = town.file(SIGN, "BZ1", on="2020-06-15", **households.contract())
    assert estates.only(town.recorded, "DirectlyAllocated") in made[0].event.relied_on


def test_an_exchange_needs_a_home_to_leave() -> None:
    town = households.chosen()
    exchange = households.contract("T2", "H2")
    assert rejected(town.decide("exchange_house", "BZ1", on="2020-07-01", **exchange)).breach.missing == (
        "TenancyContractSigned",
    )
