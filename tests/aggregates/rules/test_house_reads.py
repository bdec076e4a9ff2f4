"""What the rules on houses read is what they declare: else a change of it would not make them judge again."""

from __future__ import annotations

from aggregates import view
from aggregates.rules import presale, transactions
from aggregates.rules.rule import Rule
from aggregates.world import Name
from tests import deeds
from tests.aggregates import homes

RULES: tuple[Rule, ...] = (*presale.RULES, *transactions.RULES)


def a_life() -> deeds.Town:
    """A house with everything that the rules look at."""
    town = homes.owned()
    town.given("register_mortgage", "H1", on="2019-06-02", mortgage_no="M1", mortgage_kind="ORDINARY")
    town.given("register_objection", "H1", on="2021-06-02", objection_no="O1")
    sale = homes.contract("X1", [2], signed_on="2021-06-03", sellers=[deeds.person(1)], risk_accepted=True)
    town.given("file_sale_contract", "H1", on="2021-06-03", **sale)
    town.given("register_transfer", "H1", on="2021-06-04", **homes.transfer("T2", to=[2], contract_no="X1"))
    town.given("register_seizure", "H1", on="2022-01-01", **homes.seizure())
    auction = homes.transfer("T3", to=[3], basis="AUCTION", court="安澜区法院", document=homes.RULING)
    town.given("register_transfer", "H1", on="2022-06-01", **auction)
    return town


def test_rules_read_what_they_declare() -> None:
    town = a_life()
    seen, judge = town.seen(), town.judge()
    (known,) = seen.find(Name("HOUSE", "H1"))
    read: dict[str, set[str]] = {rule.id: set() for rule in RULES}
    state = view.View("HOUSE")
    for judged in seen.sequence(known):
        for rule in RULES:
            if rule.judges("HOUSE", judged.type):
                state.read = read[rule.id]
                judge.judge(judged, state, [rule])
        state.apply(judged)
    assert all(read[rule.id] for rule in RULES if rule.reads), "every rule has looked at something"
    for rule in RULES:
        assert read[rule.id] <= rule.reads.get("HOUSE", frozenset()), rule.id
