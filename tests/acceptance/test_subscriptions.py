"""Subscriptions of the shipped server by a client library of others: what desks file comes to whom it may, as filed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pathlib
import signal
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import psutil
import pytest
import websockets
from gql import Client, GraphQLRequest
from gql.client import AsyncClientSession, ReconnectingAsyncClientSession
from gql.transport.exceptions import TransportQueryError
from gql.transport.websockets import WebsocketsTransport

from registry.access import tokens
from tests import patience
from tests.acceptance import applicants, office
from tests.acceptance.conftest import Bureau
from tests.acceptance.estates import DIVISION, number, paper
from tests.acceptance.office import KEY, Desk

FEED = "subscription($after: Position) { changes(after: $after) { position kind code type actor data } }"
SECONDS = patience.SECONDS
HERE, ELSEWHERE = "990481", "990482"
Session = AsyncClientSession | ReconnectingAsyncClientSession


def token(*roles: str, divisions: tuple[str, ...] = ("*",)) -> str:
    return tokens.issue(KEY, roles, divisions, subject="agency-01")


@contextlib.asynccontextmanager
async def session(address: str, *roles: str, divisions: tuple[str, ...] = ("*",)) -> AsyncIterator[Session]:
    """A session of gql's client; of the public where no roles are given."""
    payload = {"Authorization": f"Bearer {token(*roles, divisions=divisions)}"} if roles else {}
    transport = WebsocketsTransport(
        url=address.replace("http", "ws", 1) + "/graphql",
        init_payload=payload,
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
    )
    async with Client(transport=transport, execute_timeout=SECONDS) as made:
        yield made


async def followed(of: Session, after: int, until: int) -> list[Any]:
    """The events after one position up to another that the session may see."""
    found = []
    async with asyncio.timeout(SECONDS):
        async for told in of.subscribe(GraphQLRequest(FEED, variable_values={"after": after})):
            found.append(told["changes"])
            if found[-1]["position"] >= until:
                return found
    return found


def registration(code: str, division: str) -> dict[str, Any]:
    """The input that registers a building."""
    place = {"buildingCode": code, "division": division, "effectiveOn": "2020-01-01"}
    return {**place, "document": paper(number("订")), "commandId": str(uuid.uuid4())}


async def building(desk: Desk, division: str = DIVISION) -> tuple[str, int]:
    """A building, and the position of its registration."""
    code = f"{division}-{number('订')}"
    given = registration(code, division)
    told = await desk.file("registerBuilding", "position", given.pop("commandId"), **given)
    return code, told["position"]


async def test_what_a_desk_files_comes_as_it_is_recorded(bureau: Bureau, desk: Desk) -> None:
    before = await desk.head()
    async with session(bureau.address, "auditor") as agency:
        following = agency.subscribe(GraphQLRequest(FEED, variable_values={"after": before}))
        for _ in range(3):
            code, position = await building(desk)
            async with asyncio.timeout(SECONDS):
                while (told := (await anext(following))["changes"])["position"] < position:
                    pass
            assert (told["position"], told["kind"], told["code"]) == (position, "BUILDING", code)
        await following.aclose()


async def test_queries_and_mutations_come_by_the_socket_too(bureau: Bureau) -> None:
    async with session(bureau.address, "admin") as agency:
        told = await agency.execute(GraphQLRequest("{ me { subject } }"))
        assert told == {"me": {"subject": "agency-01"}}
        mutation = GraphQLRequest(
            "mutation($input: RegisterBuildingInput!) { registerBuilding(input: $input) { position repeated } }",
            variable_values={"input": registration(number("订"), DIVISION)},
        )
        first, second = [(await agency.execute(mutation))["registerBuilding"] for _ in range(2)]
        assert second == {"position": first["position"], "repeated": True}
        with pytest.raises(TransportQueryError, match="Cannot query field"):
            await agency.execute(GraphQLRequest("{ nothing }"))
        with pytest.raises(TransportQueryError, match="last position"):
            await followed(agency, 10**12, 10**12)


