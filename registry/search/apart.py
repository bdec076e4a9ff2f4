"""The documents of a new search index made and put by further processes: that takes longer than to take them in."""

from __future__ import annotations

import asyncio
import concurrent.futures.process
import contextlib
import os
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass

import asyncpg

from registry import ahead, database, garbage
from registry.search import engines, rebuilding
from registry.settings import Settings
from search import engine, query

MOST = 4
"""More processes than that only wait for the engine."""

LEAST_DOCUMENTS = 20_000
"""Of an index for which further processes are worth their start."""


def worth(documents: int) -> int:
    """How many further processes an index of so many documents is worth: one a core, none for a small one."""
    return min(os.cpu_count() or 1, MOST) if documents >= LEAST_DOCUMENTS else 0


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
        given = _Given(self.configured, self.url, self.fallback, name)
        try:
            with ahead.started(self.processes, _begin, given) as pool:
                asked = ahead.answers(pool, _fill, slices, self.processes + 1)
                async with contextlib.aclosing(asked) as found:
                    async for one in found:
                        yield one
        except concurrent.futures.process.BrokenProcessPool as broken:
            raise ahead.ProcessEnded(
                "A process that puts documents was killed; the live index stays, `fangji search reindex` begins anew."
            ) from broken


@dataclass(frozen=True, slots=True)
class _Given:
    configured: Settings
    url: str
    fallback: bool
    name: str


class _Process:
    """What a process keeps from slice to slice."""

    def __init__(self, given: _Given) -> None:
        self._given, self._stack = given, contextlib.AsyncExitStack()
        self._runner = asyncio.Runner()
        self._pool, self._index = self._runner.run(self._open())

    async def _open(self) -> tuple[asyncpg.Pool, engine.Index]:
        given = self._given
        pool = await database.open_pool(given.url, name="fangji search reindex", least=1, most=2)
        kept = await self._stack.enter_async_context(engines.opened(given.configured, given.url))
        return pool, await kept.of(fallback=given.fallback).engine.building()

    def fill(self, slice_: rebuilding.Slice) -> rebuilding.Filled:
        return self._runner.run(rebuilding.fill(self._pool, self._index, self._given.name, slice_))


_given: list[_Given] = []
_process: list[_Process] = []


def _begin(given: _Given) -> None:
    """Nothing that may fail: what the first slice raises comes out where it was given."""
    _given.append(given)


def _fill(slice_: rebuilding.Slice) -> rebuilding.Filled:
    try:
        if not _process:
            _process.append(_Process(_given[0]))
            garbage.settle()
        return _process[0].fill(slice_)
    except query.SearchUnavailable as error:
        raise query.SearchUnavailable(error.message) from None  # its subclasses do not survive the way back
