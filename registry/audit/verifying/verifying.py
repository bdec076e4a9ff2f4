"""One verification from its first position to its last: what is read, in which order, and what is remembered of it."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime
import pathlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence

import asyncpg

from aggregates.catalogue import Catalogue
from registry.audit import epochs, exports, logs, notes, stored, tiles
from registry.audit.verifying import (
    disclosures,
    faults,
    leaves,
    locating,
    memory,
    published,
    reading,
    replaying,
    searching,
    sharing,
    tables,
    tree,
)

SAVED_EVERY = 1 << 20
"""Leaves after which a verification that is interrupted need not begin anew."""

BEFORE = 1 << 16
"""Stored leaf hashes that are read at once of what lies before the first position."""

SUSPECTS = 1000
"""Events whose columns are looked at one by one in one statement."""

Check = faults.Check
Fault = faults.Fault
Report = searching.Report


def quiet(stage: str, done: int, of: int) -> None:
    """Tell nobody."""


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be verified.

    ``first`` and ``last`` are positions, both included. ``resume``: go on after what was verified last. ``read`` and
    ``search``: hold read tables and search index against what they are made from. ``kept`` are checkpoints that
    somebody kept. ``anew``: compare what was found whole before as if it never was.
    """

    first: int | None = None
    last: int | None = None
    resume: bool = False
    read: bool = True
    search: bool = False
    kept: Sequence[published.Kept] = ()
    anew: bool = False

    @property
    def whole(self) -> bool:
        """Whether everything up to the ledger's end is meant, so that whole tables can be compared."""
        return self.last is None


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where the ledger, its keys and its copies are."""

    pool: asyncpg.Pool
    url: str
    log: logs.Events
    disclosures: logs.Disclosures
    keys: Sequence[notes.Verifier]
    export: exports.Export
    remembered: pathlib.Path
    today: datetime.date
    catalogue: Catalogue
    zone: str
    search: searching.SearchAudit | None = None
    processes: int = sharing.PROCESSES


@dataclasses.dataclass(slots=True)
class Result:
    """What a verification came to: ``first`` to ``last`` were read; ``notes`` are no faults.

    ``held`` is the largest size whose published root is that of the recomputed tree. ``before`` is when the same was
    found whole the last time, and up to which size.
    """

    first: int
    last: int
    faults: faults.Faults = dataclasses.field(default_factory=faults.Faults)
    notes: list[str] = dataclasses.field(default_factory=list)
    held: int = 0
    checkpoints: int = 0
    before: memory.Verified | None = None

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


async def verify(place: Place, wanted: Wanted, report: Report = quiet) -> Result:
    """Verify; the faults that were found are in the result, and nothing is raised for them.

    Raises:
        OSError: the store of exported checkpoints does not answer.
    """
    verification = _Verification(place, wanted, report)
    return await verification.run()


class _Verification:
    def __init__(self, place: Place, wanted: Wanted, report: Report) -> None:
        self.place, self.wanted, self.report = place, wanted, report
        self.unreadable: list[int] = []
        self.epochs: list[epochs.Epoch] = []
        self.known = memory.recall(place.remembered, place.log.origin)
        self.digests = dict(self.known.digests) if self.known is not None and not wanted.anew else {}

    async def run(self) -> Result:
        pool = self.place.pool
        head: int = await pool.fetchval("select coalesce(max(position), 0) from ledger.event")
        first, last = self._range(head)
        self.result = Result(first, last, before=self.known)
        self.epochs = await self._declared()
        await self._tree(head)
        await self._tables()
        if self.wanted.whole:
            await self._disclosures()
        await self._read()
        await self._search()
        self._remember(self._edge)
        self.result.faults.place(self._sizes)
        return self.result

    def _range(self, head: int) -> tuple[int, int]:
        first = self.wanted.first or 1
        if self.wanted.resume and self.known is not None:
            first = self.known.edge.size + 1
        last = head if self.wanted.last is None else min(self.wanted.last, head)
        return first, last

    async def _declared(self) -> list[epochs.Epoch]:
        try:
            return await epochs.declared(self.place.pool)
        except (KeyError, TypeError, ValueError):  # an altered body: the leaves tell which
            return []

    async def _tree(self, head: int) -> None:
        """Recompute all leaves of the range and hold the tree that they make against what was published."""
        witnesses = await self._witnesses()
        self._sizes = sorted({one.size for one in witnesses})
        edge = await self._start()
        kept = await self._kept()
        size = edge.size
        reached = [one for one in witnesses if size <= one.size <= self.result.last]
        growing = tree.Growing(edge, reached, kept, self.result.faults)
        self._edge = growing.edge
        await growing.start()
        await self._leaves(growing)
        self._judge(growing, [one for one in witnesses if one.size > head], head)
        await locating.locate(self.place.pool, self.place.log, self.place.export, growing, self.result.faults)

    async def _witnesses(self) -> list[tree.Witness]:
        place, found = self.place, self.result.faults
        internal = await published.internal(place.pool, place.log, place.keys, found)
        kept = [*await published.exported(place.export, place.log), *self.wanted.kept]
        witnesses = [*internal, *published.outside(kept, place.log, place.keys, found)]
        if self.known is not None:
            name = f"what was verified on {self.known.at:%Y-%m-%d %H:%M} UTC"
            witnesses.append(tree.Witness(self.known.edge.size, self.known.edge.root(), name))
        self.result.checkpoints = len(witnesses)
        return sorted(witnesses, key=lambda one: one.size)

    async def _start(self) -> tiles.Edge:
        """The tree before the first position: as it was verified, else over the leaf hashes as they are stored."""
        before = self.result.first - 1
        if self.known is not None and self.known.edge.size == before:
            return tiles.Edge(before, self.known.edge.levels)
        edge = tiles.Edge()
        async with self.place.pool.acquire() as connection:
            for after in range(0, before, BEFORE):
                edge.extend(await self.place.log.hashes(connection, after, min(before, after + BEFORE)))
        return edge

    async def _kept(self) -> tree.Kept:
        try:
            edge = await stored.edge(self.place.pool, self.place.log.name)
        except ValueError as error:
            self.result.faults.add(Fault(Check.TILE, f"The edge of the tree cannot be used: {error}."))
            edge = tiles.Edge()
        return tree.Kept(edge, lambda wanted: stored.find_tiles(self.place.pool, self.place.log.name, wanted))

    async def _leaves(self, growing: tree.Growing) -> None:
        first, last = self.result.first, self.result.last
        orders = list(sharing.orders(self.place.log.origin, first, last, self.digests))
        saved, ended = growing.edge.size, ""
        async with contextlib.aclosing(self._stretches(orders)) as stretches:
            async for stretch in stretches:
                self._note(stretch, ended)
                await self._columns(stretch.suspect)
                await growing.feed(stretch.hashes)
                ended = stretch.ended or ended
                self.report("Leaves 叶", stretch.last - first + 1, last - first + 1)
                if growing.edge.size - saved >= SAVED_EVERY:
                    saved = growing.edge.size
                    self._remember(growing.edge)

    def _stretches(self, orders: Sequence[sharing.Order]) -> AsyncGenerator[leaves.Stretch, None]:
        return sharing.carry_out(self.place.url, orders, self.place.processes, sharing.recompute)

    def _note(self, stretch: leaves.Stretch, ended: str) -> None:
        for fault in stretch.faults:
            self.result.faults.add(fault)
        self.unreadable += stretch.unreadable
        number = sharing.number(stretch.first, stretch.last)
        if number is not None:
            self.digests[number] = stretch.digest
        if ended and stretch.began and stretch.began < ended:
            said = f"Position {stretch.first} was recorded before the event before it."
            self.result.faults.add(Fault(Check.HEADER, said, stretch.first))

    def _judge(self, growing: tree.Growing, beyond: Sequence[tree.Witness], head: int) -> None:
        """Tell which published roots do not fit: of each kind the first one, with what held before it."""
        self.result.held = max((one.size for one in growing.held), default=0)
        wrong = [*growing.failed, *(beyond if self.wanted.whole else ())]
        told: set[Check] = set()
        for one in sorted(wrong, key=lambda one: one.size):
            explained = epochs.withdrawn(self.epochs, self.place.log.name, one.size)
            if explained is not None:
                name = one.name[:1].upper() + one.name[1:]
                self.result.notes.append(f"{name} was withdrawn by the epoch at position {explained[0].position}.")
            elif one.check in told:
                self.result.faults.count(one.check)
            else:
                told.add(one.check)
                self.result.faults.add(self._misfit(one, growing.held, head))

    def _misfit(self, one: tree.Witness, held: Sequence[tree.Witness], head: int) -> Fault:
        name = one.name[:1].upper() + one.name[1:]
        good = max((other.size for other in held if other.size < one.size), default=0)
        since = f"the last one that holds has {good} leaves" if good else "none before it holds"
        if one.size > head:
            said = f"{name} has {one.size} leaves and the ledger {head}: positions {head + 1} to {one.size} are gone"
            return Fault(one.check, f"{said}; {since}.", head + 1, good, one.size)
        if one.check is Check.EXPORTED and any(other.size == one.size for other in held):
            said = f"{name} has another root than the database's of the same size: two histories were signed"
        else:
            said = f"{name} is not of the leaves that are there"
        return Fault(
            one.check, f"{said}; {since}: positions {good + 1} to {one.size} are in doubt.", None, good, one.size
        )

    async def _columns(self, suspect: Sequence[int]) -> None:
        """The database says which columns of these events are no copies of the bytes, if any."""
        async with self.place.pool.acquire() as connection:
            for at in range(0, len(suspect), SUSPECTS):
                some = suspect[at : at + SUSPECTS]
                for fault in await tables.columns(connection, self.place.log.origin, some):
                    self.result.faults.add(fault)

    async def _doubt(self, first: int, last: int) -> None:
        """Look at the form of bodies that were not read: they have been altered since they were."""
        orders = list(sharing.orders(self.place.log.origin, first, last, {}))
        async with contextlib.aclosing(self._stretches(orders)) as stretches:
            async for stretch in stretches:
                for fault in stretch.faults:
                    if fault.check is Check.BODY and fault.position not in self.unreadable:
                        self.result.faults.add(fault)
                self.unreadable += [one for one in stretch.unreadable if one not in self.unreadable]

    async def _tables(self) -> None:
        """Everything beside the events, in one snapshot of both."""
        if not self.wanted.whole:
            self.result.notes.append("Streams, commands and claims were not compared: --to leaves events out.")
            return
        try:
            await self._compare_tables()
        except asyncpg.DataError:
            await self._doubt(1, self.result.last)
            await self._compare_tables()

    async def _compare_tables(self) -> None:
        async with self._snapshot() as connection:
            for done, name in enumerate(tables.COMPARISONS, 1):
                for fault in await tables.compare(connection, name, self.unreadable):
                    self.result.faults.add(fault)
                self.report("Tables 表", done, len(tables.COMPARISONS))
            for fault in await tables.log(connection, self.place.log.origin):
                self.result.faults.add(fault)

    @contextlib.asynccontextmanager
    async def _snapshot(self) -> AsyncIterator[reading.Connection]:
        async with (
            self.place.pool.acquire() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield connection

    async def _disclosures(self) -> None:
        """Their own log, whose leaves no database hashes; its checkpoints are signed by the same keys' namesakes."""
        place = self.place
        keys = [dataclasses.replace(key, name=place.disclosures.origin) for key in place.keys]
        await disclosures.verify(
            place.pool, place.disclosures, keys, place.export, self.epochs, self.result.faults, self.report
        )

    async def _read(self) -> None:
        if not self.wanted.read or not self.wanted.whole:
            self.result.notes.append("The read tables were not compared.")
            return
        place = self.place
        for fault in await replaying.compare(place.pool, place.today, place.catalogue, place.zone, self.report):
            self.result.faults.add(fault)

    async def _search(self) -> None:
        if self.wanted.search:
            search = self.place.search
            if search is None:
                self.result.notes.append(searching.ABSENT)
            else:
                for said in await search.differences(self.report):
                    self.result.faults.add(Fault(Check.SEARCH, said))

    def _remember(self, edge: tiles.Edge) -> None:
        """Remember what is whole; never less than before, and only where nothing before it was left out."""
        known = self.known.edge.size if self.known is not None else 0
        unbroken = self.result.first <= known + 1
        if self.result.clean and unbroken and edge.size >= known:
            held = max(self.result.held, self.known.checkpoint if self.known is not None else 0)
            now = datetime.datetime.now(datetime.UTC)
            memory.keep(self.place.remembered, memory.Verified(self.place.log.origin, edge, held, now, self.digests))
