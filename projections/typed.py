"""The select lists that turn merged states (jsonb) into typed rows: one text for the tables and the as-of functions."""

from __future__ import annotations

from dataclasses import dataclass

from aggregates import decisions, regions, spans
from aggregates.building import Building
from aggregates.conditions import Column as Input
from aggregates.kinds import Collection, Kind
from projections import columns
from projections.columns import Column
from projections.names import literal, quoted

ORDER = "t.effective_on, t.effective_seq, t.chain, t.position"
"""The effective order (docs/event-format.md, section 6)."""

JOINED_FROM = {"BUILDING": Building.declaration}
"""Kinds whose stated values others join."""

PARENTS = {"HOUSE": ("building_code", "BUILDING")}
"""Kind -> its attribute that holds the code of the subject whose values it joins, and that subject's kind."""


def table(kind: Kind) -> decisions.Table | None:
    """The kind's decision table, None where nothing is derived or a cut-down kind lacks what it reads."""
    found = regions.TABLES.get(kind.name)
    return found if found and kind.collections.keys() >= set(found.collections) else None


def span(kind: Kind, collection: Collection) -> spans.Span:
    """When elements stand; always, where a cut-down collection lacks the days."""
    found = spans.span(kind.name, collection.name)
    return found if collection.attributes.keys() >= set(found.days) else spans.ALWAYS


def subject_columns(kind: Kind) -> list[Column]:
    """The columns of `read.<kind>`: fixed, stated, derived; a region takes the place of the attribute of its name."""
    derived = table(kind)
    extra = [one for one in derived.derived if one.name not in kind.attributes] if derived else []
    further = [Column(one.name, columns.sql_type(one.attribute)) for one in extra]
    return [*columns.SUBJECT, *columns.stated(kind.attributes), *further]


def element_columns(kind: Kind, collection: Collection) -> list[Column]:
    """The columns of `read.<kind>_<collection>`; `live` where its elements begin or end by a day."""
    live = [Column("live", "boolean")] if span(kind, collection).days else []
    return [*columns.ELEMENT, *columns.stated(collection.attributes), *live]


@dataclass(frozen=True)
class Clocks:
    """Expressions of the day and of the two known clocks (None: as this ledger stands now)."""

    day: str
    known: str | None = None
    at: str | None = None

    def visible(self, alias: str = "t") -> str:
        """The condition by which a timeline row counts."""
        if self.known is None or self.at is None:
            return f"upper_inf({alias}.positions)"
        return (
            f"case when {self.known} is not null then {alias}.known @> {self.known}"
            f" when {self.at} is not null then {alias}.positions @> {self.at} else upper_inf({alias}.positions) end"
        )


@dataclass(frozen=True)
class Rows:
    """Where a typed select over subjects reads from.

    ``base`` is a from-list with `s` (a row of read.subject) and `m` (with the merged `state`); ``elements`` answers the
    from-list of a collection's elements `e` of subject `s`.
    """

    schema: str
    base: str
    clocks: Clocks
    version: str
    position: str
    folding: bool

    def elements(self, kind: Kind, collection: Collection) -> str:
        name = columns.table_of(kind, collection)
        if not self.folding:
            return f"{self.schema}.{name} e where e.subject = s.subject"
        fold = element_fold(self.schema, collection, self.clocks)
        return f"({fold}) f cross join lateral jsonb_to_record(f.state) e({columns.record(collection.attributes)})"

    def parent_state(self) -> str:
        return subject_fold(self.schema, "l.subject", self.clocks)


def subject_fold(schema: str, subject: str, clocks: Clocks) -> str:
    """The merged state of a subject itself."""
    return (
        f"select {schema}.merge(t.set order by {ORDER}) state from {schema}.timeline t"
        f" where t.subject = {subject} and t.entity = '' and t.effective_on <= {clocks.day} and {clocks.visible()}"
    )


def entity_fold(schema: str, subject: str, clocks: Clocks) -> str:
    """The merged states of all entities of a subject, itself and its elements, as they were recorded."""
    return (
        f"select t.entity, {schema}.merge(t.set order by {ORDER}) state from {schema}.timeline t"
        f" where t.subject = {subject} and t.effective_on <= {clocks.day} and {clocks.visible()} group by t.entity"
    )


