"""Variables that are leaves, coerced as graphql-core coerces them, with what their definitions say read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLSchema,
    Undefined,
    VariableDefinitionNode,
    coerce_input_value,
    get_nullable_type,
    is_leaf_type,
    is_non_null_type,
)
from graphql.execution.get_variable_signature import GraphQLVariableSignature, get_variable_signature
from graphql.execution.values import VariableValues, VariableValueSource


@dataclass(frozen=True, slots=True)
class Leaves:
    """The variables of an operation, all of them scalars or enums without a default."""

    signatures: tuple[GraphQLVariableSignature, ...]

    @classmethod
    def of(cls, schema: GraphQLSchema, nodes: Iterable[VariableDefinitionNode]) -> Leaves | None:
        """None where one is something else."""
        found = [get_variable_signature(schema, node) for node in nodes]
        plain = [one for one in found if not isinstance(one, GraphQLError) and one.default is None]
        leaves = len(plain) == len(found) and all(is_leaf_type(get_nullable_type(one.type)) for one in plain)
        return cls(tuple(plain)) if leaves else None

    def coerced(self, given: Mapping[str, Any]) -> VariableValues | None:
        """None where one does not fit or is missing, of which graphql-core says what is to be said."""
        sources, coerced = {}, {}
        for one in self.signatures:
            told = given.get(one.name, Undefined)
            sources[one.name] = VariableValueSource(one, told)
            if told is Undefined and not is_non_null_type(one.type):
                continue
            value = coerce_input_value(told, one.type)
            if value is Undefined:
                return None
            coerced[one.name] = value
        return VariableValues(sources, coerced)
