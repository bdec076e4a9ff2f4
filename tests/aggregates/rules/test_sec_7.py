"""SEC-7: who is granted an eligibility, and who passes its yearly review, meets the standard of the programme."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from aggregates import deciding, policy
from aggregates.rules import general
from registry.city import adoption, codes
from tests import deeds
from tests.aggregates import estates, households

GRANT = {"eligibility_no": "E1", "programme": "PUBLIC_RENTAL"}
REVIEW = {"annual_review_no": "Y1", "year": 2021}
FITTING: dict[str, Any] = {"income": "8400.00", "assets": "280000.00", "housing_area": "30.00"}
"""The highest that the default policy allows a household of two."""


def reviewed(town: deeds.Town | None = None, **said: Any) -> deeds.Town:
    """A household of two that states the highest that the standard allows, or what is said instead."""
    return households.reviewed(town, "BZ1", **{**FITTING, **said})


def refused(decision: deciding.Decision) -> deciding.Rejection:
    (rejection,) = decision.rejections
    assert rejection.breach.rule.id == "SEC-7"
    return rejection


def grant(town: deeds.Town, **said: object) -> deciding.Decision:
    return town.decide("grant_eligibility", "BZ1", on="2020-05-01", **{**GRANT, **said})


def test_whoever_meets_the_limits_exactly_is_eligible() -> None:
    town = reviewed()
    made = town.file("grant_eligibility", "BZ1", on="2020-05-01", **GRANT)
    assert estates.only(town.recorded, "ApplicationAccepted") in made[0].event.relied_on


@pytest.mark.parametrize(
    ("said", "en"),
    [
        ({"income": "8400.01"}, "the income a month of each member passes 4,200.00 (4,200.01, 0.01 over)"),
        ({"assets": "280000.01"}, "the amount of its assets passes 280,000.00 (280,000.01, 0.01 over)"),
        ({"housing_area": "30.01"}, "the area of homes of each member passes 15.00 (15.01, 0.01 over)"),
    ],
)
def test_whoever_passes_a_limit_is_not(said: dict[str, Any], en: str) -> None:
    rejection = refused(grant(reviewed(**said)))
    assert rejection.breach.en == f"EligibilityGranted does not meet the standard of PUBLIC_RENTAL: {en}."
    assert rejection.breach.zh.startswith("取得资格不合PUBLIC_RENTAL项目的准入标准：")
    assert len(rejection.breach.in_the_way) == 1


def test_all_that_is_passed_or_missing_is_told_at_once() -> None:
    town = reviewed(income="9000.00", assets=None, housing_area="31.00")
    breach = refused(grant(town)).breach
    assert breach.missing == ("CircumstancesChanged",)
    assert "assets is not on record; the income a month" in breach.en
    assert "家庭资产尚未登记；人均月收入超过4,200.00" in breach.zh


def test_the_size_of_the_day_counts() -> None:
    town = reviewed(income="12600.00")
    assert refused(grant(town)).breach.values["programme"] == "PUBLIC_RENTAL"
    town.given("join_household", "BZ1", on="2020-04-20", members=[households.member(9)])
    assert not grant(town).rejections
    assert refused(town.decide("grant_eligibility", "BZ1", on="2020-04-19", **GRANT)).earliest_lawful_on == "2020-04-20"


@pytest.mark.parametrize("lacking", ["income", "assets", "housing_area"])
def test_what_the_standard_asks_for_is_on_record(lacking: str) -> None:
    breach = refused(grant(reviewed(**{lacking: None}))).breach
    assert "is not on record" in breach.en
    assert breach.missing == ("CircumstancesChanged",)


def test_a_programme_asks_for_what_its_own_standard_limits() -> None:
    town = reviewed(income=None, assets=None, housing_area="0.00")
    assert not grant(town, programme="AFFORDABLE_RENTAL").rejections
    assert refused(grant(town, programme="SHARED_OWNERSHIP"))


def test_a_category_that_policy_names_is_free_of_income_and_assets() -> None:
    said: dict[str, Any] = {"income": None, "assets": None, "housing_area": "30.00"}
    assert not grant(reviewed(category="TALENT", **said)).rejections
    assert refused(grant(reviewed(category="SINGLE", **said)))


def test_no_rule_speaks_where_policy_has_no_standard() -> None:
    bare = policy.default().model_copy(update={"standards": {}})
    town = deeds.Town(policies=deeds.Fixed([("0001-01-01", bare)]))
    assert not grant(reviewed(town, income=None, assets=None, housing_area=None)).rejections


def test_a_yearly_review_is_passed_by_the_same_standard() -> None:
    town = households.eligible()
    town.given("change_circumstances", "BZ1", on="2021-01-01", income="8400.00")
    assert not town.decide("pass_annual_review", "BZ1", on="2021-03-01", **REVIEW).rejections
    town.given("change_circumstances", "BZ1", on="2021-02-01", income="8400.01")
    assert not town.decide("pass_annual_review", "BZ1", on="2021-01-31", **REVIEW).rejections
    rejection = refused(town.decide("pass_annual_review", "BZ1", on="2021-02-01", **REVIEW))
    assert rejection.breach.in_the_way == (town.recorded[-1].event.id,)
    assert not town.decide("fail_annual_review", "BZ1", on="2021-02-01", **REVIEW).rejections


def test_a_finding_says_nothing_of_the_households_amounts() -> None:
    """What is imported, or falls later, is recorded with the policy's limits only; whoever files is told more."""
    town = reviewed()
    granted = town.file("grant_eligibility", "BZ1", on="2020-05-01", **GRANT)[0].event.id
    correction = {**FITTING, "income": "9753.10"}
    town.given("change_circumstances", "BZ1", on="2020-04-30", **correction)
    fallen = [one for one in estates.fallen(town, "HOUSEHOLD", "BZ1") if one.judged.id == granted]
    (breach,) = [one.breach for one in fallen if one.breach.rule.id == "SEC-7"]
    assert "passes 4,200.00." in breach.en
    recorded = str(general.finding(breach, granted, "2026-06-01"))
    assert "4,200.00" in recorded
    for amount in ("9753.10", "9,753.10", "4,876.55", "676.55"):
        assert amount not in recorded
    assert "4,876.55, 676.55 over" in breach.in_confidence().en


