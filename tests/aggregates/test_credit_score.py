"""Credit scores: what counts on a day, until when, within which bounds; and that any past day can be recomputed."""

from __future__ import annotations

import decimal
import uuid
from decimal import Decimal

import hypothesis
import pytest
from hypothesis import strategies as st

from aggregates import calendar_days, credit_score, errors, policy
from aggregates.enterprise import Enterprise
from aggregates.view import View
from aggregates.world import Name
from tests import deeds
from tests.aggregates import homes, parties

E = parties.BUILDER
BUILDING = policy.default().credit.scoring["BUILDING"]


def scored(**said: object) -> policy.Scoring:
    """The scoring of the default policy with other settings."""
    return policy.Scoring.model_validate({**BUILDING.model_dump(), **said})


def party(*elements: tuple[str, dict[str, object]], day: str = "2024-06-01") -> View:
    """An enterprise with elements of collections, numbered as they come."""
    town = parties.qualified()
    for number, (collection, said) in enumerate(elements, start=1):
        on = str(said.pop("on"))
        if collection == "awards":
            town.given("record_enterprise_award", E, on=on, **{**parties.award(f"N{number}"), **said})
        else:
            town.given("record_enterprise_penalty", E, on=on, **{**parties.penalty(f"N{number}"), **said})
    seen = town.seen()
    return seen.state(seen.find(Name("ENTERPRISE", E))[0], day)


def points(view: View, scoring: policy.Scoring = BUILDING) -> Decimal:
    return credit_score.compute(view, "BUILDING", scoring).score


def test_nobody_of_whom_nothing_is_known_has_the_base() -> None:
    found = credit_score.compute(party(), "BUILDING", BUILDING)
    assert (found.score, found.grade, found.lines, found.relied_on) == (Decimal("100.00"), "A", (), ())


@pytest.mark.parametrize(
    ("on", "counts"),
    [("2021-06-01", False), ("2021-06-02", True), ("2024-06-01", True), ("2024-06-02", False)],
)
def test_what_counts_lies_within_the_months_up_to_the_day(on: str, counts: bool) -> None:
    assert points(party(("penalties", {"on": on}))) == (Decimal(92) if counts else Decimal(100))
    assert points(party(("awards", {"on": on}))) == (Decimal(105) if counts else Decimal(100))


@pytest.mark.parametrize(("credit_class", "counts"), [("BUILDING", True), (None, True), ("MUNICIPAL", False)])
def test_what_names_another_class_does_not_count(credit_class: str | None, counts: bool) -> None:
    view = party(("penalties", {"on": "2024-01-01", "credit_class": credit_class}))
    assert points(view) == (Decimal(92) if counts else Decimal(100))


def test_a_repaired_penalty_counts_until_the_day_before_its_repair() -> None:
    town = parties.qualified()
    town.given("record_enterprise_penalty", E, on="2024-01-01", **parties.penalty())
    town.given("repair_enterprise_credit", E, on="2024-06-01", repair_no="XF-1", penalty_no="CF-1")
    assert [parties.score(town, day) for day in ("2024-05-31", "2024-06-01")] == [92, 100]
    (repair,) = (one.event.id for one in town.recorded if one.event.type == "CreditRepaired")
    assert parties.recomputed(town, "2024-06-01").relied_on == (repair,), "it would be another without the repair"


@pytest.mark.parametrize(
    ("settings", "score"),
    [({"least": "95", "grades": [["A", "95"]]}, "95.00"), ({"most": "90", "base": "100"}, "90.00"), ({}, "92.00")],
)
def test_a_score_stays_within_its_bounds(settings: dict[str, object], score: str) -> None:
    view = party(("penalties", {"on": "2024-01-01"}))
    assert f"{points(view, scored(**settings))}" == score


@pytest.mark.parametrize(
    ("base", "grade"),
    [("120", "AAA"), ("119.99", "AA"), ("105", "AA"), ("104.99", "A"), ("70", "B"), ("69.99", "C"), ("0", "C")],
)
def test_a_grade_is_the_best_whose_least_score_is_reached(base: str, grade: str) -> None:
    assert credit_score.compute(party(), "BUILDING", scored(base=base)).grade == grade


def test_points_are_rounded_half_up_whatever_the_machine_is_set_to() -> None:
    with decimal.localcontext(decimal.Context(rounding=decimal.ROUND_DOWN)):
        assert points(party(), scored(base="99.995")) == Decimal("100.00")


@pytest.mark.parametrize(("role", "score"), [("BUILDER", "98.00"), ("SUPERVISOR", "100.00")])
def test_checks_on_site_count_for_the_roles_that_policy_names(role: str, score: str) -> None:
    town = parties.engaged()
    town.given("inspect_safety", "P1", on="2024-03-01", inspection_no="AJ-1", passed=False)
    code = {"BUILDER": E, "SUPERVISOR": parties.SUPERVISOR}[role]
    assert f"{parties.score(town, '2024-06-01', code)}" == score
    assert parties.recomputed(town, "2024-06-01", parties.SUPERVISOR, "SUPERVISION").score == 98


def test_a_site_that_is_inspected_well_earns_points() -> None:
    town = parties.engaged()
    for number in range(4):
        town.given("inspect_quality", "P1", on="2024-03-01", inspection_no=f"ZJ-{number}", passed=True)
    assert parties.score(town, "2024-06-01") == 102


