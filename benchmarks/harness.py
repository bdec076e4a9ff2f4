"""What every benchmark uses: a temporary database, medians, a table of figures and ratios, and JSON lines of the same.

A benchmark is a module of this folder with a docstring (its first line is its title) and one coroutine
`async def run(report: harness.Report) -> None`; `python -m benchmarks NAME` runs it.
"""

import atexit
import contextlib
import dataclasses
import datetime
import gc
import itertools
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import asyncpg
import psutil
import rich.console
import rich.table

from registry import database as connections
from registry import embedded, migrate

RESULTS = pathlib.Path(__file__).parent / "results"


@dataclasses.dataclass(frozen=True)
class Figure:
    """One measured case. `value` in `unit`; `ratio` is to what `of` names; `aim` says what to reach.

    `p99`: milliseconds within which 99 of 100 were done, where each was timed. `least`: the ratio to reach.
    """

    case: str
    value: float
    unit: str
    ratio: float | None = None
    of: str = ""
    aim: str = ""
    p99: float | None = None
    least: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the ratio is what it has to be; None where nothing was asked of it."""
        return None if self.ratio is None or self.least is None else self.ratio >= self.least


class Report:
    """The figures of one benchmark. `scale` (0 < scale <= 1) shrinks the data for a quick look; aims hold at 1."""

    def __init__(self, name: str, scale: float = 1.0) -> None:
        self.name = name
        self.scale = scale
        self.figures: list[Figure] = []

    def scaled(self, count: int, least: int = 1) -> int:
        """Return `count` shrunk by the scale, never under `least`."""
        return max(least, round(count * self.scale))

    def add(self, case: str, value: float, unit: str, *, beside: Figure | None = None, aim: str = "") -> Figure:
        """Note a figure; with `beside` also its ratio value / beside.value. Returns it, to be put beside others."""
        ratio = value / beside.value if beside is not None and beside.value else None
        return self.put(Figure(case, value, unit, ratio, beside.case if beside else "", aim))

    def put(self, figure: Figure) -> Figure:
        """Note a figure that is whole; returns it."""
        self.figures.append(figure)
        return figure

    def rate(self, case: str, count: int, seconds: float, *, beside: Figure | None = None, aim: str = "") -> Figure:
        """Note a rate of `count` things in `seconds`, as things per second."""
        return self.add(case, count / seconds, "/s", beside=beside, aim=aim)

    def show(self) -> None:
        """Print the table and append the figures to `results/NAME.jsonl`."""
        rich.console.Console(width=130).print(self._table())
        RESULTS.mkdir(exist_ok=True)
        with (RESULTS / f"{self.name}.jsonl").open("a", encoding="utf-8") as out:
            out.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in self._lines())

    def _table(self) -> rich.table.Table:
        table = rich.table.Table(title=f"{self.name} (scale {self.scale:g})", title_justify="left")
        for column in ("case", "value", "unit", "p99 ms", "ratio", "aim"):
            table.add_column(column, justify="right" if column in {"value", "p99 ms", "ratio"} else "left")
        for figure in self.figures:
            ratio = "" if figure.ratio is None else f"{figure.ratio:.3g} × {figure.of}"
            late = "" if figure.p99 is None else f"{figure.p99:.3g}"
            table.add_row(figure.case, _short(figure.value), figure.unit, late, ratio, _said(figure))
        return table

    def _lines(self) -> Iterator[dict[str, object]]:
        common = {
            "benchmark": self.name,
            "scale": self.scale,
            "run": uuid.uuid4().hex,
            "at": datetime.datetime.now(datetime.UTC).isoformat(),
            "commit": commit(),
            "machine": machine(),
        }
        return (common | dataclasses.asdict(figure) for figure in self.figures)


def _short(value: float) -> str:
    return f"{value:,.4g}" if value < 100 else f"{value:,.0f}"


def _said(figure: Figure) -> str:
    """What to reach, and whether it was."""
    if figure.least is None:
        return figure.aim
    return f"≥ {figure.least:g} ×: {'met' if figure.met else 'MISSED'}"


def commit() -> str:
    """Return the short hash of the checkout, or "" outside one."""
    found = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
        cwd=pathlib.Path(__file__).parent,
    )
    return found.stdout.strip()


def machine() -> str:
    """Return what the figures were measured on, for a reader who compares two files."""
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def median_seconds(
    work: Callable[[], object], runs: int = 5, warm: int = 1, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Return the median seconds of `runs` calls, after `warm` unmeasured ones, with the garbage collector at rest.

    `clock=time.process_time` counts this process's own work, whatever else the machine does.
    """
    for _ in range(warm):
        work()
    return statistics.median(_seconds(work, clock) for _ in range(runs))


