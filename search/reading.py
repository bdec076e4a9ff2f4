"""Reads documents of subjects from the read model: a few statements for all of them, in one snapshot."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg

from aggregates.errors import FangjiError
from search import composing, statements, turns
from search.document import Document
from search.related import Material, Related, Said
from search.searched import INHERITED, PARENTS, REFERRED, SEARCHED

Connection: TypeAlias = "asyncpg.Connection | asyncpg.pool.PoolConnectionProxy"

ROWS = {kind: statements.rows(searched) for kind, searched in SEARCHED.items()}
ELEMENTS = {kind: statements.elements(searched) for kind, searched in SEARCHED.items()}
PERSONS = {kind: text for kind, searched in SEARCHED.items() if (text := statements.persons(searched))}
PARENT_ROWS = {kind: statements.parent_rows(kind) for kind in INHERITED}
REFERRED_ROWS = {kind: statements.referred_rows(kind) for kind in REFERRED}
REMEMBERED = sorted({"division", "superseded", *(p.attribute.name for s in SEARCHED.values() for p in s.remembered)})


class Switched(FangjiError):
    """The read model was switched to a rebuilt one while documents were read; read them again."""

    code = "CONFLICT"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Where the read model was: its position, the day of its rows, and when its tables were made."""

    position: int
    today: date
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Read:
    """Documents of subjects as of one snapshot; those that do not exist today are ``gone``.

    ``due``: the next day on which time alone changes a subject, of those that have one.
    """

    snapshot: Snapshot
    documents: list[Document]
    gone: list[UUID]
    due: Mapping[UUID, date]


async def snapshot(connection: Connection) -> Snapshot:
    """Where the read model is, as the connection sees it."""
    row = await connection.fetchrow(statements.SNAPSHOT)
    assert row is not None, "read.progress has lost its row"
    return Snapshot(row["position"], row["today"], row["made_at"])


