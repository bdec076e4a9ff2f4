"""Commands: a house registered, and a contract filed under all its rules, beside one save of the eventsourcing library.

Ours goes through the desk: load, decide by every rule, seal the buyer, append under version checks and claims. The
peer is the library's own PostgreSQL recorder as its guide sets it up, saving one aggregate of one event, with no rules
and nothing read. Both wait for each commit; the same server, the same run.
"""

import asyncio
import concurrent.futures
import contextlib
import datetime
import multiprocessing
import pathlib
import tempfile
import time
import urllib.parse
import uuid
import zoneinfo
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from multiprocessing.synchronize import Barrier

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate

from aggregates.catalogue import CATALOGUE
from aggregates.commands import book
from aggregates.event import Document
from benchmarks import harness, load
from graphql_api import desk as port
from graphql_api import identity as identities
from projections import ddl
from registry import database, wiring
from registry.city import codes
from registry.desk import desk
from registry.ledger import kek, keys
from registry.ledger.ledger import Ledger

ORIGIN = "fangji.bench/commands"
CLERK = identities.Identity("clerk-01", ("department:housing-transactions",), ("*",))
ADMIN = identities.Identity("admin-01", ("admin",), ("*",))
TODAY = datetime.date(2026, 6, 1)
BUILDINGS = 40
WRITERS = 16
RUNS = 3

Figures = dict[str, load.Pace]


async def run(report: harness.Report) -> None:
    """Medians of :data:`RUNS` rounds, ours and the peer's in turns, on growing ledgers."""
    _tell(report, await rounds(report.scaled(2400, 320)))


async def rounds(count: int) -> list[Figures]:
    """Paces of all cases, round by round; ``count`` commands each."""
    async with harness.database() as url, harness.database(migrated=False) as theirs:
        with tempfile.TemporaryDirectory(prefix="fangji-bench-keys-") as folder:
            bench = _Bench(url, theirs, pathlib.Path(folder), count)
            await bench.prepare()
            return [await _round(bench) for _ in range(RUNS)]


class _Bench:
    """Ours: the town in which houses are registered and sold, and how many commands make a round."""

    def __init__(self, url: str, theirs: str, folder: pathlib.Path, count: int) -> None:
        self.url, self.theirs, self.folder, self.count = url, theirs, folder, count
        self.used = 0

    async def prepare(self) -> None:
        """Buildings to register houses in."""
        async with _desk(self.url, self.folder) as counter:
            for number in range(0, BUILDINGS * 9000, 9000):
                await _file(counter, ADMIN, "register_building", building(number), "2020-01-01", division="990102")

    def batch(self, count: int) -> range:
        """Numbers of houses that nobody has used."""
        first, self.used = self.used, self.used + count
        return range(first, first + count)


