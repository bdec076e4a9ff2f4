"""Processes of the product for benchmarks: a server and what follows the ledger, as `fangji` starts them."""

import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import psutil

from registry import settings
from registry.access import tokens

KEY = "a key of at least thirty-two bytes for benchmarks"
ROOT = pathlib.Path(__file__).parents[1]


def headers() -> dict[str, str]:
    """Of requests of who reads everywhere, and nothing that is sealed."""
    token = tokens.issue(KEY, ("cockpit",), ("*",), subject="bench")
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}


@contextlib.contextmanager
def server(configured: settings.Settings, *options: str) -> Iterator[tuple[str, psutil.Process]]:
    """The address of `fangji serve`, and its process."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with process(configured, "serve", "--port", str(port), *options) as started:
        _answering(port)
        yield f"http://127.0.0.1:{port}", started


def _answering(port: int) -> None:
    for _ in range(300):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise SystemExit("The server of the benchmark did not start.")


@contextlib.contextmanager
def process(configured: settings.Settings, *words: str) -> Iterator[psutil.Process]:
    """A command of the product in a process of its own; what it says is in the data folder."""
    environment = {
        **os.environ,
        "DATABASE_URL": configured.database_url or "",
        "OPENSEARCH_URL": configured.opensearch_url or "",
        "FANGJI_DATA_DIR": str(configured.folder),
        "FANGJI_CITY": configured.city,
        "FANGJI_TOKEN_KEY": KEY,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'graphql'}",
    }
    command = [sys.executable, "-m", "registry", *words]
    log = (configured.folder / f"{words[0]}.log").open("w")
    with log, subprocess.Popen(command, env=environment, stdout=log, stderr=log) as started:
        try:
            yield psutil.Process(started.pid)
        finally:
            started.terminate()
