"""The engine inside PostgreSQL: an index is a table, and the terms of its documents are tsvectors under a GIN index.

Which index is live is a row and a view: a rebuilt one takes its place by both in one transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence

import asyncpg

from search import cursors, interpreting, suggesting
from search.analysis import pinyin
from search.answer import Answer, Suggestion
from search.conditions import either, every
from search.document import Document
from search.embedded import questions, rows, statements, tables
from search.engine import Index, Status
from search.query import NOT_BUILDING, Query, SearchUnavailable, Sight

SETTINGS = {"jit": "off", "enable_seqscan": "off"}
"""Server settings for connections of the engine's pool: candidates come from indexes, whatever statistics say."""

MOST_SAMPLED = 2
"""Terms of a text that many documents may say: only then is a sample asked before all are."""

SECONDS = 5.0
"""A question that takes longer is given up, so that none occupies the database."""

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

_LOCK = 7_016_300_211
"""Of whoever prepares or rebuilds."""

_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
)
_NOT_MADE = (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError)
_NO_INDEX = "There is no index of this version to search; it is being built, or `fangji search reindex` builds it."


@contextlib.contextmanager
def _reaching() -> Iterator[None]:
    """SearchUnavailable for a database that does not answer and for an index that is not there."""
    try:
        yield
    except _NOT_MADE as error:
        raise SearchUnavailable(_NO_INDEX) from error
    except _AWAY as error:
        raise SearchUnavailable(
            f"Search does not answer now ({type(error).__name__}); try again in a moment."
        ) from error


class Embedded:
    """An :class:`search.engine.Engine` on the pool of a database, opened with :data:`SETTINGS`."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def prepare(self) -> None:
        await asyncio.to_thread(pinyin.readings, "房")  # loads the dictionary, which the first question would wait for
        with _reaching():
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute("select pg_advisory_xact_lock($1)", _LOCK)
                await connection.execute(tables.SCHEMA)
                if await connection.fetchval("select 1 from search.index where live"):
                    return
                name = await _create(connection)
                for statement in tables.INDEXES.values():
                    await connection.execute(statement.replace("concurrently", "").format(name=name))
                await _make_live(connection, name)

    async def search(self, query: Query) -> Answer:
        cursors.check_page(query)
        start, read = questions.place(query), interpreting.interpret(query.text)
        tiers = len(read.tiers) or bool(questions.persons(query))
        with _reaching():
            for at in range(start.tier, tiers):
                row = await self._ask(query, read, at, start)
                if row["total"] or at + 1 == tiers or query.after is not None:
                    return questions.answer(query, read.typed, at, row)
            return questions.unsearched(query, (await self.status()).position)

    async def _ask(
        self,
        query: Query,
        read: interpreting.Interpretation,
        tier: int,
        start: questions.Place,
        most: int = statements.MOST_RANKED + 1,
        *,
        sampled: bool = False,
    ) -> asyncpg.Record:
        arguments = questions.parameters(query, read, tier, start, most)
        row = await self._pool.fetchrow(statements.search(query.sort, sampled=sampled), *arguments, timeout=SECONDS)
        if row is None or row["version"] != tables.VERSION:
            raise SearchUnavailable(_NO_INDEX)
        return row

    async def suggest(self, text: str, sight: Sight, kinds: Sequence[str] = (), first: int = 10) -> list[Suggestion]:
        query = Query(text, sight, tuple(kinds), first=suggesting.looked_at(first))
        read = interpreting.interpret(text)
        found: dict[str, Suggestion] = {}
        with _reaching():
            for at, sampled in ((0, True), (0, False), (1, False)) if read.tiers else ():
                if sampled and len(read.typed.terms) > MOST_SAMPLED:
                    continue
                asked = _with_holding(read, at) if sampled else read
                row = await self._ask(query, asked, at, questions.Place(), statements.MOST_SUGGESTED, sampled=sampled)
                found |= {
                    text: one
                    for text, one in suggesting.completions(questions.answer(query, read.typed, at, row)).items()
                    if text not in found
                }
                many = not sampled or row["total"] >= statements.MOST_SUGGESTED  # to ask all of them tells no more
                if len(found) >= first or (many and suggesting.enough(found, read, first)):
                    break
        return list(found.values())[: max(first, 0)]

    async def status(self) -> Status:
        with _reaching():
            try:
                row = await self._pool.fetchrow(tables.STATUS)
            except _NOT_MADE:
                row = None
            if row is None or row["version"] != tables.VERSION:
                return Status("embedded", "" if row is None else row["name"], 0, 0)
            return Status("embedded", row["name"], await self._pool.fetchval(tables.COUNT), row["position"])

    async def versions(self) -> AsyncIterator[tuple[uuid.UUID, int]]:
        after: uuid.UUID | None = None
        while True:
            with _reaching():
                page = await self._pool.fetch(tables.VERSIONS, after, 5_000)
            for subject, version in page:
                yield subject, version
            if not page:
                return
            after = page[-1]["subject"]

    async def altered(self, documents: Sequence[Document]) -> list[uuid.UUID]:
        if not documents:
            return []
        with _reaching():
            return [row[0] for row in await self._pool.fetch(tables.ALTERED, *(await rows.columns(documents)))]

    async def put(self, documents: Sequence[Document]) -> None:
        if documents:
            await self._write(tables.PUT, await rows.columns(documents))

    async def remove(self, subjects: Mapping[uuid.UUID, int]) -> None:
        if subjects:
            ordered = sorted(subjects.items())
            await self._write(tables.REMOVE, [[one for one, _ in ordered], [version for _, version in ordered]])

    async def advance(self, position: int) -> None:
        """Tried again where another index took the place of the live one in this very moment."""
        with _reaching():
            for _ in range(3):
                if await self._pool.execute(tables.ADVANCE_LIVE, tables.VERSION, position) != "UPDATE 0":
                    return
        raise SearchUnavailable(_NO_INDEX)

    async def _write(self, statement: str, columns: list[list[object]]) -> None:
        """Into the live index and the one that is built beside it; neither is swapped or dropped meanwhile."""
        with _reaching():
            async with self._pool.acquire() as connection, connection.transaction():
                names = await connection.fetch(tables.NAMES, tables.VERSION, True)
                if not names:
                    raise SearchUnavailable(_NO_INDEX)
                for (name,) in names:
                    await connection.execute(statement.format(name=name), *columns)

    @contextlib.asynccontextmanager
    async def rebuilding(self) -> AsyncIterator[Index]:
        async with self._alone() as connection:
            await _drop_beside(connection)
            async with connection.transaction():
                name = await _create(connection)
            try:
                yield Beside(self._pool, name)
                with _reaching():
                    await _finish(connection, name)
            except BaseException:
                with contextlib.suppress(*_AWAY, *_NOT_MADE):
                    await _drop_beside(connection)
                raise

    async def building(self) -> Index:
        with _reaching():
            name = await self._pool.fetchval(tables.BUILDING, tables.VERSION)
        if name is None:
            raise SearchUnavailable(NOT_BUILDING)
        return Beside(self._pool, name)

    @contextlib.asynccontextmanager
    async def _alone(self) -> AsyncIterator[Connection]:
        """A connection that alone rebuilds; whoever died rebuilding holds nothing any more."""
        with _reaching():
            connection = await self._pool.acquire()
        try:
            with _reaching():
                await connection.execute(tables.SCHEMA)
                if not await connection.fetchval("select pg_try_advisory_lock($1)", _LOCK):
                    raise SearchUnavailable("The index is being rebuilt already; wait until that is done.")
            try:
                yield connection
            finally:
                with contextlib.suppress(*_AWAY, *_NOT_MADE):
                    await connection.execute("select pg_advisory_unlock($1)", _LOCK)
        finally:
            await self._pool.release(connection)

    async def close(self) -> None:
        """The pool is its owner's."""


