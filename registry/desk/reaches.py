"""What lies in the reach of a token: its divisions with all that they contain, as the read model has them."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence

import asyncpg

from aggregates import reach
from registry.ledger import errors

KEPT_CODES = 500_000
"""Codes of divisions, over all tokens, that are kept before all are forgotten."""

_REACH = """
with reached as materialized (
    select distinct d.descendant from read.code c join read.division_closure d on d.ancestor = c.subject
    where c.kind = 'DIVISION' and c.code = any($1::text[])
)
select
    p.position, p.today,
    array(select descendant from reached) divisions,
    array(
        select c.code from reached r join read.code c on c.kind = 'DIVISION' and c.subject = r.descendant
        where c.subject = (
            select o.subject from read.code o where o.kind = 'DIVISION' and o.code = c.code
            order by o.position desc, o.scheme limit 1
        )
    ) codes
from read.progress p where p.name = 'read'
"""
"""A code that several divisions had names the last of them, as ``projections/sql/divide_subjects.sql`` has it."""


@dataclasses.dataclass(frozen=True, slots=True)
class _Kept:
    """``position`` is the last one at which a division changed when it was read."""

    position: int
    reach: reach.Reach


class Reaches:
    """Answers for tokens, by one query each until a division changes or a day begins."""

    def __init__(self, reads: asyncpg.Pool) -> None:
        self._reads = reads
        self._kept: dict[tuple[str, ...], _Kept] = {}
        self._size = 0

    async def of(self, divisions: Sequence[str], changed: int, today: str) -> reach.Reach:
        """The reach of a token that names these divisions.

        ``changed`` is the last position of the ledger at which a division may have changed; while the read model has
        not come so far, or not to ``today``, the answer is what it has, and is not kept.

        Raises:
            Unavailable: there is no read model.
        """
        key = tuple(sorted(divisions))
        kept = self._kept.get(key)
        if kept is not None and kept.position >= changed and kept.reach.today == today:
            return kept.reach
        position, read_on, found = await self._read(key, today)
        if position >= changed and read_on >= today:
            self._keep(key, _Kept(changed, found))
        return found

    async def _read(self, divisions: Sequence[str], today: str) -> tuple[int, str, reach.Reach]:
        try:
            row = await self._reads.fetchrow(_REACH, divisions)
        except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
            row = None  # no projector has ever begun
        if row is None:
            raise errors.Unavailable(
                "There is no read model yet, which tells what your divisions contain; start the projector "
                "(`fangji serve`, `fangji project`) and file the same command again."
            )
        read_on: datetime.date = row["today"]
        return (
            row["position"],
            read_on.isoformat(),
            reach.Reach(today, frozenset(row["codes"]), frozenset(row["divisions"])),
        )

    def _keep(self, key: tuple[str, ...], made: _Kept) -> None:
        former = self._kept.get(key)
        self._size += len(made.reach.codes) - (len(former.reach.codes) if former else 0)
        if self._size > KEPT_CODES:
            self._kept, self._size = {}, len(made.reach.codes)
        self._kept[key] = made
