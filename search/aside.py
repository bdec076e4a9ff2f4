"""Analysis of many documents, in a process beside this one: it takes milliseconds each, which others would wait for.

A few are analysed here, in turns with whatever else the event loop does.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from search.document import Document

log = logging.getLogger(__name__)

Made = TypeVar("Made")

FEW = 50
"""Documents for which no process is started."""

AT_ONCE = 100
"""Documents that are handed over in one piece."""


class _Beside:
    """The process, started when it is needed first and again where it was killed; it ends with this one."""

    def __init__(self) -> None:
        self._pool: concurrent.futures.ProcessPoolExecutor | None = None

    async def run(self, make: Callable[[Document], Made], documents: Sequence[Document]) -> list[Made]:
        if self._pool is None:
            spawn = multiprocessing.get_context("spawn")
            self._pool = concurrent.futures.ProcessPoolExecutor(1, spawn, _follow_parent)
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, _all, make, documents)
        except BrokenProcessPool:
            self._pool = None
            raise


_beside = _Beside()


async def each(make: Callable[[Document], Made], documents: Sequence[Document]) -> list[Made]:
    """What ``make``, a function of a module, makes of each, in their order."""
    if len(documents) <= FEW:
        return await _here(make, documents)
    made: list[Made] = []
    for at in range(0, len(documents), AT_ONCE):
        some = documents[at : at + AT_ONCE]
        try:
            made += await _beside.run(make, some)
        except BrokenProcessPool:
            log.warning("the process that analyses documents was killed; this one goes on with them")
            made += await _here(make, some)
    return made


async def _here(make: Callable[[Document], Made], documents: Sequence[Document]) -> list[Made]:
    made = []
    for document in documents:
        made.append(make(document))
        await asyncio.sleep(0)
    return made


def _all(make: Callable[[Document], Made], documents: Sequence[Document]) -> list[Made]:
    return [make(document) for document in documents]


def _follow_parent() -> None:
    """End with the parent, however it ends; an interrupt of both is its to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None

    def end() -> None:
        parent.join()
        os._exit(0)

    threading.Thread(target=end, daemon=True).start()
