"""Findings and investigations over all kinds: filters, pages, days that have come, readers, indexes."""

from __future__ import annotations

import datetime
from typing import Any

import asyncpg
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.executor import Executor
from graphql_api.identity import Identity
from tests.graphql_api import world
from tests.graphql_api.asking import AUDITOR, ask, refused

EAST = Identity("e", ("caseworker",), ("990102",))
WEST = Identity("w", ("caseworker",), ("990103",))


async def keys(execute: Executor, given: str, identity: Identity = AUDITOR) -> list[str]:
    text = f"{{ findings(filter: {given}, first: 500) {{ totalCount nodes {{ code key }} }} }}"
    page = (await ask(execute, text, identity))["findings"]
    assert page["totalCount"] == len(page["nodes"])
    return sorted(f"{one['code']}/{one['key']}" for one in page["nodes"] if one["code"].startswith("W-"))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("{}", ["W-1/1", "W-2/1", "W-2/2"]),
        ('{rule: {eq: "GEN-1"}}', ["W-1/1", "W-2/2"]),
        ("{grade: {in: [WARNING, NOTE]}}", ["W-2/1", "W-2/2"]),
        ('{department: {prefix: "regis"}, not: {grade: {eq: ERROR}}}', ["W-2/2"]),
        ("{kind: {eq: BUILDING}}", []),
        ('{kind: {in: [HOUSE]}, code: {eq: "W-2"}}', ["W-2/1", "W-2/2"]),
        ('{foundOn: {gte: "2026-01-08"}}', ["W-2/1"]),
        ('{division: {eq: "990102"}}', []),
        ('{event: {eq: "unknown"}}', ["W-2/1"]),
        ("{open: false}", []),
    ],
)
async def test_filters(execute: Executor, given: str, expected: list[str]) -> None:
    assert await keys(execute, given) == expected


async def test_what_is_resolved_on_a_day_is_open_until_then_without_any_job(reads: asyncpg.Pool) -> None:
    """Also what is under investigation: of houses, of their elements, and of encumbrances by the names they show."""
    text = """{ findings(filter: {open: true, rule: {eq: "GEN-1"}}) { nodes { code open } }
        investigations(filter: {open: true, code: {prefix: "W-"}}) { nodes { code attribute } }
        one: house(code: "W-1") { underInvestigationAttributes }
        two: house(code: "W-2") { underInvestigationAttributes leases { underInvestigationAttributes } }
        three: house(code: "W-3") { mortgages { underInvestigationAttributes }
            encumbrances { holder underInvestigationAttributes } } }"""
    for day, resolved, closed in (
        (world.TODAY, False, False),
        (datetime.date(2026, 8, 31), True, False),
        (datetime.date(2026, 9, 1), True, True),
    ):
        execute = Executor(api.of(CATALOGUE), reads, lambda day=day: day)  # type: ignore[misc]
        told = await ask(execute, text, AUDITOR)
        found = sorted(one["code"] for one in told["findings"]["nodes"])
        assert found == (["W-1"] if resolved else ["W-1", "W-2"])
        doubts = {(one["code"], one["attribute"]) for one in told["investigations"]["nodes"]}
        assert doubts == {("W-1", "floor_area"), ("W-3", "mortgagee_name")} | (set() if closed else {("W-2", "rent")})
        assert told["one"]["underInvestigationAttributes"] == ["floorArea"]
        assert told["two"]["underInvestigationAttributes"] == []
        leases = told["two"]["leases"]
        assert leases == ([] if day == world.TODAY else [{"underInvestigationAttributes": [] if closed else ["rent"]}])
        assert told["three"] == {
            "mortgages": [{"underInvestigationAttributes": ["mortgageeName"]}],
            "encumbrances": [{"holder": "安澜银行", "underInvestigationAttributes": ["holder"]}],
        }


async def test_an_investigation_shows_from_its_opening_on(execute: Executor) -> None:
    text = 'query($at: AsOf) { house(code: "W-2", asOf: $at) { underInvestigation underInvestigationAttributes } }'
    for day, names in (("2026-01-08", []), ("2026-01-09", ["address"]), ("2026-02-01", [])):
        house = (await ask(execute, text, at={"validOn": day}))["house"]
        assert house["underInvestigationAttributes"] == names
    assert house["underInvestigation"], "its lease's rent still is"


