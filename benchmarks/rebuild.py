"""Rebuild of the read model from a million events, beside a bare read of the ledger; and following it live."""

import datetime
import json
import random
import time
import uuid
from collections.abc import Iterator

import asyncpg

from aggregates import event
from benchmarks import harness
from projections import ddl, projector, rebuild
from projections.applying import Applier

TODAY = datetime.date(2026, 1, 1)
START = datetime.date(2015, 1, 1)
RECORDED = datetime.datetime(2025, 6, 1, tzinfo=datetime.UTC)
EVENTS_OF_A_HOUSE = 10
COLUMNS = [
    "position", "recorded_at", "header", "body", "leaf_hash", "id", "kind", "stream", "version", "type", "schema",
    "effective_on", "effective_seq", "registered_at", "command", "correlation", "corrects", "voids", "source",
]  # fmt: skip
Change = tuple[str, dict[str, object]]


def life(number: int) -> Iterator[tuple[str, int, list[Change]]]:
    """The events of one house: type, day after START, changes."""
    house: Change = ("", {
        "division": "330106", "building_code": f"B{number // 100}", "address": f"文三路{number}号", "unit_no": "1",
        "floor": str(number % 30), "room": f"{number % 100:02}01", "purpose": "住宅",
        "floor_area": f"{80 + number % 60}.50",
    })  # fmt: skip
    yield "HouseRegistered", 0, [house]
    yield "PresaleOpened", 100, [("", {"presale_open": True, "presale_permit_no": "P-1"})]
    price = f"{1 + number % 7}000000.00"
    signed = {"kind": "PRESALE", "number": f"C{number}", "price": price, "signed_on": "2016-01-01"}
    yield "PresaleContractFiled", 365, [("contracts/C-1", {**signed})]
    yield "MortgageRegistered", 400, [("mortgages/M-1", {"kind": "ORDINARY", "number": f"M{number}", "amount": price})]
    owner: Change = ("owners/1", {"form": "SOLE", "basis": "SALE", "acquired_on": "2018-01-01"})
    moved: Change = ("transfers/T-1", {"number": f"T{number}", "basis": "SALE", "price": price})
    yield "OwnershipTransferred", 1100, [owner, moved, ("contracts/C-1", {"performed_on": "2018-01-01"})]
    yield "LeaseFiled", 1500, [("leases/L-1", {"number": "L-1", "starts_on": "2019-02-01", "ends_on": "2021-02-01"})]
    yield "SurveyRevised", 1600, [("", {"floor_area": f"{81 + number % 60}.00"})]
    yield "MortgageDischarged", 2500, [("mortgages/M-1", {"discharged_on": "2021-11-01"})]
    yield "LeaseFiled", 3600, [("leases/L-2", {"number": "L-2", "starts_on": "2025-01-01", "ends_on": "2027-01-01"})]
    yield "OccupancyInspected", 3700, [("", {"observed_occupancy": "OWNER_OCCUPIED"})]


def records(houses: int, seed: int = 1) -> Iterator[tuple[object, ...]]:
    """Rows of ledger.event: buildings, then the lives of their houses, a hundred side by side; 2 % are corrections."""
    position = 0
    for number in range(0, houses, 100):
        code = f"B{number // 100}"
        built: dict[str, object] = {"physical": "COMPLETED", "floors": 30, "project_code": "P1", "division": "330106"}
        position += 1
        yield row_of(position, "BUILDING", code, 1, "BuildingRegistered", 0, [("", built)], None)
        lives = [list(life(n)) for n in range(number, min(number + 100, houses))]
        dice = random.Random(seed + number)
        before: dict[int, uuid.UUID] = {}
        for version in range(EVENTS_OF_A_HOUSE):
            for index, events in enumerate(lives):
                position += 1
                name, day, changes = events[version]
                corrects = before.get(index) if dice.random() < 0.02 else None
                row = row_of(position, "HOUSE", f"H{number + index}", version + 1, name, day, changes, corrects)
                before[index] = uuid.UUID(str(row[5]))
                yield row


