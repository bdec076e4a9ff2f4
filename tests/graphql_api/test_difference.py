"""`difference` of drawn histories leads from the one state to the other; its events are what counts in one only."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import hypothesis
import hypothesis.strategies as st
import orjson
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.executor import SERVER_SETTINGS, Executor
from graphql_api.identity import PUBLIC, Identity
from projections import columns, projector
from projections.applying import Applier
from projections.names import quoted
from registry import database as connections
from tests import histories, oracle
from tests.graphql_api.asking import AUDITOR, ask, refused
from tests.projections import feeding

AFFIRMING = histories.affirming(CATALOGUE)
TODAY = datetime.date(2020, 1, 5)
SETTINGS = hypothesis.settings(
    max_examples=20, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture], deadline=None
)
ASKED = """query($kind: SubjectKind!, $code: String!, $from: AsOf!, $to: AsOf!) {
    difference(kind: $kind, code: $code, from: $from, to: $to) {
        entity attribute path derived before after events { position } } }"""

ATTRIBUTES = {
    "": ["floor_area", "room", "physical", "building_code", "presale_open", "presale_lapses_on", "year_built"],
    "mortgages": ["amount", "discharged_on"],
    "leases": ["starts_on", "ends_on"],
    "owners": ["basis", "ended_on"],
    "investigations": ["attribute", "closed_on"],
    "presale_permits": ["lapses_on", "number"],
}
TYPES = [
    "HouseRegistered", "SurveyRevised", "PresaleOpened", "LeaseFiled", "MortgageRegistered", "OwnershipTransferred",
    "InvestigationOpened", "BuildingRegistered", "PresalePermitted", "Demolished",
]  # fmt: skip


def _cities() -> st.SearchStrategy[list[oracle.Recorded]]:
    drawn = histories.histories(histories.said(CATALOGUE, ["HOUSE", "HOUSE", "BUILDING"], ATTRIBUTES, TYPES), most=12)
    return drawn.map(_in_buildings)


def _in_buildings(history: list[oracle.Recorded]) -> list[oracle.Recorded]:
    for recorded in history:
        for change in recorded.body["changes"]:
            if change["set"].get("building_code"):
                change["set"]["building_code"] = f"BUILDING-{int(change['set']['building_code'] == 'X-2')}"
    return history


@pytest.fixture
async def pool(database: str) -> Any:
    opened = await connections.open_pool(database, name="test", least=1, most=2, stateless=True, **SERVER_SETTINGS)
    async with opened.acquire() as connection:
        await feeding.fresh(connection, CATALOGUE, [])
    yield opened
    await opened.close()


async def project(pool: asyncpg.Pool, history: Sequence[oracle.Recorded]) -> None:
    async with pool.acquire() as connection:
        await feeding.again(connection, CATALOGUE, history)
        await projector.catch_up(connection, Applier(), TODAY)


Point = tuple[datetime.date, oracle.Clock]


def as_of(point: Point) -> dict[str, Any]:
    day, clock = point
    told = {"validOn": day.isoformat(), "knownAt": clock.known and clock.known.isoformat(), "position": clock.position}
    return {name: value for name, value in told.items() if value is not None}


WRONG = 'query($to: AsOf!) { difference(kind: ENTERPRISE, code: "1", from: {}, to: $to) { path } }'


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
@hypothesis.given(data=st.data(), history=_cities())
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


def _sets(event: oracle.Recorded, entity: str, attribute: str) -> bool:
    return any(change["entity"] == entity and attribute in change["set"] for change in event.body["changes"])


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
    assert "No ENTERPRISE is registered here" in (await refused(execute, WRONG, to={}))["message"]
    both = {"knownAt": "2020-01-01T00:00:00Z", "position": 1}
    text = WRONG.replace("ENTERPRISE", "HOUSE")
    error = await refused(execute, text, to=both)
    assert (error["code"], error["field"]) == ("BAD_VALUE", "to")
