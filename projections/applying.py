"""Applies a range of the ledger, or a new day, to a read schema: a fixed sequence of set-based statements.

Everything happens in the caller's transaction, on one connection; events never leave the database, but for those of an
older schema version, which Python upcasts. Statements go by `fetch` even where nothing is answered, which keeps their
plans: to make those of one step takes longer than a few events.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import orjson

from aggregates.catalogue import CATALOGUE, Catalogue
from aggregates.errors import UnknownName
from aggregates.kinds import Collection, Kind
from aggregates.upcasting import UPCASTERS, Upcasters
from projections import columns, measuring, merging
from projections.ddl import Connection
from projections.names import SCHEMA, statement

AMEND = ("chain_corrections", "void_targets", "touch_chains")
"""What corrections and voids of a range change, after its events are in."""

SCRATCH = (
    "touched_member", "touched", "folded", "gauged", "named", "version", "parent_version", "step", "moved",
)  # fmt: skip
"""The temporary tables, empty after each step."""

EMPTIED = "with " + ", ".join(f"{name} as (delete from pg_temp.{name} returning true)" for name in SCRATCH)
EMPTIED += " select " + ", ".join(f"(select count(*) from {name}) as {name}" for name in SCRATCH)

MOST_DEAD = 5_000
"""Deleted rows of a temporary table, which are still read, until it is truncated: all its plans are then made anew."""

NIL = uuid.UUID(int=0)
"""The division that holds everything, and, among subjects that wait to be measured, the closure of divisions."""

FEW = 500
"""Up to so many events a plan without statistics is good enough; sampling would take longer than all the rest."""


@dataclass(frozen=True)
class Upcast:
    """Bodies that take the place of stored ones, side by side."""

    positions: list[int]
    bodies: list[str]


class Applier:
    """Statements for one catalogue and one schema; :meth:`apply` and :meth:`begin_day` run within a transaction."""

    def __init__(
        self, catalogue: Catalogue = CATALOGUE, schema: str = SCHEMA, upcasters: Upcasters = UPCASTERS
    ) -> None:
        self.catalogue = catalogue
        self.schema = schema
        self._upcasters = upcasters
        self._generated = merging.Statements(catalogue, schema)
        self._measuring = measuring.Measuring(catalogue, schema)
        self._texts: dict[str, tuple[str, str]] = {}
        self._dead = dict.fromkeys(SCRATCH, 0)

    async def prepare(self, connection: Connection) -> None:
        """Make the temporary tables that a connection needs; they are empty after each step.

        Its commits do not wait for the disk: rows and progress would be lost together, and made again.
        """
        await connection.execute(statement("scratch"))
        await connection.execute("set synchronous_commit = off")

    async def clear(self, connection: Connection, *, few: bool) -> None:
        """Empty the temporary tables. To delete a few rows takes a fraction of a millisecond, to truncate some ten."""
        full: Sequence[str] = SCRATCH
        if few:
            emptied = await connection.fetchrow(EMPTIED)
            assert emptied is not None, "counts are one row"
            for name, count in emptied.items():
                self._dead[name] += count
            full = [name for name, dead in self._dead.items() if dead > MOST_DEAD]
        if full:
            await connection.execute("truncate " + ", ".join(f"pg_temp.{name}" for name in full))
            self._dead |= dict.fromkeys(full, 0)

    async def apply(self, connection: Connection, after: int, until: int, today: date) -> None:
        """Apply the events of positions (after, until].

        Raises:
            UnknownName: an event is of a type or schema version that this code does not know.
        """
        upcast = await self.upcast(connection, after, until)
        await self._record(connection, after, until, upcast)
        await self._run(connection, "count_events", after, until)
        await self._run(connection, "upsert_subjects", after, until)
        await self._run(connection, "upsert_codes", after, until)
        if self._generated.ever:
            await connection.fetch(self._generated.ever, after, until)
        await self._run(connection, "touch_changed", after, until, self._generated.joined)
        await self._run(connection, "touch_divided", after)
        few = until - after <= FEW
        closed = await self._merge(connection, today, few=few)
        await self._unmeasure(connection, "unmeasure_touched", closed=closed)
        await self.clear(connection, few=few)

    async def begin_day(self, connection: Connection, today: date) -> None:
        """Merge again what time alone has changed by ``today``."""
        await self._run(connection, "touch_due", today)
        closed = await self._merge(connection, today, few=False)
        await self._unmeasure(connection, "unmeasure_moved", closed=closed)
        await self.clear(connection, few=False)

    async def upcast(self, connection: Connection, after: int, until: int) -> Upcast:
        """The bodies of a range that were written for other schema versions, as of the present ones."""
        odd = await connection.fetch(statement("odd_types", self.schema), after, until)
        for row in odd:
            self._check(row["kind"], row["type"], row["schema"], row["current"])
        found = Upcast([], [])
        if odd:
            for row in await connection.fetch(statement("odd_bodies", self.schema), after, until):
                members = self._upcasters.upcast(orjson.loads(row["body"]), row["current"])
                found.positions.append(row["position"])
                found.bodies.append(json.dumps(members, ensure_ascii=False))
        return found

    def _check(self, kind: str, name: str, schema: int, current: int | None) -> None:
        if current is None or schema > current:
            what = f"{kind} {name} in schema {schema}"
            raise UnknownName(f"The ledger holds {what}, unknown to this version; use a newer one.", field="type")

    async def _record(self, connection: Connection, after: int, until: int, upcast: Upcast) -> None:
        """Rows of the events and timelines of a range, and what it corrects or voids."""
        await self._run(connection, "insert_events", after, until, upcast.positions, upcast.bodies)
        amended = await connection.fetchval(statement("amended", self.schema), after, until)
        if amended:
            for name in AMEND:
                await self._run(connection, name, after, until)
            await self._run(connection, "show_chains")
        await self._run(connection, "insert_timeline", after, until)
        if amended:
            await self._run(connection, "show_timeline", after)

    async def _merge(self, connection: Connection, today: date, *, few: bool) -> bool:
        """Typed rows, days of change and closures of all that is touched, as of ``today``.

        Answers whether closures were made anew.
        """
        if self._generated.joining:
            await self._run(connection, "touch_houses")
        if not few:
            await connection.execute("analyze pg_temp.touched")
        await self._run(connection, "name_subjects")
        await self._run(connection, "divide_subjects", today)
        await self._run(connection, "fold", today)
        if not few:
            await connection.execute("analyze pg_temp.folded")
        await self._run(connection, "drop_change_days")
        await self._run(connection, "change_days", today, self._generated.days, self._generated.days_after)
        for kind, collection in await self._touched_tables(connection):
            drop, insert = self._typed(kind, collection)
            await connection.fetch(drop)
            await connection.fetch(insert, *([today] if "$1" in insert else []))
        if self._generated.meeting:
            await self._run(connection, "meet")
        return await self._close(connection)

    async def _unmeasure(self, connection: Connection, name: str, *, closed: bool) -> None:
        """Note whose share in figures may be another."""
        if self._measuring.measures:
            await self._run(connection, name, closed)

    async def measure(self, connection: Connection, position: int) -> None:
        """Bring the figures to where the read model is, at ``position``."""
        waiting: int = await connection.fetchval(
            f"select count(*) from (select from {self.schema}.unmeasured limit 999) u"
        )
        if waiting:
            closed = await connection.fetchval(
                f"delete from {self.schema}.unmeasured where subject = $1 returning true", NIL
            )
            await connection.fetch(statement("gauge", self.schema))
            await self.make_steps(connection, few=waiting <= FEW)
            for name in ("measure_moved", "drop_measured", "insert_measured"):
                await connection.fetch(statement(name, self.schema))
            await self._run(connection, "sum_moved", bool(closed))
            if closed:
                await connection.execute(f"delete from {self.schema}.measure_sum where not own")
                await self._run(connection, "sum_up")
            await connection.fetch(statement("drop_sums", self.schema))
            await connection.execute(f"delete from {self.schema}.unmeasured")
            await self.clear(connection, few=waiting <= FEW)
        await connection.execute(
            f"update {self.schema}.measure_progress set position = $1 where position <> $1", position
        )

    async def make_steps(self, connection: Connection, *, few: bool) -> None:
        """Fill the temporary steps of the gauged subjects."""
        await connection.fetch(self._measuring.versions)
        found = await connection.fetch("select distinct kind, collection from pg_temp.version order by collection desc")
        if self._measuring.joining and ("HOUSE", "") in {(row["kind"], row["collection"]) for row in found}:
            await connection.fetch(statement("measure_named", self.schema))
            await connection.fetch(self._measuring.parents)
        if not few:
            await connection.execute(statement("analyze_versions"))
        for kind, collection in found:
            text = (
                self._measuring.elements[kind, collection] if collection else self._measuring.subjects.get(kind)
            )  # a kind's elements come before the kind
            if text:
                await connection.fetch(text)

    def _typed(self, kind: Kind, collection: Collection | None) -> tuple[str, str]:
        """The statements that make the typed rows of a table anew; generated once."""
        name = columns.table_of(kind, collection)
        if name not in self._texts:
            self._texts[name] = self._generated.drop(kind, collection), self._generated.insert(kind, collection)
        return self._texts[name]

    async def _touched_tables(self, connection: Connection) -> list[tuple[Kind, Collection | None]]:
        """The typed tables with touched rows, a kind's collections before the kind, whose columns follow from them."""
        rows = await connection.fetch("select distinct kind, collection from pg_temp.folded order by collection desc")
        kinds = self.catalogue.kinds
        return [(kinds[r["kind"]], kinds[r["kind"]].collections.get(r["collection"])) for r in rows]

    async def _close(self, connection: Connection) -> bool:
        """Make the closure of divisions anew where one of its steps may have changed; whether it did."""
        if not self._generated.dividing:
            return False
        touched: bool = await connection.fetchval(statement("divisions_touched", self.schema))
        if touched:
            await connection.execute(f"delete from {self.schema}.division_closure")
            await self._run(connection, "close_divisions")
        return touched

    async def _run(self, connection: Connection, name: str, *arguments: object) -> None:
        await connection.fetch(statement(name, self.schema), *arguments)
