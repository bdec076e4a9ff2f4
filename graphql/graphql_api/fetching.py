"""Runs plans: one statement, whose only row holds the answer's bytes."""

from __future__ import annotations

from collections.abc import Callable

import asyncpg

from graphql_api.plans import Plan
from graphql_api.reads import Connection
from graphql_api.values import Request, Variables

PREPARED = 1_000_000
"""Characters of SQL that a pool's connections keep prepared, about: PostgreSQL takes 150 bytes for each, in each."""

_prepared: dict[int, int] = {}
"""Characters by the id of a pool: pools cannot be referred to weakly, and where an id comes again nothing is wrong."""


async def fetch(
    pool: asyncpg.Pool,
    plan: Plan,
    again: Callable[[], Plan],
    variables: Variables,
    request: Request,
    connection: Connection | None = None,
) -> bytes:
    """The JSON that a plan answers; ``again`` compiles it for when time has passed over the tables.

    It is asked on that ``connection`` of the pool, where one is given.
    """
    data, due = await _row(pool, plan, variables, request, connection)
    if due:
        if plan.due is None:
            plan.due = again()
        data, _ = await _row(pool, plan.due, variables, request, connection)
    return data


async def _row(
    pool: asyncpg.Pool, plan: Plan, variables: Variables, request: Request, connection: Connection | None
) -> tuple[bytes, bool]:
    assert plan.sql is not None
    if not plan.prepared:
        plan.prepared = True
        await _note(pool, len(plan.sql))
    row = await (connection or pool).fetchrow(plan.sql, *plan.arguments(variables, request))
    assert row is not None
    return row[0], row[1]


async def _note(pool: asyncpg.Pool, characters: int) -> None:
    """Count a statement that the pool's connections will keep; where they come to keep too much they begin anew."""
    kept = _prepared.get(id(pool), 0) + characters
    _prepared[id(pool)] = kept if kept <= PREPARED else 0
    if kept > PREPARED:
        async with pool.acquire() as connection:
            await connection.reload_schema_state()  # what asyncpg offers to have all connections drop their statements
