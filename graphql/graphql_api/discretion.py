"""What graphql-core says of values that do not fit, without the values: they may be names, phones and ID numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from graphql import GraphQLError

_FOUND = re.compile(r"[,;]? [Ff]ound: .*", re.DOTALL)
_SCALAR = re.compile(r"(cannot represent [\w -]*value): .*", re.DOTALL)
_LONG = re.compile(r"(\S{80})\S{20,}")
_TOKEN = re.compile(r"((?:found|Unexpected) (?:String|BlockString|Int|Float)) .*", re.DOTALL)
_WHERE = re.compile(r"Variable '\$(\w+)' has invalid value(?: at \.?([^:\s]+))?: ")
_MEMBER = re.compile(r"to include (?:required|unknown) field '([_A-Za-z][_0-9A-Za-z]*)'")
_CHOICE = re.compile(r"Value '(?![A-Za-z_]{1,40}')[^']*' does not exist in")
"""A word may be shown, which no number of a document is: it is a choice that was misspelt."""


def discreet(errors: Iterable[GraphQLError], code: str) -> list[GraphQLError]:
    """The same errors with the code that says in which stage they arose; those of variables name the field, too."""
    found = list(errors)
    for error in found:
        where = {"field": field} if (field := _field(error.message)) else {}
        error.extensions = {**(error.extensions or {}), "code": code, **where}
        error.message = _LONG.sub(r"\1…", without_values(error.message))
    return found


def without_values(message: str) -> str:
    """A message of graphql-core without the value that it shows."""
    message = _FOUND.sub(".", message).replace("?.", "?")
    message = _CHOICE.sub("The value does not exist in", message)
    return _TOKEN.sub(r"\1.", _SCALAR.sub(r"\1.", message))


def _field(message: str) -> str | None:
    """The path within the variable; the variable where it is wrong as a whole."""
    where = _WHERE.match(message)
    if where is None:
        return None
    path = [part for part in re.split(r"[.\[\]]+", where[2] or "") if part]
    if member := _MEMBER.search(message):
        path.append(member[1])
    return ".".join(path) or where[1]
