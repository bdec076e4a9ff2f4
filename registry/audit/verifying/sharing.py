"""The stretches of a ledger, read and recomputed by several processes, handed over in order."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import functools
import gc
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from typing import TypeVar

import asyncpg

from registry import ahead, database
from registry.audit.verifying import leaves

STRETCH = 8192
"""Leaves read at once: some MB."""

ALONE = 50_000
"""Up to so many leaves one process is done before others have started."""

PROCESSES = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Order:
    """Which leaves are to be read, of which log; ``form``: whether their canonical form is to be checked too."""

    origin: str
    first: int
    last: int
    form: bool


def orders(origin: str, first: int, last: int, formed: int) -> Iterator[Order]:
    """The positions ``first`` to ``last`` in stretches; the canonical form of those up to ``formed`` is known."""
    while first <= last:
        until = min(last, first + STRETCH - 1, formed if first <= formed else last)
        yield Order(origin, first, until, first > formed)
        first = until + 1


Answer = TypeVar("Answer")
Work = Callable[[leaves.Connection, Order], Awaitable[Answer]]
"""What is done with an order; a function of a module, so that other processes find it."""


async def recompute(connection: leaves.Connection, order: Order) -> leaves.Stretch:
    """What a verification does with an order."""
    return await leaves.read(connection, order.origin, order.first, order.last, form=order.form)


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
