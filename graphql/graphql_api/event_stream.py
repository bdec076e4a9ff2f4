"""GraphQL over server-sent events, distinct connections mode: one operation a request, its results as events.

Specified at github.com/enisdenjo/graphql-sse, PROTOCOL.md. The id of a ``next`` is a position; ``Last-Event-ID``
goes on after it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from starlette.types import Receive, Send

from graphql_api.documents import Operation, is_subscription
from graphql_api.ending import until_first
from graphql_api.errors import BadVariable, TooSlow
from graphql_api.executor import FAILING, refusal
from graphql_api.feed import Feed
from graphql_api.identity import Identity
from graphql_api.requests import Parameters
from graphql_api.subscriptions import ONE_LINE
from graphql_api.tally import STREAM

MEDIA = b"text/event-stream"
HEADERS = (
    (b"content-type", MEDIA + b"; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
)
"""The last asks proxies not to hold events back."""

SECONDS = 10.0
"""That a subscriber may leave unread what was sent before."""
GRACE = 5.0
"""Seconds in which who was cut off may still read why."""

_ALIVE = b":\n\n"
_COMPLETE = b"event: complete\ndata:\n\n"


def last_position(headers: Mapping[bytes, bytes]) -> int | None:
    """The position that ``Last-Event-ID`` says; BadVariable where that is none."""
    given = headers.get(b"last-event-id")
    if not given:
        return None
    if not given.isdigit() or len(given) >= 19:
        raise BadVariable(
            "Last-Event-ID must be the id of an event of this stream, a position; leave it out to begin anew.",
            field="Last-Event-ID",
        )
    return int(given)


class EventStream:
    """One answer. ``after`` is where an earlier one of the same request ended; ``only_reads``: it came by GET."""

    def __init__(
        self, feed: Feed, given: Parameters, identity: Identity, after: int | None, *, only_reads: bool
    ) -> None:
        self._feed, self._given, self._identity, self._after = feed, given, identity, after
        self._only_reads = only_reads

    async def send(self, receive: Receive, send: Send) -> None:
        """Send it, until it ends, its reader goes, or the process does."""
        self._send = send
        await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
        try:
            last = await self._answer(receive)
        except FAILING as error:
            if isinstance(error, TooSlow):
                self._feed.tally.cut_off(STREAM)
            last = _next(refusal(error).body) + _COMPLETE
        await self._end(last)

    async def _answer(self, receive: Receive) -> bytes:
        """Send all but the end of it; answers the end."""
        operation = self._feed.executor.operation(self._given.query, self._given.operation_name)
        if not is_subscription(operation):
            await self._write(_next(await self._once()))
            return _COMPLETE
        await until_first(self._follow(operation), _gone(receive), _set(self._feed.closing))
        return b""  # not complete: who still reads asks again, of another process

    async def _once(self) -> bytes:
        """The answer to a query or a mutation."""
        given = self._given
        answer = await self._feed.executor.execute(
            given.query,
            given.variables,
            given.operation_name,
            self._identity,
            only_reads=self._only_reads,
            position=given.position,
        )
        return answer.body.translate(ONE_LINE)

    async def _follow(self, operation: Operation) -> None:
        async with self._feed.subscribed(
            operation, self._given.variables, self._identity, STREAM, self._after
        ) as subscription:
            while True:
                await self._deliver(await subscription.page())

    async def _deliver(self, page: list[tuple[int, bytes]]) -> None:
        if not page:
            await self._write(_ALIVE)
        for position, result in page:
            await self._write(_next(result, position))
            self._feed.tally.delivered(STREAM)

    async def _write(self, event: bytes) -> None:
        try:
            async with asyncio.timeout(SECONDS):
                await self._send({"type": "http.response.body", "body": event, "more_body": True})
        except TimeoutError:
            raise TooSlow(
                f"What was sent was not read for {SECONDS:.0f} seconds; ask again with Last-Event-ID, the last id that "
                "came."
            ) from None

    async def _end(self, event: bytes) -> None:
        try:
            async with asyncio.timeout(GRACE):
                await self._send({"type": "http.response.body", "body": event})
        except TimeoutError:
            return  # nobody reads: the server drops the connection


def _next(result: bytes, position: int | None = None) -> bytes:
    name = b"event: next\n" if position is None else b"event: next\nid: %d\n" % position
    return name + b"data: " + result + b"\n\n"


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _set(event: asyncio.Event) -> None:
    await event.wait()
