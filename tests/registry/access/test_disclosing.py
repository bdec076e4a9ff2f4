"""Personal data in answers: masked or in clear by role and purpose, disclosed before it is shown, never elsewhere."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import logging
import pathlib
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import asyncpg
import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from aggregates import vocabulary
from aggregates.catalogue import CATALOGUE
from aggregates.codes import persons as schemes
from graphql_api import api
from graphql_api.desk import Filed
from graphql_api.executor import SERVER_SETTINGS, Executor
from graphql_api.http import GraphQL
from graphql_api.identity import PUBLIC, Identity
from registry import database as connections
from registry.access import disclosing, purposes
from registry.desk import policies
from registry.ledger import kek, keys
from registry.ledger.ledger import Ledger
from tests import servers
from tests.graphql_api import desks, world

EAST = "990102"
OWNERS = """query Who($d: String) { houses(first: 300, filter: {division: {eq: $d}}) {
    nodes { code division owners(live: null) { key person name idNumber } } } }"""
LOG = "select count(*) from access.disclosure"
LOG_OF = "select count(distinct disclosure) from access.disclosed where ref = $1"
DISCLOSURES = """query($f: DisclosureFilter) { audit { disclosures(filter: $f, first: 500) { totalCount nodes {
    id at account roles purpose basis request operation persons { person kind code fields } } } } }"""

CASEWORKER = Identity("c", ("caseworker",), (EAST,), "case-handling")
ADMIN = Identity("a", ("admin",), ("*",), "complaint")
AUDITOR = Identity("auditor", ("auditor",), ("*",))


@pytest.fixture(scope="module")
def built(
    server_folder: pathlib.Path, server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, pathlib.Path]]:
    """The URL of a small city's database, and its key file; tests only ever add disclosures."""
    folder = tmp_path_factory.mktemp("keys")
    with servers.lasting_database(server_folder, server_url) as url:
        asyncio.run(_build(url, folder))
        yield url, folder / "kek.json"


async def _build(url: str, folder: pathlib.Path) -> None:
    pool = await connections.open_pool(url)
    await world.build(pool, folder)
    await pool.close()


@pytest.fixture
async def reads(built: tuple[str, pathlib.Path]) -> AsyncIterator[asyncpg.Pool]:
    pool = await connections.open_pool(built[0], name="test", least=1, most=4, stateless=True, **SERVER_SETTINGS)
    yield pool
    await pool.close()


@pytest.fixture
def store(reads: asyncpg.Pool, built: tuple[str, pathlib.Path]) -> keys.PostgresKeys:
    return keys.PostgresKeys(reads, kek.FileKeys(built[1]))


@pytest.fixture
async def opener(reads: asyncpg.Pool, store: keys.PostgresKeys) -> AsyncIterator[disclosing.Disclosing]:
    log = await Ledger.open(reads, "test")
    known = purposes.Purposes(policies.Book(log), lambda: world.TODAY)
    yield disclosing.Disclosing(reads, store, known, lambda: "request-1")
    await log.close()


@pytest.fixture
def execute(reads: asyncpg.Pool, opener: disclosing.Disclosing) -> Executor:
    return Executor(api.of(CATALOGUE), reads, lambda: world.TODAY, opener=opener)


async def answered(execute: Executor, text: str, identity: Identity, **variables: Any) -> Mapping[str, Any]:
    answer = await execute.execute(text, variables, None, identity)
    told: Mapping[str, Any] = orjson.loads(answer.body)
    assert "errors" not in told, told
    found: Mapping[str, Any] = told["data"]
    return found


