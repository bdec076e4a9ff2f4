"""The oracle: ordinary resolution of a selection, field by field in Python, over whole read tables.

It shares no code with the compiler. Documents run through graphql-core's own execution, on a schema from its SDL;
rows come from the tables or the as-of functions as they are; filters, orders, pages and permissions are plain loops.
"""

from __future__ import annotations

import asyncio
import datetime
import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import graphql

from aggregates.attributes import Attribute
from aggregates.catalogue import Catalogue
from aggregates.kinds import Collection, Kind
from graphql_api.identity import Identity
from tests.graphql_api import paging
from tests.graphql_api.burdens import Encumbrances
from tests.graphql_api.masks import changes, flattened, shown

Row = Mapping[str, Any]
Clocks = tuple[datetime.date, datetime.datetime | None, int | None, bool, bool]
"""Day, known, position; whether any was stated, and whether the day was."""

PLURALS = {"PROJECT": "projects", "BUILDING": "buildings", "HOUSE": "houses", "DIVISION": "divisions"}
ELEMENTS = {"owners", "contracts", "participants", "permits", "inspections"}


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


class Oracle(Encumbrances):
    """Answers documents; ``rows`` of every table are read once for each pair of clocks."""

    def __init__(
        self, connection: asyncpg.Connection, catalogue: Catalogue, sdl: str, identity: Identity, today: datetime.date
    ) -> None:
        self.connection, self.catalogue, self.identity, self.today = connection, catalogue, identity, today
        self.schema = graphql.build_schema(sdl)
        self.cache: dict[object, list[Row]] = {}
        self.lock = asyncio.Lock()
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

    def now(self) -> Clocks:
        return self.today, None, None, False, False

    def resolve(self, node: Node, info: graphql.GraphQLResolveInfo[Any], **arguments: Any) -> Any:
        if node.page is not None:
            return node.page(info.field_name)
        found = getattr(self, f"{node.type.lower()}_{info.field_name}", None)
        if found is not None:
            return found(node, **arguments)
        if node.kind is not None and node.collection is None:
            return self.of_subject(node, info.field_name, arguments)
        return self.plain(node, info.field_name)

    # rows

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
        """Whether the reader's divisions contain the subject of a row, by its division of today."""
        if "*" in self.identity.divisions:
            return True
        subjects = {one["subject"]: one for one in await self.rows("subject")}
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

    # roots

    async def subject_root(self, kind: str, code: str, scheme: str | None, at: Any) -> Node | None:
        subject = await self.by_code(kind, code, scheme)
        return await self.one(self.catalogue.kinds[kind], subject, self.clocks(at)) if subject else None

    def __getattr__(self, name: str) -> Any:
        """Roots of kinds, which are named after the catalogue."""
        for kind in self.catalogue.kinds.values() if name.startswith("query_") else ():
            if name == f"query_{kind.table}":
                return lambda node, code, scheme=None, asOf=None: self.subject_root(kind.name, code, scheme, asOf)
            if name == f"query_{PLURALS[kind.name]}":
                return functools.partial(self.list_root, kind)
        raise AttributeError(name)

    async def list_root(self, kind: Kind, node: Node, asOf: Any = None, **arguments: Any) -> Any:
        page = await self.subjects(kind, self.clocks(asOf), arguments, lambda row: True)
        return page("nodes") if kind.name == "DIVISION" else Node("Connection", {}, self.now(), page=page)

    async def subjects(
        self, kind: Kind, clocks: Clocks, arguments: Mapping[str, Any], belongs: Callable[[Row], bool]
    ) -> Any:
        found = [
            row
            for row in await self.rows(kind.table, clocks)
            if belongs(row) and await self.seen(row) and self.passes(kind, row, arguments.get("filter") or {})
        ]
        order = arguments.get("orderBy") or {"field": "CODE", "direction": "ASC"}
        nodes = [Node(kind.name.capitalize(), row, clocks, kind) for row in found]
        keys = paging.subject_keys(kind, order, self.identity.public)
        name = f"{kind.name}:{order['field']}:{order['direction']}"
        return paging.Page(nodes, name, keys, arguments, 20, await self.position())

    def passes(self, kind: Kind, row: Row, given: Mapping[str, Any]) -> bool:
        return all(self.holds(kind, row, name, value) for name, value in given.items() if value is not None)

    def holds(self, kind: Kind, row: Row, name: str, value: Any) -> bool:
        if name == "and":
            return all(self.passes(kind, row, one) for one in value)
        if name == "or":
            return any(self.passes(kind, row, one) for one in value)
        if name == "not":
            return not self.passes(kind, row, value)
        if name == "changedAfter":
            return bool(row["position"] > value)
        column = next(key for key in row if camel(key) == name)
        attribute = kind.attributes.get(column)
        masked = attribute is not None and not attribute.public and self.identity.public
        return paging.meets(None if masked else row[column], value)

    async def position(self) -> int:
        return int((await self.rows("progress"))[0]["position"])

    async def query_event(self, node: Node, position: int) -> Node | None:
        for row in await self.rows("event"):
            if row["position"] == position and await self.seen(row):
                return Node("Event", row, self.now())
        return None

    async def query_changes(self, node: Node, after: int | None = None, **arguments: Any) -> Node:
        kinds, types, source = arguments.get("kinds"), arguments.get("types"), arguments.get("source")
        found = [
            Node("Event", row, self.now())
            for row in await self.rows("event")
            if row["position"] > (after or 0)
            and (kinds is None or row["kind"] in kinds)
            and (types is None or row["type"] in types)
            and (source is None or row["source"] == source)
            and await self.seen(row)
        ]
        keys = [paging.Key("position")]
        page = paging.Page(found, "", keys, {"first": arguments.get("first")}, 100, await self.position())
        return Node("Connection", {}, self.now(), page=page)

    def query_me(self, node: Node) -> Node:
        told = {"subject": self.identity.subject, "roles": self.identity.roles, "divisions": self.identity.divisions}
        return Node("Identity", told, self.now())

    # subjects

    def of_subject(self, node: Node, name: str, arguments: Mapping[str, Any]) -> Any:
        kind = node.kind
        assert kind is not None
        if name == "kind":
            return kind.name
        if name == "timeline":
            return self.timeline(node, arguments)
        if name == "findings":
            return self.findings(node, arguments)
        if name == "encumbrances":
            return self.encumbrances(node, arguments)
        for part in self.catalogue.kinds.values():
            if name == PLURALS[part.name]:
                return self.parts(node, part, arguments)
        for collection in kind.collections.values():
            if camel(collection.name) == name:
                return self.elements(node, collection, arguments)
        return self.link(node, name) if self.linked(kind, name) else self.plain(node, name)

    def linked(self, kind: Kind, name: str) -> Attribute | None:
        for attribute in kind.attributes.values():
            plain = attribute.name.removesuffix("_code")
            plain = f"{plain}_record" if plain == attribute.name else plain
            if attribute.type.refers in self.catalogue.kinds and camel(plain) == name:
                return attribute
        return None

    async def link(self, node: Node, name: str) -> Node | None:
        assert node.kind is not None
        attribute = self.linked(node.kind, name)
        assert attribute is not None
        assert attribute.type.refers is not None
        if attribute.name == "division":
            subject = node.row["division_id"]
        else:
            scheme = node.row["scheme"] if attribute.type.name == "code" else None
            subject = await self.by_code(attribute.type.refers, node.row[attribute.name], scheme)
        return await self.one(self.catalogue.kinds[attribute.type.refers], subject, node.clocks)

    def plain(self, node: Node, name: str) -> Any:
        column = next(key for key in node.row if camel(key) == name)
        holder = node.collection or node.kind
        attribute = holder.attributes.get(column) if holder else None
        if attribute is not None and (attribute.sealed or (self.identity.public and not attribute.public)):
            return None
        return shown(node.row[column])

    async def codes(self, subject: object, kind: str) -> set[str]:
        return {one["code"] for one in await self.rows("code") if one["subject"] == subject and one["kind"] == kind}

    async def parts(self, node: Node, part: Kind, arguments: Mapping[str, Any]) -> Node:
        assert node.kind is not None
        attribute = next(one for one in part.attributes.values() if one.type.refers == node.kind.name)
        codes = await self.codes(node.row["subject"], node.kind.name)
        page = await self.subjects(part, node.clocks, arguments, lambda row: row[attribute.name] in codes)
        return Node("Connection", {}, self.now(), page=page)

    async def elements(self, node: Node, collection: Collection, arguments: Mapping[str, Any]) -> list[Node]:
        assert node.kind is not None
        live = arguments.get("live")
        return [
            Node("Element", row, node.clocks, node.kind, collection)
            for row in sorted(await self.rows(f"{node.kind.table}_{collection.name}", node.clocks), key=by_key)
            if row["subject"] == node.row["subject"] and (live is None or row["live"] is live)
        ]

    async def encumbrances(self, node: Node, arguments: Mapping[str, Any]) -> list[Node]:
        assert node.kind is not None
        found = []
        for sort in ("advance_notices", "mortgages", "objections", "seizures"):
            collection = node.kind.collections[sort]
            for one in await self.elements(node, collection, arguments):
                found.append(Node("Encumbrance", {**one.row, "collection": sort}, node.clocks, node.kind, collection))
        return found

    async def findings(self, node: Node, arguments: Mapping[str, Any]) -> Node:
        assert node.kind is not None
        found = await self.elements(node, node.kind.collections["findings"], arguments)
        page = paging.Page(found, "findings", [paging.Key("key")], arguments, 20, await self.position())
        return Node("Connection", {}, self.now(), page=page)

    # events

    def visible(self, row: Row, clocks: Clocks, *, also_voided: bool = False) -> bool:
        day, known, position, _, states_day = clocks
        if states_day and row["effective_on"] > day:
            return False
        if also_voided:
            return not (
                (known is not None and row["registered_at"] > known)
                or (position is not None and row["position"] > position)
            )
        if position is not None:
            return any(
                span.lower <= position and (span.upper is None or position < span.upper) for span in row["positions"]
            )
        if known is not None:
            return any(span.lower <= known and (span.upper is None or known < span.upper) for span in row["known"])
        return any(span.upper is None for span in row["positions"])

    async def family(self, node: Node, scope: str) -> set[object]:
        assert node.kind is not None
        found, level = {node.row["subject"]}, [(node.kind, node.row["subject"])]
        while scope == "FAMILY" and level:
            kind, subject = level.pop()
            codes = await self.codes(subject, kind.name)
            for part in self.catalogue.kinds.values():
                for attribute in part.attributes.values():
                    if attribute.type.refers == kind.name and attribute.type.name == "code":
                        for row in await self.rows(part.table, node.clocks):
                            if row[attribute.name] in codes and row["subject"] not in found:
                                found.add(row["subject"])
                                level.append((part, row["subject"]))
        return found

    async def timeline(self, node: Node, arguments: Mapping[str, Any]) -> Node:
        members = await self.family(node, arguments.get("scope") or "SELF")
        types, voided = arguments.get("types"), bool(arguments.get("includeVoided"))
        found = [
            Node("Event", row, node.clocks)
            for row in await self.rows("event")
            if row["subject"] in members
            and (types is None or row["type"] in types)
            and self.visible(row, node.clocks, also_voided=voided)
            and await self.seen(row)
        ]
        keys = [paging.Key(name) for name in ("effective_on", "effective_seq", "chain", "position")]
        page = paging.Page(found, "timeline", keys, arguments, 100, await self.position())
        return Node("Connection", {}, self.now(), page=page)

    async def related(self, node: Node, condition: Callable[[Row], bool]) -> list[Node]:
        return [
            Node("Event", row, node.clocks)
            for row in sorted(await self.rows("event"), key=lambda row: row["position"])
            if condition(row) and self.visible(row, node.clocks, also_voided=True) and await self.seen(row)
        ]

    async def last(self, node: Node, condition: Callable[[Row], bool]) -> Node | None:
        found = await self.related(node, condition)
        return found[-1] if found else None

    def event_voidedBy(self, node: Node) -> Any:
        return self.last(node, lambda row: row["position"] == node.row["voided_at"])

    def event_corrects(self, node: Node) -> Any:
        return self.last(node, lambda row: row["id"] == node.row["corrects"])

    def event_correctedBy(self, node: Node) -> Any:
        return self.last(node, lambda row: row["corrects"] == node.row["id"])

    def event_causedBy(self, node: Node) -> Any:
        return self.last(node, lambda row: row["id"] == node.row["cause"])

    def event_caused(self, node: Node) -> Any:
        return self.related(node, lambda row: row["cause"] == node.row["id"])

    def event_reliedOn(self, node: Node) -> Any:
        return self.related(node, lambda row: row["id"] in (node.row["relied_on"] or ()))

    async def event_findings(self, node: Node) -> list[Node]:
        found = []
        for kind in self.catalogue.kinds.values():
            collection = kind.collections["findings"]
            for row in await self.rows(f"{kind.table}_findings", node.clocks):
                if row["subject"] == node.row["subject"] and row["event"] == str(node.row["id"]):
                    found.append(Node("Finding", row, node.clocks, kind, collection))
        return sorted(found, key=lambda one: by_key(one.row))

    def event_subject(self, node: Node) -> Any:
        return self.one(self.catalogue.kinds[node.row["kind"]], node.row["subject"], node.clocks)

    def event_label(self, node: Node) -> str:
        one = self.catalogue.event_type(node.row["kind"], node.row["type"])
        return f"{one.en} {one.zh}"

    def event_document(self, node: Node) -> Node | None:
        document = shown(node.row["document"])
        return Node("Document", {"sha256": None, "uri": None, **document}, node.clocks) if document else None

    def event_leafHash(self, node: Node) -> str:
        return str(node.row["leaf_hash"].hex())

    def event_changes(self, node: Node) -> Any:
        return changes(self.catalogue, node.row, self.identity)

    def event_data(self, node: Node) -> Any:
        return flattened(changes(self.catalogue, node.row, self.identity))


def by_key(row: Row) -> bytes:
    return str(row["key"]).encode()
