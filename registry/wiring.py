"""Builds the registry from its settings: the one place that knows every part."""

import asyncio
import contextlib
import dataclasses
import datetime
import pathlib
import time
from collections.abc import AsyncIterator, Mapping, Sequence

import asyncpg

from aggregates import catalogue
from graphql_api import executor, hits, lookups, trace
from graphql_api import identity as identities
from graphql_api import proofs as questions
from graphql_api.reads import Reads
from projections import projector
from registry import database, embedded, replicas, schema_version
from registry.access import disclosing, grams, masks, purposes, searching, tokens
from registry.acquisitions import worker as acquisitions
from registry.audit import checkpointer, erasures, exports, logs, notes, proofs, proving, restoring, signing_key
from registry.desk import desk, policies
from registry.ledger import kek, keys, ledger, units
from registry.review import worker
from registry.search import engines, finding, follower, naming
from registry.settings import Settings
from registry.subsidies import answering, payment_file, reading, rejects, run

BEGINNING = 60.0
"""Seconds that a database may take to begin anew while workers are started again."""

PLANNED_ONCE = {"jit": "off", "plan_cache_mode": "force_generic_plan"}
"""What the ledger's connections are set to: its few statements are far larger than the work that each does."""


@dataclasses.dataclass(frozen=True)
class Registry:
    """The parts of one process, open until its context ends.

    `reads` may have a replica, for reading only; `fresh` is its primary, which sees what was recorded at once.
    """

    settings: Settings
    url: str
    pool: asyncpg.Pool
    reads: Reads
    catalogue: catalogue.Catalogue
    ledger: ledger.Ledger
    keys: keys.PostgresKeys
    tokens: tokens.Reader
    engines: engines.Engines

    @property
    def fresh(self) -> asyncpg.Pool:
        """Where reads see what was recorded at once."""
        return self.reads.primary

    def today(self) -> datetime.date:
        """The day that it is now in the bureau's time zone."""
        return datetime.datetime.now(self.settings.zone).date()

    def desk(self) -> desk.Desk:
        """Where commands are filed."""
        return desk.Desk(self.ledger, self.keys, self.fresh, self.settings.zone, self.today, self.catalogue)

    def runner(self, watch: run.Watch | None = None) -> run.Runner:
        """What orders monthly runs of subsidies; ``watch`` hears how far one is."""
        return run.Runner(self.desk(), self.ledger, self.subsidies(), self.today, watch=watch)

    def subsidies(self) -> reading.Reading:
        """What the read model holds of monthly runs."""
        return reading.Reading(self.pool, self.catalogue, self.settings.time_zone)

    def answering(self, identity: identities.Identity) -> answering.Answering:
        """What takes banks' answers in; ``identity`` speaks for the bank."""
        kept = rejects.Rejects(self.pool, self.keys)
        return answering.Answering(self.desk(), self.pool, self.subsidies(), kept, self.today, identity)

    def payment_files(self) -> payment_file.PaymentFiles:
        """What writes files for banks."""
        return payment_file.PaymentFiles(self.pool, self.opener())

    def reviewer(self) -> worker.Reviewer:
        """A review that follows the ledger."""
        return worker.Reviewer(self.ledger, self.pool, self.settings.zone, self.today, self.catalogue)

    def monitor(self) -> acquisitions.Monitor:
        """A monitoring of purchases that follows the ledger."""
        return acquisitions.Monitor(self.ledger, self.pool, self.settings.zone, self.today, self.catalogue)

    def masker(self) -> masks.Masker:
        """What masks personal data as it is recorded."""
        return masks.Masker(self.ledger, self.pool, self.keys, self.catalogue)

    def grams(self) -> grams.Grams:
        """What keeps by which pieces persons are found, as they are recorded."""
        return grams.Grams(self.ledger, self.pool, self.keys, self.catalogue)

    def signer(self) -> notes.Signer:
        """What signs the ledger's checkpoints; its key is made where there is none."""
        return signing_key.load(self.settings.signing_key_file, origin(self.settings))

    def logs(self) -> Sequence[logs.Log]:
        """The logs that have trees: the events first, then the disclosures."""
        return _logs(self.settings)

    def export(self) -> exports.Export:
        """Where checkpoints and tiles go."""
        return _export(self.settings)

    def checkpointer(self) -> checkpointer.Checkpointer:
        """What makes checkpoints of events and disclosures; both are signed by one key, under two names."""
        signer = self.signer()
        kept = [checkpointer.Kept(one, signer.named(one.origin)) for one in self.logs()]
        return checkpointer.Checkpointer(self.pool, kept, self.export(), self.settings.checkpoint_seconds)

    def prover(self, *, disclosures: bool = False) -> proofs.Prover:
        """What proves that events (or disclosures) are in their log, and that it only grew."""
        return proofs.Prover(self.fresh, self.logs()[disclosures])

    def opener(self) -> disclosing.Disclosing:
        """What shows personal data in clear, and records to whom."""
        return disclosing.Disclosing(self.pool, self.keys, self._purposes(), _request)

    def searcher(self) -> searching.Searching:
        """What finds persons by their numbers, and records who searched."""
        return searching.Searching(self.pool, self.keys, self._purposes(), _request)

    def naming(self) -> naming.Persons:
        """What finds persons by pieces of their names and numbers, and records who searched."""
        return naming.Persons(self.pool, self.keys, self._purposes(), _request)

    def _purposes(self) -> purposes.Purposes:
        return purposes.Purposes(policies.Book(self.ledger), self.today)

    def sources(self) -> Mapping[str, lookups.Source]:
        """What answers lookups of the API, by name."""
        answering, prover = self.engines.answering(), self.prover()
        return {
            questions.INCLUDES: proving.Including(prover),
            questions.EXTENDS: proving.Extending(prover),
            hits.ROOT: finding.Finding(answering, self.reads, self.naming()),
            hits.SUGGESTIONS: finding.Completing(answering, self.reads),
        }

    def indexers(self) -> list[follower.Follower]:
        """What keeps the search indexes, the fallback's too."""
        return [follower.Follower(self.pool, kept.engine, kept.name) for kept in self.engines.kept]

    def projector(self) -> projector.Projector:
        """A projector that follows the ledger."""
        return projector.Projector(self.pool, self.today, self.catalogue, zone=self.settings.time_zone)


