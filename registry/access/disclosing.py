"""Opens personal data for answers; what is shown to whom, and why, is committed before anybody sees it."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import asyncpg
import orjson

from aggregates import errors, masking, policy, sealed
from aggregates.codes import persons
from graphql_api import errors as refusals
from graphql_api import identity as identities
from graphql_api import opening
from registry.access import purposes
from registry.ledger import kek, keys

log = logging.getLogger(__name__)

DISCLOSE = """
with made as (
    insert into access.disclosure (account, roles, divisions, purpose, basis, request, operation)
    values ($1, $2, $3, $4, $5, $6, $7)
    returning id
)
insert into access.disclosed (disclosure, ref, subject, kind, code, fields)
select made.id, shown.ref, shown.subject, s.kind, s.code, shown.fields
from made
cross join jsonb_to_recordset($8::jsonb) shown (ref text, subject uuid, fields text[])
join ledger.stream s on s.stream = shown.subject
returning ref
"""

OF_PERSON = """
select d.id, d.at, d.account, d.roles, d.purpose, d.basis, d.request, d.operation, p.kind, p.code, p.fields
from access.disclosed p join access.disclosure d on d.id = p.disclosure
where p.ref = $1
order by d.id, p.kind, p.code
"""

UNREADABLE = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError, kek.KeyFileUnusable)


class Disclosing:
    """Implements :class:`graphql_api.opening.Opener`. ``pool`` is the primary's; ``request`` names the one in hand."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        store: sealed.KeyStore,
        known: purposes.Purposes,
        request: Callable[[], str | None],
    ) -> None:
        self._pool, self._keys, self._purposes, self._request = pool, store, known, request

    async def check(self, identity: identities.Identity) -> None:
        """Raise UnknownPurpose unless a policy that holds for this reader has the stated purpose."""
        await self._purposes.get(identity)

    async def open(
        self, values: Sequence[opening.Sealed], identity: identities.Identity, operation: str | None
    ) -> Sequence[str | None]:
        """The texts, "(erased)" where the key is shredded; see :class:`graphql_api.opening.Opener`."""
        purpose = await self._purposes.get(identity)
        try:
            refs = {value.envelope["ref"] for value in values}
            held = await self._keys.get(refs)
            erased = dict.fromkeys(await self._keys.destroyed(refs - held.keys()), masking.ERASED)
            texts = [
                erased.get(value.envelope["ref"]) or _text(value, held.get(value.envelope["ref"])) for value in values
            ]
            shown = [value for value, text in zip(values, texts, strict=True) if text is not None]
            if shown:
                await self._commit(shown, identity, purpose, operation)
        except UNREADABLE as error:
            log.exception("Personal data was asked for, but its disclosure could not be recorded")
            raise refusals.Unavailable(
                "Personal data is not shown now, since that it is shown cannot be recorded; try again in a moment, or "
                "ask without X-Purpose."
            ) from error
        return texts

    async def _commit(
        self,
        shown: Sequence[opening.Sealed],
        identity: identities.Identity,
        purpose: policy.Purpose,
        operation: str | None,
    ) -> None:
        fields: dict[tuple[str, uuid.UUID], set[str]] = {}
        for value in shown:
            fields.setdefault((value.envelope["ref"], value.subject), set()).add(value.path)
        told = [
            {"ref": ref, "subject": str(subject), "fields": sorted(paths)} for (ref, subject), paths in fields.items()
        ]
        who = (identity.subject, identity.roles, identity.divisions)
        why = (identity.purpose, purpose.basis, self._request(), operation)
        async with self._pool.acquire() as connection, connection.transaction():
            made = await connection.fetch(DISCLOSE, *who, *why, orjson.dumps(told).decode())
            if len(made) != len(told):
                raise refusals.Unavailable("A subject is not in the ledger that was asked; try again in a moment.")
        log.info("personal data disclosed", extra={"purpose": identity.purpose, "persons": len(told)})


def _text(value: opening.Sealed, key: bytes | None) -> str | None:
    """The clear text; None where its key is unknown, or it does not open, which the log tells."""
    if key is None:
        return None
    try:
        return sealed.unseal(key, value.envelope, event=value.event, path=value.path)
    except errors.SealBroken as error:
        log.error("a sealed value cannot be shown: %s", error)
        return None


async def of_person(pool: asyncpg.Pool, ref: str) -> list[Mapping[str, Any]]:
    """Every disclosure of a person's data, the first one first."""
    return [dict(row) for row in await pool.fetch(OF_PERSON, ref)]


async def find_person(store: keys.PostgresKeys, scheme: str, number: str) -> str | None:
    """The reference of the person with this ID number, in its one normal spelling; None where nobody has it."""
    (found,) = await find_persons(store, [(scheme, number)])
    return found


async def find_persons(store: keys.PostgresKeys, numbers: Iterable[tuple[str, str]]) -> list[str | None]:
    """The same for several, each with its scheme, in their order."""
    key = await store.index_key()
    digests = [sealed.blind_index(key, scheme, persons.lasting(scheme, number)) for scheme, number in numbers]
    found = await store.find_persons(digests)
    return [found.get(digest) for digest in digests]
