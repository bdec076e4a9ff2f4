"""The embedded PostgreSQL: made, started and stopped by anybody, under any path, without opening folders to view."""

import asyncio
import concurrent.futures
import os
import pathlib
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

import asyncpg
import psutil
import pytest

from registry import database, embedded
from tests import servers

ROOT = pathlib.Path(__file__).parents[2]
START = "import pathlib, sys; from registry import embedded; print(embedded.Server(pathlib.Path(sys.argv[1])).start())"


@pytest.fixture
def folder() -> Iterator[pathlib.Path]:
    """A data folder below a closed home, both removed at the end with the server stopped."""
    home = pathlib.Path(tempfile.mkdtemp(prefix="fangji-home-", dir=servers.roomy()))
    try:
        yield home / "city" / ".fangji"
    finally:
        for cluster in home.rglob("postmaster.pid"):
            embedded.Server(cluster.parent.parent, servers.UNSAFE_BUT_FAST).stop()
        shutil.rmtree(home)


def server(folder: pathlib.Path) -> embedded.Server:
    return embedded.Server(folder, servers.UNSAFE_BUT_FAST)


async def ask(url: str, question: str) -> object:
    async with servers.connected(url) as connection:
        return await connection.fetchval(question)


async def test_started_once_and_left_running(folder: pathlib.Path) -> None:
    started = server(folder).start()
    assert server(folder).start() == started == server(folder).url()
    assert await ask(started, "select current_database()") == "fangji"
    assert await ask(started, "show listen_addresses") == ""
    assert await ask(started, "show server_encoding") == "UTF8"
    assert server(folder).stop()
    assert not server(folder).stop()
    assert server(folder).url() is None


async def test_letters_are_letters_in_every_script(folder: pathlib.Path) -> None:
    url = server(folder).start()
    await ask(url, "create extension pg_trgm")
    assert await ask(url, "select similarity('房屋登记', '房屋登记')") == 1.0


async def test_what_was_written_is_there_after_a_restart_and_after_a_crash(folder: pathlib.Path) -> None:
    url = embedded.Server(folder).start()
    assert await ask(url, "show synchronous_commit") == "on"
    await ask(url, "create table kept (x int)")
    embedded.Server(folder).stop()
    url = embedded.Server(folder).start()
    await ask(url, "insert into kept values (1)")
    kill(folder)
    assert await ask(embedded.Server(folder).start(), "select x from kept") == 1


async def test_the_log_says_what_failed_and_no_value(folder: pathlib.Path) -> None:
    """Neither parameters nor the rows that details quote, also while somebody has all statements logged."""
    async with servers.connected(embedded.Server(folder).start()) as connection:
        await connection.execute("create table people (name text unique); set log_min_duration_statement = 0")
        await connection.execute("insert into people values ($1)", "张三丰")
        with pytest.raises(asyncpg.UniqueViolationError):
            await connection.execute("insert into people values ($1)", "张三丰")
    log = (embedded.Server(folder).cluster / "server.log").read_text()
    assert "duplicate key value" in log
    assert "insert into people values ($1)" in log
    assert "张三丰" not in log


