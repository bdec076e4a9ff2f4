"""The oracle's filters: conditions on a row itself, and on its elements, its parts and the subjects that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from aggregates import regions
from aggregates.attributes import Attribute
from aggregates.kinds import Collection, Kind
from tests.graphql_api import paging, sight
from tests.graphql_api.reading import Clocks, Row, Rows, camel

PLURALS = {
    "PROJECT": "projects",
    "BUILDING": "buildings",
    "HOUSE": "houses",
    "HOUSEHOLD": "households",
    "ENTERPRISE": "enterprises",
    "PRACTITIONER": "practitioners",
    "LOTTERY": "lotteries",
    "DIVISION": "divisions",
}


class Beside(Rows):
    """Mixed into the oracle."""

    async def passes(
        self, kind: Kind, row: Row, given: Mapping[str, Any], clocks: Clocks, collection: Collection | None = None
    ) -> bool:
        """Whether a row, of a kind or of a collection of it, meets a filter."""
        for name, value in given.items():
            if value is not None and not await self.holds(kind, row, name, value, clocks, collection):
                return False
        return True

    async def holds(
        self, kind: Kind, row: Row, name: str, value: Any, clocks: Clocks, collection: Collection | None
    ) -> bool:
        if name in ("and", "or"):
            met = [await self.passes(kind, row, one, clocks, collection) for one in value]
            return all(met) if name == "and" else any(met)
        if name == "not":
            return not await self.passes(kind, row, value, clocks, collection)
        if name == "changedAfter" and collection is None:
            return bool(row["position"] > value)
        column = next((key for key in row if camel(key) == name), None)
        if column is not None and not _looks_further(kind, collection, name):
            return self._meets(kind, row, column, value, collection)
        if collection is None:
            return await self._beside(kind, row, name, value, clocks)
        return await self._named(collection.attributes.values(), row, name, value, clocks)

    def _meets(self, kind: Kind, row: Row, column: str, value: Any, collection: Collection | None) -> bool:
        declared = collection.attributes if collection else {**regions.derived(kind.name), **kind.attributes}
        attribute = declared.get(column)
        masked = attribute is not None and not sight.sees(self.identity.roles, attribute.exposure.name)
        return paging.meets(None if masked else row[column], value)

    async def _beside(self, kind: Kind, row: Row, name: str, value: Any, clocks: Clocks) -> bool:
        for collection in kind.collections.values():
            if camel(collection.name) == name:
                rows = await self.rows(f"{kind.table}_{collection.name}", clocks)
                mine = [one for one in rows if one["subject"] == row["subject"]]
                return await self._some_none(kind, mine, value, clocks, collection)
        for part in self.catalogue.kinds.values():
            if name == PLURALS[part.name]:
                return await self._some_none(part, await self._parts(kind, row, part, clocks), value, clocks, None)
        return await self._named(kind.attributes.values(), row, name, value, clocks)

    async def _parts(self, kind: Kind, row: Row, part: Kind, clocks: Clocks) -> list[Row]:
        attribute = next(one for one in part.attributes.values() if one.type.refers == kind.name)
        codes = await self.codes(row["subject"], kind.name)
        rows = await self.rows(part.table, clocks)
        return [one for one in rows if one[attribute.name] in codes and await self.seen(one)]

    async def _some_none(
        self, kind: Kind, rows: list[Row], value: Mapping[str, Any], clocks: Clocks, collection: Collection | None
    ) -> bool:
        found = {}
        for asked in ("some", "none"):
            given = value.get(asked)
            if given is not None:
                found[asked] = any([await self.passes(kind, one, given, clocks, collection) for one in rows])
        return found.get("some", True) and not found.get("none", False)

    async def _named(
        self, attributes: Iterable[Attribute], row: Row, name: str, value: Mapping[str, Any], clocks: Clocks
    ) -> bool:
        for attribute in attributes:
            plain = attribute.name.removesuffix("_code").removesuffix("_no")
            target = self.catalogue.kinds.get(attribute.type.refers or "")
            if target is not None and attribute.type.name == "code" and camel(plain) == name:
                seen = sight.sees(self.identity.roles, attribute.exposure.name)
                subject = await self.by_code(target.name, row[attribute.name] if seen else None, None)
                found = await self.one(target, subject, clocks)
                return found is not None and await self.passes(target, found.row, value, clocks)
        raise AssertionError(f"no condition {name}")


def _looks_further(kind: Kind, collection: Collection | None, name: str) -> bool:
    return collection is None and any(camel(one) == name for one in kind.collections)
