"""The projector: follows the ledger, batch by batch, each event exactly once; one leader, others stand by."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import logging
import time
import zoneinfo
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import asyncpg

from aggregates.catalogue import CATALOGUE, Catalogue
from projections import ddl, spans
from projections.applying import FEW, Applier
from projections.ddl import Connection
from projections.lost import LOST
from projections.names import SCHEMA

Today = Callable[[], datetime.date]

LEADER = "select pg_try_advisory_lock(hashtextextended('fangji projector', 0))"
STEP = "select pg_advisory_xact_lock(hashtextextended('fangji projection step', 0))"
"""Held by every step and by a rebuild's switch; a statement of its own, so that the next one sees the new tables."""

HEAD = "select position from ledger.log"
IDLE = 1.0
"""Seconds between two steps where nothing is recorded."""

FIGURES, RESTS = 5.0, 4
"""To bring figures along costs as much as all else, and a few large steps half of many small ones: between two they
rest so many times as long as the last one took, but begin the next within so many seconds."""

WAKE = "fangji_projector"
"""Channel on which whoever waits for an event asks the projector to look at once. A notification needs no flush."""

WAKING = f"select set_config('synchronous_commit', 'off', true), pg_notify('{WAKE}', '')"

log = logging.getLogger(__name__)


def today_in(zone: str) -> Today:
    """The bureau's clock: the day that it is now in ``zone`` (an IANA name)."""
    found = zoneinfo.ZoneInfo(zone)
    return lambda: datetime.datetime.now(found).date()


@dataclass(frozen=True)
class Step:
    """What one step did: events up to ``position`` are applied, ``head`` is the ledger's; ``begun``: a new day was."""

    position: int
    head: int
    applied: int
    begun: bool = False

    @property
    def changed(self) -> bool:
        """Whether the read model is another one than before."""
        return self.applied > 0 or self.begun

    @property
    def behind(self) -> int:
        """How many events are not yet applied."""
        return self.head - self.position


async def take_step(
    connection: Connection, applier: Applier, today: datetime.date, batch: int = 5000, until: int | None = None
) -> Step:
    """Apply up to ``batch`` further events, none past ``until``, or begin a new day, and bring the figures along."""
    step = await advance(connection, applier, today, batch, until)
    if step.changed:
        await measure(connection, applier)
    return step


async def advance(
    connection: Connection, applier: Applier, today: datetime.date, batch: int = 5000, until: int | None = None
) -> Step:
    """The same without the figures, which :func:`measure` brings along; one transaction.

    The day never goes back: where ``today`` lies before the day of the last merge, that one is kept.
    """
    schema = applier.schema
    async with connection.transaction():
        await connection.execute(STEP)
        after, merged_on = await _progress(connection, schema)
        head: int = await connection.fetchval(HEAD) or 0
        last = max(after, min(after + batch, head if until is None else min(head, until)))
        if today > merged_on:
            await connection.execute(alone(schema))  # what it compares with is not being made anew
            await applier.begin_day(connection, today)
            last = after
        elif last > after:
            with spans.span("projector batch", after=after, until=last):
                await applier.apply(connection, after, last, merged_on)
        await _note(connection, schema, last, max(today, merged_on), applied=last > after)
    return Step(last, head, last - after, today > merged_on)


def alone(schema: str) -> str:
    """Waits for whoever brings figures along, and keeps others from it until the transaction ends.

    A statement that takes no snapshot: one that follows is of what the last one left, and of the tables that now have
    that name.
    """
    return f"lock table {schema}.measure_progress in share row exclusive mode"


async def measure(connection: Connection, applier: Applier) -> None:
    """Bring the figures to where the read model is.

    A transaction of its own that sees one state of the read model, so that steps go on beside it, on other connections.
    """
    async with connection.transaction(isolation="repeatable_read"):
        await connection.execute(alone(applier.schema))
        await bring_figures(connection, applier)


async def bring_figures(connection: Connection, applier: Applier) -> None:
    """The same within a transaction of somebody who holds off all steps."""
    position, _ = await _progress(connection, applier.schema)
    await applier.measure(connection, position)


async def _progress(connection: Connection, schema: str) -> tuple[int, datetime.date]:
    row = await connection.fetchrow(f"select position, today from {schema}.progress where name = 'read'")
    assert row is not None, "read.progress has lost its row"
    return row["position"], row["today"]


async def _note(connection: Connection, schema: str, position: int, today: datetime.date, *, applied: bool) -> None:
    await connection.execute(
        f"""update {schema}.progress set position = $1, today = $2, polled_at = now(),
            applied_at = case when $3 then now() else applied_at end,
            changes_on = case when $3 or today <> $2 then (select min(changes_on) from {schema}.change)
                else changes_on end
            where name = 'read' and ($3 or today <> $2 or polled_at < now() - interval '1 second')""",
        position,
        today,
        applied,
    )


