"""Derived columns: what the tables and the as-of functions say is what the decision tables say in Python."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import asyncpg
import hypothesis
import pytest

from aggregates import regions, spans
from aggregates.catalogue import CATALOGUE
from projections import projector, typed
from projections.applying import Applier
from tests import examples, histories, oracle
from tests.projections import feeding

AFFIRMING = histories.affirming(CATALOGUE)
SETTINGS = examples.some(12, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])

ATTRIBUTES = {
    "": [
        "physical", "building_code", "project_code", "superseded", "sale_confirmed", "presale_open",
        "presale_lapses_on", "observed_occupancy", "out_of_use", "stock",
    ],
    "contracts": ["kind", "cancelled_on", "performed_on"],
    "leases": ["starts_on", "ends_on"],
    "owners": ["basis", "ended_on"],
    "seizures": ["expires_on"],
    "presale_permits": ["lapses_on"],
    "investigations": ["closed_on"],
}  # fmt: skip
TYPES = [
    "HouseRegistered", "SurveyRevised", "PresaleOpened", "SaleConfirmed", "PresaleContractFiled", "LeaseFiled",
    "OwnershipTransferred", "SeizureRegistered", "InvestigationOpened", "BuildingRegistered", "Demolished",
    "PresalePermitted", "TakenOutOfUse", "OccupancyInspected",
]  # fmt: skip

JOINED = ["HouseRegistered", "BuildingRegistered", "TakenOutOfUse"]
"""Where a house takes values of its building: drawn as often as all else together."""


def cities() -> Any:
    """Histories of two houses and two buildings that the houses' building codes name."""
    kinds = ["HOUSE", "HOUSE", "BUILDING"]
    joined = {"": ["physical", "building_code", "out_of_use"]}
    content = histories.said(CATALOGUE, kinds, ATTRIBUTES, TYPES) | histories.said(CATALOGUE, kinds, joined, JOINED)
    return histories.histories(content, most=16).map(_in_buildings)


def _in_buildings(history: list[oracle.Recorded]) -> list[oracle.Recorded]:
    for recorded in history:
        for change in recorded.body["changes"]:
            if change["set"].get("building_code"):
                change["set"]["building_code"] = f"BUILDING-{int(change['set']['building_code'] == 'X-2')}"
    return history


@pytest.fixture
async def connection(database: str) -> asyncpg.Connection:
    return await asyncpg.connect(database, server_settings={"timezone": "UTC"})


def expected(history: Sequence[oracle.Recorded], day: datetime.date, clock: oracle.Clock) -> dict[str, dict[str, Any]]:
    """Subject -> its derived columns, by the oracle's states and the decision tables."""
    states = oracle.states(history, AFFIRMING, day, clock)
    named = {one.body["stream"]: one.body for one in history}
    streams = {(body["kind"], body["code"]): stream for stream, body in named.items()}
    found: dict[str, dict[str, Any]] = {}
    for stream, entity in states:
        if entity == "":
            own = {e: state for (s, e), state in states.items() if s == stream}
            building = states.get((streams.get(("BUILDING", own[""].get("building_code")), ""), ""))
            found[stream] = regions.TABLES[named[stream]["kind"]].derive(own, day.isoformat(), building)
    return found


def derived(rows: Iterable[Mapping[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {row["subject"]: {name: row[name] for name in regions.derived(kind)} for row in rows}


async def answered(connection: asyncpg.Connection, source: str, *arguments: object) -> dict[str, dict[str, Any]]:
    """Subject -> derived columns of houses and buildings; ``source`` names the table or function by its kind."""
    found: dict[str, dict[str, Any]] = {}
    for kind in ("house", "building"):
        records = await connection.fetch(f"select to_jsonb(r) as row from {source.format(kind)} r", *arguments)
        found |= derived([json.loads(record["row"]) for record in records], kind.upper())
    return found


@pytest.fixture
async def made(connection: asyncpg.Connection) -> asyncpg.Connection:
    await feeding.fresh(connection, CATALOGUE, [])
    return connection


@SETTINGS
@hypothesis.given(history=cities())
async def test_derived_columns_follow_the_decision_tables(
    made: asyncpg.Connection, history: list[oracle.Recorded]
) -> None:
    """In the tables on each day, moved forward a day at a time, and as of both clocks."""
    await feeding.again(made, CATALOGUE, history)
    applier = Applier(CATALOGUE)
    turns = histories.days(history)
    days = [turns[0] + datetime.timedelta(n) for n in range((turns[-1] - turns[0]).days + 3)]
    await projector.catch_up(made, applier, days[2], batch=4)
    for day in days[2:]:
        await projector.catch_up(made, applier, day)
        assert await answered(made, "read.{}") == expected(history, day, oracle.NOW), f"on {day}"
    for clock in histories.clocks(history)[::3]:
        found = await answered(made, "read.{}_as_of($1, $2, $3)", days[2], clock.known, clock.position)
        assert found == expected(history, days[2], clock), f"as of {clock}"


@SETTINGS
@hypothesis.given(history=cities())
async def test_live_elements_are_those_that_stand(made: asyncpg.Connection, history: list[oracle.Recorded]) -> None:
    await feeding.again(made, CATALOGUE, history)
    applier = Applier(CATALOGUE)
    house = CATALOGUE.kind("HOUSE")
    for day in histories.days(history):
        await projector.catch_up(made, applier, day)
        for name in ("contracts", "leases", "owners", "seizures"):
            assert typed.span(house, house.collections[name]) == spans.span("HOUSE", name)
            for row in await made.fetch(f"select to_jsonb(r) as row from read.house_{name} r"):
                element = json.loads(row["row"])
                assert element["live"] == spans.span("HOUSE", name).stands(element, day.isoformat())
