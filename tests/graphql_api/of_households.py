"""The oracle's households: the eligibility that stands, the place on a waiting list, both sides of a tenancy."""

from __future__ import annotations

import datetime
from typing import Any

from tests.graphql_api import sight
from tests.graphql_api.of_subjects import Subjects
from tests.graphql_api.reading import Node, Row

LATE = datetime.date.max


def _day(row: Row, name: str) -> datetime.date:
    return row[name] or LATE


class Households(Subjects):
    """Mixed into the oracle."""

    async def _standing(self, node: Node, collection: str) -> list[Row]:
        rows = await self.rows(f"household_{collection}", node.clocks)
        return [row for row in rows if row["subject"] == node.row["subject"] and row["live"]]

    async def household_eligibility(self, node: Node) -> Node | None:
        assert node.kind is not None
        found = await self._standing(node, "eligibilities")
        known = sorted((one for one in found), key=lambda one: (one["granted_on"] or datetime.date.min, one["key"]))
        collection = node.kind.collections["eligibilities"]
        return Node("Element", known[-1], node.clocks, node.kind, collection) if known else None

    async def household_waiting(self, node: Node) -> Node | None:
        assert node.kind is not None
        found = [one for one in await self._standing(node, "waitings") if one["since"]]
        found.sort(key=lambda one: (one["since"], one["programme"] or "~", one["key"]))
        if not found:
            return None
        told = {**found[0], **await self._place(node, found[0]["programme"])}
        told["days"] = (node.clocks[0] - found[0]["since"]).days
        return Node("WaitingPlace", told, node.clocks, node.kind, node.kind.collections["waitings"])

    async def _place(self, node: Node, programme: str) -> dict[str, int | None]:
        """Every household of the tests waits for a programme; some are of no division."""
        if node.row["division_id"] is None:
            return {"place": None, "of": None}
        same = [one for one in await self._listed(node) if one["waiting_programme"] == programme]
        same.sort(key=lambda one: (not one["prioritised"], one["waiting_since"], one["code"].encode()))
        return {"place": [one["subject"] for one in same].index(node.row["subject"]) + 1, "of": len(same)}

    async def _listed(self, node: Node) -> list[Row]:
        rows = await self.rows("household", node.clocks)
        return [one for one in rows if one["division_id"] == node.row["division_id"] and one["waiting_since"]]

    async def waitingplace_priorityGroup(self, node: Node) -> Any:
        found = await self._standing(node, "priorities")
        if not found or not sight.sees(self.identity.roles, "PERSONAL"):
            return None
        return min(found, key=lambda one: (_day(one, "granted_on"), one["key"].encode()))["priority_group"]

    async def _side(self, node: Node, kind: str) -> object:
        """The id of the household or the house of a tenancy, or of the home of a lottery's pool."""
        name = f"{kind.lower()}_code"
        told = node.collection.attributes[name].exposure.name if node.collection else "PERSONAL"
        code = node.row[name] if sight.sees(self.identity.roles, told) else None
        return await self.by_code(kind, code, None) or node.row["subject"]

    async def element_household(self, node: Node) -> Node | None:
        return await self.one(self.catalogue.kinds["HOUSEHOLD"], await self._side(node, "HOUSEHOLD"), node.clocks)

    async def element_house(self, node: Node) -> Node | None:
        return await self.one(self.catalogue.kinds["HOUSE"], await self._side(node, "HOUSE"), node.clocks)

    async def element_allocation(self, node: Node) -> Node | None:
        kind = self.catalogue.kinds["HOUSEHOLD"]
        household, house = await self._side(node, "HOUSEHOLD"), await self._side(node, "HOUSE")
        found = []
        for row in await self.rows("household_allocations", node.clocks):
            named = await self.by_code("HOUSE", row["house_code"], None)
            if row["subject"] == household and named is not None and named == house:
                found.append(row)
        if not found or not sight.sees(self.identity.roles, "PERSONAL") or not await self.seen(found[0]):
            return None
        early = datetime.date.min
        found.sort(key=lambda one: one["key"])
        last = max(found, key=lambda one: (one["contracted_on"] or early, one["selected_on"] or early))
        return Node("Element", last, node.clocks, kind, kind.collections["allocations"])
