"""Subscriptions on a small city that does not change: what comes, what is resumed, and what a reader sees."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx
import orjson
import pytest

from graphql_api import subscriptions
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from tests import patience, test_docs_subscriptions
from tests.graphql_api import served
from tests.graphql_api.asking import AUDITOR, ask
from tests.graphql_api.served import Served, Streamed

FEED = """subscription($after: Position, $kinds: [SubjectKind!], $types: [String!])
    { changes(after: $after, kinds: $kinds, types: $types) { position } }"""
WHOLE = """subscription($after: Position) { changes(after: $after)
    { position kind code type actor source data changes document { number } subject { code ... on House { address }
    ... on Household { stage members { name idNumber } } } causedBy { position } } }"""
EAST = Identity("e", ("caseworker",), ("990102",))
WEST = Identity("w", ("caseworker",), ("990103",))
COCKPIT = Identity("c", ("cockpit",), ("*",))
READERS: Mapping[str, Identity] = {"auditor": AUDITOR, "east": EAST, "west": WEST, "cockpit": COCKPIT}
DEEP = "{ ... on House { building { houses { nodes " * 6 + "{ code }" + "} } } }" * 6
EVENTS = {"Accept": "text/event-stream"}


@pytest.fixture
async def city_served(execute: Executor) -> AsyncIterator[Served]:
    """A server of the city."""
    async with served.serving(execute, served.Readers(**READERS)) as made:
        yield made


async def feed(execute: Executor, identity: Identity, selected: str = "", **narrowed: Any) -> list[Any]:
    """The events that the feed of queries has, on all its pages."""
    text = f"""query($after: Position, $kinds: [SubjectKind!], $types: [String!]) {{
        changes(after: $after, first: 500, kinds: $kinds, types: $types) {{ nodes {{ position {selected} }} }} }}"""
    found: list[Any] = []
    after = narrowed.pop("after", 0)
    while page := (await ask(execute, text, identity, after=after, **narrowed))["changes"]["nodes"]:
        found += page
        after = page[-1]["position"]
    return found


@pytest.fixture
async def head(execute: Executor) -> int:
    return await execute.pool.fetchval("select position from ledger.log") or 0


async def test_all_that_was_recorded_comes_in_order_and_once(execute: Executor, city_served: Served) -> None:
    expected = await feed(execute, AUDITOR)
    assert len(expected) > 3 * subscriptions.PAGE
    async with city_served.acknowledged("auditor") as talk:
        await talk.subscribe(FEED, after=0)
        assert await talk.events(len(expected)) == expected


@pytest.mark.parametrize(
    ("page", "largest", "window"), [(1, 65_536, 7), (100, 1, 10_000), (3, 200, 5), (100, 10**9, 1)]
)
async def test_pages_of_any_size_leave_nothing_out(
    execute: Executor,
    city_served: Served,
    head: int,
    monkeypatch: pytest.MonkeyPatch,
    page: int,
    largest: int,
    window: int,
) -> None:
    for name, value in (("PAGE", page), ("LARGEST", largest), ("WINDOW", window)):
        monkeypatch.setattr(subscriptions, name, value)
    narrowed: dict[str, Any] = {"after": head - 120, "kinds": ["HOUSE"]}
    expected = await feed(execute, AUDITOR, **narrowed)
    async with city_served.acknowledged("auditor") as talk:
        await talk.subscribe(FEED, **narrowed)
        assert await talk.events(len(expected)) == expected


async def test_who_goes_on_after_any_position_misses_nothing(execute: Executor, city_served: Served, head: int) -> None:
    expected = [one["position"] for one in await feed(execute, AUDITOR, after=head - 30)]
    async with city_served.acknowledged("auditor") as talk:
        for number, after in enumerate(range(head - 30, head)):
            await talk.subscribe(FEED, id=str(number), after=after)
            told = await talk.events(1, id=str(number))
            assert [told[0]["position"]] == [one for one in expected if one > after][:1]
            await talk.say(type="complete", id=str(number))
            await talk.quiet()


@pytest.mark.parametrize("transport", ["websocket", "event-stream"])
@pytest.mark.parametrize("reader", [None, "cockpit", "auditor", "east", "west"])
async def test_a_reader_gets_what_the_feed_of_queries_shows(
    execute: Executor, city_served: Served, reader: str | None, transport: str
) -> None:
    identity = READERS[reader] if reader else PUBLIC
    selected = WHOLE.partition("{ position")[2].rpartition("} }")[0]
    expected = await feed(execute, identity, selected)
    if transport == "websocket":
        async with city_served.acknowledged(reader) as talk:
            await talk.subscribe(WHOLE, after=0)
            told = await talk.events(len(expected))
    else:
        async with city_served.streamed(WHOLE, reader, after=0) as stream:
            told = await stream.events(len(expected))
    assert told == expected
    everything = await feed(execute, AUDITOR, "kind")
    if reader is None:
        assert {one["kind"] for one in told} < {one["kind"] for one in everything}
        assert not [one for one in told if one["kind"] == "HOUSEHOLD"]
        assert not [one for one in told if one["actor"] != one["source"]]
        assert "idNumber" not in orjson.dumps(told).decode()
    if reader in ("east", "west"):
        assert 0 < len(told) < len(everything)


async def test_kinds_and_types_narrow(execute: Executor, city_served: Served) -> None:
    houses: dict[str, Any] = {"kinds": ["HOUSE"], "types": ["SurveyRevised"]}
    for narrowed in (houses, {"kinds": ["BUILDING"]}, {"types": ["EventVoided"]}):
        expected = await feed(execute, AUDITOR, **narrowed)
        assert expected
        async with city_served.acknowledged("auditor") as talk:
            await talk.subscribe(FEED, after=0, **narrowed)
            assert await talk.events(len(expected)) == expected


async def test_a_position_of_the_future_is_refused(city_served: Served, head: int) -> None:
    async with city_served.acknowledged("auditor") as talk:
        await talk.subscribe(FEED, after=head + 1)
        told = await talk.hear()
        assert (told["type"], told["id"]) == ("error", "1")
        (error,) = told["payload"]
        assert (error["extensions"]["code"], error["extensions"]["field"]) == ("BAD_VALUE", "after")
        assert str(head + 1) in error["message"]
        assert str(head) in error["message"]
        await talk.subscribe(FEED, after=head)
        await talk.quiet()
    async with city_served.streamed(FEED, "auditor", after=head + 1) as stream:
        assert (await stream.error())["code"] == "BAD_VALUE"


async def test_fragments_aliases_and_directives(execute: Executor, city_served: Served, head: int) -> None:
    text = """subscription($all: Boolean!) { told: changes(after: "%s") { ...One kind @include(if: $all) } }
        fragment One on Event { p: position __typename }""" % (head - 1)
    async with city_served.acknowledged("auditor") as talk:
        for number, every in enumerate((True, False)):
            await talk.subscribe(text, id=str(number), all=every)
            result = (await talk.hear())["payload"]["data"]["told"]
            assert result["p"] == head
            assert ("kind" in result) is every
        await talk.subscribe("subscription($s: Boolean!) { changes @skip(if: $s) { position } }", id="2", s=True)
        told = await talk.hear()
        assert (told["type"], told["id"]) == ("error", "2")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("subscription { changes { position } more: changes { position } }", "INVALID_DOCUMENT"),
        ("subscription { __typename }", "INVALID_DOCUMENT"),
        ("subscription { __schema { types { name } } }", "INVALID_DOCUMENT"),
        ("subscription { nothing }", "INVALID_DOCUMENT"),
        ("subscription {", "SYNTAX_ERROR"),
        ("subscription { changes(after: -1) { position } }", "INVALID_DOCUMENT"),
        (f"subscription {{ changes {{ subject {DEEP} }} }}", "TOO_LARGE"),
        ("subscription { changes { " + " ".join(f"a{n}: kind" for n in range(501)) + " } }", "TOO_LARGE"),
        ("subscription A { changes { position } } query Q { me { subject } }", "BAD_REQUEST"),
    ],
)
async def test_bounds_and_validation_hold_for_both_transports(city_served: Served, text: str, code: str) -> None:
    async with city_served.acknowledged("auditor") as talk:
        await talk.subscribe(text)
        told = await talk.hear()
        assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", code)
        await talk.subscribe("{ me { subject } }")
        assert (await talk.hear())["type"] == "next"
    async with city_served.streamed(text, "auditor") as stream:
        assert (await stream.error())["code"] == code


BELOW = "subject {{ ... on House {{ timeline(first: {}) {{ nodes {{ {} }} }} }} }}"


async def test_too_many_rows_below_each_event_are_refused(city_served: Served) -> None:
    page = f"{{ {BELOW.format(500, BELOW.format(500, 'id'))} }}"
    async with city_served.acknowledged("auditor") as talk:
        await talk.subscribe(f"subscription {{ changes {page} }}")
        told = await talk.hear()
    assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", "TOO_LARGE")


async def test_many_rows_below_each_event_make_smaller_pages(execute: Executor, city_served: Served, head: int) -> None:
    selection = f"position {BELOW.format(500, BELOW.format(50, 'id'))}"
    expected = await feed(execute, AUDITOR, "position", after=head - 12)
    async with city_served.acknowledged("auditor") as talk:
        await talk.subscribe(
            f"subscription($after: Position) {{ changes(after: $after) {{ {selection} }} }}", after=head - 12
        )
        told = await talk.events(len(expected))
    assert [one["position"] for one in told] == [one["position"] for one in expected]


async def test_the_stream_says_positions_as_ids_and_goes_on_after_the_last(city_served: Served, head: int) -> None:
    async with city_served.streamed(FEED, "auditor", after=head - 10) as stream:
        assert stream.response.headers["content-type"] == "text/event-stream; charset=utf-8"
        assert stream.response.headers["cache-control"] == "no-store"
        first = [await stream.event() for _ in range(4)]
    assert [one.id for one in first] == [str(one.data["data"]["changes"]["position"]) for one in first]
    last = {"Last-Event-ID": first[-1].id}
    async with city_served.streamed(FEED, "auditor", headers=last, after=head - 10) as stream:
        rest = await stream.events(6)
    assert [int(one.id) for one in first] + [one["position"] for one in rest] == list(range(head - 9, head + 1))


@pytest.mark.parametrize("id_", ["x", "-1", "1.5", "9" * 30])
async def test_an_id_that_is_no_position_is_refused(city_served: Served, id_: str) -> None:
    async with city_served.client("auditor", **EVENTS, **{"Last-Event-ID": id_}) as client:
        response = await client.post("/graphql", json={"query": FEED})
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["field"] == "Last-Event-ID"


async def test_queries_and_mutations_come_as_one_event(city_served: Served) -> None:
    async with city_served.streamed("{ me { subject } }", "auditor") as stream:
        one, end = await stream.event(), await stream.event()
    assert (one.name, one.data, one.id) == ("next", {"data": {"me": {"subject": "a"}}}, "")
    assert (end.name, end.data) == ("complete", None)


async def test_get_subscribes_and_takes_no_mutation(city_served: Served, head: int) -> None:
    async with city_served.client("auditor", **EVENTS) as client:
        given: dict[str, str | int] = {"query": FEED, "variables": f'{{"after": {head - 1}}}'}
        async with client.stream("GET", "/graphql", params=given) as response:
            assert (await Streamed(response).events(1)) == [{"position": head}]
        mutation = 'mutation { voidEvent(input: {event: "x", effectiveOn: "2020-01-01"}) { position } }'
        async with client.stream("GET", "/graphql", params={"query": mutation}) as response:
            assert response.status_code == 200
            assert "errors" in (await Streamed(response).event()).data


@pytest.mark.parametrize(
    ("accept", "streamed"),
    [
        ("application/json, text/event-stream", True),
        ("application/json, text/event-stream;q=0.5", True),
        ("text/event-stream;q=0.5, application/json", True),
        ("application/json", False),
        ("*/*", False),
        ("application/json, text/event-stream;q=0", False),
    ],
)
async def test_who_takes_both_gets_a_stream_for_a_subscription_alone(
    city_served: Served, head: int, accept: str, streamed: bool
) -> None:
    async with city_served.client("auditor", Accept=accept) as client:
        asked = await client.post("/graphql", json={"query": "{ me { subject } }"})
        assert asked.json() == {"data": {"me": {"subject": "a"}}}
        given = {"query": FEED, "variables": {"after": head - 1}}
        async with client.stream("POST", "/graphql", json=given) as response:
            if streamed:
                assert (await Streamed(response).events(1)) == [{"position": head}]
            else:
                assert response.status_code == 406
                (error,) = orjson.loads(await response.aread())["errors"]
                assert (error["extensions"]["code"], error["extensions"]["field"]) == ("NOT_ACCEPTABLE", "Accept")


async def test_who_is_not_let_in_gets_no_stream(city_served: Served) -> None:
    async with city_served.client("nobody", **EVENTS) as client:
        response = await client.post("/graphql", json={"query": FEED})
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    city_served.readers.limited = True
    async with city_served.client(**EVENTS) as client:
        response = await client.post("/graphql", json={"query": FEED})
    assert (response.status_code, response.headers["retry-after"]) == (429, "60")
    assert isinstance(response, httpx.Response)


async def test_a_trusted_document_is_named_by_its_id(city_served: Served, head: int) -> None:
    async with city_served.acknowledged("auditor") as talk:
        await talk.say(type="subscribe", id="1", payload={"documentId": "unknown"})
        told = await talk.hear()
    assert (told["type"], told["payload"][0]["extensions"]["code"]) == ("error", "UNKNOWN_DOCUMENT")


def test_ends_of_lines_in_json_end_no_message() -> None:
    page = subscriptions.read(b'7\x1e9\x1e3\x1e{"a":[1,\n2],"b":"\\n"}\x1e7\x1e{}')
    assert page == subscriptions.Page(7, 9, ((3, b'{"a":[1, 2],"b":"\\n"}'), (7, b"{}")))
    assert subscriptions.read(b"5\x1e5") == subscriptions.Page(5, 5, ())


async def test_the_examples_of_the_document_run(
    execute: Executor, city_served: Served, head: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The program prints what is told; what curl sends is answered as the document shows it."""
    names: dict[str, Any] = {}
    program = test_docs_subscriptions.example().replace("127.0.0.1:8000", city_served.address.removeprefix("http://"))
    exec(compile(program, "docs/graphql.md", "exec"), names)  # noqa: S102 - our own document
    expected = await feed(execute, AUDITOR, "type code", after=head - 50, kinds=["HOUSE"])
    following = asyncio.create_task(names["follow"](head - 50, "auditor"))
    printed = ""

    async def lines() -> int:
        nonlocal printed
        printed += capsys.readouterr().out
        return printed.count("\n")

    await patience.until(lines, lambda found: found >= len(expected) or following.done())
    assert not following.done(), "it follows until it is ended"
    await asyncio.sleep(0.2)
    await lines()
    following.cancel()
    assert printed == "".join(f"{event}\n" for event in expected)
    section = test_docs_subscriptions.SECTION
    (body,) = re.findall(r"-d '(.+)'", section)
    headers = dict(re.findall(r"-H '([\w-]+): ([^']+)'", section)) | {"Last-Event-ID": str(head - 1)}
    async with (
        city_served.client("auditor", **headers) as client,
        client.stream("POST", "/graphql", content=body) as response,
    ):
        told = await Streamed(response).event()
    assert (told.name, told.id, told.data["data"]["changes"]["position"]) == ("next", str(head), head)
