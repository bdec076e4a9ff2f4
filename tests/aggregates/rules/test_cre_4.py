"""CRE-4: a recorded score is what policy computes; what it counts it relies on."""

import dataclasses

from aggregates import event as events
from aggregates.draft import Draft
from aggregates.world import Name
from tests import deeds
from tests.aggregates import homes, parties

E = parties.BUILDER


def penalised() -> deeds.Town:
    town = parties.qualified()
    town.given("record_enterprise_penalty", E, on="2024-05-01", **parties.penalty())
    return town


def imported(town: deeds.Town, **said: object) -> list[str]:
    """What the rules say of a score that comes as history."""
    decision = town.decide("score_enterprise_credit", E, on="2024-06-01", credit_class="BUILDING")
    (draft,) = decision.drafts
    ((entity, computed),) = draft.changes.items()
    changes = {entity: {**computed, **said}}
    migrated: Draft = dataclasses.replace(draft, changes=changes, reason=events.Reason.MIGRATION, judged_by=None)  # type: ignore[arg-type]
    town.record([migrated])
    return breaches(town)


def breaches(town: deeds.Town) -> list[str]:
    seen, judge = town.seen(), town.judge()
    (known,) = seen.find(Name("ENTERPRISE", E))
    every = judge.breaches(seen.sequence(known), lambda judged: judge.rules_of(judged.kind, judged.type))
    return [one.breach.en for one in every if one.breach.rule.id == "CRE-4"]


def test_a_computed_score_is_what_policy_computes_and_relies_on_what_counts() -> None:
    town = penalised()
    (penalty,) = (one.event.id for one in town.recorded if one.event.type == "PenaltyRecorded")
    made = town.file("score_enterprise_credit", E, on="2024-06-01", credit_class="BUILDING")
    assert made[0].event.relied_on == (penalty,)
    assert [one.event.type for one in made] == ["CreditScored"]
    assert breaches(town) == []


def test_a_migrated_score_that_is_another_is_a_finding() -> None:
    assert imported(penalised()) == []
    (said,) = imported(penalised(), score="99.00")
    assert "it says 99.00 A, computed is 92.00 A" in said
    assert len(imported(penalised(), grade="AAA")) == 1
    assert imported(penalised(), score="92", grade=None) == [], "92 is 92.00"
    (said,) = imported(penalised(), credit_class="CIRCUS")
    assert "policy default 2026-01 does not score that class" in said


def test_a_score_is_put_into_question_by_what_comes_late() -> None:
    town = parties.qualified()
    made = town.file("score_enterprise_credit", E, on="2024-06-01", credit_class="BUILDING")
    decision = town.decide("record_enterprise_penalty", E, on="2024-05-01", **parties.penalty())
    assert decision.dependants == [made[0].event.id]
    town.record(decision.drafts)
    assert len(breaches(town)) == 1


def test_a_late_repair_is_let_in_and_the_score_put_into_question() -> None:
    town = penalised()
    made = town.file("score_enterprise_credit", E, on="2024-06-01", credit_class="BUILDING")
    decision = town.decide("repair_enterprise_credit", E, on="2024-05-15", repair_no="XF-1", penalty_no="CF-1")
    assert [one.type for one in decision.drafts] == ["CreditRepaired"]
    assert decision.dependants == [made[0].event.id]


def test_a_voided_penalty_opens_doubts_on_the_score() -> None:
    town = penalised()
    (penalty,) = (one for one in town.recorded if one.event.type == "PenaltyRecorded")
    made = town.file("score_enterprise_credit", E, on="2024-06-01", credit_class="BUILDING")
    decision = town.decide("void_event", "", on="2024-06-02", event_id=str(homes.last([penalty])))
    assert made[0].event.id in decision.dependants
    town.record(decision.drafts)
    assert len(breaches(town)) == 1
