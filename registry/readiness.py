"""Whether a server should be asked: what `/ready` tells a load balancer."""

from __future__ import annotations

import contextlib
from typing import Any

import asyncpg

from graphql_api import reads
from projections import ddl
from registry import health, schema_version, wiring

READABLE = (schema_version.State.CURRENT, schema_version.State.NEWER)
"""While an upgrade rolls, servers of the old version go on beside a schema that the new one has migrated."""


class Readiness:
    """Of one server, which is ready where its database answers, has the schema and the read model that this code reads,
    and the read model is not later than the setting FANGJI_READY_SECONDS.

    A ledger that takes no events says why; what is read is as ready as ever.
    """

    def __init__(self, registry: wiring.Registry) -> None:
        self._registry = registry
        self._digest = ddl.digest(registry.catalogue)

    async def look(self) -> tuple[int, dict[str, Any]]:
        """HTTP's status, and what is told: the status in a word, a reason where there is one, and how far each that
        follows the ledger is behind."""
        try:
            return await self._registry.reads.run(self._look)
        except health.UNREACHABLE as error:
            return 503, {"status": "unavailable", "reason": f"database: {type(error).__name__}"}

    async def _look(self, pool: asyncpg.Pool, given: reads.Connection | None) -> tuple[int, dict[str, Any]]:
        async with contextlib.nullcontext(given) if given is not None else pool.acquire() as connection:
            schema = await schema_version.state(connection)
            if schema not in READABLE:
                return 503, {"status": "unavailable", "reason": await schema_version.advice(connection, schema)}
            found = {"schema": schema.value, **await _behind(connection), **self._replica()}
            why = await self._unread(connection, found["projection"])
        if why is not None:
            return 503, {"status": "unavailable", "reason": why, **found}
        refused = self._registry.ledger.refused
        told = {"status": "read-only", "reason": refused} if refused else {"status": "ok"}
        return 200, {**told, **found}

    def _replica(self) -> dict[str, Any]:
        """Whether queries go to the replica, where there is one, and else why not."""
        found = self._registry.reads
        return {} if found.replica is None else {"replica": {"read": found.unfit is None, "reason": found.unfit}}

    async def _unread(self, connection: schema_version.Connection, projection: dict[str, Any]) -> str | None:
        """Why the read model should not be read, if so."""
        if projection["last_polled_at"] is None:
            return "There is no read model yet; it is made by `fangji project`, or by a server with a projector."
        if await connection.fetchval("select digest from read.meta") != self._digest:
            return "The read tables were made for another version's declarations; run `fangji project --rebuild`."
        most, late = self._registry.settings.ready_seconds, projection["oldest_unapplied_seconds"]
        if most is not None and late > most:
            return f"The read model is {late:.0f} seconds late, more than FANGJI_READY_SECONDS={most:g}."
        return None


async def _behind(connection: schema_version.Connection) -> dict[str, Any]:
    return {
        "projection": await health.projection(connection),
        "review": await health.review(connection),
        "acquisitions": await health.acquisitions(connection),
        "checkpoints": await health.checkpoints(connection),
        "search": await health.search(connection),
    }
