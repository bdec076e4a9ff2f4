"""The import of one delivery, from files to a checked account of every row: staged, assembled, appended, summed up.

It may be stopped at any moment: each batch commits with its progress, so the same command goes on after the last one
and leaves the same events behind as an import that was never stopped.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import asyncpg

from aggregates import errors, sealed
from aggregates.catalogue import CATALOGUE, Catalogue
from registry.intake import alone, correcting, reprocessing, runs, sources, worker
from registry.intake import delivery as deliveries
from registry.intake.accounting import Counts, Summary
from registry.intake.assembly import Batch, Task
from registry.intake.attempt import Told
from registry.intake.concluding import Concluding
from registry.intake.correcting import Correction
from registry.intake.delivery import Delivery, Progress, Run
from registry.intake.overlay import Overlay
from registry.intake.processes import Apart, Here
from registry.intake.profile import Profile, Row
from registry.intake.quarantine import Quarantine, Rejection, Seen, staged_rejections
from registry.intake.staging import Boxes, Connection, Staging, drop_abandoned
from registry.intake.worker import Assemble, Message, Order, Parse, Parsed
from registry.intake.worker import Progress as ParsedRows
from registry.ledger.ledger import Ledger

ROWS_PER_BATCH = 2000
SMALL = 2 << 20
"""Bytes of files for which a second process is not worth its start."""

RETRIES = 5
DIGEST_REF = "index/source-rows"
"""The key under which rows with personal data are digested."""


class ImportRunning(errors.Conflict):
    """Another process is importing the same delivery."""

    code = "IMPORT_RUNNING"


@dataclass(frozen=True, slots=True)
class Options:
    """How to import. ``processes``: 1 or 2, None decides by size. ``actor`` is an opaque account id.

    ``operator``: who is at work, for the quarantine's own history.
    ``reprocess``: rows that an earlier version of the profile recorded are judged anew.
    """

    dry_run: bool = False
    rows_per_batch: int = ROWS_PER_BATCH
    processes: int | None = None
    actor: str = "fangji-import"
    operator: str = "fangji-import"
    reprocess: bool = False


@dataclass(slots=True)
class Watcher:
    """What somebody who waits may want to hear; each is called with rows, as they come.

    Of a dry run ``told`` hears what became of each row that staging alone did not decide, and ``rehearsed`` gets the
    staging table before it goes, which then holds skipped rows too.
    """

    parsed: Callable[[int], None] = lambda rows: None
    staged: Callable[[int], None] = lambda rows: None
    settled: Callable[[int], None] = lambda rows: None
    rejected: Callable[[Rejection], None] | None = None
    differing: Callable[[Sequence[reprocessing.Difference], int], None] = lambda differences, kept: None
    told: Callable[[Sequence[Told]], Awaitable[None]] | None = None
    rehearsed: Callable[[Staging, Delivery], Awaitable[None]] | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of the registry that an import works with; ``url`` is for the second process.

    ``today`` is the day in the bureau's time zone, on which a delivery arrives.
    """

    pool: asyncpg.Pool
    ledger: Ledger
    keys: sealed.KeyStore
    url: str
    key_file: Path | None = None
    catalogue: Catalogue = CATALOGUE
    today: Callable[[], date] = lambda: datetime.now(UTC).date()


async def run(
    parts: Parts,
    profile: Profile,
    files: Sequence[Path],
    options: Options | None = None,
    watcher: Watcher | None = None,
) -> Summary:
    """Import ``files`` by ``profile``; ``watcher.rejected`` gets every rejected row, personal columns masked.

    Raises:
        SourceError: a file is missing, unreadable or not the profile's; nothing is appended then.
        ImportRunning: the same delivery is being imported elsewhere.
    """
    delivered = sources.expand(files)
    digest = await asyncio.to_thread(sources.digest, delivered)
    async with parts.pool.acquire() as connection:
        delivery = await deliveries.of_files(connection, profile, delivered, digest)
    return await take(parts, profile, delivery, options, watcher)


async def take(
    parts: Parts,
    profile: Profile,
    delivery: Delivery,
    options: Options | None = None,
    watcher: Watcher | None = None,
    corrections: Sequence[Correction] = (),
) -> Summary:
    """Import a delivery, with all corrections of its rows: those kept already, and these, which are kept then.

    Raises: as :func:`run`.
    """
    if options is not None and options.reprocess:
        reprocessing.check(profile)
    work = _Import(parts, profile, delivery, options or Options(), watcher or Watcher(), corrections)
    async with work.held():
        return await (work.rehearse() if work.options.dry_run else work.perform())


