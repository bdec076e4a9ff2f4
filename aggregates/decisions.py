"""Decision tables: what is derived from a subject's state on a day, once for Python and once for SQL.

The inputs of a table are the subject's merged attributes, those attributes of a house's building that ``joined`` names
(as ``building_physical`` …), and *facts*: whether an element of a collection stands on that day and meets a condition.
Within its own cases a region's name means the attribute as recorded; in the regions after it, what was derived.
Figures (:mod:`aggregates.figures`) follow from elements alone.

How the read model asks (``day`` is any SQL expression of type date)::

    table = regions.TABLES["HOUSE"]
    for collection in table.collections:             # one aggregate subquery over the subject's rows of the collection
        table.facts_sql(collection, "e", day)        # fact name -> "coalesce(bool_or(…), false)"
        table.parts_sql(collection, "e", day)        # the same for the parts of figures
    table.sql("market", column, day)                 # the CASE; column maps every input to an SQL expression
    table.figure_sql(figure, column, day)            # column maps every fact and part
    table.days, table.element_days(collection)       # the days on which time alone changes an answer
    table.days_after                                 # the days on the day after which it does
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aggregates import calendar_days, spans
from aggregates.attributes import Attribute
from aggregates.conditions import ALWAYS, Column, Condition, Inputs
from aggregates.event import Value
from aggregates.figures import Figure, Part
from aggregates.timeline import State


@dataclass(frozen=True, slots=True)
class Take:
    """An outcome that is another input's value."""

    name: str


Outcome = str | bool | Take


