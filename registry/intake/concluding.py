"""What remains when all batches of a run are through: how rejected rows stand in their files, what became of others.

All of it may be done again, for a run that is stopped here is taken up here.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from registry.intake import parsing, reading
from registry.intake.delivery import Delivery, Run
from registry.intake.profile import Profile
from registry.intake.quarantine import Quarantine, Rejection, Seen
from registry.intake.sources import Source
from registry.intake.staging import Connection

ROWS_AT_ONCE = 500

# Rows of the quarantine that this run did not reject: whatever the ledger knows under their keys came of them.
_SETTLE = """
with waiting as (
    select id, file, row_number from intake.quarantine
    where delivery = $1 and state = 'open' and (seen_in, seen_run) is distinct from ($2::uuid, $3::int)
        and (not $6 or (correction is not null and raw))),
met as (
    select w.id, nullif(s.key, '') as key, s.note
    from waiting w left join {stage} s on s.file = w.file and s.number = w.row_number),
told as (
    select m.*, (select max(r.position) from ledger.source_row r
                 where r.dataset = $4 and (r.key = m.key or (r.key > m.key || '#' and r.key < m.key || '$'))) as made
    from met m)
update intake.quarantine q
set state = 'corrected', closed_at = now(), closed_by = coalesce(q.corrected_by, $5),
    outcome = case when t.made > $7 then 'recorded' when t.made is not null then 'duplicate'
                   else 'skipped' || coalesce(': ' || t.note, '') end,
    dataset = $4, row_key = case when t.made is not null then t.key end
from told t where q.id = t.id
"""


@dataclass(frozen=True, slots=True)
class Concluding:
    """The end of one run over a delivery."""

    profile: Profile
    delivery: Delivery
    quarantine: Quarantine
    seen: Seen
    operator: str

    async def keep_cells(self, connection: Connection) -> None:
        """Read again from the files how those rows stand there that only their facts showed to be faulty."""
        wanted = await self.quarantine.unread(connection, self.seen)
        if not wanted or self.delivery.alone:
            return
        rows = found(self.profile, self.delivery.sources, wanted)
        while chunk := await asyncio.to_thread(lambda: list(itertools.islice(rows, ROWS_AT_ONCE))):
            async with connection.transaction():
                await self.quarantine.as_delivered(connection, chunk)

    async def settle(self, connection: Connection, run: Run) -> None:
        """Close those rows of the quarantine that are faulty no more, with what they came to."""
        assert run.stage is not None
        what = (self.delivery.home, self.seen.delivery, self.seen.run, self.profile.dataset, self.operator)
        await connection.execute(run.stage.sql(_SETTLE), *what, self.delivery.alone, run.since)


def found(profile: Profile, delivered: Sequence[Source], wanted: Mapping[str, set[int]]) -> Iterator[Rejection]:
    """These rows (file -> numbers) as they stand in the files of a delivery."""
    for member, part in parsing.readable(profile, delivered):
        numbers = wanted.get(member.label)
        for row in reading.rows(member, part) if numbers else ():
            if row.number in numbers:  # type: ignore[operator]
                cells = parsing.storable(dict(row.cells))
                assert isinstance(cells, dict)
                told = (row.file, row.number, row.part, "", "", "", "", cells, row.path, row.release)
                yield Rejection(*told, raw=True)
