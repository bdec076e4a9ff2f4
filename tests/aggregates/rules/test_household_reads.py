"""What the rules on households read is what they declare: else a change of it would not make them judge again."""

from __future__ import annotations

from aggregates import view
from aggregates.rules import allocations, entitlements, rent_subsidies, reviews, sanctions, tenancies
from aggregates.rules.rule import Rule
from aggregates.world import Name
from tests import deeds
from tests.aggregates import households

RULES: tuple[Rule, ...] = (
    *reviews.RULES,
    *tenancies.RULES,
    *allocations.RULES,
    *rent_subsidies.RULES,
    *entitlements.RULES,
    *sanctions.RULES,
)


def a_life() -> deeds.Town:
    """A household with everything that the rules look at."""
    town = households.housed()
    town.given("approve_public_rent_subsidy", "BZ1", on="2020-08-01", subsidy_no="B1", amount="350.00")
    order = {"payment_no": "M1", "subsidy_no": "B1", "period": "2020-08"}
    town.given("order_public_rent_subsidy", "BZ1", on="2020-08-05", **order)
    town.given("renew_tenancy_contract", "BZ1", on="2021-01-01", contract_no="T1", ends_on="2024-07-01")
    town.given("exchange_house", "BZ1", on="2022-01-01", **households.contract("T2", "H2"))
    return town


def test_rules_read_what_they_declare() -> None:
    town = a_life()
    seen, judge = town.seen(), town.judge()
    read: dict[Rule, set[tuple[str, str]]] = {rule: set() for rule in RULES}
    for kind, code in (("HOUSEHOLD", "BZ1"), ("HOUSE", "H1")):
        (known,) = seen.find(Name(kind, code))
        state = view.View(kind)
        for judged in seen.sequence(known):
            for rule in RULES:
                if rule.judges(kind, judged.type):
                    state.read = set()
                    judge.judge(judged, state, [rule])
                    read[rule] |= {(kind, path) for path in state.read}
            state.read = None
            state.apply(judged)
    for rule in RULES:
        declared = {(kind, path) for kind, paths in rule.reads.items() for path in paths}
        assert read[rule] <= declared, (rule.id, read[rule] - declared)
        looks = bool(rule.reads) and rule not in sanctions.RULES  # which finds its household among those of the city
        assert bool(read[rule]) == looks, f"{rule.id} has looked at something"
