"""A generated city before the rules, in memory: the same drafts, timelines and judge as on a database."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from aggregates import event as events
from aggregates import policy, timeline, world
from aggregates.catalogue import CATALOGUE
from aggregates.deciding import judging
from aggregates.rules import book as rulebook
from registry.city import adoption, drafts, generation, plan, preparing
from registry.cli import demo
from tests import deeds


class Adopted:
    """The policies of the demo's cities, as a world asks for them."""

    def in_force(self, division: str | None, day: str) -> policy.Policy:
        return adoption.in_force(division, datetime.date.fromisoformat(day)) if division else policy.default()


@functools.cache
def demo_parts() -> Mapping[str, drafts.Book]:
    """The parts of the demo's city by name, for whoever only reads them; forgotten after this folder's tests."""
    return dict(generation.books(demo.CITY))


def parts(city: plan.City) -> Mapping[str, drafts.Book]:
    """The parts of a city by name."""
    return demo_parts() if city == demo.CITY else dict(generation.books(city))


@dataclass(frozen=True)
class Broken:
    """One event of the city that breaks a rule."""

    rule: str
    kind: str
    code: str
    type: str
    day: str
    message: str
    warns: bool


def breaches(city: plan.City) -> Iterator[Broken]:
    """Every breach in a city's history, seen as one: firms and practitioners go through all parts."""
    seen = world_of(*parts(city).values())
    judge = judging.Judge(seen, rulebook.RULES)
    for known in {id(one): one for found in seen.names.values() for one in found}.values():
        for fallen in judge.breaches(seen.sequence(known), lambda one: judge.rules_of(one.kind, one.type)):
            rule, one = fallen.breach.rule, fallen.judged
            yield Broken(rule.id, one.kind, one.code, one.type, one.effective_on, fallen.breach.en, rule.warns)


def world_of(*books: drafts.Book) -> world.World:
    """All subjects of the parts, in memory."""
    seen = world.World(Adopted(), plan.END.isoformat(), _day, complete=True)
    streams: dict[drafts.Subject, list[events.Recorded]] = {}
    members: dict[world.Parts, list[world.Known]] = {}
    for position, recorded in enumerate(_recorded(books), 1):
        streams.setdefault(recorded[0].subject, []).append(
            events.Recorded(position, recorded[0].registered, recorded[1])
        )
    for subject, recorded_of in streams.items():
        line = timeline.Timeline(CATALOGUE, recorded_of)
        known = world.Known(
            subject.kind, subject.scheme, subject.code, subject.stream, line, len(recorded_of), recorded_of
        )
        seen.names[world.Name(subject.kind, subject.code)] = (known,)
        for parts in deeds.parts_of(subject.kind, seen.state(known, "9999-12-31").state):
            members.setdefault(parts, []).append(known)
    seen.members.update({parts: tuple(found) for parts, found in members.items()})
    return seen


def _recorded(books: Iterable[drafts.Book]) -> Iterator[tuple[drafts.Draft, events.Event]]:
    versions: preparing.Versions = {}
    for book in books:
        for numbered in preparing.units_of(book, versions):
            for entry, version in numbered:
                yield entry, deeds.event_of(entry.neutral(first=version == 1), version)


def _day(moment: datetime.datetime) -> str:
    return moment.astimezone(drafts.BUREAU).date().isoformat()
