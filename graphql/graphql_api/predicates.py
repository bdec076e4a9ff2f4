"""The filter of each kind: a condition on every attribute and derived state, and a few that look further."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aggregates.attributes import Attribute
from aggregates.decisions import Region
from aggregates.kinds import Kind
from graphql_api import filters, works
from graphql_api.columns import column, derived, describe, enum_of, field_name, figures
from graphql_api.compiler import Compiler, Row
from graphql_api.filters import Filter, FilterField
from graphql_api.model import EnumType, Model
from graphql_api.naming import camel, pascal

_SCALARS = {"String": "text", "Int": "integer", "Decimal": "numeric", "Date": "date", "DateTime": "timestamptz"}
_UNFILTERED = frozenset({"geometry", "sealed"})


def name(kind: Kind) -> str:
    """``HouseFilter``."""
    return f"{pascal(kind.name)}Filter"


def add_types(model: Model, kind: Kind) -> None:
    """The filters on a kind's enums; its own filter is :mod:`graphql_api.existing`'s."""
    for enum in _enums(kind):
        model.add(enum)
        if filters.enum_filter_name(enum.name) not in model.inputs:
            model.add(filters.enum_filter_type(enum.name))


def _enums(kind: Kind) -> list[EnumType]:
    told = (*kind.attributes.values(), *figures(kind).values())
    stated = [enum for attribute in told if (enum := enum_of(attribute))]
    derived_enums = [enum for region in derived(kind) if (enum := enum_of(region.attribute))]
    return [*stated, *derived_enums]


def filter_of(kind: Kind) -> Filter:
    """The filter of a kind on what its subjects themselves are."""
    fields = {"code": FilterField("StringFilter", "Present code 现行编码", _code)}
    fields.update(attribute_fields(kind.attributes.values()))
    for region in derived(kind):
        fields[camel(region.name)] = _derived_field(region)
    fields.update({field_name(one): attribute_field(one) for one in figures(kind).values()})
    fields["changedAfter"] = FilterField("Position", "Has an event after this position 此后有变动", _changed_after)
    return Filter(name(kind), fields | works.filter_fields(kind))


def attribute_fields(attributes: Iterable[Attribute]) -> dict[str, FilterField]:
    """The conditions on those attributes that can be compared."""
    return {field_name(one): attribute_field(one) for one in attributes if one.type.name not in _UNFILTERED}


def _code(compiler: Compiler, row: Row, value: Mapping[str, Any]) -> str:
    return filters.value_condition(compiler.statement, row.column("code"), "text", value)


def _changed_after(compiler: Compiler, row: Row, value: Any) -> str:
    return f"{row.column('position')} > {compiler.statement.bind(value, 'bigint')}"


def attribute_field(attribute: Attribute) -> FilterField:
    """The condition on a stated attribute's column."""

    def condition(compiler: Compiler, row: Row, value: Any) -> str:
        return _on_column(compiler, column(compiler, row, attribute), attribute.type.scalar, value)

    return FilterField(_filter_type(attribute.type.scalar), describe(attribute), condition)


def _derived_field(region: Region) -> FilterField:
    scalar = region.attribute.type.scalar

    def condition(compiler: Compiler, row: Row, value: Any) -> str:
        return _on_column(compiler, row.column(region.name), scalar, value)

    return FilterField(_filter_type(scalar), describe(region.attribute), condition)


def _filter_type(scalar: str) -> str:
    return "Boolean" if scalar == "Boolean" else f"{scalar}Filter"


def _on_column(compiler: Compiler, sql: str, scalar: str, value: Any) -> str:
    if scalar == "Boolean":
        return f"({sql} is {'true' if value else 'not true'})"
    if scalar in _SCALARS:
        return filters.value_condition(compiler.statement, sql, _SCALARS[scalar], value)
    return filters.enum_condition(compiler.statement, sql, value)
