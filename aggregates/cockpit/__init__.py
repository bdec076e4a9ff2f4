"""The cockpit 驾驶舱: every group with its figures, and the measures that they are made of, as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from aggregates import measures
from aggregates.catalogue import Catalogue
from aggregates.cockpit import data, housing, projects, safety, security, works
from aggregates.cockpit.shapes import Group
from aggregates.measures import Measure

GROUPS: tuple[Group, ...] = (works.GROUP, projects.GROUP, housing.GROUP, security.GROUP, safety.GROUP, data.GROUP)
"""As the cockpit shows them; reported indicators, events and sources stand beside them."""


def known(catalogue: Catalogue) -> list[Measure]:
    """The measures of all groups that a catalogue has all attributes for."""
    return [one for group in GROUPS for one in group.measures if measures.known(one, catalogue)]


def numbers(listed: Iterable[Measure]) -> Mapping[str, int]:
    """Key of each count -> the number by which the read model knows it, from 1."""
    return {key: number for number, key in enumerate((key for one in listed for key in one.keys), start=1)}


def groups(catalogue: Catalogue) -> Iterator[Group]:
    """The groups with those figures whose measures a catalogue has."""
    have = set(numbers(known(catalogue)))
    for group in GROUPS:
        figures = tuple(figure for figure in group.figures if have.issuperset(figure.keys))
        if figures:
            yield Group(group.name, group.en, group.zh, group.measures, figures, group.exposure)
