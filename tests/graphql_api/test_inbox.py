"""`inbox` is what is due of the households of a small town, to the day, as far as a caseworker's divisions go."""

from __future__ import annotations

import datetime
from typing import Any

import asyncpg
import orjson
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api, inbox
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from tests.graphql_api import homes
from tests.graphql_api.asking import ask

ASK = """query($d: String, $k: [InboxKind!], $n: Int = 100, $a: String, $l: Int, $b: String) {
    inbox(division: $d, kinds: $k, first: $n, after: $a, last: $l, before: $b) {
        totalCount totalIsExact pageInfo { hasNextPage endCursor startCursor }
        nodes { kind code key since dueOn late department household { code } } } }"""

EVERYTHING = [
    ("RENT_OVERDUE", "A5", "", "2026-04-15", "2026-04-15", True),
    ("MATERIALS_DUE", "A7", "M", "2026-05-10", "2026-05-25", True),
    ("PUBLICITY_ENDED_NOT_CLOSED", "A8", "P", "2026-05-30", "2026-05-30", True),
    ("CHOICE_DUE", "B3", "L", "2026-05-01", "2026-05-31", True),
    ("YEARLY_REVIEW_DUE", "B2", "", "2026-05-11", "2026-06-10", False),
    ("OPEN_REVIEW", "B1", "1", "2026-05-25", "2026-06-20", False),
    ("TENANCY_ENDING", "A5", "T1", "2026-05-02", "2026-07-01", False),
    ("PAYMENT_FAILED", "B4", "P2", "2026-05-02", None, False),
    ("SUSPENSION_OPEN", "B5", "S", "2026-05-05", None, False),
    ("FINDING_OPEN", "B6", "F", "2026-05-07", None, False),
    ("OBJECTION_OPEN", "A9", "O", "2026-05-10", None, False),
    ("REVIEW_WAITING", "A6", "", "2026-05-20", None, False),
]
"""Worked out by hand from :data:`tests.graphql_api.homes.HOUSEHOLDS`, for the day of that town."""


@pytest.fixture
async def town(pool: asyncpg.Pool) -> asyncpg.Pool:
    await homes.build(pool)
    return pool


def on(pool: Any, day: datetime.date = homes.TODAY) -> Executor:
    return Executor(api.of(CATALOGUE), pool, lambda: day)


def told(found: Any) -> list[tuple[Any, ...]]:
    return [tuple(one[name] for name in ("kind", "code", "key", "since", "dueOn", "late")) for one in found["nodes"]]


async def items(execute: Executor, reader: Identity, **given: Any) -> Any:
    return (await ask(execute, ASK, reader, **given))["inbox"]


async def test_everything_that_is_due_is_listed_by_its_day(town: asyncpg.Pool) -> None:
    found = await items(on(town), homes.CHIEF)
    assert told(found) == EVERYTHING
    assert {one[0] for one in EVERYTHING} == {kind.name for kind in inbox.InboxKind}, "a kind is tested by nothing"
    assert (found["totalCount"], found["totalIsExact"]) == (len(EVERYTHING), True)
    assert all(one["household"] == {"code": one["code"]} for one in found["nodes"])
    departments = {one["department"] for one in found["nodes"] if one["kind"] != "FINDING_OPEN"}
    assert departments == {"housing-security"}
    assert next(one["department"] for one in found["nodes"] if one["kind"] == "FINDING_OPEN") == "civil-affairs"


@pytest.mark.parametrize(
    ("reader", "division", "shown"),
    [
        (homes.CLERK, None, homes.EAST),
        (homes.CLERK, homes.EAST, homes.EAST),
        (homes.CLERK, homes.WEST, None),
        (homes.CHIEF, homes.WEST, homes.WEST),
        (homes.CHIEF, "unknown", None),
        (Identity("c", ("caseworker",), (homes.CITY,)), homes.WEST, homes.WEST),
    ],
)
async def test_it_ends_at_the_divisions(town: asyncpg.Pool, reader: Identity, division: str, shown: str | None) -> None:
    expected = [one for one in EVERYTHING if homes.HOUSEHOLDS[one[1]][0] == shown]
    found = await items(on(town), reader, d=division)
    assert (told(found), found["totalCount"]) == (expected, len(expected))


async def test_a_division_is_asked_for_with_what_it_contains(town: asyncpg.Pool) -> None:
    assert told(await items(on(town), homes.CHIEF, d=homes.CITY)) == EVERYTHING


async def test_kinds_narrow_it(town: asyncpg.Pool) -> None:
    asked = ["RENT_OVERDUE", "FINDING_OPEN"]
    expected = [one for one in EVERYTHING if one[0] in asked]
    assert told(await items(on(town), homes.CHIEF, k=asked)) == expected
    assert told(await items(on(town), homes.CHIEF, k=[])) == []


async def test_pages_follow_each_other_in_both_directions(town: asyncpg.Pool) -> None:
    execute = on(town)
    forth: list[tuple[Any, ...]] = []
    cursor, more = None, True
    while more:
        page = await items(execute, homes.CHIEF, n=5, a=cursor)
        forth, cursor, more = forth + told(page), page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert forth == EVERYTHING
    last = await items(execute, homes.CHIEF, l=3)
    before = await items(execute, homes.CHIEF, l=4, b=last["pageInfo"]["startCursor"])
    assert told(before) + told(last) == EVERYTHING[-7:]


async def test_a_day_that_came_since_the_tables_were_merged_counts(town: asyncpg.Pool) -> None:
    """Nobody has merged the tables for the second half of June: what is due by then is there, and later than then."""
    found = await items(on(town, datetime.date(2026, 6, 21)), homes.CHIEF, d=homes.EAST)
    late = {(one["kind"], one["code"]) for one in found["nodes"] if one["late"]}
    assert late == {
        ("RENT_OVERDUE", "A5"), ("MATERIALS_DUE", "A7"), ("CHOICE_DUE", "B3"), ("YEARLY_REVIEW_DUE", "B2"),
        ("OPEN_REVIEW", "B1"),
    }  # fmt: skip
    await homes.project(town, datetime.date(2026, 6, 21))
    assert await items(on(town, datetime.date(2026, 6, 21)), homes.CHIEF, d=homes.EAST) == found


@pytest.mark.parametrize("reader", [PUBLIC, homes.COCKPIT], ids=lambda one: one.roles[0])
async def test_it_is_for_roles_that_see_personal_data(town: asyncpg.Pool, reader: Identity) -> None:
    answer = await on(town).execute(ASK, {}, None, reader)
    (error,) = orjson.loads(answer.body)["errors"]
    assert (answer.status, error["extensions"]["code"]) == (403, "FORBIDDEN")
