"""An executor behind a real server, on a socket, in the test's own loop; and who speaks with it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import orjson
import uvicorn
import websockets
from starlette.applications import Starlette
from starlette.routing import Route, WebSocketRoute
from websockets.asyncio.client import ClientConnection

from aggregates.errors import FangjiError
from graphql_api.errors import RateLimited
from graphql_api.executor import Executor
from graphql_api.feed import Feed
from graphql_api.http import LARGEST_BODY, GraphQL
from graphql_api.identity import PUBLIC, Identity
from graphql_api.tally import Tally
from registry import listening, metrics
from registry import requests as around
from registry import websockets as protocol
from tests import patience

PROTOCOL = "graphql-transport-ws"
SOONER = patience.SECONDS
"""Seconds that a test waits for what must come."""


class Unknown(FangjiError):
    """A token that nobody gave."""

    code = "UNAUTHENTICATED"


class Readers:
    """Lets in who bears the name of one of these; everybody else is refused, and nobody is public."""

    def __init__(self, **known: Identity) -> None:
        self.known = known
        self.limited = False

    async def admit(self, header: str | None, address: str | None) -> Identity:
        if self.limited:
            raise RateLimited("More requests than 1 per 1 minute came; send the next in 60 seconds.", 60)
        if header is None:
            return PUBLIC
        found = self.known.get(header.removeprefix("Bearer "))
        if found is None:
            raise Unknown("The token is not known.")
        return found


@dataclass(frozen=True)
class Served:
    """A server. ``readers`` may be told of more while it runs."""

    address: str
    feed: Feed
    readers: Readers
    server: uvicorn.Server

    @contextlib.asynccontextmanager
    async def connected(self, protocols: Sequence[str] = (PROTOCOL,), **named: Any) -> AsyncIterator[Talk]:
        """A socket, on which nothing was said."""
        url = self.address.replace("http", "ws", 1) + "/graphql"
        async with websockets.connect(url, subprotocols=list(protocols) or None, close_timeout=5, **named) as socket:  # type: ignore[arg-type]
            yield Talk(socket)

    @contextlib.asynccontextmanager
    async def acknowledged(self, reader: str | None = None, **payload: Any) -> AsyncIterator[Talk]:
        """A socket that was let in."""
        async with self.connected() as talk:
            given = {"Authorization": f"Bearer {reader}", **payload} if reader else payload
            await talk.say(type="connection_init", payload=given)
            assert await talk.hear() == {"type": "connection_ack"}
            yield talk

    @contextlib.asynccontextmanager
    async def streamed(
        self, query: str, reader: str | None = None, headers: Mapping[str, str] | None = None, **variables: Any
    ) -> AsyncIterator[Streamed]:
        """The stream that answers a request."""
        async with self.client(reader, Accept="text/event-stream", **(headers or {})) as client:
            given = {"query": query, "variables": variables}
            async with client.stream("POST", "/graphql", json=given) as response:
                assert response.status_code == 200, await response.aread()
                yield Streamed(response)

    def client(self, reader: str | None = None, **headers: str) -> httpx.AsyncClient:
        """Connections for requests."""
        given = {"Authorization": f"Bearer {reader}", **headers} if reader else headers
        # verify: nothing here is TLS, and to read the certificates of the world takes thirty milliseconds
        return httpx.AsyncClient(base_url=self.address, headers=given, timeout=SOONER, verify=False)


class Talk:
    """One side of a socket, the client's."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket

    async def say(self, **message: Any) -> None:
        await self.socket.send(orjson.dumps(message).decode())

    async def hear(self, *, pings: bool = False) -> Any:
        """The next message; of pings only where they are asked for."""
        async with asyncio.timeout(SOONER):
            while True:
                message = orjson.loads(await self.socket.recv())
                if pings or message["type"] != "ping":
                    return message

    async def subscribe(self, query: str, id: str = "1", **variables: Any) -> None:
        await self.say(type="subscribe", id=id, payload={"query": query, "variables": variables})

    async def events(self, count: int, id: str = "1") -> list[Any]:
        """So many events of one subscription."""
        found = []
        for _ in range(count):
            message = await self.hear()
            assert (message["type"], message["id"]) == ("next", id), message
            found.append(message["payload"]["data"]["changes"])
        return found

    async def quiet(self) -> None:
        """Nothing more comes: all that the server has to say by now is a pong, after what was under way."""
        await self.say(type="ping", payload={"quiet": True})
        async with asyncio.timeout(SOONER):
            while (message := await self.hear())["type"] != "pong":
                assert message["type"] == "next", message

    async def rest(self) -> list[Any]:
        """All that still comes until the server closes."""
        found = []
        with contextlib.suppress(websockets.ConnectionClosed):
            while True:
                found.append(await self.hear())
        return found

    async def closed(self) -> tuple[int, str]:
        """Code and reason with which the server closes, whatever it says before."""
        async with asyncio.timeout(SOONER):
            with contextlib.suppress(websockets.ConnectionClosed):
                while True:
                    await self.socket.recv()
            await self.socket.wait_closed()
        assert self.socket.close_code is not None
        return self.socket.close_code, self.socket.close_reason or ""


@dataclass(frozen=True)
class Sent:
    """One server-sent event, read as browsers do; ``data`` is its JSON."""

    name: str
    data: Any
    id: str


class Streamed:
    """The events of a response."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()
        self.comments = 0

    async def event(self) -> Sent:
        """The next one; StopAsyncIteration where the stream has ended."""
        said: dict[str, str] = {}
        async with asyncio.timeout(SOONER):
            while line := await anext(self._lines):
                name, _, value = line.partition(":")
                if name:
                    said[name] = value.removeprefix(" ")
                else:
                    self.comments += 1
        if "event" not in said:
            return await self.event()
        data = orjson.loads(said["data"]) if said.get("data") else None
        return Sent(said["event"], data, said.get("id", ""))

    async def events(self, count: int) -> list[Any]:
        """So many events of the subscription."""
        found = []
        for _ in range(count):
            one = await self.event()
            assert one.name == "next", one
            assert "errors" not in one.data, one
            found.append(one.data["data"]["changes"])
        return found

    async def error(self) -> dict[str, Any]:
        """The error after which the stream is complete and ends."""
        one, end = await self.event(), await self.event()
        assert (one.name, end.name) == ("next", "complete")
        with contextlib.suppress(StopAsyncIteration):
            raise AssertionError(await self.event())
        (first, *_) = one.data["errors"]
        return {"message": first["message"], **first["extensions"]}


@contextlib.asynccontextmanager
async def serving(
    execute: Executor, readers: Readers | None = None, tally: Tally | None = None, origins: Sequence[str] = ()
) -> AsyncIterator[Served]:
    """A server of this executor, as the shipped one is set, ended at the end."""
    readers, feed = readers or Readers(), Feed(execute, tally)
    graphql = GraphQL(execute, readers.admit, feed=feed, origins=origins)
    app = around.Requests(
        metrics.Measured(Starlette(routes=[Route("/graphql", graphql), WebSocketRoute("/graphql", graphql)]))
    )
    config = uvicorn.Config(
        app,
        lifespan="off",
        log_config=None,
        access_log=False,
        ws=protocol.Protocol,
        ws_max_size=LARGEST_BODY,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    with listening.take("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        task = asyncio.create_task(server.serve(sockets=[taken]))
        try:
            while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
                await asyncio.sleep(0.01)
            yield Served(f"http://127.0.0.1:{port}", feed, readers, server)
        finally:
            feed.closing.set()
            server.should_exit = True
            await task
