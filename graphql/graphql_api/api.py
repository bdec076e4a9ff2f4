"""The API of a catalogue: its model, and the strawberry schema that follows from the model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import strawberry
from graphql import GraphQLSchema

from aggregates.catalogue import Catalogue
from graphql_api import audit, catalogue_types, difference, elements, events, findings, kinds, query, strawberry_types
from graphql_api.model import Model


@dataclass(frozen=True, slots=True)
class Api:
    """What can be asked of a registry with this catalogue."""

    catalogue: Catalogue
    model: Model
    strawberry: strawberry.Schema

    @property
    def schema(self) -> GraphQLSchema:
        """The same as graphql-core has it."""
        return self.strawberry._schema

    @property
    def sdl(self) -> str:
        """The schema definition, as committed in ``graphql/schema.graphql``."""
        return self.strawberry.as_str() + "\n"


@cache
def of(catalogue: Catalogue) -> Api:
    """The API of a catalogue."""
    model = Model("Query")
    query.add_types(model, catalogue)
    kinds.add_types(model, catalogue)
    elements.add_types(model, catalogue)
    findings.add_types(model, catalogue)
    difference.add_types(model)
    events.add_types(model, catalogue)
    catalogue_types.add_types(model, catalogue)
    audit.add_types(model)
    return Api(catalogue, model, strawberry_types.schema(model))