def kill(folder: pathlib.Path) -> None:
    """Ends the server as a power cut would, and waits until it no longer answers."""
    os.kill(int((folder / "postgresql" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    while embedded.Server(folder).url() is not None:
        time.sleep(0.02)


def test_a_process_id_that_another_program_has_by_now(folder: pathlib.Path) -> None:
    url = server(folder).start()
    file = folder / "postgresql" / "postmaster.pid"
    stale = file.read_text().replace(file.read_text().split()[0], str(os.getpid()), 1)
    server(folder).stop()
    file.write_text(stale)
    assert server(folder).url() is None
    assert server(folder).start() == url


def test_a_lock_of_the_socket_that_a_base_backup_took_along(folder: pathlib.Path) -> None:
    one = server(folder)
    one.start()
    one.stop()
    lock = one.cluster / ".s.PGSQL.5432.lock"
    owner = (one.cluster / "PG_VERSION").stat().st_uid
    # The server's user has a process of that number, as where the old server ended and nobody has asked how.
    with subprocess.Popen(["sleep", "60"], user=owner) as other:
        lock.write_text(f"{other.pid}\n{one.cluster}\n1\n5432\n{one.cluster}\n")
        os.chown(lock, owner, -1)
        try:
            assert one.start() == one.url()
        finally:
            other.kill()


def test_a_path_too_long_for_a_socket(folder: pathlib.Path) -> None:
    deep = folder / ("very-" * 20 + "deep") / "it's quoted"
    url = server(deep).start()
    assert asyncio.run(ask(url, "select 1")) == 1
    directory = pathlib.Path(url.partition("?host=")[2])
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    server(deep).stop()
    directory.rmdir()


def test_the_folders_above_stay_closed_to_view(folder: pathlib.Path) -> None:
    server(folder).start()
    for path in (folder.parent.parent, folder):
        assert stat.S_IMODE(path.stat().st_mode) & (stat.S_IROTH | stat.S_IWOTH) == 0
    assert stat.S_IMODE((folder / "postgresql").stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act for another user")
def test_root_runs_somebody_else_s_cluster_as_its_owner(folder: pathlib.Path) -> None:
    server(folder).start()
    server(folder).stop()
    nobody = pwd.getpwnam("nobody")
    for path in (folder / "postgresql", *(folder / "postgresql").rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    server(folder).start()
    runner = psutil.Process(int((folder / "postgresql" / "postmaster.pid").read_text().split()[0])).username()
    assert runner == "nobody"
    assert (folder / "postgresql").stat().st_uid == nobody.pw_uid


def test_several_processes_start_one_server(folder: pathlib.Path) -> None:
    command = [sys.executable, "-W", "error", "-c", START, str(folder)]
    with concurrent.futures.ThreadPoolExecutor(3) as threads:
        runs = [threads.submit(subprocess.run, command, capture_output=True, text=True, cwd=ROOT) for _ in range(3)]
    answers = {run.result().stdout for run in runs}
    assert len(answers) == 1, [run.result().stderr for run in runs]
    assert answers.pop().startswith("postgresql://")


def test_a_rest_of_an_attempt_that_was_killed_is_cleared(folder: pathlib.Path) -> None:
    (folder / "postgresql" / "base").mkdir(parents=True)
    (folder / "postgresql" / "PG_VERSION").write_text("18\n")
    assert server(folder).start()


def test_a_cluster_of_another_version_is_said(folder: pathlib.Path) -> None:
    (folder / "postgresql").mkdir(parents=True)
    (folder / "postgresql" / "fangji.conf").touch()
    (folder / "postgresql" / "PG_VERSION").write_text("14\n")
    with pytest.raises(embedded.EmbeddedError, match=r"was made by PostgreSQL 14, and \d+"):
        server(folder).start()


def test_a_path_that_a_shell_would_read_is_refused(folder: pathlib.Path) -> None:
    with pytest.raises(embedded.EmbeddedError, match="set FANGJI_DATA_DIR to a path without"):
        server(folder / "$(id)").start()


def test_a_folder_that_cannot_be_made_is_said(folder: pathlib.Path) -> None:
    folder.parent.mkdir()
    folder.write_text("a file")
    with pytest.raises(embedded.EmbeddedError, match="set FANGJI_DATA_DIR"):
        server(folder).start()


async def test_a_server_that_does_not_answer_is_said_without_its_password() -> None:
    with pytest.raises(database.DatabaseError) as caught:
        await database.connect("postgresql://clerk:secret@127.0.0.1:1/registry?password=secret2")
    assert "postgresql://clerk@127.0.0.1:1/registry" in str(caught.value)
    assert "secret" not in str(caught.value)
