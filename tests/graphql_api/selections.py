"""Hypothesis strategies for documents: any selection that the schema allows, with what is in the database asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import graphql
import hypothesis.strategies as st
from hypothesis.strategies import DrawFn

from graphql_api import across

DEPTH = 5
_WIDE = ("timeline", "houses", "households", "buildings", "projects", "divisions", "changes", "changesByDocument")
_FEEDS = ("changes", "changesByDocument", "consequences")
_ROOTS = (
    "house",
    "houses",
    "building",
    "buildings",
    "project",
    "projects",
    "household",
    "households",
    "changes",
    "findings",
    "investigations",
    "difference",
)
_OFTEN = (
    "timeline",
    "nodes",
    "edges",
    "encumbrances",
    "building",
    "houses",
    "voidedBy",
    "corrects",
    "waiting",
    "eligibility",
    "tenancies",
)
_COUNTING = {
    "portraits",
    "cockpit",
    "search",
    "searchSuggestions",
    "worksDue",
    "due",
    "selfBuilt",
    "estates",
    "series",
    "indicatorTypes",
}
_UNASKED = {"catalogue", "audit", "appraisals", "personHoldings", "sources", "desks", "inbox", *_COUNTING}
_UNASKED |= {question.root for question in across.QUESTIONS}
"""What has tests of its own, with answers worked out by hand."""


@dataclass(frozen=True)
class Pool:
    """What is there to ask for."""

    codes: Mapping[str, Sequence[str]]
    positions: Sequence[int]
    types: Sequence[str]
    days: Sequence[str]
    moments: Sequence[str]
    documents: Sequence[tuple[str, str]]
    texts: Mapping[str, Sequence[str]]
    cursors: Mapping[str, Sequence[str | None]]


@dataclass
class Draft:
    """A document in the making."""

    draw: DrawFn
    schema: graphql.GraphQLSchema
    pool: Pool
    fragments: list[str] = field(default_factory=list)
    variables: dict[str, tuple[str, Any]] = field(default_factory=dict)
    aliases: int = 0

    def one_of(self, options: Sequence[Any]) -> Any:
        return self.draw(st.sampled_from(list(options)))

    def chance(self, of: int) -> bool:
        return bool(self.draw(st.integers(1, of)) == of)

    def value(self, type_: str, value: Any) -> str:
        """The value as a literal, or as a variable of its type."""
        if self.chance(2):
            name = f"v{len(self.variables)}"
            self.variables[name] = (type_, value)
            return f"${name}"
        return literal(value)

    # selections

    def selection(self, type_: Any, depth: int) -> str:
        """What is selected of a composite type."""
        if isinstance(type_, graphql.GraphQLInterfaceType):
            return self.of_interface(type_, depth)
        names = [name for name in type_.fields if name not in _UNASKED and (depth > 0 or self.is_leaf(type_, name))]
        deep = [name for name in names if not self.is_leaf(type_, name)] or names
        often = [name for name in deep if name in _OFTEN] or deep
        # else leaves crowd out what is below, and collections what has rules of its own
        options = st.sampled_from(names) | st.sampled_from(deep) | st.sampled_from(often)
        least = self.draw(st.sampled_from((3, 2, 1)))
        chosen = self.draw(st.lists(options, min_size=least, max_size=5, unique=True))
        parts = [self.wrapped(type_, name, depth) for name in chosen]
        if self.chance(5):
            parts.append("__typename")
        return "{ " + " ".join(parts) + " }"

    def of_interface(self, type_: graphql.GraphQLInterfaceType, depth: int) -> str:
        possible = self.schema.get_possible_types(type_)
        chosen = self.one_of(possible)
        own = self.selection(chosen, min(depth, 1))
        return f"{{ __typename code ... on {chosen.name} {own} }}"

    def is_leaf(self, type_: Any, name: str) -> bool:
        return graphql.is_leaf_type(graphql.get_named_type(type_.fields[name].type))

    def wrapped(self, type_: Any, name: str, depth: int) -> str:
        """A field, at times in a fragment, at times with a directive."""
        one = self.field(type_, name, depth)
        match self.draw(st.integers(0, 14)):
            case 0:
                return f"... on {type_.name} {{ {one} }}"
            case 1:
                self.fragments.append(f"fragment F{len(self.fragments)} on {type_.name} {{ {one} }}")
                return f"...F{len(self.fragments) - 1}"
            case 2:
                return f"... {self.directive()} {{ {one} }}"
        return one

    def directive(self) -> str:
        return f"@{self.one_of(['skip', 'include'])}(if: {self.value('Boolean!', self.draw(st.booleans()))})"

    def field(self, type_: Any, name: str, depth: int) -> str:
        definition = type_.fields[name]
        named = graphql.get_named_type(definition.type)
        arguments = self.arguments(named, name, definition.args)
        directive = f" {self.directive()}" if self.chance(12) else ""
        below = "" if graphql.is_leaf_type(named) else f" {self.selection(named, depth - 1)}"
        return f"{self.alias(bool(arguments) or bool(below))}{name}{arguments}{directive}{below}"

    def alias(self, needed: bool) -> str:
        """Fields with arguments or selections get aliases of their own, so that no two of them conflict."""
        if needed or self.chance(4):
            self.aliases += 1
            return f"a{self.aliases}: "
        return ""

    # arguments

    def arguments(self, named: Any, name: str, known: Mapping[str, graphql.GraphQLArgument]) -> str:
        given: dict[str, str] = {}
        for argument, definition in known.items():
            required = isinstance(definition.type, graphql.GraphQLNonNull) and not definition.default
            if required or self.chance(2 if argument == "asOf" else 3):
                given[argument] = self.argument(named, name, argument, definition)
        if known and name in _WIDE and "first" not in given and "last" not in given:
            given["first"] = self.value("Int", self.draw(st.integers(0, 3)))
        return f"({', '.join(f'{key}: {value}' for key, value in given.items())})" if given else ""

    def argument(self, named: Any, name: str, argument: str, definition: graphql.GraphQLArgument) -> str:
        written = str(definition.type)
        if argument in ("after", "before"):
            return self.cursor(named, name, argument, written)
        if argument in ("asOf", "from", "to"):
            return self.as_of(written)
        if argument == "filter":
            return self.filter(named.name.removesuffix("Connection"), 2)
        if argument in ("code", "number", "scheme", "first", "last", "position", "until", "types", "source"):
            return self.value(written, self.known(named, argument))
        if name == "difference" and argument == "kind":
            return str(self.one_of(["HOUSE", "HOUSE", "HOUSE", "BUILDING", "PROJECT", "DIVISION"]))
        if name == "changesByDocument" and argument == "kind":
            return self.value(written, self.one_of([None, *{kind for _, kind in self.pool.documents}]))
        if written.strip("[]!") in ("Boolean", "Scope", "SubjectKind"):
            return self.simple(written, definition)
        return self.order(definition)

    def known(self, named: Any, argument: str) -> Any:
        """A value of an argument, as a rule one that finds something."""
        options: dict[str, Sequence[Any]] = {
            "code": self.pool.codes.get(named.name, ["?"]),
            "number": [*(number for number, _ in self.pool.documents), "?"],
            "scheme": [None],
            "first": range(5),
            "last": range(5),
            "position": [*self.pool.positions, 10**9],
            "until": [None, *self.pool.positions],
            "source": [None, "generated", "?"],
        }
        if argument == "types":
            return self.draw(st.lists(st.sampled_from(self.pool.types), max_size=3))
        return self.one_of(options[argument])

    def simple(self, written: str, definition: graphql.GraphQLArgument) -> str:
        named = graphql.get_named_type(definition.type)
        if isinstance(named, graphql.GraphQLEnumType):
            values = [self.one_of(list(named.values))]
            return f"[{values[0]}]" if written.startswith("[") else values[0]
        return (
            self.value(written, self.draw(st.booleans())) if written.startswith("Boolean") else self.order(definition)
        )

    def order(self, definition: graphql.GraphQLArgument) -> str:
        named = graphql.get_named_type(definition.type)
        assert isinstance(named, graphql.GraphQLInputObjectType)
        of = graphql.get_named_type(named.fields["field"].type)
        assert isinstance(of, graphql.GraphQLEnumType)
        return f"{{ field: {self.one_of(list(of.values))}, direction: {self.one_of(['ASC', 'DESC'])} }}"

    def cursor(self, named: Any, name: str, argument: str, written: str) -> str:
        if name in _FEEDS:
            return self.value("Position", self.one_of(self.pool.positions))
        fitting = self.pool.cursors.get("timeline", [None]) if name == "timeline" else [None]
        return self.value(written, self.one_of(fitting))

    def as_of(self, written: str) -> str:
        given: dict[str, Any] = {}
        if self.chance(2):
            given["validOn"] = self.one_of(self.pool.days)
        match self.draw(st.integers(0, 2)):
            case 0:
                given["knownAt"] = self.one_of(self.pool.moments)
            case 1:
                given["position"] = self.one_of(self.pool.positions)
        return self.value(written, given or ({} if written.endswith("!") else None))

    def filter(self, kind: str, depth: int) -> str:
        """A filter that lets something through, as a rule."""
        type_ = self.schema.type_map[f"{kind}Filter"]
        assert isinstance(type_, graphql.GraphQLInputObjectType)
        parts = self.conditions(type_, 2)
        if depth and self.chance(2):
            parts.append(self.combined(kind, depth))
        return "{ " + ", ".join(parts) + " }"

    def conditions(self, type_: graphql.GraphQLInputObjectType, most: int) -> list[str]:
        plain = [name for name in type_.fields if name not in ("and", "or", "not", "late")]
        beside = [name for name in plain if self.looks_further(type_, name)]
        options = st.sampled_from(plain) | st.sampled_from(beside or plain)
        return [
            self.condition(type_, name, most - 1) for name in self.draw(st.lists(options, max_size=most, unique=True))
        ]

    def looks_further(self, type_: graphql.GraphQLInputObjectType, name: str) -> bool:
        fields = getattr(graphql.get_named_type(type_.fields[name].type), "fields", {})
        return "some" in fields or "not" in fields

    def beside(self, named: graphql.GraphQLInputObjectType, most: int) -> str:
        """Conditions on what is beside a row: on a subject, or on some or none of a list."""
        if "some" not in named.fields:
            return f"{{ {', '.join(self.conditions(named, most))} }}"
        asked = self.one_of(["some", "none"])
        below = graphql.get_named_type(named.fields[asked].type)
        assert isinstance(below, graphql.GraphQLInputObjectType)
        return f"{{ {asked}: {{ {', '.join(self.conditions(below, most))} }} }}"

    def combined(self, kind: str, depth: int) -> str:
        name = self.one_of(["and", "or", "not"])
        below = self.filter(kind, depth - 1)
        return f"{name}: {below}" if name == "not" else f"{name}: [{below}, {self.filter(kind, depth - 1)}]"

    def condition(self, type_: graphql.GraphQLInputObjectType, name: str, most: int) -> str:
        named = graphql.get_named_type(type_.fields[name].type)
        if named.name == "Boolean":
            return f"{name}: {self.value('Boolean', self.draw(st.booleans()))}"
        if named.name == "Position":
            return f"{name}: {self.value('Position', self.one_of(self.pool.positions))}"
        assert isinstance(named, graphql.GraphQLInputObjectType)
        if self.looks_further(type_, name):
            return f"{name}: {self.beside(named, most)}"
        operator = self.one_of(list(named.fields))
        of = graphql.get_named_type(named.fields[operator].type)
        if isinstance(of, graphql.GraphQLEnumType):
            value = self.one_of(list(of.values))
            return f"{name}: {{ {operator}: {f'[{value}]' if operator == 'in' else value} }}"
        value = self.sample(name, of.name)
        written = str(named.fields[operator].type)
        return f"{name}: {{ {operator}: {self.value(written, [value] if operator == 'in' else value)} }}"

    def sample(self, name: str, of: str) -> Any:
        known: dict[str, list[Any]] = {
            "Int": [0, 2, 3, 12, 2010],
            "Decimal": ["88.5", "100", "60.00"],
            "Date": list(self.pool.days),
            "DateTime": list(self.pool.moments),
        }
        if name in self.pool.texts:
            return self.one_of(self.pool.texts[name])
        texts = ["99", "990102", "住宅", "安澜市", "5", "_", "%", "号"]
        codes = [code for some in self.pool.codes.values() for code in some][:6]
        return self.one_of(known.get(of, texts + codes if "ode" in name else texts))


def literal(value: Any) -> str:
    """A value as GraphQL writes it."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key}: {literal(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


@st.composite
def documents(draw: DrawFn, schema: graphql.GraphQLSchema, pool: Pool) -> tuple[str, dict[str, Any]]:
    """Draw a document of one to three roots, and its variables."""
    draft = Draft(draw, schema, pool)
    query = schema.query_type
    assert query is not None
    names = [name for name in query.fields if name not in _UNASKED]
    roots = draw(st.lists(st.sampled_from([*names, *_ROOTS, *_ROOTS]), min_size=1, max_size=3))
    body = " ".join(draft.wrapped(query, name, DEPTH) for name in roots)
    declared = ", ".join(f"${name}: {type_}" for name, (type_, _) in draft.variables.items())
    head = f"query Q({declared})" if declared else "query Q"
    text = " ".join([f"{head} {{ {body} }}", *draft.fragments])
    return text, {name: value for name, (_, value) in draft.variables.items()}
