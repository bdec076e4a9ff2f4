"""`fangji serve` as a process: it answers, logs JSON, and ends well on Ctrl-C and on `systemctl stop`."""

import json
import os
import pathlib
import signal
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests import patience, ports
from tests.acceptance import office

ROOT = pathlib.Path(__file__).parents[2]


@pytest.fixture
def server(workers: int, database: str, tmp_path: pathlib.Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Its address, and the process."""
    port = ports.free()
    command = [sys.executable, "-m", "registry", "serve", "--port", str(port), "--workers", str(workers)]
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "FANGJI_DATA_DIR": str(tmp_path),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'graphql'}",
    }
    with subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("workers", "number"),
    [
        pytest.param(1, signal.SIGINT, marks=pytest.mark.long),  # and in test_processes.py
        pytest.param(1, signal.SIGTERM, marks=pytest.mark.long),
        (2, signal.SIGTERM),  # sent to the first process alone, as KillMode=mixed does
    ],
)
def test_it_answers_and_ends_when_told(server: tuple[str, subprocess.Popen[str]], number: signal.Signals) -> None:
    address, process = server
    ready = office.answered(f"{address}/ready", process, lambda: process.communicate()[1])
    assert ready.json()["status"] == "ok"
    answer = httpx.post(f"{address}/graphql", json={"query": "{ me { roles } }"})
    assert answer.json() == {"data": {"me": {"roles": ["public"]}}}
    process.send_signal(number)
    _, said = process.communicate(timeout=patience.SECONDS)
    assert process.returncode == 0, said
    lines = [json.loads(line) for line in said.splitlines()]
    for part in ("startup", "shutdown"):
        assert any(f"{part} complete" in line["message"] for line in lines), said
    assert {line["level"] for line in lines} == {"info"}


FAILING = """
import contextlib
from starlette import applications

@contextlib.asynccontextmanager
async def lifespan(app):
    raise ValueError("it cannot start")
    yield

def create():
    return applications.Starlette(lifespan=lifespan)
"""
SERVING = """
from registry import listening, server

if __name__ == "__main__":
    server.run(listening.take("127.0.0.1", 0), "failing:create", workers=2, following=())
"""


@pytest.mark.long
def test_workers_that_cannot_start_end_the_server_with_a_code_that_says_so(tmp_path: pathlib.Path) -> None:
    (tmp_path / "failing.py").write_text(FAILING)
    (tmp_path / "serving.py").write_text(SERVING)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (tmp_path, ROOT, ROOT / "graphql")))}
    words = [sys.executable, str(tmp_path / "serving.py")]
    ended = subprocess.run(words, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 3, ended.stderr
    assert "failed to start" in ended.stderr
