"""The catalogue in words: ``docs/events.md`` as a function of a catalogue.

``python -m aggregates.describe > docs/events.md`` writes it anew; a test compares the committed file.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping

from aggregates import departments, regions, spans
from aggregates.attributes import Attribute
from aggregates.catalogue import CATALOGUE, Catalogue
from aggregates.conditions import ALWAYS
from aggregates.decisions import Fact, Outcome, Table, Take
from aggregates.event_types import EventType
from aggregates.exposure import Exposure
from aggregates.figures import Figure
from aggregates.kinds import Collection, Kind

INTRODUCTION = """\
# Kinds and events 类别与事件

Generated from the declarations in `aggregates/` by `python -m aggregates.describe`; do not edit.

- *class*: the part of a life that an event belongs to. *act*: a decision that this registry may refuse; *fact*: it
  happened and is always admitted, with findings. *authority*: who records it, unless a city's policy names another
  (SRC-1).
- *future*: it may take effect after its registration (GEN-1). *on lost*: it may be recorded on a lost subject (GEN-3).
  *affirms*: the event by itself says that the subject exists.
- *sets*: attributes and `collections[]` that it may set, and `=` what it always sets. Beside these any type that
  affirms may set the attributes marked *restated*, which registers repeat in each of their rows.
- *ever*: every value that the attribute ever had is kept, for lists as of a day. *sealed*: personal data, stored only
  as ciphertext. *shown to*: who may see it: *all*, *agencies* (whoever is signed in), or *cases*
  (caseworkers, departments, auditors, administrators; not cockpits); see [access](access.md).
- *ends*: days that end an element: the first day on which it no longer stands.
"""

DECISIONS = """\
The first line of an attribute whose condition holds decides. A name before its own line means what was recorded.
"""


def events(catalogue: Catalogue = CATALOGUE) -> str:
    """The whole text, in Markdown."""
    return "\n".join(
        [INTRODUCTION, *_departments(), *(line for k in catalogue.kinds.values() for line in _kind(k, catalogue))]
    )


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    heads = list(heads)
    yield _row(heads)
    yield _row(["---"] * len(heads))
    yield from map(_row, rows)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


_SHOWN = {Exposure.PUBLIC: "all", Exposure.SHARED: "agencies", Exposure.PERSONAL: "cases"}


def _yes(value: bool) -> str:
    return "yes" if value else ""


def _departments() -> Iterator[str]:
    yield "## Authorities 主责部门\n"
    yield from _table(("name", "English", "中文"), ((f"`{n}`", en, zh) for n, (en, zh) in departments.TITLES.items()))


def _kind(kind: Kind, catalogue: Catalogue) -> Iterator[str]:
    yield f"## {kind.name}: {kind.en} {kind.zh}\n"
    yield f"{kind.description}\n"
    yield f"### Events of a {kind.en.lower()}\n"
    heads = ("type", "中文", "class", "nature", "authority", "future", "on lost", "affirms", "sets")
    yield from _table(heads, map(_event, catalogue.of_kind(kind.name)))
    yield f"### Attributes of a {kind.en.lower()}\n"
    yield from _table(_HEADS, map(_attribute, kind.attributes.values()))
    if kind.name in regions.TABLES:
        yield from _regions(regions.TABLES[kind.name])
    yield f"### Collections of a {kind.en.lower()}\n"
    for collection in kind.collections.values():
        yield from _collection(kind.name, collection)


def _event(event_type: EventType) -> tuple[str, ...]:
    return (
        f"`{event_type.name}`",
        event_type.zh,
        f"{event_type.event_class.name.lower()} {event_type.event_class.value}",
        f"{event_type.nature.name.lower()} {event_type.nature.value}",
        event_type.authority,
        _yes(event_type.future),
        _yes(event_type.on_lost),
        _yes(event_type.affirms),
        _sets(event_type.sets, event_type.fixed),
    )


def _sets(sets: Mapping[str, frozenset[str]], fixed: Mapping[str, object]) -> str:
    collections = sorted(collection for collection in sets if collection)
    if len(collections) > 10:
        return "anything"
    own = [f"`{name}`" for name in sorted(sets.get("", ()))]
    always = [f"`{name}` = {value}" for name, value in fixed.items()]
    return ", ".join([*always, *own, *(f"`{collection}[]`" for collection in collections)])


_HEADS = ("attribute", "English", "中文", "type", "restated", "ever", "shown to", "remarks")


def _attribute(attribute: Attribute) -> tuple[str, ...]:
    return (
        f"`{attribute.name}`",
        attribute.en,
        attribute.zh,
        _type(attribute),
        _yes(attribute.restated),
        _yes(attribute.ever),
        _SHOWN[attribute.exposure],
        attribute.description or "",
    )


def _type(attribute: Attribute) -> str:
    unit = f" ({attribute.unit})" if attribute.unit else ""
    if attribute.type.choices:
        return " ".join(f"`{choice.name}` {choice.value}" for choice in attribute.type.choices)
    return f"{attribute.type.name}{f' of {attribute.type.refers}' if attribute.type.refers else ''}{unit}"


def _collection(kind: str, collection: Collection) -> Iterator[str]:
    yield f"#### `{collection.name}`: {collection.en} {collection.zh}\n"
    ends = ", ".join(f"`{name}`" for name in spans.span(kind, collection.name).ends)
    yield f"{collection.description}{f' Ends: {ends}.' if ends else ''}\n"
    heads = ("attribute", "English", "中文", "type", "shown to")
    rows = ((f"`{a.name}`", a.en, a.zh, _type(a), _SHOWN[a.exposure]) for a in collection.attributes.values())
    yield from _table(heads, rows)


def _regions(table: Table) -> Iterator[str]:
    yield f"### Derived for a {table.kind.lower()}, never recorded\n"
    yield DECISIONS
    rows = (
        (f"`{region.name}`", region.attribute.zh, _outcome(outcome), str(condition))
        for region in table.regions
        for condition, outcome in (*region.cases, ("otherwise", region.otherwise))
    )
    yield from _table(("attribute", "中文", "is", "where"), rows)
    if table.facts:
        facts = ((f"`{f.name}`", f"an element of `{f.collection}` {_condition(f)}") for f in table.facts)
        yield from _table(("fact", "holds where"), facts)
    if table.figures:
        yield from _table(("attribute", "中文", "is the first that is known of", "where"), map(_figure, table.figures))


def _figure(figure: Figure) -> tuple[str, ...]:
    where = "" if figure.where is ALWAYS else str(figure.where)
    return f"`{figure.name}`", figure.attribute.zh, "; ".join(map(str, figure.parts)), where


def _condition(fact: Fact) -> str:
    stands = "is there, ended or not" if fact.ever else "stands"
    return stands if fact.where is ALWAYS else f"{stands}, and {fact.where}"


def _outcome(outcome: Outcome) -> str:
    return f"the value of `{outcome.name}`" if isinstance(outcome, Take) else f"`{outcome}`"


if __name__ == "__main__":
    sys.stdout.write(events())
