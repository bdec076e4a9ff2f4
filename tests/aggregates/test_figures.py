"""Figures of a household by hand, and Python against PostgreSQL on random inputs."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal

import asyncpg

from aggregates import regions
from aggregates.attributes import Attribute
from aggregates.catalogue import CATALOGUE
from aggregates.event import Value
from aggregates.timeline import State

DAY = date(2020, 6, 15)
TABLE = regions.HOUSEHOLD
CASES = 300


def figures(state: State, day: str = "2020-06-15") -> Mapping[str, Value]:
    derived = TABLE.derive({"": {}, **state}, day)
    return {figure.name: derived[figure.name] for figure in TABLE.figures}


def rent(due: str | None, charged: str, paid: str | None = None, reduced: str | None = None) -> dict[str, Value]:
    return {"due_on": due, "charged": charged, "paid": paid, "reduced": reduced}


def test_nobody_owes_anything_before_the_last_day_to_pay_has_passed() -> None:
    state: State = {"rents/1": rent("2020-06-15", "500.00", "120.00"), "rents/2": rent("2020-07-15", "500.00")}
    assert figures(state)["arrears"] == "0.00"
    after = figures(state, "2020-06-16")
    assert (after["arrears"], after["arrears_since"]) == ("380.00", "2020-06-15")
    assert TABLE.next_change(state, "2020-06-15") == "2020-06-16"
    assert TABLE.next_change(state, "2020-06-16") == "2020-07-16"
    assert TABLE.next_change(state, "2020-07-16") is None


def test_arrears_are_what_was_charged_less_what_was_waived_and_paid_of_every_month_that_is_due() -> None:
    state: State = {
        "rents/1": rent("2020-03-15", "500.00", "500.00"),
        "rents/2": rent("2020-04-15", "500.00", "100.00", "50.50"),
        "rents/3": rent("2020-05-15", "500.00"),
        "rents/4": rent(None, "700.00"),
    }
    found = figures(state)
    assert (found["arrears"], found["arrears_since"]) == ("849.50", "2020-04-15")


def test_a_review_is_due_as_it_was_opened_else_as_the_last_one_said_else_a_year_after_the_eligibility() -> None:
    eligible: State = {"eligibilities/1": {"granted_on": "2019-02-28"}, "eligibilities/2": {"granted_on": "2020-02-29"}}
    assert figures(eligible)["review_due"] == "2021-02-28"
    passed: dict[str, Value] = {"reviewed_on": "2020-05-01", "passed": True, "next_on": "2021-04-30"}
    failed: dict[str, Value] = {"reviewed_on": "2020-06-01", "passed": False, "next_on": "2020-12-01"}
    reviewed: State = {**eligible, "annual_reviews/1": passed, "annual_reviews/2": failed}
    assert figures(reviewed)["review_due"] == "2021-04-30"
    opened: State = {**reviewed, "annual_reviews/3": {"opened_on": "2020-06-10", "due_on": "2020-06-30"}}
    assert figures(opened)["review_due"] == "2020-06-30"
    assert figures(opened, "2020-06-09")["review_due"] == "2021-04-30"
    revoked: State = {"eligibilities/1": {"granted_on": "2019-02-28", "revoked_on": "2020-06-15"}}
    assert figures(revoked, "2020-06-14")["review_due"] == "2020-02-28"
    assert figures(revoked)["review_due"] is None


def test_the_place_that_it_waited_for_longest_is_the_one_that_counts() -> None:
    state: State = {
        "waitings/1": {"programme": "PUBLIC_RENTAL", "since": "2020-02-01"},
        "waitings/2": {"programme": "SHARED_OWNERSHIP", "since": "2019-02-01", "ended_on": "2020-01-01"},
        "waitings/3": {"programme": "AFFORDABLE_RENTAL", "since": "2020-01-01"},
    }
    found = figures(state)
    assert (found["waiting_programme"], found["waiting_since"]) == ("AFFORDABLE_RENTAL", "2020-01-01")
    assert figures({})["waiting_since"] is None


async def test_python_and_sql_agree_on_random_elements(pool: asyncpg.Pool) -> None:
    draw = random.Random("figures 1")
    seen: dict[str, set[object]] = {figure.name: set() for figure in TABLE.figures}
    statement = _statement()
    for _ in range(CASES):
        state = _state(draw)
        expected = figures(state)
        elements = {c: [v for e, v in state.items() if e.startswith(f"{c}/")] for c in TABLE.collections}
        row = await pool.fetchrow(statement, json.dumps(elements), DAY)
        assert row is not None
        assert {name: _said(row[name]) for name in expected} == expected, state
        for name, value in expected.items():
            seen[name].add(value)
    assert all(len(values) > 2 for values in seen.values()), seen


def _said(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else f"{value:.2f}" if isinstance(value, Decimal) else value


def _state(draw: random.Random) -> State:
    found: State = {}
    for collection in TABLE.collections:
        attributes = CATALOGUE.kind("HOUSEHOLD").collections[collection].attributes
        for key in range(draw.choice((0, 1, 2, 3))):
            found[f"{collection}/{key}"] = {name: _value(draw, one) for name, one in attributes.items()}
    return found


def _value(draw: random.Random, attribute: Attribute) -> Value:
    if draw.random() < 0.3:
        return None
    if attribute.type.choices:
        return draw.choice([choice.name for choice in attribute.type.choices])
    match attribute.type.name:
        case "date":
            return (DAY + timedelta(days=draw.randint(-2, 2))).isoformat()
        case "boolean":
            return draw.random() < 0.5
        case "decimal":
            return f"{draw.randint(0, 3)}.50"
        case "integer":
            return 1
    return None


def _statement() -> str:
    """The elements of one subject as JSON ($1), as the read model holds them, on day $2."""
    laterals = ", ".join(f"{_lateral(collection)} f_{collection}" for collection in TABLE.collections)
    listed = ", ".join(f"{TABLE.figure_sql(one, lambda name: name, '$2::date')} as {one.name}" for one in TABLE.figures)
    return f"select {listed} from {laterals}"


def _lateral(collection: str) -> str:
    attributes = CATALOGUE.kind("HOUSEHOLD").collections[collection].attributes
    asked = TABLE.facts_sql(collection, "e", "$2::date") | TABLE.parts_sql(collection, "e", "$2::date")
    columns = ", ".join(f'"{name}" {one.type.sql}' for name, one in attributes.items())
    rows = f"jsonb_to_recordset($1::jsonb -> '{collection}') as e({columns})"
    return f"lateral (select {', '.join(f'{sql} as {name}' for name, sql in asked.items())} from {rows})"
