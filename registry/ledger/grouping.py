"""Grouping: what is asked for while one piece of work is under way shares the next piece."""

from __future__ import annotations

import asyncio
import collections
import contextvars
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

Work = Callable[[Sequence[Asked]], Awaitable[Sequence[Answer | Exception]]]
"""From what a group asks to its answers, in order; an error in an answer's place is that one's alone."""


class Grouping(Generic[Asked, Answer]):
    """Hands what is asked at once to ``work`` in groups, in the order in which it came.

    A group has at most ``most`` members, and ends with the one whose ``weigh`` makes it reach ``heaviest``. A waiter
    that is cancelled before its group begins is left out; later, the work is done all the same and the other waiters
    notice nothing. The group that is under way belongs to no waiter.
    """

    def __init__(
        self, work: Work[Asked, Answer], weigh: Callable[[Asked], int], *, most: int, heaviest: int, name: str
    ) -> None:
        self._work = work
        self._weigh = weigh
        self._most, self._heaviest = most, heaviest
        self._name = name
        self._waiting: collections.deque[tuple[Asked, asyncio.Future[Answer]]] = collections.deque()
        self._worker: asyncio.Task[None] | None = None

    async def ask(self, asked: Asked) -> Answer:
        """The answer, once its group's work is done; raises what refused it."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, answer))
        if self._worker is None or self._worker.done():
            # In a context of its own: the group is no part of the request that happened to ask first.
            self._worker = asyncio.create_task(self._go(), name=self._name, context=contextvars.Context())
        return await answer

    async def close(self) -> None:
        """Wait until everything asked is answered."""
        while self._worker is not None and not self._worker.done():
            await asyncio.wait([self._worker])

    async def _go(self) -> None:
        while group := self._next_group():
            waiters = [waiter for _, waiter in group]
            try:
                answers = await self._work([asked for asked, _ in group])
            except BaseException as error:
                if isinstance(error, Exception):
                    _fail(waiters, error)
                else:
                    _fail([*waiters, *(waiter for _, waiter in self._waiting)], error)
                    self._waiting.clear()
                    raise
            else:
                _answer(waiters, answers)

    def _next_group(self) -> list[tuple[Asked, asyncio.Future[Answer]]]:
        group: list[tuple[Asked, asyncio.Future[Answer]]] = []
        weight = 0
        while self._waiting and len(group) < self._most and weight < self._heaviest:
            asked, waiter = self._waiting.popleft()
            if not waiter.done():
                group.append((asked, waiter))
                weight += self._weigh(asked)
        return group


def _answer(waiters: Sequence[asyncio.Future[Answer]], answers: Sequence[Answer | Exception]) -> None:
    for waiter, answer in zip(waiters, answers, strict=True):
        if waiter.done():
            continue
        if isinstance(answer, Exception):
            waiter.set_exception(answer)
        else:
            waiter.set_result(answer)


def _fail(waiters: Sequence[asyncio.Future[Answer]], error: BaseException) -> None:
    """Every waiter gets the error; a cancelled worker cancels them."""
    for waiter in waiters:
        if waiter.done():
            continue
        if isinstance(error, asyncio.CancelledError):
            waiter.cancel()
        else:
            waiter.set_exception(error)