class Cities:
    """The policies of the demo's two cities, by division and day."""

    def in_force(self, division: str | None, day: str) -> policy.Policy:
        return adoption.in_force(division or "", datetime.date.fromisoformat(day))


@pytest.mark.parametrize(
    ("division", "day", "each", "lawful"),
    [
        (codes.HARBOUR, "2021-06-30", "800.00", True),
        (codes.HARBOUR, "2021-06-30", "800.01", False),
        (codes.HARBOUR, "2021-07-01", "4500.00", True),  # a new policy, a new limit
        (codes.HARBOUR, "2021-07-01", "4500.01", False),
        (codes.SOUTH_SHORE, "2021-07-01", "3500.00", True),
        (codes.SOUTH_SHORE, "2021-07-01", "3500.01", False),
    ],
)
def test_each_city_has_its_own_standard_from_its_own_day(division: str, day: str, each: str, lawful: bool) -> None:
    town = deeds.Town(policies=Cities())
    said: dict[str, Any] = {"division": division, "income": each, "assets": "0.00", "housing_area": "0.00"}
    said |= {"category": "SINGLE", "programme": "PUBLIC_RENTAL", "members": households.members(1)}
    town.given("accept_application", "BZ1", on="2020-01-10", **said)
    found = town.decide("grant_eligibility", "BZ1", on=day, **GRANT).rejections
    assert ("SEC-7" not in [one.breach.rule.id for one in found]) is lawful
