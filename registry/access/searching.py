"""Finds persons by ID number for answers; who searched, and why, is committed before anybody sees anything."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import asyncpg

from aggregates import codes, policy, sealed, vocabulary
from aggregates.codes import persons as schemes
from aggregates.deciding import deed
from graphql_api import errors as refusals
from graphql_api import identity as identities
from graphql_api import searching
from registry.access import disclosing, noting, purposes
from registry.ledger import keys

log = logging.getLogger(__name__)

FIELD = "search#id_number"
"""What a disclosure says of a person who was searched by number."""


class Searching:
    """A :class:`graphql_api.searching.Searcher`. ``pool`` is the primary's; ``request`` names the one in hand."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        store: keys.PostgresKeys,
        known: purposes.Purposes,
        request: Callable[[], str | None],
    ) -> None:
        self._pool, self._keys, self._purposes, self._request = pool, store, known, request

    async def find(
        self, numbers: Sequence[searching.Number], identity: identities.Identity, operation: str | None
    ) -> Sequence[str]:
        """References, of nobody where nobody has the number; see :class:`graphql_api.searching.Searcher`."""
        purpose = await self._purposes.get(identity)
        spelled = list(map(_spelled, numbers))
        try:
            found = await disclosing.find_persons(self._keys, spelled)
            await self._commit(spelled, found, identity, purpose, operation)
        except disclosing.UNREADABLE as error:
            log.exception("Persons were searched by number, but that could not be recorded")
            raise refusals.Unavailable(
                "Nobody is searched by number now, since the search cannot be recorded; try again in a moment."
            ) from error
        return [ref or sealed.new_person() for ref in found]

    async def _commit(
        self,
        numbers: Sequence[tuple[str, str]],
        found: Sequence[str | None],
        identity: identities.Identity,
        purpose: policy.Purpose,
        operation: str | None,
    ) -> None:
        sought, persons = len(set(numbers)), {ref: (FIELD,) for ref in found if ref}
        await noting.note(self._pool, identity, purpose, self._request(), operation, sought, persons)
        log.info("searched by ID number", extra={"purpose": identity.purpose, "numbers": sought})


def _spelled(number: searching.Number) -> tuple[str, str]:
    """The scheme and the one normal spelling; InvalidValue where it cannot be a number of its document."""
    scheme = schemes.scheme_of(vocabulary.IdType[number.id_type])
    normal = codes.normalise(scheme, number.text)
    deed.check_code("idNumber", scheme, normal)
    return scheme, normal