def building(number: int) -> str:
    """The code of the building of a house: it has some thousand of them."""
    return codes.building_code("990102", number // 9000)


def house(number: int) -> str:
    """The code of a house."""
    floor, room = divmod(number % 9000, 100)
    return codes.house_code(building(number), floor, room)


def register(number: int) -> port.Filing:
    """The filing of a house's registration."""
    values: dict[str, object] = {
        "division": "990102",
        "building_code": building(number),
        "floor_area": "88.20",
        "room": str(number),
    }
    return _filing("register_house", house(number), "2020-02-01", values)


def open_presale(number: int) -> port.Filing:
    """The filing of what a contract needs."""
    return _filing("open_presale", house(number), "2026-05-01", {"permit_no": "预-1"})


def contract(number: int) -> port.Filing:
    """The filing of a presale contract with one buyer of its own."""
    buyer = {"name": "王安", "id_type": "PASSPORT", "id_number": f"E{number:09}", "phone": "13800000000"}
    values: dict[str, object] = {
        "contract_no": f"YS-{number}",
        "signed_on": "2026-05-20",
        "buyers": [buyer],
        "price": "1230000.00",
        "area": "88.20",
    }
    return _filing("file_presale_contract", house(number), "2026-05-20", values)


def _filing(name: str, code: str, on: str, values: dict[str, object]) -> port.Filing:
    document = Document("商品房买卖合同", f"文-{code}", on)
    return port.Filing(book.COMMANDS[name], uuid.uuid4(), _kind(name), code, on, values, document=document)


def _kind(name: str) -> str:
    return book.COMMANDS[name].subject.declaration.name


async def _file(counter: desk.Desk, who: identities.Identity, name: str, code: str, on: str, **values: object) -> None:
    await _passed(counter, _filing(name, code, on, dict(values)), who)


async def _passed(counter: desk.Desk, filing: port.Filing, who: identities.Identity = CLERK) -> None:
    filed = await counter.file(filing, who)
    if filed.rejections:
        raise SystemExit(f"{filing.command.name} was refused: {filed.rejections[0].message_en}")


@contextlib.asynccontextmanager
async def _desk(url: str, folder: pathlib.Path) -> AsyncIterator[desk.Desk]:
    pool = await database.open_pool(url, name="benchmark", least=1, most=WRITERS, stateless=True, **wiring.PLANNED_ONCE)
    async with pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
    log = await Ledger.open(pool, ORIGIN)
    store = keys.PostgresKeys(pool, kek.FileKeys(folder / "keys.json"))
    yield desk.Desk(log, store, pool, zoneinfo.ZoneInfo("Asia/Shanghai"), lambda: TODAY)
    await log.close()
    await pool.close()


async def _pace(counter: desk.Desk, filings: Iterable[port.Filing], writers: int) -> load.Pace:
    """Each writer waits for its answer before the next."""
    waiting = iter(list(filings))
    taken: list[float] = []

    async def write(waiting: Iterator[port.Filing]) -> None:
        for filing in waiting:
            begun = time.perf_counter()
            await _passed(counter, filing)
            taken.append(time.perf_counter() - begun)

    started = time.perf_counter()
    await asyncio.gather(*(write(waiting) for _ in range(writers)))
    return load.Pace.of(taken, time.perf_counter() - started)


async def _round(bench: _Bench) -> Figures:
    figures: Figures = {}
    async with _desk(bench.url, bench.folder) as counter:
        for writers in (1, WRITERS):
            count = bench.count if writers > 1 else bench.count // 8
            numbers = bench.batch(count)
            with library(bench.theirs) as application:
                figures[f"library: save, {writers} at once"] = await asyncio.to_thread(
                    saves, application, count, writers
                )
            figures[f"register a house, {writers} at once"] = await _pace(counter, map(register, numbers), writers)
            await _pace(counter, map(open_presale, numbers), WRITERS)
            figures[f"file a contract, {writers} at once"] = await _pace(counter, map(contract, numbers), writers)
    for name, half in (("library: save", _half_library), ("register", _half), ("contract", _half)):
        figures[f"{name}, {WRITERS} at once in two processes"] = await asyncio.to_thread(_two, bench, name, half)
    return figures


Half = Callable[[range, _Bench, str], "Span"]
Span = tuple[float, float, float]
"""When a half began and ended, and its 99th percentile in milliseconds."""

PATIENCE = 120
"""Seconds that one half waits for the other to be ready."""

_start: Barrier | None = None


def _two(bench: _Bench, name: str, half: Half) -> load.Pace:
    """Two processes with half of the writers each, begun together; the pace of both."""
    halves = [bench.batch(bench.count // 2) for _ in range(2)]
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(2, context, _ready, (context.Barrier(2),)) as processes:
        told = [one.result() for one in [processes.submit(half, numbers, bench, name) for numbers in halves]]
    seconds = max(end for _, end, _ in told) - min(begin for begin, _, _ in told)
    return load.Pace(sum(map(len, halves)) / seconds, max(late for _, _, late in told))


def _ready(start: Barrier) -> None:
    global _start
    _start = start


def _wait() -> float:
    """Until the other half is ready, too; the moment."""
    assert _start is not None
    _start.wait(PATIENCE)
    return time.time()


def _half(numbers: range, bench: _Bench, name: str) -> Span:
    return asyncio.run(_half_async(numbers, bench, name))


async def _half_async(numbers: range, bench: _Bench, name: str) -> Span:
    async with _desk(bench.url, bench.folder) as counter:
        if name == "contract":
            await _pace(counter, map(register, numbers), WRITERS)
            await _pace(counter, map(open_presale, numbers), WRITERS)
        filings = list(map(contract if name == "contract" else register, numbers))
        begun = await asyncio.to_thread(_wait)
        pace = await _pace(counter, filings, WRITERS // 2)
        return begun, time.time(), pace.p99 or 0.0


def _half_library(numbers: range, bench: _Bench, _: str) -> Span:
    with library(bench.theirs, made=True) as application:
        saves(application, WRITERS, WRITERS // 2)
        begun = _wait()
        pace = saves(application, len(numbers), WRITERS // 2)
        return begun, time.time(), pace.p99 or 0.0


class House(Aggregate):
    """The peer's aggregate: the same words in one event."""

    def __init__(self, code: str, said: dict[str, str]) -> None:
        self.code, self.said = code, said


@contextlib.contextmanager
def library(url: str, *, made: bool = False) -> Iterator[Application[uuid.UUID]]:
    """The library's application on its own recorder; ``made``: its tables are there."""
    parts = urllib.parse.urlsplit(url)
    query = dict(urllib.parse.parse_qsl(parts.query))
    application: Application[uuid.UUID] = Application(
        env={
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": parts.path.lstrip("/"),
            "POSTGRES_HOST": query.get("host") or parts.hostname or "",
            "POSTGRES_PORT": str(parts.port or 5432),
            "POSTGRES_USER": urllib.parse.unquote(parts.username or "postgres"),
            "POSTGRES_PASSWORD": urllib.parse.unquote(parts.password or "none"),
            "CREATE_TABLE": "n" if made else "y",  # two who make them at once end each other
            "POSTGRES_POOL_SIZE": str(WRITERS),
            "POSTGRES_MAX_OVERFLOW": str(WRITERS),
            "POSTGRES_ENABLE_DB_FUNCTIONS": "y",  # a save in one round trip, as in its own benchmarks
        }
    )
    try:
        yield application
    finally:
        application.close()


def saves(application: Application[uuid.UUID], count: int, threads: int) -> load.Pace:
    """That many saves of one aggregate of one event, by that many threads, which have their connections."""

    def save(number: int) -> float:
        begun = time.perf_counter()
        said = {"division": "990102", "building_code": building(number), "floor_area": "88.20", "room": str(number)}
        application.save(House(house(number), said))
        return time.perf_counter() - begun

    with concurrent.futures.ThreadPoolExecutor(threads) as workers:
        list(workers.map(save, range(threads)))
        started = time.perf_counter()
        taken = list(workers.map(save, range(count)))
        return load.Pace.of(taken, time.perf_counter() - started)


AIMS = {
    f"register a house, {WRITERS} at once": ">= 3 x",
    f"file a contract, {WRITERS} at once": ">= 3 x",
    f"register, {WRITERS} at once in two processes": ">= 3 x",
    f"contract, {WRITERS} at once in two processes": ">= 3 x",
}


def _tell(report: harness.Report, found: list[Figures]) -> None:
    peers: dict[str, harness.Figure] = {}
    for case in found[0]:
        pace = load.Pace.median([figures[case] for figures in found])
        writers = case.partition(", ")[2]
        of = peers.get(writers)
        ratio = pace.rate / of.value if of else None
        named = of.case if of else ""
        figure = report.put(harness.Figure(case, pace.rate, "/s", ratio, named, AIMS.get(case, ""), pace.p99))
        if case.startswith("library"):
            peers[writers] = figure
