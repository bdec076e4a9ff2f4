"""What follows the ledger has processes of its own: beside a server, which keeps them, and without one."""

from __future__ import annotations

import asyncio
import contextlib
import pathlib
import signal
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from registry import settings, wiring
from registry.city import loading, plan
from tests import patience, servers
from tests.acceptance import office

POSITIONS = """
select l.position = r.position and l.position = s.position
from ledger.log l, read.progress r, search.progress s where r.name = 'read' and s.keeper = 'search'
"""


@pytest.fixture
def template() -> str:
    """Followers keep a read model."""
    return servers.READABLE


def until(true: Callable[[], object], seconds: float = patience.SECONDS) -> None:
    """Wait for it."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)


def following(process: psutil.Process) -> dict[str, psutil.Process]:
    """The processes below one that follow, by their part."""
    found = {}
    for child in process.children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            words = child.cmdline()
            if "follow" in words:
                found[words[words.index("--part") + 1]] = child
    return found


def serving(folder: pathlib.Path) -> psutil.Process:
    """The server whose log is there."""
    here = psutil.Process()
    (found,) = (one for one in here.children() if "serve" in one.cmdline() and one.cwd() == str(folder))
    return found


@pytest.fixture
def server(database: str, tmp_path: pathlib.Path) -> Iterator[psutil.Process]:
    with office.running(database, tmp_path, workers=1):
        yield serving(tmp_path)


def test_one_that_is_killed_is_started_again(server: psutil.Process, tmp_path: pathlib.Path) -> None:
    first = following(server)
    assert first.keys() == {"ledger", "search"}
    first["search"].kill()
    until(lambda: (found := following(server)).keys() == first.keys() and found["search"] != first["search"])
    assert following(server)["ledger"] == first["ledger"]
    assert "the process that follows for search ended with -9" in (tmp_path / "server.log").read_text()


def test_they_end_with_a_server_that_is_killed(database: str, tmp_path: pathlib.Path) -> None:
    """And so do those that answer."""
    with office.running(database, tmp_path, workers=2):
        server = serving(tmp_path)
        assert following(server).keys() == {"ledger", "search"}
        found = server.children(recursive=True)
        assert len(found) >= 4
        server.kill()
        _, alive = psutil.wait_procs(found, timeout=patience.SECONDS)
        assert not alive


def test_they_end_with_a_server_that_is_told_to(server: psutil.Process, tmp_path: pathlib.Path) -> None:
    found = following(server)
    server.send_signal(signal.SIGINT)
    ended, alive = psutil.wait_procs([server, *found.values()], timeout=patience.SECONDS)
    assert not alive
    assert next(one for one in ended if one == server).returncode == 0  # type: ignore[attr-defined]
    assert '"level":"error"' not in (tmp_path / "server.log").read_text()


@pytest.mark.parametrize("number", [pytest.param(signal.SIGINT, marks=pytest.mark.long), signal.SIGTERM])
def test_without_a_server(database: str, tmp_path: pathlib.Path, number: signal.Signals) -> None:
    asyncio.run(_load(database, tmp_path))
    with office.following(database, tmp_path) as process:
        until(lambda: asyncio.run(_value(database, POSITIONS)))
        process.send_signal(number)
        _, said = process.communicate(timeout=patience.SECONDS)
    assert process.returncode == 0, said
    assert '"level":"error"' not in said


async def _load(database: str, folder: pathlib.Path) -> None:
    async with wiring.opened(settings.Settings(database_url=database, data_dir=folder)) as registry:
        await loading.load(plan.City(1, 1, 1), registry.ledger, registry.keys)


async def _value(database: str, query: str) -> object:
    async with servers.connected(database) as connection:
        return await connection.fetchval(query)
