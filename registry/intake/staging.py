"""The unlogged table in which a delivery waits, parsed, until all rows of a subject are together."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import asyncpg
import orjson

from registry.intake.parsing import COLUMNS, Record
from registry.intake.profile import Profile, StagedRow

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

_TABLE = """
create unlogged table {stage} (
    n bigint not null, part text collate "C" not null, file text collate "C" not null,
    release text collate "C" not null, number bigint not null, subject text collate "C" not null,
    ord text collate "C" not null, key text collate "C", digest text collate "C" not null,
    link text collate "C" not null, data text collate "C" not null,
    box text collate "C", note text collate "C"
) with (autovacuum_enabled = false)
"""

_NAME_KEYS = """
update {stage} s set key = s.digest || '#' || o.occurrence
from (select n, row_number() over (partition by release, digest order by n) occurrence
      from {stage} where box is null and key is null) o
where s.n = o.n
"""

_FOLLOW = """
update {stage} f set subject = m.subject, ord = m.ord from {stage} m
where f.part = $1 and m.part = $2 and f.link = m.link and f.box is null and m.box is null
"""

_FOLLOW_NOBODY = """
update {stage} f set box = 'skipped', note = 'no ' || $2::text || ' row'
where f.part = $1 and f.box is null
  and not exists (select from {stage} m where m.part = $2 and m.link = f.link and m.box is null)
"""

# A row that says what the row of its key before it said is a duplicate; one whose key another subject takes later in
# the same delivery was replaced before anybody saw it.
_REPEATED = """
with repeated as (select key from {stage} where box is null group by key having count(*) > 1),
told as (
    select n, subject,
           lag(digest) over (partition by key order by n) = digest as again,
           last_value(subject) over (partition by key order by n
               rows between unbounded preceding and unbounded following) as at_last
    from {stage} join repeated using (key) where box is null)
update {stage} s
set box = case when t.again then 'duplicate' else 'skipped' end,
    note = case when t.again then null else 'replaced within the delivery' end
from told t where s.n = t.n and (t.again or t.subject <> t.at_last)
"""

# A row that `stage` skipped stands here only where that is asked for, with its reason for data.
_BOXES = """
select coalesce(box, '') as box, case box when 'skipped' then coalesce(note, data) else '' end as note,
    count(*) as rows
from {stage} group by 1, 2
"""

_GROUPS = """
select n, part, file, number, key, digest, link, data, subject from {stage}
where box is null and ($1::text is null or subject > $1) order by subject, ord, n
"""

_REJECTED = "select file, number, part, data from {stage} where box = 'rejected' order by n"


@dataclass(frozen=True, slots=True)
class Boxes:
    """What staging alone decided: rows still open, and those that are already in a box."""

    open: int = 0
    duplicates: int = 0
    rejected: int = 0
    skipped: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Staging:
    """A staging table; ``name`` is its qualified name, which holds the delivery's id."""

    name: str

    @classmethod
    def new(cls, delivery: UUID) -> Staging:
        """A fresh one, not made yet."""
        return cls(f"intake.stage_{delivery.hex}_{uuid4().hex[:8]}")

    def sql(self, statement: str) -> str:
        """``statement`` with ``{stage}`` replaced; other braces stay as they are."""
        return statement.replace("{stage}", self.name)

    async def create(self, connection: Connection) -> None:
        """Make the table."""
        await connection.execute(self.sql(_TABLE))

    async def drop(self, connection: Connection) -> None:
        """Remove the table, if it is there."""
        await connection.execute(self.sql("drop table if exists {stage}"))

    async def copy(self, connection: Connection, records: Iterable[Record]) -> None:
        """Take parsed rows in; ``records`` is read as it goes."""
        schema, table = self.name.split(".")
        await connection.copy_records_to_table(table, schema_name=schema, columns=COLUMNS, records=records)

    async def settle(self, connection: Connection, profile: Profile, *, unnamed: bool) -> Boxes:
        """Join, name and compare the rows of the whole delivery; ``unnamed``: there are rows without a natural key."""
        async with connection.transaction():
            await connection.execute("set local work_mem = '128MB'")
            await connection.execute(self.sql("analyze {stage}"))
            if unnamed:
                await connection.execute(self.sql(_NAME_KEYS))
            for part in profile.parts:
                if part.follows:
                    await connection.execute(self.sql(_FOLLOW), part.name, part.follows)
                    await connection.execute(self.sql(_FOLLOW_NOBODY), part.name, part.follows)
            for statement in profile.joins:
                await connection.execute(self.sql(statement))
            await connection.execute(self.sql(_REPEATED))
            return await self.boxes(connection)

    async def boxes(self, connection: Connection) -> Boxes:
        """What was decided so far."""
        return _boxes(await connection.fetch(self.sql(_BOXES)))

    async def count(self, connection: Connection) -> int | None:
        """Rows that are open; None where the table is gone. A crash of the server empties an unlogged table."""
        if await connection.fetchval("select to_regclass($1)", self.name) is None:
            return None
        found: int = await connection.fetchval(self.sql("select count(*) from {stage} where box is null"))
        return found

    async def groups(self, connection: Connection, after: str | None) -> AsyncIterator[tuple[str, list[StagedRow]]]:
        """The open rows by subject, in the order of subjects, beginning after ``after``."""
        subject: str | None = None
        rows: list[StagedRow] = []
        async with connection.transaction():
            await connection.execute("set local work_mem = '128MB'")
            async for record in connection.cursor(self.sql(_GROUPS), after, prefetch=2000):
                n, part, file, number, key, digest, link, data, found = record
                if found != subject:
                    if subject is not None:
                        yield subject, rows
                    subject, rows = found, []
                rows.append(StagedRow(n, part, file, number, key, digest, link, orjson.loads(data)))
        if subject is not None:
            yield subject, rows

    async def rejected(self, connection: Connection) -> AsyncIterator[asyncpg.Record]:
        """File, row number, part and details (JSON text) of rejected rows; inside a transaction."""
        async for record in connection.cursor(self.sql(_REJECTED), prefetch=1000):
            yield record


def _boxes(found: list[asyncpg.Record]) -> Boxes:
    rows: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for box, note, count in found:
        rows[box] += count
        if box == "skipped":
            skipped[note] += count
    return Boxes(rows[""], rows["duplicate"], rows["rejected"], skipped)


async def drop_abandoned(connection: Connection, delivery: UUID, keep: str | None) -> None:
    """Remove staging tables that killed runs of this delivery left behind."""
    found = await connection.fetch(
        "select tablename from pg_tables where schemaname = 'intake' and starts_with(tablename, $1)",
        f"stage_{delivery.hex}_",
    )
    for (table,) in found:
        if keep != f"intake.{table}":
            await connection.execute(f"drop table if exists intake.{table}")
