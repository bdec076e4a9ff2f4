"""The oracle's difference between two states: typed rows side by side, and the events that count in one only."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aggregates import regions, spans
from aggregates.attributes import Attribute
from aggregates.kinds import Collection, Kind
from projections.typed import PARENTS
from tests.graphql_api import sight
from tests.graphql_api.masks import shown
from tests.graphql_api.of_events import Events
from tests.graphql_api.reading import Clocks, Node, Row, camel


@dataclass(frozen=True)
class Place:
    """An attribute of an entity that may differ."""

    entity: str
    about: Kind | Collection
    name: str
    label: str
    stated: Attribute | None = None
    region: Any = None

    def value(self, row: Row | None) -> Any:
        return row is not None if self.name == "exists" else row and row[self.name]


class Differences(Events):
    """Mixed into the oracle."""

    async def query_difference(
        self, node: Node, kind: str, code: str, scheme: str | None = None, **clocks: Any
    ) -> list[Node]:
        declared = self.catalogue.kinds[kind]
        subject = await self.by_code(kind, code, scheme)
        if subject is None or not await self.seen({"subject": subject}):
            return []
        pair = [self.stated(clocks[name]) for name in ("from", "to")]
        states = [await self.state(declared, subject, one) for one in pair]
        found = []
        for entity in sorted(states[0].keys() | states[1].keys(), key=str.encode):
            one, other = (state.get(entity) for state in states)
            for place in places(declared, entity):
                if place.value(one) != place.value(other):
                    row = {
                        "place": place,
                        "one": one,
                        "other": other,
                        "subject": subject,
                        "pair": pair,
                        "kind": declared,
                    }
                    found.append(Node("Difference", row, self.now()))
        return found

    def stated(self, given: Any) -> Clocks:
        day, known, position, _, states_day = self.clocks(given)
        return day, known, position, True, states_day

    async def state(self, kind: Kind, subject: object, clocks: Clocks) -> dict[str, Row]:
        """Entity -> typed row."""
        found: dict[str, Row] = {}
        for collection in (None, *kind.collections.values()):
            for row in await self.rows(f"{kind.table}_{collection.name}" if collection else kind.table, clocks):
                if row["subject"] == subject:
                    found[f"{collection.name}/{row['key']}" if collection else ""] = row
        return found

    def difference_entity(self, node: Node) -> str:
        return str(node.row["place"].entity)

    def difference_entityLabel(self, node: Node) -> str:
        about = node.row["place"].about
        return f"{about.en} {about.zh}"

    def difference_attribute(self, node: Node) -> str:
        return str(node.row["place"].name)

    def difference_field(self, node: Node) -> str:
        return camel(node.row["place"].name)

    def difference_path(self, node: Node) -> str:
        place = node.row["place"]
        return f"{place.entity}/{place.name}" if place.entity else place.name

    def difference_label(self, node: Node) -> str:
        return str(node.row["place"].label)

    def difference_derived(self, node: Node) -> bool:
        return node.row["place"].stated is None

    def difference_before(self, node: Node) -> Any:
        return self.told(node.row["place"], node.row["one"])

    def difference_after(self, node: Node) -> Any:
        return self.told(node.row["place"], node.row["other"])

    def told(self, place: Place, row: Row | None) -> Any:
        value = place.value(row)
        if value is None or place.stated is None:
            return value
        if place.stated.sealed:
            return {"sealed": True}
        seen = sight.sees(self.identity.roles, place.stated.exposure.name)
        return shown(value) if seen else {"masked": True}

    async def difference_events(self, node: Node) -> list[Node]:
        place, pair, kind = node.row["place"], node.row["pair"], node.row["kind"]
        parents = await self.parents(kind, node.row["subject"], [node.row["one"], node.row["other"]])
        found = []
        for row in await self.rows("event"):
            first, second = (self.visible(row, (*clocks[:3], True, True)) for clocks in pair)
            mine = row["subject"] == node.row["subject"] and self.says(place, row, node.row)
            theirs = row["subject"] in parents and self.parent_says(place, kind, row)
            if first != second and (mine or theirs) and await self.seen(row):
                found.append(row)
        found.sort(key=lambda row: (row["effective_on"], row["effective_seq"], row["chain"], row["position"]))
        return [Node("Event", row, self.now()) for row in found]

    async def difference_causes(self, node: Node) -> list[Node]:
        first, second = node.row["pair"]
        found = []
        for one in await self.difference_events(node):
            manner = await self.manner(one.row, first, second)
            row = {"event": one, "manner": manner, "pair": (first, second)}
            found.append(Node("DifferenceCause", row, one.clocks))
        return found

    async def manner(self, row: Row, first: Clocks, second: Clocks) -> str:
        """Of an event that counts in one of the states only."""
        stood, stands = (self.visible(row, (*clocks[:4], False)) for clocks in (first, second))
        known, knows = (self.told_by(row, clocks) for clocks in (first, second))
        if stands and row["effective_on"] <= second[0]:
            return "TOOK_EFFECT" if stood else "RESTORED" if known else "RECORDED"
        if not knows:
            return "NOT_YET_RECORDED"
        if stands:
            return "NOT_YET_EFFECTIVE"
        voids = [one for one in await self.rows("event") if one["position"] == row["voided_at"]]
        return "VOIDED" if voids and self.told_by(voids[0], second) else "CORRECTED"

    def told_by(self, row: Row, clocks: Clocks) -> bool:
        """Whether an event had been recorded by the clocks."""
        return self.visible(row, (*clocks[:4], False), also_voided=True)

    def differencecause_event(self, node: Node) -> Any:
        return node.row["event"]

    async def differencecause_by(self, node: Node) -> Node | None:
        row = node.row["event"].row
        events = await self.rows("event")
        corrections = [one for one in events if one["corrects"] == row["id"]]
        wanted = {
            "VOIDED": {row["voided_at"]},
            "CORRECTED": {one["position"] for one in corrections},
            "RESTORED": {one["voided_at"] for one in corrections},
        }.get(node.row["manner"], set())
        told = [one for one in events if one["position"] in wanted and self.told_by(one, node.row["pair"][1])]
        last = max(told, key=lambda one: int(one["position"]), default=None)
        return Node("Event", last, node.clocks) if last else None

    async def differencecause_chain(self, node: Node) -> list[Node]:
        found: list[Node] = []
        above = await self.event_causedBy(node.row["event"])
        while above:
            found.append(above)
            above = await self.event_causedBy(above)
        return found

    async def parents(self, kind: Kind, subject: object, states: Sequence[Row | None]) -> set[object]:
        if kind.name not in PARENTS:
            return set()
        attribute, parent = PARENTS[kind.name]
        (of,) = [row for row in await self.rows("subject") if row["subject"] == subject]
        codes = [state[attribute] for state in states if state and attribute in state]
        return {await self.by_code(parent, code, of["scheme"]) for code in codes if code}

    def says(self, place: Place, event: Row, found: Row) -> bool:
        appeared = (found["one"] is None) != (found["other"] is None)
        return any(
            self.change_says(place, entity, sets, appeared, found["kind"]) for entity, sets in self.timeline_of(event)
        )

    def change_says(self, place: Place, entity: str, sets: Mapping[str, Any], appeared: bool, kind: Kind) -> bool:
        collection = place.entity.partition("/")[0]
        if entity == place.entity:
            if place.name == "exists" or (appeared and place.stated is None):
                return True
            wanted = {place.name} if place.stated else inputs(kind, place.region) if place.region else set()
            wanted |= set(spans.span(kind.name, collection).days) if place.name == "live" else set()
            if wanted & sets.keys():
                return True
        facts = {fact.name: fact.collection for fact in regions.TABLES[kind.name].facts}
        read = {facts[name] for name in inputs(kind, place.region) if name in facts} if place.region else set()
        return entity.partition("/")[0] in read

    def parent_says(self, place: Place, kind: Kind, event: Row) -> bool:
        if place.region is None:
            return False
        read = {name.removeprefix("building_") for name in inputs(kind, place.region) if name.startswith("building_")}
        joined = read & set(regions.TABLES[kind.name].joined)
        return any(entity == "" and joined & sets.keys() for entity, sets in self.timeline_of(event))

    def timeline_of(self, event: Row) -> list[tuple[str, Mapping[str, Any]]]:
        """What an event says of which entity; of its subject, where its type affirms that."""
        told = [(change["entity"], change["set"]) for change in json.loads(event["changes"])]
        affirms = self.catalogue.event_type(event["kind"], event["type"]).affirms
        return [*told, ("", {})] if affirms and "" not in dict(told) else told


def places(kind: Kind, entity: str) -> Iterator[Place]:
    """What may differ of an entity, in the order of the answer."""
    collection = kind.collections.get(entity.partition("/")[0])
    about = collection or kind
    derived = {} if collection else {one.name: one for one in regions.TABLES[kind.name].regions}
    yield Place(entity, about, "exists", "Exists 存在")
    for name, one in about.attributes.items():
        if name not in derived:
            yield Place(entity, about, name, f"{one.en} {one.zh}", stated=one)
    for name, region in derived.items():
        said = kind.attributes.get(name, region.attribute)
        yield Place(entity, about, name, f"{said.en} {said.zh}", region=region)
    if collection and spans.span(kind.name, collection.name).days:
        yield Place(entity, about, "live", "Stands on the day 有效")


def inputs(kind: Kind, region: Any) -> set[str]:
    """The names in the conditions and outcomes of a region, and in those of the regions that these name."""
    listed = list(regions.TABLES[kind.name].regions)
    before = {one.name: one for one in listed[: listed.index(region)]}
    found: set[str] = set()
    for part in (*(part for case in region.cases for part in case), region.otherwise):
        for name in names(part):
            found |= inputs(kind, before[name]) if name in before else {name}
    return found


def names(part: Any) -> set[str]:
    """The names in a condition or an outcome."""
    below = [getattr(part, member) for member in ("left", "right", "inner") if hasattr(part, member)]
    own = {part.name} if not below and hasattr(part, "name") else set()
    return own.union(*(names(one) for one in below))