async def read(connection: Connection, subjects: Sequence[UUID]) -> Read:
    """The documents of up to a few thousand subjects.

    Raises:
        Switched: a rebuilt read model took the place of the one that was being read.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        began = await snapshot(connection)
        found = await _Reading(connection, began).read(subjects)
        due = {row["subject"]: row["day"] for row in await connection.fetch(statements.DUE, subjects)}
        ended = await connection.fetchval("select made_at from read.meta")
    if ended != began.made_at:
        raise Switched("The read model was switched while documents were read; read them again.")
    known = {one.subject for one in found}
    return Read(began, found, [one for one in dict.fromkeys(subjects) if one not in known], due)


@dataclass
class _Reading:
    """One reading, within the caller's transaction."""

    connection: Connection
    snapshot: Snapshot
    materials: dict[UUID, Material] = field(default_factory=dict)
    others: dict[UUID, Related] = field(default_factory=dict)
    _division_of: dict[str, UUID] = field(default_factory=dict)

    async def read(self, subjects: Sequence[UUID]) -> list[Document]:
        for kind, ids in (await self._kinds(subjects)).items():
            await self._subjects(kind, ids)
        if not self.materials:
            return []
        found = list(self.materials)
        for row in await self.connection.fetch(statements.NUMBERS, found):
            self.materials[row["subject"]].numbers.append(row["document_number"])
        await self._remember({key: one.subject for key, one in self.materials.items()})
        await self._parents()
        referred = await self._referred()
        divisions = await self._divisions()
        await self._codes({key: one.subject for key, one in self.materials.items()})
        await self._codes(self.others)
        await self._remember(self.others)
        await self._narrow(referred, divisions)
        return await turns.each(self._compose, self.materials.values())

    async def _kinds(self, subjects: Sequence[UUID]) -> dict[str, list[UUID]]:
        kinds: dict[str, list[UUID]] = {}
        for row in await self.connection.fetch(statements.SUBJECTS, subjects):
            kinds.setdefault(row["kind"], []).append(row["subject"])
        return {kind: ids for kind, ids in kinds.items() if kind in SEARCHED}

    async def _subjects(self, kind: str, ids: list[UUID]) -> None:
        for row in await self.connection.fetch(ROWS[kind], ids):
            self.materials[row["subject"]] = Material(_related(kind, row))
        values = await self.connection.fetch(ELEMENTS[kind], ids)
        for row in sorted(values, key=lambda row: (-row["position"], row["part"], row["value"])):
            if one := self.materials.get(row["subject"]):
                one.values.append((row["part"], row["value"]))
        if kind in PERSONS:
            for row in await self.connection.fetch(PERSONS[kind], ids):
                if one := self.materials.get(row["subject"]):
                    one.persons.append(row["person"])

    async def _remember(self, subjects: Mapping[UUID, Related]) -> None:
        """What was said before of names, addresses and divisions."""
        for row in await self.connection.fetch(statements.HISTORY, list(subjects), REMEMBERED, self.snapshot.today):
            said = Said(row["value"], row["effective_on"])
            subjects[row["subject"]].history.setdefault(row["name"], []).append(said)

    async def _codes(self, subjects: Mapping[UUID, Related]) -> None:
        for row in await self.connection.fetch(statements.CODES, list(subjects)):
            subjects[row["subject"]].codes.append(row["code"])

    async def _parents(self) -> None:
        """Buildings and projects by the codes that subjects have of them, of the same scheme rather than another."""
        for kind in INHERITED:
            children = [
                (one, code)
                for one in self.materials.values()
                if (attribute := PARENTS.get(one.subject.kind, {}).get(kind))
                and (code := one.subject.row.get(attribute))
            ]
            named = await self._named(kind, {code for _, code in children})
            await self._others(kind, PARENT_ROWS[kind], {s for ids in named.values() for s, _ in ids})
            for one, code in children:
                ids = sorted(named.get(code, ()), key=lambda each: (each[1] != one.subject.scheme, each[1]))
                if ids and ids[0][0] in self.others:
                    one.parents[kind] = self.others[ids[0][0]]

    async def _named(self, kind: str, codes: Collection[str]) -> dict[str, list[tuple[UUID, str]]]:
        """Code -> (subject, scheme) of those that ever had it."""
        named: dict[str, list[tuple[UUID, str]]] = {}
        if codes:
            for row in await self.connection.fetch(statements.NAMED, kind, list(codes)):
                named.setdefault(row["code"], []).append((row["subject"], row["scheme"]))
        return named

    async def _others(self, kind: str, text: str, ids: Collection[UUID]) -> None:
        wanted = [one for one in ids if one not in self.others]
        if wanted:
            for row in await self.connection.fetch(text, wanted):
                self.others[row["subject"]] = _related(kind, row)

    async def _referred(self) -> dict[tuple[str, str], list[Related]]:
        """Whom codes name, by kind and code."""
        codes: dict[str, set[str]] = {}
        for one in self.materials.values():
            for part, code in composing.codes(one):
                codes.setdefault(part.attribute.type.refers or "", set()).add(code)
        found: dict[tuple[str, str], list[Related]] = {}
        for kind, stated in codes.items():
            named = await self._named(kind, stated)
            await self._others(kind, REFERRED_ROWS[kind], {s for ids in named.values() for s, _ in ids})
            for code, ids in named.items():
                found[kind, code] = [self.others[s] for s in dict.fromkeys(s for s, _ in ids) if s in self.others]
        await self._short_names()
        return found

    async def _short_names(self) -> None:
        firms = [one.subject for one in self.others.values() if one.kind == "ENTERPRISE"]
        if firms:
            short: dict[UUID, list[tuple[str, date | None]]] = {}
            for row in await self.connection.fetch(statements.SHORT_NAMES, firms):
                ended = row["ended_on"]
                until = ended if ended and ended <= self.snapshot.today else None
                short.setdefault(row["subject"], []).append((row["short_name"], until))
            for subject, names in short.items():
                one = self.others[subject]
                one.row = {**one.row, "short_names": names}

    async def _divisions(self) -> dict[UUID, list[UUID]]:
        """Division -> those that contain it or went into it; and all of them among the others."""
        present = {one.subject.division for one in self.materials.values() if one.subject.division}
        above: dict[UUID, list[UUID]] = {one: [one] for one in present}
        for row in await self.connection.fetch(statements.ABOVE, list(present)):
            if row["ancestor"] != row["descendant"]:
                above[row["descendant"]].append(row["ancestor"])
        codes = {said.value for one in self.materials.values() for said in one.subject.history.get("division", ())}
        former = await self.connection.fetch(statements.DIVISIONS_NAMED, [code for code in codes if code])
        self._division_of = {row["code"]: row["subject"] for row in former}
        wanted = {*(each for ids in above.values() for each in ids), *self._division_of.values()}
        await self._others("DIVISION", statements.DIVISION_ROWS, wanted)
        return above

    async def _narrow(self, referred: dict[tuple[str, str], list[Related]], above: dict[UUID, list[UUID]]) -> None:
        """Give each subject its divisions and those whom it names, and note what all see who see it."""
        theirs = {one.division for one in self.others.values() if one.division}
        seen: dict[UUID, set[UUID]] = {division: set() for division in above}
        for row in await self.connection.fetch(statements.WITHIN, list(above), list(theirs)):
            seen[row["ancestor"]].add(row["descendant"])
        frozen = {division: frozenset(found) for division, found in seen.items()}
        for one in self.materials.values():
            division = one.subject.division
            one.seen = frozen[division] if division else None
            one.divisions = self._divisions_of(one, above)
            one.referred = referred

    def _divisions_of(self, one: Material, above: dict[UUID, list[UUID]]) -> list[tuple[Related, date | None]]:
        present = above.get(one.subject.division, []) if one.subject.division else []
        found = [(self.others[each], _abolished(self.others[each])) for each in present if each in self.others]
        for before, after in itertools.pairwise(one.subject.history.get("division", ())):
            division = self.others.get(self._division_of.get(before.value or "", one.subject.subject))
            if division and before.value != after.value and division.subject not in present:
                found.append((division, after.since))
        return found

    def _compose(self, one: Material) -> Document:
        division = self.others.get(one.subject.division) if one.subject.division else None
        return composing.compose(one, self.snapshot.position, division.code if division else None)


def _related(kind: str, row: asyncpg.Record) -> Related:
    values: Mapping[str, Any] = dict(row)
    return Related(row["subject"], kind, row["scheme"], row["code"], row["division_id"], values)


def _abolished(division: Related) -> date | None:
    """Since when a division is no more; None where it stands."""
    if not division.row["superseded"]:
        return None
    return next((said.since for said in reversed(division.history.get("superseded", ())) if said.value == "true"), None)
