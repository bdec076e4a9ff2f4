"""PRE-1: land, planning, construction permit and the invested share come before presale."""

import pytest

from aggregates import deciding, policy
from tests import deeds, sites


def decide(town: deeds.Town, *, on: str = "2020-04-01", **stated: object) -> deciding.Decision:
    return town.decide("grant_presale_permit", "P1", on=on, permit_no="YS-1", **{"building_codes": ["B1"], **stated})


def missing(decision: deciding.Decision) -> tuple[str, ...]:
    """What PRE-1 misses; its messages are whole in both languages."""
    (breach,) = (one.breach for one in decision.rejections if one.breach.rule.id == "PRE-1")
    assert "{" not in breach.zh + breach.en
    return breach.missing


def test_a_permit_with_all_its_grounds_relies_on_them() -> None:
    town = sites.for_presale()
    decision = decide(town)
    types = {one.event.id: one.event.type for one in town.recorded}
    relied = [types[one] for one in decision.drafts[0].relied_on]
    assert set(relied) == {
        "LandAcquired",
        "PlanningPermitGranted",
        "ConstructionPermitGranted",
        "ContractPerformanceRecorded",
        "ProjectApproved",
        "ConstructionPermitted",
    }


def test_nothing_is_sold_before_its_grounds() -> None:
    town = deeds.Town()
    town.given("approve_project", "P1", on="2019-01-10", name="安居苑", division=sites.DIVISION)
    decision = decide(town, building_codes=[])
    grounds = ("LandAcquired", "PlanningPermitGranted", "ConstructionPermitGranted", "ContractPerformanceRecorded")
    assert missing(decision) == grounds


def test_land_that_went_to_another_is_no_ground() -> None:
    town = sites.for_presale()
    town.given("transfer_land", "P1", on="2020-04-01", parcel="AL-1", transferee_code=sites.DEVELOPER)
    assert missing(decide(town)) == ("LandAcquired",)
    assert not decide(town, on="2020-03-31").rejections


def test_the_construction_permit_must_not_have_lapsed() -> None:
    town = sites.permitted("2019-11-30")
    town.given("record_contract_performance", "P1", on="2020-01-01", contract_no="HT-1", investment_done="250.00")
    assert not decide(town, on="2020-02-28").rejections
    assert missing(decide(town, on="2020-02-29")) == ("ConstructionPermitGranted", "ConstructionPermitted")


@pytest.mark.parametrize(("done", "lawful"), [("250.00", True), ("249.99", False), ("1000.00", True)])
def test_a_quarter_of_the_investment_is_completed(done: str, lawful: bool) -> None:
    town = sites.for_presale()
    town.given("record_contract_performance", "P1", on="2020-03-31", contract_no="HT-1", investment_done=done)
    decision = decide(town)
    assert bool(decision.rejections) is not lawful
    if not lawful:
        assert missing(decision) == ("ContractPerformanceRecorded",)
        assert decision.rejections[0].breach.in_the_way == (town.recorded[-1].event.id,)
        assert "25 %" in decision.rejections[0].breach.en


def test_the_share_is_the_policys_and_exact() -> None:
    third = policy.parse(policy.default_text().replace('invested_share = "0.25"', 'invested_share = "0.3333"'))
    town = sites.for_presale()
    town.policies = deeds.Fixed([("0001-01-01", third)])
    town.given("record_contract_performance", "P1", on="2020-03-31", contract_no="HT-1", investment_done="333.30")
    assert not decide(town).rejections
    town.given("record_contract_performance", "P1", on="2020-04-01", contract_no="HT-1", investment_done="333.29")
    assert missing(decide(town)) == ("ContractPerformanceRecorded",)


def test_the_earliest_lawful_date_is_when_the_last_ground_is_there() -> None:
    town = sites.for_presale()
    decision = decide(town, on="2020-02-01")
    assert missing(decision) == ("ContractPerformanceRecorded",)
    earliest = decision.rejections[0].earliest_lawful_on
    assert earliest == sites.PRESALE_GROUNDS
    assert not decide(town, on=earliest).rejections


def test_every_covered_building_has_a_construction_permit() -> None:
    town = sites.for_presale()
    town.given("register_building", "B3", on="2019-03-01", division=sites.DIVISION, project_code="P1")
    decision = decide(town, building_codes=["B1", "B3"])
    assert missing(decision) == ("ConstructionPermitted",)
    assert "B3" in decision.rejections[0].breach.zh
