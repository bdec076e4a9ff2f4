"""What of a kind can differ between two states: attributes with their words, who sees them, what they follow from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from aggregates.attributes import Attribute
from aggregates.decisions import Region, Table
from aggregates.kinds import Collection, Kind
from graphql_api.columns import readable
from graphql_api.compiler import Compiler
from graphql_api.naming import bilingual, camel
from projections import typed

EXISTS = "exists"
LIVE = "live"
_SCALE = re.compile(r"numeric\(\d+,(\d+)\)")


@dataclass(frozen=True, slots=True)
class Differing:
    """One attribute of a subject (``collection`` empty) or of a collection's elements.

    ``own`` are the attributes of the same entity that set it or that it follows from (None: whatever happens to the
    entity), ``collections`` and ``parent`` what else it follows from: whole collections, attributes of the parent.
    """

    collection: str
    entity_label: str
    attribute: str
    label: str
    derived: bool = True
    scale: int | None = None
    hidden: str | None = None
    own: tuple[str, ...] | None = None
    collections: tuple[str, ...] = ()
    parent: tuple[str, ...] = ()

    def told(self, n: int) -> dict[str, Any]:
        """As the statement takes it; ``n`` is its place."""
        members = {name: getattr(self, name) for name in self.__slots__}
        return {**members, "n": n, "field": camel(self.attribute)}


COLUMNS = """collection text, n int, entity_label text, attribute text, field text, label text, derived boolean,
    scale int, hidden text, own text[], collections text[], parent text[]"""
"""The columns of :meth:`Differing.told`, for ``jsonb_to_recordset``."""


def attributes(compiler: Compiler, kind: Kind) -> Iterator[Differing]:
    """All that can differ, in the order in which it is told; ``compiler`` knows what its reader may see."""
    table, words = typed.table(kind), bilingual(kind.en, kind.zh)
    yield Differing("", words, EXISTS, "Exists 存在")
    regions = {region.name: region for region in table.regions} if table else {}
    yield from _stated(compiler, "", words, {n: a for n, a in kind.attributes.items() if n not in regions})
    if table is not None:
        yield from (_derived(kind, table, region, words) for region in table.regions)
    for collection in kind.collections.values():
        yield from _elements(compiler, kind, collection)


def _elements(compiler: Compiler, kind: Kind, collection: Collection) -> Iterator[Differing]:
    words, days = bilingual(collection.en, collection.zh), typed.span(kind, collection).days
    yield Differing(collection.name, words, EXISTS, "Exists 存在")
    yield from _stated(compiler, collection.name, words, collection.attributes)
    if days:
        yield Differing(collection.name, words, LIVE, "Stands on the day 有效", own=days)


def _stated(compiler: Compiler, collection: str, words: str, declared: Mapping[str, Attribute]) -> Iterator[Differing]:
    for name, one in declared.items():
        scale = _SCALE.fullmatch(one.type.sql)
        hidden = "sealed" if one.sealed else None if readable(compiler, one) else "masked"
        yield Differing(
            collection, words, name, bilingual(one.en, one.zh), False, int(scale[1]) if scale else None, hidden, (name,)
        )


def _derived(kind: Kind, table: Table, region: Region, words: str) -> Differing:
    facts = {fact.name: fact.collection for fact in table.facts}
    joined = {f"building_{name}": name for name in table.joined}
    inputs = sorted(table.inputs(region.name))
    said = kind.attributes.get(region.name, region.attribute)
    return Differing(
        "",
        words,
        region.name,
        bilingual(said.en, said.zh),
        own=tuple(name for name in inputs if name not in facts and name not in joined),
        collections=tuple(dict.fromkeys(facts[name] for name in inputs if name in facts)),
        parent=tuple(joined[name] for name in inputs if name in joined),
    )
