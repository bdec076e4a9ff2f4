"""What the rules on works and presale permits read is what they declare: else a change would not judge them again."""

from __future__ import annotations

from aggregates import view
from aggregates.rules import construction, presale_permits
from aggregates.world import Name
from tests import deeds, sites

RULES = (*construction.RULES, *presale_permits.RULES)


def a_life() -> deeds.Town:
    """A project and a building with everything that the rules look at."""
    town = sites.permitted("2019-11-30")
    town.given("extend_construction_permit", "P1", on="2020-02-01", permit_no="SG-1")
    town.given("start_works", "P1", on="2020-02-10", permit_no="SG-1", building_codes=["B1"])
    town.given("suspend_construction", "B1", on="2020-03-01", reported_on="2020-03-02")
    town.given("resume_construction", "B1", on="2020-04-01")
    town.given("record_contract_performance", "P1", on="2020-05-01", contract_no="HT-1", investment_done="250.00")
    town.given("grant_presale_permit", "P1", on="2020-06-01", permit_no="YS-1", building_codes=["B1"])
    town.given("accept_completion", "B1", on="2021-06-01", acceptance_no="YS-1")
    filing = {"filing_no": "BA-1", "completed_on": "2021-06-01"}
    town.given("file_project_completion", "P1", on="2021-06-10", building_codes=["B1"], **filing)
    return town


def test_rules_read_what_they_declare() -> None:
    town = a_life()
    seen, judge = town.seen(), town.judge()
    read: dict[tuple[str, str], set[str]] = {(rule.id, kind): set() for rule in RULES for kind in rule.on}
    for kind, code in (("PROJECT", "P1"), ("BUILDING", "B1")):
        (known,) = seen.find(Name(kind, code))
        state = view.View(kind)
        for judged in seen.sequence(known):
            for rule in RULES:
                if rule.judges(kind, judged.type):
                    state.read = read[rule.id, kind]
                    judge.judge(judged, state, [rule])
            state.apply(judged)
    lookers = {one: paths for one, paths in read.items() if one != ("CON-4", "PROJECT")}  # its event states it all
    assert all(lookers.values()), "every rule has looked at something"
    for rule in RULES:
        for kind in rule.on:
            assert read[rule.id, kind] <= rule.reads[kind], (rule.id, kind)


def test_a_start_without_permit_reads_what_it_declares() -> None:
    town = sites.planned(contract_value="900000.00")
    town.given("start_construction", "B1", on="2020-02-01")
    seen, judge = town.seen(), town.judge()
    (known,) = seen.find(Name("BUILDING", "B1"))
    state, read = view.View("BUILDING"), set[str]()
    for judged in seen.sequence(known):
        if judged.type == "ConstructionStarted":
            state.read = read
            judge.judge(judged, state, [construction.CON_1])
        state.apply(judged)
    assert {"gross_area", "self_built", "project_code", "physical"} <= read
    assert read <= construction.CON_1.reads["BUILDING"]
