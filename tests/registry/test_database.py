"""Connections learn PostgreSQL's own types once a process, and go back to their pool at once where they can."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Collection
from typing import Any

import asyncpg
import pytest

from registry import database as connections

ONE = uuid.UUID(int=1)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[set[int]]:
    """What asyncpg asks servers about types, from now on."""
    found: list[set[int]] = []
    ask: Any = asyncpg.Connection._introspect_types  # type: ignore[attr-defined]

    async def told(self: asyncpg.Connection, typeoids: Collection[int], timeout: float | None) -> Any:  # noqa: ASYNC109
        found.append(set(typeoids))
        return await ask(self, typeoids, timeout)

    monkeypatch.setattr(asyncpg.Connection, "_introspect_types", told)
    return found


async def echoed(url: str, *, stateless: bool) -> tuple[Any, ...]:
    pool = await connections.open_pool(url, stateless=stateless)
    try:
        rows = await pool.fetch("select $1::uuid[], $2::text[], $3::date[], $4::jsonb[]", [ONE], ["x"], [], ["{}"])
        return tuple(rows[0])
    finally:
        await pool.close()


async def test_types_of_postgresql_are_asked_once(
    database: str, asked: list[set[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_KNOWN", {})
    first = await echoed(database, stateless=False)
    assert first == ([ONE], ["x"], [], ["{}"])
    assert asked, "else nothing is proved"
    asked.clear()
    assert await echoed(database, stateless=True) == first
    assert await echoed(database, stateless=False) == first
    assert asked == []


@pytest.fixture
async def one(database: str) -> AsyncIterator[asyncpg.Pool]:
    """A pool of one connection without state."""
    pool = await connections.open_pool(database, least=1, most=1, stateless=True)
    yield pool
    await pool.close()


async def test_a_connection_is_given_back_without_a_task(one: asyncpg.Pool) -> None:
    tasks: list[object] = []
    loop = asyncio.get_running_loop()

    def noted(loop: asyncio.AbstractEventLoop, work: Any, **more: Any) -> asyncio.Task[Any]:
        tasks.append(work)
        return asyncio.Task(work, loop=loop, **more)

    loop.set_task_factory(noted)
    try:
        assert [await one.fetchval("select $1::int", number) for number in range(3)] == [0, 1, 2]
    finally:
        loop.set_task_factory(None)
    assert tasks == []
    assert one.get_idle_size() == one.get_size() == 1


async def test_what_a_caller_leaves_undone_is_undone(one: asyncpg.Pool) -> None:
    async with one.acquire() as connection:
        kept = await connection.fetchval("select pg_backend_pid()")
        await connection.execute("begin; create table undone ()")
    assert await one.fetchval("select to_regclass('undone')") is None
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await one.fetchval("select pg_sleep(60)")
    assert await one.fetchval("select pg_backend_pid()") == kept
    assert one.get_idle_size() == 1


async def test_a_connection_is_given_back_once_and_to_its_pool(one: asyncpg.Pool, database: str) -> None:
    connection = await one.acquire()
    other = await connections.open_pool(database, least=0, most=1, stateless=True)
    with pytest.raises(asyncpg.InterfaceError):
        await other.release(connection)
    await one.release(connection)
    await one.release(connection)
    assert one.get_idle_size() == 1
    await other.close()


async def test_a_lost_connection_is_replaced(one: asyncpg.Pool) -> None:
    with pytest.raises(asyncpg.PostgresError):
        await one.execute("select pg_terminate_backend(pg_backend_pid())")
    assert await one.fetchval("select 1") == 1


async def test_types_of_a_database_are_asked_by_each_connection(database: str, asked: list[set[int]]) -> None:
    for label in ("a", "b"):
        connection = await connections.connect(database)
        await connection.execute(f"drop type if exists mood; create type mood as enum ('{label}')")
        assert await connection.fetchval("select array[$1::mood]", label) == [label]
        await connection.close()
    assert len(asked) >= 2
