"""What the rules on roles and scores read is what they declare: else a change of it would not make them judge again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aggregates import view
from aggregates.rules import roles, scores
from aggregates.rules.rule import Rule
from aggregates.world import Known, Name, World
from tests import deeds
from tests.aggregates import parties

RULES: tuple[Rule, ...] = (*roles.RULES, *scores.RULES)


def a_life() -> deeds.Town:
    """A project, its enterprises and practitioners with everything that the rules look at."""
    town = parties.engaged()
    town.given("record_enterprise_penalty", parties.BUILDER, on="2024-01-01", **parties.penalty())
    town.given("score_enterprise_credit", parties.BUILDER, on="2024-06-01", credit_class=parties.CLASS)
    town.given("score_practitioner_credit", parties.MANAGER, on="2024-06-01", credit_class=parties.CLASS)
    return town


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rules_read_what_they_declare(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    town = a_life()
    seen, read = town.seen(), set[tuple[str, str]]()
    whole = World.state

    def state(self: World, known: Known, day: str) -> view.View:
        """Others are seen with their reads noted."""
        found = whole(self, known, day)
        found.read = found.read if found.read is not None else set()
        looked.append(found)
        return found

    looked: list[view.View] = []
    monkeypatch.setattr(World, "state", state)
    judge = town.judge()
    for known in _subjects(seen):
        before = view.View(known.kind)
        for judged in seen.sequence(known):
            if rule.judges(known.kind, judged.type):
                before.read = set()
                judge.judge(judged, before, [rule])
                looked.append(before)
                read |= {(one.kind, path) for one in looked for path in one.read or ()}
                looked.clear()
            before.read = None
            before.apply(judged)
    declared = {(kind, path) for kind, paths in rule.reads.items() for path in paths}
    assert read, "it has looked at something"
    assert read <= declared, read - declared


def _subjects(seen: World) -> Iterator[Known]:
    named = [("PROJECT", "P1"), ("ENTERPRISE", parties.BUILDER), ("PRACTITIONER", parties.MANAGER)]
    for kind, code in named:
        yield from seen.find(Name(kind, code))
