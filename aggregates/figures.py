"""Figures: single values that a subject's collections come to on a day, decided once for Python and once for SQL.

A figure is the first of its parts that is known; a part gathers one value from the elements of one collection. They
stand beside the regions of a decision table (:mod:`aggregates.decisions`) and, like these, are never recorded.
"""

from __future__ import annotations

import abc
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from aggregates import calendar_days
from aggregates.attributes import Attribute
from aggregates.conditions import ALWAYS, Condition
from aggregates.event import Value
from aggregates.spans import Span

Elements = Iterable[Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Part(abc.ABC):
    """Base: one value from the elements of ``collection`` that stand on a day, by the collection's ``span``."""

    name: str
    collection: str

    @abc.abstractmethod
    def value(self, elements: Elements, span: Span, day: str) -> Value:
        """The value on ``day`` (ISO 8601); None where no element gives one."""

    @abc.abstractmethod
    def sql(self, element: str, span: Span, day: str) -> str:
        """The same as an SQL aggregate over the rows ``element`` of one subject; ``day`` is an expression."""

    def days(self) -> tuple[str, ...]:
        """Days of the elements, beside those of the span, on which the value may change."""
        return ()

    def days_after(self) -> tuple[str, ...]:
        """Days of the elements on the day after which the value may change."""
        return ()

    @abc.abstractmethod
    def __str__(self) -> str:
        """The part as documents show it."""


@dataclass(frozen=True, slots=True)
class Pick(Part):
    """An attribute of the first element (or the ``last``) in the order of ``by``, then of the attribute itself.

    Of elements that stand and meet ``where``; ``ever``: of all that are there. ``years`` are added to a day.
    """

    attribute: str
    by: str
    last: bool = False
    where: Condition = ALWAYS
    ever: bool = False
    years: int = 0

    def value(self, elements: Elements, span: Span, day: str) -> Value:
        found = [one for one in elements if (self.ever or span.stands(one, day)) and self.where.holds(one, day)]
        known = sorted((one for one in found if one.get(self.by) is not None), key=self._order, reverse=self.last)
        value = known[0].get(self.attribute) if known else None
        return calendar_days.add_months(str(value), 12 * self.years) if self.years and value is not None else value

    def _order(self, element: Mapping[str, Value]) -> tuple[str, bool, str]:
        value = element.get(self.attribute)
        return str(element[self.by]), (value is None) is not self.last, str(value)

    def sql(self, element: str, span: Span, day: str) -> str:
        way = "desc nulls last" if self.last else "asc nulls last"
        value, by = f"{element}.{self.attribute}", f"{element}.{self.by}"
        stands = "true" if self.ever else span.sql(element, day)
        where = f"{by} is not null and {stands} and {self.where.sql(lambda name: f'{element}.{name}', day)}"
        first = f"(array_agg({value} order by {by} {way}, {value} {way}) filter (where {where}))[1]"
        return f"({first} + interval '{self.years} years')::date" if self.years else first

    def days(self) -> tuple[str, ...]:
        return self.where.days()

    def __str__(self) -> str:
        which = f"the {'last' if self.last else 'first'} by `{self.by}`"
        stands = "" if self.ever else " of those that stand"
        where = "" if self.where is ALWAYS else f", where {self.where}"
        later = f", {self.years} year{'s' if self.years > 1 else ''} later" if self.years else ""
        return f"`{self.attribute}` of `{self.collection}`: {which}{stands}{where}{later}"


@dataclass(frozen=True, slots=True)
class Debt:
    """What an element leaves to pay: ``plus`` less ``minus``, once its day ``due`` has passed."""

    plus: str
    minus: tuple[str, ...]
    due: str

    def passed(self, element: Mapping[str, Value], day: str) -> bool:
        return str(element.get(self.due) or day) < day

    def amount(self, element: Mapping[str, Value]) -> Decimal:
        return _number(element, self.plus) - sum((_number(element, name) for name in self.minus), Decimal(0))

    def passed_sql(self, element: str, day: str) -> str:
        return f"{element}.{self.due} < {day}"

    def amount_sql(self, element: str) -> str:
        plus, *minus = (f"coalesce({element}.{name}, 0)" for name in (self.plus, *self.minus))
        return f"({' - '.join([plus, *minus])})"

    def __str__(self) -> str:
        return f"{' - '.join(f'`{name}`' for name in (self.plus, *self.minus))} once `{self.due}` has passed"


def _number(element: Mapping[str, Value], name: str) -> Decimal:
    return Decimal(str(element.get(name) or 0))


@dataclass(frozen=True, slots=True)
class Owed(Part):
    """The sum of a debt over all elements; 0.00 where nothing is due."""

    debt: Debt

    def value(self, elements: Elements, span: Span, day: str) -> Value:
        return f"{sum((self.debt.amount(one) for one in elements if self.debt.passed(one, day)), Decimal(0)):.2f}"

    def sql(self, element: str, span: Span, day: str) -> str:
        due = self.debt.passed_sql(element, day)
        return f"coalesce(sum({self.debt.amount_sql(element)}) filter (where {due}), 0)"

    def days_after(self) -> tuple[str, ...]:
        return (self.debt.due,)

    def __str__(self) -> str:
        return f"sum over `{self.collection}` of {self.debt}"


@dataclass(frozen=True, slots=True)
class OwedSince(Part):
    """The first due day of the elements of which something is left to pay."""

    debt: Debt

    def value(self, elements: Elements, span: Span, day: str) -> Value:
        due = (one[self.debt.due] for one in elements if self.debt.passed(one, day) and self.debt.amount(one) > 0)
        return min(map(str, due), default=None)

    def sql(self, element: str, span: Span, day: str) -> str:
        left = f"{self.debt.passed_sql(element, day)} and {self.debt.amount_sql(element)} > 0"
        return f"min({element}.{self.debt.due}) filter (where {left})"

    def days_after(self) -> tuple[str, ...]:
        return (self.debt.due,)

    def __str__(self) -> str:
        return f"first `{self.debt.due}` in `{self.collection}` that leaves something of {self.debt}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A derived attribute: the first of its parts that is known, while the table's facts meet ``where``."""

    attribute: Attribute
    parts: tuple[Part, ...]
    where: Condition = ALWAYS

    @property
    def name(self) -> str:
        return self.attribute.name
