"""Audit: what checkpoints cost beside appending, proofs from a tree of some size, and their check.

The events are those of the benchmark `append`. The cost of checkpoints is CPU, of this process and of PostgreSQL, so
that waiting for the disk, and whatever else the machine does, does not count. A server makes a checkpoint a minute:
that after a large import is what an import pays, those after commands what a quiet and a busy minute do.
"""

import asyncio
import functools
import pathlib
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable

import asyncpg

from benchmarks import append, harness
from registry.audit import checkpointer, exports, logs, notes, proof_file, proofs
from registry.ledger import units
from registry.ledger.ledger import Ledger

LEAVES = 1_000_000
"""Leaves of the tree from which proofs are made; they are hashes only, with no events behind them."""

SIGNER = notes.Signer.generate(append.ORIGIN)
PROOFS = 2000
BUSY = 10_000
"""Commands of a busy minute: 167 a second."""

RUNS = 5

FILL = """
insert into bench_leaf (position, leaf_hash)
select n, sha256(convert_to(n::text, 'UTF8')) from generate_series(1, $1::int) n
"""


class Hashes(logs.Events):
    """A log of bare hashes."""

    name = "bench"
    table = "bench_leaf"


async def run(report: harness.Report) -> None:
    """Measure the checkpointer on a ledger that grows, then proofs on a large tree."""
    with tempfile.TemporaryDirectory(prefix="fangji-bench-") as folder:
        ledgers, trees = (exports.Folder(pathlib.Path(folder) / name) for name in ("ledger", "tree"))
        async with harness.pool(size=8) as pool:
            await _checkpoints(report, pool, ledgers)
        async with harness.pool(size=8) as pool:
            await _proofs(report, pool, trees)


def _commands(count: int) -> list[units.Unit]:
    return [append.unit(1) for _ in range(count)]


def _maker(pool: asyncpg.Pool, log: logs.Log, export: exports.Export) -> checkpointer.Checkpointer:
    return checkpointer.Checkpointer(pool, [checkpointer.Kept(log, SIGNER)], export, 60)


async def _checkpoints(report: harness.Report, pool: asyncpg.Pool, export: exports.Export) -> None:
    """Rounds of appending and a checkpoint after each; a server makes one a minute, hence of more events."""
    ledger, log = await Ledger.open(pool, append.ORIGIN), logs.Events(append.ORIGIN)
    maker = _maker(pool, log, export)

    async def imported(made: list[units.Unit]) -> None:
        for one in made:
            await ledger.append_bulk(one)

    async def filed(made: list[units.Unit]) -> None:
        waiting = iter(made)

        async def write() -> None:
            for one in waiting:
                await ledger.submit(one)

        await asyncio.gather(*(write() for _ in range(append.WRITERS)))

    size = report.scaled(60_000, append.BATCH)
    await _beside(report, maker, f"an import of {size:,} events", lambda: append.load(size), imported)
    await _beside(report, maker, "an import of 1,000 events", lambda: [append.unit(1000)], imported)
    for count in (1_000, report.scaled(BUSY, least=1_000)):
        made = functools.partial(_commands, count)
        await _beside(report, maker, f"{count:,} commands, 16 at once", made, filed)
    await _files(report, proofs.Prover(pool, log), SIGNER.verifier, await ledger.head())


async def _beside(
    report: harness.Report,
    maker: checkpointer.Checkpointer,
    what: str,
    load: Callable[[], list[units.Unit]],
    work: Callable[[list[units.Unit]], Awaitable[None]],
) -> None:
    """CPU milliseconds per 1,000 events, of recording them and of the checkpoint after them."""
    recorded, signed = [], []
    for _ in range(RUNS):
        made = load()
        thousands = sum(len(one.events) for one in made) / 1000
        started = harness.cpu_seconds()
        await work(made)
        between = harness.cpu_seconds()
        await maker.catch_up()
        recorded.append((between - started) * 1000 / thousands)
        signed.append((harness.cpu_seconds() - between) * 1000 / thousands)
    beside = report.add(what, statistics.median(recorded), "CPU ms / 1,000")
    aim = "< 0.02" if thousands > 1 else ""
    report.add(f"checkpoint after {what}", statistics.median(signed), "CPU ms / 1,000", beside=beside, aim=aim)


async def _proofs(report: harness.Report, pool: asyncpg.Pool, export: exports.Export) -> None:
    size, count = report.scaled(LEAVES, 10_000), report.scaled(PROOFS, 100)
    await pool.execute("create table bench_leaf (position int primary key, leaf_hash bytea not null)")
    await pool.execute(FILL, size)
    log = Hashes(append.ORIGIN)
    started = time.perf_counter()
    await _maker(pool, log, export).catch_up()
    report.rate("leaves put into a tree, signed and exported", size, time.perf_counter() - started)
    prover = proofs.Prover(pool, log)
    drawn = random.Random(1)
    positions = [drawn.randint(1, size) for _ in range(count)]
    started = time.perf_counter()
    for position in positions:
        await prover.inclusion(position, size)
    report.rate("inclusion proofs, one by one", count, time.perf_counter() - started)
    started = time.perf_counter()
    for at in range(0, count, 100):
        await prover.inclusions(positions[at : at + 100], size)
    report.rate("inclusion proofs, 100 at once", count, time.perf_counter() - started)
    started = time.perf_counter()
    for position in positions:
        await prover.consistency(position, size)
    report.rate("consistency proofs with both roots", count, time.perf_counter() - started)


async def _files(report: harness.Report, prover: proofs.Prover, key: notes.Verifier, size: int) -> None:
    """Proof files of events, made and checked as somebody outside does."""
    drawn = random.Random(1)
    positions = [drawn.randint(1, size) for _ in range(report.scaled(PROOFS, 100))]
    started = time.perf_counter()
    made = [str(await prover.file(position)) for position in positions]
    report.rate("proof files, one by one", len(made), time.perf_counter() - started)
    started = time.perf_counter()
    for file in made:
        proof_file.verify(file, key)
    report.rate("proof files checked", len(made), time.perf_counter() - started)
