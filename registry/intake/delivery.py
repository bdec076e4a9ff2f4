"""A delivery: what is known of the same files' earlier imports, and how far the present one has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID, uuid5

import orjson

from registry.intake.accounting import Counts, Summary
from registry.intake.profile import Profile
from registry.intake.sources import Source
from registry.intake.staging import Connection, Staging

NAMESPACE = UUID("5f2f3a56-64f5-5a6c-9d0b-72656769e137")
_LOCKS = 0x696E7461
"""Number space of the advisory locks that keep two processes from importing one delivery at once."""

_LOAD = """
select run, stage, staged, since, after, counts, started_at, finished_at, reprocess
from intake.delivery where id = $1
"""

# A module's settings (a column map, say) follow its name behind `#`; another map reads other rows.
_HOME = """
select home from intake.delivery
where id = $1 or (digest = $2 and profile = $3 and not alone
                  and substring(module from '#.*') is not distinct from substring($4 from '#.*'))
order by id <> $1 limit 1
"""

_NEXT = "select position as since, now() as started_at from ledger.log"

_STAGED = """
insert into intake.delivery (id, profile, files, home, module, digest, paths, alone,
    run, since, started_at, reprocess, stage, staged, counts)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (id) do update set module = excluded.module, digest = excluded.digest, paths = excluded.paths,
    run = excluded.run, since = excluded.since, started_at = excluded.started_at, reprocess = excluded.reprocess,
    stage = excluded.stage, staged = excluded.staged, counts = excluded.counts, after = $16, finished_at = null
"""
_REACHED = "update intake.delivery set after = $2, counts = $3 where id = $1"
_FINISHED = "update intake.delivery set stage = null, staged = null, finished_at = now(), summary = $2 where id = $1"


@dataclass(slots=True)
class Progress:
    """How far a run is: ``rows`` in the files, what staging decided, what the batches up to ``after`` came to."""

    rows: int = 0
    staging: Counts = field(default_factory=Counts)
    batches: Counts = field(default_factory=Counts)
    passed_over: Sequence[str] = ()
    after: str | None = None

    def total(self) -> Counts:
        """All boxes together."""
        total = Counts()
        total.add(self.staging)
        total.add(self.batches)
        return total

    def to_json(self) -> str:
        """As :func:`_progress` reads it."""
        return orjson.dumps(
            {
                "rows": self.rows,
                "staging": self.staging.to_json(),
                "batches": self.batches.to_json(),
                "passed_over": list(self.passed_over),
            }
        ).decode()


@dataclass(slots=True)
class Run:
    """One run over a delivery, begun now or taken up where an earlier process was stopped (``begun``).

    ``reprocess``: it judges anew what an earlier version of the profile recorded.
    """

    number: int
    since: int
    started_at: datetime
    progress: Progress
    stage: Staging | None = None
    staged: int = 0
    reprocess: bool = False
    begun: bool = False

    @property
    def found_on(self) -> date:
        """The day of its findings."""
        return self.started_at.date()


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is imported: ``sources`` with their digest, or corrected rows ``alone``, without them.

    ``home`` is the first delivery of the same files, with which their rejected rows are kept.
    """

    id: UUID
    home: UUID
    sources: Sequence[Source]
    digest: bytes | None
    alone: bool = False


def identify(profile: Profile, digest: bytes) -> UUID:
    """The id of a delivery: the same for the same files under the same version of a profile."""
    return uuid5(NAMESPACE, f"{profile.label}\n{digest.hex()}")


async def of_files(connection: Connection, profile: Profile, sources: Sequence[Source], digest: bytes) -> Delivery:
    """The delivery of these files under this version of the profile."""
    identity = identify(profile, digest)
    home = await connection.fetchval(_HOME, identity, digest, profile.name, profile.module)
    return Delivery(identity, home or identity, sources, digest)


def of_rows(profile: Profile, home: UUID) -> Delivery:
    """The delivery of corrected rows of ``home`` alone."""
    return Delivery(uuid5(home, f"{profile.label}\ncorrected rows"), home, (), None, alone=True)


async def lock(connection: Connection, delivery: UUID) -> bool:
    """Take the delivery for the life of this connection; False where another process has it."""
    number = int.from_bytes(delivery.bytes[:4], "big", signed=True)
    taken: bool = await connection.fetchval("select pg_try_advisory_lock($1, $2)", _LOCKS, number)
    return taken


async def take_up(connection: Connection, delivery: UUID, *, reprocess: bool = False) -> Run:
    """The unfinished run of this delivery, as what it was begun, or a new one, of which nothing is written yet."""
    found = await connection.fetchrow(_LOAD, delivery)
    if found is None or found["finished_at"] is not None:
        now = await connection.fetchrow(_NEXT)
        assert now is not None
        number = found["run"] + 1 if found else 1
        return Run(number, now["since"], now["started_at"], Progress(), reprocess=reprocess)
    run = Run(found["run"], found["since"], found["started_at"], _progress(found["counts"], found["after"]))
    run.begun, run.reprocess = True, found["reprocess"]
    if found["stage"] is not None:
        run.stage, run.staged = Staging(found["stage"]), found["staged"]
    return run


def _progress(text: str, after: str | None) -> Progress:
    said = orjson.loads(text)
    staging, batches = Counts.from_json(said.get("staging", {})), Counts.from_json(said.get("batches", {}))
    return Progress(said.get("rows", 0), staging, batches, said.get("passed_over", []), after)


async def staged(connection: Connection, delivery: Delivery, profile: Profile, run: Run) -> None:
    """Note that all rows of a run are staged; until then nothing is known of it."""
    assert run.stage is not None
    files = orjson.dumps([source.label for source in delivery.sources]).decode()
    paths = orjson.dumps([str(source.path.absolute()) for source in delivery.sources]).decode()
    what = (delivery.id, profile.name, files, delivery.home, profile.module, delivery.digest, paths, delivery.alone)
    begun = (run.number, run.since, run.started_at, run.reprocess, run.stage.name, run.staged)
    await connection.execute(_STAGED, *what, *begun, run.progress.to_json(), run.progress.after)


async def reached(connection: Connection, delivery: UUID, progress: Progress) -> None:
    """Note how far it is, in the transaction that made it so."""
    await connection.execute(_REACHED, delivery, progress.after, progress.to_json())


async def finished(connection: Connection, delivery: UUID, summary: Summary) -> None:
    """Note that it is done."""
    await connection.execute(_FINISHED, delivery, orjson.dumps(summary.to_json()).decode())
