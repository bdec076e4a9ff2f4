"""Subscriptions while events are recorded: none is lost or told twice, slow readers are cut off, nothing piles up."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import time
import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace

import asyncpg
import orjson
import pytest
import websockets

from aggregates.catalogue import CATALOGUE
from graphql_api import api, event_stream, executor, feed, fetching, sockets, subscriptions, waiting
from graphql_api.trace import Trace
from projections import ddl, projector
from registry.ledger import ledger
from tests import patience
from tests.graphql_api import served, world
from tests.graphql_api.asking import AUDITOR
from tests.graphql_api.served import Served
from tests.registry.ledger import samples

FEED = "subscription($after: Position) { changes(after: $after) { position } }"
LARGE = "subscription { changes(after: 0) { position " + " ".join(f"c{n}: changes" for n in range(200)) + " } }"


@dataclass
class Counted:
    """A tally that counts."""

    counts: Counter[str] = field(default_factory=Counter)
    traces: list[Trace] = field(default_factory=list)

    def opened(self, transport: str) -> None:
        self.counts[f"opened {transport}"] += 1

    def closed(self, transport: str) -> None:
        self.counts[f"closed {transport}"] += 1

    def delivered(self, transport: str) -> None:
        self.counts[f"delivered {transport}"] += 1

    def cut_off(self, transport: str) -> None:
        self.counts[f"cut off {transport}"] += 1

    def answered(self, request: Trace, milliseconds: float) -> None:
        self.traces.append(request)


@dataclass(frozen=True)
class Following:
    """A ledger, a projector that follows it, and a server of what that keeps."""

    log: ledger.Ledger
    pool: asyncpg.Pool
    served: Served
    tally: Counted

    async def record(self, *codes: str) -> None:
        """Houses, in one transaction."""
        await self.log.submit(samples.unit(*(samples.house(code) for code in codes)))

    async def recorded(self, count: int) -> None:
        """So many houses, projected."""
        for first in range(0, count, 100):
            await self.record(*(f"{time.time_ns()}-{number}" for number in range(first, min(count, first + 100))))
        head = await self.pool.fetchval("select position from ledger.log")
        assert await waiting.Progress(self.pool).reach(head, patience.SECONDS)

    async def waits(self) -> None:
        """Until a subscription has come to the end, and waits for what is recorded next."""

        async def waiting() -> int:
            return len(self.served.feed.reader._waiting)

        await patience.until(waiting)

    async def told(self, what: str) -> None:
        """Until something is counted."""

        async def count() -> int:
            return self.tally.counts[what]

        await patience.until(count)


@contextlib.asynccontextmanager
async def projecting(pool: asyncpg.Pool) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(projector.Projector(pool, lambda: world.TODAY, pause=0.01).run(stop))
    try:
        yield
    finally:
        stop.set()
        await task


@pytest.fixture
async def following(pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Following]:
    """Of an empty ledger."""
    monkeypatch.setattr(feed, "PAUSE", 0.01)
    async with pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
    log = await ledger.Ledger.open(pool, samples.ORIGIN)
    tally = Counted()
    execute = executor.Executor(api.of(CATALOGUE), pool, lambda: world.TODAY)
    readers = served.Readers(auditor=AUDITOR)
    async with projecting(pool), served.serving(execute, readers, tally) as made:
        yield Following(log, pool, made, tally)
    await log.close()


async def test_an_event_comes_as_it_is_recorded(following: Following) -> None:
    async with (
        following.served.acknowledged("auditor") as talk,
        following.served.streamed(FEED, "auditor", after=0) as stream,
    ):
        await talk.subscribe(FEED, after=0)
        await talk.quiet()
        for position in range(1, 4):
            await following.record(f"H-{position}")
            assert await talk.events(1) == [{"position": position}]
            assert await stream.events(1) == [{"position": position}]
    assert following.tally.counts["delivered websocket"] == following.tally.counts["delivered event-stream"] == 3


async def test_without_a_position_it_begins_now(following: Following) -> None:
    await following.record("H-1", "H-2")
    async with following.served.acknowledged("auditor") as talk:
        await talk.subscribe("subscription { changes { position code } }")
        await following.waits()
        await following.record("H-3")
        assert await talk.events(1) == [{"position": 3, "code": "H-3"}]


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 8))])
async def test_whoever_comes_while_others_write_gets_each_event_once_and_in_order(
    following: Following, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Eight writers, and thirty readers that come, leave and go on, at any moment and from any position."""
    dice = random.Random(seed)
    monkeypatch.setattr(subscriptions, "PAGE", dice.choice([1, 3, 100]))
    monkeypatch.setattr(subscriptions, "WINDOW", dice.choice([2, 10, 10_000]))
    writers, units = 8, 12
    sizes = [[dice.randint(1, 4) for _ in range(units)] for _ in range(writers)]
    total = sum(map(sum, sizes))

    async def write(writer: int) -> None:
        for unit, size in enumerate(sizes[writer]):
            await following.record(*(f"H-{writer}-{unit}-{number}" for number in range(size)))
            await asyncio.sleep(dice.random() * 0.05)

    async def read(number: int) -> list[int]:
        """All positions after one that is recorded when it comes, over one or several connections."""
        await asyncio.sleep(dice.random() * 0.5)
        head = await following.pool.fetchval("select position from ledger.log") or 0
        began = after = dice.randint(0, head)
        found: list[int] = []
        while after < total:
            count = min(dice.randint(1, total), total - after)
            if number % 2:
                async with following.served.acknowledged("auditor") as talk:
                    await talk.subscribe(FEED, after=after)
                    told = await talk.events(count)
            else:
                async with following.served.streamed(FEED, "auditor", after=after) as stream:
                    told = await stream.events(count)
            found += [one["position"] for one in told]
            after = found[-1]
        assert found == list(range(began + 1, total + 1))
        return found

    async with asyncio.timeout(100):
        await asyncio.gather(*map(write, range(writers)), *map(read, range(30)))


