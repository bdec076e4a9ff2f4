"""Filters: conditions on one value by its type, and how they combine; all of it two-valued, so that ``not`` is exact.

A field of a filter that is null counts as not given, so that documents may pass variables through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql_api.compiler import Compiler, Row
from graphql_api.model import Argument, InputType
from graphql_api.statement import Statement

Condition = Callable[[Compiler, Row, Any], str]
"""Writes the condition that a filter's value puts on a row."""

LAST_CODE_POINT = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class FilterField:
    """One field of a filter: its input type and its condition; ``beyond``: that reads other rows, too."""

    type: str
    description: str
    condition: Condition
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter of one kind."""

    name: str
    fields: Mapping[str, FilterField]

    def input_type(self) -> InputType:
        """Its input type, with ``and``, ``or``, ``not``."""
        fields = {name: Argument(field.type, field.description, None) for name, field in self.fields.items()}
        fields["and"] = Argument(f"[{self.name}!]", "All of these hold.", None)
        fields["or"] = Argument(f"[{self.name}!]", "At least one of these holds.", None)
        fields["not"] = Argument(self.name, "This does not hold.", None)
        return InputType(
            self.name,
            "Conditions that all hold; null counts as not given, false as not known to be true 筛选条件.",
            fields,
        )

    def condition(self, compiler: Compiler, row: Row, value: Mapping[str, Any]) -> str:
        """The condition of a filter's value on a row; ``true`` where it asks for nothing."""
        compiler.count_conditions(len(value))
        parts = [self._part(compiler, row, name, given) for name, given in value.items() if given is not None]
        return joined("and", parts, "true")

    def _part(self, compiler: Compiler, row: Row, name: str, value: Any) -> str:
        match name:
            case "and":
                return joined("and", [self.condition(compiler, row, one) for one in value], "true")
            case "or":
                return joined("or", [self.condition(compiler, row, one) for one in value], "false")
            case "not":
                return f"(({self.condition(compiler, row, value)}) is not true)"
        return self.fields[name].condition(compiler, row, value)

    def looks_beyond(self, value: Mapping[str, Any]) -> bool:
        """Whether a condition of a filter's value reads other rows than the one that it is put on."""
        inner = [*(value.get("and") or ()), *(value.get("or") or ()), value.get("not") or {}]
        own = any(
            self.fields[name].beyond for name, given in value.items() if name in self.fields and given is not None
        )
        return own or any(map(self.looks_beyond, filter(None, inner)))

    def required(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """What surely holds of every row that the filter lets through: its own fields, and those under ``and``."""
        found: dict[str, Any] = {}
        for one in value.get("and") or ():
            found.update(self.required(one))
        found.update({name: given for name, given in value.items() if name in self.fields and given is not None})
        return found


def joined(operator: str, parts: list[str], empty: str) -> str:
    """Conditions joined; ``empty`` where there are none."""
    return f"({f' {operator} '.join(parts)})" if parts else empty


def _escape(text: str) -> str:
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _beyond(prefix: str) -> str:
    """The least text after all that begin with ``prefix``, in the order of code points."""
    kept = prefix.rstrip(LAST_CODE_POINT)
    if not kept:
        return LAST_CODE_POINT * 8
    last = ord(kept[-1])
    return kept[:-1] + chr(0xE000 if last == 0xD7FF else last + 1)


def _name_of(member: Enum) -> str:
    return member.name


def _names_of(members: list[Enum]) -> list[str]:
    return [member.name for member in members]


def value_condition(statement: Statement, sql: str, sql_type: str, value: Mapping[str, Any]) -> str:
    """``eq``, ``in``, ``gte``, ``lte``, ``prefix``, ``contains`` of one SQL expression."""
    parts = [
        _OPERATORS[operator](statement, sql, sql_type, given) for operator, given in value.items() if given is not None
    ]
    return joined("and", parts, "true")


def tells(value: Mapping[str, Any]) -> bool:
    """Whether such a condition on a value asks for anything, which null never meets."""
    return any(given is not None for given in value.values())


def _compare(operator: str) -> Callable[[Statement, str, str, Any], str]:
    return lambda statement, sql, sql_type, value: f"{sql} {operator} {statement.bind(value, sql_type)}"


def _among(statement: Statement, sql: str, sql_type: str, value: Any) -> str:
    return f"{sql} = any({statement.bind(value, f'{sql_type}[]')})"


def _prefix(statement: Statement, sql: str, sql_type: str, value: Any) -> str:
    beyond = statement.bind(value, sql_type, _beyond)
    return f"({sql} >= {statement.bind(value, sql_type)} and {sql} < {beyond})"


def _contains(statement: Statement, sql: str, sql_type: str, value: Any) -> str:
    return f"{sql} like {statement.bind(value, sql_type, _escape)}"


_OPERATORS: dict[str, Callable[[Statement, str, str, Any], str]] = {
    "eq": _compare("="),
    "gte": _compare(">="),
    "lte": _compare("<="),
    "in": _among,
    "prefix": _prefix,
    "contains": _contains,
}


def enum_condition(statement: Statement, sql: str, value: Mapping[str, Any]) -> str:
    """``eq`` and ``in`` of an enum, whose names stand in the column."""
    parts = []
    if value.get("eq") is not None:
        parts.append(f"{sql} = {statement.bind(value['eq'], 'text', _name_of)}")
    if value.get("in") is not None:
        parts.append(f"{sql} = any({statement.bind(value['in'], 'text[]', _names_of)})")
    return joined("and", parts, "true")


def scalar_filter_types() -> list[InputType]:
    """The filters on one value that every kind shares."""
    string = {"prefix": Argument("String", "Begins with.", None), "contains": Argument("String", "Contains.", None)}
    return [
        InputType("StringFilter", "Condition on a text 文本条件.", {**_equals("String"), **string}),
        *(InputType(f"{of}Filter", f"Condition on a {of}.", {**_equals(of), **_range(of)}) for of in _RANGED),
    ]


_RANGED = ("Int", "Decimal", "Date", "DateTime")


def _equals(of: str) -> dict[str, Argument]:
    return {"eq": Argument(of, "Equals.", None), "in": Argument(f"[{of}!]", "Is one of.", None)}


def _range(of: str) -> dict[str, Argument]:
    return {"gte": Argument(of, "At least.", None), "lte": Argument(of, "At most.", None)}


def enum_filter_type(enum: str) -> InputType:
    """The filter on an enum."""
    return InputType(enum_filter_name(enum), f"Condition on {enum}.", _equals(enum))


def enum_filter_name(enum: str) -> str:
    return f"{enum}Filter"
