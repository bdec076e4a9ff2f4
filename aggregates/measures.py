"""Measures: what a subject, or each element of it, adds on a day to the figures of its division.

A measure is data, from which follow its recount in Python and in SQL, and the steps that the read model keeps. It
counts what meets ``where`` on the day (or sums an amount), told apart by the values of one attribute.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from aggregates import calendar_days, regions, spans
from aggregates.catalogue import Catalogue
from aggregates.conditions import ALWAYS, Both, Column, Condition, Inputs, Reached
from aggregates.kinds import Kind

OTHER = "other"
"""The label of whatever has none of a measure's labels, where the measure has this one."""


@dataclass(frozen=True, slots=True)
class Since:
    """That so much time has passed since the day that an attribute holds."""

    name: str
    months: int = 0
    days: int = 0

    def holds(self, inputs: Inputs, day: str) -> bool:
        value = inputs.get(self.name)
        if not isinstance(value, str):
            return False
        return calendar_days.add_days(calendar_days.add_months(value, self.months), self.days) <= day

    def sql(self, column: Column) -> str:
        """The first day on which it holds."""
        first = f"({column(self.name)} + interval '{self.months} months')::date" if self.months else column(self.name)
        return f"({first} + {self.days})" if self.days else first

    def __str__(self) -> str:
        passed = [f"{n} {unit}" for n, unit in ((self.months, "months"), (self.days, "days")) if n]
        return f"{' and '.join(passed)} since {self.name} have passed"


@dataclass(frozen=True, slots=True)
class Measure:
    """One kind's subjects, or the elements of one ``collection`` of it, by the values of ``by``.

    ``live``: only elements that stand on the day. ``amount``: the first attribute less the others, summed; empty:
    counted. ``where`` and ``by`` may name regions of the subject; of elements, their attributes. Days stand in
    ``where`` as :class:`Reached` joined by *and* alone, so that what meets it does so in one interval of days.
    ``last``: of a subject's elements that meet all this, only the one with the last such day or period; of several of
    that, the one whose label stands first, and of those the greatest. Labels then have :data:`OTHER`, or are one.
    """

    name: str
    kind: str
    collection: str = ""
    where: Condition = ALWAYS
    by: str = ""
    labels: tuple[str, ...] = ("",)
    amount: tuple[str, ...] = ()
    live: bool = False
    since: Since | None = None
    last: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """``name`` or ``name:label`` of each of its counts."""
        return tuple(f"{self.name}:{label}" if label else self.name for label in self.labels)

    @property
    def span(self) -> spans.Span:
        """When its elements stand; always, where that does not matter."""
        return spans.span(self.kind, self.collection) if self.live else spans.ALWAYS

    def key(self, inputs: Inputs, day: str) -> str | None:
        """Which of its counts a subject or element with these values adds to on ``day``; None: to none."""
        if not (self.span.stands(inputs, day) and self.where.holds(inputs, day)):
            return None
        if self.since is not None and not self.since.holds(inputs, day):
            return None
        value = inputs.get(self.by) if self.by else ""
        told = str(value).lower() if isinstance(value, bool) else str(value)
        label = told if told in self.labels and value is not None else OTHER
        return self.keys[self.labels.index(label)] if label in self.labels else None

    def adds(self, rows: Iterable[Inputs], day: str) -> Iterator[tuple[str, Decimal]]:
        """What a subject adds on ``day``: ``rows`` are its elements of the collection, or the subject itself."""
        found = [(key, row) for row in rows if (key := self.key(row, day)) is not None]
        if self.last and found:
            found = [max(found, key=lambda one: self._rank(*one))]
        for key, row in found:
            yield key, self.value(row)

    def _rank(self, key: str, row: Inputs) -> tuple[str, int, Decimal]:
        return str(row.get(self.last) or ""), -self.keys.index(key), self.value(row)

    def value(self, inputs: Inputs) -> Decimal:
        """What it adds there."""
        if not self.amount:
            return Decimal(1)
        first, *less = (Decimal(str(inputs.get(name) or 0)) for name in self.amount)
        return first - sum(less, Decimal(0))

    def amount_sql(self, column: Column) -> str:
        """The same in SQL, as numeric."""
        if not self.amount:
            return "1::numeric"
        return f"({' - '.join(f'coalesce({column(name)}, 0)' for name in self.amount)})::numeric"

    def number_sql(self, numbers: Mapping[str, int], static: str, column: Column) -> str:
        """The number of the count that it adds to, null where the condition ``static`` fails or no label fits."""
        if not self.by:
            return f"case when {static} then {numbers[self.keys[0]]} end"
        pairs = [(label, numbers[key]) for label, key in zip(self.labels, self.keys, strict=True)]
        cases = " ".join(f"when '{label}' then {number}" for label, number in pairs if label != OTHER)
        other = next((number for label, number in pairs if label == OTHER), "null")
        return f"case when {static} then case {column(self.by)}::text {cases} else {other} end end"

    def stands_sql(self, column: Column, day: str) -> str:
        """Whether it adds anything on ``day`` where a row is looked at on that day."""
        where = [self.where.sql(column, day)]
        if self.since is not None:
            where.append(f"coalesce({self.since.sql(column)} <= {day}, false)")
        return " and ".join(where)

    @property
    def reads(self) -> frozenset[str]:
        """Names of the attributes and regions that it follows from."""
        found = {*self.amount, *self.span.days, *filter(None, (self.by, self.last))}
        found |= {self.since.name} if self.since else set()

        def read(name: str) -> str:
            found.add(name)
            return name

        self.where.sql(read, "day")
        return frozenset(found)


def parts(condition: Condition) -> Iterator[Condition]:
    """What a condition is joined of by *and*."""
    if isinstance(condition, Both) and condition.by == "and":
        yield from parts(condition.left)
        yield from parts(condition.right)
    else:
        yield condition


def days(condition: Condition) -> list[str]:
    """Names of the days that have to be reached; ValueError where a day stands elsewhere than in a plain *and*."""
    found = []
    for part in parts(condition):
        if isinstance(part, Reached):
            found.append(part.name)
        elif part.days():
            raise ValueError(f"{part} begins and ends with days; a measure takes days joined by and alone")
    return found


def known(measure: Measure, catalogue: Catalogue) -> bool:
    """Whether a catalogue has all that a measure follows from; a cut-down one may not."""
    kind = catalogue.kinds.get(measure.kind)
    if kind is None:
        return False
    attributes = kind.attributes_of(measure.collection)
    if attributes is None:
        return False
    return measure.reads <= attributes.keys() | (set() if measure.collection else _derived(kind))


def _derived(kind: Kind) -> set[str]:
    table = regions.TABLES.get(kind.name)
    if table is None or not kind.collections.keys() >= set(table.collections):
        return set()
    return {region.name for region in table.regions}
