"""The feed of one process: its subscriptions, the one reader that wakes them all, and what they fetch, shared.

A subscription is a position and the plan of its pages. It holds one page at most and asks for the next when that one is
sent, so who reads slowly keeps nobody's memory and loses nothing; transports cut off who does not read at all.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson
from graphql.execution.values import VariableValues

from graphql_api import fetching, opening, plans, subscriptions
from graphql_api.documents import Operation
from graphql_api.errors import BadVariable, TooLarge, Unauthenticated, Unavailable
from graphql_api.executor import PATIENCE, Executor
from graphql_api.identity import Identity
from graphql_api.plans import Plan
from graphql_api.reads import Connection
from graphql_api.subscriptions import Page
from graphql_api.tally import Tally, Untold
from graphql_api.values import Request
from graphql_api.waiting import Progress
from projections import lost

SUBSCRIPTIONS = 5_000
"""Subscriptions of a process at most."""
FETCHES = 2
"""Pages that a process reads at the same time, so that subscribers leave the pool's other connections to queries."""
PAUSE = 0.05
"""Seconds between two looks at how far the read model has come, whoever subscribes."""
IDLE = 25.0
"""Seconds after which a transport that had nothing to send says that it is there."""
AGAIN = 1.0
"""Seconds until a database that does not answer is asked again."""

Delivery = tuple[int, bytes]
"""A position, and the execution result of its event as JSON on one line."""


class Feed:
    """All subscriptions of a process; ``closing`` is set when it goes away, which transports tell their clients."""

    def __init__(self, executor: Executor, tally: Tally | None = None) -> None:
        self.executor, self.tally = executor, tally or Untold()
        self.closing = asyncio.Event()
        self.open = 0
        self.reader = Progress(executor.reads, PAUSE, wakes=False)
        self._ledger = Progress(executor.pool)
        self._fetching: dict[object, asyncio.Task[Page]] = {}
        self._turns = asyncio.Semaphore(FETCHES)

    @asynccontextmanager
    async def subscribed(
        self,
        operation: Operation,
        variables: Mapping[str, Any],
        identity: Identity,
        transport: str,
        after: int | None = None,
    ) -> AsyncIterator[Subscription]:
        """A subscription, open until the context ends. ``after`` goes before what the document says.

        Raises:
            Refused, FangjiError: the variables do not fit, the position is none yet, or the process is full.
        """
        if self.open >= SUBSCRIPTIONS or self.closing.is_set():
            raise Unavailable("This process takes no further subscriptions; try again in a moment.")
        self.open += 1
        self.tally.opened(transport)
        try:
            values = operation.variables(variables)
            identity = await self.executor.with_purpose(operation, identity)
            yield Subscription(self, operation, values, identity, await self._beginning(operation, values, after))
        finally:
            self.open -= 1
            self.tally.closed(transport)

    async def _beginning(self, operation: Operation, values: VariableValues, after: int | None) -> int:
        stated = plans.followed(self.executor.api, operation, values).arguments.get("after")
        wanted: int | None = stated if after is None else after
        head = await self._ledger.head()
        if wanted is not None and wanted > head:
            raise BadVariable(
                f"after is {wanted}, but the ledger's last position is {head}; give one that was recorded, or none to "
                "begin now.",
                field="after",
            )
        return head if wanted is None else wanted

    async def fetch(self, subscription: Subscription) -> Page:
        """The next page; who asks for the same at the same time gets the same."""
        request = subscription.request()
        key = subscription.plan.sql, repr(subscription.plan.arguments(subscription.values.coerced, request))
        running = self._fetching.get(key)
        if running is None:
            running = self._fetching[key] = asyncio.create_task(self._read(subscription, request))
            running.add_done_callback(lambda task: self._done(key, task))
        return await asyncio.shield(running)

    async def _read(self, subscription: Subscription, request: Request) -> Page:
        async def read(pool: asyncpg.Pool, connection: Connection | None) -> bytes:
            again, variables = subscription.planned_for_today, subscription.values.coerced
            return await fetching.fetch(pool, subscription.plan, again, variables, request, connection)

        async with self._turns, asyncio.timeout(PATIENCE):
            return subscriptions.read(await self.executor.reads.run(read))

    def _done(self, key: object, task: asyncio.Task[Page]) -> None:
        del self._fetching[key]
        if not task.cancelled():
            task.exception()  # who asked is told, and whoever asked may have gone


