"""Runs the HTTP application under uvicorn, in one process or several."""

import contextlib
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from types import FrameType

import uvicorn
import uvicorn.supervisors
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE

from graphql_api import http
from registry import followers, logs, processes, websockets

APPLICATION = "registry.app:create"


def run(
    listening: socket.socket,
    application: str | ASGIApp = APPLICATION,
    *,
    workers: int = 1,
    following: Sequence[followers.Part] = followers.ALL,
) -> None:
    """Serves until interrupted; several workers need the name of a factory. ``following`` have processes beside it."""
    config = uvicorn.Config(
        application,
        factory=isinstance(application, str),
        workers=workers,
        log_config=logs.CONFIGURATION,
        access_log=False,
        timeout_graceful_shutdown=10,
        server_header=False,
        ws=websockets.Protocol,
        ws_max_size=http.LARGEST_BODY,
        ws_per_message_deflate=False,  # what it keeps for each socket is more than all else of a subscriber
    )
    with contextlib.suppress(KeyboardInterrupt), processes.beside(following):  # the way in which it is meant to end
        if workers == 1:
            if threading.current_thread() is threading.main_thread():
                signal.signal(signal.SIGTERM, _end)
            uvicorn.Server(config).run(sockets=[listening])
        else:
            _supervise(uvicorn.supervisors.Multiprocess(config, sockets=[listening]))


def _supervise(several: uvicorn.supervisors.Multiprocess) -> None:
    """Runs them until told to end. A worker that cannot start ends all, which whoever started them has to see."""
    several.run()
    if any(one.exitcode == STARTUP_FAILURE for one in several.processes):
        sys.exit(STARTUP_FAILURE)


def _end(number: int, frame: FrameType | None) -> None:
    """Ends the process as any other program ends. uvicorn, once it has shut down, raises the signal that told it to
    again: by default that would kill the process before it has put away what it shares with others."""
    sys.exit(0)