async def test_those_who_wait_for_the_same_share_one_reader_and_one_statement(
    following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, read = Counter[str](), fetching.fetch
    fetchval = asyncpg.Pool.fetchval

    async def counted(*arguments: object) -> bytes:
        looks["pages"] += 1
        return await read(*arguments)  # type: ignore[arg-type]

    async def looked(self: asyncpg.Pool, query: str, *arguments: object) -> object:
        looks["progress"] += "read.progress" in query
        return await fetchval(self, query, *arguments)

    monkeypatch.setattr(fetching, "fetch", counted)
    monkeypatch.setattr(asyncpg.Pool, "fetchval", looked)
    async with contextlib.AsyncExitStack() as stack:
        talks = [await stack.enter_async_context(following.served.acknowledged("auditor")) for _ in range(50)]
        for talk in talks:
            await talk.subscribe(FEED, after=0)
        for talk in talks:
            await talk.quiet()
        looks.clear()
        began = time.monotonic()
        await asyncio.sleep(1)
        await following.record("H-1")
        for talk in talks:
            assert await talk.events(1) == [{"position": 1}]
        passed = time.monotonic() - began
    assert looks["pages"] <= 3
    assert looks["progress"] <= passed / 0.01 + 5


async def test_the_connection_of_the_reader_may_be_lost(following: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "AGAIN", 0.05)
    async with following.served.acknowledged("auditor") as talk:
        await talk.subscribe(FEED, after=0)
        await talk.quiet()
        for position in range(1, 4):
            await following.pool.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where datname = current_database() and pid <> pg_backend_pid() and query = $1",
                "select position from read.progress where name = 'read'",
            )
            await following.record(f"H-{position}")
            assert await talk.events(1) == [{"position": position}]


async def test_a_stream_that_has_nothing_to_say_says_so(following: Following, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "IDLE", 0.1)
    async with following.served.streamed(FEED, "auditor", after=0) as stream:
        await asyncio.sleep(0.5)
        await following.record("H-1")
        assert await stream.events(1) == [{"position": 1}]
        assert stream.comments >= 2


async def test_a_token_that_ends_ends_the_stream(following: Following) -> None:
    following.served.readers.known["soon"] = replace(AUDITOR, until=time.time() + 1)
    await following.record("H-1")
    async with following.served.streamed(FEED, "soon", after=0) as stream:
        assert await stream.events(1) == [{"position": 1}]
        error = await stream.error()
    assert error["code"] == "UNAUTHENTICATED"
    assert following.served.feed.open == 0


async def test_a_socket_that_is_not_read_is_closed_with_4290(
    following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "SECONDS", 0.5)
    await following.recorded(600)
    async with narrow(following.served) as raw, following.served.connected(sock=raw, max_queue=1) as talk:
        await talk.say(type="connection_init", payload={"Authorization": "Bearer auditor"})
        await talk.hear()
        await talk.subscribe(LARGE)
        await following.told("cut off websocket")
        told = [one["payload"]["data"]["changes"]["position"] for one in await talk.rest()]
        assert talk.socket.close_code == 4290
        assert "last position" in (talk.socket.close_reason or "")
    assert told == list(range(1, len(told) + 1))
    assert 0 < len(told) < 600
    async with following.served.acknowledged("auditor") as talk:
        await talk.subscribe(FEED, after=told[-1])
        assert await talk.events(600 - len(told)) == [{"position": one} for one in range(len(told) + 1, 601)]
    assert following.tally.counts["cut off websocket"] == 1


