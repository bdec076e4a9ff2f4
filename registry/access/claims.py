"""The claims of a token that was checked, read into an identity; roles and what they are called."""

import re
from collections.abc import Mapping
from typing import Any

from aggregates import errors
from graphql_api import identity
from registry.access import signing

ROLES = ("public", "cockpit", "caseworker", "auditor", "admin")
LONGEST_SUBJECT = 256
LONGEST_ENTRY = 128
_ROLE = re.compile(rf"{'|'.join(ROLES)}|department:[\w-]{{1,64}}")


class RoleError(errors.FangjiError):
    """There is no such role."""

    code = "INVALID_VALUE"


def check_role(role: str) -> str:
    """The role, where there is one of that name; raises `RoleError`."""
    if not _ROLE.fullmatch(role):
        raise RoleError(f"There is no role {role!r}; use one of {', '.join(ROLES)} or department:NAME.", field="role")
    return role


def read(claims: Mapping[str, Any]) -> identity.Identity:
    """The identity that `sub`, `roles` and `divisions` state; roles that are none of ours count for nothing.

    Whether the divisions exist makes no difference here: one that does not simply shows nothing.

    Raises:
        TokenError: a claim has the wrong type, or no role is left.
    """
    subject, roles, divisions = claims["sub"], _texts(claims, "roles"), _texts(claims, "divisions")
    if not _is_text(subject, LONGEST_SUBJECT):
        raise _wrong(f"sub must be a printable text of at most {LONGEST_SUBJECT} characters")
    known = tuple(role for role in roles if _ROLE.fullmatch(role))
    if not known:
        raise signing.TokenError("The token's claim roles names no role of this registry; ask for one.", "roles")
    return identity.Identity(subject, known, divisions)


def _texts(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """A claim that lists texts, each once."""
    values = claims.get(name, [])
    if not isinstance(values, list) or not all(_is_text(value, LONGEST_ENTRY) for value in values):
        raise _wrong(f"{name} must be a list of strings, printable and of at most {LONGEST_ENTRY} characters each")
    return tuple(dict.fromkeys(values))


def _is_text(value: object, longest: int) -> bool:
    """Printable: what the database, the log and a header can hold."""
    return isinstance(value, str) and 0 < len(value) <= longest and value.isprintable()


def _wrong(what: str) -> signing.TokenError:
    return signing.TokenError(f"The token's claim {what}; ask for a token that has it so.", "claims")