def _with_holding(read: interpreting.Interpretation, at: int) -> interpreting.Interpretation:
    """The same, in which what holds others counts as named outright: it comes first, and no sample need have it."""
    holding = every(read.tiers[at].needs, interpreting.HOLDING)
    return dataclasses.replace(read, sharp=either(read.sharp, holding))


@dataclasses.dataclass(frozen=True, slots=True)
class Beside:
    """An :class:`search.engine.Index` that is being built and not searched yet."""

    _pool: asyncpg.Pool
    _name: str

    async def put(self, documents: Sequence[Document]) -> None:
        with _reaching():
            if documents:
                await self._pool.execute(tables.PUT.format(name=self._name), *(await rows.columns(documents)))

    async def remove(self, subjects: Mapping[uuid.UUID, int]) -> None:
        with _reaching():
            if subjects:
                ordered = sorted(subjects.items())
                columns = [one for one, _ in ordered], [version for _, version in ordered]
                await self._pool.execute(tables.REMOVE.format(name=self._name), *columns)

    async def advance(self, position: int) -> None:
        with _reaching():
            await self._pool.execute(tables.ADVANCE, self._name, position)


async def _create(connection: Connection) -> str:
    """A new table of documents, known to all writers from the end of the transaction on."""
    name = f"documents_{uuid.uuid4().hex[:12]}"
    await connection.execute(tables.DOCUMENTS.format(name=name))
    await connection.execute(
        "insert into search.index (name, version, live) values ($1, $2, false)", name, tables.VERSION
    )
    return name


async def _drop_beside(connection: Connection) -> None:
    """Whatever an earlier rebuild left."""
    async with connection.transaction():
        left = await connection.fetch("delete from search.index where not live returning name")
        for (name,) in left:
            await connection.execute(f"drop table if exists search.{name}")


async def _finish(connection: Connection, name: str) -> None:
    await connection.execute("set maintenance_work_mem = '256MB'")  # an index of terms is built in far fewer passes
    for statement in tables.INDEXES.values():
        await connection.execute(statement.format(name=name))
    await connection.execute("reset maintenance_work_mem")
    await connection.execute(f"analyze search.{name}")
    async with connection.transaction():
        await _make_live(connection, name)


async def _make_live(connection: Connection, name: str) -> None:
    """In place of the one that is; what came to that one came to this one, too, where both are of one version."""
    old = await connection.fetchrow("select name, version, position from search.index where live for update")
    if old is not None:
        await connection.execute("delete from search.index where name = $1", old["name"])
    reached = old["position"] if old is not None and old["version"] == tables.VERSION else 0
    await connection.execute(
        """update search.index set live = true,
           position = case when position > 0 then greatest(position, $2) else 0 end where name = $1""",
        name,
        reached,
    )
    if old is not None and old["version"] != tables.VERSION:
        await connection.execute("drop view if exists search.live")  # its columns may be others
    await connection.execute(tables.LIVE.format(name=name))
    if old is not None:
        await connection.execute(f"drop table search.{old['name']}")
