"""Waits for the read model to come as far as a position: one poll for all who wait at the same time."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Protocol

import asyncpg

from projections import projector

PAUSE = 0.004
"""Seconds between two looks; one look is a row by its key."""

REACHED = "select position from read.progress where name = 'read'"
_HEAD = "select position from ledger.log"


class Asked(Protocol):
    """A pool, or what chooses among several."""

    async def fetchval(self, query: str, *args: Any) -> Any:
        """The first value of a query."""

    async def execute(self, query: str, *args: Any) -> str:
        """Run a statement."""


class Progress:
    """Follows ``read.progress`` on the database behind ``pool`` while somebody waits, with a look every ``pause``.

    Unless ``wakes`` is false it asks the projector to hurry.
    """

    def __init__(self, pool: Asked, pause: float = PAUSE, *, wakes: bool = True) -> None:
        self._pool, self._pause, self._wakes = pool, pause, wakes
        self._waiting: dict[asyncio.Future[None], int] = {}
        self._poll: asyncio.Task[None] | None = None

    async def head(self) -> int:
        """The position of the ledger; 0 where it is empty."""
        found: int | None = await self._pool.fetchval(_HEAD)
        return found or 0

    async def reach(self, position: int, seconds: float) -> bool:
        """Whether the read model reaches ``position`` within so many seconds; raises what the database raises."""
        reached: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[reached] = position
        if self._poll is None or self._poll.done():
            self._poll = asyncio.create_task(self._follow())
        try:
            async with asyncio.timeout(seconds):
                await reached
        except TimeoutError:
            return False
        finally:
            self._waiting.pop(reached, None)
        return True

    async def _follow(self) -> None:
        asked = 0
        while self._waiting:
            try:
                self._tell(await self._pool.fetchval(REACHED) or 0)
                asked = await self._ask(asked) if self._wakes else 0
            except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError) as error:
                self._fail(error)
            if self._waiting:
                await asyncio.sleep(self._pause)

    async def _ask(self, asked: int) -> int:
        """Wake the projector for what nobody asked for yet; the position that was asked for."""
        wanted = max(self._waiting.values(), default=0)
        if wanted > asked:
            with contextlib.suppress(asyncpg.ReadOnlySQLTransactionError):  # a replica: the projector looks by itself
                await self._pool.execute(projector.WAKING)
        return max(wanted, asked)

    def _tell(self, position: int) -> None:
        for reached in [one for one, wanted in self._waiting.items() if wanted <= position]:
            del self._waiting[reached]
            if not reached.done():
                reached.set_result(None)

    def _fail(self, error: Exception) -> None:
        for reached in list(self._waiting):
            del self._waiting[reached]
            if not reached.done():
                reached.set_exception(error)
