"""What the roles see, written down by hand from the documentation: the oracle of every test about access."""

from __future__ import annotations

from collections.abc import Iterable

ALL = frozenset({"PUBLIC", "SHARED", "PERSONAL"})
SEEN = {
    "public": frozenset({"PUBLIC"}),
    "cockpit": frozenset({"PUBLIC", "SHARED"}),
    "caseworker": ALL,
    "auditor": ALL,
    "department": ALL,
    "admin": ALL,
}
"""Role -> exposures of the attributes that it sees."""


def sees(roles: Iterable[str], exposure: str) -> bool:
    """Whether who has these roles sees attributes of that exposure; sealed ones masked at most."""
    return any(exposure in SEEN[role.partition(":")[0]] for role in roles)


KINDS = {"HOUSEHOLD": "SHARED"}
"""Kind -> exposure of its subjects, their events and all that is said of them; the others are PUBLIC."""


def sees_kind(roles: Iterable[str], kind: str) -> bool:
    """Whether who has these roles may know that there are subjects of a kind."""
    return sees(roles, KINDS.get(kind, "PUBLIC"))


def narrower(one: str, other: str) -> str:
    """The one of two exposures that fewer see."""
    order = ("PUBLIC", "SHARED", "PERSONAL")
    return max(one, other, key=order.index)
