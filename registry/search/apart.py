"""The documents of a new search index made and put by further processes: that takes longer than to take them in."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

import asyncpg

from registry import ahead, database, garbage
from registry.search import engines, rebuilding
from registry.settings import Settings
from search import engine

LEAST_DOCUMENTS = 20_000
"""Of an index for which further processes are worth their start."""


def worth(documents: int) -> int:
    """How many further processes an index of so many documents is worth: one a core, none for a small one."""
    return ahead.worth(documents, LEAST_DOCUMENTS)


@dataclass(frozen=True, slots=True)
class Apart:
    """A :class:`registry.search.rebuilding.Beside`: so many processes, and what they need to reach database and
    engine. ``fallback``: it is the fallback's index that is built."""

    configured: Settings
    url: str
    processes: int
    fallback: bool = False

    async def filled(self, name: str, slices: Sequence[rebuilding.Slice]) -> AsyncGenerator[rebuilding.Filled, None]:
        """See :class:`registry.search.rebuilding.Beside`.

        Raises:
            ahead.ProcessEnded: one of the processes was killed.
            SearchUnavailable: the engine does not answer one of them.
        """
        told = "A process that puts documents was killed; the live index stays, `fangji search reindex` begins anew."
        with ahead.ended(told), ahead.started(self.processes, _begin, self, name) as pool:
            asked = ahead.answers(pool, _fill, slices, self.processes + 1)
            async with contextlib.aclosing(asked) as found:
                async for one in found:
                    yield one


class _Process:
    """What a process keeps from slice to slice."""

    def __init__(self, apart: Apart, name: str) -> None:
        self._name, self._stack = name, contextlib.AsyncExitStack()
        self._runner = asyncio.Runner()
        self._pool, self._index = self._runner.run(self._open(apart))

    async def _open(self, apart: Apart) -> tuple[asyncpg.Pool, engine.Index]:
        pool = await database.open_pool(apart.url, name="fangji search reindex", least=1, most=2)
        kept = await self._stack.enter_async_context(engines.opened(apart.configured, apart.url))
        return pool, await kept.of(fallback=apart.fallback).engine.building()

    def fill(self, slice_: rebuilding.Slice) -> rebuilding.Filled:
        return self._runner.run(rebuilding.fill(self._pool, self._index, self._name, slice_))


_given: list[tuple[Apart, str]] = []
_process: list[_Process] = []


def _begin(apart: Apart, name: str) -> None:
    """Nothing that may fail: what the first slice raises comes out where it was given."""
    _given.append((apart, name))


def _fill(slice_: rebuilding.Slice) -> rebuilding.Filled:
    if not _process:
        _process.append(_Process(*_given[0]))
        garbage.settle()
    return _process[0].fill(slice_)
