"""Two districts of a city, an abolished one, and subjects of none: every kind, all that can happen to it, marked."""

from __future__ import annotations

import datetime
import pathlib
from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from aggregates.kinds import Kind
from projections import ddl, projector
from projections.applying import Applier
from registry.access import grams, masks
from registry.ledger import kek, keys, ledger
from tests import looking
from tests.walk import links, marks, values
from tests.walk.scribe import Scribe, Subject

ORIGIN = "fangji/demo"
"""That of a registry without settings, so that its commands take the world for theirs."""

TODAY = datetime.date(2026, 6, 1)
CITY, EAST, WEST, OLD, NONE = "C", "A", "B", "P", "N"
"""The city; its districts A and B; P, abolished, all of which went into A; N: subjects of no division."""

WHOLE = (EAST, WEST, NONE)
"""Districts that have one subject of every kind, to which everything happened."""

VOID = "EventVoided"
REVISED = "(revised)"
"""Stands with the marks of an event that was corrected or voided."""


@dataclass(frozen=True)
class World:
    """What was recorded: ``subjects`` by district and kind; ``divisions`` the code of each district.

    ``decisions`` are positions, by district, of one about a home that relied on an event of another district.
    """

    marks: marks.Marks
    persons: Mapping[str, str]
    subjects: dict[tuple[str, str], Subject]
    divisions: dict[str, str]
    linked: links.Links
    positions: list[int]
    decisions: dict[str, int]
    last: int

    @property
    def kinds(self) -> list[str]:
        return sorted({kind for _, kind in self.subjects})

    def code(self, district: str, kind: str) -> str:
        return self.subjects[district, kind].code


async def build(pool: asyncpg.Pool, folder: pathlib.Path, variation: values.Variation = values.SAME) -> World:
    """Record a world by the ledger, mask and project it."""
    scribe, told = _told(variation)
    log = await ledger.Ledger.open(pool, ORIGIN)
    store = keys.PostgresKeys(pool, kek.FileKeys(folder / "kek.json"))
    held = await store.create(scribe.values.refs)
    index_key = await store.index_key()
    written = scribe.written(held)
    written[-1] = told.linked.indexed(written[-1], index_key)
    for outcome in await log.append(written):
        if isinstance(outcome, Exception):
            raise outcome
    await _mark_leaves(pool, told)
    await masks.Masker(log, pool, store).catch_up()
    await grams.Grams(log, pool, store).catch_up()
    await log.close()
    async with pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
        await projector.catch_up(connection, Applier(), TODAY)
    await looking.prepare(pool, folder, ORIGIN)
    return told


def _told(variation: values.Variation) -> tuple[Scribe, World]:
    """What happens in a world; districts come before what lies in them."""
    scribe = Scribe(values.Values(variation))
    make = scribe.values
    divisions = {one: make.code(one, "code of a division") for one in (CITY, EAST, WEST, OLD)}
    subjects: dict[tuple[str, str], Subject] = {}
    for district in (CITY, EAST, WEST, OLD, NONE):
        for kind in CATALOGUE.kinds if district in WHOLE else ("DIVISION", "HOUSE"):
            code = divisions.get(district) if kind == "DIVISION" else None
            if kind != "DIVISION" or code:
                subjects[district, kind] = scribe.subject(kind, district, code)
        scribe.references[district] = _references(scribe, subjects, divisions, district)
    for district in (CITY, EAST, WEST, OLD):
        _everything(scribe, subjects[district, "DIVISION"])
    links.succeed(scribe, subjects[OLD, "DIVISION"], divisions[EAST])
    for district in WHOLE:
        for kind in CATALOGUE.kinds:
            if kind != "DIVISION":
                _everything(scribe, subjects[district, kind])
    for district in (CITY, OLD):
        _register(scribe, subjects[district, "HOUSE"])
    linked = links.make(scribe, subjects, EAST, WEST)
    _more(scribe, WEST if WEST in variation.districts else NONE, subjects, variation)
    linked.travel(scribe)
    recorded = [one for unit in scribe.units for one in unit]
    positions = {one.id: position for position, one in enumerate(recorded, 1)}
    decisions = {district: positions[id_] for district, id_ in linked.decisions.items()}
    told = _telling(recorded)
    world = World(make.marks, make.persons, subjects, divisions, linked, told, decisions, len(recorded))
    return scribe, world


async def _mark_leaves(pool: asyncpg.Pool, told: World) -> None:
    """A proof names its event by nothing but the leaf's hash."""
    for district, position in told.decisions.items():
        leaf = await pool.fetchval("select leaf_hash from ledger.event where position = $1", position)
        mark = marks.Mark(leaf.hex(), district, "PUBLIC", marks.Form.PLAIN, "HOUSE.SurveyRevised leaf")
        told.marks.add(mark)


def _telling(recorded: list[events.Event]) -> list[int]:
    """Positions of the first event of every subject, and of those that name others."""
    return [
        position
        for position, one in enumerate(recorded, 1)
        if one.originator_version == 1 or one.cause or one.corrects or one.voids
    ]


def _references(
    scribe: Scribe, subjects: dict[tuple[str, str], Subject], divisions: dict[str, str], district: str
) -> dict[str, str | None]:
    """The code to which an attribute refers, by the kind that it refers to; divisions are in the city."""
    own: dict[str, str | None] = {kind: one.code for (of, kind), one in subjects.items() if of == district}
    own["DIVISION"] = divisions.get(district)
    own["parent"] = None
    if district not in (CITY, NONE):
        own["parent"] = scribe.values.marks.mention(divisions[CITY], district)
    return own


def _first(kind: Kind) -> str:
    """The type that registers a kind."""
    return next(one.name for one in CATALOGUE.of_kind(kind.name) if one.affirms and one.name != VOID)


def _register(scribe: Scribe, subject: Subject) -> None:
    declared = CATALOGUE.event_types[subject.kind.name, _first(subject.kind)]
    scribe.happen(subject, declared.name, scribe.all_of(subject, declared, restated=True))


def _everything(scribe: Scribe, subject: Subject) -> None:
    """Every event type of its kind happens to a subject, and one event is corrected, another voided."""
    _register(scribe, subject)
    for declared in CATALOGUE.of_kind(subject.kind.name):
        if declared.name not in (VOID, _first(subject.kind)):
            scribe.happen(subject, declared.name, scribe.all_of(subject, declared))
    declared = CATALOGUE.event_types[subject.kind.name, _first(subject.kind)]
    for revised in (False, True):
        said = scribe.all_of(subject, declared, label=REVISED)
        last = scribe.happen(subject, declared.name, said, relied_on=(subject.events[-1],))
        if revised:
            scribe.happen(subject, VOID, {}, voids=(last,), reason=events.Reason.ERROR)
        else:
            said = scribe.all_of(subject, declared)
            scribe.happen(subject, declared.name, said, corrects=last, reason=events.Reason.CORRECTION)


def _more(scribe: Scribe, district: str, subjects: dict[tuple[str, str], Subject], variation: values.Variation) -> None:
    """As many events in every world, but in another district of one of them: there are more rows of all sorts.

    Where what is not public is another, there is a subject less of the kinds that the public does not see.
    """
    for kind in CATALOGUE.kinds:
        if kind == "DIVISION":
            continue
        subject, another = subjects[district, kind], scribe.subject(kind, district)
        _register(scribe, subject if subject.exposure in variation.exposures else another)
        for declared in CATALOGUE.of_kind(kind):
            if declared.sets.keys() - {""} and declared.name != "DecisionOverturned":
                scribe.happen(subject, declared.name, scribe.all_of(subject, declared))
