"""The oracle: ordinary resolution of a selection, field by field in Python, over whole read tables.

It shares no code with the compiler. Documents run through graphql-core's own execution, on a schema from its SDL;
rows come from the tables or the as-of functions as they are; filters, orders, pages and permissions are plain loops.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

import asyncpg
import graphql

from aggregates.catalogue import Catalogue
from aggregates.commands.book import COMMANDS
from aggregates.rules import sources
from graphql_api.identity import Identity
from tests.graphql_api import sight
from tests.graphql_api.burdens import Encumbrances
from tests.graphql_api.of_difference import Differences
from tests.graphql_api.of_findings import Findings
from tests.graphql_api.of_households import Households
from tests.graphql_api.of_ranks import Ranks
from tests.graphql_api.reading import Node, camel

RANKED = {("Element", "inForce"), ("Element", "rank")}


class Oracle(Encumbrances, Findings, Differences, Ranks, Households):
    """Answers documents."""

    def __init__(
        self, connection: asyncpg.Connection, catalogue: Catalogue, sdl: str, identity: Identity, today: datetime.date
    ) -> None:
        super().__init__(connection, catalogue, identity, today)
        self.schema = graphql.build_schema(sdl)
        for one in self.schema.type_map.values():
            if isinstance(one, graphql.GraphQLInterfaceType) and not one.name.startswith("__"):
                one.resolve_type = lambda value, info, abstract: value.type

    async def answer(self, document: str, variables: Mapping[str, Any]) -> Any:
        """The data of the answer; errors are failures of the test."""
        result = graphql.execute(
            self.schema,
            graphql.parse(document),
            root_value=Node("Query", {}, self.now()),
            variable_values=dict(variables),
            field_resolver=self.resolve,
        )
        done = result if isinstance(result, graphql.ExecutionResult) else await result
        assert not done.errors, done.errors
        return done.data

    def resolve(self, node: Node, info: graphql.GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if node.page is not None:
            return node.page(info.field_name)
        if info.field_name == "underInvestigationAttributes":
            return self.doubted(node)
        if node.collection and node.collection.name == "seizures" and (node.type, info.field_name) in RANKED:
            return self.ranked(node, info.field_name)
        if node.type in ("Finding", "Investigation") and info.field_name in ("kind", "code", "subject", "open"):
            return self.about(node, info.field_name)
        found = getattr(self, f"{node.type.lower()}_{info.field_name}", None)
        if found is not None:
            return found(node, **arguments)
        if node.kind is not None and node.collection is None:
            return self.of_subject(node, info.field_name, arguments)
        if info.field_name == "houseThen":
            return self.house_then(node)
        if node.collection is not None and self.named(node.collection, info.field_name):
            return self.element_link(node, info.field_name)
        return self.plain(node, info.field_name)

    def query_me(self, node: Node) -> Node:
        who = self.identity
        told = {"subject": who.subject, "roles": who.roles, "divisions": who.divisions, "unmasks": who.unmasks}
        files = {"caseworker": sources.OPEN | {"housing-security"}}.get(who.roles[0], frozenset())
        mine = (one for one in COMMANDS.values() if one.event_type.authority in files)
        seen = [one for one in ("PUBLIC", "SHARED", "PERSONAL") if sight.sees(who.roles, one)]
        more = {"sees": seen, "mutations": sorted(camel(one.name) for one in mine)}
        return Node("Identity", {**told, **more}, self.now())

    async def identity_jurisdictions(self, node: Node) -> list[Node]:
        kind = self.catalogue.kinds["DIVISION"]
        named = [
            one["subject"]
            for one in await self.rows("code")
            if one["kind"] == kind.name and one["code"] in self.identity.divisions
        ]
        found = [await self.one(kind, subject, node.clocks) for subject in named]
        return sorted((one for one in found if one), key=lambda one: str(one.row["code"]))