def _seconds(work: Callable[[], object], clock: Callable[[], float]) -> float:
    with _no_collection():
        started = clock()
        work()
        return clock() - started


async def median_seconds_async(work: Callable[[], Awaitable[object]], runs: int = 5, warm: int = 1) -> float:
    """Like `median_seconds`, for a coroutine function."""
    for _ in range(warm):
        await work()
    return statistics.median([await _seconds_async(work) for _ in range(runs)])


async def _seconds_async(work: Callable[[], Awaitable[object]]) -> float:
    with _no_collection():
        started = time.perf_counter()
        await work()
        return time.perf_counter() - started


def cpu_seconds() -> float:
    """CPU that this process and the embedded server have used so far, whatever else the machine does.

    The difference of two answers is what a piece of work took.
    """
    return time.process_time() + _embedded_seconds()


async def cpu_seconds_of(work: Awaitable[object]) -> float:
    """CPU that work takes which opens connections and closes them; what served these counts once it has ended."""
    before, server, own = _serving(), _embedded_seconds(), time.process_time()
    await work
    own = time.process_time() - own
    psutil.wait_procs(_serving() - before)
    return own + _embedded_seconds() - server


def _embedded_seconds() -> float:
    return 0.0 if _embedded is None else _server_seconds(_embedded)


def _serving() -> set[psutil.Process]:
    """The processes of the embedded server."""
    return set() if _embedded is None else set(_postmaster(_embedded).children())


def _postmaster(server: embedded.Server) -> psutil.Process:
    return psutil.Process(int((server.cluster / "postmaster.pid").read_text().partition("\n")[0]))


def _server_seconds(server: embedded.Server) -> float:
    """Of the server's processes, those of closed connections among them."""
    postmaster = _postmaster(server)
    while True:
        ended = postmaster.cpu_times()
        with contextlib.suppress(psutil.NoSuchProcess):  # one that ends just now counts among the ended ones next time
            alive = sum(_used(process) for process in [postmaster, *postmaster.children()])
            return float(alive + ended.children_user + ended.children_system)


def _used(process: psutil.Process) -> float:
    """To the nanosecond where the system tells it, else in ticks of 10 ms."""
    try:
        return int(pathlib.Path(f"/proc/{process.pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        times = process.cpu_times()
        return float(times.user + times.system)


@contextlib.contextmanager
def _no_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


_numbers = itertools.count(1)
_server_url: str | None = None
_embedded: embedded.Server | None = None


def server_url() -> str:
    """Return the address of a PostgreSQL for benchmarks: BENCH_DATABASE_URL, else a temporary embedded one."""
    global _server_url
    if _server_url is None:
        _server_url = os.environ.get("BENCH_DATABASE_URL") or _start_embedded()
    return _server_url


def _start_embedded() -> str:
    global _embedded
    folder = pathlib.Path(tempfile.mkdtemp(prefix="fangji-bench-"))
    server = _embedded = embedded.Server(folder)
    atexit.register(_stop, server)
    server.start()
    return server.url(embedded.SUPERUSER) or ""


def _stop(server: embedded.Server) -> None:
    server.stop()
    shutil.rmtree(server.folder, ignore_errors=True)


def database_url(name: str) -> str:
    """Return the address of database `name` on the server of `server_url`."""
    head, _, query = server_url().partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


@contextlib.asynccontextmanager
async def database(*, migrated: bool = True) -> AsyncIterator[str]:
    """Give the address of a fresh database, with the product's migrations applied; drop it afterwards."""
    name = f"bench_{os.getpid()}_{next(_numbers)}_{uuid.uuid4().hex[:6]}"
    await _on_server(f"create database {name}")
    try:
        if migrated:
            await migrate.migrate(database_url(name))
        yield database_url(name)
    finally:
        await _on_server(f"drop database if exists {name} with (force)")


async def _on_server(statement: str) -> None:
    async with connected(server_url()) as connection:
        await connection.execute(statement)


@contextlib.asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Give one connection, opened as the product opens its own."""
    connection = await connections.connect(url, name="benchmark")
    try:
        yield connection
    finally:
        await connection.close()


@contextlib.asynccontextmanager
async def pool(*, migrated: bool = True, size: int = 4) -> AsyncIterator[asyncpg.Pool]:
    """Give a pool on a fresh database, opened as the product opens its own."""
    async with database(migrated=migrated) as url, pooled(url, size) as opened:
        yield opened


@contextlib.asynccontextmanager
async def pooled(url: str, size: int = 4) -> AsyncIterator[asyncpg.Pool]:
    """Give a pool on a database."""
    opened = await connections.open_pool(url, name="benchmark", most=size)
    try:
        yield opened
    finally:
        await opened.close()