@dataclass
class _Import:
    parts: Parts
    profile: Profile
    delivery: Delivery
    options: Options
    watcher: Watcher
    corrections: Sequence[Correction] = ()
    quarantine: Quarantine = field(init=False)
    started: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.quarantine = Quarantine(self.delivery.home, self.parts.keys)

    @property
    def identity(self) -> UUID:
        return self.delivery.id

    @property
    def _tells(self) -> bool:
        return self.options.dry_run and self.watcher.told is not None

    @asynccontextmanager
    async def held(self) -> AsyncIterator[None]:
        """Nobody else imports these files meanwhile; abandoned staging tables are swept up."""
        async with self.parts.pool.acquire() as connection:
            if not await deliveries.lock(connection, self.delivery.home):
                raise ImportRunning("The same files are being imported by another process; wait for its end.")
            try:
                yield
            finally:
                await connection.execute("select pg_advisory_unlock_all()")

    async def perform(self) -> Summary:
        """Stage, unless that is done, and record; what was begun otherwise is brought to its end first."""
        run = await self._take_up()
        if run.begun and (self.corrections or (self.options.reprocess and not run.reprocess)):
            await self._finish(run)
            run = await self._take_up()
        if self.corrections:
            async with self.parts.pool.acquire() as connection:
                seals = await self.quarantine.seals()
                assert seals is not None  # rows were opened to be corrected
                await correcting.store(connection, seals, self.corrections, self.options.operator)
        return await self._finish(run)

    async def _take_up(self) -> Run:
        async with self.parts.pool.acquire() as connection:
            return await deliveries.take_up(connection, self.identity, reprocess=self.options.reprocess)

    async def _finish(self, run: Run) -> Summary:
        async with self.parts.pool.acquire() as connection:
            await drop_abandoned(connection, self.identity, run.stage.name if run.stage else None)
            if run.stage is None or await run.stage.count(connection) != run.staged:
                await self._stage_run(connection, run)
        self.watcher.staged(run.staged)
        self.watcher.settled(run.progress.batches.rows)
        await self._record(run)
        summary = self._summary(run)
        await self._conclude(run, summary)
        return summary

    async def _stage_run(self, connection: Connection, run: Run) -> None:
        stage = Staging.new(self.identity)
        parsed, boxes = await self._stage(connection, stage)
        async with connection.transaction():
            run.stage, run.staged = stage, boxes.open
            run.progress.rows, run.progress.passed_over = parsed.rows, parsed.passed_over
            run.progress.staging = _counts(parsed, boxes)
            await deliveries.staged(connection, self.delivery, self.profile, run)
            await runs.begun(connection, self.profile, self.delivery, run)
            async for chunk in staged_rejections(connection, stage):
                await self.quarantine.add(connection, chunk, Seen(self.identity, run.number))

    async def _stage(self, connection: Connection, stage: Staging) -> tuple[Parsed, Boxes]:
        await stage.create(connection)
        try:
            parsed = await self._parse(connection, stage)
            boxes = await stage.settle(connection, self.profile, unnamed=parsed.unnamed)
            if self.delivery.alone:
                boxes = await alone.refuse(connection, stage, self.profile, self.identity)
            return parsed, boxes
        except BaseException:
            await stage.drop(connection)
            raise

    async def _parse(self, connection: Connection, stage: Staging) -> Parsed:
        workers = self._processes()
        done: list[Parsed] = []

        async def hear(message: Message) -> None:
            if isinstance(message, ParsedRows):
                self.watcher.parsed(message.rows)
            elif isinstance(message, Parsed):
                done.append(message)

        key = await self._digest_key()
        overlay, rows = await self._corrected(connection)
        from_ = self.profile.module, stage.name, self.delivery.sources
        orders = [Parse(*from_, n, workers, key, overlay, rows, self._tells) for n in range(workers)]
        await self._carrier().carry_out(orders, hear)
        return worker.together(done)

    async def _corrected(self, connection: Connection) -> tuple[Overlay, Sequence[Row]]:
        """Corrections to lay over the files' rows, or the corrected rows themselves where there are no files."""
        seals, home = await self.quarantine.seals(), self.delivery.home
        more = self.corrections if self.options.dry_run else ()  # else they are kept by now
        if self.delivery.alone:
            return {}, await correcting.rows(connection, self.profile, home, seals, more)
        return await correcting.overlay(connection, home, seals, more), ()

    async def _digest_key(self) -> bytes | None:
        """The key of this registry's row digests; a dry run makes none where there is none."""
        if not self.profile.personal:
            return None
        if self.options.dry_run:
            return (await self.parts.keys.get([DIGEST_REF])).get(DIGEST_REF, bytes(32))
        return (await self.parts.keys.create([DIGEST_REF]))[DIGEST_REF]

    async def _record(self, run: Run) -> None:
        """Append batch after batch; where somebody else wrote to one of the subjects, assemble again from there."""
        tries = 0
        while True:
            reached = run.progress.after
            try:
                return await self._record_from(run)
            except errors.Conflict:
                tries = tries + 1 if run.progress.after == reached else 1
                if tries > RETRIES:
                    raise

    async def _record_from(self, run: Run) -> None:
        async def append(message: Message) -> None:
            if isinstance(message, Batch):
                await self._append(run, message)

        await self._carrier().carry_out([self._assemble(run)], append)

    def _assemble(self, run: Run) -> Order:
        assert run.stage is not None
        options = self.options
        task = Task(
            self.identity,
            run.number,
            run.progress.after,
            options.rows_per_batch,
            run.since,
            options.actor,
            run.found_on.isoformat(),
            options.dry_run,
            self._tells,
            run.reprocess,
        )
        return Assemble(self.profile.module, run.stage.name, task)

    async def _append(self, run: Run, batch: Batch) -> None:
        progress = run.progress
        after = Counts()
        after.add(progress.batches)
        after.add(batch.counts)
        next_ = replace(progress, batches=after, after=batch.last)

        async def along(connection: Connection) -> None:
            seen = Seen(self.identity, run.number)
            await self.quarantine.add(connection, map(Rejection.of_fault, batch.faults), seen)
            await deliveries.reached(connection, self.identity, next_)

        if batch.prepared is not None:
            await self.parts.ledger.append_bulk(batch.prepared, along)
        else:
            async with self.parts.pool.acquire() as connection, connection.transaction():
                await along(connection)
        progress.batches, progress.after = next_.batches, next_.after
        self.watcher.settled(batch.counts.rows)

    async def rehearse(self) -> Summary:
        """All of it but the writing: the staging table goes at the end, events are counted and dropped."""
        async with self.parts.pool.acquire() as connection:
            stage = Staging.new(self.identity)  # the next import sweeps it up where this process is killed
            since = await connection.fetchval("select coalesce(max(position), 0) from ledger.log")
            now = await connection.fetchval("select now()")
            try:
                parsed, boxes = await self._stage(connection, stage)
                progress = Progress(parsed.rows, _counts(parsed, boxes), passed_over=parsed.passed_over)
                self.watcher.staged(boxes.open)
                async with connection.transaction():
                    async for chunk in staged_rejections(connection, stage):
                        self._report(chunk)
                run = Run(0, since, now, progress, stage, boxes.open, reprocess=self.options.reprocess)
                await self._count(run)
                if self.watcher.rehearsed is not None:
                    await self.watcher.rehearsed(stage, self.delivery)
            finally:
                await stage.drop(connection)
        return self._summary(run)

    async def _count(self, run: Run) -> None:
        async def count(message: Message) -> None:
            if isinstance(message, Batch):
                run.progress.batches.add(message.counts)
                self._report(map(Rejection.of_fault, message.faults))
                if self.watcher.told is not None:
                    await self.watcher.told(message.told)
                self.watcher.differing(message.differences, message.kept)
                self.watcher.settled(message.counts.rows)

        await self._carrier().carry_out([self._assemble(run)], count)

    def _report(self, rejections: Iterable[Rejection]) -> None:
        if self.watcher.rejected is not None:
            for rejection in rejections:
                self.watcher.rejected(rejection.masked(self.profile))

    async def _conclude(self, run: Run, summary: Summary) -> None:
        """Note the end of a real run, report what it rejected, and drop its staging table."""
        seen = Seen(self.identity, run.number)
        last = Concluding(self.profile, self.delivery, self.quarantine, seen, self.options.operator)
        async with self.parts.pool.acquire() as connection:
            await last.keep_cells(connection)
            await last.settle(connection, run)
            if self.watcher.rejected is not None:
                async for rejection in self.quarantine.read(connection, seen):
                    self._report([rejection])
            await runs.finished(connection, self.delivery, run, self.parts.today(), summary)
            await deliveries.finished(connection, self.identity, summary)
            await drop_abandoned(connection, self.identity, None)

    def _summary(self, run: Run) -> Summary:
        """The account of all rows, checked."""
        progress = run.progress
        summary = Summary(
            self.profile.name,
            [str(source.path) for source in self.delivery.sources],
            progress.rows,
            progress.total(),
            time.monotonic() - self.started,
            progress.passed_over,
            self.options.dry_run,
            self.identity,
            run.since,
        )
        summary.check()
        return summary

    def _processes(self) -> int:
        if self.options.processes is not None:
            return self.options.processes
        return 2 if sum(source.path.stat().st_size for source in self.delivery.sources) > SMALL else 1

    def _carrier(self) -> Here | Apart:
        if self._processes() == 1:
            return Here(self.parts.pool, self.parts.catalogue, self.parts.keys)
        return Apart(self.parts.url, self.parts.key_file)


def _counts(parsed: Parsed, boxes: Boxes) -> Counts:
    skipped = parsed.skipped + boxes.skipped
    unknown = parsed.unknown_columns
    return Counts(duplicates=boxes.duplicates, rejected=boxes.rejected, skipped=skipped, unknown_columns=unknown)