@dataclass(frozen=True, slots=True)
class Fact:
    """Whether an element of ``collection`` stands on the day (``ever``: is there, ended or not) and meets ``where``."""

    name: str
    collection: str
    where: Condition = ALWAYS
    ever: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """A derived attribute: the outcome of the first case whose condition holds."""

    attribute: Attribute
    cases: tuple[tuple[Condition, Outcome], ...]
    otherwise: Outcome

    @property
    def name(self) -> str:
        return self.attribute.name

    def inputs(self) -> frozenset[str]:
        """The names that its cases read."""
        found: set[str] = set()

        def read(name: str) -> str:
            found.add(name)
            return name

        for condition, outcome in (*self.cases, (ALWAYS, self.otherwise)):
            condition.sql(read, "day")
            found |= {outcome.name} if isinstance(outcome, Take) else set()
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Table:
    """The facts, regions and figures of one kind; a region may read those before it."""

    kind: str
    facts: tuple[Fact, ...]
    regions: tuple[Region, ...]
    joined: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()

    @property
    def collections(self) -> tuple[str, ...]:
        """The collections that facts and figures are read from."""
        return tuple(dict.fromkeys([*(fact.collection for fact in self.facts), *(p.collection for p in self.parts)]))

    @property
    def derived(self) -> tuple[Region | Figure, ...]:
        """The regions and the figures."""
        return (*self.regions, *self.figures)

    @property
    def parts(self) -> tuple[Part, ...]:
        """What the figures are made of."""
        return tuple(part for figure in self.figures for part in figure.parts)

    @property
    def days(self) -> tuple[str, ...]:
        """The subject's own days on which a region may change."""
        return tuple(dict.fromkeys(n for r in self.regions for condition, _ in r.cases for n in condition.days()))

    def element_days(self, collection: str) -> tuple[str, ...]:
        """The days of a collection's elements on which a fact may change."""
        named = [day for fact in self.facts if fact.collection == collection for day in fact.where.days()]
        named += [day for part in self.parts if part.collection == collection for day in part.days()]
        return tuple(dict.fromkeys((*spans.span(self.kind, collection).days, *named)))

    @property
    def days_after(self) -> tuple[str, ...]:
        """The days of elements on the day after which a figure may change."""
        return tuple(dict.fromkeys(day for part in self.parts for day in part.days_after()))

    def derive(self, state: State, day: str, building: Inputs | None = None) -> dict[str, Value]:
        """Every region's and figure's value for a state on ``day``; ``building`` holds its building's attributes."""
        inputs: dict[str, Value] = dict(state.get("", {}))
        inputs |= {f"building_{name}": (building or {}).get(name) for name in self.joined}
        inputs |= {fact.name: self._holds(fact, state, day) for fact in self.facts}
        for region in self.regions:
            inputs[region.name] = _decide(region, inputs, day)
        derived = {region.name: inputs[region.name] for region in self.regions}
        return derived | {figure.name: self._figure(figure, inputs, state, day) for figure in self.figures}

    def _figure(self, figure: Figure, inputs: Inputs, state: State, day: str) -> Value:
        if not figure.where.holds(inputs, day):
            return None
        values = (
            part.value(_elements(state, part.collection), spans.span(self.kind, part.collection), day)
            for part in figure.parts
        )
        return next((value for value in values if value is not None), None)

    def inputs(self, name: str) -> frozenset[str]:
        """All that a region may follow from: attributes, ``building_…``, facts, those of the regions it reads too."""
        names = [region.name for region in self.regions]
        before = names[: names.index(name)]
        found = self.regions[len(before)].inputs()
        return (found - set(before)).union(*(self.inputs(other) for other in found.intersection(before)))

    def _holds(self, fact: Fact, state: State, day: str) -> bool:
        span = self.span(fact)
        elements = _elements(state, fact.collection)
        return any(span.stands(element, day) and fact.where.holds(element, day) for element in elements)

    def span(self, fact: Fact) -> spans.Span:
        """When an element makes the fact, where it meets its condition."""
        return spans.ALWAYS if fact.ever else spans.span(self.kind, fact.collection)

    def next_change(self, state: State, day: str) -> str | None:
        """The next day on which time alone may change a region; None where there is none."""
        own = spans.next_day(state.get("", {}), self.days, day)
        theirs = (
            spans.next_day(element, self.element_days(collection), day)
            for collection in self.collections
            for element in _elements(state, collection)
        )
        after = (
            calendar_days.add_days(value, 1)
            for part in self.parts
            for name in part.days_after()
            for element in _elements(state, part.collection)
            if isinstance(value := element.get(name), str) and value >= day
        )
        return min((found for found in (own, *theirs, *after) if found), default=None)

    def facts_sql(self, collection: str, element: str, day: str) -> dict[str, str]:
        """Fact -> SQL aggregate over the rows ``element`` of one subject's collection; false where there are none."""
        asked = [fact for fact in self.facts if fact.collection == collection]
        return {fact.name: f"coalesce(bool_or({self._meets(fact, element, day)}), false)" for fact in asked}

    def parts_sql(self, collection: str, element: str, day: str) -> dict[str, str]:
        """Part of a figure -> SQL aggregate over the rows ``element`` of one subject's collection."""
        span = spans.span(self.kind, collection)
        return {part.name: part.sql(element, span, day) for part in self.parts if part.collection == collection}

    def figure_sql(self, figure: Figure, column: Column, day: str) -> str:
        """The SQL expression of a figure; ``column`` maps facts and parts to expressions."""
        first = f"coalesce({', '.join(column(part.name) for part in figure.parts)})"
        return first if figure.where is ALWAYS else f"(case when {figure.where.sql(column, day)} then {first} end)"

    def _meets(self, fact: Fact, element: str, day: str) -> str:
        return f"{self.span(fact).sql(element, day)} and {fact.where.sql(_of(element), day)}"

    def region_sql(self, region: Region, column: Column, day: str) -> str:
        """The CASE of one region alone; ``column`` maps the regions before it, too."""
        return _case(region, column, day)

    def sql(self, name: str, column: Column, day: str) -> str:
        """The SQL expression of a region; ``column`` maps attributes, ``building_…`` and facts to expressions."""
        known: dict[str, str] = {}

        def read(wanted: str) -> str:
            return known.get(wanted) or column(wanted)

        for region in self.regions:
            known[region.name] = _case(region, read, day)
            if region.name == name:
                break
        return known[name]


def _decide(region: Region, inputs: Inputs, day: str) -> Value:
    outcome = next((outcome for condition, outcome in region.cases if condition.holds(inputs, day)), region.otherwise)
    return inputs.get(outcome.name) if isinstance(outcome, Take) else outcome


def _case(region: Region, read: Column, day: str) -> str:
    cases = " ".join(f"when {condition.sql(read, day)} then {_literal(out, read)}" for condition, out in region.cases)
    return f"(case {cases} else {_literal(region.otherwise, read)} end)"


def _literal(outcome: Outcome, read: Column) -> str:
    if isinstance(outcome, Take):
        return read(outcome.name)
    return f"'{outcome}'" if isinstance(outcome, str) else str(outcome).lower()


def _of(alias: str) -> Column:
    return lambda name: f"{alias}.{name}"


def _elements(state: State, collection: str) -> Iterator[Mapping[str, Value]]:
    prefix = f"{collection}/"
    return (values for entity, values in state.items() if entity.startswith(prefix))
