"""Connections learn PostgreSQL's own types once a process, and others from each database."""

from __future__ import annotations

import uuid
from collections.abc import Collection
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


async def test_types_of_a_database_are_asked_by_each_connection(database: str, asked: list[set[int]]) -> None:
    for label in ("a", "b"):
        connection = await connections.connect(database)
        await connection.execute(f"drop type if exists mood; create type mood as enum ('{label}')")
        assert await connection.fetchval("select array[$1::mood]", label) == [label]
        await connection.close()
    assert len(asked) >= 2