async def test_a_stream_that_is_not_read_ends_with_the_error(
    following: Following, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "SECONDS", 0.5)
    await following.recorded(600)
    async with narrow(following.served) as raw:
        reader, writer = await asyncio.open_connection(sock=raw, limit=1024)
        body = orjson.dumps({"query": LARGE})
        head = (
            "POST /graphql HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer auditor\r\nAccept: text/event-stream\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await following.told("cut off event-stream")
        told = (await asyncio.wait_for(reader.read(), patience.SECONDS)).decode()
        writer.close()
    assert "TOO_SLOW" in told[-2000:]
    assert "event: complete" in told[-100:]
    assert 0 < told.count("\nid: ") < 600


@pytest.mark.parametrize("count", [40, pytest.param(1000, marks=pytest.mark.long)])
async def test_those_who_never_read_take_little(
    following: Following, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """What is kept for each of them is bounded, and others get everything meanwhile."""
    monkeypatch.setattr(sockets, "SECONDS", 3600)
    # who never reads answers no ping either, and would be let go after forty seconds
    monkeypatch.setattr(following.served.server.config, "ws_ping_interval", None)
    await following.recorded(400)
    async with contextlib.AsyncExitStack() as stack:
        await _deaf(following, stack, 20)  # plans and pools are warm
        tracemalloc.start()
        before, _ = tracemalloc.get_traced_memory()
        raws = await _deaf(following, stack, count)
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert following.served.feed.open == count + 20
        assert (after - before) / len(raws) < 400_000, (after - before) / len(raws)
        async with following.served.acknowledged("auditor") as talk:
            await talk.subscribe(FEED, after=0)
            assert await talk.events(400) == [{"position": one} for one in range(1, 401)]


async def _deaf(following: Following, stack: contextlib.AsyncExitStack, count: int) -> list[socket.socket]:
    """Sockets that ask for much and never read it, once the server can send them no more."""
    raws = [stack.enter_context(_connected(following.served)) for _ in range(count)]
    loop = asyncio.get_running_loop()
    request = websockets.ClientProtocol(
        websockets.uri.parse_uri("ws://x/graphql"), subprotocols=[websockets.Subprotocol(served.PROTOCOL)]
    )
    request.send_request(request.connect())
    opening = b"".join(request.data_to_send())
    for raw in raws:
        await loop.sock_sendall(raw, opening)
        assert (await loop.sock_recv(raw, 4096)).startswith(b"HTTP/1.1 101")
        init = {"type": "connection_init", "payload": {"Authorization": "Bearer auditor"}}
        subscribe = {"type": "subscribe", "id": "1", "payload": {"query": LARGE}}
        for message in (init, subscribe):
            await loop.sock_sendall(raw, _frame(orjson.dumps(message)))
            await asyncio.sleep(0)
    delivered = -1
    while delivered != following.tally.counts["delivered websocket"]:
        delivered = following.tally.counts["delivered websocket"]
        await asyncio.sleep(1)
    return raws


def _frame(data: bytes) -> bytes:
    return websockets.frames.Frame(websockets.frames.Opcode.TEXT, data).serialize(mask=True)


def _connected(served_: Served) -> socket.socket:
    """A connection that takes up little before it is read."""
    host, _, port = served_.address.removeprefix("http://").partition(":")
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    made.connect((host, int(port)))
    made.setblocking(False)
    return made


@contextlib.asynccontextmanager
async def narrow(served_: Served) -> AsyncIterator[socket.socket]:
    with _connected(served_) as made:
        yield made


async def test_the_end_of_the_server_is_told(following: Following) -> None:
    await following.record("H-1")
    async with following.served.acknowledged("auditor") as talk, following.served.streamed(FEED, after=0) as stream:
        await talk.subscribe(FEED, after=1)
        await stream.events(1)
        following.served.feed.closing.set()
        assert (await talk.closed())[0] == 1001
        with pytest.raises(StopAsyncIteration):
            await stream.event()
        async with following.served.connected() as late:
            assert (await late.closed())[0] == 1001


async def test_a_server_that_ends_unannounced_closes_with_1001_too(following: Following) -> None:
    async with following.served.acknowledged("auditor") as talk:
        following.served.server.should_exit = True
        assert (await talk.closed())[0] == 1001
