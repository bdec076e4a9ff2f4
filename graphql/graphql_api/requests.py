"""A GraphQL request, however it came: its document, its variables, the operation that it names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql_api.errors import BadVariable, RequestError
from graphql_api.identity import Identity
from graphql_api.scalars import LARGEST
from graphql_api.trusted import Trusted

Admit = Callable[[str | None, str | None], Awaitable[Identity]]
"""The identity behind an ``Authorization`` header, sent from that address.

Raises a FangjiError whose code is UNAUTHENTICATED, or one that says why nobody is let in now.
"""


@dataclass(frozen=True, slots=True)
class Parameters:
    """A GraphQL request; ``position`` is what a query has to reflect, None where it takes what is there."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None
    position: int | None = None


def checked(given: Mapping[str, Any], trusted: Trusted) -> Parameters:
    """The request that an object says.

    Raises:
        RequestError: it is none, or its document is none of the trusted ones where only those are taken.
    """
    for name in ("variables", "extensions"):
        if not isinstance(given.get(name), dict | None):
            raise RequestError(f"{name} must be a JSON object.", field=name)
    operation_name = given.get("operationName")
    if not isinstance(operation_name, str | None):
        raise RequestError("operationName must be a string.", field="operationName")
    text = trusted.text(given.get("query"), given.get("documentId"))
    return Parameters(text, given.get("variables") or {}, operation_name, _position(given.get("extensions") or {}))


def _position(extensions: Mapping[str, Any]) -> int | None:
    """What the extension ``position`` says, which sockets have in place of a header."""
    stated = extensions.get("position")
    if stated is None:
        return None
    if type(stated) is not int or not 0 <= stated <= LARGEST:
        raise BadVariable(
            "extensions.position must be a position of the ledger, a whole number from 0 on; leave it out to read what "
            "is there.",
            field="extensions.position",
        )
    return stated
