"""Reading a stretch of the ledger and recomputing it: positions, headers, canonical form, leaf hashes.

This is the part that runs in several processes, so it knows nothing but the database's address and the log's origin.
Everything is computed here and nothing by the database, which a person who alters it may have taught to lie.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import operator
from collections.abc import Iterator, Sequence

from aggregates import canonical
from aggregates import event as events
from registry.audit import merkle
from registry.audit.verifying import canonicity, columns, faults, forms, reading

MISSING = bytes(merkle.HASH)
"""Stands for the hash of a leaf that is not there."""

START = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""From which PostgreSQL counts."""

_SECOND = 1_000_000
_MOMENT = len(events.format_moment(events.UNRECORDED))
_AFTER = len(b'"}\n')

FORMS = forms.Forms()
"""Those that this process has met."""

Check = faults.Check
Fault = faults.Fault


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """The leaves of the positions ``first`` to ``last`` (both included) as they are now.

    ``hashes`` are the recomputed leaf hashes one after the other, :data:`MISSING` for a row that is not there.
    ``unreadable`` are the positions whose body is not canonical, so that a database may fail to read it, ``suspect``
    those whose columns seem to be no copies of it. ``began`` and ``ended`` are the first and last moments of recording.
    ``digest`` is that of everything which was read beside the bytes.
    """

    first: int
    last: int
    hashes: bytes
    faults: tuple[Fault, ...]
    unreadable: tuple[int, ...]
    suspect: tuple[int, ...]
    began: str
    ended: str
    digest: bytes


async def read(
    connection: reading.Connection, origin: str, first: int, last: int, *, known: bytes | None = None
) -> Stretch:
    """Read and recompute a stretch; ``known`` is the digest with which it was once found whole, if it was.

    Where everything beside the bytes is as it was, leaf hashes among it, and the bytes give these, nothing has to be
    looked at again: same bytes, same columns.
    """
    pieces = await reading.pieces(connection, first, last)
    digest = reading.digest(origin, pieces)
    if digest == known and all(_hashed(piece.each_leaf()) == piece.hashes for piece in pieces):
        hashes = b"".join([piece.hashes for piece in pieces])
        ends = pieces[0].each_leaf()[0], pieces[-1].each_leaf()[-1]
        began, ended = (_moment(leaf, leaf.index(b"\n") + 1) for leaf in ends)
        return Stretch(first, last, hashes, (), (), (), began, ended, digest)
    check = _Check(origin)
    if not all(map(check.piece, pieces)):
        check = _Check(origin)
        for piece in await reading.one_by_one(connection, first, last):
            check.piece(piece)
    return check.stretch(first, last, digest)


def _hashed(leaves: Sequence[bytes]) -> bytes:
    sha256 = hashlib.sha256
    return b"".join([sha256(leaf).digest() for leaf in leaves])


def _is_utf8(data: bytes) -> bool:
    try:
        return data.isascii() or bool(data.decode())
    except UnicodeDecodeError:
        return False


def _moment(leaf: bytes, start: int) -> str:
    """The moment of recording in the header of a leaf whose body starts there; anything where that is no header."""
    return leaf[start - _AFTER - _MOMENT : start - _AFTER].decode(errors="replace")


