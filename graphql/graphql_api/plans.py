"""A plan: the SQL of one operation for one shape of reader and variables, ready for any values of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql.execution.values import VariableValues

from graphql_api import introspection, tables
from graphql_api.api import Api
from graphql_api.compiler import Compiler, Selected, Source
from graphql_api.connections import LARGEST_PAGE
from graphql_api.documents import Operation
from graphql_api.errors import RequestError
from graphql_api.identity import PUBLIC, Identity
from graphql_api.lookups import Lookup
from graphql_api.query import ROOT
from graphql_api.searching import Search
from graphql_api.values import Request, Resolve, Variables, shape, slots
from graphql_api.volume import Volume


@dataclass(slots=True)
class Plan:
    """``sql`` answers one row: the JSON of the compiled roots as bytes, and whether time has passed over the tables.

    ``keys`` are all response keys in order where ``introspected`` names some that strawberry answers, else empty.
    ``volume`` is None where no size of pages can pass the bounds. ``opens``: personal data in its answer has to be
    opened before it leaves. ``searches`` are those by number whose persons its request has to name,
    ``lookups`` what others answer before the statement runs.
    """

    sql: str | None
    parameters: list[Resolve]
    introspected: list[Selected]
    keys: list[str]
    volume: Volume | None = None
    opens: bool = False
    searches: list[Search] = field(default_factory=list)
    lookups: list[Lookup] = field(default_factory=list)
    due: Plan | None = None
    prepared: bool = False

    def arguments(self, variables: Variables, request: Request) -> list[object]:
        """The values of the statement's parameters; raises what their checks raise, TooLarge for too many rows."""
        if self.volume is not None:
            self.volume.check(variables, request)
        return [parameter(variables, request) for parameter in self.parameters]


def key(identity: Identity, variables: Mapping[str, Any]) -> object:
    """Plans are shared by whoever has the same of these."""
    return identity.shape, shape(variables)


def make(api: Api, operation: Operation, identity: Identity, values: VariableValues, *, due: bool = False) -> Plan:
    """Compile an operation; ``due`` for when time has passed over the tables."""
    compiler = _compiler(api, operation, identity, values, due)
    roots = compiler.roots()
    introspected = [one for one in roots if one.name in introspection.ROOTS]
    compiled = [one for one in roots if one.name not in introspection.ROOTS]
    keys = [one.key for one in roots] if introspected else []
    introspection.check(compiler.source, introspected)
    if introspected and not compiled:
        return Plan(None, [], introspected, keys)
    sql, parameters = compiler.statement.finish(_statement(compiler, compiled))
    return Plan(
        sql, parameters, introspected, keys, _volume(compiler), compiler.opens, compiler.searches, compiler.lookups
    )


def of_subscription(
    api: Api, operation: Operation, identity: Identity, values: VariableValues, *, due: bool = False
) -> Plan:
    """The plan of a subscription's pages.

    Raises:
        RequestError: its directives leave nothing to follow.
    """
    compiler = _compiler(api, operation, identity, values, due)
    return of_root(compiler, _followed(compiler))


def followed(api: Api, operation: Operation, values: VariableValues) -> Selected:
    """The root of a subscription with the values of its arguments; RequestError as above."""
    return _followed(Compiler(api.model, Source(api.schema, operation.node, operation.fragments, values), PUBLIC))


def _followed(compiler: Compiler) -> Selected:
    """The one root of a subscription: validation lets no second pass, but directives may leave none."""
    for one in compiler.roots():
        return one
    raise RequestError("The subscription follows nothing with these variables; include its field.", field="query")


def _compiler(api: Api, operation: Operation, identity: Identity, values: VariableValues, due: bool) -> Compiler:
    slotted = values._replace(coerced={name: slots(name, value) for name, value in values.coerced.items()})
    return Compiler(api.model, Source(api.schema, operation.node, operation.fragments, slotted), identity, due=due)


def of_root(compiler: Compiler, one: Selected) -> Plan:
    """The plan of one root field alone, whose value is an object or, of a subscription, a page as text."""
    value = compiler.expression(compiler.source.root.name, ROOT, one)
    sql, parameters = compiler.statement.finish(f"select convert_to({value}::text, 'UTF8'), {_due(compiler)}")
    return Plan(sql, parameters, [], [], _volume(compiler), compiler.opens)


def _volume(compiler: Compiler) -> Volume | None:
    return compiler.volume if compiler.volume.may_pass(LARGEST_PAGE) else None


def _statement(compiler: Compiler, roots: list[Selected]) -> str:
    targets = compiler.targets(compiler.source.root.name, ROOT, roots)
    return f"""select convert_to(row_to_json("$r")::text, 'UTF8'), {_due(compiler)} from (select {targets}) "$r\""""


def _due(compiler: Compiler) -> str:
    """Whether time has passed over the tables that the statement reads; asked when all else is compiled."""
    return tables.due(compiler) if compiler.reads_today else "false"