def persons(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Owners who are persons, with the house and division that they were shown in."""
    return [
        {**owner, "code": house["code"], "division": house["division"]}
        for house in data["houses"]["nodes"]
        for owner in house["owners"]
        if owner["person"]
    ]


@pytest.mark.parametrize(
    "identity",
    [
        Identity("c", ("caseworker",), (EAST,)),
        Identity("d", ("department:housing-transactions",), ("*",), "case-handling"),
        Identity("u", ("auditor",), ("*",), "case-handling"),
        Identity("a", ("admin",), ("*",)),
        Identity("m", ("cockpit", "department:courts"), ("*",)),
    ],
    ids=lambda one: ",".join(one.roles),
)
async def test_without_role_or_purpose_values_are_masked(
    execute: Executor, reads: asyncpg.Pool, identity: Identity
) -> None:
    before = await reads.fetchval(LOG)
    shown = persons(await answered(execute, OWNERS, identity))
    assert len(shown) > 10
    assert {owner["name"][1:].strip("*") for owner in shown} == {""}
    assert {owner["idNumber"][6:14] for owner in shown} == {"*" * 8}
    assert await reads.fetchval(LOG) == before


@pytest.mark.parametrize(
    "identity",
    [PUBLIC, Identity("k", ("cockpit",), ("*",), "case-handling"), Identity("p", ("public", "cockpit"), ("*",), "x")],
)
async def test_public_and_cockpit_see_nothing_of_persons(execute: Executor, identity: Identity) -> None:
    data = await answered(execute, OWNERS, identity)
    owners = [owner for house in data["houses"]["nodes"] for owner in house["owners"]]
    assert owners
    assert {(owner["name"], owner["idNumber"]) for owner in owners} == {(None, None)}


async def test_a_caseworker_with_a_purpose_reads_its_divisions_in_clear(
    execute: Executor, reads: asyncpg.Pool, store: keys.PostgresKeys
) -> None:
    masked = persons(await answered(execute, OWNERS, Identity("c", ("caseworker",), (EAST,))))
    before = await reads.fetchval(LOG)
    shown = persons(await answered(execute, OWNERS, CASEWORKER))
    assert {owner["division"] for owner in shown} == {EAST}
    assert [(one["person"], one["code"]) for one in shown] == [(one["person"], one["code"]) for one in masked]
    for clear, hidden in zip(shown, masked, strict=True):
        assert "*" not in clear["name"]
        assert clear["name"][0] == hidden["name"][0]
        assert clear["idNumber"][:6] + "*" * 8 + clear["idNumber"][14:] == hidden["idNumber"]
    assert await reads.fetchval(LOG) == before + 1
    scheme = schemes.scheme_of(vocabulary.IdType.RESIDENT_IDENTITY)
    assert await disclosing.find_person(store, scheme, shown[0]["idNumber"]) == shown[0]["person"]


async def test_a_disclosure_says_who_saw_what_of_whom_and_why(
    execute: Executor, reads: asyncpg.Pool, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        shown = persons(await answered(execute, OWNERS, ADMIN, d=EAST))
    assert "personal data disclosed" in caplog.text
    assert not [one for one in shown if one["name"] in caplog.text or one["idNumber"] in caplog.text]
    asked = {"account": {"eq": "a"}, "purpose": {"eq": "complaint"}}
    told = (await answered(execute, DISCLOSURES, AUDITOR, f=asked))["audit"]["disclosures"]["nodes"][0]
    assert (told["account"], told["roles"], told["purpose"]) == ("a", ["admin"], "complaint")
    assert (told["request"], told["operation"], told["basis"]) == (
        "request-1",
        "Who",
        "Petition Work Regulation (2022)",
    )
    expected: dict[tuple[str, str], set[str]] = {}
    for one in shown:
        fields = {f"owners/{one['key']}#{name}" for name in ("name", "id_number")}
        expected.setdefault((one["person"], one["code"]), set()).update(fields)
    assert {(one["person"], one["code"]): set(one["fields"]) for one in told["persons"]} == expected
    assert {one["kind"] for one in told["persons"]} == {"HOUSE"}
    of_one = await disclosing.of_person(reads, shown[0]["person"])
    assert of_one[-1]["id"] == told["id"]


async def test_disclosures_are_found_by_person_code_and_time(execute: Executor) -> None:
    shown = persons(await answered(execute, OWNERS, ADMIN, d=EAST))
    person, code = shown[0]["person"], shown[0]["code"]
    now = datetime.datetime.now(datetime.UTC)
    hour = datetime.timedelta(hours=1)
    for asked, some in (
        ({"person": {"eq": person}}, True),
        ({"person": {"eq": "person/none"}}, False),
        ({"code": {"eq": code}, "from": (now - hour).isoformat(), "to": (now + hour).isoformat()}, True),
        ({"to": (now - hour).isoformat()}, False),
        ({"not": {"account": {"prefix": ""}}}, False),
    ):
        found = (await answered(execute, DISCLOSURES, AUDITOR, f=asked))["audit"]["disclosures"]
        assert bool(found["nodes"]) == some == bool(found["totalCount"]), asked


async def test_auditors_of_a_division_see_what_concerns_it_and_others_nothing(execute: Executor) -> None:
    await answered(execute, OWNERS, ADMIN)
    east = Identity("e", ("auditor",), (EAST,))
    codes = {one["code"] for one in (await answered(execute, OWNERS, east))["houses"]["nodes"]}
    told = (await answered(execute, DISCLOSURES, east))["audit"]["disclosures"]["nodes"]
    assert told
    assert {person["code"] for one in told for person in one["persons"]} <= codes
    others = Identity("o", ("auditor",), ("990103",)), Identity("n", ("auditor",), ())
    for identity in (*others, PUBLIC, CASEWORKER, Identity("d", ("department:x",), ("*",))):
        none = (await answered(execute, DISCLOSURES, identity))["audit"]["disclosures"]
        assert none == {"totalCount": 0, "nodes": []}


@pytest.mark.parametrize("purpose", ["", "nothing", "Case-handling", "complaint", "张三"])
async def test_an_unknown_purpose_is_refused_whole(execute: Executor, purpose: str) -> None:
    """The divisions of the caseworker have a policy of their own, without the default's `complaint`."""
    identity = Identity("c", ("caseworker",), (EAST,), purpose)
    answer = await execute.execute("{ me { subject } }", {}, None, identity)
    (error,) = orjson.loads(answer.body)["errors"]
    assert (answer.status, error["extensions"]) == (400, {"code": "UNKNOWN_PURPOSE", "field": "X-Purpose"})
    assert not purpose or purpose not in error["message"]


async def test_nothing_is_shown_unless_its_disclosure_is_committed(
    execute: Executor, reads: asyncpg.Pool, caplog: pytest.LogCaptureFixture
) -> None:
    clear = {owner["name"] for owner in persons(await answered(execute, OWNERS, ADMIN))}
    await reads.execute(
        """create function access.fail() returns trigger language plpgsql as
           $$ begin raise exception 'the disk is full' using errcode = 'disk_full'; end $$;
           create constraint trigger fails after insert on access.disclosed deferrable initially deferred
           for each row execute function access.fail()"""
    )
    before = await reads.fetchval(LOG)
    try:
        with caplog.at_level(logging.DEBUG):
            answer = await execute.execute(OWNERS, {}, None, ADMIN)
    finally:
        await reads.execute("drop function access.fail cascade")
    assert answer.status == 503
    told = orjson.loads(answer.body)
    assert told.keys() == {"errors"}
    assert told["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    text = answer.body.decode() + caplog.text
    assert not [name for name in clear if name in text]
    assert await reads.fetchval(LOG) == before


async def test_the_purpose_comes_in_a_header(execute: Executor) -> None:
    async def admit(authorization: str | None, address: str | None) -> Identity:
        return Identity("a", ("admin",), ("*",))

    app = Starlette(routes=[Route("/graphql", GraphQL(execute, admit))])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for purpose, clear in ((None, False), ("complaint", True)):
            headers = {"X-Purpose": purpose} if purpose else {}
            told = (await client.post("/graphql", json={"query": OWNERS}, headers=headers)).json()
            assert all(("*" not in owner["name"]) == clear for owner in persons(told["data"]) if owner["name"])
        refused = await client.post("/graphql", json={"query": OWNERS}, headers={b"X-Purpose": b"\xff\xfe"})
        assert refused.json()["errors"][0]["extensions"]["code"] == "UNKNOWN_PURPOSE"


async def test_payloads_of_mutations_are_masked_whatever_the_purpose(
    reads: asyncpg.Pool, opener: disclosing.Disclosing, execute: Executor
) -> None:
    house = persons(await answered(execute, OWNERS, AUDITOR))[0]["code"]
    subject = await reads.fetchval("select subject from read.code where kind = 'HOUSE' and code = $1", house)
    position = await reads.fetchval("select position from read.progress")
    desk = desks.always(Filed(subject, None, position, position))
    filing = Executor(api.of(CATALOGUE), reads, lambda: world.TODAY, desk, opener=opener)
    before = await reads.fetchval(LOG)
    text = desks.FILE % "{ house { owners(live: null) { name idNumber } } }"
    told = await answered(filing, text, ADMIN, input=desks.CONTRACT)
    owners = told["filePresaleContract"]["house"]["owners"]
    assert any(owner["name"] for owner in owners)
    assert all("*" in owner["name"] for owner in owners if owner["name"])
    assert await reads.fetchval(LOG) == before
    assert desk.filed
    refused = await filing.execute(text, {"input": desks.CONTRACT}, None, dataclasses.replace(ADMIN, purpose="?"))
    assert orjson.loads(refused.body)["errors"][0]["extensions"]["code"] == "UNKNOWN_PURPOSE"
    assert len(desk.filed) == 1


async def test_what_was_disclosed_cannot_be_changed(execute: Executor, reads: asyncpg.Pool) -> None:
    await answered(execute, OWNERS, ADMIN)
    for statement in ("update access.disclosure set account = 'x'", "delete from access.disclosed"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="only grows"):
            await reads.execute(statement)


async def test_a_shredded_person_is_erased_and_the_others_are_shown(
    execute: Executor, store: keys.PostgresKeys, reads: asyncpg.Pool
) -> None:
    gone = persons(await answered(execute, OWNERS, ADMIN))[0]["person"]
    await store.shred(gone)
    for identity in (ADMIN, AUDITOR):
        before = await reads.fetchval(LOG_OF, gone)
        shown = persons(await answered(execute, OWNERS, identity))
        assert {(one["name"], one["idNumber"]) for one in shown if one["person"] == gone} == {("(erased)", "(erased)")}
        assert all(owner["name"] not in (None, "(erased)") for owner in shown if owner["person"] != gone)
        assert await reads.fetchval(LOG_OF, gone) - before == (identity is ADMIN), "that it was asked for is on record"


async def test_events_tell_that_a_value_is_erased_to_who_sees_persons(
    execute: Executor, store: keys.PostgresKeys
) -> None:
    """An owner who is shredded in the second half of the test, in the words of events and of a difference."""
    text = """query($c: String!) { house(code: $c) { timeline(first: 100) { nodes { data changes } } }
        difference(kind: HOUSE, code: $c, from: {validOn: "1999-01-01"}, to: {}) { path before after } }"""
    owner = next(one for one in persons(await answered(execute, OWNERS, ADMIN)) if one["name"] != "(erased)")
    states = []
    for identity in (ADMIN, AUDITOR, PUBLIC):
        states.append((identity, await answered(execute, text, identity, c=owner["code"])))
    await store.shred(owner["person"])
    for identity, before in states:
        after = await answered(execute, text, identity, c=owner["code"])
        assert (before == after) == (identity is PUBLIC)
        told = (orjson.dumps(one).replace(b'{"erased":true}', b'{"sealed":true}') for one in (before, after))
        assert next(told) == next(told)
        erased = [one for one in after["difference"] if {"erased": True} in (one["before"], one["after"])]
        assert {one["path"] for one in erased} >= {f"owners/{owner['key']}/name"} or identity is PUBLIC


async def test_what_holds_nothing_sealed_is_passed_through(execute: Executor, reads: asyncpg.Pool) -> None:
    before = await reads.fetchval(LOG)
    house = '{ house(code: "W-1") { code floorArea owners { key name } } }'
    assert (await answered(execute, house, ADMIN))["house"]["owners"] == []
    await answered(execute, "{ houses(first: 3) { nodes { code } } }", ADMIN)
    assert await reads.fetchval(LOG) == before


async def test_the_past_is_opened_as_well(execute: Executor) -> None:
    text = """query($at: AsOf) { houses(first: 300, asOf: $at) {
        nodes { code division owners(live: null) { key person name idNumber } } } }"""
    shown = persons(await answered(execute, text, ADMIN, at={"validOn": "2025-01-01"}))
    assert len(shown) > 10
    assert all("*" not in owner["name"] for owner in shown if owner["name"])


async def test_events_tell_that_a_value_is_sealed_and_no_more(execute: Executor) -> None:
    text = '{ changes(types: ["OwnershipTransferred"], first: 500) { nodes { data changes } } }'
    told = orjson.dumps(await answered(execute, text, ADMIN))
    assert b'{"sealed":true}' in told
    for name in {owner["name"] for owner in persons(await answered(execute, OWNERS, ADMIN)) if owner["name"]}:
        assert name.encode() not in told
