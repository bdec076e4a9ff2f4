"""Orders of lists of subjects: which fields each kind can be ordered by, always with ties by code."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any

from aggregates.kinds import Kind
from graphql_api import columns, filters
from graphql_api.compiler import Compiler, Row
from graphql_api.cursors import Key, Order
from graphql_api.model import Argument, EnumType, InputType, Model
from graphql_api.naming import pascal

_CANDIDATES = ("address", "name", "floor_area", "gross_area", "year_built", "started_on", "completed_on", "size")
_FIGURES = ("waiting_since", "arrears", "review_due")
_TYPES = {"text": "text", "decimal": "numeric", "integer": "integer", "date": "date"}


class Direction(Enum):
    """Which way."""

    ASC = "升序"
    DESC = "降序"


def name(kind: Kind) -> str:
    """``HouseOrder``."""
    return f"{pascal(kind.name)}Order"


def fields(kind: Kind) -> list[str]:
    """``CODE``, attributes and figures that people sort by, none of them sealed, ``LAST_CHANGED``."""
    known = [one for one in _CANDIDATES if one in kind.attributes and not kind.attributes[one].sealed]
    known += [one for one in _FIGURES if one in columns.figures(kind)]
    return ["CODE", *(one.upper() for one in known), "LAST_CHANGED"]


def add_types(model: Model, kind: Kind) -> None:
    """The order's input and the enum of its fields."""
    members = Enum(f"{name(kind)}Field", {one: one for one in fields(kind)})  # type: ignore[misc]
    model.add(EnumType(members, "What to order by; ties by code, null as the largest value 排序字段."))
    model.add(EnumType(Direction, "Which way to order 排序方向."))
    arguments = {
        "field": Argument(f"{members.__name__}!", "What to order by.", members["CODE"]),
        "direction": Argument("Direction!", "Which way.", Direction.ASC),
    }
    model.add(InputType(name(kind), "An order; ties by code 排序.", arguments))


def order(
    compiler: Compiler,
    kind: Kind,
    row: Row,
    given: Mapping[str, Any] | None,
    required: Mapping[str, Any] = MappingProxyType({}),
) -> Order:
    """The total order that an ``orderBy`` asks for; ``required`` is what the filter surely asks of every row."""
    field, way = (given["field"].name, given["direction"].name) if given else ("CODE", Direction.ASC.name)
    descending = way == Direction.DESC.name
    ties = (Key(row.column("code"), "text"), Key(row.column("subject"), "uuid"))
    label = f"{kind.name}:{field}:{way}"
    if field == "CODE":
        return Order(label, tuple(Key(key.sql, key.type, descending) for key in ties))
    return Order(label, (_key(compiler, kind, row, field, descending, required), *ties))


def _key(compiler: Compiler, kind: Kind, row: Row, field: str, descending: bool, required: Mapping[str, Any]) -> Key:
    if field == "LAST_CHANGED":
        return Key(row.column("position"), "bigint", descending)
    attribute = {**kind.attributes, **columns.figures(kind)}[field.lower()]
    sql, type_ = columns.column(compiler, row, attribute), _TYPES[attribute.type.name]
    told = filters.tells(required.get(columns.field_name(attribute)) or {})
    return Key(sql, type_, descending, nullable=True, told=told)
