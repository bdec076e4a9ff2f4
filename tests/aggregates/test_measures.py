"""Measures in Python, as the recount of the read model's figures uses them, and what of them is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from aggregates import cockpit, conditions, measures
from aggregates.catalogue import CATALOGUE, Catalogue
from aggregates.cockpit.shapes import Breakdown, Split
from aggregates.conditions import Flag, Inputs, Reached, is_
from aggregates.event import Value
from aggregates.measures import OTHER, Measure, Since

WAITING = Measure("w", "HOUSEHOLD", "waitings", by="bedrooms", labels=("1", OTHER), live=True)


def test_an_element_counts_under_its_label_while_it_stands() -> None:
    place: dict[str, Value] = {"since": "2026-01-10", "bedrooms": 1, "ended_on": "2026-03-01"}
    found = {day: WAITING.key(place, day) for day in ("2026-01-09", "2026-01-10", "2026-02-28", "2026-03-01")}
    assert found == {"2026-01-09": None, "2026-01-10": "w:1", "2026-02-28": "w:1", "2026-03-01": None}
    assert WAITING.key({**place, "bedrooms": None}, "2026-02-01") == "w:other"
    without = Measure("w", "HOUSEHOLD", "waitings", by="bedrooms", labels=("1",))
    assert without.key({"bedrooms": 7}, "2026-02-01") is None


def test_terms_begin_on_the_day_on_which_they_have_passed() -> None:
    months, days = Since("since", months=6), Since("due_on", days=1)
    assert [months.holds({"since": "2026-08-31"}, day) for day in ("2027-02-27", "2027-02-28")] == [False, True]
    assert [days.holds({"due_on": "2026-08-31"}, day) for day in ("2026-08-31", "2026-09-01")] == [False, True]
    assert not months.holds({"since": None}, "2027-02-28")


def test_an_amount_is_the_first_less_the_others() -> None:
    rent = Measure("r", "HOUSEHOLD", "rents", amount=("charged", "reduced"))
    assert rent.value({"charged": "500.00", "reduced": "100.50"}) == Decimal("399.50")
    assert rent.value({}) == 0
    assert WAITING.value({}) == 1


def test_days_are_taken_where_they_make_one_interval_only() -> None:
    assert measures.days(Reached("closed_on") & is_("kind", "A") & Flag("passed")) == ["closed_on"]
    for condition in (Reached("closed_on") | Flag("passed"), ~Reached("closed_on")):
        with pytest.raises(ValueError, match="begins and ends with days"):
            measures.days(condition)


def test_every_shipped_measure_is_known_and_of_one_name() -> None:
    shipped = [measure for group in cockpit.GROUPS for measure in group.measures]
    assert cockpit.known(CATALOGUE) == shipped
    names = [measure.name for measure in shipped]
    assert len(names) == len(set(names))
    for measure in shipped:
        if measure.collection:
            measures.days(measure.where)
    assert cockpit.known(Catalogue([], [])) == []


def test_every_figure_is_made_of_measures_of_its_group_and_has_its_own_name() -> None:
    everything = cockpit.numbers(cockpit.known(CATALOGUE))
    for group in cockpit.groups(CATALOGUE):
        for figure in group.figures:
            assert set(figure.keys) <= everything.keys(), figure.name
            if isinstance(figure, Breakdown | Split):
                labels = [label for label, _ in figure.parts]
                assert len(labels) == len(set(labels))
        names = [name for name, _ in group.indicators()]
        assert len(names) == len(set(names))
    assert [group.name for group in cockpit.groups(CATALOGUE)] == [group.name for group in cockpit.GROUPS]
    assert conditions.ALWAYS is WAITING.where


def test_of_several_scores_the_last_counts_and_one_without_a_known_grade_under_other() -> None:
    graded = Measure("g", "ENTERPRISE", "credit_scores", by="grade", labels=("A", "B", OTHER), last="scored_on")
    scores: list[Inputs] = [
        {"scored_on": "2026-02-01", "grade": "A"},
        {"scored_on": "2026-03-01", "grade": "B"},
        {"scored_on": None, "grade": "A"},
    ]
    later: tuple[tuple[Inputs | None, str], ...] = (
        (None, "g:B"),
        ({"scored_on": "2026-03-01", "grade": "A"}, "g:A"),
        ({"scored_on": "2026-03-02", "grade": "X"}, "g:other"),
    )
    for more, key in later:
        listed = scores if more is None else [*scores, more]
        assert list(graded.adds(listed, "2026-04-01")) == [(key, Decimal(1))]
    assert list(graded.adds([], "2026-04-01")) == []


def test_of_two_reports_of_one_period_the_greater_counts() -> None:
    there = Measure("w", "PROJECT", "workforce", amount=("on_site",), last="period")
    reports: list[dict[str, Value]] = [{"period": "2026-03", "on_site": n} for n in (80, 120, 100)]
    assert list(there.adds([*reports, {"period": "2026-02", "on_site": 500}], "2026-04-01")) == [("w", Decimal(120))]
