"""From a selection to SQL: walks the selected fields of a type and writes the expressions that their bindings give.

The same walk serves the roots of an operation, every nested field, and, later, payloads of mutations and events of
subscriptions: what differs is the row that it starts from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import FragmentDefinitionNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_fields, collect_subfields
from graphql.execution.values import VariableValues, get_argument_values

from aggregates.catalogue import Catalogue
from aggregates.exposure import Exposure
from graphql_api import limits
from graphql_api.identity import Identity
from graphql_api.lookups import Lookup
from graphql_api.searching import Search
from graphql_api.statement import Statement
from graphql_api.values import Resolve
from graphql_api.volume import Volume
from projections import names


@dataclass(frozen=True, slots=True)
class AsOf:
    """The clocks in force, as SQL expressions: a ``date``, a ``timestamptz``, a ``bigint``; ``null`` where not given.

    ``stated``: the reader asked for them; else they say today because time has passed since the tables were merged.
    ``states_day``: the reader named the day, so later events stay out of timelines too.
    """

    valid: str
    known: str
    position: str
    stated: bool
    states_day: bool

    @property
    def arguments(self) -> str:
        return f"{self.valid}, {self.known}, {self.position}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row in scope: its alias, and the clocks in force (None: as it stands today, from the current tables)."""

    alias: str
    at: AsOf | None

    def column(self, name: str) -> str:
        return f"{self.alias}.{names.quoted(name)}"


@dataclass(frozen=True, slots=True)
class Selected:
    """One field of the answer: its response key, its arguments, and the nodes whose selections merge below it."""

    key: str
    name: str
    arguments: Mapping[str, Any]
    nodes: list[FieldDetails]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the fields of an operation stand: its schema, its fragments, its variables."""

    schema: GraphQLSchema
    operation: OperationDefinitionNode
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues

    @property
    def root(self) -> GraphQLObjectType:
        """The type of the operation's root fields."""
        found = self.schema.get_root_type(self.operation.operation)
        assert found is not None
        return found

    def roots(self) -> list[tuple[str, list[FieldDetails]]]:
        """Response key -> nodes of the operation's root fields."""
        collected = collect_fields(self.schema, self._details(), self.variables, self.root, self.operation)
        return list(collected.grouped_field_set.items())

    def below(self, type_name: str, nodes: list[FieldDetails]) -> list[tuple[str, list[FieldDetails]]]:
        """Response key -> nodes of what is selected below ``nodes`` where the value is a ``type_name``."""
        of = self.type(type_name)
        collected = collect_subfields(self.schema, self._details(), self.variables, self.operation, of, nodes)
        return list(collected.grouped_field_set.items())

    def type(self, name: str) -> GraphQLObjectType:
        found = self.schema.get_type(name)
        assert isinstance(found, GraphQLObjectType), name
        return found

    def _details(self) -> dict[str, FragmentDetails]:
        return {name: FragmentDetails(node) for name, node in self.fragments.items()}


Compile = Callable[["Compiler", Row, Selected], str]
"""Writes the SQL expression of one selected field of one row; its value is what stands in the answer."""


class Bindings(Protocol):
    """What the compiler has to know of the schema's types and the catalogue that they follow from.

    ``exposures``: of the subjects of each kind, by its name.
    """

    @property
    def exposures(self) -> Mapping[str, Exposure]: ...

    @property
    def catalogue(self) -> Catalogue: ...

    def binding(self, type_name: str, field: str) -> Compile:
        """How a field of an object type becomes SQL."""


class Compiler:
    """Compiles one operation for one shape of identity and variables.

    ``due``: time has passed since the tables were merged, so whatever is asked without clocks is asked as of today.
    """

    def __init__(self, bindings: Bindings, source: Source, identity: Identity, *, due: bool = False) -> None:
        self.bindings = bindings
        self.source = source
        self.identity = identity
        self.due = due
        self.statement = Statement()
        self.volume = Volume()
        self.reads_today = False
        self._conditions = 0
        self.opens = False
        self.searches: list[Search] = []
        self.lookups: list[Lookup] = []

    def roots(self) -> list[Selected]:
        """The operation's root fields, ``__typename`` and introspection included."""
        return self._selected(self.source.root.name, self.source.roots())

    def below(self, type_name: str, nodes: list[FieldDetails]) -> list[Selected]:
        """What is selected below ``nodes`` on an object type."""
        selected = self._selected(type_name, self.source.below(type_name, nodes))
        self.volume.add(len(selected))
        return selected

    def look_up(self, source: str, asked: Resolve) -> str:
        """The parameter, JSON, that is what ``source`` answers to ``asked`` before the statement runs."""
        place = len(self.lookups)
        self.lookups.append(Lookup(source, asked))
        limits.LOOKUPS.check(len(self.lookups))
        return self.statement.bind_request(f"lookup.{place}", lambda _, request: request.answers[place], "jsonb")

    def count_conditions(self, count: int) -> None:
        """Conditions of filters, wherever they stand; TooLarge where they are too many for one operation."""
        self._conditions += count
        limits.CONDITIONS.check(self._conditions, "filter")

    def _selected(self, type_name: str, grouped: Iterable[tuple[str, list[FieldDetails]]]) -> list[Selected]:
        fields = self.source.type(type_name).fields
        return [self._one(fields, key, nodes) for key, nodes in grouped]

    def _one(self, fields: Mapping[str, Any], key: str, nodes: list[FieldDetails]) -> Selected:
        node = nodes[0].node
        name = node.name.value
        arguments = {} if name.startswith("__") else get_argument_values(fields[name], node, self.source.variables)
        return Selected(key, name, arguments, nodes)

    def targets(self, type_name: str, row: Row, selected: Iterable[Selected]) -> str:
        """The select list: one expression a field, named by its response key."""
        return ", ".join(f'{self.expression(type_name, row, one)} "{one.key}"' for one in selected)

    def expression(self, type_name: str, row: Row, one: Selected) -> str:
        """The SQL of one field."""
        if one.name == "__typename":
            return f"'{type_name}'::text"
        return self.bindings.binding(type_name, one.name)(self, row, one)

    def object(self, type_name: str, row: Row, one: Selected, source: str) -> str:
        """What is selected below ``one`` as a JSON object; null where ``source`` (``from …``) has no row."""
        targets = self.targets(type_name, row, self.below(type_name, one.nodes))
        return as_object(self.statement, f"select {targets} {source}")

    def objects(self, type_name: str, row: Row, one: Selected, source: str) -> str:
        """The same for a list; never null. ``source`` ends in its ``order by``."""
        with self.volume.within(limits.UNPAGED):
            targets = self.targets(type_name, row, self.below(type_name, one.nodes))
        alias = self.statement.alias()
        return f"array(select {alias} from (select {targets} {source}) {alias})"


def as_object(statement: Statement, select: str) -> str:
    """The first row of a select as a JSON object, in a scalar subquery."""
    alias = statement.alias()
    return f"(select row_to_json({alias}) from ({select}) {alias})"
