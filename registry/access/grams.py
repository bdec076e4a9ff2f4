"""Grams: pieces of persons' names and numbers as keyed digests, by which persons are found; a follower keeps them.

They live outside the ledger and can be dropped and made again. Who holds the database without the key file learns from
them which persons have a piece in common, and no piece (``docs/access.md``).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping, Sequence

from aggregates import masking
from registry.access import envelopes
from registry.ledger import units
from search.analysis import persons

PERSON = "person/"
"""What references of persons begin with; who is named under a subject's key is nobody's person, and is not found."""

NAME = "insert into access.named (ref) select unnest($1::text[]) on conflict (ref) do nothing"

# Most of what is recorded of a person was said before; such rows are neither locked nor written again. Each is looked
# up by its key, however many there are: a join would be planned by how many there were once.
KEEP = """
insert into access.gram as held (person, gram, length)
select n.person, made.gram, made.length
from unnest($1::text[], $2::bigint[], $3::smallint[]) made (ref, gram, length)
join (select ref, person from access.named where ref = any($4::text[]) offset 0) n using (ref)
where ((select g.length from access.gram g where g.person = n.person and g.gram = made.gram) <= made.length) is not true
on conflict (person, gram) do update set length = least(held.length, excluded.length)
"""

PIECES: Mapping[masking.Mask, Callable[[str], Mapping[str, int]]] = {
    masking.Mask.NAME: persons.of_name,
    masking.Mask.ID_NUMBER: persons.of_number,
    masking.Mask.PHONE: persons.of_phone,
}
"""How a value is taken apart, by what it is."""


def digests(key: bytes, pieces: Iterable[str]) -> list[int]:
    """The grams of pieces: the first eight bytes of their HMAC-SHA-256, as a signed number."""
    made = (hmac.digest(key, piece.encode(), hashlib.sha256) for piece in pieces)
    return [int.from_bytes(one[:8], signed=True) for one in made]


class Grams(envelopes.Follower):
    """Keeps the grams of what is recorded of persons: of every value that ever stood, so former names find, too."""

    name = "grams"

    async def _drop(self, connection: units.Connection) -> None:
        await connection.execute("truncate access.gram, access.named restart identity")

    async def _keep(self, connection: units.Connection, places: Sequence[envelopes.Place]) -> int:
        """Keys are held to the transaction's end, so that whoever shreds one finds the grams that were made with it."""
        sought = [one for one in places if one.mask in PIECES and one.envelope["ref"].startswith(PERSON)]
        held = await self._keys.hold(connection, {one.envelope["ref"] for one in sought})
        opened = [
            (one.envelope["ref"], one.mask, text)
            for one in sought
            if (key := held.get(one.envelope["ref"])) and (text := envelopes.text_of(one, key)) is not None
        ]
        lengths: dict[tuple[str, int], int] = {}
        key = await self._keys.gram_key()
        for ref, mask, text in dict.fromkeys(opened):
            pieces = PIECES[mask](text)
            for gram, length in zip(digests(key, pieces), pieces.values(), strict=True):
                lengths[ref, gram] = min(length, lengths.get((ref, gram), length))
        if lengths:
            refs = sorted({ref for ref, _ in lengths})
            await connection.execute(NAME, refs)
            rows = [(ref, gram, length) for (ref, gram), length in sorted(lengths.items())]
            await connection.execute(KEEP, *(list(column) for column in zip(*rows, strict=True)), refs)
        return len(opened)
