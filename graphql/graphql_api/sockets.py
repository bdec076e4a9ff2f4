"""GraphQL over WebSocket: one socket, its operations side by side, by what :mod:`graphql_api.messages` has."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from aggregates.errors import FangjiError
from graphql_api import limits, messages, trace
from graphql_api.documents import Operation, is_subscription
from graphql_api.ending import cancelled, until_first
from graphql_api.errors import RateLimited, Unavailable
from graphql_api.executor import FAILING, Answer, refusal
from graphql_api.feed import IDLE, Feed
from graphql_api.identity import Identity
from graphql_api.messages import Closed, Message
from graphql_api.requests import Admit, Parameters, checked
from graphql_api.tally import SOCKET
from graphql_api.trusted import Trusted

log = logging.getLogger(__name__)

SOCKETS = 5_000
"""Sockets of a process at most."""
INITIALISED = 10.0
"""Seconds for ``connection_init`` to come, and for its token to be read."""
SECONDS = 10.0
"""That a client may leave unread what was sent before."""


class Gone(Exception):
    """The client has left; nothing can be sent."""


@dataclass(slots=True, eq=False)
class Running:
    """An operation of a socket; ``streams``: a subscription, which may be ended at any time."""

    task: asyncio.Task[None] | None = None
    streams: bool = False


class Sockets:
    """Serves the sockets of a process. ``origins`` are those of pages that may open one, beside this server's own."""

    def __init__(self, feed: Feed, admit: Admit, trusted: Trusted, origins: Sequence[str] = ()) -> None:
        self.feed, self.admit, self.trusted, self.origins = feed, admit, trusted, origins
        self.open = 0

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One socket, until it is closed."""
        await receive()
        if not self._welcome(dict(scope["headers"])):
            await send({"type": "websocket.close", "code": messages.FORBIDDEN})  # before accepting, a 403
            return
        self.open += 1
        try:
            await Socket(self, scope, receive, send).run()
        finally:
            self.open -= 1

    def _welcome(self, headers: Mapping[bytes, bytes]) -> bool:
        """Whether a page of that origin may connect: browsers ask nobody else before they open a socket."""
        origin = headers.get(b"origin")
        if origin is None or "*" in self.origins:
            return True
        stated = origin.decode("latin-1")
        return stated in self.origins or stated.partition("://")[2].encode("latin-1") == headers.get(b"host")


class Socket:
    """One socket."""

    def __init__(self, of: Sockets, scope: Scope, receive: Receive, send: Send) -> None:
        self._of, self._scope, self._receive, self._send = of, scope, receive, send
        self._feed = of.feed
        self._headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        self._stated: dict[str, str] = {}
        self._acknowledged = asyncio.Event()
        self._named: dict[str, Running] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._sending = asyncio.Lock()

    async def run(self) -> None:
        """Serve until either side closes."""
        spoken = messages.PROTOCOL in self._scope["subprotocols"]
        await self._send({"type": "websocket.accept", "subprotocol": messages.PROTOCOL if spoken else None})
        try:
            self._check(spoken)
            await until_first(self._read(), self._keep_alive(), self._until_closing(), self._until_over())
        except Closed as closed:
            await self._close(closed)
        except Gone:
            pass
        finally:
            await self._end_streams()
            self._over.cancel()
            await asyncio.gather(*self._running)  # what may have recorded something comes to its end by itself

    def _check(self, spoken: bool) -> None:
        if not spoken:
            raise Closed(messages.OTHER_PROTOCOL, f"Subprotocol not acceptable: offer {messages.PROTOCOL}")
        if self._feed.closing.is_set():
            raise Closed(messages.GOING_AWAY, "Going away")
        if self._of.open > SOCKETS:
            raise Closed(messages.TRY_AGAIN, "Too many sockets, try again later")

    async def _until_closing(self) -> None:
        await self._feed.closing.wait()
        raise Closed(messages.GOING_AWAY, "Going away")

    async def _until_over(self) -> None:
        await self._over

    async def _keep_alive(self) -> None:
        try:
            async with asyncio.timeout(INITIALISED):
                await self._acknowledged.wait()
        except TimeoutError:
            raise Closed(messages.NOT_INITIALISED, "Connection initialisation timeout") from None
        while True:
            await asyncio.sleep(IDLE)
            await self._say(messages.plain("ping"))

    async def _read(self) -> None:
        while (event := await self._receive())["type"] != "websocket.disconnect":
            await self._take(messages.read(event.get("text")))

    async def _take(self, message: Message) -> None:
        match message.type:
            case "connection_init":
                await self._initialise(message.payload or {})
            case "ping":
                await self._say(messages.plain("pong", message.payload))
            case "subscribe":
                await self._subscribe(message)
            case "complete":
                await self._complete(message.id)

    async def _initialise(self, payload: Mapping[str, Any]) -> None:
        if self._acknowledged.is_set():
            raise Closed(messages.INITIALISED_TWICE, "Too many initialisation requests")
        for name in ("Authorization", "X-Purpose"):
            self._stated[name] = self._of_payload(payload, name) or self._headers.get(name.lower(), "")
        await self._admitted()
        self._acknowledged.set()
        await self._say(messages.plain("connection_ack"))

    def _of_payload(self, payload: Mapping[str, Any], name: str) -> str | None:
        found = payload.get(name, payload.get(name.lower()))
        if not isinstance(found, str | None):
            raise Closed(messages.BAD_MESSAGE, f"{name} must be a text")
        return found

    async def _admitted(self) -> Identity:
        """Who asks; counted as a request each time. Raises Closed where that ends the socket."""
        client = self._scope.get("client")
        try:
            found: Identity = await self._of.admit(self._stated["Authorization"] or None, client[0] if client else None)
        except RateLimited as error:
            if self._acknowledged.is_set():
                raise
            raise Closed(messages.TOO_MANY_REQUESTS, error.message) from None
        except FangjiError as error:
            away = isinstance(error, Unavailable)
            raise Closed(messages.TRY_AGAIN if away else messages.FORBIDDEN, error.message) from None
        return replace(found, purpose=self._stated["X-Purpose"] or None)

    async def _subscribe(self, message: Message) -> None:
        if not self._acknowledged.is_set():
            raise Closed(messages.NOT_ACKNOWLEDGED, "Unauthorized")
        if message.id in self._named:
            raise Closed(messages.TAKEN, f"Subscriber for {message.id} already exists")
        if len(self._running) >= limits.RUNNING.most:
            with self._traced():
                await self._refuse(message.id, refusal(limits.RUNNING.passed(len(self._running) + 1, "id")))
            return
        running = self._named[message.id] = Running()
        running.task = asyncio.create_task(self._operate(message, running))
        self._running.add(running.task)
        running.task.add_done_callback(self._running.discard)

    async def _complete(self, id_: str) -> None:
        """The client wants no more of an operation; what it recorded stays recorded."""
        running = self._named.pop(id_, None)
        if running is not None and running.streams and running.task is not None:
            await cancelled(running.task)

    async def _operate(self, message: Message, running: Running) -> None:
        """One operation, from its message to its end; what ends the socket is told to all of it."""
        try:
            with self._traced():
                await self._run(message, running)
        except (Closed, Gone) as error:
            self._end(error)
        except Exception:
            log.exception("an operation of a socket failed")
            self._end(Closed(messages.FAILED, "The server failed; its log says why"))
        finally:
            self._released(message.id, running)

    def _end(self, error: Closed | Gone) -> None:
        if not self._over.done():
            self._over.set_exception(error)

    @contextmanager
    def _traced(self) -> Iterator[None]:
        """What is done for one operation: errors say the socket's own id, and the tally hears of it."""
        outer, started = trace.CURRENT.get(), time.perf_counter()
        request = trace.Trace(outer.id if outer else uuid.uuid4().hex)
        token = trace.CURRENT.set(request)
        try:
            yield
        finally:
            trace.CURRENT.reset(token)
            self._feed.tally.answered(request, (time.perf_counter() - started) * 1000)

    async def _run(self, message: Message, running: Running) -> None:
        try:
            identity = await self._admitted()
            given = checked(message.payload or {}, self._of.trusted)
            operation = self._feed.executor.operation(given.query, given.operation_name)
            if is_subscription(operation):
                running.streams = True
                if self._named.get(message.id) is running:  # else the client, or the socket, has ended meanwhile
                    await self._follow(message.id, operation, given, identity)
            else:
                answer = await self._feed.executor.execute(
                    given.query, given.variables, given.operation_name, identity, position=given.position
                )
                await self._answer(message.id, running, answer)
        except FAILING as error:
            if isinstance(error, FangjiError) and error.code == "UNAUTHENTICATED":
                raise Closed(messages.FORBIDDEN, error.message) from None
            if self._released(message.id, running):
                await self._refuse(message.id, refusal(error))

    async def _follow(self, id_: str, operation: Operation, given: Parameters, identity: Identity) -> None:
        async with self._feed.subscribed(operation, given.variables, identity, SOCKET) as subscription:
            while True:
                for _, result in await subscription.page():
                    await self._say(messages.following(id_, result))
                    self._feed.tally.delivered(SOCKET)

    async def _answer(self, id_: str, running: Running, answer: Answer) -> None:
        """The single result of a query or a mutation, unless the client has completed it."""
        if not self._released(id_, running):
            return
        if answer.body.startswith(b'{"data"'):
            await self._say(messages.following(id_, answer.body))
            await self._say(messages.complete(id_))
        else:
            await self._refuse(id_, answer)

    def _released(self, id_: str, running: Running) -> bool:
        """Whether the client still waits for an operation; its id may then be used for another."""
        return self._named.get(id_) is running and self._named.pop(id_) is running

    async def _refuse(self, id_: str, answer: Answer) -> None:
        await self._say(messages.error(id_, orjson.loads(answer.body)["errors"]))

    async def _say(self, text: str) -> None:
        """Send a message; raises Closed where the client does not read, Gone where there is none any more."""
        async with self._sending:
            try:
                async with asyncio.timeout(SECONDS):
                    await self._send({"type": "websocket.send", "text": text})
            except TimeoutError:
                self._feed.tally.cut_off(SOCKET)
                raise Closed(messages.TOO_SLOW, "Reads too slowly; go on after the last position") from None
            except OSError:
                raise Gone from None

    async def _close(self, closed: Closed) -> None:
        await self._end_streams()
        try:
            async with asyncio.timeout(SECONDS):
                await self._send({"type": "websocket.close", "code": closed.code, "reason": closed.reason})
        except (TimeoutError, OSError):
            return  # it is gone, or never reads: the server drops the connection

    async def _end_streams(self) -> None:
        """End all subscriptions; what else is under way answers nothing more."""
        streaming = [one.task for one in self._named.values() if one.streams and one.task is not None]
        self._named.clear()
        await cancelled(*streaming)
