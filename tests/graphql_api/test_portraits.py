"""`portraits` counts what is in the tables; who sees no personal data is told no count from which one is recognised."""

from __future__ import annotations

from collections import Counter
from typing import Any

import asyncpg
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from tests.graphql_api import homes
from tests.graphql_api.asking import ask

GROUPS = ("bySize", "byAge", "byChildren", "byStage", "byIncomeBand")
_ASKED = " ".join(f"{name} {{ label count }}" for name in GROUPS)
ASK = f"""query($d: String, $p: SecurityProgramme, $s: HouseholdStage) {{
    portraits(division: $d, programme: $p, stage: $s) {{ total {_ASKED} }} }}"""


@pytest.fixture
async def execute(pool: asyncpg.Pool) -> Executor:
    await homes.build(pool)
    return Executor(api.of(CATALOGUE), pool, lambda: homes.TODAY)


async def counts(execute: Executor, reader: Identity, **given: Any) -> dict[str, Any]:
    """Total, and group -> label -> count."""
    found = (await ask(execute, ASK, reader, **given))["portraits"]
    return {"total": found["total"], **{g: {one["label"]: one["count"] for one in found[g]} for g in GROUPS}}


async def test_caseworkers_see_exact_counts(execute: Executor) -> None:
    found = await counts(execute, homes.CHIEF)
    assert found["total"] == 17
    assert found["bySize"] == {"1": 1, "2": 4, "3": 1, "4": 1, "5+": 2, "unknown": 8}
    assert found["byAge"] == {"<30": 0, "30-39": 2, "40-49": 2, "50-59": 1, "60+": 2, "unknown": 10}
    assert found["byChildren"] == {"0": 14, "1": 2, "2": 0, "3+": 1}
    assert found["byIncomeBand"] == {"LOW": 4, "MIDDLE": 1, "unknown": 12}
    stages = {label: count for label, count in found["byStage"].items() if count}
    assert stages == {
        "ACCEPTED": 2, "MATERIALS": 1, "PUBLICITY": 1, "ELIGIBLE": 3, "SUSPENDED": 1, "WAITING": 4, "ALLOCATED": 1,
        "SUBSIDISED": 1, "HOUSED": 1, "BOUGHT": 1, "EXITED": 1,
    }  # fmt: skip


async def test_they_end_at_the_divisions_and_are_narrowed(execute: Executor) -> None:
    west = [code for code, (of, *_) in homes.HOUSEHOLDS.items() if of == homes.WEST]
    assert (await counts(execute, homes.CLERK))["total"] == 17 - len(west)
    assert (await counts(execute, homes.CHIEF, d=homes.WEST))["total"] == len(west)
    assert (await counts(execute, homes.CLERK, d=homes.WEST))["total"] == 0
    waiting = await counts(execute, homes.CHIEF, s="WAITING", p="PUBLIC_RENTAL")
    assert (waiting["total"], waiting["byAge"]["50-59"], waiting["bySize"]["5+"]) == (4, 1, 1)
    assert (await counts(execute, homes.CHIEF, p="SHARED_OWNERSHIP"))["total"] == 0


async def test_small_counts_are_kept_back_and_none_can_be_worked_out(execute: Executor) -> None:
    found = await counts(execute, homes.COCKPIT)
    assert found["total"] == 17
    assert found["bySize"] == {"1": None, "2": None, "3": None, "4": None, "5+": None, "unknown": 8}
    assert found["byIncomeBand"] == {"unknown": 12}
    for group in GROUPS:
        shown = [count for count in found[group].values() if count is not None]
        assert all(count >= 5 for count in shown)
    west = await counts(execute, homes.COCKPIT, d=homes.WEST)
    assert west["total"] is None
    assert not [count for group in GROUPS for count in west[group].values() if count is not None]


async def test_where_one_count_is_small_the_next_one_is_kept_back_too(execute: Executor, pool: asyncpg.Pool) -> None:
    """Of 6, 5 and 1 the 1 is what the total leaves."""
    await pool.execute("update read.household set income_band = 'MIDDLE' where code like 'B%'")
    await pool.execute("update read.household set income_band = 'LOW' where code like 'A%' and code <> 'A9'")
    await pool.execute("update read.household set income_band = 'ODD' where code = 'A9'")
    exact = (await counts(execute, homes.CHIEF))["byIncomeBand"]
    assert exact == {"LOW": 8, "MIDDLE": 8, "ODD": 1}
    assert Counter((await counts(execute, homes.COCKPIT))["byIncomeBand"].values()) == {8: 1}


async def test_the_public_is_told_nothing(execute: Executor) -> None:
    found = await counts(execute, PUBLIC)
    assert found["total"] is None
    assert not [count for group in GROUPS for count in found[group].values() if count is not None]


async def test_two_portraits_of_one_request_do_not_mix(execute: Executor) -> None:
    text = '{ a: portraits(division: "E") { total } b: portraits(division: "W") { total } }'
    assert await ask(execute, text, homes.CHIEF) == {"a": {"total": 13}, "b": {"total": 4}}