class _Check:
    """Recomputes what was read, piece by piece, each while it is in the processor's cache."""

    def __init__(self, origin: str) -> None:
        self._start = b'\x00%b,"position":' % canonical.encode({"format": events.FORMAT, "origin": origin})[:-1]
        self._header = self._start.replace(b"%", b"%%") + b'%d,"recorded_at":"%b%06dZ"}\n'
        self._seconds = _Seconds()
        self._faults: list[Fault] = []
        self._unreadable: list[int] = []
        self._suspect: set[int] = set()
        self._positions: list[int] = []
        self._hashes: list[bytes] = []
        self._began = self._ended = ""

    def piece(self, piece: reading.Piece) -> bool:
        """Check the events of a piece; whether they could be told apart."""
        leaves, lines, positions = piece.each_leaf(), piece.each_line(), piece.each_position()
        if not len(leaves) == len(lines) == piece.count:
            return False
        hashes = _hashed(leaves)
        if hashes != piece.hashes:
            self._faults += _altered(positions, hashes, piece.hashes)
        starts = self._headers(leaves, positions, piece.each_moment())
        strange = FORMS.strange(leaves, starts, lines) if _is_utf8(piece.leaves) else range(piece.count)
        if strange:
            self._bodies([(leaves[one], starts[one], lines[one], positions[one]) for one in strange])
        self._positions += positions
        self._hashes.append(hashes)
        return True

    def stretch(self, first: int, last: int, digest: bytes) -> Stretch:
        """What became of the pieces, which are those from a position to another."""
        hashes = b"".join(self._hashes)
        if self._positions != list(range(first, last + 1)):
            hashes = _with_gaps(self._faults, first, last, self._positions, hashes)
        suspect = sorted(self._suspect.difference(self._unreadable))
        return Stretch(
            first,
            last,
            hashes,
            tuple(self._faults),
            tuple(self._unreadable),
            tuple(suspect),
            self._began,
            self._ended,
            digest,
        )

    def _headers(self, leaves: Sequence[bytes], positions: Sequence[int], moments: Sequence[int]) -> list[int]:
        """Check each header against the only bytes that it can have; where the bodies after them start."""
        header, seconds = self._header, self._seconds
        headers = [
            header % (position, seconds[one // _SECOND], one % _SECOND)
            for position, one in zip(positions, moments, strict=True)
        ]
        starts = list(map(len, headers))
        if all(map(bytes.startswith, leaves, headers)) and all(map(operator.le, moments, moments[1:])):
            self._order([positions[0], positions[-1]], [_moment(leaves[at], starts[at]) for at in (0, -1)])
            return starts
        stated = [_moment(leaf, end) for leaf, end in zip(leaves, starts, strict=True)]
        for index, (leaf, header, position) in enumerate(zip(leaves, headers, positions, strict=True)):
            if not leaf.startswith(header):
                starts[index] = len(leaf) - len(leaf.partition(b"\n")[2])
                stated[index] = self._stated(leaf, position)
        self._order(positions, stated)
        return starts

    def _stated(self, leaf: bytes, position: int) -> str:
        """The moment in a header that is not of the moment in its column; empty where it is no header at all."""
        self._suspect.add(position)
        start = b'%b%d,"recorded_at":"' % (self._start, position)
        header = leaf.partition(b"\n")[0]
        moment = header[len(start) : -2].decode(errors="replace")
        if header.startswith(start) and header.endswith(b'"}') and len(moment) == _MOMENT:
            return moment
        said = f"The header at position {position} is not the one of this log and position."
        self._faults.append(Fault(Check.HEADER, said, position))
        return ""

    def _order(self, positions: Sequence[int], moments: Sequence[str]) -> None:
        """Moments never fall."""
        for position, moment in zip(positions, moments, strict=True):
            if moment < self._ended and moment:
                said = f"Position {position} was recorded at {moment}, before the event before it."
                self._faults.append(Fault(Check.HEADER, said, position))
            self._ended = moment or self._ended
        self._began = self._began or next(filter(None, moments), "")

    def _bodies(self, strange: Sequence[tuple[bytes, int, bytes, int]]) -> None:
        """Find bodies that are not canonical, and those whose line is not that of the columns beside them.

        Of each event: its leaf, where the body starts in it, its line, its position.
        """
        bodies, at = [leaf[start:] for leaf, start, *_ in strange], 0
        for values, why in canonicity.read(bodies):
            for index, said in enumerate(values):
                leaf, start, line, position = strange[at + index]
                if said is None:
                    self._faults.append(Fault(Check.BODY, f"The body at position {position}: {why[index]}", position))
                    self._unreadable.append(position)
                elif columns.line(said, _moment(leaf, start)) != line or not columns.is_plain(line):
                    self._suspect.add(position)
                else:
                    FORMS.learn(said, bodies[at + index], line)
            at += len(values)


class _Seconds(dict[int, bytes]):
    """How headers spell seconds, which most events share with others; empty where that is past all calendars."""

    def __missing__(self, second: int) -> bytes:
        try:
            spelled = events.format_moment(START + datetime.timedelta(seconds=second))[: -len("000000Z")]
        except OverflowError:
            spelled = ""
        self[second] = spelled.encode()
        return self[second]


def _altered(positions: Sequence[int], hashes: bytes, stored: bytes) -> list[Fault]:
    return [
        Fault(Check.LEAF, f"The bytes at position {position} do not give the leaf hash beside them.", position)
        for position, computed, kept in zip(positions, _each(hashes), _each(stored), strict=True)
        if computed != kept
    ]


def _with_gaps(found: list[Fault], first: int, last: int, positions: Sequence[int], hashes: bytes) -> bytes:
    """The hashes with a stand-in for each row that is not there."""
    known = dict(zip(positions, _each(hashes), strict=True))
    missing = [position for position in range(first, last + 1) if position not in known]
    found += [Fault(Check.POSITION, f"Position {one} is missing.", one) for one in missing]
    if len(positions) > len(known):
        said = f"{len(positions) - len(known)} rows between {first} and {last} have a position of another row."
        found.append(Fault(Check.POSITION, said))
    return b"".join([known.get(position, MISSING) for position in range(first, last + 1)])


def _each(hashes: bytes) -> Iterator[bytes]:
    return (hashes[at : at + merkle.HASH] for at in range(0, len(hashes), merkle.HASH))