def row_of(
    position: int,
    kind: str,
    code: str,
    version: int,
    name: str,
    day: int,
    changes: list[Change],
    corrects: uuid.UUID | None,
) -> tuple[object, ...]:
    """A row of ledger.event; ``day`` counts from START."""
    stream, command = event.stream_id(kind, "bench", code), uuid.UUID(int=position)
    own, on = event.event_id(command, 0), START + datetime.timedelta(day)
    body: dict[str, object] = {
        "actor": "account/1", "changes": [{"entity": entity, "set": values} for entity, values in changes],
        "code": code, "command": str(command), "correlation": str(command), "effective_on": on.isoformat(),
        "effective_seq": 0, "id": str(own),
        "document": {"issued_on": on.isoformat(), "kind": "contract", "number": f"D{position}"},
        "kind": kind, "reason": "CHANGE", "schema": 1, "scheme": "bench", "source": "bench", "stream": str(stream),
        "type": name, "version": version,
    }  # fmt: skip
    if corrects:
        body["corrects"] = str(corrects)
    encoded = json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    moment = RECORDED + datetime.timedelta(milliseconds=position)
    return (
        position, moment, b"{}", encoded, bytes(32), own, kind, stream, version, name, 1, on, 0, moment, command,
        command, corrects, None, "bench",
    )  # fmt: skip


async def fill(connection: ddl.Connection, houses: int) -> int:
    """Fill the ledger by COPY; returns how many events it holds."""
    await connection.copy_records_to_table("event", schema_name="ledger", columns=COLUMNS, records=records(houses))
    await connection.execute("vacuum analyze ledger.event")
    count: int = await connection.fetchval("select max(position) from ledger.event")
    await connection.execute("delete from ledger.log")
    await connection.execute("insert into ledger.log (origin, position) values ('bench', $1)", count)
    return count


async def run(report: harness.Report) -> None:
    """A bare read, a rebuild with two connections, and the live projector over the same events."""
    houses = report.scaled(1_000_000 // EVENTS_OF_A_HOUSE, least=200)
    async with harness.pool(size=6) as pool, pool.acquire() as connection:
        count = await fill(connection, houses)
        seconds = await harness.median_seconds_async(lambda: _read(connection), runs=3)
        bare = report.rate("bare read of ledger.event (bodies as jsonb)", count, seconds)
        await _rebuild(report, pool, count, bare)
        await _live(report, connection, min(count, report.scaled(200_000)), bare)


async def _read(connection: ddl.Connection) -> None:
    await connection.fetchval("select count(convert_from(body, 'UTF8')::jsonb -> 'changes') from ledger.event")


async def _rebuild(report: harness.Report, pool: asyncpg.Pool, count: int, bare: harness.Figure) -> None:
    stages: dict[str, float] = {}
    started = last = time.perf_counter()

    def note(stage: str, done: int, of: int) -> None:
        nonlocal last
        now = time.perf_counter()
        stages[stage] = stages.get(stage, 0.0) + now - last
        last = now

    await rebuild.Rebuild(pool, TODAY, workers=2, report=note).run()
    report.rate("rebuild, two connections", count, time.perf_counter() - started, beside=bare, aim="60,000/s")
    for stage, seconds in stages.items():
        report.add(f"  of which {stage}", seconds, "s")
    figures = stages.pop("figures", 0.0)
    rest = report.add("rebuild without figures", sum(stages.values()), "s")
    report.add("rebuild with figures", rest.value + figures, "s", beside=rest, aim="1.4 ×")


async def _live(report: harness.Report, connection: ddl.Connection, count: int, bare: harness.Figure) -> None:
    await connection.execute("drop schema read cascade")
    await ddl.create(connection)
    started = time.perf_counter()
    await projector.catch_up(connection, Applier(), TODAY, until=count)
    report.rate(f"live projector, first {count:,} events", count, time.perf_counter() - started, beside=bare)
