"""Lists narrowed by what the reader may not see, and in its order: what is found, counted and paged must not tell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import graphql

from tests.walk.arguments import Untaught
from tests.walk.asking import API
from tests.walk.marks import Form, Mark
from tests.walk.world import World

Asked = tuple[str, dict[str, Any]]
"""A document and its variables."""

FOUND = "{ totalCount totalIsExact pageInfo { hasNextPage startCursor endCursor } edges { cursor } %s }"
PLAIN_LISTS = frozenset({"divisions"})
"""Lists that are no connections."""

FOUND_BY_ENGINES = frozenset({"search"})
"""Lists whose filters an engine answers, which has tests of its own for that (tests/search/contract_reading.py)."""

COMPARED = {"StringFilter": "eq", "IntFilter": "eq", "DateFilter": "eq", "DecimalFilter": "gte"}
VALUES: dict[str, Any] = {"IntFilter": 0, "DateFilter": "2026-01-01", "DecimalFilter": "0"}


def narrowed(one: World, other: World, district: str | None) -> list[Asked]:
    """Every list by every filter, with values that only one of the worlds has, and in every order."""
    texts = [_said(world, other_, district) for world, other_ in ((one, other), (other, one))]
    return [asked for root, field in _roots() for asked in (*_filtered(root, field, texts), *_ordered(root, field))]


def _said(world: World, other: World, district: str | None) -> dict[str, str]:
    """For each attribute a token that stands in one world only."""
    found: dict[str, str] = {}
    for token, mark in world.marks.known.items():
        if token not in other.marks.known and mark.form is Form.PLAIN and district in (None, mark.district):
            found[_attribute(mark)] = token
    return found


def _attribute(mark: Mark) -> str:
    return mark.where.rpartition(" ")[2].rpartition(".")[2]


def _roots() -> Iterator[tuple[str, graphql.GraphQLField]]:
    assert API.schema.query_type is not None
    for name, field in API.schema.query_type.fields.items():
        if "filter" in field.args and name not in FOUND_BY_ENGINES:
            yield name, field


def _selection(root: str, field: graphql.GraphQLField) -> str:
    type_ = cast(graphql.GraphQLObjectType, graphql.get_named_type(field.type))
    leaf = "position"
    return f"{{ {leaf} }}" if root in PLAIN_LISTS else FOUND % ("nodes { position }" if type_.name else "")


def _filtered(root: str, field: graphql.GraphQLField, texts: list[dict[str, str]]) -> Iterator[Asked]:
    """One document for each value; a condition of another sort fails until it is taught."""
    type_ = cast(graphql.GraphQLInputObjectType, graphql.get_named_type(field.args["filter"].type))
    text = f"query($f: {type_.name}) {{ {root}(filter: $f, first: 3) {_selection(root, field)} }}"
    for name, one in type_.fields.items():
        if name not in ("and", "or", "not"):
            for value in _conditions(type_.name, name, graphql.get_named_type(one.type), texts):
                yield text, {"f": {name: value}}


def _conditions(filter_: str, name: str, type_: Any, texts: list[dict[str, str]]) -> Iterator[Any]:
    snake = "".join(f"_{one.lower()}" if one.isupper() else one for one in name)
    if type_.name == "StringFilter":
        for said in texts:
            yield {"contains": said.get(snake, "K")}
    elif type_.name in COMPARED:
        yield {COMPARED[type_.name]: VALUES[type_.name]}
        yield {"gte": VALUES[type_.name]}
    elif type_.name in ("Boolean", "Position"):
        yield True if type_.name == "Boolean" else 1
    elif isinstance(type_, graphql.GraphQLInputObjectType) and "in" in type_.fields:
        enum = graphql.get_named_type(type_.fields["in"].type)
        yield {"in": list(cast(graphql.GraphQLEnumType, enum).values)}
    elif isinstance(type_, graphql.GraphQLInputObjectType) and "some" in type_.fields:
        yield from ({"some": {}}, {"none": {}})
        below = cast(graphql.GraphQLInputObjectType, graphql.get_named_type(type_.fields["some"].type))
        yield from ({"some": one} for one in _further(below, texts))
    elif isinstance(type_, graphql.GraphQLInputObjectType) and "not" in type_.fields:
        yield {}
        yield from _further(type_, texts)
    else:
        raise Untaught(f"{filter_} has {name}: {type_}; teach tests/walk/lists.py what to compare it with")


def _further(type_: graphql.GraphQLInputObjectType, texts: list[dict[str, str]]) -> Iterator[Any]:
    """What of a row beside is told by its own attributes; no further."""
    for name, one in type_.fields.items():
        named = graphql.get_named_type(one.type)
        if name not in ("and", "or", "not") and {"some", "not"}.isdisjoint(getattr(named, "fields", {})):
            yield from ({name: value} for value in _conditions(type_.name, name, named, texts))


def _ordered(root: str, field: graphql.GraphQLField) -> Iterator[Asked]:
    if "orderBy" not in field.args:
        return
    type_ = cast(graphql.GraphQLInputObjectType, graphql.get_named_type(field.args["orderBy"].type))
    orders = cast(graphql.GraphQLEnumType, graphql.get_named_type(type_.fields["field"].type))
    for direction in ("ASC", "DESC"):
        text = f"query($o: {orders.name}!) {{ {root}(orderBy: {{field: $o, direction: {direction}}}, first: 2) %s }}"
        for value in orders.values:
            yield text % _selection(root, field), {"o": value}
