"""SEC-8: a subsidy comes to what policy computes, and the computation stands on record with its standard."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from aggregates import deciding, errors, housing_security, policy
from tests import deeds
from tests.aggregates import estates, households

MARKET, PUBLIC = "approve_market_rent_subsidy", "approve_public_rent_subsidy"


def refused(decision: deciding.Decision) -> deciding.Rejection:
    (rejection,) = decision.rejections
    assert (rejection.breach.rule.id, rejection.breach.field) == ("SEC-8", "amount")
    return rejection


def approval(town: deeds.Town) -> dict[str, object]:
    return households.household(town)["subsidy_approvals/B1"]


def renting(**said: Any) -> deeds.Town:
    """A household that rents on the market, from a Town of the policy given or the default."""
    town = said.pop("town", None)
    return households.eligible(town, "BZ1", **said)


def test_amount_computation_term_and_standard_are_those_of_policy() -> None:
    town = renting(income="4300.00", housing_area="12.50")
    made = town.file(MARKET, "BZ1", on="2020-06-15", subsidy_no="B1", starts_on="2020-07-01")
    assert estates.only(town.recorded, "ApplicationAccepted") in made[0].event.relied_on
    assert approval(town) == {
        "number": "B1",
        "kind": "MARKET_RENT",
        "amount": "550.00",
        "computation": "人均收入 per head 4,300.00 ÷ 2 = 2,150.00 ≤ 2,400.00 → 档次 band LOW; "
        "保障面积 area 20.00 × 2 = 40.00（30.00–60.00）→ 40.00; 扣除自有 less own 40.00 − 12.50 → 27.50; "
        "月补贴 subsidy a month 25.00 × 27.50 × 0.80 = 550.00",
        "standard": "default 2026-01",
        "starts_on": "2020-07-01",
        "ends_on": "2021-07-01",
    }


@pytest.mark.parametrize("stated", ["800.00", "800", "800.0"])
def test_an_amount_that_is_policys_is_let_in(stated: str) -> None:
    town = renting()
    town.given(MARKET, "BZ1", on="2020-06-15", subsidy_no="B1", amount=stated)
    assert (approval(town)["amount"], approval(town)["standard"]) == (stated, "default 2026-01")


@pytest.mark.parametrize("stated", ["799.99", "800.01", "0.00"])
def test_any_other_amount_is_refused_with_the_computation(stated: str) -> None:
    breach = refused(renting().decide(MARKET, "BZ1", on="2020-06-15", subsidy_no="B1", amount=stated)).breach
    assert breach.en == (
        "The amount of MarketRentSubsidyApproved is not the policy's: it is not what the standard comes to, "
        f"{stated} ≠ 800.00: "
        "人均收入 per head 4,000.00 ÷ 2 = 2,000.00 ≤ 2,400.00 → 档次 band LOW; 保障面积 area 20.00 × 2 = "
        "40.00（30.00–60.00）→ 40.00; 月补贴 subsidy a month 25.00 × 40.00 × 0.80 = 800.00."
    )
    assert f"与按标准计算的金额不一致，{stated} ≠ 800.00：人均收入" in breach.zh


def test_a_tenant_gets_a_share_of_the_contracts_rent() -> None:
    town = households.housed(rent="512.35")
    town.given(PUBLIC, "BZ1", on="2020-08-01", subsidy_no="B1")
    assert (approval(town)["amount"], approval(town)["kind"]) == ("358.65", "PUBLIC_RENT")
    assert str(approval(town)["computation"]).endswith("rent of the contract 512.35 × 0.70 = 358.65")
    assert refused(town.decide(PUBLIC, "BZ1", on="2020-08-01", subsidy_no="B2", amount="358.64"))


def test_the_rent_is_that_of_the_month_in_which_the_subsidy_begins() -> None:
    town = households.housed(rent="500.00")
    town.given("exchange_house", "BZ1", on="2021-01-10", **households.contract("T2", "H2", rent="600.00"))
    for starts, amount in (("2020-12-01", "350.00"), ("2021-01-10", "420.00"), ("2021-02-01", "420.00")):
        inputs = {"subsidy_no": "B1", "starts_on": starts}
        (made,) = town.decide(PUBLIC, "BZ1", on="2021-01-20", **inputs).drafts
        assert made.changes["subsidy_approvals/B1"]["amount"] == amount


@pytest.mark.parametrize(("income", "let_in"), [("8400.00", True), ("8400.01", False)])
def test_nothing_is_due_above_the_last_band(income: str, let_in: bool) -> None:
    town = renting()
    town.given("change_circumstances", "BZ1", on="2020-06-01", income=income)
    decision = town.decide(MARKET, "BZ1", on="2020-06-15", subsidy_no="B1")
    if let_in:
        assert decision.drafts[0].changes["subsidy_approvals/B1"]["amount"] == "500.00"
    else:
        assert "nothing is due by the standard" in refused(decision).breach.en


def test_what_the_computation_lacks_is_named() -> None:
    bare = policy.default().model_copy(update={"standards": {}})
    town = renting(town=homes(bare), income=None, housing_area=None)
    breach = refused(town.decide(MARKET, "BZ1", on="2020-06-15", subsidy_no="B1", amount="800.00")).breach
    assert "income a month is not on record; area of homes that it has is not on record" in breach.en
    assert breach.missing == ("CircumstancesChanged",)
    housed = households.housed(rent=None)
    housed.given("change_circumstances", "BZ1", on="2020-07-05", income="4000.00")
    breach = refused(housed.decide(PUBLIC, "BZ1", on="2020-08-01", subsidy_no="B1")).breach
    assert ("rent a month is not on record" in breach.en, breach.missing) == (True, ("TenancyContractSigned",))


def homes(*policies: policy.Policy | tuple[str, policy.Policy]) -> deeds.Town:
    """A town of these policies."""
    dated = [one if isinstance(one, tuple) else ("0001-01-01", one) for one in policies]
    return deeds.Town(policies=deeds.Fixed(dated))


def without_figures() -> policy.Policy:
    return policy.default().model_copy(update={"subsidies": housing_security.Subsidies()})


def test_where_policy_has_no_figures_the_amount_is_stated_and_no_rule_speaks() -> None:
    town = renting(town=homes(without_figures()))
    with pytest.raises(errors.InvalidValue, match="amount is missing, and policy has no figures for it"):
        town.decide(MARKET, "BZ1", on="2020-06-15", subsidy_no="B1")
    inputs = {"subsidy_no": "B1", "amount": "123.45", "computation": "按协议"}
    town.given(MARKET, "BZ1", on="2020-06-15", **inputs)
    assert approval(town) == {
        "number": "B1",
        "kind": "MARKET_RENT",
        "amount": "123.45",
        "computation": "按协议",
        "starts_on": "2020-06-15",
    }


def test_a_computation_is_not_stated_where_policy_computes() -> None:
    with pytest.raises(errors.InvalidValue, match="computation is written by policy"):
        renting().decide(MARKET, "BZ1", on="2020-06-15", subsidy_no="B1", computation="800")


def test_an_adoption_changes_what_is_due_from_its_day_on() -> None:
    market = policy.default().subsidies.MARKET_RENT.model_copy(update={"standard_per_m2": Decimal("30.00")})
    subsidies = housing_security.Subsidies(MARKET_RENT=market)
    later = policy.default().model_copy(update={"subsidies": subsidies, "version": "2020-07"})
    town = renting(town=homes(policy.default(), ("2020-07-01", later)))
    for day, amount, standard in (("2020-06-30", "800.00", "2026-01"), ("2020-07-01", "960.00", "2020-07")):
        (made,) = town.decide(MARKET, "BZ1", on=day, subsidy_no="B1").drafts
        said = made.changes["subsidy_approvals/B1"]
        assert (said["amount"], said["standard"]) == (amount, f"default {standard}")


def test_an_approval_falls_when_the_income_of_its_day_is_corrected_and_its_finding_has_no_amounts() -> None:
    town = renting()
    made = town.file(MARKET, "BZ1", on="2020-06-15", subsidy_no="B1")[0].event.id
    decision = town.decide("change_circumstances", "BZ1", on="2020-06-01", income="5000.00")
    assert made in decision.dependants
    town.record(decision.drafts)
    (breach,) = [one.breach for one in estates.fallen(town, "HOUSEHOLD", "BZ1") if one.judged.id == made]
    assert breach.rule.id == "SEC-8"
    for amount in ("800", "500", "2,"):
        assert amount not in breach.en + breach.zh
    assert "800.00 ≠ 500.00" in breach.in_confidence().en
