"""Rows that could not be taken, kept with their fault until they come again corrected; value and cells are sealed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from aggregates import sealed
from registry.intake.attempt import Fault
from registry.intake.maps import personal
from registry.intake.profile import Profile
from registry.intake.staging import Connection

MASK = personal.HIDDEN


@dataclass(frozen=True, slots=True)
class Rejection:
    """A rejected row: ``row`` is its number within the file, ``cells`` the row as far as it was read."""

    file: str
    row: int
    part: str
    column: str
    value: str
    rule: str
    reason: str
    cells: Mapping[str, object]

    @classmethod
    def of_record(cls, file: str, number: int, part: str, details: str) -> Rejection:
        """From a rejected record of the staging table."""
        said = orjson.loads(details)
        return cls(file, number, part, said["column"], said["value"], said["rule"], said["reason"], said["cells"])

    @classmethod
    def of_fault(cls, fault: Fault) -> Rejection:
        """From a fault that only the row's facts showed."""
        row = fault.row
        value = fault.value if fault.value is not None else str(row.data.get(fault.column, ""))
        return cls(row.file, row.number, row.part, fault.column, value, fault.rule, fault.reason, row.data)

    def masked(self, profile: Profile) -> Rejection:
        """The same without what personal columns hold, and without what looks personal wherever it stands."""
        hidden = profile.part(self.part).sensitive
        if not hidden:
            return self
        cells = {name: MASK if name in hidden and cell else personal.hidden(cell) for name, cell in self.cells.items()}
        value = MASK if self.column in hidden or not self.column else str(personal.hidden(self.value))
        return Rejection(self.file, self.row, self.part, self.column, value, self.rule, self.reason, cells)

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


_INSERT = """
insert into intake.quarantine (delivery, file, row_number, column_name, rule, reason, sealed)
values ($1, $2, $3, $4, $5, $6, $7)
"""

_READ = """
select file, row_number, column_name, rule, reason, sealed
from intake.quarantine where delivery = $1 order by file, row_number
"""


class Quarantine:
    """The rejected rows of one delivery, sealed under the delivery's own key."""

    def __init__(self, delivery: UUID, keys: sealed.KeyStore) -> None:
        self._delivery = delivery
        self._keys = keys
        self._ref = sealed.subject_ref(delivery)

    async def add(self, connection: Connection, rejections: Iterable[Rejection]) -> None:
        """Keep these, within the caller's transaction."""
        found = list(rejections)
        if found:
            key = (await self._keys.create([self._ref]))[self._ref]
            await connection.executemany(_INSERT, [self._sealed(one, key) for one in found])

    def _sealed(self, one: Rejection, key: bytes) -> tuple[object, ...]:
        secret = orjson.dumps({"part": one.part, "value": one.value, "cells": one.cells}).decode()
        path = _path(one.file, one.row)
        envelope = sealed.seal(key, secret, event=self._delivery, path=path, ref=self._ref)
        return self._delivery, one.file, one.row, one.column, one.rule, one.reason, orjson.dumps(envelope)

    async def read(self, connection: Connection) -> AsyncIterator[Rejection]:
        """Every rejected row, by file and number, opened."""
        key = (await self._keys.get([self._ref])).get(self._ref)
        async with connection.transaction():
            async for file, number, column, rule, reason, envelope in connection.cursor(_READ, self._delivery):
                said = self._opened(key, envelope, _path(file, number)) if key else {}
                value, part = said.get("value", ""), said.get("part", "")
                yield Rejection(file, number, part, column, value, rule, reason, said.get("cells", {}))

    def _opened(self, key: bytes, envelope: bytes, path: str) -> dict[str, Any]:
        opened = sealed.unseal(key, orjson.loads(envelope), event=self._delivery, path=path)
        said: dict[str, Any] = orjson.loads(opened)
        return said

    async def clear(self, connection: Connection) -> None:
        """Forget them: the delivery is read anew."""
        await connection.execute("delete from intake.quarantine where delivery = $1", self._delivery)


def _path(file: str, number: int) -> str:
    return f"{file}#{number}"
