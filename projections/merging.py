"""The statements that follow from the catalogue: values ever had, and typed rows from merged states."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

from aggregates.attributes import Attribute
from aggregates.catalogue import Catalogue
from aggregates.kinds import Collection, Kind
from projections import columns, typed
from projections.names import literal, quoted

JOINS = ("parent",)
"""Attributes that closures read, beside those that houses join from their building."""

MEETING = (("HOUSEHOLD", "members"), ("HOUSE", "parties"), ("HOUSE", "owners"))
"""Collections by whose persons `read.acquirer` is kept."""


@dataclass(frozen=True)
class Statements:
    """The generated statements of one schema, merged states standing in ``folded``; $1 is the day, as a date."""

    catalogue: Catalogue
    schema: str
    folded: str = "pg_temp.folded"

    @functools.cached_property
    def joined(self) -> list[str]:
        """Attributes that rows of other subjects follow from."""
        tables = filter(None, map(typed.table, self.catalogue.kinds.values()))
        return sorted({name for table in tables for name in table.joined}.union(JOINS))

    @property
    def joining(self) -> bool:
        """Whether houses take values of their buildings."""
        kinds = self.catalogue.kinds
        derived = typed.table(kinds["HOUSE"]) if "HOUSE" in kinds else None
        return bool(derived and derived.joined)

    @property
    def dividing(self) -> bool:
        """Whether there are divisions with parents and successors."""
        division = self.catalogue.kinds.get("DIVISION")
        return division is not None and "parent" in division.attributes and "successors" in division.collections

    @property
    def meeting(self) -> bool:
        """Whether there are members of households, and parties and owners of homes, by their persons."""
        kinds = self.catalogue.kinds
        found = [(kinds.get(kind), name) for kind, name in MEETING]
        return all(
            kind is not None and name in kind.collections and "person" in kind.collections[name].attributes
            for kind, name in found
        )

    @functools.cached_property
    def days(self) -> list[str]:
        """Attributes whose day, once reached, changes a derived column of their entity's subject."""
        return sorted({name for kind in self.catalogue.kinds.values() for name in _days(kind)})

    @functools.cached_property
    def days_after(self) -> list[str]:
        """Attributes on the day after whose day a derived column of their entity's subject changes."""
        tables = filter(None, map(typed.table, self.catalogue.kinds.values()))
        return sorted({name for table in tables for name in table.days_after})

    @functools.cached_property
    def ever(self) -> str:
        """Keep each value that an attribute ever had, of the events of positions ($1, $2]; empty where none is kept."""
        insert = self._ever("t.position > $1 and t.position <= $2")
        return f"{insert} on conflict do nothing" if insert else ""

    @functools.cached_property
    def ever_all(self) -> str:
        """The same for all events of the subjects from $1 to $2, into a table without their values."""
        return self._ever("t.subject between $1 and $2")

    def _ever(self, within: str) -> str:
        kept = list(ever_attributes(self.catalogue))
        branches = " union ".join(self._ever_of(kind, attributes, within) for kind, attributes in kept)
        return f"insert into {self.schema}.ever (kind, attribute, value, subject) {branches}" if kept else ""

    def _ever_of(self, kind: Kind, attributes: list[Attribute], within: str) -> str:
        """The values of one kind's own attributes, or of one of its collections'."""
        values = ", ".join(f"({literal(a.path)}, t.set ->> {literal(a.name)})" for a in attributes)
        names = ", ".join(literal(a.name) for a in attributes)
        return (
            f"select {literal(kind.name)}, v.attribute, v.value, t.subject"
            f" from {self.schema}.timeline t join {self.schema}.subject s on s.subject = t.subject"
            f" cross join lateral (values {values}) v (attribute, value)"
            f" where {within} and {_entity(attributes[0])} and t.set ?| array[{names}]"
            f" and s.kind = {literal(kind.name)} and v.value is not null"
        )

    def drop(self, kind: Kind, collection: Collection | None) -> str:
        """Take away the rows of what was touched."""
        table = f"{self.schema}.{quoted(columns.table_of(kind, collection))}"
        same = f" and r.key = substr(f.entity, {len(collection.name) + 2})" if collection else ""
        mine = f"r.subject = f.subject{same} and {_of(kind, collection)}"
        return f"delete from {table} r using {self.folded} f where {mine}"

    def insert(self, kind: Kind, collection: Collection | None) -> str:
        """Put in the rows that exist on the day."""
        table = f"{self.schema}.{quoted(columns.table_of(kind, collection))}"
        select = self._elements(kind, collection) if collection else self._subjects(kind)
        return f"insert into {table} {select}"

    def insert_slice(self, kind: Kind) -> str:
        """Put in those of the subjects from $2 to $3."""
        return f"{self.insert(kind, None)} and m.subject between $2 and $3 and $1::date is not null"

    def _elements(self, kind: Kind, collection: Collection) -> str:
        base = f"{self.folded} f cross join lateral (select f.subject) s"
        rows = typed.elements(kind, collection, base, typed.Clocks("$1::date"))
        return f"{rows} and {_of(kind, collection)}"

    def _subjects(self, kind: Kind) -> str:
        base = f"{self.folded} m join {self.schema}.subject s on s.subject = m.subject and {_of(kind, None, 'm')}"
        clocks = typed.Clocks("$1::date")
        return typed.subjects(kind, typed.Rows(self.schema, base, clocks, "s.version", "s.position", folding=False))


def ever_attributes(catalogue: Catalogue) -> Iterator[tuple[Kind, list[Attribute]]]:
    """The attributes whose every value is kept: of each kind, and of each collection."""
    for kind in catalogue.kinds.values():
        for attributes in [kind.attributes, *(c.attributes for c in kind.collections.values())]:
            if kept := [attribute for attribute in attributes.values() if attribute.ever]:
                yield kind, kept


def _days(kind: Kind) -> Iterator[str]:
    derived = typed.table(kind)
    if derived:
        yield from derived.days
    for name, collection in kind.collections.items():
        yield from derived.element_days(name) if derived else typed.span(kind, collection).days


def _entity(attribute: Attribute) -> str:
    if not attribute.collection:
        return "t.entity = ''"
    return f"t.entity >= {literal(attribute.collection + '/')} and t.entity < {literal(attribute.collection + '0')}"


def _of(kind: Kind, collection: Collection | None, alias: str = "f") -> str:
    name = collection.name if collection else ""
    return f"{alias}.kind = {literal(kind.name)} and {alias}.collection = {literal(name)}"
