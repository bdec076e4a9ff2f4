"""Keyset cursors: opaque, made in SQL from the row's order keys, and bound to the order of the query that gave them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from uuid import UUID

import orjson

from graphql_api.errors import BadCursor
from projections import names

_PARSERS: dict[str, tuple[type, Callable[[Any], object]]] = {
    "text": (str, str),
    "date": (str, date.fromisoformat),
    "numeric": (str, Decimal),
    "integer": (int, int),
    "bigint": (int, int),
    "uuid": (str, UUID),
}


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an order: its SQL expression and type, direction; whether it may be null, which is largest.

    ``told``: null is not among the rows, since they are those for which something is told of it.
    """

    sql: str
    type: str
    descending: bool = False
    nullable: bool = False
    told: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """A total order; ``name`` is what its cursors belong to. Not ``opaque``: its only key is the cursor."""

    name: str
    keys: tuple[Key, ...]
    opaque: bool = True

    def sql(self, backward: bool) -> str:
        """The ``order by`` list. PostgreSQL holds null for largest in both directions, and so do we."""
        return ", ".join(f"{key.sql} desc" if key.descending != backward else key.sql for key in self.keys)

    def cursor(self) -> str:
        """The SQL expression of a row's cursor."""
        return self.encoded(self.values())

    def values(self) -> list[str]:
        """The SQL expressions of what a cursor is made of."""
        if not self.opaque:
            return [f"{self.keys[0].sql}::text"]
        return [f"{key.sql}::text" if key.type == "numeric" else key.sql for key in self.keys]

    def encoded(self, values: Sequence[str]) -> str:
        """The cursor of such values: URL-safe base64 of the JSON list of name and keys."""
        if not self.opaque:
            return values[0]
        told = f"json_build_array({names.literal(self.name)}, {', '.join(values)})"
        return f"translate(encode(convert_to({told}::text, 'UTF8'), 'base64'), E'+/=\\n', '-_')"


@cache
def reader(name: str, types: tuple[str, ...], index: int) -> Callable[[str], object]:
    """A check for parameters: the value of key ``index`` of a cursor of that order, else BadCursor."""
    return lambda cursor: read(cursor, name, types)[index]


@lru_cache(maxsize=8)
def read(cursor: str, name: str, types: tuple[str, ...]) -> tuple[object, ...]:
    """The keys that a cursor holds; kept, since each is a parameter of its own.

    Raises:
        BadCursor: it is no cursor, or one of another order.
    """
    try:
        told = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        found, *values = told
        if found == name and len(values) == len(types):
            return tuple([_value(value, kind) for value, kind in zip(values, types, strict=True)])
    except (binascii.Error, ValueError, TypeError, ArithmeticError):
        pass
    shown = cursor[:60]
    raise BadCursor(
        f"The cursor {shown!r} was not given by a page in this order ({name}); take startCursor or endCursor from "
        "pageInfo of the same field with the same orderBy.",
        field="cursor",
    )


def _value(value: object, kind: str) -> object:
    expected, parse = _PARSERS[kind]
    if value is None:
        return None
    if type(value) is not expected:
        raise TypeError(kind)
    return parse(value)
