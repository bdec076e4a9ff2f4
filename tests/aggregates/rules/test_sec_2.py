"""SEC-2: a household has one tenancy at a time, and a home one household."""

from __future__ import annotations

import pytest

from aggregates import errors
from tests.aggregates import estates, households

SIGN = "sign_tenancy_contract"


def second() -> dict[str, object]:
    return {**households.direct("A2"), "choose_by": "2026-01-01", "house_code": "H2"}


def test_a_household_has_one_tenancy_at_a_time() -> None:
    town = households.housed()
    town.given("put_on_waiting_list", "BZ1", on="2020-08-01", waiting_no="W2", programme="PUBLIC_RENTAL")
    town.given("allocate_directly", "BZ1", on="2021-01-01", **second())
    inputs = households.contract("T2", "H2")
    (rejection,) = town.decide(SIGN, "BZ1", on="2023-06-30", **inputs).rejections
    assert (rejection.breach.rule.id, rejection.breach.field) == ("SEC-2", "contractNo")
    assert rejection.breach.in_the_way == (estates.only(town.recorded, "TenancyContractSigned"),)
    assert rejection.earliest_lawful_on == "2023-07-01"
    assert not town.decide(SIGN, "BZ1", on="2023-07-01", **inputs).rejections
    ahead = {**inputs, "starts_on": "2023-07-01"}
    assert not town.decide(SIGN, "BZ1", on="2023-06-01", **ahead).rejections
    town.given("end_tenancy_contract", "BZ1", on="2022-01-01", contract_no="T1")
    assert town.refused(SIGN, "BZ1", on="2021-12-31", **inputs) == ["SEC-2"]
    assert not town.decide(SIGN, "BZ1", on="2022-01-01", **inputs).rejections


def test_a_renewal_does_not_run_into_the_next_contract() -> None:
    town = households.housed()
    town.given("put_on_waiting_list", "BZ1", on="2020-08-01", waiting_no="W2", programme="PUBLIC_RENTAL")
    town.given("allocate_directly", "BZ1", on="2021-01-01", **second())
    town.given(SIGN, "BZ1", on="2023-06-01", **households.contract("T2", "H2", starts_on="2024-01-01"))
    renew = {"contract_no": "T1", "ends_on": "2024-01-02"}
    assert town.refused("renew_tenancy_contract", "BZ1", on="2023-06-15", **renew) == ["SEC-2"]
    town.given("renew_tenancy_contract", "BZ1", on="2023-06-15", **{**renew, "ends_on": "2024-01-01"})


def test_two_households_do_not_choose_the_same_home() -> None:
    town = households.chosen()
    households.allocated(town, "BZ2", 3)
    choose = {"allocation_no": "A1", "house_code": "H1"}
    (rejection,) = town.decide("select_house", "BZ2", on="2020-06-20", **choose).rejections
    assert (rejection.breach.rule.id, rejection.breach.field) == ("SEC-2", "house_code")
    assert not town.decide("select_house", "BZ2", on="2020-06-20", **{**choose, "house_code": "H2"}).rejections
    town.given("waive_selection", "BZ1", on="2020-06-21", allocation_no="A1")
    town.given("select_house", "BZ2", on="2020-06-21", **choose)


def test_a_home_is_free_again_once_it_is_left_or_another_is_chosen() -> None:
    town = households.housed()
    households.allocated(town, "BZ2", 3)
    choose = {"allocation_no": "A1", "house_code": "H1"}
    assert town.refused("select_house", "BZ2", on="2020-06-20", **choose) == ["SEC-2"]
    town.given("end_tenancy_contract", "BZ1", on="2021-01-01", contract_no="T1")
    town.given("select_house", "BZ2", on="2020-06-20", **choose)
    town.given("select_house", "BZ2", on="2020-06-21", **{**choose, "house_code": "H2"})
    households.allocated(town, "BZ3", 4)
    town.given("select_house", "BZ3", on="2020-06-22", **choose)
    (rejection,) = town.decide(SIGN, "BZ3", on="2020-12-31", **households.contract("T3")).rejections
    assert (rejection.breach.rule.id, rejection.draft.type) == ("SEC-2", "TenancyStarted")
    assert rejection.earliest_lawful_on == "2021-01-01"
    town.given(SIGN, "BZ3", on="2021-01-01", **households.contract("T3"))


def test_nobody_leaves_before_moving_in() -> None:
    town = households.housed()
    with pytest.raises(errors.InvalidValue, match="first day"):
        town.decide("end_tenancy_contract", "BZ1", on="2021-01-01", contract_no="T1", ended_on="2020-06-30")
