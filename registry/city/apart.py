"""The parts of a generated city prepared in further processes, ahead of the one that appends them in their order."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import gc
import pathlib
import pickle
from collections.abc import AsyncGenerator, Iterable

from registry import ahead, database
from registry.city import preparing
from registry.ledger import carrying, kek, keys, preparation

LEAST_HOUSES = 3000
"""Of a city for which further processes are worth their start."""


def worth(houses: int) -> int:
    """How many further processes a city of so many houses is worth: one a core, none for a small one."""
    return ahead.worth(houses, LEAST_HOUSES)


@dataclasses.dataclass(frozen=True, slots=True)
class Apart:
    """What further processes need: where the database is, and the file of its key-encryption keys."""

    url: str
    key_file: pathlib.Path
    processes: int

    async def prepared(self, orders: Iterable[preparing.Order]) -> AsyncGenerator[preparation.Prepared, None]:
        """The units of all parts, in their order; a few parts are ahead, as bytes, so memory does not grow.

        Raises:
            ahead.ProcessEnded: one of the processes was killed; whatever else one raises comes out as it is.
        """
        told = "A process that generates was killed; generate the same city again to go on."
        with ahead.ended(told), ahead.started(self.processes, _begin, self.url, self.key_file) as pool:
            asked = ahead.answers(pool, _prepare, orders, self.processes + 1)
            async with contextlib.aclosing(asked) as parts:
                async for part in parts:
                    for unit in part:
                        yield pickle.loads(unit)


class _Process:
    """What a process keeps from part to part."""

    def __init__(self, url: str, key_file: pathlib.Path) -> None:
        self._runner = asyncio.Runner()
        pool = self._runner.run(database.open_pool(url, name="fangji generate", least=1, most=1))
        self._preparer = preparing.Preparer(keys.PostgresKeys(pool, kek.FileKeys(key_file)))

    def prepare(self, order: preparing.Order) -> list[bytes]:
        return self._runner.run(self._prepared(order))

    async def _prepared(self, order: preparing.Order) -> list[bytes]:
        return [carrying.pickled(one) async for one in self._preparer.part(order)]


_given: list[tuple[str, pathlib.Path]] = []
_process: list[_Process] = []


def _begin(url: str, key_file: pathlib.Path) -> None:
    """Nothing that may fail: what the first order raises comes out where it was given."""
    _given.append((url, key_file))
    gc.disable()  # as in `registry.garbage`; a part is dropped as a whole


def _prepare(order: preparing.Order) -> list[bytes]:
    if not _process:
        _process.append(_Process(*_given[0]))
        gc.freeze()
    gc.collect()
    return _process[0].prepare(order)
