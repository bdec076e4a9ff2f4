"""Reading the ledger: by position, by stream, by type; always in order, never beyond a gap."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

import asyncpg

from aggregates import event as events
from registry.ledger import consulting, errors, grouping, mapper, units
from registry.ledger.sql import statement

KEPT = 5000
"""Events that a reader keeps parsed for decisions, which come back to the same projects, buildings and divisions."""


@dataclasses.dataclass(frozen=True, slots=True)
class Leaf:
    """An event's exact bytes at its position; the leaf is header, LF, body."""

    position: int
    recorded_at: datetime
    header: bytes
    body: bytes
    leaf_hash: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Passed:
    """An event's position, its stream and its type."""

    position: int
    stream: UUID
    type: str


class Reader:
    """Reads through a pool that may be a replica's: what it sees is always a prefix of the ledger.

    Positions are dense and taken under the append lock, so one statement's snapshot holds every event up to the last
    that it shows.
    """

    def __init__(self, pool: asyncpg.Pool, mapper: mapper.Mapper) -> None:
        self._pool = pool
        self._mapper = mapper
        self._kept = functools.lru_cache(KEPT)(self._event)
        self._questions = grouping.Grouping(
            self._consult_all, consulting.weight, most=200, heaviest=1000, name="ledger consultations"
        )

    async def head(self) -> int:
        """The last position; 0 while the ledger is empty."""
        return cast(int, await self._pool.fetchval("select coalesce(max(position), 0) from ledger.event"))

    async def read_leaves(self, after: int, limit: int = 1000) -> list[Leaf]:
        """At most ``limit`` leaves after a position, in order, without a gap.

        Raises:
            LedgerGap: the very next one is missing though later ones are there.
        """
        return [Leaf(*row) for row in await self._dense("leaves", after, limit)]

    async def read_passed(self, after: int, limit: int = 1000) -> list[Passed]:
        """The same without the bodies: whose events stand there; LedgerGap like :meth:`read_leaves`."""
        return [Passed(*row) for row in await self._dense("passed", after, limit)]

    async def _dense(self, name: str, after: int, limit: int) -> list[asyncpg.Record]:
        rows = await self._pool.fetch(statement(name), after, limit)
        dense = [row for expected, row in enumerate(rows, after + 1) if row["position"] == expected]
        if rows and not dense:
            raise errors.LedgerGap(
                f"Position {after + 1} is missing, yet position {rows[0]['position']} is there; restore the ledger "
                "from a backup and run `fangji audit verify`."
            )
        return dense

    async def read_from(self, after: int, limit: int = 1000) -> list[events.Recorded]:
        """At most ``limit`` events after a position, in order; LedgerGap like :meth:`read_leaves`."""
        return [self._recorded(leaf) for leaf in await self.read_leaves(after, limit)]

    async def read_stream(self, stream: UUID, after: int = 0) -> list[events.Recorded]:
        """The events of a stream after a version, in order; none where the stream is absent."""
        return self._all(await self._pool.fetch(statement("stream"), stream, after))

    async def read_streams(self, streams: Iterable[UUID]) -> dict[UUID, list[events.Recorded]]:
        """The events of several streams, in one snapshot; absent streams have none."""
        found: dict[UUID, list[events.Recorded]] = {stream: [] for stream in streams}
        for recorded in self._all(await self._pool.fetch(statement("streams"), list(found))):
            found[recorded.event.originator_id].append(recorded)
        return found

    async def read_types(
        self, types: Sequence[tuple[str, str]], after: int = 0, limit: int = 1000
    ) -> list[events.Recorded]:
        """At most ``limit`` events of these (kind, type) after a position, in order."""
        kinds, names = [kind for kind, _ in types], [name for _, name in types]
        return self._all(await self._pool.fetch(statement("types"), kinds, names, after, limit))

    async def heads(self, streams: Iterable[UUID]) -> Mapping[UUID, units.Head]:
        """The heads of those streams that exist."""
        rows = await self._pool.fetch(statement("stream_heads"), list(streams))
        return {row[0]: units.Head(*row[1:]) for row in map(tuple, rows)}

    async def holders(self, claims: Iterable[events.Claim]) -> Mapping[events.Claim, UUID]:
        """The streams that hold those claims that are held."""
        wanted = list(claims)
        rows = await self._pool.fetch(statement("holders"), [c.scope for c in wanted], [c.key for c in wanted])
        return {events.Claim(scope, key): stream for scope, key, stream in rows}

    async def recorded(self, commands: Iterable[UUID]) -> Mapping[UUID, int]:
        """Those of the commands that are recorded, with how many events each has."""
        query = "select id, last - first + 1 from ledger.command where id = any ($1::uuid[])"
        rows = await self._pool.fetch(query, list(commands))
        return dict(map(tuple, rows))

    async def source_digests(self, dataset: str, keys: Iterable[str]) -> Mapping[str, tuple[bytes, int]]:
        """Row key -> digest and position of its latest recording, for those rows of a dataset that are recorded."""
        rows = await self._pool.fetch(statement("source_digests"), dataset, list(keys))
        return {key: (digest, position) for key, digest, position in rows}

    async def consult(self, question: consulting.Question) -> consulting.Consulted:
        """All that a decision needs, in one round trip and one snapshot; :mod:`registry.ledger.consulting` tells.

        An event that was parsed before comes again as the same object, shared by all who ask. Plain questions that are
        asked while others are under way go together, so that many desks cost few round trips.
        """
        if consulting.is_plain(question):
            return await self._questions.ask(question)
        row = await self._pool.fetchrow(statement("consult"), *consulting.arguments(question))
        return consulting.consulted(question, cast(asyncpg.Record, row), self._kept)

    async def _consult_all(self, questions: Sequence[consulting.Question]) -> list[consulting.Consulted]:
        row = await self._pool.fetchrow(statement("consult_subjects"), *consulting.arguments_of_all(questions))
        return consulting.all_consulted(questions, cast(asyncpg.Record, row), self._kept)

    def _all(self, rows: Sequence[asyncpg.Record]) -> list[events.Recorded]:
        return [self._recorded(Leaf(*row)) for row in rows]

    def _recorded(self, leaf: Leaf) -> events.Recorded:
        return self._event(leaf.position, leaf.recorded_at, leaf.body)

    def _event(self, position: int, recorded_at: datetime, body: bytes) -> events.Recorded:
        return events.Recorded(position, recorded_at, self._mapper.recall(body, recorded_at))
