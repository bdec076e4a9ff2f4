"""The oracle's pages: sort everything, cut, count."""

from __future__ import annotations

import base64
import functools
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from aggregates import regions
from aggregates.kinds import Kind
from graphql_api.identity import Identity
from tests.graphql_api import sight
from tests.graphql_api.masks import shown


@dataclass(frozen=True)
class Key:
    """A column to sort by; ``masked``: the reader may not see it, so that it counts as null."""

    column: str
    descending: bool = False
    masked: bool = False


def subject_keys(kind: Kind, order: Mapping[str, Any], identity: Identity) -> list[Key]:
    """The keys of an ``orderBy``."""
    descending = order["direction"] == "DESC"
    if order["field"] == "CODE":
        return [Key("code", descending), Key("subject", descending)]
    column = "position" if order["field"] == "LAST_CHANGED" else order["field"].lower()
    attribute = {**regions.derived(kind.name), **kind.attributes}.get(column)
    masked = attribute is not None and not sight.sees(identity.roles, attribute.exposure.name)
    return [Key(column, descending, masked), Key("code"), Key("subject")]


def plain(value: Any) -> Any:
    """A value that sorts as PostgreSQL sorts it, text by bytes."""
    if isinstance(value, str):
        return value.encode()
    return value.bytes if isinstance(value, uuid.UUID) else value


def compare(keys: Sequence[Key], left: Sequence[Any], right: Sequence[Any]) -> int:
    """-1, 0, 1; null is the largest value."""
    for key, one, other in zip(keys, left, right, strict=True):
        if one == other:
            continue
        less = other is None if one is None or other is None else plain(one) < plain(other)
        return -1 if less != key.descending else 1
    return 0


class Page:
    """What a connection's fields answer, called by name."""

    def __init__(
        self, nodes: Sequence[Any], name: str, keys: Sequence[Key], arguments: Mapping[str, Any], default: int, at: int
    ) -> None:
        self.keys, self.name, self.at = keys, name, at
        order = functools.cmp_to_key(lambda one, other: compare(keys, self.values(one), self.values(other)))
        self.all = sorted(nodes, key=order)
        after, before = arguments.get("after"), arguments.get("before")
        begin = self.count(after, inclusive=True) if after is not None else 0
        end = self.count(before, inclusive=False) if before is not None else len(self.all)
        window = self.all[begin:end]
        last, first = arguments.get("last"), arguments.get("first")
        size = last if last is not None else default if first is None else first
        more = len(window) > size
        self.nodes = window[max(0, len(window) - size) :] if last is not None else window[:size]
        self.previous = begin > 0 or (last is not None and more)
        self.next = end < len(self.all) or (last is None and more)

    def values(self, node: Any) -> list[Any]:
        return [None if key.masked else node.row[key.column] for key in self.keys]

    def count(self, cursor: str, *, inclusive: bool) -> int:
        """How many rows lie before a cursor, or up to it."""
        told = [int(cursor)] if not self.name else self.opened(cursor)
        at = [_typed(value, self.keys[index].column) for index, value in enumerate(told)]
        places = [
            compare(
                self.keys, [_typed(shown(v), k.column) for v, k in zip(self.values(one), self.keys, strict=True)], at
            )
            for one in self.all
        ]
        return sum(place < 0 or (inclusive and place == 0) for place in places)

    def opened(self, cursor: str) -> list[Any]:
        name, *told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        assert name == self.name
        return list(told)

    def cursor(self, node: Any) -> str:
        values = self.values(node)
        if not self.name:
            return str(values[0])
        text = json.dumps([self.name, *(shown(value) for value in values)], ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def __call__(self, name: str) -> Any:
        match name:
            case "nodes":
                return self.nodes
            case "edges":
                return [_Fields(cursor=self.cursor(one), node=one) for one in self.nodes]
            case "pageInfo":
                return _Fields(
                    hasNextPage=self.next,
                    hasPreviousPage=self.previous,
                    startCursor=self.cursor(self.nodes[0]) if self.nodes else None,
                    endCursor=self.cursor(self.nodes[-1]) if self.nodes else None,
                )
            case "totalCount":
                return len(self.all)
            case "totalIsExact":
                return True
        return self.at


class _Fields:
    """An edge or a page info: fields as given."""

    def __init__(self, **fields: Any) -> None:
        self.page = fields.__getitem__


def _typed(value: Any, column: str) -> Any:
    if value is None:
        return None
    if column in ("floor_area", "gross_area", "arrears"):
        return Decimal(value)
    return uuid.UUID(value) if column == "subject" else value


def meets(value: Any, given: Any) -> bool:
    """Whether a value meets a condition of a filter."""
    if isinstance(given, bool):
        return (value is True) is given
    return all(_holds(value, operator, one) for operator, one in given.items() if one is not None)


def _holds(value: Any, operator: str, given: Any) -> bool:
    if value is None:
        return False
    match operator:
        case "eq":
            return bool(plain(value) == plain(_like(value, given)))
        case "in":
            return any(value == _like(value, one) for one in given)
        case "gte":
            return bool(plain(value) >= plain(_like(value, given)))
        case "lte":
            return bool(plain(value) <= plain(_like(value, given)))
        case "prefix":
            return str(value).startswith(given)
    return given in value


def _like(value: Any, given: Any) -> Any:
    """A literal of the document as a value of the column."""
    if isinstance(value, Decimal):
        return Decimal(given)
    return type(value).fromisoformat(given) if hasattr(value, "isoformat") else given
