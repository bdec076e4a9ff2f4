"""Stretches of the ledger as the database hands them over: many events in one value, which costs least.

The values are strings of bytes that are told apart by control characters. Canonical JSON holds none of these; where a
stretch holds one all the same, its events are asked for one by one.
"""

from __future__ import annotations

import dataclasses
import hashlib
import struct
from collections.abc import Sequence

import asyncpg

from registry.audit.verifying import columns

TOGETHER = 256
"""Events of one value: more of them cost more to move about than they save."""

LEAF = "'\\x00'::bytea || header || '\\x0a'::bytea || body"
"""What is hashed."""

PIECES = f"""
select p.* from generate_series($1::bigint, $2::bigint, {TOGETHER}) g
cross join lateral (
    select count(*), string_agg({LEAF}, '\\x1e'::bytea order by position),
        string_agg(leaf_hash, ''::bytea order by position),
        string_agg(int8send(position), ''::bytea order by position),
        string_agg(timestamptz_send(recorded_at), ''::bytea order by position),
        convert_to(string_agg({columns.LINE}, E'\\x1e' order by position), 'UTF8')
    from ledger.event where position between $1 and $2 and position between g and g + {TOGETHER - 1}
) p
"""

ONE_BY_ONE = f"""
select 1, {LEAF}, leaf_hash, int8send(position), timestamptz_send(recorded_at),
    convert_to({columns.LINE}, 'UTF8')
from ledger.event where position between $1 and $2 order by position
"""

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy


@dataclasses.dataclass(frozen=True, slots=True)
class Piece:
    """Some events in the order of their positions: what is hashed of each, then the columns beside these bytes.

    ``leaves`` and ``lines`` are parted by 0x1e; ``hashes`` (32 bytes each), ``positions`` and ``moments`` (8 bytes)
    follow one another.
    """

    count: int
    leaves: bytes
    hashes: bytes
    positions: bytes
    moments: bytes
    lines: bytes

    def each_leaf(self) -> list[bytes]:
        """What is hashed of each event; another number than ``count`` where these cannot be told apart."""
        return [self.leaves] if self.count == 1 else self.leaves.split(b"\x1e")

    def each_line(self) -> list[bytes]:
        """The columns of each event; another number than ``count`` where these cannot be told apart."""
        return [self.lines] if self.count == 1 else self.lines.split(b"\x1e")

    def each_position(self) -> Sequence[int]:
        return _numbers(self.positions)

    def each_moment(self) -> Sequence[int]:
        """Microseconds since the year 2000."""
        return _numbers(self.moments)


async def pieces(connection: Connection, first: int, last: int) -> list[Piece]:
    """The events from a position to another, both included."""
    return [Piece(*row) for row in await connection.fetch(PIECES, first, last) if row[0]]


async def one_by_one(connection: Connection, first: int, last: int) -> list[Piece]:
    """The same, each in a piece of its own."""
    return [Piece(*row) for row in await connection.fetch(ONE_BY_ONE, first, last)]


def digest(origin: str, read: Sequence[Piece]) -> bytes:
    """Over all that stands beside the bytes which are hashed, and what was asked for."""
    over = hashlib.sha256(f"{PIECES}{origin}\n".encode())
    for piece in read:
        over.update(b"%d %d\n" % (piece.count, len(piece.lines)))
        over.update(b"".join((piece.hashes, piece.positions, piece.moments, piece.lines)))
    return over.digest()


def _numbers(data: bytes) -> Sequence[int]:
    return struct.unpack(f">{len(data) // 8}q", data)
