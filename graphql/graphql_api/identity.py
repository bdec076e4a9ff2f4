"""Who asks: the identity that every read takes, whoever vouched for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from aggregates import departments
from aggregates.exposure import Exposure

EVERYWHERE = "*"
DEPARTMENT = "department:"

PERSONAL_TO = frozenset({"caseworker", "auditor", "admin"})
"""Roles that see what is personal, sealed values masked; departments do too."""

OPENED_TO = frozenset({"caseworker", "admin"})
"""Roles that see personal data in clear where they state a purpose."""

AUDITING = frozenset({"auditor", "admin"})
"""Roles that see who was shown personal data in clear."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A reader: ``subject`` is the account, ``divisions`` the codes that it may read with all they contain.

    ``divisions`` without ``"*"`` limits every read to the dated closure of those codes; empty, it sees nothing.
    ``purpose`` is why the request reads personal data in clear; None where it does not. ``until`` is when its token
    ends, as Unix time; None where it has no end.
    """

    subject: str | None
    roles: tuple[str, ...]
    divisions: tuple[str, ...]
    purpose: str | None = None
    until: float | None = field(default=None, compare=False)

    @property
    def public(self) -> bool:
        """Reads public columns only."""
        return self.roles == ("public",)

    @property
    def everywhere(self) -> bool:
        return EVERYWHERE in self.divisions

    @property
    def administrator(self) -> bool:
        """Files for the authority of whatever is recorded."""
        return "admin" in self.roles

    @property
    def departments(self) -> tuple[str, ...]:
        """The departments that it files as; caseworkers are of housing security."""
        named = [role.removeprefix(DEPARTMENT) for role in self.roles if role.startswith(DEPARTMENT)]
        return (*named, *([departments.SECURITY] if "caseworker" in self.roles else []))

    def sees(self, exposure: Exposure) -> bool:
        """Whether it sees attributes of that exposure; sealed values masked at most, unless it :attr:`opens`."""
        if exposure is Exposure.PERSONAL:
            return any(role in PERSONAL_TO or role.startswith(DEPARTMENT) for role in self.roles)
        return exposure is Exposure.PUBLIC or not self.public

    @property
    def unmasks(self) -> bool:
        """May see personal data in clear where it states a purpose; each such reading is disclosed."""
        return not OPENED_TO.isdisjoint(self.roles)

    @property
    def opens(self) -> bool:
        """Sees personal data in clear: the role may, and a purpose is stated."""
        return self.purpose is not None and self.unmasks

    @property
    def audits(self) -> bool:
        """Sees who was shown personal data in clear."""
        return not AUDITING.isdisjoint(self.roles)

    @property
    def shape(self) -> tuple[bool, ...]:
        """What of an identity changes the text of a statement; all the rest of it is parameters."""
        return _shape(self.roles, self.everywhere, self.purpose is not None)


@lru_cache(maxsize=256)
def _shape(roles: tuple[str, ...], everywhere: bool, states_purpose: bool) -> tuple[bool, ...]:
    one = Identity(None, roles, (EVERYWHERE,) if everywhere else (), "" if states_purpose else None)
    return (*map(one.sees, Exposure), everywhere, one.opens, one.audits)


PUBLIC = Identity(None, ("public",), (EVERYWHERE,))
"""A request without a token: public columns, everywhere."""
