"""Keeps one index up with the read model: finds whose documents changed, and puts them, a bounded slice at a time.

What waits stands in `search.pending`, so that a keeper that was stopped goes on; the index advances to a position only
when all documents that changed up to it are in.
"""

from __future__ import annotations

import asyncio
import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import asyncpg

from registry.ledger import units
from search import engine, reading, searched, spreading

BATCH = 5000
"""Events that one step looks through."""

SLICE, LATER = 500, 250
"""Documents that one step puts: what was itself changed, and of what that spreads to what is left, at least so many. A
second's work at most, so that what is new never waits long; nor does what spreads, which holds the position back."""

PART = 125
"""Documents of a slice that are read together: while the index takes them in, the next are read."""

BEGIN = """
insert into search.progress (keeper, found, position, today, made_at) values ($1, $2, $2, $3, $4)
on conflict (keeper) do nothing
"""

PROGRESS = "select found, position, today, made_at from search.progress where keeper = $1"

FIND = f"""
insert into search.pending as known (keeper, subject, first, last, later, spreads)
with said as (
    select e.position, e.position as by from read.event e where e.position > $2 and e.position <= $3
    union all
    select m.position, e.position from read.event e join read.event m on m.chain = e.chain and m.chain <> m.position
    where e.position > $2 and e.position <= $3 and e.corrects is not null
    union all
    select e.chain, e.position from read.event e
    where e.position > $2 and e.position <= $3 and e.corrects is not null
    union all
    select m.position, v.position
    from read.event v
    join read.event x on x.id = any (v.voids)
    cross join lateral (
        select x.chain as position
        union all
        select m.position from read.event m where m.chain = x.chain and m.chain <> m.position
    ) m
    where v.position > $2 and v.position <= $3 and v.voids is not null
)
select $1, e.subject, min(s.by), max(s.by), false, coalesce(bool_or({spreading.spreads()}), false)
from said s
join read.event e on e.position = s.position
left join read.timeline t on t.position = e.position
group by e.subject
on conflict (keeper, subject) do update
set last = greatest(known.last, excluded.last), later = false, spreads = known.spreads or excluded.spreads
"""

DUE = """
insert into search.pending as known (keeper, subject, first, last, later, spreads)
select d.keeper, d.subject, $2, $2, false, true from search.due d where d.keeper = $1 and d.changes_on <= $3
on conflict (keeper, subject) do update set last = greatest(known.last, excluded.last), spreads = true
"""

ALL = """
insert into search.pending as known (keeper, subject, first, last, later, spreads)
select $1, s.subject, $2, $2, true, false from read.subject s
on conflict (keeper, subject) do update set last = greatest(known.last, excluded.last)
"""

NEXT = """
with recent as (
    select p.subject, p.spreads from search.pending p where p.keeper = $1 and not p.later order by p.first limit $2
), later as (
    select p.subject, p.spreads from search.pending p where p.keeper = $1 and p.later order by p.first
    limit greatest($3, $2 - (select count(*) from recent))
)
select p.subject, s.kind, p.spreads
from (select * from recent union all select * from later) p left join read.subject s on s.subject = p.subject
"""

SPREAD = """
insert into search.pending as known (keeper, subject, first, last, later, spreads)
select $1, f.subject, min(f.first), max(f.last), true, false
from ({dependants}) f group by f.subject
on conflict (keeper, subject) do update set last = greatest(known.last, excluded.last)
"""

CHANGED = "(select * from search.pending p where p.keeper = $1 and p.subject = any($2::uuid[]))"

SPREADS = {kind: SPREAD.format(dependants=spreading.dependants(kind, CHANGED)) for kind in searched.SPREADING}

DONE = "delete from search.pending where keeper = $1 and subject = any($2::uuid[]) and last <= $3"

FORGET_DUE = "delete from search.due where keeper = $1 and subject = any($2::uuid[])"

NOTE_DUE = """
insert into search.due as known (keeper, subject, changes_on, position)
select $1, d.subject, d.changes_on, $4 from unnest($2::uuid[], $3::date[]) d (subject, changes_on)
on conflict (keeper, subject) do update set changes_on = excluded.changes_on, position = excluded.position
where excluded.position >= known.position
"""

WAITING = """
select least(
    (select min(p.first) from search.pending p where p.keeper = $1 and not p.later),
    (select min(p.first) from search.pending p where p.keeper = $1 and p.later))
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a keeper is: up to ``position`` all is in, ``head`` is the read model's position; ``put`` documents went
    in by the last step."""

    position: int
    head: int
    put: int = 0


