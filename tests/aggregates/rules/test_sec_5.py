"""SEC-5: the term of a tenancy, from its first day to the last that policy allows."""

from __future__ import annotations

import pytest

from aggregates import policy
from tests import deeds
from tests.aggregates import households

SIGN, RENEW = "sign_tenancy_contract", "renew_tenancy_contract"


def test_a_contract_that_states_no_end_has_the_years_of_the_policy() -> None:
    assert households.household(households.housed())["tenancies/T1"]["ends_on"] == "2023-07-01"


@pytest.mark.parametrize(
    ("said", "lawful"),
    [
        ({"ends_on": "2025-07-01"}, True),
        ({"ends_on": "2025-07-02"}, False),
        ({"starts_on": "2020-07-02", "ends_on": "2025-07-02"}, True),
        ({"ends_on": "2020-07-01"}, False),
        ({"ends_on": "2020-07-02"}, True),
    ],
)
def test_a_term_has_at_most_the_years_of_the_policy(said: dict[str, object], lawful: bool) -> None:
    decision = households.chosen().decide(SIGN, "BZ1", on="2020-07-01", **households.contract(**said))  # type: ignore[arg-type]
    assert {one.breach.rule.id for one in decision.rejections} == (set() if lawful else {"SEC-5"})


def test_the_earliest_lawful_day_and_the_one_before() -> None:
    town, inputs = households.chosen(), households.contract(ends_on="2025-07-02")
    (rejection,) = town.decide(SIGN, "BZ1", on="2020-07-01", **inputs).rejections
    assert rejection.earliest_lawful_on == "2020-07-02"
    assert not town.decide(SIGN, "BZ1", on="2020-07-02", **inputs).rejections
    assert rejection.breach.en == (
        "The term of the tenancy is not lawful: a term has 5 years at most, until 2025-07-01; this one: 2025-07-02."
    )


def test_a_renewal_counts_from_the_end_of_the_term_before() -> None:
    town = households.housed()
    renew = {"contract_no": "T1", "ends_on": "2028-07-01"}
    assert not town.decide(RENEW, "BZ1", on="2023-06-01", **renew).rejections
    assert town.refused(RENEW, "BZ1", on="2023-06-01", **{**renew, "ends_on": "2028-07-02"}) == ["SEC-5"]
    late = town.decide(RENEW, "BZ1", on="2023-07-02", **{**renew, "ends_on": "2028-07-02"})
    assert not late.rejections


def test_another_citys_years() -> None:
    short = policy.default().model_copy(update={"tenancies": policy.Tenancies(years=1, most_years=2)})
    town = households.chosen()
    town.policies = deeds.Fixed([("0001-01-01", short)])
    town.given(SIGN, "BZ1", on="2020-07-01", **households.contract())
    assert households.household(town)["tenancies/T1"]["ends_on"] == "2021-07-01"
    renew = {"contract_no": "T1", "ends_on": "2023-07-02"}
    assert town.refused(RENEW, "BZ1", on="2021-06-01", **renew) == ["SEC-5"]
