"""Bearer tokens: JSON Web Tokens with `sub`, `roles` and `divisions`, read into identities, made for development."""

import datetime
import functools
import os
import pathlib
import re
import secrets
import time
from collections.abc import Sequence
from typing import Any, Protocol

import jwt

from aggregates import errors
from graphql_api import identity
from registry import settings as configuration

ALGORITHM = "HS256"
PROVIDER_ALGORITHMS = ("RS256", "RS512", "PS256", "ES256", "ES384", "EdDSA")
LEEWAY_SECONDS = 30
FORGET_SECONDS = 300  # after which a key that the provider has withdrawn no longer counts
ROLES = ("public", "cockpit", "caseworker", "auditor", "admin")
_ROLE = re.compile(rf"{'|'.join(ROLES)}|department:[\w-]{{1,64}}")


class TokenError(errors.FangjiError):
    """The request's token cannot be accepted."""

    code = "UNAUTHENTICATED"


class RoleError(errors.FangjiError):
    """There is no such role."""

    code = "INVALID_VALUE"


class Keys(Protocol):
    """Where the key that checks a token comes from."""

    algorithms: Sequence[str]

    def find(self, token: str) -> Any:
        """The key of that token; raises `jwt.PyJWTError` where there is none."""


class OwnKey:
    """One secret, for tokens that were made here."""

    algorithms: Sequence[str] = (ALGORITHM,)

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def find(self, token: str) -> str:
        return self.secret


class ProviderKeys:
    """The published keys of an identity provider, fetched when first needed and kept for five minutes."""

    algorithms: Sequence[str] = PROVIDER_ALGORITHMS

    def __init__(self, url: str) -> None:
        self.client = jwt.PyJWKClient(url, cache_keys=True, lifespan=300, timeout=5)

    def find(self, token: str) -> Any:
        return self.client.get_signing_key_from_jwt(token).key


def of_settings(settings: configuration.Settings) -> Keys:
    """The keys that the settings name; the secret of the data folder where they name none."""
    if settings.jwks_url is not None:
        return ProviderKeys(settings.jwks_url)
    return OwnKey(secret(settings))


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


def check_role(role: str) -> str:
    """The role, where there is one of that name; raises `RoleError`."""
    if not _ROLE.fullmatch(role):
        raise RoleError(f"There is no role {role!r}; use one of {', '.join(ROLES)} or department:NAME.", field="role")
    return role


def issue(
    secret: str,
    roles: tuple[str, ...],
    divisions: tuple[str, ...],
    *,
    subject: str = "developer",
    now: datetime.datetime | None = None,
    days: int = 30,
) -> str:
    """A signed token for development and tests; valid for `days`."""
    issued = now or datetime.datetime.now(datetime.UTC)
    claims = {
        "sub": subject,
        "roles": [check_role(role) for role in roles],
        "divisions": list(divisions),
        "iat": issued,
        "exp": issued + datetime.timedelta(days=days),
    }
    return jwt.encode(claims, secret, ALGORITHM)


class Reader:
    """Reads `Authorization` headers into identities, and remembers the last ones that it has read."""

    def __init__(self, keys: Keys, remembered: int = 10_000) -> None:
        self.keys = keys
        self._remembered = remembered
        self._known: dict[str, tuple[identity.Identity, float]] = {}

    def read(self, authorization: str | None) -> identity.Identity:
        """The identity behind a header; without one it is `identity.PUBLIC`.

        Raises `TokenError` with a message that says what is wrong with the token and never quotes it.
        """
        if authorization is None:
            return identity.PUBLIC
        known = self._known.get(authorization)
        if known is not None and known[1] > time.time():
            return known[0]
        claims = _claims(self.keys, _token(authorization))
        found = _identity(claims)
        if len(self._known) >= self._remembered:
            self._known.clear()
        self._known[authorization] = found, min(claims["exp"], time.time() + FORGET_SECONDS)
        return found


def _token(authorization: str) -> str:
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise TokenError("The Authorization header must read: Bearer, a space, and a token.")
    return token.strip()


@functools.singledispatch
def _reason(error: jwt.PyJWTError) -> str:
    return "is not a JSON Web Token of this registry"


@_reason.register
def _(error: jwt.ExpiredSignatureError) -> str:
    return "has expired"


@_reason.register
def _(error: jwt.InvalidSignatureError) -> str:
    return "is signed with another key"


@_reason.register
def _(error: jwt.ImmatureSignatureError) -> str:
    return "is not valid yet"


@_reason.register
def _(error: jwt.PyJWKClientConnectionError) -> str:
    return "cannot be checked, as the identity provider does not answer"


def _claims(keys: Keys, token: str) -> dict[str, Any]:
    options: Any = {"require": ["sub", "exp"], "verify_aud": False}
    try:
        return jwt.decode(token, keys.find(token), keys.algorithms, options=options, leeway=LEEWAY_SECONDS)
    except jwt.MissingRequiredClaimError as error:
        raise TokenError(f"The token lacks the claim {error.claim}.") from None
    except jwt.PyJWTError as error:
        raise TokenError(f"The token {_reason(error)}; `fangji token` makes one for development.") from None


def _identity(claims: dict[str, Any]) -> identity.Identity:
    roles, divisions = _texts(claims, "roles"), _texts(claims, "divisions")
    known = tuple(role for role in roles if _ROLE.fullmatch(role))
    if not known:
        raise TokenError("The token's claim roles names no role of this registry.")
    return identity.Identity(str(claims["sub"]), known, divisions)


def _texts(claims: dict[str, Any], name: str) -> tuple[str, ...]:
    values = claims.get(name, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TokenError(f"The token's claim {name} must be a list of strings.")
    return tuple(values)