class Subscription:
    """One subscription: where it has come to, and what it fetches next."""

    def __init__(
        self, feed: Feed, operation: Operation, values: VariableValues, identity: Identity, after: int
    ) -> None:
        self._feed, self._operation, self.values, self._identity = feed, operation, values, identity
        self.after = self._known = after
        self.plan = self._kept()
        self._size = self._largest = self._admissible()
        self._opening = b'{"data":{' + orjson.dumps(plans.followed(feed.executor.api, operation, values).key) + b":"

    def request(self, size: int | None = None) -> Request:
        """What its next statement may ask of it; of so many events, or as many as the page before lets one expect."""
        return Request(self._identity, self._feed.executor.today(), after=self.after, most=size or self._size)

    def _admissible(self) -> int:
        """Events of the largest page that the bounds of an answer admit; what is refused of a single one is, now."""
        size = subscriptions.PAGE
        while True:
            try:
                self.plan.arguments(self.values.coerced, self.request(size))
            except TooLarge:
                if size == 1:
                    raise
                size //= 2
            else:
                return size

    def planned_for_today(self) -> Plan:
        """Its plan for when time has passed over the tables."""
        return self._planned(due=True)

    def _planned(self, *, due: bool = False) -> Plan:
        return plans.of_subscription(self._feed.executor.api, self._operation, self._identity, self.values, due=due)

    def _kept(self) -> Plan:
        key = subscriptions.SUBSCRIPTION, plans.key(self._identity, self.values.coerced)
        kept: Plan | None = self._operation.plan(key)
        if kept is not None:
            return kept
        made = self._planned()
        return self._operation.keep(key, made, len(made.sql or ""))

    async def page(self) -> list[Delivery]:
        """What comes next, in the order of positions; nothing where nothing comes for :data:`IDLE` seconds.

        Raises:
            Unauthenticated: its reader's token has ended.
            What :func:`graphql_api.executor.refusal` knows, where reading fails for good.
        """
        ends = time.monotonic() + IDLE
        while (left := ends - time.monotonic()) > 0:
            self._check_token()
            try:
                page = await self._next(min(left, self._admitted()))
            except lost.LOST:
                await asyncio.sleep(min(AGAIN, left))
                continue
            if page is not None and page.events:
                self._check_token()
                return await self._opened(page)
        return []

    async def _next(self, seconds: float) -> Page | None:
        """The page after where it has come to, waited for that long."""
        if self._known <= self.after and not await self._feed.reader.reach(self.after + 1, seconds):
            return None
        page = await self._feed.fetch(self)
        if page.reached <= self.after:  # a replica that is behind the one that was looked at
            await asyncio.sleep(PAUSE)
        self._size = page.next_size(self._size, self._largest)
        self.after, self._known = max(self.after, page.reached), page.known
        return page

    def _admitted(self) -> float:
        """Seconds until its reader's token ends."""
        return float("inf") if self._identity.until is None else max(0.0, self._identity.until - time.time())

    def _check_token(self) -> None:
        if self._admitted() <= 0:
            raise Unauthenticated("The token of this subscription has expired; subscribe again with a new one.")

    async def _opened(self, page: Page) -> list[Delivery]:
        found = [event for _, event in page.events]
        opener = self._feed.executor.opener
        if self.plan.opens and opener is not None:
            told = await opening.opened(b"[" + b",".join(found) + b"]", opener, self._identity, self._operation.name)
            found = [orjson.dumps(event) for event in orjson.loads(told)]
        positions = (position for position, _ in page.events)
        return [(position, self._opening + event + b"}}") for position, event in zip(positions, found, strict=True)]
