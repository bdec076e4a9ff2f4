"""One statement an operation: refusals, clocks, pages, days that have come, and what strawberry answers."""

from __future__ import annotations

import base64
import datetime
from typing import Any

import asyncpg
import orjson
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api, operations
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from tests.graphql_api import homes, world
from tests.graphql_api.asking import AUDITOR, ask, refused


@pytest.mark.parametrize(
    ("text", "variables", "code", "says"),
    [
        ("{", {}, "SYNTAX_ERROR", "Expected Name"),
        ("{ nothing }", {}, "INVALID_DOCUMENT", "Cannot query field 'nothing'"),
        ("query($c: String!) { house(code: $c) { code } }", {}, "BAD_VALUE", "$c"),
        ("query($d: Date) { houses(asOf: {validOn: $d}) { position }}", {"d": "2020-02-30"}, "BAD_VALUE", "2020-02-30"),
        ("query($k: DateTime) { houses(asOf: {knownAt: $k}) { position }}", {"k": "2020-01-01"}, "BAD_VALUE", "offset"),
        ("{ houses(asOf: {knownAt: \"2020-01-01T00:00:00Z\", position: 1}) { position }}", {}, "BAD_VALUE", "not both"),
        ("{ houses(after: \"zzz\") { nodes { code } } }", {}, "BAD_CURSOR", "HOUSE:CODE:ASC"),
        ("{ houses(first: 501) { nodes { code } } }", {}, "TOO_LARGE", "501"),
        ("{ houses(first: -1) { nodes { code } } }", {}, "BAD_VALUE", "-1"),
        ("query($c: String!) { house(code: $c) { code } }", {"c": "a\u0000b"}, "BAD_VALUE", "text"),
        ("{ event(position: -5) { code } }", {}, "INVALID_DOCUMENT", "position"),
        (f"{{ {'a' * 64}: me {{ subject }} }}", {}, "TOO_LARGE", "64 characters"),
        ("query A { me { subject } } query B { me { roles } }", {}, "BAD_REQUEST", "A, B"),
    ],
)  # fmt: skip
async def test_what_cannot_be_asked_is_told_with_a_code(
    execute: Executor, text: str, variables: dict[str, Any], code: str, says: str
) -> None:
    error = await refused(execute, text, **variables)
    assert error["code"] == code
    assert says in error["message"]


async def test_a_bomb_of_fragments_is_refused_at_once(execute: Executor) -> None:
    steps = "".join(f"fragment F{n} on House {{ ...F{n + 1} building {{ code }} ...F{n + 1} }} " for n in range(30))
    bomb = f'{{ house(code: "x") {{ ...F0 }} }} {steps} fragment F30 on House {{ code }}'
    assert (await refused(execute, bomb))["code"] == "TOO_LARGE"
    deep = '{ house(code: "x") ' + "{ building { houses { nodes " * 8 + "{ code }" + " } } }" * 8 + " }"
    assert (await refused(execute, deep))["code"] == "TOO_LARGE"


async def test_a_cursor_belongs_to_its_order(execute: Executor) -> None:
    page = await ask(execute, "{ houses(first: 1) { pageInfo { endCursor } } }")
    cursor = page["houses"]["pageInfo"]["endCursor"]
    other = "query($c: String) { houses(after: $c, orderBy: {field: ADDRESS}) { nodes { code } } }"
    assert (await refused(execute, other, c=cursor))["code"] == "BAD_CURSOR"