async def test_each_shows_its_subject_and_its_event(execute: Executor) -> None:
    text = """{ findings(filter: {code: {prefix: "W-"}}) { nodes { kind code key
        subject { code ... on House { floorArea } } eventRecord { type code } } } }"""
    nodes = {(one["code"], one["key"]): one for one in (await ask(execute, text, AUDITOR))["findings"]["nodes"]}
    survey = {"type": "SurveyRevised", "code": "W-1"}
    assert nodes["W-1", "1"]["eventRecord"] == nodes["W-2", "2"]["eventRecord"] == survey
    assert nodes["W-2", "1"]["eventRecord"] is None
    assert nodes["W-1", "1"]["subject"] == {"code": "W-1", "floorArea": "90.00"}
    assert {one["kind"] for one in nodes.values()} == {"HOUSE"}


async def test_readers_see_those_of_their_divisions(execute: Executor) -> None:
    text = """{ findings { totalCount nodes { code } }
        investigations(filter: {code: {prefix: "W-"}}) { totalCount nodes { code } } }"""
    west = await ask(execute, text, WEST)
    assert west["findings"] == {"totalCount": 0, "nodes": []}
    assert west["investigations"] == {"totalCount": 1, "nodes": [{"code": "W-3"}]}
    east = await ask(execute, text, EAST)
    assert east["investigations"]["totalCount"] == 0
    assert east["findings"]["totalCount"] == len(east["findings"]["nodes"]) > 0


async def test_pages_forth_and_back(execute: Executor) -> None:
    text = """query($f: Int, $a: String, $l: Int, $b: String) { findings(first: $f, after: $a, last: $l, before: $b) {
        nodes { position code key } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
    whole = (await ask(execute, text, AUDITOR, f=100))["findings"]["nodes"]
    assert [one["position"] for one in whole] == sorted((one["position"] for one in whole), reverse=True)
    for way, size, cursor, more in (
        ("a", "f", "endCursor", "hasNextPage"),
        ("b", "l", "startCursor", "hasPreviousPage"),
    ):
        found: list[Any] = []
        page = (await ask(execute, text, AUDITOR, **{size: 1}))["findings"]
        while True:
            found = [*found, *page["nodes"]] if way == "a" else [*page["nodes"], *found]
            if not page["pageInfo"][more]:
                break
            page = (await ask(execute, text, AUDITOR, **{size: 1, way: page["pageInfo"][cursor]}))["findings"]
        assert found == whole
    other = "query($a: String) { investigations(after: $a) { nodes { key } } }"
    assert (await refused(execute, other, a=page["pageInfo"]["endCursor"]))["code"] == "BAD_CURSOR"


@pytest.mark.parametrize(
    ("given", "index"),
    [
        ('{open: true, rule: {eq: "PRE-3"}}', "house_findings_open"),
        ("{}", "house_findings_last"),
        ('{event: {eq: "unknown"}}', "house_findings_event"),
    ],
)
async def test_lists_use_their_index(reads: asyncpg.Pool, execute: Executor, given: str, index: str) -> None:
    """Whatever the tables hold: no kind's findings are read and sorted whole."""
    asked: list[str] = []

    class Explaining:
        async def fetchrow(self, sql: str, *arguments: object) -> Any:
            async with reads.acquire() as connection, connection.transaction():
                await connection.execute("set local enable_seqscan = off; set local enable_bitmapscan = off")
                asked.extend(row[0] for row in await connection.fetch(f"explain {sql}", *arguments))
            return b"{}", False

    explaining = Executor(api.of(CATALOGUE), Explaining(), lambda: world.TODAY)  # type: ignore[arg-type]
    text = f"{{ findings(filter: {given}, first: 5) {{ nodes {{ key rule }} }} }}"
    await explaining.execute(text, {}, None, AUDITOR)
    plan = "\n".join(asked)
    assert f"Index Scan Backward using {index}" in plan or f"using {index} on" in plan, plan
    assert "Seq Scan on house_findings" not in plan
