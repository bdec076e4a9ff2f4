"""The mixed load over HTTP: clerks that file until they are answered, readers, and a subscriber that misses nothing."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import itertools
import random
import time
import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from registry.access import tokens
from tests.chaos import stories
from tests.chaos.told import Answered, Told

KEY = "a key of at least thirty-two bytes for chaos"
CLERK = "clerk-of-chaos"
"""Whose commands the load's are in the ledger."""

LOST = (aiohttp.ClientError, OSError, TimeoutError)
"""No whole answer came, and nobody knows whether the request was carried out."""

PASSING = frozenset({"UNAVAILABLE", "CONFLICT", "VERSION_CONFLICT"})
"""Codes after which the same command is sent again under its id."""

EXPECTED = frozenset({*PASSING, "SEARCH_UNAVAILABLE", "NOT_YET_READABLE", "TOO_SLOW"})
"""Codes that a fault may cause; any other is a defect."""

AGAIN = 0.05
"""How often a command that was acknowledged is sent once more, as who lost the answer does."""

SOUGHT = 50
"""Houses that are searched for: what is kept of a text that was understood once, up to 2,000 of them, fills early."""

PATIENCE = aiohttp.ClientTimeout(total=20)
FOREVER = aiohttp.ClientTimeout(total=None, sock_read=30)

READS = {
    "house": "query($code: String!) { house(code: $code) { code version timeline(first: 20) { nodes { position } } } }",
    "as of": """query($code: String!) { house(code: $code, asOf: {validOn: "2016-01-01"}) { floorArea } }""",
    "list": "query($code: String!) { houses(filter: {code: {prefix: $code}}, first: 20) { nodes { code phase } } }",
    "search": "query($code: String!) { search(text: $code, first: 5) { totalCount nodes { code title } } }",
}
PAYLOAD = "position repeated rejections { rule }"
FEED = "subscription { changes { position } }"


def headers() -> dict[str, str]:
    """Of an administrator, whose token is old enough for a server whose clock steps back."""
    issued = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=2)
    token = tokens.issue(KEY, ("admin",), ("*",), subject=CLERK, now=issued)
    return {"Authorization": f"Bearer {token}"}


