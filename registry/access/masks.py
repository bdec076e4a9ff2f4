"""Masked values of personal data, computed outside the ledger by a follower of it.

Each envelope is opened once, by the follower, and its masked spelling kept by the envelope's reference and nonce. All
of it can be dropped and made again; in place of what was shredded, and so cannot be opened, stands "(erased)".
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence

from aggregates import masking
from registry.access import envelopes
from registry.ledger import units

MASK = """
insert into access.mask (ref, nonce, event, path, masked)
select * from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[])
on conflict (ref, nonce) do update set event = excluded.event, path = excluded.path, masked = excluded.masked
"""


class Masker(envelopes.Follower):
    """Masks what is recorded. While it begins anew, masked values are shown as null."""

    name = "masks"

    async def _drop(self, connection: units.Connection) -> None:
        await connection.execute("delete from access.mask")

    async def _keep(self, connection: units.Connection, places: Sequence[envelopes.Place]) -> int:
        """Keys are held to the transaction's end, so that whoever shreds one finds the masks that were made with it."""
        refs = {place.envelope["ref"] for place in places}
        held = await self._keys.hold(connection, refs)
        erased = await self._keys.destroyed(refs - held.keys(), connection)
        rows = [row for place in places if (row := _row(place, held.get(place.envelope["ref"]), erased))]
        if rows:
            await connection.execute(MASK, *(list(column) for column in zip(*rows, strict=True)))
        return sum(row[0] in held for row in rows)


def _row(
    place: envelopes.Place, key: bytes | None, erased: Collection[str]
) -> tuple[str, str, uuid.UUID, str, str | None] | None:
    """The row of an envelope; None where there is no key that was not shredded, or it does not open."""
    ref, nonce = place.envelope["ref"], place.envelope["nonce"]
    if key is None:
        return (ref, nonce, place.event, place.path, masking.ERASED) if ref in erased else None
    text = envelopes.text_of(place, key)
    return None if text is None else (ref, nonce, place.event, place.path, masking.masked(place.mask, text))