def test_the_computation_of_very_many_lines_still_fits_into_what_is_recorded() -> None:
    what, half, event = "现场检查 check on site", Decimal("0.5"), uuid.UUID(int=1)
    days = ["2024-03-01"] * 400 + ["2024-04-01"] * 600
    lines = tuple(credit_score.Line(what, "A" * 200, day, half, event) for day in days)
    told = credit_score.Score(Decimal(200), "AAA", Decimal(100), lines).text
    assert told.splitlines()[1] == "2024-03-01/2024-04-01 现场检查 check on site × 1000: +500.0"
    assert credit_score.MOST_LINES * len(f"{lines[0]}") > 20000, "numbers alone would be too long"


def test_late_facts_change_what_is_recomputed_and_not_what_was_recorded() -> None:
    town = parties.qualified()
    town.given("score_enterprise_credit", E, on="2024-06-01", credit_class="BUILDING")
    made = town.file("record_enterprise_penalty", E, on="2024-05-01", **parties.penalty())
    (recorded,) = parties.elements(town, "ENTERPRISE", E, "credit_scores")
    assert recorded["score"] == "100.00"
    assert parties.score(town, "2024-06-01") == 92
    town.given("void_event", "", on="2024-05-01", event_id=str(homes.last(made)))
    assert parties.score(town, "2024-06-01") == 100


@st.composite
def lives(draw: st.DrawFn) -> list[tuple[str, str, str]]:
    """What happens to an enterprise in the order of its days: what, of which kind, how many days after the last."""
    steps, day = [], "2020-01-01"
    for _ in range(draw(st.integers(1, 8))):
        day = calendar_days.add_days(day, draw(st.integers(0, 500)))
        what = draw(st.sampled_from(["award", "penalty", "repair", "score"]))
        kinds = {"award": ["NATIONAL", "CITY"], "penalty": ["FINE", "BAN"]}.get(what, [""])
        steps.append((what, draw(st.sampled_from(kinds)), day))
    return steps


@hypothesis.settings(max_examples=60, deadline=None)
@hypothesis.given(lives())
def test_a_past_day_recomputed_is_what_was_recorded_then_when_nothing_was_late(
    steps: list[tuple[str, str, str]],
) -> None:
    town = parties.registered(deeds.Town("2040-01-01"))
    days: set[str] = set()
    for number, (what, kind, day) in enumerate(steps):
        if what == "award":
            town.given("record_enterprise_award", E, on=day, **parties.award(f"N{number}", kind))
        elif what == "penalty":
            town.given("record_enterprise_penalty", E, on=day, **parties.penalty(f"N{number}", kind))
        elif what == "repair":
            _repair(town, f"N{number}", day)
        elif day not in days:
            days.add(day)
            town.given("score_enterprise_credit", E, on=day, credit_class="BUILDING")
    seen = town.seen()
    (known,) = seen.find(Name("ENTERPRISE", E))
    state = View("ENTERPRISE")
    for judged in seen.sequence(known):
        for _, said in judged.elements(Enterprise.credit_scores):
            state.day = judged.effective_on
            assert credit_score.compute(state, "BUILDING", BUILDING).text == said["computation"]
        state.apply(judged)


def _repair(town: deeds.Town, number: str, day: str) -> None:
    open_ = [one for one in parties.elements(town, "ENTERPRISE", E, "penalties") if "repaired_on" not in one]
    if open_:
        said = {"repair_no": number, "penalty_no": open_[0]["number"]}
        town.given("repair_enterprise_credit", E, on=day, **said)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"awards": {"GALACTIC": "5"}}, "names no level of award or kind of penalty: GALACTIC"),
        ({"penalties": {"SCOLDING": "-5"}}, "names no level of award or kind of penalty: SCOLDING"),
        ({"check_roles": ["ASTRONAUT"]}, "names no role: ASTRONAUT"),
        ({"penalties": {"FINE": "8"}}, "less than or equal to 0"),
        ({"awards": {"CITY": "-1"}}, "greater than or equal to 0"),
        ({"grades": [["A", "90"], ["AA", "105"], ["C", "0"]]}, "grades do not go down"),
        ({"grades": [["A", "90"], ["B", "90"], ["C", "0"]]}, "grades do not go down"),
        ({"grades": [["A", "90"]]}, "grades do not go down"),
        ({"grades": [["A", "90"], ["A", "0"]]}, "one grade twice"),
        ({"grades": []}, "at least 1"),
        ({"least": "201"}, "least is more than most"),
        ({"months": -1}, "greater than or equal to 0"),
        ({"base": "NaN"}, "finite"),
        ({"unheard_of": 1}, "extra"),
    ],
)
def test_rules_of_scoring_that_refer_to_nothing_are_refused(settings: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        scored(**settings)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[credit.scoring.MUNICIPAL]", "[credit.scoring.CIRCUS]", "names no class of credit: CIRCUS"),
        ('exclusive_roles = ["PROJECT_MANAGER"', 'exclusive_roles = ["CLOWN"', "names no role: CLOWN"),
        ('DESIGNER = ["设计"', 'ACROBAT = ["设计"', "names no role: ACROBAT"),
        ('DESIGNER = ["设计"', 'DESIGNER = [""', "at least 1 character"),
        ('FINE = "-8"', 'FINES = "-8"', "kind of penalty: FINES"),
    ],
)
def test_a_policy_whose_credit_refers_to_nothing_is_not_adopted(old: str, new: str, message: str) -> None:
    text = policy.default_text()
    assert old in text
    with pytest.raises(errors.InvalidValue, match=message) as raised:
        policy.parse(text.replace(old, new))
    assert str(raised.value.field).startswith("policy.credit")