@dataclass
class Load:
    """What asks at ``address``. While ``open`` is not set no new command begins; those that did are seen through.
    Between two of its own each clerk, and each reader, waits ``pause`` and ``read_pause`` seconds on average.
    """

    address: str
    told: Told
    seed: str
    clerks: int = 6
    readers: int = 2
    pause: float = 0.02
    read_pause: float = 0.04

    def __post_init__(self) -> None:
        self.open = asyncio.Event()
        self.positions: list[int] = []

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """It asks until the context ends."""
        async with aiohttp.ClientSession(self.address, headers=headers(), timeout=PATIENCE) as session:
            self._session = session
            work = [self._clerk(number) for number in range(self.clerks)]
            work += [self._reader(number) for number in range(self.readers)]
            tasks = [asyncio.create_task(one) for one in (*work, self._subscriber())]
            self.open.set()
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                for ended in await asyncio.gather(*tasks, return_exceptions=True):
                    if isinstance(ended, Exception):
                        raise ended

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """One answer; raises one of :data:`LOST` where none came whole."""
        async with self._session.post("/graphql", json={"query": query, "variables": variables}) as response:
            body = await response.read()
        try:
            return dict(orjson.loads(body))
        except orjson.JSONDecodeError:
            self.told.wrong.append(f"an answer with the status {response.status} is no JSON: {body[:200]!r}")
            raise aiohttp.ClientPayloadError from None

    async def _clerk(self, number: int) -> None:
        rng = random.Random(f"{self.seed}/pace/{number}")
        for mutation, said in stories.stories(self.seed, number):
            await self.open.wait()
            await self.file(mutation, said)
            if rng.random() < AGAIN:
                await self.file(mutation, said)
            await asyncio.sleep(rng.uniform(0, 2 * self.pause))

    async def file(self, mutation: str, said: dict[str, Any]) -> None:
        """File a command, and again under its id until it is answered."""
        command = uuid.UUID(said["commandId"])
        kind = mutation[:1].upper() + mutation[1:]
        query = f"mutation($input: {kind}Input!) {{ answer: {mutation}(input: $input) {{ {PAYLOAD} }} }}"
        if command not in self.told.acknowledged:
            self.told.sent(command, mutation)
        for attempt in itertools.count():
            self.told.resent += attempt > 0
            began = time.monotonic()
            with contextlib.suppress(*LOST):
                if self._heard(command, mutation, said, await self.ask(query, input=said)):
                    self.told.took("command", began)
                    return
            await asyncio.sleep(min(0.1 * 2**attempt, 1.0))

    def _heard(self, command: uuid.UUID, mutation: str, said: dict[str, Any], answer: dict[str, Any]) -> bool:
        """Whether the answer settles the command."""
        for error in answer.get("errors", ()):
            return self._failed(command, mutation, error)
        payload = answer["data"]["answer"]
        if payload["rejections"]:
            self.told.refuse(command, payload["rejections"][0]["rule"])
            return True
        self.told.acknowledge(command, payload["position"])
        if mutation == "registerHouse":
            self.told.houses.setdefault(said["houseCode"], payload["position"])
        return True

    def _failed(self, command: uuid.UUID, mutation: str, error: dict[str, Any]) -> bool:
        position = error["extensions"].get("position")
        self._note(mutation, error)
        if position is not None:
            self.told.acknowledge(command, position)
        return position is not None

    def _note(self, what: str, error: dict[str, Any]) -> None:
        code = error["extensions"]["code"]
        self.told.codes[code] += 1
        if code == "UNAVAILABLE":
            self.told.unavailable = error["message"]
        if code not in EXPECTED:
            self.told.wrong.append(f"{what} was answered {code}: {error['message']}")

    async def _reader(self, number: int) -> None:
        rng = random.Random(f"{self.seed}/reader/{number}")
        while True:
            await asyncio.sleep(rng.uniform(0, 2 * self.read_pause))
            if not self.told.houses:
                continue
            what = rng.choice(list(READS))
            known = list(self.told.houses)
            code = rng.choice(known[:SOUGHT] if what == "search" else known)
            await self._read(what, code)

    async def _read(self, what: str, code: str) -> None:
        began = time.monotonic()
        try:
            answer = await self.ask(READS[what], code=code)
        except LOST:
            await asyncio.sleep(0.1)
            return
        for error in answer.get("errors", ()):
            self._note(what, error)
            return
        self.told.took(what, began)

    async def _subscriber(self) -> None:
        """Follows the feed; where it is cut off, it goes on after the last position that came."""
        while True:
            try:
                await self._follow()
            except LOST:
                self.told.codes["(feed lost)"] += 1
            await asyncio.sleep(0.1)

    async def _follow(self) -> None:
        after = str(self.positions[-1] if self.positions else 0)
        wanted = {"Accept": "text/event-stream", "Last-Event-ID": after}
        query = {"query": FEED}
        async with self._session.post("/graphql", json=query, headers=wanted, timeout=FOREVER) as response:
            if response.content_type != "text/event-stream":
                for error in orjson.loads(await response.read()).get("errors", ()):
                    self._note("the feed", error)
                return
            async for line in response.content:
                if line.startswith(b"data: {"):
                    self._came(line[6:])

    def _came(self, data: bytes) -> None:
        try:
            said = orjson.loads(data)
        except orjson.JSONDecodeError:
            return  # the line was cut; what is in it comes again
        for error in said.get("errors", ()):
            self._note("the feed", error)
            return
        position = said["data"]["changes"]["position"]
        if self.positions and position <= self.positions[-1]:
            self.told.wrong.append(f"the feed sent position {position} after {self.positions[-1]}")
        self.positions.append(position)


def grouped(answers: Iterable[Answered]) -> dict[str, list[float]]:
    """The seconds of answers to commands, searches and other reads."""
    found: dict[str, list[float]] = {"commands": [], "reads": [], "searches": []}
    names = {"command": "commands", "search": "searches"}
    for one in answers:
        found[names.get(one.what, "reads")].append(one.seconds)
    return found


def quantile(seconds: list[float], part: float) -> float:
    """The value below which that part lies; 0 of none."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0