@pytest.mark.parametrize("order", ["CODE", "ADDRESS", "FLOOR_AREA", "LAST_CHANGED"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_pages_forth_and_back_walk_the_whole_list(execute: Executor, order: str, direction: str) -> None:
    text = """query($a: String, $b: String, $f: Int, $l: Int, $o: HouseOrder) {
        houses(first: $f, after: $a, last: $l, before: $b, orderBy: $o) {
            nodes { code } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }"""
    by = {"field": order, "direction": direction}
    forth: list[str] = []
    back: list[str] = []
    cursor = None
    while True:
        page = (await ask(execute, text, f=40, a=cursor, o=by))["houses"]
        forth += [one["code"] for one in page["nodes"]]
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    cursor = None
    while True:
        page = (await ask(execute, text, l=40, b=cursor, o=by))["houses"]
        back = [one["code"] for one in page["nodes"]] + back
        cursor = page["pageInfo"]["startCursor"]
        if not page["pageInfo"]["hasPreviousPage"]:
            break
    assert len(forth) == page["totalCount"] == world.HOUSES + 3 + len(homes.HOMES)
    assert forth == back


CUT = """query($a: String, $b: String, $f: Int, $l: Int, $o: HouseOrder, $w: HouseFilter) {
    houses(first: $f, after: $a, last: $l, before: $b, orderBy: $o, filter: $w) {
        nodes { code timeline(first: 1) { nodes { position } } } edges { cursor node { code } }
        pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }"""


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("size", [0, 1, 7])
async def test_a_list_without_nulls_is_continued_as_if_it_might_have_some(
    execute: Executor, direction: str, size: int
) -> None:
    by = {"field": "FLOOR_AREA", "direction": direction}
    told = {"floorArea": {"gte": "0"}}
    edges = (await ask(execute, CUT, f=500, o=by, w={}))["houses"]["edges"]
    null = orjson.dumps([f"HOUSE:FLOOR_AREA:{direction}", None, "W", "a429f133-4509-53b8-b71a-c8612f01f397"])
    for cursor in [*(one["cursor"] for one in edges[::9]), base64.urlsafe_b64encode(null).decode().rstrip("=")]:
        for way in ({"f": size, "a": cursor}, {"l": size, "b": cursor}, {"l": size, "a": cursor}):
            by_index = await ask(execute, CUT, o=by, w=told, **way)
            assert by_index == await ask(execute, CUT, o=by, w={"or": [told]}, **way), (cursor, way)
            info, found = by_index["houses"]["pageInfo"], by_index["houses"]["edges"]
            assert [one["node"]["code"] for one in found] == [one["code"] for one in by_index["houses"]["nodes"]]
            ends = (found[0]["cursor"], found[-1]["cursor"]) if found else (None, None)
            assert (info["startCursor"], info["endCursor"]) == ends


async def test_a_day_that_has_come_shows_without_any_job(reads: asyncpg.Pool) -> None:
    text = """{ house(code: "W-2") { occupancy leases { live } }
        houses(filter: {occupancy: {eq: LET}, code: {prefix: "W-"}}) { totalCount } }"""
    for day, occupancy, leases in (
        (world.TODAY, "VACANT", []),
        (datetime.date(2026, 8, 1), "LET", [{"live": True}]),
        (datetime.date(2027, 8, 1), "VACANT", [{"live": False}]),
    ):
        execute = Executor(api.of(CATALOGUE), reads, lambda day=day: day)  # type: ignore[misc]
        told = await ask(execute, text)
        assert told["house"] == {"occupancy": occupancy, "leases": leases}
        assert told["houses"]["totalCount"] == (occupancy == "LET")


async def test_voids_and_corrections_show_in_both_directions(execute: Executor) -> None:
    text = """{ house(code: "W-1") { floorArea mortgages { key }
        timeline(includeVoided: true) { nodes { type voidedBy { type } corrects { type } correctedBy { position }
        causedBy { position } caused { code } reliedOn { type } } } } }"""
    house = (await ask(execute, text, AUDITOR))["house"]
    assert house["floorArea"] == "90.00"
    assert house["mortgages"] == []
    by_type = {one["type"]: one for one in house["timeline"]["nodes"]}
    assert by_type["MortgageRegistered"]["voidedBy"] == {"type": "EventVoided"}
    assert by_type["SurveyRevised"]["corrects"] == {"type": "SurveyRevised"}
    assert by_type["SurveyRevised"]["caused"] == [{"code": "W-2"}]
    assert by_type["SurveyRevised"]["reliedOn"] == [{"type": "MortgageRegistered"}]


async def test_a_timeline_inherits_the_clocks_of_its_subject(execute: Executor) -> None:
    text = """query($at: AsOf) { house(code: "W-1", asOf: $at) {
        floorArea mortgages { key } timeline { nodes { type effectiveOn } } } }"""
    surveyed = {"type": "SurveyRevised", "effectiveOn": "2021-05-01"}
    now = (await ask(execute, text))["house"]
    assert surveyed in now["timeline"]["nodes"]
    before = (await ask(execute, text, at={"validOn": "2021-04-30"}))["house"]
    assert before["floorArea"] == "88.20"
    assert surveyed not in before["timeline"]["nodes"]
    first = await ask(execute, '{ house(code: "W-1") { timeline(includeVoided: true) { nodes { position type } } } }')
    at = {one["type"]: one["position"] for one in first["house"]["timeline"]["nodes"]}["MortgageRegistered"]
    mortgaged = (await ask(execute, text, at={"position": at}))["house"]
    assert [one["key"] for one in mortgaged["mortgages"]] == ["M1"]
    assert [one["type"] for one in mortgaged["timeline"]["nodes"]] == ["HouseRegistered", "MortgageRegistered"]
    assert (await ask(execute, text, at={"position": at - 2}))["house"] is None


async def test_the_public_sees_no_amounts_and_no_personal_data(execute: Executor) -> None:
    text = """{ house(code: "W-1") {
        timeline(includeVoided: true, types: ["MortgageRegistered"]) { nodes { data changes } } } }"""
    for identity, amount in ((PUBLIC, {"masked": True}), (AUDITOR, "100.00")):
        (event,) = (await ask(execute, text, identity))["house"]["timeline"]["nodes"]
        assert event["data"]["mortgages/M1/amount"] == amount
        assert event["changes"][0]["set"]["amount"] == amount
    sealed = await ask(
        execute,
        "{ houses(first: 200) { nodes { owners(live: null) { name idNumber } timeline { nodes { data } } } } }",
        AUDITOR,
    )
    told = orjson.dumps(sealed)
    assert b'{"sealed":true}' in told
    assert b"nonce" not in told
    names = [owner["name"] for house in sealed["houses"]["nodes"] for owner in house["owners"]]
    assert all(name is None or "*" in name for name in names)
    assert any(names)


async def test_readers_see_their_divisions_only(execute: Executor) -> None:
    text = """{ houses(first: 500) { totalCount nodes { division } }
        changes(first: 500) { nodes { subject { ... on House { division } } } }
        house(code: "W-1") { code } old: houses(asOf: {validOn: "2020-01-01"}, first: 500) { nodes { division } } }"""
    east = await ask(execute, text, Identity("e", ("caseworker",), ("990102",)))
    divisions = {one["division"] for one in [*east["houses"]["nodes"], *east["old"]["nodes"]]}
    assert divisions == {"990102"}
    secured = list(homes.HOMES.values())
    shown = world.HOUSES - 1 + secured.count(homes.EAST)  # one lies in the other city
    assert east["houses"]["totalCount"] == len(east["houses"]["nodes"]) == shown
    whole = await ask(execute, text, Identity("c", ("caseworker",), ("990100",)))
    assert whole["houses"]["totalCount"] == world.HOUSES + len(secured)
    assert east["house"] is None
    nowhere = await ask(execute, text, Identity("n", ("caseworker",), ()))
    assert nowhere["houses"] == {"totalCount": 0, "nodes": []}
    assert nowhere["changes"]["nodes"] == nowhere["old"]["nodes"] == []


async def test_introspection_beside_data_keeps_the_order_of_keys(execute: Executor) -> None:
    text = """query Q($no: Boolean!) { __typename a: me { roles } __schema { queryType { name } }
        ...on Query { h: house(code: "W-1") { code } __type(name: "House") @skip(if: $no) { kind } } }"""
    told = await ask(execute, text, no=False)
    assert list(told) == ["__typename", "a", "__schema", "h", "__type"]
    assert told["__schema"] == {"queryType": {"name": "Query"}}
    assert told["__type"] == {"kind": "OBJECT"}
    assert "__type" not in await ask(execute, text, no=True)


async def test_an_as_of_total_past_the_budget_is_refused(execute: Executor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphql_api.as_of.BUDGET", 10)
    error = await refused(execute, '{ houses(asOf: {validOn: "2020-01-01"}) { totalCount } }')
    assert error["code"] == "AS_OF_TOO_LARGE"
    by_area = '{ houses(asOf: {validOn: "2020-01-01"}, orderBy: {field: FLOOR_AREA}) { nodes { code } } }'
    assert (await refused(execute, by_area))["code"] == "AS_OF_TOO_LARGE"
    told = await ask(execute, '{ houses(asOf: {validOn: "2020-01-01"}, first: 2) { nodes { code } } }')
    assert len(told["houses"]["nodes"]) == 2


async def test_the_catalogue_counts_and_the_projection_tells_how_far_it_is(execute: Executor) -> None:
    told = await ask(
        execute,
        "{ catalogue { name kind count fields { path type } } audit { projection { behind position lastPolledAt } } }",
        AUDITOR,
    )
    counts = {(one["kind"], one["name"]): one["count"] for one in told["catalogue"]}
    assert counts.keys() == CATALOGUE.event_types.keys()
    assert counts["HOUSE", "EventVoided"] >= 1
    assert told["audit"]["projection"]["behind"] == 0
    assert sum(counts.values()) == told["audit"]["projection"]["position"]


@pytest.mark.parametrize("name", [name for name, text in operations.documents().items() if "\nmutation " not in text])
async def test_every_shipped_query_answers(execute: Executor, name: str) -> None:
    text = operations.documents()[name]
    given = next((line for line in text.splitlines() if line.startswith("# variables: ")), "# variables: {}")
    assert await ask(execute, text, AUDITOR, **orjson.loads(given.removeprefix("# variables: ")))
