"""What a cockpit shows: counts, ratios and breakdowns, made of measures, in groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from aggregates.exposure import Exposure
from aggregates.measures import Measure


class Over(Enum):
    """Over which days a measure's sum is told."""

    STOCK = "on the last day"
    FLOW = "within the period"
    YEAR = "within the twelve months up to the last day"


@dataclass(frozen=True, slots=True)
class Count:
    """The sum of counts ``plus`` less that of counts ``minus``, keys of measures; ``scale`` times that.

    ``households``: small counts tell on persons, and are kept back from who sees no personal data.
    """

    name: str
    en: str
    zh: str
    plus: tuple[str, ...]
    over: Over = Over.STOCK
    minus: tuple[str, ...] = ()
    unit: str = ""
    scale: int = 1
    households: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.plus, *self.minus)


@dataclass(frozen=True, slots=True)
class Ratio:
    """One count by another; without a value where the denominator is 0."""

    name: str
    en: str
    zh: str
    numerator: Count
    denominator: Count

    @property
    def keys(self) -> tuple[str, ...]:
        return (*self.numerator.keys, *self.denominator.keys)

    @property
    def households(self) -> bool:
        return self.numerator.households or self.denominator.households


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Counts side by side, each by its label."""

    name: str
    en: str
    zh: str
    parts: tuple[tuple[str, Count], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for _, part in self.parts for key in part.keys)

    @property
    def households(self) -> bool:
        return any(part.households for _, part in self.parts)


@dataclass(frozen=True, slots=True)
class Split:
    """Ratios side by side, each by its label."""

    name: str
    en: str
    zh: str
    parts: tuple[tuple[str, Ratio], ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(key for _, part in self.parts for key in part.keys)

    @property
    def households(self) -> bool:
        return any(part.households for _, part in self.parts)


Figure = Count | Ratio | Breakdown | Split


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the cockpit with its figures, and the measures that only they are made of."""

    name: str
    en: str
    zh: str
    measures: tuple[Measure, ...]
    figures: tuple[Figure, ...]
    exposure: Exposure = Exposure.PUBLIC

    def indicators(self) -> Iterator[tuple[str, Count | Ratio]]:
        """What a series can be asked of: ``group.figure`` or ``group.figure.label``."""
        for figure in self.figures:
            if isinstance(figure, Breakdown | Split):
                for label, part in figure.parts:
                    yield f"{self.name}.{figure.name}.{label}", part
            else:
                yield f"{self.name}.{figure.name}", figure


def stock(name: str, en: str, zh: str, *measures: Measure, unit: str = "", households: bool = False) -> Count:
    """All that measures say on the last day."""
    return Count(name, en, zh, _keys(measures), unit=unit, households=households)


def flow(name: str, en: str, zh: str, *measures: Measure, unit: str = "", households: bool = False) -> Count:
    """All that came to measures within the period."""
    return Count(name, en, zh, _keys(measures), Over.FLOW, unit=unit, households=households)


def by(name: str, en: str, zh: str, *measures: Measure, over: Over = Over.STOCK, households: bool = False) -> Breakdown:
    """The counts of measures with the same labels, by label."""
    labels = measures[0].labels
    parts = (
        (
            label,
            Count(label, en, zh, tuple(m.keys[m.labels.index(label)] for m in measures), over, (), "", 1, households),
        )
        for label in labels
    )
    return Breakdown(name, en, zh, tuple(parts))


def _keys(measures: tuple[Measure, ...]) -> tuple[str, ...]:
    return tuple(key for measure in measures for key in measure.keys)