def element_fold(schema: str, collection: Collection, clocks: Clocks) -> str:
    """The merged states of all elements of one collection of subject `s`; linear, one group an element."""
    low, high = literal(collection.name + "/"), literal(collection.name + "0")
    return (
        f'select t.entity, max(t.position) "position", {schema}.merge(t.set order by {ORDER}) state'
        f" from {schema}.timeline t where t.subject = s.subject and t.entity >= {low} and t.entity < {high}"
        f" and t.effective_on <= {clocks.day} and {clocks.visible()} group by t.entity"
    )


def subjects(kind: Kind, rows: Rows) -> str:
    """The select of typed rows of a kind, in the order of :func:`subject_columns`."""
    derived = table(kind)
    values = {name: f"r.{quoted(name)}" for name in kind.attributes}
    source = f"{rows.base} cross join lateral jsonb_to_record(m.state) r({columns.record(kind.attributes)})"
    if derived:
        source += _parent(kind, derived, rows) + "".join(
            _facts(kind.collections[name], kind, derived, rows) for name in derived.collections
        )
        column, day = _input(kind, derived), rows.clocks.day
        values |= {region.name: derived.sql(region.name, column, day) for region in derived.regions}
        values |= {figure.name: derived.figure_sql(figure, column, day) for figure in derived.figures}
    fixed = f"s.subject, s.scheme, s.code, {rows.version}, {rows.position}, s.division_id"
    listed = ", ".join(values[column.name] for column in subject_columns(kind)[len(columns.SUBJECT) :])
    return f"select {fixed}{', ' if listed else ''}{listed} from {source} where m.state is not null"


def _input(kind: Kind, derived: decisions.Table) -> Input:
    """Attributes are columns of `r`, a building's members of `p`, facts and parts those of their collection's query."""
    facts = {fact.name: fact.collection for fact in derived.facts}
    facts |= {part.name: part.collection for part in derived.parts}

    def column(name: str) -> str:
        if name in facts:
            return f"{quoted('c_' + facts[name])}.{quoted(name)}"
        joined = name.removeprefix("building_")
        return _joined(kind, joined) if name != joined and joined in derived.joined else f"r.{quoted(name)}"

    return column


def _facts(collection: Collection, kind: Kind, derived: decisions.Table, rows: Rows) -> str:
    day = rows.clocks.day
    asked = derived.facts_sql(collection.name, "e", day) | derived.parts_sql(collection.name, "e", day)
    answers = ", ".join(f"{expression} {quoted(name)}" for name, expression in asked.items())
    alias = quoted("c_" + collection.name)
    return f" left join lateral (select {answers} from {rows.elements(kind, collection)}) {alias} on true"


def _parent(kind: Kind, derived: decisions.Table, rows: Rows) -> str:
    """The joined parent's state as `p`, as of the same clocks. Planners drop both joins where nothing reads them."""
    if not derived.joined:
        return ""
    attribute, parent = PARENTS[kind.name]
    return (
        f" left join lateral ({resolve(rows.schema, parent, 'r.' + quoted(attribute), 's.scheme')}) l on true"
        f" left join lateral ({rows.parent_state()}) p on true"
    )


def _joined(kind: Kind, name: str) -> str:
    """A stated value of the parent."""
    parent = JOINED_FROM[PARENTS[kind.name][1]]
    return f"(p.state ->> {literal(name)})::{columns.sql_type(parent.attributes[name])}"


def resolve(schema: str, kind: str, code: str, scheme: str) -> str:
    """The select of the subject that a code names, in the same scheme rather than in another."""
    first = f"(array_agg(c.subject order by c.scheme = {scheme} desc, c.scheme))[1]"
    return f"select {first} subject from {schema}.code c where c.kind = {literal(kind)} and c.code = {code}"


def elements(kind: Kind, collection: Collection, base: str, clocks: Clocks) -> str:
    """The select of typed rows of a collection; ``base`` has `s` and `f` (entity, position, state)."""
    key = f"substr(f.entity, {len(collection.name) + 2})"
    stands = span(kind, collection)
    stated = [f"e.{quoted(name)}" for name in collection.attributes]
    live = [stands.sql("e", clocks.day)] if stands.days else []
    listed = ", ".join(["s.subject", key, "f.position", *stated, *live])
    source = f"{base} cross join lateral jsonb_to_record(f.state) e({columns.record(collection.attributes)})"
    return f"select {listed} from {source} where f.state is not null"
