"""Purposes for which personal data may be read in clear, by the policies that hold where a reader reads."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator

from aggregates import policy, world
from graphql_api import identity as identities
from graphql_api import opening
from registry.desk import policies


class Purposes:
    """Finds purposes in the policies of ``book``, as they hold ``today``."""

    def __init__(self, book: policies.Book, today: Callable[[], datetime.date]) -> None:
        self._book, self._today = book, today

    async def get(self, identity: identities.Identity) -> policy.Purpose:
        """What the purpose that a request states is called, and its basis.

        It has to be in a policy that holds today for one of the reader's divisions; for a reader of all divisions, in
        any policy that is in force, the default included.

        Raises:
            UnknownPurpose: it is in none of them.
        """
        await self._book.read()
        while True:
            try:
                found = (one.purposes.get(identity.purpose or "") for one in self._in_force(identity))
                purpose = next((one for one in found if one is not None), None)
                break
            except world.Unloaded as unloaded:
                await self._book.climb(unloaded.wanted.divisions)
        if purpose is None:
            raise opening.UnknownPurpose(
                "X-Purpose states no purpose of a policy that holds for this account; send one from the policy's list.",
                field="X-Purpose",
            )
        return purpose

    def _in_force(self, identity: identities.Identity) -> Iterator[policy.Policy]:
        today = self._today().isoformat()
        if identity.everywhere:
            yield policy.default()
            yield from (one.policy for one in self._book.standing(today))
        else:
            yield from (self._book.in_force(division, today) for division in identity.divisions)
