"""`worksDue`, `due` and the filter `late`: what of works is to be done, to the day, as far as a reader may see."""

from __future__ import annotations

import datetime
from typing import Any

import asyncpg
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api, works
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from tests.graphql_api import building_sites, homes
from tests.graphql_api.asking import ask

ASK = """query($d: String, $w: [ProcedureDuty!], $l: Boolean, $n: Int = 100, $a: String) {
    worksDue(division: $d, what: $w, late: $l, first: $n, after: $a) {
        totalCount pageInfo { hasNextPage endCursor }
        nodes { what kind code key since dueOn late department subject { code } } } }"""

EVERYTHING = [
    ("RECTIFICATION", "P5", "R", "2026-04-05", "2026-04-20", True),
    ("SUPERVISION", "P1", "K", "2026-05-01", "2026-05-10", True),
    ("FIRE_ACCEPTANCE", "P2", "", "2026-05-01", "2026-05-16", True),
    ("COMPLETION_FILING", "B1", "", "2026-05-05", "2026-05-20", True),
    ("RECTIFICATION", "P1", "R1", "2026-05-05", "2026-05-20", True),
    ("TENDER_AWARD", "P1", "T1", "2026-03-01", "2026-05-30", True),
    ("DRAWINGS_REVISION", "P1", "F1", "2026-05-01", "2026-05-31", True),
    ("RETEST", "P1", "M1", "2026-05-25", "2026-06-01", False),
    ("PROCEDURE_STEP", "P1", "A", "2026-05-20", "2026-06-09", False),
    ("LABOUR_REPORT", "P1", "", "2026-06-01", "2026-06-10", False),
    ("WORKS_CONTRACT", "P1", "T2", "2026-05-20", "2026-06-19", False),
    ("PERMIT_LAPSE", "P3", "K", "2026-05-21", "2026-06-20", False),
    ("PROCEDURE_STEP", "P1", "E", "2026-06-30", "2026-06-30", False),
    ("HAZARD", "B2", "Z1", "2026-04-01", "2026-07-01", False),
    ("ARCHIVE_ACCEPTANCE", "P2", "", "2026-05-01", "2026-08-01", False),
]
"""Worked out by hand from :data:`tests.graphql_api.building_sites.WORKS`, for the day of that town."""


@pytest.fixture
async def town(pool: asyncpg.Pool) -> asyncpg.Pool:
    await building_sites.build(pool, building_sites.WORKS)
    return pool


def on(pool: Any, day: datetime.date = homes.TODAY) -> Executor:
    return Executor(api.of(CATALOGUE), pool, lambda: day)


def told(nodes: Any) -> list[tuple[Any, ...]]:
    return [tuple(one[name] for name in ("what", "code", "key", "since", "dueOn", "late")) for one in nodes]


async def items(execute: Executor, reader: Identity = PUBLIC, **given: Any) -> Any:
    return (await ask(execute, ASK, reader, **given))["worksDue"]


async def test_everything_that_is_due_is_listed_by_its_day(town: asyncpg.Pool) -> None:
    found = await items(on(town))
    assert told(found["nodes"]) == EVERYTHING
    assert found["totalCount"] == len(EVERYTHING)
    assert {one[0] for one in EVERYTHING} == {duty.name for duty in works.ProcedureDuty}, "a duty is tested by nothing"
    assert all(one["subject"] == {"code": one["code"]} for one in found["nodes"])
    departments = {one["what"]: one["department"] for one in found["nodes"]}
    assert departments["FIRE_ACCEPTANCE"] == "fire"
    assert departments["HAZARD"] == "house-safety"
    assert departments["RECTIFICATION"] == "works-supervision"


@pytest.mark.parametrize("late", [True, False])
async def test_late_or_not_narrows_it(town: asyncpg.Pool, late: bool) -> None:
    assert told((await items(on(town), l=late))["nodes"]) == [one for one in EVERYTHING if one[5] is late]


