"""`series` of a division's indicators, its policies and successors, and the catalogue counted for a division."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from aggregates import indicators
from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.executor import Executor
from tests.graphql_api import building_sites, homes
from tests.graphql_api.asking import ask

ASK = """query($i: String!, $from: Date, $to: Date, $by: PeriodKind, $at: AsOf) {
    division(code: "C", asOf: $at) { series(indicator: $i, from: $from, to: $to, by: $by) {
        period startsOn value unit measure sources parts complete } } }"""


@pytest.fixture
async def city(pool: asyncpg.Pool) -> asyncpg.Pool:
    await building_sites.build(pool, building_sites.WORKS, building_sites.INDICATORS)
    return pool


def on(pool: Any) -> Executor:
    return Executor(api.of(CATALOGUE), pool, lambda: homes.TODAY)


async def series(pool: asyncpg.Pool, indicator: str, **given: Any) -> list[tuple[Any, ...]]:
    found = (await ask(on(pool), ASK, i=indicator, **given))["division"]["series"]
    return [(one["period"], one["value"].rstrip("0").rstrip("."), one["parts"], one["complete"]) for one in found]


async def test_values_come_as_they_were_reported(city: asyncpg.Pool) -> None:
    assert await series(city, "供水量") == [
        ("2023", "1", 1, True), ("2024", "100", 1, True), ("2025-11", "9.5", 1, True), ("2025-12", "10.5", 1, True),
        ("2026-01", "7", 1, True), ("2026-02-01", "1", 1, True),
    ]  # fmt: skip


async def test_sums_add_up_over_longer_periods(city: asyncpg.Pool) -> None:
    quarters = [("2025-Q4", "20", 2, False), ("2026-Q1", "8", 2, False)]
    assert await series(city, "供水量", by="QUARTER") == quarters
    years = [("2025", "20", 2, False), ("2026", "8", 2, False)]
    assert (await series(city, "供水量", by="YEAR"))[2:] == years
    months = [("2025-11", "9.5", 1, True), ("2025-12", "10.5", 1, True), ("2026-01", "7", 1, True)]
    assert await series(city, "供水量", by="MONTH") == [*months, ("2026-02", "1", 1, False)]
    assert await series(city, "供水量", by="DAY") == [("2026-02-01", "1", 1, True)]


async def test_of_a_level_the_last_stands_for_the_period(city: asyncpg.Pool) -> None:
    assert await series(city, "用户", by="MONTH") == [("2025-11", "90", 1, True), ("2025-12", "100", 1, True)]
    assert [one[:3] for one in await series(city, "用户", by="YEAR")] == [("2025", "100", 3)], "of the two the month's"
    # an import does not tell what its values say: they are not added up
    assert await series(city, "社會住宅戶數", by="YEAR") == [("2025", "6", 2, True)]


async def test_days_narrow_it(city: asyncpg.Pool) -> None:
    found = await series(city, "供水量", **{"from": "2025-12-01", "to": "2026-01-31"})
    assert [one[0] for one in found] == ["2025-12", "2026-01"]


async def test_units_and_sources_are_told(city: asyncpg.Pool) -> None:
    first, second = (await ask(on(city), ASK, i="供水量", by="QUARTER"))["division"]["series"]
    assert (first["unit"], first["measure"], first["startsOn"]) == ("万m3", "SUM", "2025-10-01")
    assert first["sources"] == ["供水集团", "水务一张图"]
    assert second["sources"] == ["test"]


async def test_another_position_has_another_series(city: asyncpg.Pool) -> None:
    assert await series(city, "供水量", at={"position": 1}) == []


async def test_the_declared_indicators_are_listed(city: asyncpg.Pool) -> None:
    found = await ask(on(city), "{ indicatorTypes { indicator unit shortest measure family en } }")
    assert [one["indicator"] for one in found["indicatorTypes"]] == [*indicators.DECLARED, *indicators.FAMILIES]
    assert found["indicatorTypes"][0] == {
        "indicator": "供水量", "unit": "万m3", "shortest": "DAY", "measure": "SUM", "family": False,
        "en": "Water supplied",
    }  # fmt: skip


COUNTS = "query($d: String) { catalogue(division: $d) { kind name count lastPosition } }"


@pytest.mark.parametrize(
    ("division", "projects", "divisions"), [(None, 5, 3), ("C", 4, 3), ("W", 3, 1), ("unknown", 0, 0)]
)
async def test_the_catalogue_counts_for_a_division(
    city: asyncpg.Pool, division: str | None, projects: int, divisions: int
) -> None:
    found = (await ask(on(city), COUNTS, d=division))["catalogue"]
    told = {(one["kind"], one["name"]): one["count"] for one in found}
    assert (told["PROJECT", "ProjectApproved"], told["DIVISION", "DivisionRegistered"]) == (projects, divisions)
    assert len(found) == len(CATALOGUE.event_types)
    assert all((one["lastPosition"] is None) is (one["count"] == 0) for one in found)


async def test_a_reader_is_told_counts_of_its_own_divisions(city: asyncpg.Pool) -> None:
    found = (await ask(on(city), COUNTS, homes.CLERK, d=homes.WEST))["catalogue"]
    assert sum(one["count"] for one in found) == 0
    own = (await ask(on(city), COUNTS, homes.CLERK))["catalogue"]
    assert next(one["count"] for one in own if one["name"] == "ProjectApproved") == 1
