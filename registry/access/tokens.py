"""Bearer tokens: JSON Web Tokens with `sub`, `roles` and `divisions`, read into identities, made for development."""

import dataclasses
import datetime
import os
import pathlib
import secrets
import time
from collections.abc import Mapping
from typing import Any

import jwt

from graphql_api import identity
from registry import settings as configuration
from registry.access import claims, provider, signing

LEEWAY_SECONDS = 30
"""By how much the clocks of whoever made a token and of this server may differ."""

FAR = 2**40
"""Seconds of Unix time beyond which a token ends just as late."""

LONGEST = 8192
"""Characters of a token; what is longer is not looked into."""

_REASONS: tuple[tuple[type[jwt.PyJWTError], str, str], ...] = (
    (jwt.ExpiredSignatureError, "expired", "has expired"),
    (jwt.ImmatureSignatureError, "early", "is not valid yet"),
    (jwt.InvalidSignatureError, "signature", "is signed with another key"),
    (jwt.InvalidAlgorithmError, "algorithm", "is not a JSON Web Token of this registry"),
    (jwt.InvalidIssuerError, "issuer", "is of another issuer"),
    (jwt.InvalidAudienceError, "audience", "is meant for another audience"),
    (jwt.exceptions.InvalidSubjectError, "claims", "has a claim sub that is no string"),
)
NOTHING: Mapping[str, str] = {}

_MALFORMED = ("malformed", "is not a JSON Web Token of this registry")


def of_settings(settings: configuration.Settings) -> "Reader":
    """A reader of the tokens that the settings accept: the identity provider's, or those of the data folder's key."""
    keys: signing.Keys = (
        provider.ProviderKeys(settings.jwks_url) if settings.jwks_url else signing.OwnKey(secret(settings))
    )
    return Reader(keys, audience=settings.token_audience, issuer=settings.token_issuer)


def secret(settings: configuration.Settings) -> str:
    """The secret that signs development tokens, made at first need in the data folder, readable by its owner alone."""
    if settings.token_key is not None:
        return settings.token_key.get_secret_value()
    path = settings.folder / "token.key"
    return path.read_text().strip() if path.exists() else _make_secret(path)


def _make_secret(path: pathlib.Path) -> str:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_text(secrets.token_hex(32))
    try:
        os.link(draft, path)  # two processes at once: the first one's key stands for both
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text().strip()


def make(
    settings: configuration.Settings,
    roles: tuple[str, ...],
    divisions: tuple[str, ...],
    *,
    subject: str,
    days: int = 30,
) -> str:
    """A token that servers with the same settings accept, unless an identity provider makes theirs."""
    more = {"aud": settings.token_audience, "iss": settings.token_issuer}
    stated = {name: value for name, value in more.items() if value is not None}
    return issue(secret(settings), roles, divisions, subject=subject, days=days, more=stated)


def issue(
    secret: str,
    roles: tuple[str, ...],
    divisions: tuple[str, ...],
    *,
    subject: str = "developer",
    now: datetime.datetime | None = None,
    days: int = 30,
    more: Mapping[str, str] = NOTHING,
) -> str:
    """A signed token for development and tests, with `more` claims; valid for `days`."""
    issued = now or datetime.datetime.now(datetime.UTC)
    stated = {
        "sub": subject,
        "roles": [claims.check_role(role) for role in roles],
        "divisions": list(divisions),
        "iat": issued,
        "exp": issued + datetime.timedelta(days=days),
        **more,
    }
    return jwt.encode(stated, secret, signing.ALGORITHM)


class Reader:
    """Reads `Authorization` headers into identities, and remembers the last ones that it has read."""

    def __init__(
        self, keys: signing.Keys, *, audience: str | None = None, issuer: str | None = None, remembered: int = 10_000
    ) -> None:
        self._keys, self._audience, self._issuer = keys, audience, issuer
        self._remembered = remembered
        self._known: dict[str, tuple[identity.Identity, float]] = {}

    async def read(self, authorization: str | None) -> identity.Identity:
        """The identity behind a header; without one it is `identity.PUBLIC`.

        Raises:
            TokenError: the message says what is wrong with the token and never quotes it.
            ProviderAway: the identity provider does not answer, so nobody can tell.
        """
        if authorization is None:
            return identity.PUBLIC
        token = _token(authorization)
        known = self._known.get(token)
        if known is not None and known[1] > time.time():
            return known[0]
        key = await self._keys.find(self._header(token).get("kid"))
        stated = self._claims(token, key)
        found = dataclasses.replace(claims.read(stated), until=float(min(int(stated["exp"]), FAR)) + LEEWAY_SECONDS)
        return self._remember(token, found, min(stated["exp"], time.time() + key.seconds))

    def _remember(self, token: str, found: identity.Identity, until: float) -> identity.Identity:
        if len(self._known) >= self._remembered:
            self._known.clear()
        self._known[token] = found, until
        return found

    def _header(self, token: str) -> dict[str, Any]:
        try:
            return jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise self._refused(error) from None

    def _claims(self, token: str, key: signing.Key) -> dict[str, Any]:
        options: Any = {
            "require": ["sub", "exp"],
            "verify_aud": self._audience is not None,
            "enforce_minimum_key_length": True,
        }
        try:
            return jwt.decode(
                token,
                key.material,
                key.algorithms,
                options=options,
                audience=self._audience,
                issuer=self._issuer,
                leeway=LEEWAY_SECONDS,
            )
        except jwt.MissingRequiredClaimError as error:
            raise signing.TokenError(
                f"The token lacks the claim {error.claim}; {self._keys.way_out}.", "claims"
            ) from None
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise self._refused(error) from None

    def _refused(self, error: Exception) -> signing.TokenError:
        found = ((reason, words) for kind, reason, words in _REASONS if isinstance(error, kind))
        reason, words = next(found, _MALFORMED)
        return signing.TokenError(f"The token {words}; {self._keys.way_out}.", reason)


def _token(authorization: str) -> str:
    if len(authorization) > LONGEST + len("Bearer "):
        raise signing.TokenError(f"The token is longer than {LONGEST} characters; ask for a shorter one.", "size")
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise signing.TokenError("The Authorization header must read: Bearer, a space, and a token.", "header")
    return token.strip()
