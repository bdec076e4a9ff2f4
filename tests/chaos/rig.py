"""A real system in a folder of its own: PostgreSQL, OpenSearch where wanted, API, followers, proxies between them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pathlib
import random
import sys
import urllib.parse
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import aiohttp
import asyncpg
import psutil

from registry import embedded, migrate
from registry.opensearch import node
from tests import ports
from tests.chaos import clock as clocks
from tests.chaos import disk as disks
from tests.chaos import load, members
from tests.chaos.proxy import Proxy

ROOT = pathlib.Path(__file__).parents[2]
DATA = "data"
START_SECONDS = 180

SETTINGS = {
    "max_wal_size": "256MB",  # a small disk takes it
    "shared_buffers": "128MB",
}
FAST = {**SETTINGS, "fsync": "off", "full_page_writes": "off"}
"""For a machine that stays up: what the kernel has taken outlives a killed server. Commits still wait for it."""


class NotStarted(Exception):
    """The system did not come up."""


class Database:
    """The embedded PostgreSQL in a folder; ``environment`` is what it is started with beside our own."""

    def __init__(self, folder: pathlib.Path, settings: Mapping[str, str], environment: Mapping[str, str]) -> None:
        self._server, self._environment = embedded.Server(folder, settings), environment
        self.url = ""

    async def start(self) -> None:
        """Starts it, after a crash with recovery; again where that fails at first, as with a full disk."""
        os.environ.update(self._environment)
        try:
            self.url = await asyncio.to_thread(self._server.start)
        finally:
            for name in self._environment:
                del os.environ[name]

    @property
    def running(self) -> bool:
        """Whether it answers."""
        return self._server.url() is not None

    @property
    def socket(self) -> str:
        """The path of its socket."""
        (folder,) = urllib.parse.parse_qs(urllib.parse.urlsplit(self.url).query)["host"]
        return f"{folder}/{embedded.SOCKET}"

    def processes(self) -> list[psutil.Process]:
        """The postmaster and its children."""
        with contextlib.suppress(FileNotFoundError, psutil.NoSuchProcess):
            own = psutil.Process(int((self._server.cluster / "postmaster.pid").read_text().partition("\n")[0]))
            return [own, *own.children(recursive=True)]
        return []

    def full(self) -> str | None:
        """What its log says of a disk that is full, since it was started last."""
        log = self._server.cluster / "server.log"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        return next((line.partition("] ")[2] for line in lines if "No space left" in line or "too large" in line), None)

    def kill(self) -> None:
        """Kill -9 of the postmaster first, so that it starts no others, and of all its children."""
        found = self.processes()
        for one in found:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        psutil.wait_procs(found, 10)

    def stop(self) -> None:
        """Stops it in order where it runs."""
        self._server.stop()

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection that no proxy is in the way of."""
        connection = await asyncpg.connect(self.url, timeout=10)
        try:
            yield connection
        finally:
            await connection.close()


@dataclass
class Rig:
    """The running system. ``disk`` and ``clock`` are None where they could not be had, or were not wanted."""

    folder: pathlib.Path
    database: Database
    search: node.Node | None
    disk: disks.Disk | None
    clock: clocks.Clock | None
    to_database: Proxy
    to_api: Proxy
    members: dict[str, members.Member]
    environment: Mapping[str, str]
    api_port: int
    workers: int

    @property
    def data(self) -> pathlib.Path:
        """Where keys and checkpoints are."""
        return self.folder / DATA

    async def ready(self) -> bool:
        """Whether the API says that it should be asked."""
        asked = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5))
        with contextlib.suppress(*load.LOST):
            async with asked as session, session.get(f"http://127.0.0.1:{self.api_port}/ready") as answer:
                return answer.status == 200
        return False

    async def await_ready(self) -> None:
        """Until it does; NotStarted with the end of its log where it does not."""
        for _ in range(START_SECONDS * 5):
            if await self.ready():
                return
            await asyncio.sleep(0.2)
        raise NotStarted(f"the API is not ready: {self.members['api'].log.read_text()[-2000:]}")

    async def command(self, *words: str) -> tuple[int, str]:
        """The exit code and output of a command of `fangji`, which reaches the database directly."""
        environment = {**self.environment, "DATABASE_URL": self.database.url}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "registry",
            *words,
            env=environment,
            cwd=self.folder,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        return process.returncode or 0, said.decode(errors="replace")


