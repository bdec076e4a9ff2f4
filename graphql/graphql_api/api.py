"""The API of a catalogue and of commands: its model, and the strawberry schema that follows from the model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import strawberry
from graphql import GraphQLSchema

from aggregates.catalogue import Catalogue
from aggregates.commands.book import COMMANDS
from aggregates.commands.command import Command
from graphql_api import (
    across,
    audit,
    catalogue_types,
    cockpits,
    difference,
    elements,
    estates,
    events,
    existing,
    filings,
    findings,
    hits,
    households,
    identities,
    inbox,
    inputs,
    kinds,
    mutations,
    payloads,
    person_holdings,
    portraits,
    query,
    running,
    self_built,
    series,
    sources,
    strawberry_types,
    subscriptions,
    works,
)
from graphql_api.model import Model
from graphql_api.naming import camel


@dataclass(frozen=True, slots=True)
class Api:
    """What can be asked of a registry with this catalogue, and what it takes in: ``readers`` by mutation."""

    catalogue: Catalogue
    model: Model
    strawberry: strawberry.Schema
    readers: Mapping[str, filings.Reader]

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
    """The API of a catalogue, with all commands that make events of it."""
    return build(catalogue, COMMANDS.values())


def build(catalogue: Catalogue, commands: Iterable[Command]) -> Api:
    """The API of a catalogue and of those of the commands whose event types it declares."""
    known = [one for one in commands if (one.event_type.kind, one.event_type.name) in catalogue.event_types]
    model = Model("Query", catalogue)
    query.add_types(model, catalogue)
    identities.add_types(model, catalogue, known)
    kinds.add_types(model, catalogue)
    existing.add_types(model, catalogue)
    households.add_types(model, catalogue.kinds)
    elements.add_types(model, catalogue)
    findings.add_types(model, catalogue)
    difference.add_types(model)
    events.add_types(model, catalogue)
    subscriptions.add_types(model)
    catalogue_types.add_types(model, catalogue)
    audit.add_types(model, catalogue)
    sources.add_types(model)
    person_holdings.add_types(model, catalogue)
    inbox.add_types(model, catalogue)
    portraits.add_types(model, catalogue)
    across.add_types(model, catalogue)
    works.add_types(model, catalogue)
    self_built.add_types(model, catalogue)
    estates.add_types(model, catalogue)
    series.add_types(model, catalogue)
    cockpits.add_types(model, catalogue)
    hits.add_types(model, catalogue)
    inputs.add_types(model, known)
    payloads.add_types(model, catalogue, known)
    mutations.add_types(model, known)
    running.add_types(model, known)
    readers = {camel(one.name): filings.reader(one) for one in known}
    return Api(catalogue, model, strawberry_types.schema(model), readers)
