"""Reading a stretch of the ledger and recomputing it: positions, headers, canonical form, leaf hashes.

This is the part that runs in several processes, so it knows nothing but the database's address and the log's origin.
Everything is computed here and nothing by the database, which a person who alters it may have taught to lie.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import asyncpg

from aggregates import canonical
from aggregates import event as events
from registry.audit.verifying import canonicity, faults

LEAVES = "select position, header, body, leaf_hash from ledger.event where position between $1 and $2 order by position"

MISSING = bytes(32)
"""Stands for the hash of a leaf that is not there."""

_MOMENT = len(events.format_moment(events.UNRECORDED))

Check = faults.Check
Fault = faults.Fault
Row = Iterable[Any]
Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """The leaves of the positions ``first`` to ``last`` (both included) as they are now.

    ``hashes`` are the recomputed leaf hashes one after the other, :data:`MISSING` for a row that is not there.
    ``unreadable`` are the positions whose body is not canonical, so that a database may fail to read it. ``began`` and
    ``ended`` are the first and last moments of recording.
    """

    first: int
    last: int
    hashes: bytes
    faults: tuple[Fault, ...]
    unreadable: tuple[int, ...]
    began: bytes
    ended: bytes


async def read(connection: Connection, origin: str, first: int, last: int, *, form: bool = True) -> Stretch:
    """Read and recompute a stretch; without ``form`` bodies are hashed and not parsed."""
    rows = await connection.fetch(LEAVES, first, last)
    return check(rows, origin, first, last, form=form)


def check(rows: Iterable[Row], origin: str, first: int, last: int, *, form: bool = True) -> Stretch:
    """Recompute what was read: rows of position, header, body and leaf hash, in order."""
    positions, headers, bodies, stored = list(zip(*rows, strict=True)) or ((), (), (), ())
    sha256 = hashlib.sha256
    hashes = [sha256(b"\x00%b\n%b" % pair).digest() for pair in zip(headers, bodies, strict=True)]
    found: list[Fault] = []
    began, ended = _headers(found, headers, positions, origin)
    unreadable = []
    for index, why in canonicity.faults(bodies) if form else ():
        found.append(Fault(Check.BODY, f"The body at position {positions[index]}: {why}", positions[index]))
        unreadable.append(positions[index])
    if hashes != list(stored):
        found += _altered(positions, hashes, stored)
    if len(positions) != last - first + 1 or positions[0] != first or positions[-1] != last:
        hashes = _with_gaps(found, first, last, positions, hashes)
    return Stretch(first, last, b"".join(hashes), tuple(found), tuple(unreadable), began, ended)


def _headers(
    found: list[Fault], headers: Sequence[bytes], positions: Sequence[int], origin: str
) -> tuple[bytes, bytes]:
    """Check each header against the only bytes that it can have; the first and last moments."""
    known = canonical.encode({"format": events.FORMAT, "origin": origin})[:-1] + b',"position":'
    began = ended = b""
    for position, header in zip(positions, headers, strict=True):
        start = b'%b%d,"recorded_at":"' % (known, position)
        moment = header[len(start) : -2]
        if not (header.startswith(start) and header.endswith(b'"}') and len(moment) == _MOMENT):
            said = f"The header at position {position} is not the one of this log and position."
            found.append(Fault(Check.HEADER, said, position))
            continue
        if moment < ended:
            said = f"Position {position} was recorded at {moment.decode(errors='replace')}, before the event before it."
            found.append(Fault(Check.HEADER, said, position))
        began, ended = began or moment, moment
    return began, ended


def _altered(positions: Sequence[int], hashes: Sequence[bytes], stored: Sequence[bytes]) -> list[Fault]:
    return [
        Fault(Check.LEAF, f"The bytes at position {position} do not give the leaf hash beside them.", position)
        for position, computed, kept in zip(positions, hashes, stored, strict=True)
        if computed != kept
    ]


def _with_gaps(
    found: list[Fault], first: int, last: int, positions: Sequence[int], hashes: Sequence[bytes]
) -> list[bytes]:
    """The hashes with a stand-in for each row that is not there."""
    known = dict(zip(positions, hashes, strict=True))
    missing = [position for position in range(first, last + 1) if position not in known]
    found += [Fault(Check.POSITION, f"Position {one} is missing.", one) for one in missing]
    if len(positions) > len(known):
        said = f"{len(positions) - len(known)} rows between {first} and {last} have a position of another row."
        found.append(Fault(Check.POSITION, said))
    return [known.get(position, MISSING) for position in range(first, last + 1)]
