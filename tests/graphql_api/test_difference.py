"""`difference` of drawn histories leads from the one state to the other; its events are what counts in one only."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import hypothesis
import hypothesis.strategies as st
import orjson
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from projections import columns
from projections.names import quoted
from tests import histories, oracle
from tests.graphql_api.asking import AUDITOR, ask, refused
from tests.graphql_api.drawn import SETTINGS, TODAY, Point, as_of, cities, pool, project

__all__ = ["pool"]

ASKED = """query($kind: SubjectKind!, $code: String!, $from: AsOf!, $to: AsOf!) {
    difference(kind: $kind, code: $code, from: $from, to: $to) {
        entity attribute path derived before after events { position }
        causes { manner event { position } by { position } } } }"""

WRONG = 'query($to: AsOf!) { difference(kind: HOUSE, code: "1", from: {}, to: $to) { path } }'


async def differences(pool: asyncpg.Pool, kind: str, code: str, first: Any, second: Any, **more: Any) -> Any:
    execute = Executor(api.of(CATALOGUE), pool, lambda: TODAY)
    variables = {"kind": kind, "code": code, "from": first, "to": second}
    answer = await execute.execute(more.get("text", ASKED), variables, None, more.get("identity", AUDITOR))
    told = orjson.loads(answer.body)
    assert "errors" not in told, told
    return told["data"]["difference"]


async def state(pool: asyncpg.Pool, kind: str, code: str, point: Point) -> dict[tuple[str, str], Any]:
    """(entity, attribute) -> value of all typed rows of a subject that are not null, and of what exists."""
    found: dict[tuple[str, str], Any] = {}
    declared = CATALOGUE.kinds[kind]
    for collection in (None, *declared.collections.values()):
        name = quoted(columns.table_of(declared, collection) + "_as_of")
        rows = await pool.fetch(
            f"""select to_jsonb(r) || '{{}}' as row from read.{name}($1, $2, $3) r
                where r.subject = (select subject from read.code where kind = $4 and code = $5)""",
            point[0], point[1].known, point[1].position, kind, code,
        )  # fmt: skip
        for row in rows:
            values = json.loads(row["row"], parse_float=str)
            entity = f"{collection.name}/{values['key']}" if collection else ""
            found[entity, "exists"] = True
            fixed = columns.ELEMENT if collection else columns.SUBJECT
            told = values.keys() - {column.name for column in fixed}
            found |= {(entity, name): values[name] for name in told if values[name] is not None}
    return found


def applied(before: Mapping[tuple[str, str], Any], told: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Any]:
    """The state after the differences; each has to say what it finds."""
    found = dict(before)
    for one in told:
        place = one["entity"], one["attribute"]
        assert found.pop(place, False if one["attribute"] == "exists" else None) == one["before"], one
        gone = one["after"] is None or (one["attribute"] == "exists" and one["after"] is False)
        if not gone:
            found[place] = one["after"]
    return found


def counting(history: Sequence[oracle.Recorded], point: Point) -> dict[int, oracle.Recorded]:
    """By position, what makes a state: the events that stand and have taken effect."""
    day, clock = point
    return {
        one.position: one
        for one in oracle.standing(history, clock)
        if datetime.date.fromisoformat(one.body["effective_on"]) <= day
    }


@SETTINGS
@hypothesis.given(data=st.data(), history=cities())
async def test_a_difference_leads_from_one_state_to_the_other(
    pool: asyncpg.Pool, data: st.DataObject, history: list[oracle.Recorded]
) -> None:
    await project(pool, history)
    points = st.tuples(st.sampled_from(histories.days(history)), st.sampled_from(histories.clocks(history)))
    for kind, code in sorted({(one.body["kind"], one.body["code"]) for one in history}):
        first, second = data.draw(points), data.draw(points)
        told = await differences(pool, kind, code, as_of(first), as_of(second))
        states = [await state(pool, kind, code, point) for point in (first, second)]
        assert applied(states[0], told) == states[1]
        assert all(one["before"] != one["after"] for one in told)
        assert await differences(pool, kind, code, as_of(first), as_of(first)) == []
        _check_events(history, code, told, counting(history, first), counting(history, second))
        _check_causes(history, told, first, second)


def _check_events(
    history: Sequence[oracle.Recorded],
    code: str,
    told: Sequence[Mapping[str, Any]],
    first: Mapping[int, oracle.Recorded],
    second: Mapping[int, oracle.Recorded],
) -> None:
    """Of what is recorded, exactly the events that count in one state and set it; of the rest, some of those."""
    moved = {
        position: one for position, one in {**first, **second}.items() if (position in first) != (position in second)
    }
    for one in told:
        named = [event["position"] for event in one["events"]]
        assert set(named) <= moved.keys()
        setting = {
            position
            for position, event in moved.items()
            if event.body["code"] == code and _sets(event, one["entity"], one["attribute"])
        }
        if not one["derived"]:
            assert set(named) == setting
            assert named
        elif one["attribute"] == "exists":
            assert named


def _check_causes(
    history: Sequence[oracle.Recorded], told: Sequence[Mapping[str, Any]], first: Point, second: Point
) -> None:
    for one in told:
        assert [cause["event"] for cause in one["causes"]] == one["events"]
        for cause in one["causes"]:
            event = history[cause["event"]["position"] - 1]
            assert cause["manner"] == manner(history, event, first, second)
            by = history[cause["by"]["position"] - 1] if cause["by"] else None
            if cause["manner"] == "RESTORED" and by is None:
                assert any(_undoes(other, event) and not second[1].sees(other) for other in history)
            else:
                assert (by is not None) == (cause["manner"] in ("CORRECTED", "VOIDED", "RESTORED"))
            if cause["manner"] == "VOIDED":
                assert by
                assert event.body["id"] in by.body["voids"]


def manner(history: Sequence[oracle.Recorded], event: oracle.Recorded, first: Point, second: Point) -> str:
    """How an event that counts in one of two states only came to."""
    stood, stands = (event in oracle.standing(history, clock) for _, clock in (first, second))
    if event in counting(history, second).values():
        if stood:
            return "TOOK_EFFECT"
        return "RESTORED" if first[1].sees(event) else "RECORDED"
    if not second[1].sees(event):
        return "NOT_YET_RECORDED"
    if stands:
        return "NOT_YET_EFFECTIVE"
    voided = (other for other in history if event.body["id"] in other.body.get("voids", []) and second[1].sees(other))
    return "VOIDED" if any(voided) else "CORRECTED"


def _undoes(other: oracle.Recorded, event: oracle.Recorded) -> bool:
    return event.body["id"] in (*other.body.get("voids", []), other.body.get("corrects"))


def _sets(event: oracle.Recorded, entity: str, attribute: str) -> bool:
    return any(change["entity"] == entity and attribute in change["set"] for change in event.body["changes"])


def chain(*registered: str) -> list[oracle.Recorded]:
    """A building that was registered, and corrections each of the one before, registered at these moments."""
    ids = [str(uuid.UUID(int=n + 1)) for n in range(len(registered))]
    return [
        oracle.Recorded(
            n + 1,
            datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
            {
                "id": ids[n], "kind": "BUILDING", "scheme": "scratch", "code": "B", "stream": str(uuid.UUID(int=99)),
                "version": n + 1, "type": "BuildingRegistered", "schema": 1, "effective_on": "2020-01-01",
                "effective_seq": 0, "source": "scratch", "actor": "account/1", "reason": "MIGRATION",
                "changes": [{"entity": "", "set": {"year_built": 2000 + n}}], "command": ids[0], "correlation": ids[0],
                "registered_at": f"{moment}T00:00:00.000000Z", **({"corrects": ids[n - 1]} if n else {}),
            },
        )
        for n, moment in enumerate(registered)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("registered", "by"),
    [(("2025-01-01", "2025-06-01", "2025-03-01"), 3), (("2025-01-01", "2025-02-01", "2025-03-01"), 2)],
    ids=["its correction is not known by then", "both are"],
)
async def test_what_corrected_an_event_is_what_the_second_state_knows(
    pool: asyncpg.Pool, registered: tuple[str, ...], by: int
) -> None:
    await project(pool, chain(*registered))
    moments = (datetime.datetime(2025, month, 1, tzinfo=datetime.UTC) for month in (1, 4))
    first, second = ((datetime.date(2020, 1, 5), oracle.Clock(known=moment)) for moment in moments)
    told = await differences(pool, "BUILDING", "B", as_of(first), as_of(second))
    (built,) = [one for one in told if one["attribute"] == "year_built"]
    assert (built["before"], built["after"]) == (2000, 2002)
    causes = {cause["event"]["position"]: (cause["manner"], cause["by"]) for cause in built["causes"]}
    assert causes[1] == ("CORRECTED", {"position": by})
    assert causes[3] == ("RECORDED", None)


WORLD = """query($code: String!, $kind: SubjectKind!, $from: AsOf!, $to: AsOf!) {
    difference(kind: $kind, code: $code, from: $from, to: $to) { path field label entityLabel before after derived
        events { type } } }"""


async def test_a_subject_that_did_not_exist_has_no_values(execute: Executor) -> None:
    clocks = {"from": {"validOn": "2020-01-30"}, "to": {"validOn": "2020-01-31"}}
    told = (await ask(execute, WORLD, AUDITOR, kind="HOUSE", code="W-1", **clocks))["difference"]
    by_path = {one["path"]: one for one in told}
    assert next(iter(by_path)) == "exists"
    assert (by_path["exists"]["before"], by_path["exists"]["after"]) == (False, True)
    area = {"field": "floorArea", "label": "Floor area 建筑面积", "entityLabel": "House 房屋", "derived": False}
    assert by_path["floor_area"] == {
        "path": "floor_area", "before": None, "after": "88.20", "events": [{"type": "HouseRegistered"}], **area,
    }  # fmt: skip
    assert by_path["phase"]["derived"]
    assert by_path["phase"]["events"] == [{"type": "HouseRegistered"}]
    for code in ("nowhere", "W-1"):
        never = {"from": {"position": 0}, "to": {"validOn": "1900-01-01"}}
        assert (await ask(execute, WORLD, AUDITOR, kind="HOUSE", code=code, **never))["difference"] == []


async def test_time_alone_makes_a_difference_without_events(execute: Executor) -> None:
    clocks = {"from": {"validOn": "2027-07-31"}, "to": {"validOn": "2027-08-01"}}
    told = (await ask(execute, WORLD, AUDITOR, kind="HOUSE", code="W-2", **clocks))["difference"]
    assert {(one["path"], one["before"], one["after"]) for one in told} == {
        ("occupancy", "LET", "VACANT"),
        ("phase", "HOLDING", "CONSTRUCTION"),
        ("leases/L1/live", True, False),
    }
    assert all(one["events"] == [] for one in told)


async def test_what_may_not_be_seen_is_told_as_such(execute: Executor, reads: asyncpg.Pool) -> None:
    code = await reads.fetchval(
        "select code from read.house h where exists (select from read.house_owners o where o.subject = h.subject "
        "and o.name is not null) order by code limit 1"
    )
    for identity in (AUDITOR, PUBLIC):
        clocks = {"from": {"position": 0}, "to": {"validOn": "2026-06-01"}}
        told = (await ask(execute, WORLD, identity, kind="HOUSE", code=code, **clocks))["difference"]
        names = [one for one in told if one["path"].startswith("owners/") and one["path"].endswith("/name")]
        assert names
        assert all((one["before"], one["after"]) == (None, {"sealed": True}) for one in names)
        references = [one["after"] for one in told if one["path"].endswith("/person")]
        assert references
        assert all((one == {"masked": True}) is identity.public for one in references)
        assert "nonce" not in str(told)


async def test_readers_of_other_divisions_are_told_nothing(execute: Executor) -> None:
    clocks = {"from": {"position": 0}, "to": {}}
    east = Identity("e", ("caseworker",), ("990102",))
    assert (await ask(execute, WORLD, east, kind="HOUSE", code="W-3", **clocks))["difference"] == []


async def test_what_cannot_be_asked(execute: Executor) -> None:
    both = {"knownAt": "2020-01-01T00:00:00Z", "position": 1}
    error = await refused(execute, WRONG, to=both)
    assert (error["code"], error["field"]) == ("BAD_VALUE", "to")


CAUSES = """query($code: String!, $from: AsOf!, $to: AsOf!) {
    difference(kind: HOUSE, code: $code, from: $from, to: $to) { path events { position }
        causes { manner event { position } by { position } chain { position code } } } }"""


async def test_each_cause_says_how_it_came(execute: Executor, reads: asyncpg.Pool) -> None:
    """Of W-1: a mortgage, a survey, its correction (which caused W-2), the void of the mortgage."""
    rows = await reads.fetch("select position from read.event where code = 'W-1' order by position")
    registered, mortgage, survey, correction, void = [row["position"] for row in rows[:5]]

    async def causes(path: str, first: Any, second: Any) -> Any:
        told = (await ask(execute, CAUSES, AUDITOR, code="W-1", **{"from": first, "to": second}))["difference"]
        assert all([cause["event"] for cause in one["causes"]] == one["events"] for one in told)
        (found,) = [one["causes"] for one in told if one["path"] == path]
        return [(one["manner"], one["event"]["position"], one["by"] and one["by"]["position"]) for one in found]

    amount, early, late = "mortgages/M1/amount", {"validOn": "2021-02-28"}, {"validOn": "2021-12-31"}
    assert await causes(amount, {"position": registered}, {"position": mortgage}) == [("RECORDED", mortgage, None)]
    assert await causes(amount, {"position": mortgage}, {"position": void}) == [("VOIDED", mortgage, void)]
    back = await causes(amount, {"position": mortgage}, {"position": registered})
    assert back == [("NOT_YET_RECORDED", mortgage, None)]
    known = {"position": mortgage}
    assert await causes(amount, {**early, **known}, {**late, **known}) == [("TOOK_EFFECT", mortgage, None)]
    assert await causes(amount, {**late, **known}, {**early, **known}) == [("NOT_YET_EFFECTIVE", mortgage, None)]
    area = await causes("floor_area", {"position": survey}, {"position": correction})
    assert area == [("CORRECTED", survey, correction), ("RECORDED", correction, None)]


async def test_a_cause_has_what_caused_it_as_far_as_the_reader_may_see(execute: Executor) -> None:
    clocks = {"from": {"position": 0}, "to": {}}
    for identity, chain in ((AUDITOR, ["W-1"]), (Identity("a", ("auditor",), ("990103",)), None)):
        told = (await ask(execute, CAUSES, identity, code="W-2", **clocks))["difference"]
        found = [cause for one in told if one["path"] == "exists" for cause in one["causes"]]
        assert [[event["code"] for event in one["chain"]] for one in found][:1] == ([chain] if chain else [])