async def catch_up(
    connection: Connection, applier: Applier, today: datetime.date, batch: int = 5000, until: int | None = None
) -> Step:
    """Apply all that the ledger holds (up to ``until``), merged as of ``today``; batch by batch, resumable."""
    await applier.prepare(connection)
    step = await take_step(connection, applier, today, batch, until)  # a new day first, where there is one
    await measure(connection, applier)  # what one that was stopped between the two left
    while (step := await take_step(connection, applier, today, batch, until)).applied:
        pass
    return step


class Projector:
    """Keeps `read` up with the ledger. ``today`` is the bureau's clock; an idle poll waits ``pause`` seconds, unless
    somebody asks on :data:`WAKE`.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        today: Today,
        catalogue: Catalogue = CATALOGUE,
        *,
        batch: int = 5000,
        pause: float = 0.1,
        zone: str = ddl.ZONE,
    ) -> None:
        self._pool = pool
        self._today = today
        self._catalogue = catalogue
        self._batch = batch
        self._pause = pause
        self._zone = zone

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the ledger until ``stop``. Waits where another projector leads; goes on after a lost connection.

        Raises:
            ReadModelOutdated: the tables were made for other declarations.
            UnknownName: the ledger holds a type that this code does not know.
        """
        while not stop.is_set():
            try:
                await self._lead(stop)
            except LOST as error:
                log.warning("the projector lost its connection and tries again: %s", type(error).__name__)
                await _first_of(1.0, stop)

    async def _lead(self, stop: asyncio.Event) -> None:
        async with self._pool.acquire() as connection:
            if not await connection.fetchval(LEADER):
                await _first_of(1.0, stop)
                return
            try:
                await self._follow(connection, stop)
            finally:
                with contextlib.suppress(*LOST, asyncpg.PostgresError):
                    await connection.execute("select pg_advisory_unlock_all()")

    async def _follow(self, connection: Connection, stop: asyncio.Event) -> None:
        await ddl.ensure(connection, self._catalogue, zone=self._zone)
        changed = asyncio.Event()
        changed.set()  # one that was stopped may have left something
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._advance(connection, stop, changed))
                group.create_task(self._measure(stop, changed))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None

    async def _advance(self, connection: Connection, stop: asyncio.Event, changed: asyncio.Event) -> None:
        applier = Applier(self._catalogue, SCHEMA)
        await applier.prepare(connection)
        async with _listening(connection) as woken:
            while not stop.is_set():
                woken.clear()
                step = await advance(connection, applier, self._today(), self._batch)
                if step.changed:
                    changed.set()
                if (await connection.fetchval(HEAD) or 0) <= step.position + FEW:
                    await self._rest(connection, stop, woken, step.position)

    async def _measure(self, stop: asyncio.Event, changed: asyncio.Event) -> None:
        """Figures on a connection of their own, so that no row waits for them."""
        applier = Applier(self._catalogue, SCHEMA)
        async with self._pool.acquire() as connection:
            await applier.prepare(connection)
            while not stop.is_set():
                if changed.is_set():
                    changed.clear()
                    began = time.monotonic()
                    await measure(connection, applier)
                    took = time.monotonic() - began
                    await _first_of(max(0.0, min(RESTS * took, FIGURES - took)), stop)
                else:
                    await _first_of(IDLE, stop, changed)

    async def _rest(self, connection: Connection, stop: asyncio.Event, woken: asyncio.Event, head: int) -> None:
        """Until more is recorded, which is looked for every pause; at most :data:`IDLE`, for days begin, too."""
        ends = asyncio.get_running_loop().time() + IDLE
        while not stop.is_set() and asyncio.get_running_loop().time() < ends:
            await _first_of(self._pause, stop, woken)
            if woken.is_set() or (await connection.fetchval(HEAD) or 0) != head:
                return


@contextlib.asynccontextmanager
async def _listening(connection: Connection) -> AsyncIterator[asyncio.Event]:
    """An event that is set whenever somebody asks on :data:`WAKE`."""
    woken = asyncio.Event()

    def wake(*_: object) -> None:
        woken.set()

    await connection.add_listener(WAKE, wake)
    try:
        yield woken
    finally:
        with contextlib.suppress(*LOST, asyncpg.PostgresError):
            await connection.remove_listener(WAKE, wake)


async def _first_of(seconds: float, *events: asyncio.Event) -> None:
    """Until one of them is set, at most so long."""
    waits = [asyncio.create_task(one.wait()) for one in events]
    try:
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for one in waits:
            one.cancel()
