"""The oracle's findings and investigations, of one subject and of all, and what is under investigation."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from aggregates.kinds import Collection
from tests.graphql_api import paging, sight
from tests.graphql_api.of_events import Events
from tests.graphql_api.of_subjects import Subjects
from tests.graphql_api.reading import Node, Row, camel

SHOWN_AS = {
    "kind": "sort", "right_noted": "sort", "mortgagee_name": "holder", "court": "holder", "waiting_order": "rank",
    "expires_on": "endsOn", "lapses_on": "endsOn", "discharged_on": "endedOn", "lifted_on": "endedOn",
    "withdrawn_on": "endedOn", "cancelled_on": "endedOn",
}  # fmt: skip
"""Attributes that an encumbrance shows under another name."""


class Findings(Subjects, Events):
    """Mixed into the oracle."""

    async def findings(self, node: Node, arguments: Mapping[str, Any]) -> Node:
        assert node.kind is not None
        found = await self.elements(node, node.kind.collections["findings"], arguments)
        return await self.page(found, "findings", [paging.Key("key")], arguments, 20)

    def query_findings(self, node: Node, **arguments: Any) -> Any:
        return self.all_of("findings", arguments)

    def query_investigations(self, node: Node, **arguments: Any) -> Any:
        return self.all_of("investigations", arguments)

    async def all_of(self, name: str, arguments: Mapping[str, Any]) -> Node:
        """A root: the elements of all subjects, the last recorded first."""
        subjects = {one["subject"]: one for one in await self.rows("subject")}
        found = []
        for kind in self.catalogue.kinds.values():
            for row in await self.rows(f"{kind.table}_{name}"):
                of = subjects[row["subject"]]
                division = subjects[of["division_id"]]["code"] if of["division_id"] else None
                seen = {key: value for key, value in row.items() if self.shows(kind.collections[name], key)}
                told = {
                    **dict.fromkeys(row),
                    **seen,
                    "kind": kind.name,
                    "code": of["code"],
                    "division": division,
                    "open": row["live"],
                }
                if await self.seen(row) and self.lets_through(told, arguments.get("filter") or {}):
                    type_ = name.removesuffix("s").capitalize()
                    found.append(Node(type_, row, self.now(), kind, kind.collections[name]))
        keys = [paging.Key(column, descending=True) for column in ("position", "subject", "key")]
        return await self.page(found, f"all {name}", keys, arguments, 20)

    def shows(self, collection: Collection, column: str) -> bool:
        attribute = collection.attributes.get(column)
        return attribute is None or sight.sees(self.identity.roles, attribute.exposure.name)

    def lets_through(self, row: Row, given: Mapping[str, Any]) -> bool:
        return all(self.condition(row, name, value) for name, value in given.items() if value is not None)

    def condition(self, row: Row, name: str, value: Any) -> bool:
        if name in ("and", "or"):
            return (all if name == "and" else any)(self.lets_through(row, one) for one in value)
        if name == "not":
            return not self.lets_through(row, value)
        return paging.meets(next(row[key] for key in row if camel(key) == name), value)

    async def about(self, node: Node, field: str) -> Any:
        """Fields that findings and investigations share."""
        assert node.kind is not None
        match field:
            case "kind":
                return node.kind.name
            case "code":
                rows = await self.rows("subject")
                return next(one["code"] for one in rows if one["subject"] == node.row["subject"])
            case "subject":
                return await self.one(node.kind, node.row["subject"], node.clocks)
        return node.row["live"]

    async def finding_eventRecord(self, node: Node) -> Node | None:
        about = node.row["event"] if sight.sees(self.identity.roles, "SHARED") else None
        return await self.last(node, lambda row: about is not None and row["id"] == _uuid(about))

    async def doubted(self, node: Node) -> list[str]:
        """Names of what is under investigation of a subject or an element."""
        assert node.kind is not None
        entity = f"{node.collection.name}/{node.row['key']}" if node.collection else ""
        fields = SHOWN_AS if node.type == "Encumbrance" else {}
        return sorted(
            {
                fields.get(one["attribute"], camel(one["attribute"]))
                for one in await self.rows(f"{node.kind.table}_investigations", node.clocks)
                if one["subject"] == node.row["subject"]
                and one["live"]
                and (one["entity"] or "") == entity
                and one["attribute"] is not None
            }
        )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
