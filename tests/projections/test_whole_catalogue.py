"""The shipped catalogue: every type of every kind, saying all that it may, ends in typed rows as the oracle has it."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Mapping
from typing import Any

import asyncpg
import pytest

from aggregates import event, regions, timeline
from aggregates.attributes import AttributeType
from aggregates.catalogue import CATALOGUE
from aggregates.event_types import EventType
from projections import projector
from projections.applying import Applier
from tests import histories, oracle
from tests.projections import feeding

AFFIRMING = histories.affirming(CATALOGUE)
TODAY = datetime.date(2026, 1, 1)
ENVELOPE = {"sealed": 1, "ref": "person/1", "nonce": "AAAAAAAAAAAAAAAA", "text": "AAAA"}
VALUES: Mapping[str, list[Any]] = {
    "text": ["a", "A", "1", "CNY", "2020", "2020-01", "1/2", "x" * 36], "integer": [1, 2020], "decimal": ["1.5", "1"],
    "boolean": [True], "date": ["2020-02-29"], "moment": ["2020-02-29T00:00:00.000001Z"], "code": ["X-1"],
    "division": ["330106"], "geometry": ["POINT (120.1 30.2)"], "sealed": [ENVELOPE],
}  # fmt: skip


def value(kind: AttributeType) -> Any:
    """Return a value that the attribute takes; null where none of ours fits its pattern."""
    options = [choice.name for choice in kind.choices] if kind.choices else VALUES[kind.name]
    return next((one for one in options if kind.check(one) is None), None)


def says_all(declared: EventType) -> histories.Said:
    """Return an event of the type that sets everything that it may."""
    kind = CATALOGUE.kind(declared.kind)
    changes: dict[str, dict[str, Any]] = {}
    for collection, names in declared.may_set(kind).items():
        attributes = kind.attributes_of(collection) or {}
        entity = f"{collection}/2021-0007/甲" if collection else ""
        changes[entity] = {name: value(attributes[name].type) for name in sorted(names)}
    if declared.fixed:
        changes[""] |= declared.fixed
    return histories.Said(declared.kind, declared.name, changes)


@pytest.fixture(scope="module")
def history() -> list[oracle.Recorded]:
    """One subject of each kind, on which every event type of the kind happens once, a day after the other."""
    types = [declared for declared in CATALOGUE.event_types.values() if declared.name != "EventVoided"]
    return histories.play(
        [histories.Step("record", 0, says_all(declared), day=day) for day, declared in enumerate(types)]
    )


def typed(states: Mapping[oracle.Entity, oracle.State], history: list[oracle.Recorded]) -> feeding.States:
    """Return the oracle's states as JSON of the columns would have them: decimals are numbers there."""
    kinds = {one.body["stream"]: one.body["kind"] for one in history}
    rows = feeding.as_rows(states, CATALOGUE, kinds)
    for (stream, entity), row in rows.items():
        attributes = CATALOGUE.kind(kinds[stream]).attributes_of(entity.partition("/")[0]) or {}
        row.update({name: _as_column(attributes[name].type, said) for name, said in row.items()})
    return rows


def _as_column(kind: AttributeType, said: Any) -> Any:
    if said is None:
        return None
    if kind.name == "moment":
        return datetime.datetime.fromisoformat(said).isoformat()
    return float(decimal.Decimal(said)) if kind.name == "decimal" else said


def test_every_collection_and_attribute_is_set_by_some_event_type(history: list[oracle.Recorded]) -> None:
    states = oracle.states(history, AFFIRMING, TODAY)
    for kind in CATALOGUE.kinds.values():
        stream = histories.stream(kind.name, f"{kind.name}-0")
        found = {entity.partition("/")[0]: set(state) for (of, entity), state in states.items() if of == stream}
        unset = {"": set(kind.attributes) - found[""]}
        unset |= {name: set(c.attributes) - found.get(name, set()) for name, c in kind.collections.items()}
        assert {name: missing for name, missing in unset.items() if missing} == {}, kind.name


def stated(rows: feeding.States, history: list[oracle.Recorded]) -> feeding.States:
    """Return the rows without what the decision tables derive under a stated attribute's name (test_derived's)."""
    kinds = {one.body["stream"]: one.body["kind"] for one in history}
    return {
        (stream, entity): {n: v for n, v in row.items() if entity or n not in regions.derived(kinds[stream])}
        for (stream, entity), row in rows.items()
    }


async def test_rows_hold_what_was_said(database: str, history: list[oracle.Recorded]) -> None:
    connection = await asyncpg.connect(database, server_settings={"timezone": "UTC"})
    await feeding.fresh(connection, CATALOGUE, history)
    await projector.catch_up(connection, Applier(), TODAY)
    wanted = typed(oracle.states(history, AFFIRMING, TODAY), history)
    assert stated(await feeding.current(connection, CATALOGUE), history) == stated(wanted, history)
    middle = len(history) // 2
    half = oracle.Clock(position=middle)
    [answer] = await feeding.as_of(connection, CATALOGUE, [(TODAY, half)])
    wanted = typed(oracle.states(history, AFFIRMING, TODAY, half), history)
    assert stated(answer, history) == stated(wanted, history)
    await connection.close()


def test_the_python_fold_agrees(history: list[oracle.Recorded]) -> None:
    found: dict[str, timeline.Timeline] = {}
    for one in history:
        recorded = event.Recorded(one.position, one.recorded_at, event.from_members(one.body, one.recorded_at))
        found.setdefault(one.body["stream"], timeline.Timeline(CATALOGUE)).add(recorded)
    states = {(stream, e): state for stream, of in found.items() for e, state in of.state(TODAY).items()}
    assert states == oracle.states(history, AFFIRMING, TODAY)


async def test_thousands_of_elements(database: str) -> None:
    """In one subject: stated, stated again, one late, one corrected and restored; touched elements alone are folded."""
    connection = await asyncpg.connect(database, server_settings={"timezone": "UTC"})
    many = {f"mortgages/{key}": {"number": f"M{key}", "amount": f"{key}"} for key in range(2000)}
    late = histories.Said("HOUSE", "MortgageRegistered", {"mortgages/1999": {"amount": None, "number": "late"}})
    mortgaged = histories.Said("HOUSE", "MortgageRegistered", many)
    happened = [
        histories.Step("record", 0, mortgaged, day=2),
        histories.Step("record", 0, mortgaged, day=4),
        histories.Step("record", 0, late, day=3),
        histories.Step("correct", 0, late, day=5),
        histories.Step("void", 0, late),
    ]
    history = histories.play(happened)
    await feeding.fresh(connection, CATALOGUE, history)
    for position in range(1, len(history) + 1):
        await projector.catch_up(connection, Applier(), TODAY, until=position)
        wanted = typed(oracle.states(history[:position], AFFIRMING, TODAY), history)
        assert stated(await feeding.current(connection, CATALOGUE), history) == stated(wanted, history)
    await connection.close()
