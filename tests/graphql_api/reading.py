"""What every part of the oracle reads: whole tables, the rows that a reader sees, the clocks of a question."""

from __future__ import annotations

import asyncio
import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg

from aggregates import regions
from aggregates.catalogue import Catalogue
from aggregates.kinds import Collection, Kind
from graphql_api.identity import Identity
from tests.graphql_api import paging, sight
from tests.graphql_api.masks import shown

Row = Mapping[str, Any]
Clocks = tuple[datetime.date, datetime.datetime | None, int | None, bool, bool]
"""Day, known, position; whether any was stated, and whether the day was."""


@dataclass(frozen=True)
class Node:
    """A value of an object type: its row, its clocks, and, of elements, the collection that it comes from."""

    type: str
    row: Row
    clocks: Clocks
    kind: Kind | None = None
    collection: Collection | None = None
    page: Any = None


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def by_key(row: Row) -> bytes:
    return str(row["key"]).encode()


class Rows:
    """Tables as they are; ``rows`` of every one are read once for each pair of clocks."""

    def __init__(
        self, connection: asyncpg.Connection, catalogue: Catalogue, identity: Identity, today: datetime.date
    ) -> None:
        self.connection, self.catalogue, self.identity, self.today = connection, catalogue, identity, today
        self.cache: dict[object, list[Row]] = {}
        self.lock = asyncio.Lock()

    def now(self) -> Clocks:
        return self.today, None, None, False, False

    async def rows(self, table: str, clocks: Clocks | None = None) -> list[Row]:
        stated = clocks is not None and clocks[3]
        key = (table, clocks if stated else None)
        async with self.lock:
            if key not in self.cache:
                source = f"read.{table}_as_of($1, $2, $3)" if stated else f"read.{table}"
                found = await self.connection.fetch(
                    f"select * from {source}", *(clocks[:3] if stated and clocks else ())
                )
                self.cache[key] = [dict(row) for row in found]
        return self.cache[key]

    async def seen(self, row: Row) -> bool:
        """Whether the reader sees the kind of the subject of a row, and has its division of today."""
        subjects = {one["subject"]: one for one in await self.rows("subject")}
        if not sight.sees_kind(self.identity.roles, subjects[row["subject"]]["kind"]):
            return False
        if "*" in self.identity.divisions:
            return True
        mine = {
            one["subject"]
            for one in await self.rows("code")
            if one["kind"] == "DIVISION" and one["code"] in self.identity.divisions
        }
        closure = {(one["ancestor"], one["descendant"]) for one in await self.rows("division_closure")}
        division = subjects[row["subject"]]["division_id"]
        return any((ancestor, division) in closure for ancestor in mine)

    async def one(self, kind: Kind, subject: object, clocks: Clocks) -> Node | None:
        for row in await self.rows(kind.table, clocks):
            if row["subject"] == subject and await self.seen(row):
                return Node(kind.name.capitalize(), row, clocks, kind)
        return None

    async def by_code(self, kind: str, code: str | None, scheme: str | None) -> object:
        found = [one for one in await self.rows("code") if one["kind"] == kind and one["code"] == code]
        found.sort(key=lambda one: (one["scheme"] != scheme, one["scheme"].encode()))
        return found[0]["subject"] if found else None

    def clocks(self, given: Mapping[str, Any] | None) -> Clocks:
        stated = {name: value for name, value in (given or {}).items() if value is not None}
        if not stated:
            return self.now()
        day = datetime.date.fromisoformat(stated["validOn"]) if "validOn" in stated else self.today
        known = datetime.datetime.fromisoformat(stated["knownAt"]) if "knownAt" in stated else None
        return day, known, stated.get("position"), True, "validOn" in stated

    async def codes(self, subject: object, kind: str) -> set[str]:
        return {one["code"] for one in await self.rows("code") if one["subject"] == subject and one["kind"] == kind}

    async def position(self) -> int:
        return int((await self.rows("progress"))[0]["position"])

    def plain(self, node: Node, name: str) -> Any:
        column = next(key for key in node.row if camel(key) == name)
        holder = node.collection or node.kind
        derived = regions.derived(node.kind.name) if node.kind and not node.collection else {}
        attribute = {**derived, **holder.attributes}.get(column) if holder else None
        if attribute is not None and attribute.sealed:
            return self.masked(node.row[column])
        if attribute is not None and not sight.sees(self.identity.roles, attribute.exposure.name):
            return None
        return shown(node.row[column])

    async def masked(self, envelope: str | None) -> str | None:
        """The masked text of an envelope, for those roles that see any."""
        roles = {role.partition(":")[0] for role in self.identity.roles}
        if envelope is None or roles.isdisjoint({"caseworker", "auditor", "admin", "department"}):
            return None
        async with self.lock:
            if "masks" not in self.cache:
                self.cache["masks"] = [dict(row) for row in await self.connection.fetch("select * from access.mask")]
        said = json.loads(envelope)
        found = (row for row in self.cache["masks"] if (row["ref"], row["nonce"]) == (said["ref"], said["nonce"]))
        return next((row["masked"] for row in found), None)

    async def page(self, nodes: list[Node], name: str, keys: list[paging.Key], given: Any, default: int) -> Node:
        """A connection of nodes."""
        page = paging.Page(nodes, name, keys, given, default, await self.position())
        return Node("Connection", {}, self.now(), page=page)
