"""Who asks: the identity that every read takes, whoever vouched for it."""

from __future__ import annotations

from dataclasses import dataclass

EVERYWHERE = "*"


@dataclass(frozen=True, slots=True)
class Identity:
    """A reader: ``subject`` is the account, ``divisions`` the codes that it may read with all they contain.

    ``divisions`` without ``"*"`` limits every read to the dated closure of those codes; empty, it sees nothing.
    """

    subject: str | None
    roles: tuple[str, ...]
    divisions: tuple[str, ...]

    @property
    def public(self) -> bool:
        """Reads public columns only."""
        return self.roles == ("public",)

    @property
    def everywhere(self) -> bool:
        return EVERYWHERE in self.divisions

    @property
    def shape(self) -> tuple[bool, bool]:
        """What of an identity changes the text of a statement; all the rest of it is parameters."""
        return self.public, self.everywhere


PUBLIC = Identity(None, ("public",), (EVERYWHERE,))
"""A request without a token: public columns, everywhere."""
