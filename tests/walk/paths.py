"""Every path of the schema down to a depth, as documents that stay within the bounds on requests."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import graphql

from tests.walk.arguments import Untaught, nested, root_arguments

WRAPPERS = frozenset({"nodes", "edges", "node", "pageInfo", "audit"})
"""Fields that add nothing to the depth of a path: what is in a connection, or audited, counts as its field's."""

REFUSING = frozenset({"personHoldings", "inbox", "recipientsWhoAcquired", "subsidyMonthsPaidAfterFailedVerification"})
"""Roots that some readers are refused; what is asked beside them is refused as well."""
STATIC = frozenset({"catalogue"})
"""Roots whose answers are long and, counts aside, the same for everybody."""
ALONE = REFUSING | STATIC
"""Roots that have documents of their own."""

FIELDS, TOKENS, ALIASES = 1_100, 4_600, 450
"""What a document may hold; less than :mod:`graphql_api.limits` says, since wrappings come on top."""

Tree = dict[str, "Tree | None"]
"""A selection: a field as it is written, with what is selected of it (None of a leaf)."""
Pair = tuple[str, str]
"""A type and a field of it."""


@dataclass(frozen=True)
class Document:
    """A query: the types of its variables, and what it selects."""

    declared: Mapping[str, str]
    tree: Tree

    @functools.cached_property
    def roots(self) -> frozenset[str]:
        """The roots that it asks."""
        return frozenset(name.partition("(")[0] for name in self.tree)

    @functools.cached_property
    def text(self) -> str:
        """As it is sent."""
        declared = ", ".join(f"${name}: {type_}" for name, type_ in self.declared.items())
        return f"query Walk{f'({declared})' if declared else ''}{_printed(self.tree)}"

    def pairs(self, schema: graphql.GraphQLSchema) -> frozenset[Pair]:
        """The types and fields that it reaches."""
        return frozenset(_pairs(schema, schema.query_type, self.tree))

    def halves(self) -> list[Document]:
        """Two that together select the same; none of one that cannot be divided."""
        pieces = list(_pieces(self.tree))
        middle = len(pieces) // 2
        return [Document(self.declared, _merged(half)) for half in (pieces[:middle], pieces[middle:])] if middle else []


def documents(schema: graphql.GraphQLSchema, root: str, depth: int, *, deep: bool) -> list[Document]:
    """Documents that together select every path of a root field to a depth; ``deep``: with small pages.

    The variables have the names of the root's arguments.
    """
    return _documents(schema, {root: _Walk(schema, deep).root(root, depth)}, lambda root: "")


def survey(schema: graphql.GraphQLSchema) -> list[Document]:
    """Documents that together select every field of every type once, on the first path that comes to it.

    The variables have the names of root and argument.
    """
    assert schema.query_type is not None
    walk = _Walk(schema, deep=False, homes=_homes(schema))
    roots = {root: walk.root(root, 9) for root in schema.query_type.fields}
    together = {root: below for root, below in roots.items() if root not in ALONE}
    parts = [together, *({root: roots[root]} for root in sorted(ALONE & roots.keys()))]
    return [one for part in parts for one in _documents(schema, part, lambda root: f"{root}_")]


def _documents(
    schema: graphql.GraphQLSchema, roots: Mapping[str, Tree | None], before: Callable[[str], str]
) -> list[Document]:
    assert schema.query_type is not None
    tree: Tree = {}
    types: dict[str, dict[str, str]] = {}
    for root, below in roots.items():
        types[root], given = root_arguments(schema.query_type.fields[root].args, before(root))
        tree[root + given] = below
    return [
        Document({name: type_ for root in part for name, type_ in types[root.partition("(")[0]].items()}, part)
        for part in _packed(tree)
    ]


def payloads(schema: graphql.GraphQLSchema, type_: graphql.GraphQLObjectType, depth: int) -> list[str]:
    """Selections of a mutation's payload, each braces and all."""
    return [_printed(tree) for tree in _packed(_Walk(schema, deep=True).selection(type_, depth, 1))]


def every_pair(schema: graphql.GraphQLSchema, without: frozenset[str]) -> set[Pair]:
    """Every field of every type that queries can come to."""
    return {
        (name, field)
        for name, type_ in schema.type_map.items()
        if isinstance(type_, graphql.GraphQLObjectType | graphql.GraphQLInterfaceType)
        and not name.startswith("__")
        and name not in without
        for field in type_.fields
    }