class Keeper:
    """Keeps ``index`` under a name, one for each index that is kept. Not to be shared by tasks."""

    def __init__(self, pool: asyncpg.Pool, name: str, index: engine.Index) -> None:
        self._pool, self._name, self._index = pool, name, index

    async def begin(self, at: reading.Snapshot) -> None:
        """Note that an index holds all up to where the read model was; nothing where the keeper has begun already."""
        await self._pool.execute(BEGIN, self._name, at.position, at.today, at.made_at)

    async def go_back(self, position: int) -> None:
        """Begin to look for changes after another position than where the keeper has come to."""
        await self._pool.execute(
            "update search.progress set found = $2, position = $2 where keeper = $1", self._name, position
        )

    async def forget(self) -> None:
        """Everything of this keeper."""
        async with self._pool.acquire() as connection, connection.transaction():
            for table in ("progress", "pending", "due"):
                await connection.execute(f"delete from search.{table} where keeper = $1", self._name)

    async def step(self) -> Place:
        """Look through further events or a new day, put a slice of what waits, and let the index advance.

        Raises:
            SearchUnavailable: the index took nothing; what waits goes on waiting.
        """
        async with self._pool.acquire() as connection:
            at = await self._find(connection)
            slice_ = await connection.fetch(NEXT, self._name, SLICE, LATER)
            if slice_:
                await self._put(connection, slice_)
            position = await self._position(connection)
        if slice_ or position > at.told:
            await self._index.advance(position)
            await self._tell(position)
        return Place(position, at.head, len(slice_))

    async def _find(self, connection: units.Connection) -> _Found:
        async with connection.transaction():
            await connection.execute("set local synchronous_commit = off")  # lost together with what it stands for
            now = await reading.snapshot(connection)
            kept = await connection.fetchrow(PROGRESS + " for update", self._name)
            if kept is None:
                raise NotBegun(f"The keeper {self._name} has no place to go on from.")
            until = max(kept["found"], min(now.position, kept["found"] + BATCH))
            if until > kept["found"]:
                await connection.execute(FIND, self._name, kept["found"], until)
            if now.today > kept["today"]:
                await connection.execute(DUE, self._name, until, now.today)
            if now.made_at != kept["made_at"]:
                await connection.execute(ALL, self._name, until)
            await connection.execute(
                "update search.progress set found = $2, today = $3, made_at = $4 where keeper = $1",
                self._name, until, max(now.today, kept["today"]), now.made_at,
            )  # fmt: skip
        return _Found(now.position, kept["position"])

    async def _put(self, connection: units.Connection, slice_: Sequence[asyncpg.Record]) -> None:
        parts = [slice_[at : at + PART] for at in range(0, len(slice_), PART)]
        read: list[reading.Read] = []
        before: asyncio.Task[None] | None = None
        try:
            async with asyncio.TaskGroup() as group:
                for part in parts:
                    read.append(await reading.read(connection, [row["subject"] for row in part]))
                    if before is not None:
                        await before
                    before = group.create_task(put(self._index, read[-1]))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        for part, found in zip(parts, read, strict=True):
            await self._done(connection, part, found)

    async def _done(self, connection: units.Connection, part: Sequence[asyncpg.Record], found: reading.Read) -> None:
        """What was put waits no more; whom it spreads to does."""
        subjects = [row["subject"] for row in part]
        spreading_: dict[str, list[uuid.UUID]] = {}
        for row in part:
            if row["spreads"] and row["kind"] in SPREADS:
                spreading_.setdefault(row["kind"], []).append(row["subject"])
        async with connection.transaction():
            await connection.execute("set local synchronous_commit = off")
            for kind, changed in spreading_.items():
                await connection.execute(SPREADS[kind], self._name, changed)
            await connection.execute(DONE, self._name, subjects, found.snapshot.position)
            await connection.execute(FORGET_DUE, self._name, subjects)
            await note_due(connection, self._name, found)

    async def _position(self, connection: units.Connection) -> int:
        waiting = await connection.fetchval(WAITING, self._name)
        found: int = await connection.fetchval("select found from search.progress where keeper = $1", self._name)
        return found if waiting is None else min(found, waiting - 1)

    async def _tell(self, position: int) -> None:
        await self._pool.execute(
            "update search.progress set position = greatest(position, $2) where keeper = $1", self._name, position
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the read model was, and what the index was told last."""

    head: int
    told: int


class NotBegun(Exception):
    """A keeper that knows of no index to go on with: it has to be built first."""


async def put(index: engine.Index, found: reading.Read) -> None:
    """Put what was read, and remove what does not exist."""
    if found.documents:
        await index.put(found.documents)
    if found.gone:
        await index.remove(dict.fromkeys(found.gone, found.snapshot.position))


async def note_due(connection: units.Connection, name: str, found: reading.Read) -> None:
    """Keep the days on which time alone changes what was read."""
    if found.due:
        days: list[datetime.date] = list(found.due.values())
        await connection.execute(NOTE_DUE, name, list(found.due), days, found.snapshot.position)
