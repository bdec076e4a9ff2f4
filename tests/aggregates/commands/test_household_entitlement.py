"""What commands say by policy where their inputs do not: income band, bedrooms, a contract's rent, a month's charge."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from aggregates import errors, policy
from registry.city import adoption, codes
from tests import deeds
from tests.aggregates import households


def band(town: deeds.Town, day: str | None = None) -> object:
    return households.household(town, "BZ1", day)[""].get("income_band")


@pytest.mark.parametrize(
    ("income", "expected"), [("2400.00", "LOWEST"), ("2400.02", "LOW"), ("8400.00", "MIDDLE_LOW"), ("8400.01", None)]
)
def test_an_application_is_of_the_band_that_income_and_size_give(income: str, expected: str | None) -> None:
    assert band(households.accepted(None, "BZ1", 1, 2, income=income)) == expected


def test_the_band_follows_income_and_members() -> None:
    town = households.accepted()
    assert band(town) == "LOW"
    town.given("change_circumstances", "BZ1", on="2020-02-01", income="2000.00")
    assert band(town) == "LOWEST"
    town.given("leave_household", "BZ1", on="2020-03-01", member_key="2")
    assert (band(town, "2020-02-28"), band(town)) == ("LOWEST", "LOW")
    town.given("join_household", "BZ1", on="2020-04-01", members=[households.member(7)])
    assert band(town) == "LOWEST"
    town.given("change_circumstances", "BZ1", on="2020-05-01", income="99999.00")
    assert band(town) is None


def test_a_change_that_is_not_about_income_says_nothing_of_the_band() -> None:
    town = households.accepted()
    (made,) = town.file("change_circumstances", "BZ1", on="2020-02-01", assets="1.00")
    assert [dict(change.set) for change in made.event.changes] == [{"assets": "1.00"}]


@pytest.mark.parametrize(("income", "stated"), [("4000.00", "LOWEST"), ("9000.00", "LOW"), (None, "CHEAP")])
def test_another_band_than_that_of_income_and_size_is_bad_input(income: str | None, stated: str) -> None:
    town = households.accepted(None, "BZ1", 1, 2, income=None)
    with pytest.raises(errors.InvalidValue, match=f"incomeBand '{stated}' is not the band") as caught:
        town.decide("change_circumstances", "BZ1", on="2020-02-01", income=income, income_band=stated)
    assert (caught.value.field, caught.value.rule) == ("incomeBand", "BAND")


def test_a_band_without_income_is_taken_as_stated() -> None:
    town = households.accepted(None, "BZ1", 1, 2, income=None, income_band="LOW")
    assert band(town) == "LOW"


def test_bands_are_those_of_the_division_and_the_day() -> None:
    class Cities:
        def in_force(self, division: str | None, day: str) -> policy.Policy:
            return adoption.in_force(division or "", datetime.date.fromisoformat(day))

    town = deeds.Town(policies=Cities())
    for code, division, number in (("BZ1", codes.HARBOUR, 1), ("BZ2", codes.SOUTH_SHORE, 3)):
        said: dict[str, Any] = {"division": division, "income": "900.00", "members": households.members(number)}
        said |= {"category": "SINGLE", "programme": "PUBLIC_RENTAL"}
        town.given("accept_application", code, on="2020-01-10", **said)
        town.given("change_circumstances", code, on="2021-07-01", income="900.00")
    bands = {
        (code, day): households.household(town, code, day)[""].get("income_band")
        for code in ("BZ1", "BZ2")
        for day in ("2020-01-10", "2021-07-01")
    }
    assert bands == {
        ("BZ1", "2020-01-10"): None,
        ("BZ1", "2021-07-01"): "LOWEST",
        ("BZ2", "2020-01-10"): "MINIMUM_LIVING",
        ("BZ2", "2021-07-01"): "MINIMUM_LIVING",
    }


@pytest.mark.parametrize(("members", "rooms"), [((1,), 1), ((1, 2, 3), 2)])
def test_a_place_on_the_waiting_list_is_for_as_many_bedrooms_as_policy_gives(
    members: tuple[int, ...], rooms: int
) -> None:
    town = households.waiting(None, "BZ1", *members)
    assert households.household(town)["waitings/W1"]["bedrooms"] == rooms
    other = {"waiting_no": "W2", "programme": "PUBLIC_RENTAL", "bedrooms": 4}
    town.given("put_on_waiting_list", "BZ1", on="2020-05-11", **other)
    assert households.household(town)["waitings/W2"]["bedrooms"] == 4


def surveyed() -> deeds.Town:
    """H1 has been chosen, and has 45.50 square metres."""
    town = households.chosen()
    town.given("revise_house_survey", "H1", on="2015-02-01", floor_area="45.50")
    return town


def test_a_contract_without_a_rent_has_that_of_policy() -> None:
    town = surveyed()
    town.given("sign_tenancy_contract", "BZ1", on="2020-07-01", **households.contract(rent=None))
    assert households.household(town)["tenancies/T1"]["rent"] == "546.00"
    assert town.state("HOUSE", "H1")["tenancies/T1"]["rent"] == "546.00"
    town.given("charge_rent", "BZ1", on="2020-08-01", contract_no="T1", period="2020-08")
    assert households.household(town)["rents/T1-2020-08"]["charged"] == "546.00"


def test_a_rent_or_a_charge_that_is_stated_stands() -> None:
    town = surveyed()
    town.given("sign_tenancy_contract", "BZ1", on="2020-07-01", **households.contract(rent="333.33"))
    assert households.household(town)["tenancies/T1"]["rent"] == "333.33"
    town.given("charge_rent", "BZ1", on="2020-08-01", contract_no="T1", period="2020-08", charged="111.11")
    assert households.household(town)["rents/T1-2020-08"]["charged"] == "111.11"


def test_an_exchanged_home_has_a_rent_of_its_own() -> None:
    town = households.housed()
    town.given("revise_house_survey", "H2", on="2015-02-01", floor_area="60.00")
    town.given("exchange_house", "BZ1", on="2021-01-01", **households.contract("T2", "H2", rent=None))
    assert households.household(town)["tenancies/T2"]["rent"] == "720.00"


def test_where_area_or_figures_are_not_known_no_rent_is_made_up_and_a_charge_is_stated() -> None:
    town = households.housed(rent=None)
    assert "rent" not in households.household(town)["tenancies/T1"]
    for contract in ("T1", "T9"):
        with pytest.raises(errors.InvalidValue, match="no contract of that number states a rent") as caught:
            town.decide("charge_rent", "BZ1", on="2020-08-01", contract_no=contract, period="2020-08")
        assert (caught.value.field, caught.value.rule) == ("charged", "REQUIRED")
