"""Rows that could not be taken, kept with their fault until they come again corrected; what they hold is sealed.

They are kept with the first delivery of their files (its home), so that a row has one place in the quarantine whatever
version of the profile reads it. What was delivered stays beside what it was corrected to.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson

from aggregates import errors, sealed
from registry.intake.attempt import Fault
from registry.intake.maps import personal
from registry.intake.profile import Profile
from registry.intake.staging import Connection, Staging

MASK = personal.HIDDEN


@dataclass(frozen=True, slots=True)
class Rejection:
    """A rejected row: ``row`` is its number within the file, ``cells`` the row as far as it was read.

    ``raw``: they are the file's cells, not what the profile made of them. ``path`` and ``release`` are those of
    :class:`registry.intake.profile.Row`.
    """

    file: str
    row: int
    part: str
    column: str
    value: str
    rule: str
    reason: str
    cells: Mapping[str, object]
    path: str = ""
    release: str = ""
    raw: bool = False

    @classmethod
    def of_record(cls, file: str, number: int, part: str, details: str) -> Rejection:
        """From a rejected record of the staging table."""
        said = orjson.loads(details)
        fault = said["column"], said["value"], said["rule"], said["reason"]
        return cls(file, number, part, *fault, said["cells"], said["path"], said["release"], raw=True)

    @classmethod
    def of_fault(cls, fault: Fault) -> Rejection:
        """From a fault that only the row's facts showed."""
        row = fault.row
        value = fault.value if fault.value is not None else str(row.data.get(fault.column, ""))
        return cls(row.file, row.number, row.part, fault.column, value, fault.rule, fault.reason, row.data)

    def masked(self, profile: Profile) -> Rejection:
        """The same without what personal columns hold, and without what looks personal wherever it stands.

        Of a row with too few or too many cells nothing tells which cell is which: all of them may be personal.
        """
        hidden = profile.part(self.part).sensitive
        if not hidden:
            return self
        shifted = self.rule == "COLUMNS"
        cells = {
            name: MASK if (shifted or name in hidden) and cell else personal.hidden(cell)
            for name, cell in self.cells.items()
        }
        value = MASK if shifted or self.column in hidden or not self.column else str(personal.hidden(self.value))
        return replace(self, value=value, cells=cells)

    def to_json(self) -> dict[str, object]:
        """A line of ``--report``."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "rule": self.rule,
            "reason": self.reason,
            "cells": self.cells,
        }


async def staged_rejections(connection: Connection, stage: Staging) -> AsyncIterator[list[Rejection]]:
    """What parsing rejected, some rows at a time; inside a transaction."""
    chunk: list[Rejection] = []
    async for file, number, part, details in stage.rejected(connection):
        chunk.append(Rejection.of_record(file, number, part, details))
        if len(chunk) == 1000:
            yield chunk
            chunk = []
    yield chunk


@dataclass(frozen=True, slots=True)
class Seen:
    """Which run of which delivery met a row."""

    delivery: UUID
    run: int


@dataclass(frozen=True, slots=True)
class Seals:
    """Seals and opens what a row held, bound to its delivery and its place there."""

    delivery: UUID
    key: bytes

    def seal(self, said: Mapping[str, object], file: str, number: int, what: str = "") -> bytes:
        """The envelope, as JSON, of what was said at a place; ``what`` is "", ``fault`` or ``correction``."""
        path, ref = _path(file, number, what), sealed.subject_ref(self.delivery)
        text = orjson.dumps(said).decode()
        return orjson.dumps(sealed.seal(self.key, text, event=self.delivery, path=path, ref=ref))

    def open(self, envelope: bytes | None, file: str, number: int, what: str = "") -> dict[str, Any]:
        """What was sealed; nothing where nothing was."""
        if envelope is None:
            return {}
        opened = sealed.unseal(self.key, orjson.loads(envelope), event=self.delivery, path=_path(file, number, what))
        said: dict[str, Any] = orjson.loads(opened)
        return said


def _path(file: str, number: int, what: str) -> str:
    return f"{file}#{number}" + (f"/{what}" if what else "")


# What was delivered stays as it is, but where it is not known yet cell by cell. A row that nobody will correct stays
# closed; one that was corrected, and is rejected after all, is open again.
_ADD = """
insert into intake.quarantine as q
    (delivery, file, row_number, part, column_name, rule, reason, sealed, raw, fault, seen_in, seen_run)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (delivery, file, row_number) do update set
    part = excluded.part, column_name = excluded.column_name, rule = excluded.rule, reason = excluded.reason,
    fault = excluded.fault, seen_in = excluded.seen_in, seen_run = excluded.seen_run,
    sealed = case when q.raw or q.correction is not null then q.sealed else excluded.sealed end,
    raw = q.raw or (excluded.raw and q.correction is null),
    state = case q.state when 'corrected' then 'open' else q.state end,
    closed_at = case q.state when 'corrected' then null else q.closed_at end,
    closed_by = case q.state when 'corrected' then null else q.closed_by end,
    outcome = case q.state when 'corrected' then null else q.outcome end
