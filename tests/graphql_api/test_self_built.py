"""`selfBuilt` and `estates`: counts by division and estate, worked out by hand."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from tests.graphql_api import building_sites, homes
from tests.graphql_api.asking import ask

FUNNEL = """query($d: String, $r: Boolean) { selfBuilt(division: $d, rural: $r) {
    steps { step buildings inBusiness } divisions { division { code } steps { step buildings inBusiness } } } }"""

STEPS = ("REGISTERED", "SCREENED", "SUSPECTED", "APPRAISED", "GRADE_A", "GRADE_B", "GRADE_C", "GRADE_D", "CONTROLLED",
         "REMEDIATED")  # fmt: skip
ALL = [(7, 3), (4, 3), (3, 2), (4, 2), (0, 0), (1, 1), (1, 1), (2, 0), (2, 1), (2, 1)]
IN_EAST = [(4, 2), (2, 2), (1, 1), (1, 1), (0, 0), (1, 1), (0, 0), (0, 0), (0, 0), (0, 0)]
IN_WEST = [(3, 1), (2, 1), (2, 1), (3, 1), (0, 0), (0, 0), (1, 1), (2, 0), (2, 1), (2, 1)]


def on(pool: Any) -> Executor:
    return Executor(api.of(CATALOGUE), pool, lambda: homes.TODAY)


def counts(steps: Any) -> list[tuple[int, int]]:
    assert tuple(one["step"] for one in steps) == STEPS
    return [(one["buildings"], one["inBusiness"]) for one in steps]


@pytest.fixture
async def villages(pool: asyncpg.Pool) -> asyncpg.Pool:
    await building_sites.build(pool, building_sites.SELF_BUILT)
    return pool


async def test_every_step_is_counted_by_division(villages: asyncpg.Pool) -> None:
    found = (await ask(on(villages), FUNNEL))["selfBuilt"]
    assert counts(found["steps"]) == ALL
    told = {one["division"]["code"]: counts(one["steps"]) for one in found["divisions"]}
    assert told == {homes.EAST: IN_EAST, homes.WEST: IN_WEST}


@pytest.mark.parametrize(
    ("reader", "division", "expected"),
    [
        (PUBLIC, homes.WEST, IN_WEST),
        (PUBLIC, homes.CITY, ALL),
        (homes.CLERK, None, IN_EAST),
        (homes.CLERK, homes.WEST, [(0, 0)] * 10),
        (PUBLIC, "unknown", [(0, 0)] * 10),
    ],
)
async def test_it_ends_at_the_divisions(
    villages: asyncpg.Pool, reader: Identity, division: str | None, expected: list[tuple[int, int]]
) -> None:
    assert counts((await ask(on(villages), FUNNEL, reader, d=division))["selfBuilt"]["steps"]) == expected


@pytest.mark.parametrize(("rural", "registered"), [(True, (6, 3)), (False, (1, 0))])
async def test_rural_ones_are_told_apart(villages: asyncpg.Pool, rural: bool, registered: tuple[int, int]) -> None:
    assert counts((await ask(on(villages), FUNNEL, r=rural))["selfBuilt"]["steps"])[0] == registered


ESTATES = """query($d: String, $r: Boolean, $n: Int = 10, $a: String) {
    estates(division: $d, renovated: $r, first: $n, after: $a) { totalCount pageInfo { endCursor hasNextPage } nodes {
        code name currency buildings homes builtFrom builtTo buildingsGranted buildingsCompleted grants completions
        cost costCompleted division { code } } } }"""

OLD = {
    "code": "XQ1", "name": "稻香小区", "currency": "CNY", "buildings": 3, "homes": 50, "builtFrom": 1985,
    "builtTo": 1990, "buildingsGranted": 2, "buildingsCompleted": 2, "grants": 3, "completions": 2, "cost": "160.50",
    "costCompleted": "110.00", "division": {"code": homes.EAST},
}  # fmt: skip
OTHER = {
    "code": None, "name": "东风里", "currency": "CNY", "buildings": 1, "homes": 10, "builtFrom": 1979, "builtTo": 1979,
    "buildingsGranted": 0, "buildingsCompleted": 0, "grants": 0, "completions": 0, "cost": None, "costCompleted": None,
    "division": {"code": homes.WEST},
}  # fmt: skip


@pytest.fixture
async def old_town(pool: asyncpg.Pool) -> asyncpg.Pool:
    await building_sites.build(pool, building_sites.ESTATES)
    return pool


@pytest.mark.parametrize(
    ("given", "expected"),
    [({}, [OLD, OTHER]), ({"d": homes.WEST}, [OTHER]), ({"r": True}, [OLD]), ({"r": False}, [OTHER])],
)
async def test_buildings_are_put_together_by_estate(old_town: asyncpg.Pool, given: Any, expected: Any) -> None:
    found = (await ask(on(old_town), ESTATES, **given))["estates"]
    assert (found["nodes"], found["totalCount"]) == (expected, len(expected))


async def test_estates_come_in_pages_and_end_at_the_divisions(old_town: asyncpg.Pool) -> None:
    first = (await ask(on(old_town), ESTATES, n=1))["estates"]
    second = (await ask(on(old_town), ESTATES, n=1, a=first["pageInfo"]["endCursor"]))["estates"]
    assert (first["nodes"], second["nodes"], second["pageInfo"]["hasNextPage"]) == ([OLD], [OTHER], False)
    assert (await ask(on(old_town), ESTATES, homes.CLERK))["estates"]["nodes"] == [OLD]