def _request() -> str | None:
    request = trace.CURRENT.get()
    return request.id if request else None


def database_url(settings: Settings) -> str:
    """Where the database is; the embedded one is started where it is not running."""
    return settings.database_url or embedded.Server(settings.folder).start()


def origin(settings: Settings) -> str:
    """The name of the log; part of every event's header, so it never changes."""
    return f"fangji/{settings.city}"


def _logs(settings: Settings) -> Sequence[logs.Log]:
    name = origin(settings)
    return [logs.Events(name), logs.Disclosures(name)]


def _export(settings: Settings) -> exports.Export:
    if settings.checkpoints_url is None:
        return exports.Folder(settings.checkpoints_folder)
    from registry.audit import object_stores  # a library that a folder has no use for

    return object_stores.opened(settings.checkpoints_url)


async def refusal(connection: units.Connection, settings: Settings) -> str | None:
    """Why nothing may be recorded in this database, as a sentence: it is not what was published; else None."""
    return await restoring.refusal(connection, _logs(settings), _export(settings))


async def check(settings: Settings) -> None:
    """Raises with the way out unless the database answers and has the schema of this code."""
    connection = await database.connect(database_url(settings))
    try:
        await schema_version.check(connection)
    finally:
        await connection.close()


async def check_replica(settings: Settings) -> None:
    """Raises `ReplicaUnfit` where there is a replica that answers and is none of this ledger's."""
    if settings.database_read_url is None:
        return
    async with contextlib.AsyncExitStack() as stack:
        primary = await database.connect(database_url(settings))
        stack.push_async_callback(primary.close)
        with contextlib.suppress(database.DatabaseError):
            replica = await database.connect(settings.database_read_url)
            stack.push_async_callback(replica.close)
            await replicas.check(primary, replica)


async def answers(settings: Settings) -> None:
    """Wait until the database answers, a minute at most: a worker may be started again while that begins anew."""
    ends = time.monotonic() + BEGINNING
    while True:
        try:
            connection = await database.connect(database_url(settings))
        except database.DatabaseError:
            if time.monotonic() > ends:
                raise
            await asyncio.sleep(1)
        else:
            await connection.close()
            return


@contextlib.asynccontextmanager
async def opened(settings: Settings, *, connections: int = 10, again: bool = False) -> AsyncIterator[Registry]:
    """Everything, on a database whose schema fits; closed at the end.

    ``again``: for a process in the place of one that ended, for which a newer schema does while an upgrade rolls.

    A ledger that is not the one that was published is open for reading only (:mod:`registry.audit.restoring`), and keys
    that were destroyed since a restored backup was taken are destroyed again.
    Raises `DatabaseError` or `SchemaError` with the way out.
    """
    url = database_url(settings)
    async with contextlib.AsyncExitStack() as stack:
        pool = await _pool(stack, url, connections)
        async with pool.acquire() as connection:
            await schema_version.check(connection, newer=again)
        writes = await _pool(stack, url, connections, least=1, stateless=True, **PLANNED_ONCE)
        log = await ledger.Ledger.open(writes, origin(settings), catalogue.CATALOGUE)
        stack.push_async_callback(log.close)
        read = await _reads(stack, settings, connections)
        wrapping = kek.FileKeys(_key_file(settings))
        store = keys.PostgresKeys(writes, wrapping)
        reader = tokens.of_settings(settings)
        found = await stack.enter_async_context(engines.opened(settings, url))
        registry = Registry(settings, url, pool, read, catalogue.CATALOGUE, log, store, reader, found)
        async with pool.acquire() as connection:
            log.refuse(await refusal(connection, settings))
        await erasures.repeat(store, registry.export())
        yield registry


async def _reads(stack: contextlib.AsyncExitStack, settings: Settings, most: int) -> Reads:
    """Where queries are read; a replica that there is is looked at until the end."""
    url, replica_url = database_url(settings), settings.database_read_url
    primary = await _pool(stack, url, most, least=1, stateless=True, **executor.SERVER_SETTINGS)
    if replica_url is None or replica_url == url:
        return Reads(primary)
    replica = await _pool(stack, replica_url, most, least=0, stateless=True, **executor.SERVER_SETTINGS)
    found = Reads(primary, replica)
    watch = replicas.Watch(found, replica_url, settings.replica_seconds)
    await stack.enter_async_context(replicas.watched(watch))
    return found


async def _pool(
    stack: contextlib.AsyncExitStack,
    url: str,
    most: int,
    *,
    least: int = 1,
    stateless: bool = False,
    **server_settings: str,
) -> asyncpg.Pool:
    pool = await database.open_pool(url, name="fangji", least=least, most=most, stateless=stateless, **server_settings)
    stack.push_async_callback(pool.close)
    return pool


def _key_file(settings: Settings) -> pathlib.Path:
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return settings.key_file
