"""The logs that have a tree: the ledger's events, and the disclosures of personal data."""

from __future__ import annotations

from typing import Any, Protocol

import asyncpg
import orjson

from aggregates import canonical
from aggregates import event as events
from registry.audit import errors, merkle
from registry.ledger import errors as ledger_errors
from registry.ledger import units

FORMAT = "fangji-disclosure/1"
"""Names the form of a disclosure's leaf."""

HASHES = """
select count(*), coalesce(string_agg(leaf_hash, ''::bytea order by position), ''::bytea)
from {table} where position > $1 and position <= $2
"""

EVENT = "select header || '\\x0a'::bytea || body from ledger.event where position = $1"

WAITING = """
select d.*, coalesce((
    select jsonb_agg(jsonb_build_object(
        'ref', p.ref, 'subject', p.subject, 'kind', p.kind, 'code', p.code, 'fields', p.fields
    ) order by p.ref, p.subject) from access.disclosed p where p.disclosure = d.id
), '[]') shown
from access.disclosure d
"""

NEXT = f"{WAITING} join audit.waiting w on w.disclosure = d.id order by d.id limit $1"
ONE = f"{WAITING} join audit.disclosure a on a.disclosure = d.id where a.position = $1"

ADMIT = """
insert into audit.disclosure (position, disclosure, leaf_hash)
select * from unnest($1::bigint[], $2::bigint[], $3::bytea[])
"""
ADMITTED = "delete from audit.waiting where disclosure = any ($1::bigint[])"


class Log(Protocol):
    """A log of leaves that only grows; leaf ``position - 1`` of its tree is what stands at a position."""

    @property
    def name(self) -> str:
        """Under which its tiles and checkpoints are kept."""

    @property
    def origin(self) -> str:
        """The name of the log in its checkpoints, and of the key that signs them."""

    @property
    def prefix(self) -> str:
        """Under which it is exported: empty, or a path that ends in a slash."""

    async def head(self, connection: units.Connection) -> int:
        """How many leaves it has; called by the one maker of checkpoints, who may give positions to new ones."""

    async def hashes(self, connection: units.Connection, after: int, until: int) -> bytes:
        """The leaf hashes of the positions after one up to another, one after the other; LedgerGap where one lacks."""

    async def leaf(self, connection: units.Connection, position: int) -> bytes:
        """The bytes of a leaf; NotThere where nothing stands at this position."""


class Events:
    """The ledger's events: header, line feed, body."""

    name = "events"
    prefix = ""
    table = "ledger.event"

    def __init__(self, origin: str) -> None:
        self.origin = origin

    async def head(self, connection: units.Connection) -> int:
        return int(await connection.fetchval(f"select coalesce(max(position), 0) from {self.table}"))

    async def hashes(self, connection: units.Connection, after: int, until: int) -> bytes:
        return await _hashes(connection, self.table, after, until)

    async def leaf(self, connection: units.Connection, position: int) -> bytes:
        return _there(await connection.fetchval(EVENT, position), position)


class Disclosures:
    """Who was shown what: each a canonical JSON object, in the order in which checkpoints found them."""

    name = "disclosures"
    prefix = "disclosures/"

    def __init__(self, origin: str) -> None:
        """``origin`` is the ledger's."""
        self.origin = f"{origin}/{self.name}"

    async def head(self, connection: units.Connection) -> int:
        last = int(await connection.fetchval("select coalesce(max(position), 0) from audit.disclosure"))
        rows = await connection.fetch(NEXT, 1000)
        while rows:
            last = await self._admit(connection, rows, last)
            rows = await connection.fetch(NEXT, 1000)
        return last

    async def hashes(self, connection: units.Connection, after: int, until: int) -> bytes:
        return await _hashes(connection, "audit.disclosure", after, until)

    async def leaf(self, connection: units.Connection, position: int) -> bytes:
        row = await connection.fetchrow(ONE, position)
        return _there(None if row is None else self.encode(row, position), position)

    def encode(self, row: asyncpg.Record, position: int) -> bytes:
        """The leaf of a row of ``access.disclosure`` with what was ``shown``; absent members were null."""
        said: dict[str, Any] = {
            "format": FORMAT,
            "origin": self.origin,
            "position": position,
            "at": events.format_moment(row["at"]),
            "shown": [_without_nulls(one) for one in orjson.loads(row["shown"])],
        }
        own = ("id", "account", "roles", "divisions", "purpose", "basis", "numbers", "request", "operation")
        return canonical.encode(_without_nulls(said | {name: row[name] for name in own}))

    async def _admit(self, connection: units.Connection, rows: list[asyncpg.Record], last: int) -> int:
        positions = list(range(last + 1, last + 1 + len(rows)))
        hashes = [merkle.leaf_hash(self.encode(row, at)) for row, at in zip(rows, positions, strict=True)]
        ids = [row["id"] for row in rows]
        await connection.execute(ADMIT, positions, ids, hashes)
        await connection.execute(ADMITTED, ids)
        return positions[-1]


async def _hashes(connection: units.Connection, table: str, after: int, until: int) -> bytes:
    row = await connection.fetchrow(HASHES.format(table=table), after, until)
    assert row is not None
    if row[0] != until - after or len(row[1]) != row[0] * merkle.HASH:
        raise ledger_errors.LedgerGap(
            f"Positions {after + 1} to {until} of {table} hold {row[0]} rows; restore the database from a backup and "
            "run `fangji audit verify`."
        )
    return bytes(row[1])


def _there(leaf: bytes | None, position: int) -> bytes:
    if leaf is None:
        raise errors.NotThere(f"Nothing stands at position {position}.", field="position")
    return leaf


def _without_nulls(value: dict[str, Any]) -> dict[str, Any]:
    return {name: one for name, one in value.items() if one is not None}
