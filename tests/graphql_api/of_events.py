"""The oracle's events: the feed, timelines, the events that an event names."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any

from tests.graphql_api import paging, sight
from tests.graphql_api.masks import changes, flattened, shown
from tests.graphql_api.reading import Clocks, Node, Row, Rows, by_key


def _rests(on: set[object], row: Row) -> bool:
    return row["cause"] in on or not on.isdisjoint(row["relied_on"] or ())


class Events(Rows):
    """Mixed into the oracle."""

    async def query_event(self, node: Node, position: int) -> Node | None:
        for row in await self.rows("event"):
            if row["position"] == position and await self.seen(row):
                return Node("Event", row, self.now())
        return None

    def event_actor(self, node: Node) -> Any:
        return node.row["actor" if sight.sees(self.identity.roles, "PERSONAL") else "source"]

    async def query_changes(self, node: Node, after: int | None = None, **arguments: Any) -> Node:
        kinds, types, source = arguments.get("kinds"), arguments.get("types"), arguments.get("source")
        until = arguments.get("until")
        found = [
            Node("Event", row, self.now())
            for row in await self.rows("event")
            if row["position"] > (after or 0)
            and (until is None or row["position"] <= until)
            and (kinds is None or row["kind"] in kinds)
            and (types is None or row["type"] in types)
            and (source is None or row["source"] == source)
            and await self.seen(row)
        ]
        keys = [paging.Key("position")]
        page = paging.Page(found, "", keys, {"first": arguments.get("first")}, 100, await self.position())
        return Node("Connection", {}, self.now(), page=page)

    async def query_changesByDocument(self, node: Node, number: str, kind: str | None = None, **arguments: Any) -> Node:
        found = [
            Node("Event", row, self.now())
            for row in await self.rows("event")
            if (document := shown(row["document"])) is not None
            and document["number"] == number
            and (kind is None or document["kind"] == kind)
            and await self.seen(row)
        ]
        return await self.page(found, "", [paging.Key("position")], arguments, 100)

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

    def event_voids(self, node: Node) -> Any:
        return self.related(node, lambda row: row["id"] in (node.row["voids"] or ()))

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

    def event_dependants(self, node: Node) -> Any:
        return self.related(node, lambda row: node.row["id"] in (row["relied_on"] or ()))

    async def event_consequences(self, node: Node, **arguments: Any) -> Node:
        """What is led to, generation by generation."""
        found: dict[object, Node] = {}
        latest = {node.row["id"]}
        while latest:
            resting = [
                one
                for one in await self.related(node, functools.partial(_rests, latest))
                if one.row["id"] not in {*found, node.row["id"]}
            ]
            latest = {one.row["id"] for one in resting}
            found |= {one.row["id"]: one for one in resting}
        return await self.page(list(found.values()), "", [paging.Key("position")], arguments, 20)

    async def event_findings(self, node: Node) -> list[Node]:
        found: list[Node] = []
        if not sight.sees(self.identity.roles, "SHARED"):
            return found
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

    def event_judgedBy(self, node: Node) -> Node | None:
        judged = shown(node.row["judged_by"])
        return Node("Judgement", judged, node.clocks) if judged else None

    def event_leafHash(self, node: Node) -> str:
        return str(node.row["leaf_hash"].hex())

    def event_changes(self, node: Node) -> Any:
        return changes(self.catalogue, node.row, self.identity)

    def event_data(self, node: Node) -> Any:
        return flattened(changes(self.catalogue, node.row, self.identity))
