"""The feed between two positions, what one document changed, what an event voids, and what was decided on it."""

from __future__ import annotations

from typing import Any

import asyncpg

from graphql_api import plans
from graphql_api.executor import Executor
from graphql_api.identity import Identity
from tests.graphql_api.asking import AUDITOR, ask, refused

BY_DOCUMENT = """query($n: String!, $k: String, $f: Int, $a: Position) {
    changesByDocument(number: $n, kind: $k, first: $f, after: $a) { totalCount nodes { position kind document { kind } }
        pageInfo { hasNextPage hasPreviousPage endCursor } } }"""


async def test_one_document_over_all_kinds(execute: Executor) -> None:
    whole = (await ask(execute, BY_DOCUMENT, AUDITOR, n="文1"))["changesByDocument"]
    assert [one["kind"] for one in whole["nodes"]] == ["HOUSE", "BUILDING", "HOUSE"]
    assert whole["totalCount"] == 3
    pages: list[Any] = []
    after = None
    while True:
        page = (await ask(execute, BY_DOCUMENT, AUDITOR, n="文1", f=1, a=after))["changesByDocument"]
        assert page["totalCount"] == 3
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        pages += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert pages == whole["nodes"]


async def test_the_kind_tells_documents_of_one_number_apart(execute: Executor) -> None:
    for kind, count in (("决定书", 2), ("通知书", 1), ("公告", 0)):
        told = (await ask(execute, BY_DOCUMENT, AUDITOR, n="文1", k=kind))["changesByDocument"]
        assert [one["document"]["kind"] for one in told["nodes"]] == [kind] * count


async def test_a_reader_sees_what_it_changed_in_its_divisions(execute: Executor) -> None:
    west = Identity("w", ("caseworker",), ("990103",))
    told = (await ask(execute, BY_DOCUMENT, west, n="文1"))["changesByDocument"]
    assert [one["kind"] for one in told["nodes"]] == ["HOUSE"]
    assert told["totalCount"] == 1


async def test_an_event_names_what_was_decided_on_it(execute: Executor, reads: asyncpg.Pool) -> None:
    mortgage = await reads.fetchval(
        "select position from read.event where code = 'W-1' and type = 'MortgageRegistered'"
    )
    text = "query($p: Position!) { event(position: $p) { dependants { type code reliedOn { position } } } }"
    (dependant,) = (await ask(execute, text, AUDITOR, p=mortgage))["event"]["dependants"]
    assert dependant == {"type": "SurveyRevised", "code": "W-1", "reliedOn": [{"position": mortgage}]}


async def test_the_feed_between_two_positions(execute: Executor) -> None:
    text = "query($a: Position, $u: Position) { changes(after: $a, until: $u) { totalCount nodes { position } } }"
    told = (await ask(execute, text, AUDITOR, a=3, u=7))["changes"]
    assert told == {"totalCount": 4, "nodes": [{"position": position} for position in (4, 5, 6, 7)]}
    assert (await ask(execute, text, AUDITOR, a=7, u=7))["changes"] == {"totalCount": 0, "nodes": []}


async def test_a_void_names_what_it_voids(execute: Executor) -> None:
    nodes = await ask(
        execute, '{ changes(types: "EventVoided") { nodes { position voids { voidedBy { position } } } } }', AUDITOR
    )
    voiding = [one for one in nodes["changes"]["nodes"] if one["voids"]]
    assert voiding
    for one in voiding:
        assert one["voids"] == [{"voidedBy": {"position": one["position"]}}] * len(one["voids"])


async def test_divisions_go_on_by_their_codes(execute: Executor) -> None:
    text = "query($a: String, $f: Int!, $o: DivisionOrder) { divisions(after: $a, first: $f, orderBy: $o) { code } }"
    whole = (await ask(execute, text, AUDITOR, f=500))["divisions"]
    two = (await ask(execute, text, AUDITOR, f=2))["divisions"]
    assert two + (await ask(execute, text, AUDITOR, f=500, a=two[-1]["code"]))["divisions"] == whole
    later = (await ask(execute, text, AUDITOR, f=500, a=two[-1]["code"], o={"field": "CODE"}))["divisions"]
    assert later == whole[2:]
    for order in ({"field": "NAME"}, {"field": "CODE", "direction": "DESC"}):
        told = await refused(execute, text, f=2, a="1", o=order)
        assert (told["code"], told["field"]) == ("BAD_VALUE", "after")


async def test_dependants_are_found_by_their_index(reads: asyncpg.Pool) -> None:
    async with reads.acquire() as connection, connection.transaction():
        await connection.execute("set local enable_seqscan = off")
        rows = await connection.fetch(
            "explain select from read.event e, read.event o where e.position = 5 and o.relied_on @> array[e.id]"
        )
    assert "event_relied_on" in "\n".join(row[0] for row in rows)


async def test_a_page_of_any_size_reads_its_rows_by_their_keys(execute: Executor, reads: asyncpg.Pool) -> None:
    text = 'query { houses(filter: {phase: {eq: HOLDING}, building: {code: {eq: "B"}}}, first: 50) { nodes { code } } }'
    operation = execute.operation(text, None)
    planned = plans.make(execute.api, operation, AUDITOR, operation.variables({}))
    async with reads.acquire() as connection, connection.transaction():
        await connection.execute("set local plan_cache_mode = force_generic_plan")
        await connection.execute("set local enable_seqscan = off")
        await connection.execute("set local enable_nestloop = off")  # as if the table were large
        await connection.execute(f"prepare page as {planned.sql}")
        rows = await connection.fetch("explain execute page ('2026-06-01', 'HOLDING', 'B', 50)")
        await connection.execute("deallocate page")
    assert "Index Cond: (subject = k.subject)" in "\n".join(row[0] for row in rows)