async def test_the_public_is_sent_no_household_and_nobodys_name(bureau: Bureau, desk: Desk) -> None:
    before = await desk.head()
    household = await applicants.accepted(desk)
    code, last = await building(desk)
    async with session(bureau.address) as public, session(bureau.address, "auditor") as auditor:
        shown, everything = await followed(public, before, last), await followed(auditor, before, last)
    assert household in {one["code"] for one in everything}
    assert code in {one["code"] for one in shown}
    assert not [one for one in shown if one["kind"] == "HOUSEHOLD"]
    assert household not in orjson.dumps(shown).decode()
    assert office.CLERK not in {one["actor"] for one in shown}
    assert [one for one in everything if one["kind"] != "HOUSEHOLD"]


async def test_a_reader_is_sent_what_is_of_its_divisions(bureau: Bureau, desk: Desk) -> None:
    for division in (HERE, ELSEWHERE):
        said = {"divisionCode": division, "name": "订阅区", "level": "COUNTY", "document": paper(number("区"))}
        await desk.given("registerDivision", effectiveOn="2010-01-01", **said)
    before = await desk.head()
    code, position = await building(desk, HERE)
    async with session(bureau.address, "caseworker", divisions=(HERE,)) as here:
        assert code in {one["code"] for one in await followed(here, before, position)}
    async with session(bureau.address, "caseworker", divisions=(ELSEWHERE,)) as elsewhere:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1):
                await followed(elsewhere, before, position)


async def test_it_goes_on_where_it_was_broken_off(bureau: Bureau, desk: Desk) -> None:
    before = await desk.head()
    last = [(await building(desk))[1] for _ in range(3)][-1]
    async with session(bureau.address, "auditor") as agency:
        whole = [one["position"] for one in await followed(agency, before, last)]
    parts, after = [], before
    while after < last:
        async with session(bureau.address, "auditor") as agency:
            parts += (one := [each["position"] for each in await followed(agency, after, after + 1)])
            after = one[-1]
    assert parts == whole
    headers = {
        "Authorization": f"Bearer {token('auditor')}",
        "Accept": "text/event-stream",
        "Last-Event-ID": str(before),
    }
    async with (
        httpx.AsyncClient(base_url=bureau.address, timeout=SECONDS) as client,
        client.stream("POST", "/graphql", json={"query": FEED}, headers=headers) as response,
    ):
        ids = [int(line[4:]) async for line in _lines(response, len(whole)) if line.startswith("id: ")]
    assert ids == whole


async def _lines(response: httpx.Response, events: int) -> AsyncIterator[str]:
    async for line in response.aiter_lines():
        yield line
        events -= line.startswith("data: ")
        if not events:
            return


async def test_prometheus_counts_subscribers_and_what_they_were_sent(bureau: Bureau, desk: Desk) -> None:
    before = await desk.head()
    _, position = await building(desk)
    async with session(bureau.address, "auditor") as agency:
        await followed(agency, before, position)
        text = (await desk.client.get("/metrics")).text
    assert 'fangji_subscribers{transport="websocket"}' in text
    sent = next(line for line in text.splitlines() if line.startswith('fangji_events_delivered_total{transport="web'))
    assert float(sent.split()[1]) >= 1
    assert "fangji_subscribers_cut_off_total" in text


@pytest.mark.parametrize("workers", [pytest.param(1, marks=pytest.mark.long), 2])
async def test_a_server_that_ends_says_1001_and_does_not_linger(
    database: str, tmp_path: pathlib.Path, workers: int
) -> None:
    with office.running(database, tmp_path, workers) as address:
        async with (
            websockets.connect(
                address.replace("http", "ws", 1) + "/graphql",
                subprotocols=[websockets.Subprotocol("graphql-transport-ws")],
            ) as socket,
            httpx.AsyncClient(base_url=address, timeout=SECONDS) as client,
            client.stream(
                "POST", "/graphql", json={"query": FEED}, headers={"Accept": "text/event-stream"}
            ) as response,
        ):
            await socket.send('{"type": "connection_init"}')
            assert orjson.loads(await socket.recv()) == {"type": "connection_ack"}
            await socket.send(orjson.dumps({"type": "subscribe", "id": "1", "payload": {"query": FEED}}).decode())
            server = next(one for one in psutil.Process().children() if str(tmp_path) in one.cwd())
            os.kill(server.pid, signal.SIGTERM)
            async with asyncio.timeout(SECONDS):
                async for _ in response.aiter_lines():
                    pass
                await socket.wait_closed()
            assert socket.close_code == 1001
            await asyncio.to_thread(server.wait, SECONDS)
