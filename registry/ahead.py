"""Work that further processes do ahead of whoever takes its answers, which come in the order of the questions."""

from __future__ import annotations

import asyncio
import collections
import concurrent.futures.process
import contextlib
import multiprocessing
import os
import signal
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from typing import TypeVar

from aggregates import errors
from registry import leash


class ProcessEnded(errors.FangjiError):
    """A process that worked ahead was killed."""

    code = "PROCESS_ENDED"


MOST = 4
"""More processes than that only wait for whoever takes their answers."""

Order = TypeVar("Order")
Answer = TypeVar("Answer")


def worth(amount: int, least: int) -> int:
    """How many further processes so much work is worth: one a core, none for less than ``least``."""
    return min(os.cpu_count() or 1, MOST) if amount >= least else 0


@contextlib.contextmanager
def ended(sentence: str) -> Iterator[None]:
    """A process that was killed meanwhile is :class:`ProcessEnded`, in this sentence."""
    try:
        yield
    except concurrent.futures.process.BrokenProcessPool as broken:
        raise ProcessEnded(sentence) from broken


@contextlib.contextmanager
def started(count: int, begin: Callable[..., None], *given: object) -> Iterator[concurrent.futures.Executor]:
    """That many processes, each of which begins with ``begin(*given)``; they end with this one, however it ends."""
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(count, spawn, _begin, (begin, given)) as pool:
        yield pool


def _begin(begin: Callable[..., None], given: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the first process tells the others to end
    leash.end_with_parent()
    begin(*given)


async def answers(
    pool: concurrent.futures.Executor, work: Callable[[Order], Answer], wanted: Iterable[Order], most: int
) -> AsyncGenerator[Answer, None]:
    """The answers to what is wanted, in its order; at most ``most`` of them are under way or wait to be taken.

    ``work`` is a function of a module, so that other processes find it. What it raises comes out here, and
    BrokenProcessPool where a process was killed.
    """
    loop = asyncio.get_running_loop()
    under_way: collections.deque[asyncio.Future[Answer]] = collections.deque()
    try:
        for order in wanted:
            if len(under_way) == most:
                yield await under_way.popleft()
            under_way.append(loop.run_in_executor(pool, work, order))
        while under_way:
            yield await under_way.popleft()
    finally:
        for future in under_way:
            future.cancel()
