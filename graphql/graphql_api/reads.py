"""Where queries are read: a replica while it is fit for that, else the primary; a query may wait for a position."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol, TypeVar

import asyncpg

from graphql_api.errors import BadVariable, NotYetReadable
from graphql_api.waiting import REACHED, Progress
from projections import lost

log = logging.getLogger(__name__)

PATIENCE = 2.0
"""Seconds that a query waits for the position that it asks for."""

GRACE = 0.2
"""Of these, for the replica; a query that it keeps waiting longer is the primary's."""

ACQUIRING = 5.0
"""Seconds for a free connection to the replica, and for one to end whose query was given up."""

FIELD = "X-Fangji-Position"

CONFLICTS = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
"""What a statement is given up by because it stands in the way: of what a replica is to apply, or of a migration."""

UNKNOWN = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.UndefinedFunctionError,
    asyncpg.InvalidSchemaNameError,
)
"""What a replica says that has not come to a migration or to the first read model yet."""

T = TypeVar("T")
Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy
Read = Callable[[asyncpg.Pool, Connection | None], Awaitable[T]]
"""Reads from a pool, on this connection of it where one is given; done again elsewhere, it answers the same."""


class Fetching(Protocol):
    """What a pool has for whoever reads rows."""

    async def fetch(self, query: str, *args: Any) -> Sequence[asyncpg.Record]:
        """The rows of a query."""


class Reads:
    """``primary`` alone, or a ``replica`` of it while ``unfit`` is None; else that says why it is not used.

    A replica that loses its connections is left at once; whoever watches it says when it is fit again. A statement
    that it cannot answer is asked of the primary.
    """

    def __init__(self, primary: asyncpg.Pool, replica: asyncpg.Pool | None = None) -> None:
        self.primary, self.replica = primary, replica
        self.unfit: str | None = None
        self._reading: set[Connection] = set()
        self._recorded = Progress(primary)
        self._replayed = Progress(replica, wakes=False) if replica is not None else None

    def judge(self, unfit: str | None) -> None:
        """Take the replica, or leave it for a reason; the log has each change."""
        if unfit is not None and self.unfit is None:
            log.warning("the replica is not read, and the primary is: %s", unfit)
        if unfit is None and self.unfit is not None:
            log.info("the replica is read again")
        self.unfit = unfit

    def lose(self, unfit: str) -> None:
        """Leave a replica that does not answer; what is being read there is asked of the primary."""
        self.judge(unfit)
        for connection in list(self._reading):
            connection.terminate()

    @asynccontextmanager
    async def _connected(self, replica: asyncpg.Pool) -> AsyncIterator[Connection]:
        async with replica.acquire(timeout=ACQUIRING) as connection:
            self._reading.add(connection)
            try:
                yield connection
            finally:
                self._reading.discard(connection)

    async def run(self, read: Read[T]) -> T:
        """What ``read`` gives, of whichever database answers."""
        if self.replica is not None and self.unfit is None:
            try:
                async with self._connected(self.replica) as connection:
                    return await read(self.replica, connection)
            except (*lost.LOST, *CONFLICTS, *UNKNOWN) as error:
                self._doubt(error)
        return await _persist(lambda: read(self.primary, None))

    async def reflecting(self, position: int, read: Read[T]) -> tuple[int, T]:
        """How far the read model is, ``position`` at least, and what ``read`` gives of it.

        It is waited for :data:`PATIENCE` seconds.

        Raises:
            BadVariable: no such position is recorded.
            NotYetReadable: the read model does not come as far in time.
        """
        ends = time.monotonic() + PATIENCE
        if self.replica is not None and self._replayed is not None and self.unfit is None:
            try:
                if await self._replayed.reach(position, GRACE):
                    async with self._connected(self.replica) as connection:
                        found = await _at(self.replica, connection, position, read)
                    if found is not None:
                        return found
            except (*lost.LOST, *CONFLICTS, *UNKNOWN) as error:
                self._doubt(error)
        return await self._of_primary(position, read, ends)

    async def _of_primary(self, position: int, read: Read[T], ends: float) -> tuple[int, T]:
        async def look() -> tuple[int, T] | None:
            async with self.primary.acquire() as connection:
                return await _at(self.primary, connection, position, read)

        found = await _persist(look)
        if found is None:
            await self._check_recorded(position)
            if await self._recorded.reach(position, max(0.0, ends - time.monotonic())):
                found = await _persist(look)
        if found is None:
            raise NotYetReadable(
                f"{FIELD} asks for position {position}, which is recorded, but the read model does not reflect it "
                f"{PATIENCE:g} seconds later; ask again in a moment, or without it.",
                position,
                field=FIELD,
            )
        return found

    async def _check_recorded(self, position: int) -> None:
        head = await self._recorded.head()
        if position > head:
            raise BadVariable(
                f"{FIELD} is {position}, but the ledger's last position is {head}; give one that was recorded.",
                field=FIELD,
            )

    def _doubt(self, error: Exception) -> None:
        if isinstance(error, lost.LOST) and not isinstance(error, TimeoutError):  # nor one that has much to do
            self.judge(f"It does not answer ({type(error).__name__}).")

    async def fetch(self, query: str, *args: Any) -> Sequence[asyncpg.Record]:
        """The rows of a query."""

        async def read(pool: asyncpg.Pool, connection: Connection | None) -> Sequence[asyncpg.Record]:
            return await (connection or pool).fetch(query, *args)

        return await self.run(read)

    async def fetchval(self, query: str, *args: Any) -> Any:
        """The first value of a query."""

        async def read(pool: asyncpg.Pool, connection: Connection | None) -> Any:
            return await (connection or pool).fetchval(query, *args)

        return await self.run(read)

    async def execute(self, query: str, *args: Any) -> str:
        """Run what only the primary takes."""
        return await self.primary.execute(query, *args)


async def _persist(read: Callable[[], Awaitable[T]]) -> T:
    """What it gives; tried a second time where it was given up for the sake of others."""
    try:
        return await read()
    except CONFLICTS:
        return await read()


async def _at(pool: asyncpg.Pool, connection: Connection, position: int, read: Read[T]) -> tuple[int, T] | None:
    """What ``read`` gives on a connection that has come as far, and how far; None where it has not.

    On one connection, since the servers behind a pool may take turns and not be equally far.
    """
    reached: int = await connection.fetchval(REACHED) or 0
    return None if reached < position else (reached, await read(pool, connection))


def position_of(stated: str) -> int:
    """The position that a header says; BadVariable where that is none."""
    if not stated.isascii() or not stated.isdigit() or len(stated) >= 19:
        raise BadVariable(
            f"{FIELD} is {stated[:40]!r}, but must be a position of the ledger, a whole number from 0 on; leave it out "
            "to read what is there.",
            field=FIELD,
        )
    return int(stated)
