"""One subject's state at 10, 1,000 and 20,000 events: time per event in Python and in SQL, which should not grow.

In Python it doubles or trebles once, where the events no longer fit the processor's cache, and stays there.
"""

import datetime
import functools
import random
import time
import uuid
from collections.abc import Iterator

import asyncpg

from aggregates import event, timeline
from aggregates.catalogue import CATALOGUE
from benchmarks import harness
from projections import ddl, projector
from projections.applying import Applier

SIZES = (10, 1_000, 20_000)
LARGE = 80_000
"""Of Python alone: beyond every cache."""
FIRST_DAY = datetime.date(2000, 1, 1)
TODAY = datetime.date(2026, 1, 1)
RECORDED = datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC)
STREAM = event.stream_id("HOUSE", "bench", "H1")
COLUMNS = [
    "position", "recorded_at", "header", "body", "leaf_hash", "id", "kind", "stream", "version", "type", "schema",
    "effective_on", "effective_seq", "registered_at", "command", "correlation", "corrects", "voids", "source",
]  # fmt: skip
SUBJECT = "select to_jsonb(h) from read.house_as_of($1, $2, null) h where h.subject = $3"
ELEMENTS = "select jsonb_agg(to_jsonb(m)) from read.house_mortgages_as_of($1, $2, null) m where m.subject = $3"


def life(count: int) -> Iterator[event.Recorded]:
    """The events of one house: late facts throughout, one mortgage in ten events, 4 % corrections, 1 % voids."""
    dice = random.Random(count)
    live: list[event.Event] = []
    for version in range(1, count + 1):
        corrects = dice.random() < 0.04 and version > 2
        void = not corrects and dice.random() < 0.01 and version > 2
        target = live.pop(dice.randrange(len(live))) if corrects or void else None
        made = _event(dice, version, target if corrects else None, target if void else None)
        if not void:
            live.append(made)
        yield event.Recorded(version, RECORDED + datetime.timedelta(seconds=version), made)


def _event(dice: random.Random, version: int, corrects: event.Event | None, voids: event.Event | None) -> event.Event:
    command = uuid.UUID(int=version)
    name, changes = ("EventVoided", ()) if voids else _said(dice, version)
    return event.Event(
        originator_id=STREAM, originator_version=version, timestamp=event.UNRECORDED, id=event.event_id(command, 0),
        kind="HOUSE", scheme="bench", code="H1", type=name, source="bench", actor="account/1",
        effective_on=(FIRST_DAY + datetime.timedelta(days=dice.randrange(9_000))).isoformat(),
        reason=event.Reason.ERROR if voids else event.Reason.CORRECTION if corrects else event.Reason.CHANGE,
        changes=changes, command=command, correlation=command, corrects=corrects.id if corrects else None,
        voids=(voids.id,) if voids else (),
    )  # fmt: skip


def _said(dice: random.Random, version: int) -> tuple[str, tuple[event.Change, ...]]:
    if version % 10 == 0:
        terms: dict[str, event.Value] = {"number": f"M{version}", "amount": f"{version}.00"}
        return "MortgageRegistered", (event.Change(f"mortgages/{version}", terms),)
    stated: dict[str, event.Value] = {"floor_area": f"{dice.randrange(50, 150)}.50", "room": str(version)}
    return "HouseRegistered" if version == 1 else "SurveyRevised", (event.Change("", stated),)


async def record(connection: asyncpg.Connection | asyncpg.Pool, events: list[event.Recorded]) -> None:
    """Put the events into the ledger by COPY."""
    await connection.copy_records_to_table(
        "event", schema_name="ledger", columns=COLUMNS, records=[_row(recorded) for recorded in events]
    )
    await connection.execute("delete from ledger.log")
    await connection.execute("insert into ledger.log (origin, position) values ('bench', $1)", len(events))


async def store(connection: asyncpg.Connection, events: list[event.Recorded]) -> None:
    """Put the events into the ledger by COPY and project them."""
    await record(connection, events)
    await ddl.create(connection)
    await projector.catch_up(connection, Applier(), TODAY)
    await connection.execute("vacuum analyze read.timeline")


def _row(recorded: event.Recorded) -> tuple[object, ...]:
    one = recorded.event
    return (
        recorded.position, recorded.recorded_at, b"{}", event.body_bytes(one), bytes(32), one.id, one.kind,
        one.originator_id, one.originator_version, one.type, one.schema, datetime.date.fromisoformat(one.effective_on),
        one.effective_seq, recorded.registered_at, one.command, one.correlation, one.corrects, one.voids or None,
        one.source,
    )  # fmt: skip


def fold(events: list[event.Recorded], known: datetime.datetime | None = None) -> timeline.State:
    """Load a timeline and fold it, as a command does."""
    return timeline.Timeline(CATALOGUE, events).state(TODAY, known=known)


async def run(report: harness.Report) -> None:
    """The same questions at each size, of the whole subject and of its elements."""
    lives = {size: list(life(size)) for size in (*SIZES, LARGE)}
    for case, known in (("Python, current", None), ("Python, as of", _half)):
        beside: harness.Figure | None = None
        for size, events in lives.items():
            moment = known(size) if known else None
            seconds = _python(events, moment)
            beside = _note(report, f"{case}, {size:,} events", seconds, size, beside)
    figures: dict[str, harness.Figure | None] = {}
    for size in SIZES:
        async with harness.database() as url, harness.connected(url) as connection:
            await store(connection, lives[size])
            for case, statement in (("SQL as of, subject", SUBJECT), ("SQL as of, elements", ELEMENTS)):
                ask = functools.partial(connection.fetchval, statement, TODAY, _half(size), STREAM)
                seconds = await harness.median_seconds_async(ask, runs=15, warm=6)
                figures[case] = _note(report, f"{case}, {size:,} events", seconds, size, figures.get(case))


def _half(size: int) -> datetime.datetime:
    return RECORDED + datetime.timedelta(seconds=size // 2)


def _python(events: list[event.Recorded], moment: datetime.datetime | None) -> float:
    return harness.median_seconds(functools.partial(fold, events, moment), runs=15, clock=time.process_time)


def _note(
    report: harness.Report, case: str, seconds: float, size: int, beside: harness.Figure | None
) -> harness.Figure:
    """Note the time per event; the ratio is to the size before, but for 10, where a call's own cost is most."""
    of = beside if size > SIZES[1] else None  # to the size before
    return report.add(case, seconds / size * 1e6, "µs/event", beside=of, aim="ratio about 1" if of else "")
