"""Lives and steps of drawn histories say what walking through the ledger again says, for every day and every clock."""

from __future__ import annotations

import bisect
import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import hypothesis
import hypothesis.strategies as st

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.executor import Executor
from tests import histories, oracle
from tests.graphql_api.asking import AUDITOR, ask
from tests.graphql_api.drawn import AFFIRMING, SETTINGS, TODAY, cities, pool, project

__all__ = ["pool"]

LIFE = """query($kind: SubjectKind!, $code: String!) { audit { life(kind: $kind, code: $code) {
    moments(first: 100) { nodes { knownAt spans { validFrom validUntil values changed } } } } } }"""
STEP = """query($kind: SubjectKind!, $code: String!, $position: Position!, $day: Date!) { audit {
    step(kind: $kind, code: $code, position: $position, validOn: $day) { attributes(first: 500) { nodes {
        entity attribute derived setBy { position } sayings { standing event { position } } } } } } }"""

Values = dict[str, Any]


@hypothesis.settings(SETTINGS, max_examples=2 * SETTINGS.max_examples)
@hypothesis.given(data=st.data(), history=cities())
async def test_lives_and_steps_say_what_the_ledger_says(
    pool: asyncpg.Pool, data: st.DataObject, history: list[oracle.Recorded]
) -> None:
    await project(pool, history)
    execute = Executor(api.of(CATALOGUE), pool, lambda: TODAY)
    for kind, code in sorted({(one.body["kind"], one.body["code"]) for one in history}):
        told = (await ask(execute, LIFE, AUDITOR, kind=kind, code=code))["audit"]["life"]
        _check_life(history, code, told["moments"]["nodes"])
        position = data.draw(st.integers(1, len(history)))
        day = data.draw(st.sampled_from(histories.days(history)))
        step = await ask(execute, STEP, AUDITOR, kind=kind, code=code, position=position, day=day.isoformat())
        _check_step(history, code, step["audit"]["step"]["attributes"]["nodes"], position, day)


def of_subject(history: Sequence[oracle.Recorded], code: str) -> list[oracle.Recorded]:
    return [one for one in history if one.body["code"] == code]


def values(history: Sequence[oracle.Recorded], code: str, day: datetime.date, clock: oracle.Clock) -> Values:
    """By path, what is not known to be empty."""
    (stream,) = {one.body["stream"] for one in of_subject(history, code)}
    return {
        f"{entity}/{name}" if entity else name: value
        for (of, entity), state in oracle.states(history, AFFIRMING, day, clock).items()
        if of == stream
        for name, value in state.items()
        if value is not None
    }


def _check_life(history: Sequence[oracle.Recorded], code: str, moments: Sequence[Mapping[str, Any]]) -> None:
    known = sorted({one.registered_at for one in of_subject(history, code)})
    assert [datetime.datetime.fromisoformat(one["knownAt"]) for one in moments] == known
    for n, moment in enumerate(moments):
        spans = moment["spans"]
        starts = [datetime.date.fromisoformat(one["validFrom"]) for one in spans]
        assert [one["validUntil"] for one in spans] == [*(one["validFrom"] for one in spans[1:]), *[None][: len(spans)]]
        for day in histories.days(history):
            found = bisect.bisect_right(starts, day) - 1
            then = values(history, code, day, oracle.Clock(known=known[n]))
            assert then == (spans[found]["values"] if found >= 0 else {})
            if found >= 0 and starts[found] == day:
                before = values(history, code, day, oracle.Clock(known=known[n - 1])) if n else {}
                changed = {path for path in then.keys() | before.keys() if then.get(path) != before.get(path)}
                assert set(spans[found]["changed"]) == changed


def _check_step(
    history: Sequence[oracle.Recorded],
    code: str,
    told: Sequence[Mapping[str, Any]],
    position: int,
    day: datetime.date,
) -> None:
    clock = oracle.Clock(position=position)
    standing = oracle.standing(of_subject(history, code), clock)
    for one in told:
        if one["derived"]:
            continue
        said = [event for event in of_subject(history, code) if clock.sees(event) and _sets(event, one)]
        counting = [
            event
            for event in oracle.in_order(standing, history)
            if event in said and datetime.date.fromisoformat(event.body["effective_on"]) <= day
        ]
        assert one["setBy"]["position"] == counting[-1].position
        standings = {saying["event"]["position"]: saying["standing"] for saying in one["sayings"]}
        assert standings.keys() == {event.position for event in said}
        for event in said:
            assert standings[event.position] == _standing(history, event, standing, counting, clock)
    recorded = {(entity, name) for event in standing for entity, name in _said(event)}
    assert {(one["entity"], one["attribute"]) for one in told if not one["derived"]} <= recorded


def _standing(
    history: Sequence[oracle.Recorded],
    event: oracle.Recorded,
    standing: Sequence[oracle.Recorded],
    counting: Sequence[oracle.Recorded],
    clock: oracle.Clock,
) -> str:
    if event in counting:
        return "HOLDS" if event is counting[-1] else "SUPERSEDED"
    if event in standing:
        return "NOT_YET_EFFECTIVE"
    voids = (event.body["id"] in other.body.get("voids", []) and clock.sees(other) for other in history)
    return "VOIDED" if any(voids) else "CORRECTED"


def _said(event: oracle.Recorded) -> list[tuple[str, str]]:
    return [(change["entity"], name) for change in event.body["changes"] for name in change["set"]]


def _sets(event: oracle.Recorded, place: Mapping[str, Any]) -> bool:
    return (place["entity"], place["attribute"]) in _said(event)
