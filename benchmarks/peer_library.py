"""Commands, loads and replay beside the eventsourcing library on its PostgreSQL recorder."""

import asyncio
import contextlib
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

import asyncpg
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.domain import event as said

from aggregates import event as events
from aggregates import timeline as timelines
from aggregates.catalogue import CATALOGUE
from benchmarks import commands, harness, load, peer_cases, rebuild, timeline
from registry.ledger.ledger import Ledger

COMMANDS = 2_400
HOUSES = 5_000
"""Of the replay: ten events each."""

LOADS = {10: 400, 1_000: 20}
"""Events of a subject -> how often it is loaded in a round."""

ROUNDS = 5
PAGE = 1_000

TUNING = (
    "its PostgreSQL recorder with a pool of 16 connections for 16 threads, psycopg with its C extension",
    "`POSTGRES_ENABLE_DB_FUNCTIONS`, with which a save is one round trip, as its own documentation measures it (it is "
    "off unless told; without it the library is slower)",
    "its JSON transcoder, no compression and no encryption; no snapshots, since ours has none; replay by "
    f"`select_notifications` of {PAGE:,} at a time, where its notification log gives ten",
)
"""What the page on performance says of it."""

PAIRS = {
    "register": ("register a house, 16 at once", "library: save, 16 at once"),
    "contract": ("file a contract, 16 at once", "library: save, 16 at once"),
    "register two": ("register, 16 at once in two processes", "library: save, 16 at once in two processes"),
    "contract two": ("contract, 16 at once in two processes", "library: save, 16 at once in two processes"),
}
"""Comparison -> the figures of the benchmark `commands`."""


class House(Aggregate):
    """The peer's aggregate: what our events say, merged into one state."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.entities: dict[str, dict[str, object]] = {}

    @said("Said")
    def say(self, type: str, on: str, changes: dict[str, dict[str, object]]) -> None:
        """Merges what an event says of each entity."""
        for entity, values in changes.items():
            self.entities.setdefault(entity, {}).update(values)


async def measure(report: harness.Report) -> None:
    """Commands by the benchmark of that name; then loads and replay, in turns."""
    found = await commands.rounds(report.scaled(COMMANDS, 320))
    for key, (ours, theirs) in PAIRS.items():
        peer_cases.note(report, key, [one[ours] for one in found], [one[theirs] for one in found])
    for size, times in LOADS.items():
        await _load(report, size, report.scaled(times, 5))
    await _replay(report, report.scaled(HOUSES, 200))


@contextlib.asynccontextmanager
async def _both() -> AsyncIterator[tuple[Ledger, asyncpg.Pool, Application[uuid.UUID]]]:
    """A ledger and the peer's application, each on a database of its own."""
    async with harness.pool() as pool, harness.database(migrated=False) as theirs:
        ledger = await Ledger.open(pool, "bench")
        try:
            with commands.library(theirs) as application:
                yield ledger, pool, application
        finally:
            await ledger.close()


async def _load(report: harness.Report, size: int, times: int) -> None:
    """One subject, many times, one after the other."""
    life = list(timeline.life(size))
    async with _both() as (ledger, pool, application):
        await timeline.record(pool, life)
        await pool.execute("insert into ledger.stream_event select stream, version, position from ledger.event")
        await pool.execute("vacuum analyze")
        same = _house(application, "H1", [(e.event.type, e.event.effective_on, e.event.changes) for e in life])

        async def ours() -> None:
            read = await ledger.read_stream(timeline.STREAM)
            assert len(read) == size
            timelines.Timeline(CATALOGUE, read).state(timeline.TODAY)

        def theirs() -> None:
            loaded: House = application.repository.get(same)
            assert loaded.version == size + 1

        async def theirs_apart() -> load.Pace:
            return await asyncio.to_thread(lambda: _times(theirs, times))

        await _in_turns(report, f"load {size}", lambda: _times_async(ours, times), theirs_apart)


async def _replay(report: harness.Report, houses: int) -> None:
    """Every event, a page after the other; the pace is of events, the latencies are of pages."""
    async with _both() as (ledger, pool, application):
        async with pool.acquire() as connection:
            count = await rebuild.fill(connection, houses)
        await asyncio.to_thread(_fill, application, houses)
        total = application.recorder.max_notification_id() or 0

        async def ours() -> load.Pace:
            taken, after, started = [], 0, time.perf_counter()
            while after < count:
                begun = time.perf_counter()
                after = (await ledger.read_from(after, PAGE))[-1].position
                taken.append(time.perf_counter() - begun)
            return load.Pace(count / (time.perf_counter() - started), load.Pace.of(taken, 1).p99)

        def pages() -> load.Pace:
            taken, after, started = [], 0, time.perf_counter()
            while after < total:
                begun = time.perf_counter()
                page = application.recorder.select_notifications(after + 1, PAGE)
                made = [application.mapper.to_domain_event(one) for one in page]
                after += len(made)
                taken.append(time.perf_counter() - begun)
            return load.Pace(total / (time.perf_counter() - started), load.Pace.of(taken, 1).p99)

        await _in_turns(report, "replay", ours, lambda: asyncio.to_thread(pages))


async def _in_turns(
    report: harness.Report,
    key: str,
    ours: Callable[[], Awaitable[load.Pace]],
    theirs: Callable[[], Awaitable[load.Pace]],
) -> None:
    """Rounds of both, after one that does not count."""
    found = [(await ours(), await theirs()) for _ in range(ROUNDS + 1)][1:]
    peer_cases.note(report, key, [own for own, _ in found], [other for _, other in found])


async def _times_async(work: Callable[[], Awaitable[None]], times: int) -> load.Pace:
    taken, started = [], time.perf_counter()
    for _ in range(times):
        begun = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - begun)
    return load.Pace.of(taken, time.perf_counter() - started)


def _times(work: Callable[[], None], times: int) -> load.Pace:
    taken, started = [], time.perf_counter()
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return load.Pace.of(taken, time.perf_counter() - started)


Told = tuple[str, str, Iterable[events.Change]]


def _house(application: Application[uuid.UUID], code: str, told: Iterable[Told]) -> uuid.UUID:
    made = House(code)
    for type_, on, changes in told:
        made.say(type_, on, {one.entity: dict(one.set) for one in changes})
    application.save(made)
    return made.id


def _fill(application: Application[uuid.UUID], houses: int) -> None:
    for number in range(houses):
        life = [
            (name, str(day), [events.Change(entity, values) for entity, values in changes])  # type: ignore[arg-type]
            for name, day, changes in rebuild.life(number)
        ]
        _house(application, f"H{number}", life)
