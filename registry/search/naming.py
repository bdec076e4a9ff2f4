"""Finds the persons whom a text names, by grams of their sealed names and numbers; who searched, and why, is on record.

What is typed leaves this process only as keyed digests: it stands in no statement, log or error.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence

import asyncpg

from aggregates import policy
from graphql_api import errors as refusals
from graphql_api import identity as identities
from registry.access import disclosing, grams, noting, purposes
from registry.ledger import keys
from registry.search import finding
from search.analysis import persons

log = logging.getLogger(__name__)

MOST = 200
"""Persons that a text names at most, the best first."""

MOST_HELD = 5_000
"""Persons who share a piece that are looked at, the shortest values first: of a piece that more have, the rest is not
found by it."""

FIELDS = {of: f"search#{of}" for of in (persons.NAME, persons.ID_NUMBER, persons.PHONE)}
"""What a disclosure says of a person who was found by a piece of that."""

# Of each probe the gram that fewest have leads; whoever has it and all others of the probe is found.
FIND = """
with wanted as materialized (
    select * from unnest($1::int[], $2::bigint[]) said (probe, gram)
), counted as materialized (
    select w.gram, (select count(*) from (select from access.gram g where g.gram = w.gram limit $3) few) as holders
    from (select distinct gram from wanted) w
), rarest as (
    select distinct on (w.probe) w.probe, w.gram,
        (select array_agg(o.gram) from wanted o where o.probe = w.probe) as needed
    from wanted w join counted c using (gram) order by w.probe, c.holders, w.gram
)
select l.probe, n.ref, f.length from rarest l
cross join lateral (
    select g.person, g.length
    from (select * from access.gram g where g.gram = l.gram order by g.length, g.person limit $3) g
    where cardinality(l.needed) = 1 or cardinality(l.needed) = (
        select count(*) from access.gram o where o.person = g.person and o.gram = any(l.needed))
    order by g.length, g.person limit $4
) f
join access.named n using (person)
"""


class Persons:
    """A :class:`registry.search.finding.Naming`. ``pool`` is the primary's; ``request`` names the one in hand."""

    def __init__(
        self,
        pool: asyncpg.Pool,
        store: keys.PostgresKeys,
        known: purposes.Purposes,
        request: Callable[[], str | None],
    ) -> None:
        self._pool, self._keys, self._purposes, self._request = pool, store, known, request

    async def find(self, text: str, identity: identities.Identity) -> finding.Named:
        """See :class:`registry.search.finding.Naming`."""
        if not identity.opens or not (parts := persons.asked(text)):
            return finding.NOBODY
        await self._purposes.get(identity)
        try:
            found = await self._matches([probe for part in parts for probe in part])
        except disclosing.UNREADABLE as error:
            log.exception("Persons were searched, but the database or the key file did not answer")
            raise _unavailable() from error
        return _named(parts, found)

    async def note(
        self, named: finding.Named, shown: Collection[str], identity: identities.Identity, operation: str | None
    ) -> None:
        """See :class:`registry.search.finding.Naming`."""
        if not named.sought:
            return
        purpose: policy.Purpose = await self._purposes.get(identity)
        told = {ref: named.fields[ref] for ref in shown}
        try:
            await noting.note(self._pool, identity, purpose, self._request(), operation, named.sought, told)
        except disclosing.UNREADABLE as error:
            log.exception("Persons were searched, but that could not be recorded")
            raise _unavailable() from error
        log.info("searched for persons", extra={"purpose": identity.purpose, "persons": len(told)})

    async def _matches(self, probes: Sequence[persons.Probe]) -> list[list[tuple[str, int]]]:
        """Of each probe the references, each with the length of the value that it is a piece of."""
        key = await self._keys.gram_key()
        wanted = [(n, gram) for n, probe in enumerate(probes) for gram in set(grams.digests(key, probe.pieces))]
        numbers, sought = zip(*wanted, strict=True)
        found: list[list[tuple[str, int]]] = [[] for _ in probes]
        for n, ref, length in await self._pool.fetch(FIND, numbers, sought, MOST_HELD, MOST):
            found[n].append((ref, length))
        return found


def _named(parts: Sequence[Sequence[persons.Probe]], found: Sequence[Sequence[tuple[str, int]]]) -> finding.Named:
    """Whom the parts name: each by its best reading, and several better than one."""
    scores: dict[str, float] = {}
    fields: dict[str, set[str]] = {}
    matches = iter(found)
    for part in parts:
        best: dict[str, float] = {}
        for probe in part:
            for ref, length in next(matches):
                best[ref] = max(best.get(ref, 0.0), probe.score(length))
                fields.setdefault(ref, set()).add(FIELDS[probe.of])
        for ref, score in best.items():
            scores[ref] = min(1.0, scores.get(ref, 0.0) + score)
    ranked = sorted(scores, key=lambda ref: (-scores[ref], ref))[:MOST]
    kept: Mapping[str, frozenset[str]] = {ref: frozenset(fields[ref]) for ref in ranked}
    return finding.Named({ref: round(scores[ref], 4) for ref in ranked}, kept, len(parts))


def _unavailable() -> refusals.Unavailable:
    return refusals.Unavailable(
        "Nobody is searched now, since the search cannot be recorded; try again in a moment, or ask without X-Purpose."
    )
