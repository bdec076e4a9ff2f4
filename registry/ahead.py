"""Work that further processes do ahead of whoever takes its answers, which come in the order of the questions."""

from __future__ import annotations

import asyncio
import collections
import concurrent.futures
import contextlib
import multiprocessing
import signal
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from typing import TypeVar

from aggregates import errors
from registry import leash


class ProcessEnded(errors.FangjiError):
    """A process that worked ahead was killed."""

    code = "PROCESS_ENDED"


Order = TypeVar("Order")
Answer = TypeVar("Answer")


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
