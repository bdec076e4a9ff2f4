"""Group commit: commands that come while a transaction is under way share the next one."""

from __future__ import annotations

import asyncio
import collections
from collections.abc import Awaitable, Callable, Sequence

from aggregates import errors
from registry.ledger import preparation, settling, units

MOST_UNITS = 500
MOST_EVENTS = 5000

Append = Callable[[Sequence[preparation.Prepared]], Awaitable[list[settling.Outcome]]]
Waiting = tuple[preparation.Prepared, "asyncio.Future[units.Appended]"]


class GroupCommit:
    """Hands concurrent submits to ``append`` in groups, in the order in which they came.

    A waiter that is cancelled before its group begins is left out; later, its events are recorded all the same and the
    other waiters notice nothing. The group that is under way belongs to no waiter.
    """

    def __init__(self, append: Append) -> None:
        self._append = append
        self._waiting: collections.deque[Waiting] = collections.deque()
        self._worker: asyncio.Task[None] | None = None

    async def submit(self, prepared: preparation.Prepared) -> units.Appended:
        """The unit's positions, once committed; raises what refused it."""
        answer: asyncio.Future[units.Appended] = asyncio.get_running_loop().create_future()
        self._waiting.append((prepared, answer))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work(), name="ledger group commit")
        return await answer

    async def close(self) -> None:
        """Wait until everything submitted is settled."""
        while self._worker is not None and not self._worker.done():
            await asyncio.wait([self._worker])

    async def _work(self) -> None:
        while group := self._next_group():
            try:
                outcomes = await self._append([prepared for prepared, _ in group])
            except BaseException as error:
                if isinstance(error, Exception):
                    _fail(group, error)
                else:
                    _fail([*group, *self._waiting], error)
                    self._waiting.clear()
                    raise
            else:
                _answer(group, outcomes)

    def _next_group(self) -> list[Waiting]:
        group: list[Waiting] = []
        size = 0
        while self._waiting and len(group) < MOST_UNITS and size < MOST_EVENTS:
            waiting = self._waiting.popleft()
            if not waiting[1].done():
                group.append(waiting)
                size += waiting[0].size
        return group


def _answer(group: list[Waiting], outcomes: list[settling.Outcome]) -> None:
    for (_, answer), outcome in zip(group, outcomes, strict=True):
        if answer.done():
            continue
        if isinstance(outcome, errors.FangjiError):
            answer.set_exception(outcome)
        else:
            answer.set_result(outcome)


def _fail(group: list[Waiting], error: BaseException) -> None:
    """Every waiter gets the error; a cancelled worker cancels them."""
    for _, answer in group:
        if answer.done():
            continue
        if isinstance(error, asyncio.CancelledError):
            answer.cancel()
        else:
            answer.set_exception(error)
