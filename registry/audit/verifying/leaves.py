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
from registry.audit.verifying import canonicity, columns, faults

LEAVES = f"""
select position, header, body, leaf_hash, {columns.LINE}
from ledger.event where position between $1 and $2 order by position
"""

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
    ``unreadable`` are the positions whose body is not canonical, so that a database may fail to read it, ``suspect``
    those whose columns seem to be no copies of it. ``began`` and ``ended`` are the first and last moments of recording.
    """

    first: int
    last: int
    hashes: bytes
    faults: tuple[Fault, ...]
    unreadable: tuple[int, ...]
    suspect: tuple[int, ...]
    began: str
    ended: str


async def read(connection: Connection, origin: str, first: int, last: int, *, form: bool = True) -> Stretch:
    """Read and recompute a stretch; without ``form`` bodies that are JSON pass that are not in canonical form."""
    rows = await connection.fetch(LEAVES, first, last)
    return check(rows, origin, first, last, form=form)


def check(rows: Iterable[Row], origin: str, first: int, last: int, *, form: bool = True) -> Stretch:
    """Recompute what was read: rows of position, header, body, leaf hash and the line of columns, in order."""
    positions, headers, bodies, stored, lines = list(zip(*rows, strict=True)) or ((), (), (), (), ())
    sha256 = hashlib.sha256
    hashes = [sha256(b"\x00%b\n%b" % pair).digest() for pair in zip(headers, bodies, strict=True)]
    found: list[Fault] = []
    moments = _headers(found, headers, positions, origin)
    unreadable, suspect = _bodies(found, bodies, positions, moments, lines, form=form)
    if hashes != list(stored):
        found += _altered(positions, hashes, stored)
    if len(positions) != last - first + 1 or positions[0] != first or positions[-1] != last:
        hashes = _with_gaps(found, first, last, positions, hashes)
    began, ended = next(filter(None, moments), ""), next(filter(None, reversed(moments)), "")
    return Stretch(first, last, b"".join(hashes), tuple(found), tuple(unreadable), tuple(suspect), began, ended)


def _bodies(
    found: list[Fault],
    bodies: Sequence[bytes],
    positions: Sequence[int],
    moments: Sequence[str],
    lines: Sequence[str],
    *,
    form: bool,
) -> tuple[list[int], list[int]]:
    """Positions of bodies that are not canonical, and of those whose line is not that of the columns beside them."""
    unreadable, suspect = [], []
    beside = zip(positions, moments, lines, strict=True)
    for values, faults_ in canonicity.read(bodies, form=form):
        for index, (said, (position, moment, line)) in enumerate(zip(values, beside, strict=False)):
            if said is None:
                found.append(Fault(Check.BODY, f"The body at position {position}: {faults_[index]}", position))
                unreadable.append(position)
            elif columns.line(said, moment) != line:
                suspect.append(position)
    return unreadable, suspect


def _headers(found: list[Fault], headers: Sequence[bytes], positions: Sequence[int], origin: str) -> list[str]:
    """Check each header against the only bytes that it can have; its moment, empty where it is not that header."""
    known = canonical.encode({"format": events.FORMAT, "origin": origin})[:-1] + b',"position":'
    moments: list[str] = []
    ended = ""
    for position, header in zip(positions, headers, strict=True):
        start = b'%b%d,"recorded_at":"' % (known, position)
        moment = header[len(start) : -2].decode(errors="replace")
        if not (header.startswith(start) and header.endswith(b'"}') and len(moment) == _MOMENT):
            said = f"The header at position {position} is not the one of this log and position."
            found.append(Fault(Check.HEADER, said, position))
            moments.append("")
            continue
        if moment < ended:
            said = f"Position {position} was recorded at {moment}, before the event before it."
            found.append(Fault(Check.HEADER, said, position))
        moments.append(moment)
        ended = moment
    return moments


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
