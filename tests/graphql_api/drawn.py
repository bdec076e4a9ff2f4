"""Drawn histories of two houses and their building as the API answers about them, in a database of their own."""

from __future__ import annotations

import datetime
from collections.abc import AsyncIterator, Sequence
from typing import Any

import asyncpg
import hypothesis
import hypothesis.strategies as st
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api.executor import SERVER_SETTINGS
from projections import projector
from projections.applying import Applier
from registry import database as connections
from tests import examples, histories, oracle
from tests.projections import feeding

AFFIRMING = histories.affirming(CATALOGUE)
TODAY = datetime.date(2020, 1, 5)
SETTINGS = examples.some(6, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
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


def cities() -> st.SearchStrategy[list[oracle.Recorded]]:
    """Draw a history."""
    drawn = histories.histories(histories.said(CATALOGUE, ["HOUSE", "HOUSE", "BUILDING"], ATTRIBUTES, TYPES), most=12)
    return drawn.map(_in_buildings)


def _in_buildings(history: list[oracle.Recorded]) -> list[oracle.Recorded]:
    for recorded in history:
        for change in recorded.body["changes"]:
            if change["set"].get("building_code"):
                change["set"]["building_code"] = f"BUILDING-{int(change['set']['building_code'] == 'X-2')}"
    return history


@pytest.fixture
async def pool(database: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool on a database that takes histories."""
    opened = await connections.open_pool(database, name="test", least=1, most=2, stateless=True, **SERVER_SETTINGS)
    async with opened.acquire() as connection:
        await feeding.fresh(connection, CATALOGUE, [])
    yield opened
    await opened.close()


async def project(pool: asyncpg.Pool, history: Sequence[oracle.Recorded]) -> None:
    """Put a history in the place of the one before."""
    async with pool.acquire() as connection:
        await feeding.again(connection, CATALOGUE, history)
        await projector.catch_up(connection, Applier(), TODAY)


Point = tuple[datetime.date, oracle.Clock]


def as_of(point: Point) -> dict[str, Any]:
    """The input ``AsOf`` of a point."""
    day, clock = point
    told = {"validOn": day.isoformat(), "knownAt": clock.known and clock.known.isoformat(), "position": clock.position}
    return {name: value for name, value in told.items() if value is not None}
