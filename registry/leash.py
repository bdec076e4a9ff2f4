"""Processes that multiprocessing starts end with the one that started them."""

from __future__ import annotations

import multiprocessing
import multiprocessing.process
import os
import signal
import threading


def end_with_parent() -> None:
    """Have this process end when the one that started it does, however that ends: else it would keep the port for good,
    and answer by the code of yesterday. Does nothing in a process that multiprocessing did not start."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), name="end with parent", daemon=True).start()


def _end_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