@dataclass(frozen=True)
class Wanted:
    """Which system: with OpenSearch instead of the embedded search, a disk that can be full, a clock that can step, one
    process for all that follows instead of two, and whether what runs reaches the database by a proxy."""

    opensearch: bool = True
    disk: bool = True
    clock: bool = True
    workers: int = 2
    together: bool = False
    proxied: bool = True
    settings: Mapping[str, str] | None = None


@contextlib.asynccontextmanager
async def running(folder: pathlib.Path, wanted: Wanted, rng: random.Random) -> AsyncIterator[Rig]:
    """The system in an empty folder, ready; all of it is ended at the end."""
    async with contextlib.AsyncExitStack() as stack:
        clock = _clock(folder) if wanted.clock else None
        disk = _disk(stack, folder) if wanted.disk else None
        place = disk.folder / "db" if disk else folder
        database = Database(place, wanted.settings or SETTINGS, clock.environment if clock else {})
        stack.callback(database.stop)
        await database.start()
        await migrate.migrate(database.url)
        search = await _search(stack, folder) if wanted.opensearch else None
        api_port = ports.free()
        to_database, to_api = Proxy(database.socket, rng), Proxy(api_port, rng)
        await stack.enter_async_context(to_database.running())
        await stack.enter_async_context(to_api.running())
        environment = _environment(folder, search, clock)
        by_proxy = f"postgresql://{embedded.SUPERUSER}@127.0.0.1:{to_database.port}/{embedded.DATABASE}"
        given = {**environment, "DATABASE_URL": by_proxy if wanted.proxied else database.url}
        made = {
            name: members.Member(name, ["-m", "registry", *said], given, folder / f"{name}.log")
            for name, said in _words(wanted, api_port).items()
        }
        for member in made.values():
            await stack.enter_async_context(member.running())
        rig = Rig(
            folder, database, search, disk, clock, to_database, to_api, made, environment, api_port, wanted.workers
        )
        await rig.await_ready()
        yield rig


def _words(wanted: Wanted, port: int) -> dict[str, list[str]]:
    api = ["serve", "--no-projector", "--workers", str(wanted.workers), "--port", str(port)]
    if wanted.together:
        return {"api": api, "projector": ["follow"]}
    return {"api": api, "projector": ["follow", "--part", "ledger"], "indexer": ["follow", "--part", "search"]}


def _clock(folder: pathlib.Path) -> clocks.Clock | None:
    folder.chmod(0o755)  # the servers, which map it, run as other users where we are root
    why = clocks.missing()
    if why is not None:
        print(f"no clock that steps: {why}")
        return None
    return clocks.Clock(folder)


def _disk(stack: contextlib.AsyncExitStack, folder: pathlib.Path) -> disks.Disk | None:
    try:
        return stack.enter_context(disks.mounted(folder))
    except OSError as error:
        print(f"no disk of its own: {error}")
        return None


async def _search(stack: contextlib.AsyncExitStack, folder: pathlib.Path) -> node.Node:
    found = node.Node(folder / "opensearch")
    found.folder.mkdir()
    stack.callback(found.kill)
    await asyncio.to_thread(found.start)
    return found


def _environment(folder: pathlib.Path, search: node.Node | None, clock: clocks.Clock | None) -> dict[str, str]:
    return {
        **os.environ,
        "FANGJI_DATA_DIR": str(folder / DATA),
        "FANGJI_TOKEN_KEY": load.KEY,
        "FANGJI_CHECKPOINT_SECONDS": "1",
        "OPENSEARCH_URL": (search.url or "") if search else "",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'graphql'}",
        **(clock.environment if clock else {}),
    }


def told(output: str) -> dict[str, object]:
    """The JSON in a command's output, whose warnings stand before it."""
    return dict(json.loads(output[output.index("{") :]))
