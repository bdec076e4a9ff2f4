"""Followers of the ledger: workers that go through it batch by batch; of each one leads, others stand by.

A follower's place is a row of `ledger.follower`, which it moves on in the transaction that writes what it made.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

import asyncpg

from aggregates import errors
from registry.ledger import errors as ledger_errors
from registry.ledger import units

log = logging.getLogger(__name__)

LEADER = "select pg_try_advisory_lock(hashtextextended('fangji ' || $1, 0))"

ADVANCE = """
insert into ledger.follower (name, position) values ($1, $2)
on conflict (name) do update set position = excluded.position where follower.position = $3
returning position
"""


class Done(Protocol):
    """What one step did."""

    @property
    def position(self) -> int:
        """Up to which the follower has come."""

    @property
    def head(self) -> int:
        """The ledger's last position, as the step saw it."""


async def place(pool: asyncpg.Pool, name: str) -> int:
    """The position up to which a follower has come; 0 where it never began."""
    found: int | None = await pool.fetchval("select position from ledger.follower where name = $1", name)
    return found or 0


async def advance(connection: units.Connection, name: str, since: int, until: int) -> None:
    """Move a follower's place on, within the caller's transaction; Conflict where another has moved it."""
    if await connection.fetchval(ADVANCE, name, until, since) is None:
        raise errors.Conflict(f"Another {name} has come past position {since}.")


async def follow(
    pool: asyncpg.Pool, name: str, step: Callable[[], Awaitable[Done]], stop: asyncio.Event, pause: float = 0.25
) -> None:
    """Take steps until ``stop``; wait where another leads, go on after a lost connection."""
    while not stop.is_set():
        try:
            await _lead(pool, name, step, stop, pause)
        except (OSError, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, errors.Conflict) as error:
            log.warning("the %s tries again: %s", name, type(error).__name__)
            await _wait(stop, 1.0)
        except ledger_errors.Unavailable as error:
            log.warning("the %s waits: %s", name, error)
            await _wait(stop, 5.0)


async def _lead(
    pool: asyncpg.Pool, name: str, step: Callable[[], Awaitable[Done]], stop: asyncio.Event, pause: float
) -> None:
    async with pool.acquire() as connection:
        if not await connection.fetchval(LEADER, name):
            await _wait(stop, 1.0)
            return
        try:
            while not stop.is_set():
                done = await step()
                if done.position >= done.head:
                    await _wait(stop, pause)
        finally:
            with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.execute("select pg_advisory_unlock_all()")


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
