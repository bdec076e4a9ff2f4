"""Clients that file one building after the other, and send a command again under its id until it is answered."""

from __future__ import annotations

import asyncio
import collections
import contextlib
import dataclasses
import itertools
import time
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import asyncpg
import httpx

from tests import patience, servers
from tests.acceptance import estates, office

DIVISION = {"effectiveOn": "2010-01-01", "name": "试行区", "level": "COUNTY"}
_divisions = itertools.count(990181)
MUTATION = """mutation($input: RegisterBuildingInput!) { registerBuilding(input: $input) {
    position repeated rejections { rule messageEn } } }"""
QUERY = "query($code: String!) { building(code: $code) { code } }"
PASSING = {"UNAVAILABLE", "NOT_YET_READABLE", "CONFLICT"}
"""Codes of what may be sent again as it is."""

PAUSE = 0.05
"""Seconds between two requests of one client."""

Headers = Mapping[str, str]
NONE: Headers = {}

RECORDED = "select id, last from ledger.command where id = any($1::uuid[])"
EVENTS = "select count(*) from ledger.event where position = any($1::bigint[])"


@dataclasses.dataclass
class Load:
    """``answered`` are the positions of commands by their ids, ``again`` counts requests that were sent again.

    ``addresses`` may change while it runs: each request goes to the next one. All buildings lie in one ``division``.
    """

    addresses: Sequence[str]
    division: str
    headers: dict[str, str]
    answered: dict[str, int] = dataclasses.field(default_factory=dict)
    again: list[str] = dataclasses.field(default_factory=list)
    slowest: float = 0.0
    stop: asyncio.Event = dataclasses.field(default_factory=asyncio.Event)
    running: int = 0

    async def run(self, client: httpx.AsyncClient) -> None:
        """File, and read what was filed, until it is told to stop."""
        self.running += 1
        for turn in itertools.count():
            if self.stop.is_set():
                self.running -= 1
                return
            command, code = str(uuid.uuid4()), f"B-{uuid.uuid4().hex[:12]}"
            said = {"buildingCode": code, "effectiveOn": "2015-01-01", "division": self.division}
            given = {**said, "commandId": command, "document": estates.paper(code)}
            told = (await self._insist(client, turn, MUTATION, {"input": given}))["registerBuilding"]
            assert not told["rejections"], told
            self.answered[command] = told["position"]
            headers = {"X-Fangji-Position": str(told["position"])}
            read = await self._insist(client, turn, QUERY, {"code": code}, headers)
            assert read["building"] == {"code": code}
            await asyncio.sleep(PAUSE)

    async def _insist(
        self, client: httpx.AsyncClient, turn: int, text: str, variables: dict[str, Any], more: Headers = NONE
    ) -> Any:
        began = time.monotonic()
        headers, asked = {**self.headers, **more}, {"query": text, "variables": variables}
        while (said := await self._send(client, self.addresses[turn % len(self.addresses)], asked, headers)) is None:
            assert time.monotonic() - began < patience.SECONDS, collections.Counter(self.again)
            await asyncio.sleep(PAUSE)
            turn += 1
        self.slowest = max(self.slowest, time.monotonic() - began)
        return said

    async def _send(self, client: httpx.AsyncClient, address: str, asked: dict[str, Any], headers: Headers) -> Any:
        """The data of an answer; None where it has to be sent again."""
        try:
            said = (await client.post(f"{address}/graphql", json=asked, headers=headers)).json()
        except httpx.TransportError as error:
            self.again.append(type(error).__name__)
            return None
        if "errors" not in said:
            return said["data"]
        code = said["errors"][0]["extensions"]["code"]
        assert code in PASSING, said["errors"]
        self.again.append(code)
        return None

    async def grows(self, by: int = 5, seconds: float = patience.SECONDS) -> None:
        """Until so many more commands are answered."""
        wanted = len(self.answered) + by
        await patience.until_true(lambda: len(self.answered) >= wanted, seconds)

    async def end(self) -> None:
        """Have all clients stop, while somebody still answers what they have begun."""
        self.stop.set()
        await patience.until_true(lambda: not self.running)

    async def check(self, database: str) -> None:
        """Every command that was answered is recorded once, where the answer said."""
        async with servers.connected(database) as connection:
            await self._check(connection)

    async def _check(self, connection: asyncpg.Connection) -> None:
        found = {str(one["id"]): one["last"] for one in await connection.fetch(RECORDED, list(self.answered))}
        assert found == self.answered
        assert await connection.fetchval(EVENTS, list(self.answered.values())) == len(self.answered)
        assert await connection.fetchval(
            "select count(*) = count(distinct code) from ledger.stream where kind = 'BUILDING'"
        )


@contextlib.asynccontextmanager
async def running(addresses: Sequence[str], clients: int = 4) -> AsyncIterator[Load]:
    """So many clients, who stop when the context ends; none may have failed."""
    limits = httpx.Limits(max_keepalive_connections=0)  # each request a connection of its own: any worker answers it
    async with httpx.AsyncClient(timeout=30, limits=limits) as client:
        desk = office.Desk(httpx.AsyncClient(base_url=addresses[0], timeout=60))
        async with desk.client:
            division = str(next(_divisions))
            await desk.given("registerDivision", divisionCode=division, document=estates.paper("区"), **DIVISION)
        load = Load(addresses, division, desk.headers)
        async with asyncio.TaskGroup() as group:
            for _ in range(clients):
                group.create_task(load.run(client))
            try:
                yield load
            finally:
                load.stop.set()
