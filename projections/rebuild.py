"""Rebuild: the read model made anew in `read_next` beside the live one, compared, caught up, switched by renames."""

from __future__ import annotations

import asyncio
import datetime
import itertools
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from aggregates.catalogue import CATALOGUE, Catalogue
from projections import comparing, ddl, measuring, merging, projector
from projections.applying import Applier
from projections.ddl import Connection
from projections.names import NEXT, OLD, SCHEMA, quoted, statement

RANGE = 20_000
"""Events of one statement of the bulk load: enough to hide its start, few enough to be shared out among workers."""

SLICES = 16
"""Parts by subject in which states are folded, shared out among workers."""

SETTINGS = {"synchronous_commit": "off", "maintenance_work_mem": "256MB", "work_mem": "64MB", "jit": "off"}

Work = Callable[[Connection], Awaitable[None]]

Report = Callable[[str, int, int], None]
"""Told (stage, done, of) as the rebuild goes on."""


def quiet(stage: str, done: int, of: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild did: the position it reached, and how many rows of each table stood on one side only.

    ``differences`` is None where there was nothing to compare with: no live tables, or such for other declarations.
    """

    position: int
    differences: dict[str, int] | None


class Rebuild:
    """One rebuild over a pool of at least ``workers`` + 1 connections, merged as of ``today``, in ``schema``.

    Whoever only compares builds in a schema of his own, so that a rebuild may go on at the same time.
    """

    def __init__(
        self,
        pool: asyncpg.Pool,
        today: datetime.date,
        catalogue: Catalogue = CATALOGUE,
        *,
        workers: int = 2,
        report: Report = quiet,
        zone: str = ddl.ZONE,
        schema: str = NEXT,
    ) -> None:
        self._pool = pool
        self._today = today
        self._catalogue = catalogue
        self._workers = workers
        self._report = report
        self._zone = zone
        self._schema = schema
        self._applier = Applier(catalogue, schema)
        self._generated = merging.Statements(catalogue, schema, f"{schema}.folded")

    async def run(self) -> Rebuilt:
        """Fill `read_next`, catch up, compare and switch. The live tables answer until the switch commits."""
        await self.fill()
        return await self.finish()

    async def finish(self) -> Rebuilt:
        """What follows :meth:`fill`: take in what was recorded since, compare, switch."""
        async with self._connection() as connection:
            await projector.catch_up(connection, self._applier, self._today)
            differences = await comparing.compare(self._pool, self._today, self._catalogue, self._schema)
            return Rebuilt(await self._switch(connection), differences)

    async def fill(self) -> int:
        """Make `read_next` of all events that the ledger holds now, in bulk; returns the position reached."""
        async with self._connection() as connection:
            await connection.execute(f"drop schema if exists {self._schema} cascade")
            await self._all(connection, ddl.tables(self._catalogue, self._schema))
            head: int = await connection.fetchval("select position from ledger.log") or 0
            await self._record(head)
            await self._subjects(connection, head)
            await self._fold()
            await self._type(connection)
            await self._finish(connection, head)
        return head

    async def _record(self, head: int) -> None:
        ranges = [(after, min(after + RANGE, head)) for after in range(0, head, RANGE)]
        await self._share("events", [self._load(*each) for each in ranges])
        await self._share("keys of events", [self._one(text) for text in ddl.event_keys(self._schema)])
        async with self._connection() as connection:
            await self._chains(connection, head)
        await self._share("timelines", [self._timeline(*each) for each in ranges])
        await self._share("order of timelines", [self._one(text) for text in ddl.timeline_keys(self._schema)])

    def _load(self, after: int, until: int) -> Work:
        async def work(connection: Connection) -> None:
            upcast = await self._applier.upcast(connection, after, until)
            text = statement("insert_events", self._schema)
            await connection.execute(text, after, until, upcast.positions, upcast.bodies)

        return work

    def _timeline(self, after: int, until: int) -> Work:
        return self._one(statement("insert_timeline", self._schema), after, until)

    async def _chains(self, connection: Connection, head: int) -> None:
        """Chains and voids are few: once over all events, before their timeline rows are made."""
        async with connection.transaction():
            for name in ("chain_corrections", "void_targets", "touch_chains"):
                await connection.execute(statement(name, self._schema), 0, head)
            await connection.execute(statement("show_chains", self._schema))
            await self._applier.clear(connection, few=False)

    async def _subjects(self, connection: Connection, head: int) -> None:
        names = ("upsert_subjects", "upsert_codes")
        await self._share("subjects", [self._one(statement(name, self._schema), 0, head) for name in names])
        await self._all(connection, [f"analyze {self._schema}.{table}" for table in ("timeline", "subject", "code")])
        text = self._generated.ever_all
        ever = [self._one(text, *each) for each in _slices(self._workers)] if text else []
        await self._share("divisions", [self._divide, *ever])

    async def _divide(self, connection: Connection) -> None:
        async with connection.transaction():
            await connection.execute(statement("touch_all", self._schema))
            await connection.execute("analyze pg_temp.touched")
            await connection.execute(statement("name_subjects", self._schema))
            await connection.execute(statement("divide_subjects", self._schema), self._today)
            await self._applier.clear(connection, few=False)

    async def _fold(self) -> None:
        async with self._connection() as connection:
            await connection.execute(statement("folded", self._schema))
        text = statement("fold_all", self._schema)
        await self._share("states", [self._one(text, self._today, *each) for each in _slices(SLICES)])
        async with self._connection() as connection:
            await connection.execute(f"create index on {self._schema}.folded (kind, collection)")
            await connection.execute(f"analyze {self._schema}.folded")

    async def _type(self, connection: Connection) -> None:
        """Typed rows: collections first, with their keys, for the kinds' derived columns look them up."""
        folded = f"select distinct kind, collection from {self._schema}.folded where collection <> ''"
        rows = await connection.fetch(folded)
        kinds = self._catalogue.kinds
        tables = [(kinds[row["kind"]], kinds[row["kind"]].collections[row["collection"]]) for row in rows]
        inserts = [self._day(self._generated.insert(kind, collection)) for kind, collection in tables]
        await self._share("elements", [self._change_days, *inserts])
        keys = [self._one(text) for text in ddl.element_keys(self._catalogue, self._schema)]
        await self._share("keys of elements", keys)
        if self._generated.meeting:
            await self._share("persons on both sides", [self._one(statement("meet_all", self._schema))])
        texts = [self._generated.insert_slice(kind) for kind in kinds.values()]
        await self._share("rows of subjects", [self._day(text, *each) for text in texts for each in _slices(4)])
        if self._generated.dividing:
            await connection.execute(statement("close_divisions", self._schema))

    def _day(self, text: str, *more: object) -> Work:
        return self._one(text, *([self._today] if "$1" in text else []), *more)

    async def _change_days(self, connection: Connection) -> None:
        text = statement("change_days", self._schema).replace("pg_temp.folded", f"{self._schema}.folded")
        await connection.execute(text, self._today, self._generated.days, self._generated.days_after)

    async def _finish(self, connection: Connection, head: int) -> None:
        await connection.execute(f"drop table {self._schema}.folded")
        texts = [*ddl.other_indexes(self._schema), *ddl.kind_keys(self._catalogue, self._schema)]
        await self._share("indexes", [self._one(text) for text in texts])
        await self._all(connection, ddl.functions(self._catalogue, self._schema))
        await connection.execute(
            f"""update {self._schema}.progress set position = $1, today = $2, applied_at = now(),
                changes_on = (select min(changes_on) from {self._schema}.change) where name = 'read'""",
            head,
            self._today,
        )
        await ddl.stamp(connection, self._catalogue, self._schema, self._zone)
        await self._measure()
        filled = await connection.fetch(statement("filled_tables"), self._schema)
        await self._share("statistics", [self._one(f"analyze {self._schema}.{quoted(row['name'])}") for row in filled])

    async def _measure(self) -> None:
        """What subjects add to figures, slice by slice; then the sums, of all at once; and events by day."""
        async with self._connection() as connection:
            head = await connection.fetchval(f"select position from {self._schema}.progress where name = 'read'")
            await connection.execute(statement("count_events", self._schema), 0, head)
        if not measuring.Measuring(self._catalogue, self._schema).measures:
            return
        async with self._connection() as connection:
            await connection.execute(f"create unlogged table {self._schema}.moved (like pg_temp.moved)")
        await self._share("figures", [self._gauge(*each) for each in _slices(SLICES)])
        async with self._connection() as connection, connection.transaction():
            await connection.execute(
                f"""insert into pg_temp.moved (division_id, mark, day, amount)
                    select division_id, mark, day, sum(amount) from {self._schema}.moved
                    group by division_id, mark, day"""
            )
            await connection.execute("analyze pg_temp.moved")
            await connection.execute(statement("sum_moved", self._schema), False)
            await self._applier.clear(connection, few=False)
            await connection.execute(f"drop table {self._schema}.moved")
            reached = f"select position from {self._schema}.progress where name = 'read'"
            await connection.execute(f"update {self._schema}.measure_progress set position = ({reached})")

    def _gauge(self, least: uuid.UUID, most: uuid.UUID) -> Work:
        async def work(connection: Connection) -> None:
            async with connection.transaction():
                await connection.execute(statement("gauge_slice", self._schema), least, most)
                await self._applier.make_steps(connection, few=False)
                await connection.execute(statement("measure_moved", self._schema))
                await connection.execute(f"insert into {self._schema}.moved select * from pg_temp.moved")
                await connection.execute(statement("insert_measured", self._schema))
                await self._applier.clear(connection, few=False)

        return work

    async def _switch(self, connection: Connection) -> int:
        """Take in the last events and rename, in one transaction; steps of projectors wait for it, readers do not."""
        async with connection.transaction():
            await connection.execute(projector.STEP)
            step = await projector.advance(connection, self._applier, self._today, batch=10**9)
            await projector.bring_figures(connection, self._applier)
            await connection.execute(f"drop schema if exists {OLD} cascade")
            if await connection.fetchval("select to_regclass($1) is not null", f"{SCHEMA}.measure_progress"):
                await connection.execute(projector.alone(SCHEMA))
            if await connection.fetchval("select to_regnamespace($1) is not null", SCHEMA):
                await connection.execute(f"alter schema {SCHEMA} rename to {OLD}")
            await connection.execute(f"alter schema {self._schema} rename to {SCHEMA}")
        await connection.execute(f"drop schema if exists {OLD} cascade")
        return step.position

    async def _share(self, stage: str, works: Sequence[Work]) -> None:
        """Do all of it, on several connections at once."""
        queue = iter(works)
        done = itertools.count(1)

        async def worker() -> None:
            async with self._connection() as connection:
                for work in queue:
                    await work(connection)
                    self._report(stage, next(done), len(works))

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(min(self._workers, len(works))):
                    group.create_task(worker())
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None

    def _one(self, text: str, *arguments: object) -> Work:
        async def work(connection: Connection) -> None:
            await connection.execute(text, *arguments)

        return work

    async def _all(self, connection: Connection, texts: Iterable[str]) -> None:
        for text in texts:
            await connection.execute(text)

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        """A connection for bulk work: nothing has to be durable before the switch, whose commit waits for all."""
        async with self._pool.acquire() as connection:
            await connection.execute("; ".join(f"set {name} = '{value}'" for name, value in SETTINGS.items()))
            try:
                await self._applier.prepare(connection)
                yield connection
            finally:
                await connection.execute("; ".join(f"reset {name}" for name in SETTINGS))


def _slices(count: int) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """Ranges of subjects, both ends included, that cover all."""
    width = 2**128 // count
    return [(uuid.UUID(int=n * width), uuid.UUID(int=(n + 1) * width - 1)) for n in range(count)]
