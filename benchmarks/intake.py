"""Import of a register: rows and events a second on one core, and with parsing in a second process, beside a bare COPY.

The rows are versions of buildings as the Dutch register has them (two a building, an outline of ten points each), made
up here; every third has an unknown year, hence a finding. CPU time is that of the Python processes, without PostgreSQL,
and says the same whoever else uses the machine. With two processes the second one's memory is shown.
"""

import csv
import dataclasses
import pathlib
import random
import resource
import tempfile
import time

import asyncpg

from aggregates.catalogue import CATALOGUE
from benchmarks import harness
from registry.intake import engine
from registry.intake.accounting import Summary
from registry.intake.profiles import nl_bag_buildings
from registry.ledger.kek import FileKeys
from registry.ledger.keys import PostgresKeys
from registry.ledger.ledger import Ledger

ROWS = 100_000
COLUMNS = nl_bag_buildings.VERSIONS.columns


async def run(report: harness.Report) -> None:
    """Measure; every case imports into a fresh database. A tenth of the rows goes first, to see memory stay flat."""
    count = report.scaled(ROWS, 4000)
    with tempfile.TemporaryDirectory() as folder:
        tenth, path = pathlib.Path(folder) / "tenth.csv", pathlib.Path(folder) / "pand_versions.csv"
        write_register(tenth, count // 10)
        write_register(path, count)
        copy = report.rate("bare COPY of the rows", count, await bare_copy(path))
        for processes, aim in ((1, "20,000 events/s"), (2, "30,000 events/s")):
            case = f"{processes} process{'es' * (processes - 1)}"
            little = (await imported(tenth, processes)).megabytes
            show(report, case, await imported(path, processes), copy, aim, little)


def show(report: harness.Report, case: str, found: "Measured", copy: harness.Figure, aim: str, little: float) -> None:
    """Report one import; ``little`` is the memory that a tenth of its rows took."""
    counts, seconds = found.summary.counts, found.summary.seconds
    report.rate(f"{case}: rows", found.summary.rows, seconds, beside=copy)
    report.rate(f"{case}: events", counts.events, seconds, aim=aim)
    report.rate(f"{case}: events by CPU time of Python", counts.events, found.processor)
    least = report.add(f"{case}: most memory, a tenth of the rows", little, "MB")
    report.add(f"{case}: most memory", found.megabytes, "MB", beside=least, aim="flat")


def write_register(path: pathlib.Path, count: int) -> None:
    """Write `count` made-up versions, always the same."""
    chance = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(_row(n, chance) for n in range(count))


def _row(n: int, chance: random.Random) -> list[object]:
    x, y = 190_000 + chance.random() * 20_000, 440_000 + chance.random() * 20_000
    points = [(x + chance.random() * 30, y + chance.random() * 30) for _ in range(9)]
    outline = " ".join(f"{px:.3f} {py:.3f} 0.0" for px, py in [*points, points[0]])
    second = n % 2
    status = "Pand in gebruik" if second else "Bouwvergunning verleend"
    day = f"20{10 + second * 5 + n % 5:02}-0{1 + n % 9}-1{n % 10}"
    registered = f"{day}T11:14:{n % 60:02}.000"
    year = 9999 if n % 3 == 0 else 1900 + n % 120
    return [f"{221100000000000 + n // 2:016}", second + 1, status, year, "N", day, f"BRA/{n}", day, registered, "",
            outline]  # fmt: skip


async def bare_copy(path: pathlib.Path) -> float:
    """Seconds of COPY into a table of text columns."""
    async with harness.pool() as pool, pool.acquire() as connection:
        await connection.execute(f"create table bare ({', '.join(f'{name} text' for name in COLUMNS)})")
        started = time.perf_counter()
        await connection.copy_to_table("bare", source=path, format="csv", header=True)
        return time.perf_counter() - started


@dataclasses.dataclass(frozen=True)
class Measured:
    """An import: its account, the CPU seconds of its Python processes, the most memory that one of them took so far."""

    summary: Summary
    processor: float
    megabytes: float


async def imported(path: pathlib.Path, processes: int) -> Measured:
    """Import a file into a fresh database."""
    async with harness.database() as url, asyncpg.create_pool(url, min_size=1, max_size=5) as pool:
        key_file = path.with_name(f"keys-{processes}-{path.stem}.json")
        ledger = await Ledger.open(pool, "benchmark", CATALOGUE)
        parts = engine.Parts(pool, ledger, PostgresKeys(pool, FileKeys(key_file)), url, key_file)
        before = _used()
        summary = await engine.run(parts, nl_bag_buildings.PROFILE, [path], engine.Options(processes=processes))
        after = _used()
    return Measured(summary, after[0] - before[0], after[processes])


def _used() -> tuple[float, float, float]:
    """CPU seconds of this process and those that it started and that ended, and the most memory of each sort in MB."""
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime
    return seconds, own.ru_maxrss / 1024, others.ru_maxrss / 1024
