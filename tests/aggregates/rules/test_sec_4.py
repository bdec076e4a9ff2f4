"""SEC-4: the subsidy for the market is not for months with a public rental home, the other one only for those."""

from __future__ import annotations

import pytest

from tests import deeds
from tests.aggregates import estates, households

ORDER = "order_market_rent_subsidy"
MARKET, PUBLIC = "approve_market_rent_subsidy", "approve_public_rent_subsidy"
APPROVAL = {"subsidy_no": "B1"}


def order(period: str) -> dict[str, object]:
    return {"payment_no": f"M-{period}", "subsidy_no": "B1", "period": period}


def test_a_tenant_of_a_public_rental_home_gets_its_own_subsidy() -> None:
    town = households.housed()
    (rejection,) = town.decide(MARKET, "BZ1", on="2020-08-01", **APPROVAL).rejections
    assert (rejection.breach.rule.id, rejection.breach.field) == ("SEC-4", "startsOn")
    assert rejection.breach.in_the_way == (estates.only(town.recorded, "TenancyContractSigned"),)
    assert rejection.earliest_lawful_on == "2023-07-01"
    made = town.file(PUBLIC, "BZ1", on="2020-08-01", **APPROVAL)
    assert estates.only(town.recorded, "TenancyContractSigned") in made[0].event.relied_on


def test_the_month_in_which_the_tenancy_ends_is_still_the_tenants() -> None:
    town = households.housed()
    town.given("end_tenancy_contract", "BZ1", on="2022-03-02", contract_no="T1")
    assert town.refused(MARKET, "BZ1", on="2022-03-31", **APPROVAL) == ["SEC-4"]
    assert town.refused(PUBLIC, "BZ1", on="2022-04-01", **APPROVAL) == ["SEC-4", "SEC-8"]
    assert not town.decide(PUBLIC, "BZ1", on="2022-03-31", **APPROVAL).rejections
    (rejection,) = town.decide(MARKET, "BZ1", on="2022-03-31", **APPROVAL).rejections
    assert rejection.earliest_lawful_on == "2022-04-01"
    town.given(MARKET, "BZ1", on="2022-04-01", **APPROVAL)


def test_a_home_left_on_the_first_of_a_month_is_not_held_in_it() -> None:
    town = households.housed()
    town.given("end_tenancy_contract", "BZ1", on="2022-03-01", contract_no="T1")
    assert not town.decide(MARKET, "BZ1", on="2022-03-01", **APPROVAL).rejections


def test_a_home_that_is_no_public_rental_one_does_not_count() -> None:
    town = households.housed()
    town.given("add_to_stock", "H1", on="2020-07-15", stock="AFFORDABLE_RENTAL", raised_by="PURCHASE")
    assert not town.decide(MARKET, "BZ1", on="2020-08-01", **APPROVAL).rejections
    assert town.refused(PUBLIC, "BZ1", on="2020-08-01", **APPROVAL) == ["SEC-4"]


def subsidised() -> deeds.Town:
    """With a subsidy for the market since May 2020."""
    town = households.eligible()
    town.given(MARKET, "BZ1", on="2020-05-01", **APPROVAL)
    town.given("put_on_waiting_list", "BZ1", on="2020-05-10", waiting_no="W1", programme="PUBLIC_RENTAL")
    town.given("allocate_directly", "BZ1", on="2020-06-01", **households.direct(house_code="H1"))
    return town


def test_moving_into_a_public_rental_home_stops_the_subsidy_for_the_market() -> None:
    town = subsidised()
    made = town.file("sign_tenancy_contract", "BZ1", on="2020-06-20", **households.contract(starts_on="2020-07-01"))
    assert [one.event.type for one in made] == ["TenancyContractSigned", "TenancyStarted", "MarketRentSubsidyStopped"]
    approval = households.household(town)["subsidy_approvals/B1"]
    assert (approval["stopped_on"], approval["reason"]) == ("2020-07-01", "SEC-4")


def test_money_for_a_month_with_a_public_rental_home_is_refused() -> None:
    town = subsidised()
    town.given("sign_tenancy_contract", "BZ1", on="2020-06-20", **households.contract(starts_on="2020-07-01"))
    town.given(ORDER, "BZ1", on="2020-08-05", **order("2020-06"))
    assert town.refused(ORDER, "BZ1", on="2020-08-05", **order("2020-07")) == ["SEC-4"]


def suspended(until: str | None = None) -> deeds.Town:
    """With a subsidy for the market since May 2020, and suspended since 10 June, maybe until a day."""
    town = subsidised()
    town.given("suspend_eligibility", "BZ1", on="2020-06-10", suspension_no="S1", grounds="购房待核")
    if until is not None:
        town.given("resume_eligibility", "BZ1", on=until, suspension_no="S1")
    return town


def test_no_money_is_ordered_while_the_eligibility_is_suspended() -> None:
    town = suspended()
    (rejection,) = town.decide(ORDER, "BZ1", on="2020-06-25", **order("2020-05")).rejections
    assert (rejection.breach.rule.id, rejection.breach.field) == ("SEC-4", "period")
    assert rejection.breach.in_the_way == (estates.only(town.recorded, "EligibilitySuspended"),)
    assert (rejection.breach.missing, rejection.earliest_lawful_on) == (("EligibilityResumed",), None)
    assert "suspended" in rejection.breach.en


@pytest.mark.parametrize(
    ("period", "refused"), [("2020-05", False), ("2020-06", True), ("2020-07", True), ("2020-08", False)]
)
def test_the_months_of_a_suspension_are_not_paid_later(period: str, refused: bool) -> None:
    town = suspended(until="2020-07-05")
    decision = town.decide(ORDER, "BZ1", on="2020-08-20", **order(period))
    assert [one.breach.rule.id for one in decision.rejections] == ["SEC-4"] * refused


def test_a_month_before_the_suspension_is_ordered_once_it_is_over() -> None:
    town = suspended(until="2020-07-05")
    (rejection,) = town.decide(ORDER, "BZ1", on="2020-06-25", **order("2020-05")).rejections
    assert rejection.earliest_lawful_on == "2020-07-05"


def test_what_was_ordered_before_the_suspension_is_paid() -> None:
    town = subsidised()
    town.given(ORDER, "BZ1", on="2020-06-05", **order("2020-06"))
    town.given("suspend_eligibility", "BZ1", on="2020-06-10", suspension_no="S1", grounds="购房待核")
    assert town.found("pay_market_rent_subsidy", "BZ1", on="2020-06-12", payment_no="M-2020-06") == []


def test_an_order_on_record_becomes_unlawful_by_a_suspension_of_an_earlier_day() -> None:
    """A suspension prevails: what was ordered after it is told, to be found by the review."""
    town = subsidised()
    made = town.file(ORDER, "BZ1", on="2020-06-15", **order("2020-06"))
    decision = town.decide("suspend_eligibility", "BZ1", on="2020-06-10", suspension_no="S1")
    assert (decision.rejections, decision.dependants) == ([], [made[0].event.id])


def test_the_subsidy_of_tenants_is_not_ordered_either() -> None:
    town = households.housed()
    town.given(PUBLIC, "BZ1", on="2020-08-01", **APPROVAL)
    town.given("suspend_eligibility", "BZ1", on="2020-08-10", suspension_no="S1")
    assert town.refused("order_public_rent_subsidy", "BZ1", on="2020-08-15", **order("2020-08")) == ["SEC-4"]
