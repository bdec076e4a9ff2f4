"""Documents of random shape over the schema, valid in form, with variables for them; and the same garbled."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_leaf_type,
)
from graphql.type import is_required_argument, is_required_input_field

TEXTS = (
    "W-1", "W-2", "W-3", "B-1", "990101", "文1", "决定书", "HouseRegistered", "MortgageRegistered", "FindingRecorded",
    "", " ", "%", "_", "\\", "'", '"', "$1::text", "$", "{", "\U0010ffff", "\u0000", "𠀀" * 30, "e\u0301", "\u202e",
    "a" * 300, "null", "HOUSE:CODE:ASC:W-1", "'; drop table read.house; --", "\ue000", "\ud7ff", "*", "mortgages/M1",
)  # fmt: skip
LEAVES: dict[str, tuple[object, ...]] = {
    "Int": (0, 1, 2, 3, 5, -1, 500, 501, 2**31 - 1, -(2**31)),
    "Float": (0.5, -1.0, 1e300),
    "Boolean": (True, False),
    "Date": ("2020-01-01", "2026-06-01", "2026-08-01", "0001-01-01", "9999-12-31", "2020-02-30", "x"),
    "DateTime": (
        "2020-01-01T00:00:00Z",
        "2026-06-01T08:00:00.123456+08:00",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+00:00",
        "2026-06-01",
    ),
    "Decimal": ("1", "88.20", "-0", "9" * 40, "0." + "1" * 20, 7, "NaN", "1e9"),
    "Position": (0, 1, 7, "7", 1218, 2**63 - 1, -1, 2**63),
    "ID": ("0b9e7c9e-8c8a-4c55-9d3b-3f4f9d5f7a11", "00000000-0000-0000-0000-000000000000", "x", ""),
    "JSON": (None, {}, [1], "x"),
}


@dataclass
class Asked:
    """A request: what is drawn for one document."""

    text: str
    variables: dict[str, Any] = field(default_factory=dict)


class Documents:
    """Draws documents from one source of chance."""

    def __init__(self, schema: GraphQLSchema, chance: random.Random) -> None:
        self.schema, self.chance = schema, chance

    def draw(self) -> Asked:
        """A document that is valid in form; some of its values may not be what they should."""
        return _Drawn(self.schema, self.chance).document()

    def garbled(self) -> Asked:
        """The same, with its text or its variables spoiled."""
        asked = self.draw()
        for _ in range(self.chance.randint(1, 3)):
            self.chance.choice(SPOILERS)(asked, self.chance)
        return asked


class _Drawn:
    def __init__(self, schema: GraphQLSchema, chance: random.Random) -> None:
        self.schema, self.chance = schema, chance
        self.definitions: list[str] = []
        self.fragments: list[str] = []
        self.variables: dict[str, Any] = {}
        self.fields = 0

    def document(self) -> Asked:
        writes = self.chance.random() < 0.15
        root = self.schema.mutation_type if writes else self.schema.query_type
        assert root is not None
        selection = self._selection(root, self.chance.randint(2, 9), self.chance.randint(1, 4))
        defined = f"({', '.join(self.definitions)})" if self.definitions else ""
        head = f"{'mutation' if writes else 'query'} Q{defined}"
        return Asked(f"{head} {selection} {' '.join(self.fragments)}", self.variables)

    def _selection(self, of: GraphQLNamedType, depth: int, most: int) -> str:
        if not isinstance(of, GraphQLObjectType | GraphQLInterfaceType):
            return "{ __typename }"
        known = [one for one in of.fields if depth > 1 or is_leaf_type(get_named_type(of.fields[one].type))]
        picked = [self.chance.choice(known) for _ in range(most)] if known else []
        parts = [self._field(name, of.fields[name], depth) for name in picked] or ["__typename"]
        if isinstance(of, GraphQLInterfaceType):
            concrete = self.chance.choice(self.schema.get_possible_types(of))
            parts.append(f"... on {concrete.name} {self._selection(concrete, depth - 1, 2)}")
        if self.chance.random() < 0.1:
            parts.append("__typename")
        body = "{ " + " ".join(parts) + " }"
        return self._as_fragment(of, body) if self.chance.random() < 0.1 else body

    def _as_fragment(self, of: GraphQLNamedType, body: str) -> str:
        name = f"F{len(self.fragments)}"
        self.fragments.append(f"fragment {name} on {of.name} {body}")
        return f"{{ ...{name}{self._directive()} __typename }}"

    def _field(self, name: str, of: GraphQLField, depth: int) -> str:
        self.fields += 1
        given = [
            f"{key}: {self._value(one)}"
            for key, one in of.args.items()
            if is_required_argument(one) or self.chance.random() < (0.03 if key in ("after", "before") else 0.4)
        ]
        arguments = f"({', '.join(given)})" if given else ""
        below = get_named_type(of.type)
        most = self.chance.randint(1, 4) if self.fields < 60 else 1
        selection = " " + self._selection(below, depth - 1, most) if is_composite_type(below) else ""
        return f"a{self.fields}: {name}{arguments}{self._directive()}{selection}"

    def _directive(self) -> str:
        if self.chance.random() > 0.07:
            return ""
        sort = self.chance.choice(("skip", "include"))
        value = self.chance.choice(("true", "false", None)) or self._variable("Boolean!", self.chance.random() < 0.5)
        return f" @{sort}(if: {value})"

    def _value(self, argument: GraphQLArgument) -> str:
        value = self.json(argument.type, 3)
        return (
            self._variable(str(argument.type), value) if self.chance.random() < 0.5 else literal(argument.type, value)
        )

    def _variable(self, type_: str, value: object) -> str:
        name = f"v{len(self.definitions)}"
        self.definitions.append(f"${name}: {type_}")
        self.variables[name] = value
        return f"${name}"

    def json(self, of: GraphQLInputType, depth: int) -> Any:
        """A value of an input type, as JSON."""
        if isinstance(of, GraphQLNonNull):
            return self.json(of.of_type, depth)
        if isinstance(of, GraphQLList):
            return [self.json(of.of_type, depth - 1) for _ in range(self.chance.randint(0, 3))]
        if isinstance(of, GraphQLInputObjectType):
            return {
                name: self.json(one.type, depth - 1)
                for name, one in of.fields.items()
                if is_required_input_field(one) or (depth > 0 and self.chance.random() < 0.3)
            }
        if isinstance(of, GraphQLEnumType):
            return self.chance.choice(list(of.values))
        values: tuple[Any, ...] = LEAVES.get(get_named_type(of).name, TEXTS)
        if self.chance.random() < 0.08:
            return self.chance.choice(values)
        return values[self.chance.randrange(min(2, len(values)))]


def literal(of: GraphQLInputType, value: Any) -> str:
    """The same value as GraphQL writes it."""
    if isinstance(of, GraphQLNonNull):
        return literal(of.of_type, value)
    if isinstance(of, GraphQLList):
        return "[" + ", ".join(literal(of.of_type, one) for one in value) + "]"
    if isinstance(of, GraphQLInputObjectType):
        return "{" + ", ".join(f"{name}: {literal(of.fields[name].type, one)}" for name, one in value.items()) + "}"
    if isinstance(of, GraphQLEnumType):
        return str(value)
    return "{}" if value == {} else orjson.dumps(value).decode() if _fits(value) else str(value)


def _fits(value: object) -> bool:
    return not isinstance(value, int) or -(2**63) <= value < 2**63


Spoil = Callable[[Asked, random.Random], None]


def _cut(asked: Asked, chance: random.Random) -> None:
    at = chance.randrange(len(asked.text) + 1)
    asked.text = asked.text[:at] + asked.text[at + chance.randint(0, 40) :]


def _repeat(asked: Asked, chance: random.Random) -> None:
    at = chance.randrange(len(asked.text) + 1)
    part = asked.text[at : at + chance.randint(1, 60)]
    asked.text = asked.text[:at] + part * chance.choice((2, 3, 200)) + asked.text[at:]


def _insert(asked: Asked, chance: random.Random) -> None:
    at = chance.randrange(len(asked.text) + 1)
    asked.text = asked.text[:at] + chance.choice(PIECES) + asked.text[at:]


def _bytes(asked: Asked, chance: random.Random) -> None:
    asked.text = chance.randbytes(chance.randint(0, 400)).decode(chance.choice(("latin-1", "utf-8")), "replace")


def _nest(asked: Asked, chance: random.Random) -> None:
    opening, closing = chance.choice((("{ me ", "}"), ("{...", "}"), ("{a(b:[", "])}"), ("[", "]"), ("{x:", "}")))
    times = chance.choice((5, 21, 90, 400, 3000))
    asked.text = opening * times + asked.text + closing * times


def _names(asked: Asked, chance: random.Random) -> None:
    words = asked.text.split(" ")
    one, other = chance.randrange(len(words)), chance.randrange(len(words))
    words[one] = words[other]
    asked.text = " ".join(words)


def _circle(asked: Asked, chance: random.Random) -> None:
    steps = chance.choice((1, 3, 40, 120))
    asked.text += "".join(f" fragment C{n} on House {{ ...C{(n + 1) % steps} ...C0 }}" for n in range(steps))
    asked.text = asked.text.replace("{", '{ c: house(code: "W-1") { ...C0 } ', 1)


def _aliases(asked: Asked, chance: random.Random) -> None:
    many = " ".join(f"z{n}: {chance.choice(('me { subject }', '__typename'))}" for n in range(chance.choice((50, 600))))
    asked.text = asked.text.replace("{", "{ " + many + " ", 1)


def _variables(asked: Asked, chance: random.Random) -> None:
    deep: object = None
    for _ in range(chance.choice((2, 25, 300))):
        deep = {"and": [deep]} if chance.random() < 0.5 else {"not": deep}
    long = [chance.choice(TEXTS)] * chance.choice((3, 1000, 20_000))
    for name in list(asked.variables):
        if chance.random() < 0.5:
            asked.variables[name] = chance.choice(
                (None, deep, long, {"eq": 1}, {"in": long}, True, -1, "x" * 30_000, {})
            )
    if chance.random() < 0.3 and asked.variables:
        asked.variables.pop(chance.choice(list(asked.variables)))


PIECES = (
    "#", "# 注释\n", '"""', '"""块\n  "" \\""" 文"""', '"', "@skip(if: true)", "@skip(if: true) @skip(if: false)",
    "@x" * 30, "@include", "@deprecated", "$v0", "$nothing", "...", "... on House { code }", "{", "}", "(", ")", "[",
    "!", "|", "&", "\ufeff", "\u2028", "\x00", "\x7f", "𝒽", "\\u{110000}", '"\\uD800"', '"\\u0000"', "1e999999",
    "9" * 5000, "-0", "00", "nothing", "__schema { types { name } }",
    "__type(name: \"House\") { fields { type { name } } }",
    "a" * 70, "fragment", "query", "subscription { x }", "extend type House { x: Int }", "null", "true", " , ,, ",
    "@defer", "@stream(initialCount: 1)", "@oneOf", "@include(if: $nothing)",
)  # fmt: skip

SPOILERS: tuple[Spoil, ...] = (
    _cut, _repeat, _insert, _insert, _insert, _bytes, _nest, _names, _names, _circle, _aliases, _variables, _variables,
)  # fmt: skip
