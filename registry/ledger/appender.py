"""One transaction of the ledger: lock, look, settle, write. Everything that must happen together happens here."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import cast
from uuid import UUID

import asyncpg

from aggregates import errors
from projections import lost, spans
from registry.ledger import chains, preparation, settling, stamping, units
from registry.ledger import errors as ledger_errors
from registry.ledger.sql import statement

PARTITION = 10_000_000
"""Positions in one partition of `ledger.event`."""

PAUSES = (0.0, 0.1, 1.0)
"""Seconds before each attempt."""

_LOST = (*lost.LOST, asyncpg.OperatorInterventionError)
_PASSING = (
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.InsufficientResourcesError,
    asyncpg.ReadOnlySQLTransactionError,
)
_DATA = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError, asyncpg.ProgramLimitExceededError)

_EVENT_COLUMNS = list(preparation.COLUMNS)

Pair = tuple[preparation.Prepared, units.Appended]


class Appender:
    """Appends groups of prepared units to the log of one origin.

    Error policy: a conflict fails its own unit. An error that the database raises for the group's data fails every unit
    only if each also fails alone. A lost connection is tried again (command ids make that safe), then Unavailable.
    """

    def __init__(self, pool: asyncpg.Pool, origin: str) -> None:
        self._pool = pool
        self._stamp = stamping.Stamp(origin)
        self._partitioned_to = 0
        self.refused: str | None = None

    async def append(
        self, group: Sequence[preparation.Prepared], along: units.Along | None = None
    ) -> list[settling.Outcome]:
        """The outcome of each unit, in order.

        ``along`` runs where at least one unit is let in or was before, again if the transaction is tried again; what it
        raises comes out here and nothing is appended.

        Raises:
            ReadOnly: ``refused`` says why nothing is taken.
        """
        if self.refused is not None:
            raise ledger_errors.ReadOnly(f"The ledger takes no events: {self.refused}")
        with spans.span("ledger append", units=len(group), events=sum(one.size for one in group)):
            try:
                return await self._append_persistently(group, along)
            except _DATA:
                if along is not None:
                    raise
            return [await self._append_alone(prepared) for prepared in group]

    async def _append_alone(self, prepared: preparation.Prepared) -> settling.Outcome:
        try:
            return (await self._append_persistently([prepared], None))[0]
        except _DATA as error:
            wrong = f"Command {prepared.unit.command} was refused by the database: {error.args[0]}."
            refused = errors.InvalidValue(wrong, rule=error.sqlstate)
            refused.__cause__ = error
            return refused

    async def _append_persistently(
        self, group: Sequence[preparation.Prepared], along: units.Along | None
    ) -> list[settling.Outcome]:
        failure: BaseException | None = None
        for pause in PAUSES:
            await asyncio.sleep(pause)
            try:
                return await self._append_once(group, along)
            except (*_LOST, *_PASSING) as error:
                failure = error
        raise ledger_errors.Unavailable(
            f"The ledger's database cannot take events now ({failure}); "
            "submit the same command again, its id makes that safe."
        ) from failure

    async def _append_once(
        self, group: Sequence[preparation.Prepared], along: units.Along | None
    ) -> list[settling.Outcome]:
        async with self._transaction() as connection:
            state = await look(connection, group)
            before = state.position
            outcomes = settling.settle(group, state)
            fresh = [
                (prepared, outcome)
                for prepared, outcome in zip(group, outcomes, strict=True)
                if isinstance(outcome, units.Appended) and not outcome.repeated
            ]
            made = await self._write(connection, before, state, fresh)
            if along is not None and any(isinstance(outcome, units.Appended) for outcome in outcomes):
                await along(connection)
        self._partitioned_to = made
        return outcomes

    @contextlib.asynccontextmanager
    async def _transaction(self) -> AsyncIterator[units.Connection]:
        async with self._pool.acquire() as connection, connection.transaction(isolation="read_committed"):
            yield connection

    async def _write(self, connection: units.Connection, before: int, state: settling.State, fresh: list[Pair]) -> int:
        """Write what was let in; returns up to where partitions are made, true once this commits."""
        made = self._partitioned_to
        if not fresh:
            return made
        if state.position >= made - PARTITION:
            made = cast(int, await connection.fetchval("select ledger.make_partitions($1)", state.position))
        rows = (row for prepared, answer in fresh for row in self._stamp.rows(prepared, answer))
        await connection.copy_records_to_table("event", schema_name="ledger", records=rows, columns=_EVENT_COLUMNS)
        policies = max((answer.first + p.policies for p, answer in fresh if p.policies is not None), default=0)
        log = (state.position, state.recorded_at, before + 1, policies)
        await connection.execute(statement("heads"), *_heads(fresh), *log)
        await _write_rest(connection, state, fresh)
        return made


async def look(connection: units.Connection, group: Sequence[preparation.Prepared]) -> settling.State:
    """Take the append lock, then read all that the group touches."""
    locked = await connection.fetchrow(statement("lock"))
    if locked is None:
        raise ledger_errors.WrongOrigin("The database holds no ledger yet; open it with Ledger.open.")
    named = {event for prepared in group for event in (*prepared.given, *prepared.targets)}
    streams = {stream for prepared in group for stream in (*prepared.writes, *prepared.unit.reads)}
    claims = {step.key for prepared in group for step in prepared.claims}
    found = await connection.fetchrow(
        statement("state"),
        streams,
        [prepared.unit.command for prepared in group],
        [scope for scope, _ in claims],
        [key for _, key in claims],
        {digest for prepared in group for digest in prepared.unit.persons},
        named,
        {ref for prepared in group for ref in prepared.unit.persons.values()},
        {name for prepared in group for _, _, name in prepared.unit.keys},
    )
    state = _state(locked, cast(asyncpg.Record, found))
    state.follows_events = bool(named)
    targets = {target for prepared in group for target in prepared.targets}
    if targets:
        state.chains = chains.Chains.of(map(tuple, await connection.fetch(statement("chains"), targets)))
    return state


def _state(locked: asyncpg.Record, found: asyncpg.Record) -> settling.State:
    now, heads, commands, claims, persons, known, shredded, forgotten = found
    return settling.State(
        position=locked[0],
        recorded_at=locked[1],
        now=now,
        heads={stream: tuple(head) for stream, *head in heads},
        commands={
            command: (digest, units.Appended(command, first, last, at)) for command, digest, first, last, at in commands
        },
        claims={(scope, key): stream for scope, key, stream in claims},
        persons=dict(map(tuple, persons)),
        events=dict(map(tuple, known)),
        shredded=set(shredded),
        forgotten=set(forgotten),
    )


def _heads(fresh: list[Pair]) -> Iterable[list[object]]:
    """The columns of `ledger.stream` and `ledger.command`, as `heads.sql` takes them."""
    last: dict[UUID, tuple[object, ...]] = {}
    for prepared, answer in fresh:
        for stream, w in prepared.writes.items():
            last[stream] = (stream, w.kind, w.scheme, w.code, w.version, answer.first + w.last)
    commands = [(answer.command, p.unit.digest, answer.first, answer.last) for p, answer in fresh]
    return [*_columns(list(last.values())), *_columns(commands)]


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


async def _write_rest(connection: units.Connection, state: settling.State, fresh: list[Pair]) -> None:
    """What only some units have: claims, source rows, events relied on, persons and their keys."""
    if state.touched:
        claims = [(*key, state.claims[key], position) for key, position in state.touched.items()]
        await connection.execute(statement("claims"), *_columns(claims))
    source_rows = {
        key: (*key, digest, answer.first + index)
        for prepared, answer in fresh
        for key, (digest, index) in prepared.rows.items()
    }
    if source_rows:
        await connection.execute(statement("source_rows"), *_columns(list(source_rows.values())))
    relied = [(event, answer.first + index) for prepared, answer in fresh for event, index in prepared.relied]
    if relied:
        await connection.execute(statement("reliances"), *_columns(relied))
    wrapped = [key for prepared, _ in fresh for key in prepared.unit.keys]
    if wrapped:
        await connection.execute(statement("keys"), *_columns(wrapped))
    if state.indexed:
        await connection.execute(statement("persons"), *_columns(list(state.indexed.items())))


async def open_log(pool: asyncpg.Pool, origin: str) -> None:
    """Name the log at its first opening; WrongOrigin where it bears another name."""
    await pool.execute("insert into ledger.log (origin) values ($1) on conflict do nothing", origin)
    found = await pool.fetchval("select origin from ledger.log")
    if found != origin:
        raise ledger_errors.WrongOrigin(
            f"The database holds the ledger {found!r}, not {origin!r}; use the database of {origin!r} or its origin.",
            field="origin",
        )
