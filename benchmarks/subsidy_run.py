"""A month of a rent subsidy for 50,000 households, beside bare INSERTs of as many payments at the same concurrency.

Ours loads each household, decides by every rule and appends under version checks, thirty-two at once, reads the totals
and states the run on its division. The peer is asyncpg: one row a payment into a table with a primary key, each in a
transaction of its own, with as many connections, no rules and nothing read. The same server, the same run.
"""

import asyncio
import contextlib
import datetime
import hashlib
import itertools
import pathlib
import resource
import tempfile
import time
import uuid
import zoneinfo
from collections.abc import AsyncIterator, Iterator

import asyncpg

from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from benchmarks import harness
from graphql_api import identity as identities
from graphql_api.subsidy_runs import Asked, Outcome
from registry import database, wiring
from registry.desk.desk import Desk
from registry.ledger import kek, keys, units
from registry.ledger.ledger import Ledger
from registry.subsidies import reading
from registry.subsidies import run as runs

ORIGIN = "fangji.bench/subsidies"
HOUSEHOLDS = 50_000
BATCH = 2000
TODAY = datetime.date(2026, 3, 5)
DIVISION = "990102"
ASKED = Asked(DIVISION, "2026-03", "MARKET_RENT")
CASEWORKER = identities.Identity("caseworker-01", ("caseworker",), (DIVISION,))


async def run(report: harness.Report) -> None:
    """Preview, run and repetition over one ledger; then the peer."""
    count = report.scaled(HOUSEHOLDS, 200)
    with tempfile.TemporaryDirectory(prefix="fangji-bench-keys-") as folder:
        async with harness.database() as url, _bureau(url, pathlib.Path(folder)) as (runner, read, log):
            await _households(log, count)
            await read.refresh(TODAY)
            peer = report.rate("bare INSERT of a payment, 32 at once", count, await _inserted(url, count))
            await _measured(report, runner, count, peer)


async def _measured(report: harness.Report, runner: runs.Runner, count: int, peer: harness.Figure) -> None:
    before = report.add("most memory before", _megabytes(), "MB")
    processor = time.process_time()
    done, seconds = await _timed(runner, ASKED, CASEWORKER)
    processor = time.process_time() - processor
    assert done.ordered == count, done
    report.rate("run: households", count, seconds, beside=peer)
    report.rate("run: households by CPU time of Python", count, processor)
    report.add("run", seconds, "s")
    report.add("most memory after the run", _megabytes(), "MB", beside=before)
    again, seconds = await _timed(runner, ASKED, CASEWORKER)
    assert (again.added, again.amount) == (0, done.amount), again
    report.add("the same run again, which orders nothing", seconds, "s")
    other = Asked(DIVISION, "2026-02", "MARKET_RENT", preview=True)
    _, seconds = await _timed(runner, other, CASEWORKER)
    report.rate("preview of another month: households", count, seconds, beside=peer)


async def _timed(runner: runs.Runner, asked: Asked, who: identities.Identity) -> tuple[Outcome, float]:
    started = time.perf_counter()
    return await runner.run(asked, who), time.perf_counter() - started


@contextlib.asynccontextmanager
async def _bureau(url: str, folder: pathlib.Path) -> AsyncIterator[tuple[runs.Runner, reading.Reading, Ledger]]:
    """A runner as `fangji subsidies run` has it."""
    most = runs.WORKERS
    pool = await database.open_pool(url, name="benchmark", least=1, most=most, stateless=True, **wiring.PLANNED_ONCE)
    plain = await database.open_pool(url, name="benchmark", least=1, most=2)
    log = await Ledger.open(pool, ORIGIN)
    store = keys.PostgresKeys(pool, kek.FileKeys(folder / "keys.json"))
    desk = Desk(log, store, pool, zoneinfo.ZoneInfo("Asia/Shanghai"), lambda: TODAY)
    read = reading.Reading(plain, CATALOGUE)
    try:
        yield runs.Runner(desk, log, read, lambda: TODAY), read, log
    finally:
        await log.close()
        await plain.close()
        await pool.close()


async def _households(log: Ledger, count: int) -> None:
    """The division, and households with a subsidy that stands since January, some thousand events a transaction."""
    numbers = iter(range(count))
    first = _event(
        "DIVISION", DIVISION, 1, "DivisionRegistered", uuid.uuid4(), 0, "", {"name": "某区", "level": "COUNTY"}
    )
    await log.append_bulk(units.Unit(first.command, hashlib.sha256(first.command.bytes).digest(), [first]))
    while batch := list(itertools.islice(numbers, BATCH)):
        command = uuid.uuid4()
        made = list(_lives(batch, command))
        await log.append_bulk(units.Unit(command, hashlib.sha256(command.bytes).digest(), made))


def _lives(numbers: list[int], command: uuid.UUID) -> Iterator[events.Event]:
    places = itertools.count()
    for number in numbers:
        code = f"BZ-{number:07}"
        application: dict[str, events.Value] = {
            "division": DIVISION, "category": "FAMILY", "programme": "MARKET_RENT_SUBSIDY",
            "applied_on": "2025-11-03", "accepted_on": "2025-11-03", "size": 2, "income": "3000.00",
        }  # fmt: skip
        yield _event("HOUSEHOLD", code, 1, "ApplicationAccepted", command, next(places), "", application)
        approval: dict[str, events.Value] = {
            "number": f"BT-{number}", "kind": "MARKET_RENT", "amount": f"{600 + number % 500}.00",
            "starts_on": "2026-01-01", "ends_on": "2027-01-01", "computation": "25.00 × 40.00 × 0.80",
        }  # fmt: skip
        entity = f"subsidy_approvals/BT-{number}"
        yield _event("HOUSEHOLD", code, 2, "MarketRentSubsidyApproved", command, next(places), entity, approval)


def _event(
    kind: str,
    code: str,
    version: int,
    type_: str,
    command: uuid.UUID,
    index: int,
    entity: str,
    said: dict[str, events.Value],
) -> events.Event:
    stream = uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {code}")  # that of a household does not follow from its code
    claim = (events.code_claim(kind, "local", code),) if version == 1 else ()
    return events.Event(
        originator_id=stream,
        originator_version=version,
        timestamp=events.UNRECORDED,
        id=events.event_id(command, index),
        kind=kind,
        scheme="local",
        code=code,
        type=type_,
        effective_on="2025-11-03" if version == 1 else "2026-01-01",
        source="housing-security",
        actor="benchmark",
        reason=events.Reason.MIGRATION,
        registered_at=datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC),
        changes=(events.Change(entity, said),),
        command=command,
        correlation=command,
        takes=claim,
    )


async def _inserted(url: str, count: int) -> float:
    """Seconds in which as many payments are inserted, each in its own transaction."""
    async with harness.pooled(url, runs.WORKERS) as pool:
        await pool.execute(
            "create table payment (number text primary key, household text, period text, amount numeric, state text)"
        )
        waiting = iter(range(count))
        started = time.perf_counter()
        await asyncio.gather(*[_insert(pool, waiting) for _ in range(runs.WORKERS)])
        return time.perf_counter() - started


async def _insert(pool: asyncpg.Pool, waiting: Iterator[int]) -> None:
    async with pool.acquire() as connection:
        for number in waiting:
            async with connection.transaction():
                values = (f"990102-2026-03-{number}", f"BZ-{number:07}", "2026-03", 600 + number % 500, "ORDERED")
                await connection.execute("insert into payment values ($1, $2, $3, $4, $5)", *values)


def _megabytes() -> float:
    """The most memory that this process has taken so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