async def test_duties_and_divisions_narrow_it(town: asyncpg.Pool) -> None:
    found = await items(on(town), d=homes.WEST, w=["HAZARD", "RECTIFICATION", "FIRE_ACCEPTANCE"])
    assert [one["code"] for one in found["nodes"]] == ["P2", "B2"]
    city = await items(on(town), d=homes.CITY)
    assert told(city["nodes"]) == EVERYTHING[1:], "what lies nowhere is of no city"


async def test_it_ends_at_the_divisions_of_a_reader(town: asyncpg.Pool) -> None:
    found = await items(on(town), homes.CLERK)
    assert {one["code"] for one in found["nodes"]} == {"P1", "B1"}


async def test_pages_follow_each_other(town: asyncpg.Pool) -> None:
    execute, forth, cursor, more = on(town), list[tuple[Any, ...]](), None, True
    while more:
        page = await items(execute, n=4, a=cursor)
        forth += told(page["nodes"])
        cursor, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    assert forth == EVERYTHING


OWN = """query($at: AsOf) {
    project(code: "P1", asOf: $at) { due { what code key since dueOn late } }
    building(code: "B2", asOf: $at) { due { what code key since dueOn late } } }"""


async def test_a_project_says_what_of_it_is_due(town: asyncpg.Pool) -> None:
    found = await ask(on(town), OWN)
    assert told(found["project"]["due"]) == [one for one in EVERYTHING if one[1] == "P1"]
    assert told(found["building"]["due"]) == [one for one in EVERYTHING if one[1] == "B2"]


async def test_as_of_another_day_it_says_what_was_due_then(town: asyncpg.Pool) -> None:
    found = await ask(on(town), OWN, at={"validOn": "2026-05-19"})
    due = {one["key"] or one["what"]: one["late"] for one in found["project"]["due"]}
    # R2 is closed on that day, B and C are still open, the workers of May are not due yet
    assert due == {"R1": False, "T1": False, "F1": False, "K": True, "A": False, "B": False, "C": False, "E": False,
                   "M1": False, "T2": False}  # fmt: skip
    assert [one["key"] for one in found["building"]["due"]] == ["Z1"]


async def test_a_day_that_came_since_the_tables_were_merged_counts(town: asyncpg.Pool) -> None:
    later = datetime.date(2026, 6, 10)
    found = await items(on(town, later))
    late = {(one["what"], one["key"]) for one in found["nodes"] if one["late"] and one["code"] == "P1"}
    assert late == {
        ("SUPERVISION", "K"), ("RECTIFICATION", "R1"), ("TENDER_AWARD", "T1"), ("DRAWINGS_REVISION", "F1"),
        ("RETEST", "M1"), ("PROCEDURE_STEP", "A"),
    }  # fmt: skip
    await homes.project(town, later)
    assert await items(on(town, later)) == found


@pytest.mark.parametrize(("late", "codes"), [(True, ["P1", "P2", "P5"]), (False, ["P3", "P4"])])
async def test_lists_are_filtered_by_what_is_late(town: asyncpg.Pool, late: bool, codes: list[str]) -> None:
    text = "query($l: Boolean) { projects(filter: {late: $l}) { nodes { code } } }"
    found = await ask(on(town), text, l=late)
    assert [one["code"] for one in found["projects"]["nodes"]] == codes


async def test_a_list_as_of_another_day_is_filtered_by_what_was_late_then(town: asyncpg.Pool) -> None:
    text = """{ projects(filter: {late: true}, asOf: {validOn: "2026-05-15"}) { nodes { code } }
                buildings(filter: {late: true}) { nodes { code } } }"""
    found = await ask(on(town), text)
    assert [one["code"] for one in found["projects"]["nodes"]] == ["P1", "P5"]
    assert [one["code"] for one in found["buildings"]["nodes"]] == ["B1"]
