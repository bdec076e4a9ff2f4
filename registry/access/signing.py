"""Keys that check the signature of a token: what the reader of tokens asks for, and the secret of this registry."""

import dataclasses
import math
from typing import Any, Protocol

from aggregates import errors

ALGORITHM = "HS256"
"""Of tokens that are made here."""


class TokenError(errors.FangjiError):
    """The request's token cannot be accepted; `reason` is one word for what is wrong, counted in metrics."""

    code = "UNAUTHENTICATED"
    status = 401

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclasses.dataclass(frozen=True, slots=True)
class Key:
    """One key, and the algorithms that it may be used with: a public key is never taken for a secret.

    What it vouched for may be remembered for so many seconds.
    """

    material: Any
    algorithms: tuple[str, ...]
    seconds: float = math.inf


class Keys(Protocol):
    """Where the key that checks a token comes from; `way_out` tells where its bearer gets a token that counts."""

    way_out: str

    async def find(self, key_id: str | None) -> Key:
        """The key of that id. Raises `TokenError` where there is none, `ProviderAway` where nobody can tell."""


class OwnKey:
    """One secret, for tokens that were made here."""

    way_out = "`fangji token` makes one for development"

    def __init__(self, secret: str) -> None:
        self._key = Key(secret, (ALGORITHM,))

    async def find(self, key_id: str | None) -> Key:
        return self._key
