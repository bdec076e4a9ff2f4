"""The last touch under the append lock: header, leaf hash and the row of each event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from aggregates import canonical
from aggregates import event as events
from registry.ledger import preparation, units

Row = tuple[object, ...]


class Stamp:
    """Makes rows of `ledger.event` for one log origin.

    The header is spelled from its parts; that this equals :func:`aggregates.event.header_bytes` is tested.
    """

    def __init__(self, origin: str) -> None:
        known = canonical.encode({"format": events.FORMAT, "origin": origin})
        self._before = known[:-1] + b',"position":'

    def rows(self, prepared: preparation.Prepared, answer: units.Appended) -> Iterator[Row]:
        """The unit's rows from position ``answer.first`` on, columns as in :data:`preparation.COLUMNS`."""
        recorded_at = answer.recorded_at
        after = b',"recorded_at":"%b"}' % events.format_moment(recorded_at).encode()
        before, sha256 = self._before, hashlib.sha256
        for position, body, copies in zip(
            range(answer.first, answer.last + 1), prepared.bodies, prepared.copies, strict=True
        ):
            header = b"%b%d%b" % (before, position, after)
            leaf_hash = sha256(b"\x00%b\n%b" % (header, body)).digest()
            yield (position, recorded_at, header, body, leaf_hash, *_registered(copies, recorded_at))


def _registered(copies: preparation.Copies, recorded_at: object) -> preparation.Copies:
    at = preparation.REGISTERED_AT
    return copies if copies[at] is not None else (*copies[:at], recorded_at, *copies[at + 1 :])
