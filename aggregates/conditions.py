"""Conditions of decision tables: each knows whether it holds in Python and how to ask the same in SQL.

In SQL no condition is ever null, whatever its inputs are, so that Python's two values and SQL's three agree.
"""

from __future__ import annotations

import abc
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from aggregates.event import Value

Inputs = Mapping[str, Value]
Column = Callable[[str], str]
"""From the name of an input to an SQL expression."""


class Condition(abc.ABC):
    """Base: something that holds or does not, for inputs on a day."""

    __slots__ = ()

    @abc.abstractmethod
    def holds(self, inputs: Inputs, day: str) -> bool:
        """Whether it holds on ``day`` (ISO 8601)."""

    @abc.abstractmethod
    def sql(self, column: Column, day: str) -> str:
        """A boolean SQL expression, never null; ``day`` is an expression of type date."""

    def days(self) -> tuple[str, ...]:
        """Names of the inputs whose day, once reached, may change the answer."""
        return ()

    def __and__(self, other: Condition) -> Condition:
        return Both(self, other, "and")

    def __or__(self, other: Condition) -> Condition:
        return Both(self, other, "or")

    def __invert__(self) -> Condition:
        return Not(self)

    @abc.abstractmethod
    def __str__(self) -> str:
        """The condition as documents show it."""


@dataclass(frozen=True, slots=True)
class Is(Condition):
    """The input is one of these values; an empty one is none of them."""

    name: str
    values: tuple[str, ...]

    def holds(self, inputs: Inputs, day: str) -> bool:
        return inputs.get(self.name) in self.values

    def sql(self, column: Column, day: str) -> str:
        literals = ", ".join(f"'{value}'" for value in self.values)
        return f"coalesce({column(self.name)} in ({literals}), false)"

    def __str__(self) -> str:
        return f"{self.name} is {' or '.join(self.values)}"


@dataclass(frozen=True, slots=True)
class Flag(Condition):
    """The input is true."""

    name: str

    def holds(self, inputs: Inputs, day: str) -> bool:
        return inputs.get(self.name) is True

    def sql(self, column: Column, day: str) -> str:
        return f"coalesce({column(self.name)}, false)"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Known(Condition):
    """The input is not empty."""

    name: str

    def holds(self, inputs: Inputs, day: str) -> bool:
        return inputs.get(self.name) is not None

    def sql(self, column: Column, day: str) -> str:
        return f"({column(self.name)} is not null)"

    def __str__(self) -> str:
        return f"{self.name} is known"


@dataclass(frozen=True, slots=True)
class Reached(Condition):
    """The day that the input names has come."""

    name: str

    def holds(self, inputs: Inputs, day: str) -> bool:
        value = inputs.get(self.name)
        return isinstance(value, str) and value <= day

    def sql(self, column: Column, day: str) -> str:
        return f"coalesce({column(self.name)} <= {day}, false)"

    def days(self) -> tuple[str, ...]:
        return (self.name,)

    def __str__(self) -> str:
        return f"{self.name} is reached"


@dataclass(frozen=True, slots=True)
class Both(Condition):
    """Two conditions joined by ``and`` or ``or``."""

    left: Condition
    right: Condition
    by: str

    def holds(self, inputs: Inputs, day: str) -> bool:
        if self.by == "and":
            return self.left.holds(inputs, day) and self.right.holds(inputs, day)
        return self.left.holds(inputs, day) or self.right.holds(inputs, day)

    def sql(self, column: Column, day: str) -> str:
        return f"({self.left.sql(column, day)} {self.by} {self.right.sql(column, day)})"

    def days(self) -> tuple[str, ...]:
        return (*self.left.days(), *self.right.days())

    def __str__(self) -> str:
        return f"({self.left} {self.by} {self.right})"


@dataclass(frozen=True, slots=True)
class Not(Condition):
    """The condition does not hold."""

    inner: Condition

    def holds(self, inputs: Inputs, day: str) -> bool:
        return not self.inner.holds(inputs, day)

    def sql(self, column: Column, day: str) -> str:
        return f"not {self.inner.sql(column, day)}"

    def days(self) -> tuple[str, ...]:
        return self.inner.days()

    def __str__(self) -> str:
        return f"not {self.inner}"


@dataclass(frozen=True, slots=True)
class Always(Condition):
    """Holds whatever the inputs are."""

    def holds(self, inputs: Inputs, day: str) -> bool:
        return True

    def sql(self, column: Column, day: str) -> str:
        return "true"

    def __str__(self) -> str:
        return "always"


ALWAYS = Always()


def is_(name: str, *values: str) -> Condition:
    """The input is one of these values."""
    return Is(name, values)
