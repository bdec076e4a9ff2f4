"""The oracle's subjects: roots and lists with their filters, links, parts, collections."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Mapping
from typing import Any

from aggregates.attributes import Attribute
from aggregates.kinds import Collection, Kind
from tests.graphql_api import paging, sight
from tests.graphql_api.beside import PLURALS, Beside
from tests.graphql_api.reading import Clocks, Node, Row, by_key, camel

BUREAU = datetime.timezone(datetime.timedelta(hours=8))


class Subjects(Beside):
    """Mixed into the oracle."""

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
            if belongs(row)
            and await self.seen(row)
            and await self.passes(kind, row, arguments.get("filter") or {}, clocks)
        ]
        order = arguments.get("orderBy") or {"field": "CODE", "direction": "ASC"}
        nodes = [Node(kind.name.capitalize(), row, clocks, kind) for row in found]
        keys = paging.subject_keys(kind, order, self.identity)
        name = f"{kind.name}:{order['field']}:{order['direction']}"
        return paging.Page(nodes, name, keys, arguments, 20, await self.position())

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

    def named(self, collection: Collection, name: str) -> Attribute | None:
        """The attribute of a collection's elements that names the subject which a field leads to."""
        own = {camel(one) for one in collection.attributes}
        for attribute in collection.attributes.values() if name not in own else ():
            plain = attribute.name.removesuffix("_code").removesuffix("_no")
            codes = attribute.type.name == "code" and attribute.type.refers in self.catalogue.kinds
            if codes and name in (camel(plain), camel(f"{plain}_record")):
                return attribute
        return None

    async def element_link(self, node: Node, name: str) -> Node | None:
        assert node.collection is not None
        attribute = self.named(node.collection, name)
        assert attribute is not None
        assert attribute.type.refers is not None
        seen = sight.sees(self.identity.roles, attribute.exposure.name)
        code = node.row[attribute.name] if seen else None
        subject = await self.by_code(attribute.type.refers, code, None)
        return await self.one(self.catalogue.kinds[attribute.type.refers], subject, node.clocks)

    async def house_then(self, node: Node) -> Node | None:
        """The house of a contract on the day of its signing, as known at the end of that day."""
        assert node.kind is not None
        signed = node.row["signed_on"]
        if signed is None:
            return None
        midnight = datetime.datetime.combine(signed + datetime.timedelta(days=1), datetime.time(), BUREAU)
        known = midnight - datetime.timedelta(microseconds=1)
        _, outer, position, *_ = node.clocks
        clocks = (signed, min(known, outer) if outer else known, position, True, True)
        return await self.one(node.kind, node.row["subject"], clocks)

    async def parts(self, node: Node, part: Kind, arguments: Mapping[str, Any]) -> Node:
        assert node.kind is not None
        attribute = next(one for one in part.attributes.values() if one.type.refers == node.kind.name)
        codes = await self.codes(node.row["subject"], node.kind.name)
        page = await self.subjects(part, node.clocks, arguments, lambda row: row[attribute.name] in codes)
        return Node("Connection", {}, self.now(), page=page)

    async def elements(self, node: Node, collection: Collection, arguments: Mapping[str, Any]) -> list[Node]:
        assert node.kind is not None
        live = arguments.get("live")
        type_ = {"findings": "Finding", "investigations": "Investigation"}.get(collection.name, "Element")
        return [
            Node(type_, row, node.clocks, node.kind, collection)
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
