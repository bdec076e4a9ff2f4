"""The stretches of a ledger, read and recomputed by several processes, handed over in order."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import gc
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import asyncpg

from registry import ahead, database
from registry.audit.verifying import leaves, reading

STRETCH = 8192
"""Leaves read at once: some MB."""

ALONE = 50_000
"""Up to so many leaves one process is done before others have started."""

PROCESSES = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """Which leaves are to be read, of which log; ``known``: the digest with which they were found whole once."""

    origin: str
    first: int
    last: int
    known: bytes | None = None


def number(first: int, last: int) -> int | None:
    """Which stretch these positions are, from 0 on; None where they are not a whole one."""
    number, before = divmod(first - 1, STRETCH)
    return number if before == 0 and last - first + 1 == STRETCH else None


def orders(origin: str, first: int, last: int, known: Mapping[int, bytes]) -> Iterator[Order]:
    """The positions ``first`` to ``last`` in stretches, which begin at the same positions whatever is asked for.

    ``known`` are the digests of those that were found whole once, by their number.
    """
    while first <= last:
        until = min(last, first + STRETCH - 1 - (first - 1) % STRETCH)
        whole = number(first, until)
        yield Order(origin, first, until, None if whole is None else known.get(whole))
        first = until + 1


Answer = TypeVar("Answer")
Work = Callable[[reading.Connection, Order], Awaitable[Answer]]
"""What is done with an order; a function of a module, so that other processes find it."""


async def recompute(connection: reading.Connection, order: Order) -> leaves.Stretch:
    """What a verification does with an order."""
    return await leaves.read(connection, order.origin, order.first, order.last, known=order.known)


async def carry_out(
    url: str, wanted: Sequence[Order], processes: int, work: Work[Answer]
) -> AsyncGenerator[Answer, None]:
    """The answers to the orders, in their order."""
    if sum(order.last - order.first + 1 for order in wanted) <= ALONE or processes == 1:
        async with _connected(url) as connection:
            for order in wanted:
                yield await work(connection, order)
        return
    async with contextlib.aclosing(_shared(url, wanted, processes, work)) as answers:
        async for answer in answers:
            yield answer


async def _shared(
    url: str, wanted: Sequence[Order], processes: int, work: Work[Answer]
) -> AsyncGenerator[Answer, None]:
    """Each process has an order and two more are waiting, so that none waits for the one who adds up."""
    with ahead.started(processes, _start, url) as pool:
        asked = ahead.answers(pool, functools.partial(_work, work), wanted, 2 * processes + 1)
        async with contextlib.aclosing(asked) as answers:
            async for answer in answers:
                yield answer


@contextlib.asynccontextmanager
async def _connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await database.connect(url, name="fangji audit")
    try:
        yield connection
    finally:
        await connection.close()


class _Process:
    """What a process of the pool keeps from order to order: its loop and its connection."""

    def __init__(self, url: str) -> None:
        self.runner = asyncio.Runner()
        self.connection = self.runner.run(database.connect(url, name="fangji audit"))
        gc.freeze()

    def carry_out(self, work: Work[Answer], order: Order) -> Answer:
        return self.runner.run(_awaited(work(self.connection, order)))


async def _awaited(answer: Awaitable[Answer]) -> Answer:
    return await answer


_process: list[_Process] = []


def _start(url: str) -> None:
    _process.append(_Process(url))


def _work(work: Work[Answer], order: Order) -> Answer:
    return _process[0].carry_out(work, order)
