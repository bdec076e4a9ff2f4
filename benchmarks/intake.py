"""Import of a register: rows and events a second on one core, and with parsing in a second process, beside a bare COPY.

The rows are versions of buildings as the Dutch register has them (two a building, an outline of ten points each), made
up here; every third has an unknown year, hence a finding. Memory is the largest of each process.
"""

import csv
import io
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
    """Measure; every case imports the same file into a fresh database."""
    count = report.scaled(ROWS, 4000)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "pand_versions.csv"
        path.write_text(register(count), "utf-8")
        copy = report.rate("bare COPY of the rows", count, await bare_copy(path))
        for processes, aim in ((1, "20,000 events/s"), (2, "30,000 events/s")):
            summary, peak = await imported(path, processes)
            name = "one process" if processes == 1 else "two processes"
            report.rate(f"import, {name}: rows", count, summary.seconds, beside=copy)
            report.rate(f"import, {name}: events", summary.counts.events, summary.seconds, aim=aim)
            report.add(f"import, {name}: most memory", peak, "MB")


def register(count: int) -> str:
    """The csv text of `count` made-up versions, always the same."""
    chance = random.Random(1)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows(_row(n, chance) for n in range(count))
    return out.getvalue()


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


async def imported(path: pathlib.Path, processes: int) -> tuple[Summary, float]:
    """The summary of an import, and the peak memory of the largest process so far, in MB."""
    async with harness.database() as url, asyncpg.create_pool(url, min_size=1, max_size=5) as pool:
        key_file = path.with_name(f"keys-{processes}.json")
        ledger = await Ledger.open(pool, "benchmark", CATALOGUE)
        parts = engine.Parts(pool, ledger, PostgresKeys(pool, FileKeys(key_file)), url, key_file)
        options = engine.Options(processes=processes)
        summary = await engine.run(parts, nl_bag_buildings.PROFILE, [path], options)
    used = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return summary, used / 1024