"""

_READ = """
select file, row_number, column_name, rule, reason, sealed, fault, correction
from intake.quarantine
where delivery = $1 and ($2::uuid is null or (seen_in, seen_run) = ($2, $3)) order by file, row_number
"""

_UNREAD = """
select file, row_number from intake.quarantine
where delivery = $1 and not raw and (seen_in, seen_run) = ($2, $3)
"""

_AS_DELIVERED = """
update intake.quarantine set sealed = $4, raw = true where delivery = $1 and file = $2 and row_number = $3
"""


class Quarantine:
    """The rejected rows of one home, sealed under its own key."""

    def __init__(self, delivery: UUID, keys: sealed.KeyStore) -> None:
        self._delivery = delivery
        self._keys = keys
        self._ref = sealed.subject_ref(delivery)

    async def seals(self) -> Seals | None:
        """What opens the rows; None where there is no key, or no more."""
        key = (await self._keys.get([self._ref])).get(self._ref)
        return Seals(self._delivery, key) if key else None

    async def add(self, connection: Connection, rejections: Iterable[Rejection], seen: Seen) -> None:
        """Keep these, within the caller's transaction."""
        found = list(rejections)
        if found:
            seals = Seals(self._delivery, await self._key())
            await connection.executemany(_ADD, [self._row(one, seals, seen) for one in found])

    async def _key(self) -> bytes:
        """The home's key; where it was destroyed, one that nobody will ever have, so that all stays unreadable."""
        try:
            return (await self._keys.create([self._ref]))[self._ref]
        except errors.KeyShredded:
            return os.urandom(32)

    def _row(self, one: Rejection, seals: Seals, seen: Seen) -> tuple[object, ...]:
        fault = seals.seal({"value": one.value}, one.file, one.row, "fault")
        named = (self._delivery, one.file, one.row, one.part, one.column, one.rule, one.reason)
        return (*named, _delivered(seals, one), one.raw, fault, seen.delivery, seen.run)

    async def read(self, connection: Connection, seen: Seen | None = None) -> AsyncIterator[Rejection]:
        """Every rejected row, or those of one run, by file and number, opened, with the cells as corrected so far."""
        seals = await self.seals()
        of_run = (seen.delivery, seen.run) if seen else (None, None)
        async with connection.transaction():
            async for row in connection.cursor(_READ, self._delivery, *of_run):
                yield _opened(seals, *row)

    async def unread(self, connection: Connection, seen: Seen) -> dict[str, set[int]]:
        """File -> numbers of those rows that a run rejected without keeping the file's own cells."""
        found: dict[str, set[int]] = {}
        for file, number in await connection.fetch(_UNREAD, self._delivery, seen.delivery, seen.run):
            found.setdefault(file, set()).add(number)
        return found

    async def as_delivered(self, connection: Connection, rows: Iterable[Rejection]) -> None:
        """Keep of these rows how they stand in their files."""
        seals = await self.seals()
        if seals is not None:
            said = [(self._delivery, one.file, one.row, _delivered(seals, one)) for one in rows]
            await connection.executemany(_AS_DELIVERED, said)


def _delivered(seals: Seals, one: Rejection) -> bytes:
    said = {"part": one.part, "value": one.value, "cells": one.cells, "path": one.path, "release": one.release}
    return seals.seal(said, one.file, one.row)


def _opened(
    seals: Seals | None,
    file: str,
    number: int,
    column: str,
    rule: str,
    reason: str,
    envelope: bytes,
    fault: bytes | None,
    correction: bytes | None,
) -> Rejection:
    if seals is None:
        return Rejection(file, number, "", column, "", rule, reason, {})
    said = seals.open(envelope, file, number)
    said["value"] = seals.open(fault, file, number, "fault").get("value", said["value"])
    cells = {**said["cells"], **seals.open(correction, file, number, "correction")}
    return Rejection(file, number, said["part"], column, said["value"], rule, reason, cells)
