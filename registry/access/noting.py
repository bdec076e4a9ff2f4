"""The record of a search for persons: who searched, why, for how many, and whom it found."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import asyncpg
import orjson

from aggregates import policy
from graphql_api import identity as identities

NOTE = """
with made as (
    insert into access.disclosure (account, roles, divisions, purpose, basis, request, operation, numbers)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    returning id
)
insert into access.disclosed (disclosure, ref, fields)
select made.id, found.ref, found.fields
from made cross join jsonb_to_recordset($9::jsonb) found (ref text, fields text[])
"""


async def note(
    pool: asyncpg.Pool,
    identity: identities.Identity,
    purpose: policy.Purpose,
    request: str | None,
    operation: str | None,
    sought: int,
    found: Mapping[str, Collection[str]],
) -> None:
    """Commit a disclosure on no subject: ``sought`` is how many were looked for, ``found`` has by what each was."""
    who = (identity.subject, identity.roles, identity.divisions)
    why = (identity.purpose, purpose.basis, request, operation)
    told = [{"ref": ref, "fields": sorted(fields)} for ref, fields in sorted(found.items())]
    await pool.execute(NOTE, *who, *why, sought, orjson.dumps(told).decode())
