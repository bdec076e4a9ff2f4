"""Runs plans: one statement, whose only row holds the answer's bytes."""

from __future__ import annotations

from collections.abc import Callable

import asyncpg

from graphql_api.plans import Plan
from graphql_api.values import Request, Variables


async def fetch(
    pool: asyncpg.Pool, plan: Plan, again: Callable[[], Plan], variables: Variables, request: Request
) -> bytes:
    """The JSON that a plan answers; ``again`` compiles it for when time has passed over the tables."""
    data, due = await _row(pool, plan, variables, request)
    if due:
        if plan.due is None:
            plan.due = again()
        data, _ = await _row(pool, plan.due, variables, request)
    return data


async def _row(pool: asyncpg.Pool, plan: Plan, variables: Variables, request: Request) -> tuple[bytes, bool]:
    assert plan.sql is not None
    row = await pool.fetchrow(plan.sql, *plan.arguments(variables, request))
    assert row is not None
    return row[0], row[1]
