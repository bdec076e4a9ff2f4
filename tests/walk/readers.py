"""Who reads: every role alone and two together, in and out of every division; and what each may see, said by hand."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql_api.identity import Identity
from tests.graphql_api import sight
from tests.walk.marks import NOBODY, Form, Mark
from tests.walk.world import CITY, EAST, NONE, OLD, WEST

PURPOSE = "case-handling"
EVERYWHERE = "*"
UNKNOWN = "?"
NOWHERE = "-"
ALL = frozenset({CITY, EAST, WEST, OLD, NONE})

CONTAINS: Mapping[str, frozenset[str]] = {
    EAST: frozenset({EAST, OLD}),
    WEST: frozenset({WEST}),
    CITY: frozenset({CITY, EAST, WEST, OLD}),
    OLD: frozenset({OLD, EAST}),
    EVERYWHERE: ALL,
    UNKNOWN: frozenset(),
    NOWHERE: frozenset(),
}
"""Division of a token -> districts whose subjects it sees: its own, its children's, what it went into, and what took
over the whole of another sees what still bears the other's code."""

ROLES: Sequence[tuple[str, ...]] = (
    ("public",),
    ("cockpit",),
    ("auditor",),
    ("caseworker",),
    ("admin",),
    ("department:tax",),
    ("public", "cockpit"),
    ("cockpit", "caseworker"),
    ("department:tax", "auditor"),
)
STATING = (("caseworker",), ("admin",), ("auditor",), ("department:tax",))
"""Those who state a purpose as well, also in vain."""

OPENING = frozenset({"caseworker", "admin"})
"""Roles that see personal data in clear, for a purpose."""


@dataclass(frozen=True)
class Reader:
    """An account, and what of a world it may see."""

    identity: Identity
    districts: frozenset[str]

    @property
    def name(self) -> str:
        who = self.identity
        return f"{'+'.join(who.roles)} in {','.join(who.divisions) or 'no division'}, purpose {who.purpose}"

    @property
    def opens(self) -> bool:
        return self.identity.purpose is not None and not OPENING.isdisjoint(self.identity.roles)

    def may_see(self, mark: Mark) -> bool:
        """Whether an answer to this reader may hold a mark."""
        if mark.exposure == NOBODY or not self.districts & {mark.district, *mark.also}:
            return False
        if mark.form is Form.CLEAR and not self.opens:
            return False
        return sight.sees(self.identity.roles, mark.exposure)


def reader(roles: Sequence[str], division: str, divisions: Mapping[str, str], purpose: str | None = None) -> Reader:
    """The account of some roles in a division of a world."""
    code = {EVERYWHERE: (EVERYWHERE,), UNKNOWN: ("999999",), NOWHERE: ()}.get(division) or (divisions.get(division),)
    codes = tuple(one for one in code if one is not None) if division != NOWHERE else ()
    account = f"{'+'.join(roles)}-{division}"
    return Reader(Identity(account, tuple(roles), codes, purpose), CONTAINS[division])


def every(divisions: Mapping[str, str]) -> Iterator[Reader]:
    """Every reader; those with and without a purpose."""
    for roles, division, purpose in itertools.product(ROLES, CONTAINS, (None, PURPOSE)):
        if purpose is None or roles in STATING:
            yield reader(roles, division, divisions, purpose)


def some(divisions: Mapping[str, str]) -> Iterator[Reader]:
    """Every role in one district, with a purpose, too; every division with most rights; those with few everywhere."""
    for one in every(divisions):
        roles, within, purpose = one.identity.roles, one.identity.divisions, one.identity.purpose
        here, everywhere = within == (divisions[EAST],), within == (EVERYWHERE,)
        few = everywhere and purpose is None and roles in (("cockpit",), ("caseworker",))
        if here or few or roles == (("admin",) if purpose else ("public",)):
            yield one
