"""Introspection: the roots that are answered from the schema itself, by graphql-core, and how much they may ask for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
    get_named_type,
)
from graphql.execution.collect_fields import FieldDetails
from graphql.execution.values import VariableValues
from graphql.pyutils import Undefined

from graphql_api import limits
from graphql_api.compiler import Selected, Source
from graphql_api.documents import Operation

ROOTS = frozenset({"__schema", "__type"})


def check(source: Source, roots: Sequence[Selected]) -> None:
    """Refuse, by TooLarge, what would answer too many values: lists are taken to be as long as they are on average."""
    types = {"__schema": "__Schema", "__type": "__Type"}
    limits.INTROSPECTED.check(round(sum(_values(source, types[one.name], one.nodes) for one in roots)))


def _values(source: Source, type_name: str, nodes: list[FieldDetails]) -> float:
    sizes, fields = _sizes(source.schema), source.type(type_name).fields
    below = source.below(type_name, nodes)
    values = float(len(below))
    for _, found in below:
        name = found[0].node.name.value
        if found[0].node.selection_set is not None and name in fields:
            named = get_named_type(fields[name].type).name
            values += sizes.get(name, 1.0) * _values(source, named, found)
    return values


@cache
def _sizes(schema: GraphQLSchema) -> dict[str, float]:
    """How many values a field of introspection has, on average over all types; half of all types wrap another."""
    types = list(schema.type_map.values())
    fields = [f for t in types if isinstance(t, GraphQLObjectType | GraphQLInterfaceType) for f in t.fields.values()]
    given = sum(len(one.fields) for one in types if isinstance(one, GraphQLInputObjectType))
    return {
        "types": len(types),
        "directives": len(schema.directives),
        "fields": len(fields) / len(types),
        "args": max(1.0, sum(len(one.args) for one in fields) / len(fields)),
        "inputFields": given / len(types),
        "enumValues": sum(len(one.values) for one in types if isinstance(one, GraphQLEnumType)) / len(types),
        "ofType": 0.5,
    }


def answer(
    schema: GraphQLSchema, operation: Operation, introspected: Sequence[Selected], variables: VariableValues
) -> dict[str, Any]:
    """The introspection roots of an operation, executed on strawberry's schema."""
    fields: list[FieldNode] = [detail.node for one in introspected for detail in one.nodes]
    node = OperationDefinitionNode(
        operation=operation.node.operation,
        variable_definitions=operation.node.variable_definitions,
        selection_set=SelectionSetNode(selections=tuple(fields)),
    )
    document = DocumentNode(definitions=(node, *operation.fragments.values()))
    given = {name: source.value for name, source in variables.sources.items() if name in variables.coerced}
    result: ExecutionResult = execute_sync(schema, document, variable_values=_provided(given))
    assert result.data is not None, result.errors
    return result.data


def _provided(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value is not Undefined}
