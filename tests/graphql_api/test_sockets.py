"""graphql-transport-ws, message by message: what is answered, and with which code and reason a socket is closed."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
import websockets

from graphql_api import feed, messages, sockets
from graphql_api.executor import Executor
from graphql_api.identity import Identity
from graphql_api.limits import RUNNING
from tests import patience
from tests.graphql_api import served
from tests.graphql_api.asking import AUDITOR
from tests.graphql_api.served import Served

ME = "{ me { subject } }"
FEED = "subscription($after: Position) { changes(after: $after) { position } }"
CLERK = Identity("clerk", ("caseworker",), ("*",))


@pytest.fixture
async def city_served(execute: Executor) -> AsyncIterator[Served]:
    """A server of the city, which other pages may use from one origin."""
    readers = served.Readers(auditor=AUDITOR, clerk=CLERK)
    async with served.serving(execute, readers, origins=["https://portal.example.org"]) as made:
        yield made


async def test_the_sub_protocol_is_chosen_among_several(city_served: Served) -> None:
    async with city_served.connected(["graphql-ws", "graphql-transport-ws"]) as talk:
        assert talk.socket.subprotocol == "graphql-transport-ws"


async def test_another_sub_protocol_is_refused(city_served: Served) -> None:
    async with city_served.connected([]) as talk:
        assert (await talk.closed())[0] == messages.OTHER_PROTOCOL
    async with city_served.connected(["graphql-ws"]) as talk:
        assert talk.socket.subprotocol is None
        assert (await talk.closed())[0] == messages.OTHER_PROTOCOL


async def test_a_query_is_answered_by_next_and_complete(city_served: Served) -> None:
    async with city_served.acknowledged("auditor") as talk:
        await talk.subscribe(ME, id="a")
        assert await talk.hear() == {"id": "a", "type": "next", "payload": {"data": {"me": {"subject": "a"}}}}
        assert await talk.hear() == {"id": "a", "type": "complete"}
        await talk.subscribe(ME, id="a")  # free again
        assert (await talk.hear())["type"] == "next"


async def test_operations_run_side_by_side_under_their_ids(city_served: Served) -> None:
    async with city_served.acknowledged("auditor") as talk:
        for number in range(10):
            await talk.subscribe(f"{{ me {{ n{number}: subject }} }}", id=str(number))
        told = [await talk.hear() for _ in range(20)]
    for number in range(10):
        own = [one for one in told if one["id"] == str(number)]
        assert [one["type"] for one in own] == ["next", "complete"]
        assert own[0]["payload"]["data"]["me"] == {f"n{number}": "a"}


async def test_pings_are_answered_with_their_payload_before_and_after_the_acknowledgement(city_served: Served) -> None:
    async with city_served.connected() as talk:
        await talk.say(type="ping")
        assert await talk.hear() == {"type": "pong"}
        await talk.say(type="connection_init")
        assert await talk.hear() == {"type": "connection_ack"}
        await talk.say(type="ping", payload={"n": 1})
        assert await talk.hear() == {"type": "pong", "payload": {"n": 1}}
        await talk.say(type="pong")
        await talk.quiet()


async def test_the_server_pings(city_served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "IDLE", 0.05)
    async with city_served.acknowledged() as talk:
        assert await talk.hear(pings=True) == {"type": "ping"}
        assert await talk.hear(pings=True) == {"type": "ping"}


SUBSCRIBE = {"type": "subscribe", "id": "1"}


@pytest.mark.parametrize(
    "said",
    [
        "", "{", "null", "[]", "1", '"ping"', "{}", '{"type": 1}', '{"type": "start"}', '{"type": "next", "id": "1"}',
        '{"type": "connection_ack"}', '{"type": "ping", "payload": 1}', '{"type": "connection_init", "payload": []}',
        orjson.dumps(SUBSCRIBE).decode(),
        orjson.dumps({**SUBSCRIBE, "payload": {}}).decode(),
        orjson.dumps({**SUBSCRIBE, "payload": {"query": 1}}).decode(),
        orjson.dumps({**SUBSCRIBE, "payload": {"query": ME, "variables": []}}).decode(),
        orjson.dumps({**SUBSCRIBE, "payload": {"query": ME, "operationName": 1}}).decode(),
        orjson.dumps({**SUBSCRIBE, "id": "", "payload": {"query": ME}}).decode(),
        orjson.dumps({**SUBSCRIBE, "id": 1, "payload": {"query": ME}}).decode(),
        orjson.dumps({**SUBSCRIBE, "id": "x" * 101, "payload": {"query": ME}}).decode(),
        '{"type": "complete"}', b"\x00\x01",
        "[" * 100_000,
    ],
)  # fmt: skip
async def test_what_is_no_message_closes_with_4400(city_served: Served, said: str | bytes) -> None:
    async with city_served.acknowledged() as talk:
        await talk.socket.send(said)
        code, reason = await talk.closed()
    assert code == 4400
    assert reason


async def test_the_acknowledgement_comes_first(city_served: Served) -> None:
    async with city_served.connected() as talk:
        await talk.subscribe(ME)
        assert await talk.closed() == (4401, "Unauthorized")


async def test_a_second_initialisation_is_one_too_many(city_served: Served) -> None:
    async with city_served.acknowledged() as talk:
        await talk.say(type="connection_init")
        assert await talk.closed() == (4429, "Too many initialisation requests")


async def test_who_says_nothing_is_not_waited_for(city_served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "INITIALISED", 0.1)
    async with city_served.connected() as talk:
        assert await talk.closed() == (4408, "Connection initialisation timeout")


async def test_an_id_in_use_is_taken(city_served: Served) -> None:
    async with city_served.acknowledged() as talk:
        await talk.subscribe(FEED, id="one")
        await talk.subscribe(ME, id="one")
        assert await talk.closed() == (4409, "Subscriber for one already exists")


async def test_reasons_fit_into_a_frame(city_served: Served) -> None:
    async with city_served.acknowledged() as talk:
        await talk.subscribe(FEED, id="户" * 100)
        await talk.subscribe(ME, id="户" * 100)
        code, reason = await talk.closed()
    assert code == 4409
    assert reason.startswith("Subscriber for 户户")


async def test_complete_ends_a_subscription_and_frees_its_id(city_served: Served) -> None:
    async with city_served.acknowledged("auditor") as talk:
        for _ in range(3):
            await talk.subscribe(FEED, after=0)
            await talk.events(1)
            await talk.say(type="complete", id="1")
            await talk.quiet()
        await talk.say(type="complete", id="unknown")
        await talk.quiet()
        assert city_served.feed.open == 0


async def test_more_operations_than_a_socket_may_have_are_refused(city_served: Served) -> None:
    async with city_served.acknowledged("auditor") as talk:
        for number in range(RUNNING.most + 1):
            await talk.subscribe(FEED, id=str(number))
        told = await talk.hear()
        assert (told["id"], told["type"]) == (str(RUNNING.most), "error")
        assert told["payload"][0]["extensions"]["code"] == "TOO_LARGE"
        assert city_served.feed.open == RUNNING.most
        await talk.say(type="complete", id="0")
        await talk.quiet()
        await talk.subscribe(ME, id="more")
        assert (await talk.hear())["type"] == "next"


async def test_a_process_that_is_full_says_so(city_served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "SUBSCRIPTIONS", 1)
    monkeypatch.setattr(sockets, "SOCKETS", 2)
    async with city_served.acknowledged() as first, city_served.acknowledged() as second:
        await first.subscribe(FEED)
        await first.quiet()
        await second.subscribe(FEED)
        assert (await second.hear())["payload"][0]["extensions"]["code"] == "UNAVAILABLE"
        async with city_served.connected() as third:
            assert (await third.closed())[0] == 1013


@pytest.mark.parametrize("name", ["Authorization", "authorization"])
async def test_the_payload_says_who_asks(city_served: Served, name: str) -> None:
    async with city_served.acknowledged(**{name: "Bearer clerk"}) as talk:
        await talk.subscribe(ME)
        assert (await talk.hear())["payload"]["data"]["me"] == {"subject": "clerk"}


async def test_the_header_says_it_where_the_payload_does_not(city_served: Served) -> None:
    header = {"Authorization": "Bearer auditor"}
    for payload, expected in (({}, "a"), ({"Authorization": "Bearer clerk"}, "clerk")):
        async with city_served.connected(additional_headers=header) as talk:
            await talk.say(type="connection_init", payload=payload)
            assert await talk.hear() == {"type": "connection_ack"}
            await talk.subscribe(ME)
            assert (await talk.hear())["payload"]["data"]["me"] == {"subject": expected}


async def test_a_token_that_is_not_accepted_closes(city_served: Served) -> None:
    async with city_served.connected() as talk:
        await talk.say(type="connection_init", payload={"Authorization": "Bearer nobody"})
        assert await talk.closed() == (4403, "The token is not known.")
    async with city_served.connected() as talk:
        await talk.say(type="connection_init", payload={"Authorization": 7})
        assert (await talk.closed())[0] == 4400


async def test_too_many_requests_are_told(city_served: Served) -> None:
    async with city_served.acknowledged() as talk:
        city_served.readers.limited = True
        await talk.subscribe(ME)
        assert (await talk.hear())["payload"][0]["extensions"]["code"] == "RATE_LIMITED"
        async with city_served.connected() as other:
            await other.say(type="connection_init")
            assert (await other.closed())[0] == 4291


async def test_a_token_that_ends_closes_the_socket(city_served: Served) -> None:
    city_served.readers.known["soon"] = replace(AUDITOR, until=time.time() + 0.5)
    async with city_served.acknowledged("soon") as talk:
        await talk.subscribe(FEED)
        code, reason = await talk.closed()
    assert code == 4403
    assert "expired" in reason


async def test_a_token_that_has_ended_asks_nothing_more(city_served: Served) -> None:
    async with city_served.acknowledged("clerk") as talk:
        del city_served.readers.known["clerk"]
        await talk.subscribe(ME)
        assert (await talk.closed())[0] == 4403


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [(None, True), ("https://portal.example.org", True), ("https://evil.example.org", False), ("null", False)],
)
async def test_pages_of_other_origins_open_no_socket(city_served: Served, origin: str | None, welcome: bool) -> None:
    if welcome:
        async with city_served.connected(origin=origin) as talk:
            await talk.say(type="ping")
            assert await talk.hear() == {"type": "pong"}
        return
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with city_served.connected(origin=origin):
            pass
    assert refused.value.response.status_code == 403


async def test_pages_of_this_server_may_open_one(city_served: Served) -> None:
    async with city_served.connected(origin=city_served.address) as talk:
        await talk.say(type="ping")
        assert await talk.hear() == {"type": "pong"}


async def test_a_message_larger_than_a_body_may_be_is_refused(city_served: Served) -> None:
    async with city_served.acknowledged() as talk:
        await talk.say(type="ping", payload={"x": "x" * 1_000_001})
        assert (await talk.closed())[0] == 1009


async def test_errors_say_the_id_that_the_client_gave_the_socket(city_served: Served) -> None:
    async with city_served.connected(additional_headers={"X-Request-ID": "trace-1"}) as talk:
        await talk.say(type="connection_init")
        await talk.hear()
        await talk.subscribe("{ nothing }")
        told = await talk.hear()
    assert told["payload"][0]["extensions"] == {"code": "INVALID_DOCUMENT", "requestId": "trace-1"}


async def test_a_defect_closes_with_4500(
    city_served: Served, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError("secret")

    async with city_served.acknowledged() as talk:
        monkeypatch.setattr(city_served.feed.executor, "execute", broken)
        await talk.subscribe(ME)
        code, reason = await talk.closed()
    assert code == 4500
    assert "secret" not in reason
    assert "an operation of a socket failed" in caplog.text


async def test_who_leaves_leaves_nothing_behind(city_served: Served) -> None:
    for ending in ("close", "abort"):
        async with city_served.acknowledged("auditor") as talk:
            for number in range(5):
                await talk.subscribe(FEED, id=str(number), after=0)
            await talk.hear()
            if ending == "abort":
                talk.socket.transport.abort()
            else:
                await talk.socket.close()

    async def left() -> tuple[int, object]:
        return city_served.feed.open, city_served.server.server_state.tasks

    await patience.until(left, lambda found: not any(found))