@dataclass
class _Walk:
    """``homes``: the one field below which a type is walked, elsewhere one leaf of it will do; None: everywhere."""

    schema: graphql.GraphQLSchema
    deep: bool
    homes: Mapping[str, Pair] | None = None

    def root(self, name: str, depth: int) -> Tree | None:
        """What is selected of a root field."""
        assert self.schema.query_type is not None
        return self.below(self.schema.query_type.name, name, self.schema.query_type.fields[name], depth, 1)

    def selection(self, type_: Any, depth: int, level: int) -> Tree:
        """All leaves of a type, and what lies below its other fields as far as the depth goes."""
        if isinstance(type_, graphql.GraphQLUnionType):
            raise Untaught(f"{type_.name} is a union: teach tests/walk/paths.py to walk one")
        tree: Tree = {}
        for name, definition in type_.fields.items():
            below = self.below(type_.name, name, definition, depth, level)
            if below is None:
                tree[name + nested(type_.name, name, definition.args, level, deep=self.deep)] = None
            elif below:
                tree.update(self._written(type_, name, definition, below, depth, level))
        return tree

    def _written(self, type_: Any, name: str, definition: Any, below: Tree, depth: int, level: int) -> Tree:
        """A field with what is below; of an interface once for each type, under aliases, lest their fields collide."""
        given = nested(type_.name, name, definition.args, level, deep=self.deep)
        named = graphql.get_named_type(definition.type)
        written: Tree = {name + given: below}
        if isinstance(named, graphql.GraphQLInterfaceType) and self.homes is None:
            for one in self.schema.get_possible_types(named):
                inner = self.selection(one, depth - (name not in WRAPPERS), level + 1)
                written[f"{name}{one.name}: {name}{given}"] = {f"... on {one.name}": inner}
        return written

    def below(self, parent: str, name: str, definition: Any, depth: int, level: int) -> Tree | None:
        """What is selected of a field: None of a leaf, nothing where the depth is used up."""
        named = graphql.get_named_type(definition.type)
        if graphql.is_leaf_type(named):
            return None
        left = depth - (name not in WRAPPERS)
        if left < 0:
            return {}
        if name == "node" or (self.homes is not None and self.homes[named.name] != (parent, name)):
            return {_a_leaf(named): None}  # nodes say everything about the same rows
        return self.selection(named, left, level + 1)


def _homes(schema: graphql.GraphQLSchema) -> dict[str, Pair]:
    """For each type the field nearest to the roots that comes to it; below lists before single subjects."""
    assert schema.query_type is not None
    roots = schema.query_type.fields
    homes: dict[str, Pair] = {schema.query_type.name: ("", "")}
    for lists in (True, False):
        names = [name for name, one in roots.items() if ("first" in one.args) == lists]
        _settle(homes, [(schema.query_type.name, name, graphql.get_named_type(roots[name].type)) for name in names])
    return homes


def _settle(homes: dict[str, Pair], found: list[tuple[str, str, Any]]) -> None:
    """Note the homes of what was found, and of all below it, level by level."""
    while found:
        new = [
            named
            for parent, name, named in found
            if not graphql.is_leaf_type(named) and homes.setdefault(named.name, (parent, name)) == (parent, name)
        ]
        found = [
            (type_.name, name, graphql.get_named_type(one.type)) for type_ in new for name, one in type_.fields.items()
        ]


def _a_leaf(type_: Any) -> str:
    """A field without anything below; one that says whose the row is, where the type has such."""
    leaves = [name for name, one in type_.fields.items() if graphql.is_leaf_type(graphql.get_named_type(one.type))]
    return next((name for name in ("id", "code", "key", *leaves) if name in leaves), "__typename")


def _printed(tree: Tree | None) -> str:
    if not tree:
        return ""
    return " { " + " ".join(f"{name}{_printed(below)}" for name, below in tree.items()) + " }"


def _packed(tree: Tree) -> list[Tree]:
    """A tree in parts, each of which fits into a document."""
    parts: list[Tree] = []
    left = (0, 0, 0)
    for piece in _pieces(tree):
        size = _size(piece)
        if not parts or any(one < needed for one, needed in zip(left, size, strict=True)):
            parts.append({})
            left = (FIELDS, TOKENS, ALIASES)
        _merge(parts[-1], piece)
        left = cast(tuple[int, int, int], tuple(one - needed for one, needed in zip(left, size, strict=True)))
    return parts


def _pieces(tree: Tree) -> Iterator[Tree]:
    """The leaves of every selection together, each under all that it is selected of."""
    leaves: Tree = {name: None for name, below in tree.items() if below is None}
    if leaves:
        yield leaves
    for name, below in tree.items():
        if below is not None:
            for piece in _pieces(below):
                yield {name: piece}


def _merged(pieces: Iterable[Tree]) -> Tree:
    tree: Tree = {}
    for piece in pieces:
        _merge(tree, piece)
    return tree


def _merge(into: Tree, piece: Tree) -> None:
    for name, below in piece.items():
        if below is None:
            into[name] = None
        else:
            found = into.setdefault(name, {})
            assert found is not None
            _merge(found, below)


def _size(tree: Tree) -> tuple[int, int, int]:
    """Fields, tokens and aliases."""
    fields = tokens = aliases = 0
    for name, below in tree.items():
        fields += 1
        tokens += 1 + 4 * name.count(":") + 2 * name.count("(")
        aliases += ": " in name.partition("(")[0]
        if below is not None:
            inner = _size(below)
            fields, tokens, aliases = fields + inner[0], tokens + inner[1] + 2, aliases + inner[2]
    return fields, tokens, aliases


def _pairs(schema: graphql.GraphQLSchema, type_: Any, tree: Tree | None) -> Iterator[Pair]:
    for name, below in (tree or {}).items():
        if name.startswith("... on "):
            yield from _pairs(schema, schema.type_map[name.removeprefix("... on ")], below)
        else:
            field = name.partition("(")[0].rpartition(": ")[2]
            if field == "__typename":
                continue
            yield type_.name, field
            fields: Mapping[str, Any] = type_.fields
            yield from _pairs(schema, graphql.get_named_type(fields[field].type), below)
