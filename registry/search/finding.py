"""Answers searches of the API: puts the reader's sight to the engine, and says what it found as JSON."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

import orjson

from aggregates import exposure
from graphql_api import hits
from graphql_api import identity as identities
from graphql_api.reads import Fetching
from projections import spans
from search import answer, engine, query

CLOSURE = """
select distinct d.descendant from read.division_closure d
where d.ancestor in (select c.subject from read.code c where c.kind = 'DIVISION' and c.code = any($1::text[]))
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Named:
    """Whom a text names.

    ``persons`` are references with how well each is named, 0 to 1; ``fields`` say of each by what it was found;
    ``sought`` counts the parts of the text that may be of persons, 0 where nobody was looked for.
    """

    persons: Mapping[str, float]
    fields: Mapping[str, Collection[str]]
    sought: int


NOBODY = Named({}, {}, 0)


class Naming(Protocol):
    """Finds the persons that a text names."""

    async def find(self, text: str, identity: identities.Identity) -> Named:
        """At most a few hundred persons, the best; nobody is looked for unless the reader opens personal data.

        Raises:
            UnknownPurpose: no policy that holds for this reader has the stated purpose.
            Unavailable: persons cannot be looked for.
        """

    async def note(
        self, named: Named, shown: Collection[str], identity: identities.Identity, operation: str | None
    ) -> None:
        """Put on record that persons were looked for, and who of them stands in the ``shown`` hits.

        Raises:
            Unavailable: it cannot be recorded, so nothing may be shown.
        """


class Finding:
    """A :class:`graphql_api.lookups.Source` of searches. ``reads`` is a pool of the read model."""

    def __init__(self, live: engine.Answering, reads: Fetching, naming: Naming) -> None:
        self._engine, self._reads, self._naming = live, reads, naming

    async def answer(self, asked: object, identity: identities.Identity, operation: str | None) -> str:
        """The JSON that ``search`` takes."""
        assert isinstance(asked, hits.Asked)
        sight = await sight_of(self._reads, identity, asked.divisions)
        named = await self._naming.find(asked.text, identity)
        wanted = query.Query(
            asked.text,
            sight,
            asked.kinds,
            asked.filters,
            asked.facets,
            named.persons,
            asked.sort,
            asked.first,
            asked.after,
        )
        with spans.span("search") as span:  # neither the text nor whom it named
            found = await self._engine.search(wanted)
            span.set_attribute("fangji.hits", len(found.hits))
        await self._naming.note(named, {ref for one in found.hits for ref in one.persons}, identity, operation)
        return orjson.dumps(_page(found, asked)).decode()


class Completing:
    """The same of suggestions."""

    def __init__(self, live: engine.Answering, reads: Fetching) -> None:
        self._engine, self._reads = live, reads

    async def answer(self, asked: object, identity: identities.Identity, operation: str | None) -> str:
        """The JSON that ``searchSuggestions`` takes."""
        assert isinstance(asked, hits.Typed)
        sight = await sight_of(self._reads, identity)
        with spans.span("suggest"):
            found = await self._engine.suggest(asked.text, sight, asked.kinds, asked.first)
        return orjson.dumps([{"text": one.text, "kind": one.kind, "code": one.code} for one in found]).decode()


async def sight_of(reads: Fetching, identity: identities.Identity, within: Sequence[str] = ()) -> query.Sight:
    """What a reader may see, of the divisions named alone where any are."""
    seen = None if identity.everywhere else await _closure(reads, identity.divisions)
    if within:
        named = await _closure(reads, within)
        seen = named if seen is None else seen & named
    widest = max((one for one in exposure.Exposure if identity.sees(one)), key=list(exposure.Exposure).index)
    return query.Sight(widest, seen)


async def _closure(reads: Fetching, codes: Sequence[str]) -> frozenset[uuid.UUID]:
    return frozenset(row[0] for row in await reads.fetch(CLOSURE, list(codes)))


def _page(found: answer.Answer, asked: hits.Asked) -> dict[str, Any]:
    listed = [_hit(number, one) for number, one in enumerate(found.hits)]
    return {
        "hits": listed,
        "totalCount": found.total,
        "totalIsExact": found.exact,
        "facets": [_facet(one) for one in found.facets],
        "didYouMean": found.did_you_mean,
        "position": found.position,
        "pageInfo": {
            "hasNextPage": found.more,
            "hasPreviousPage": asked.after is not None,
            "startCursor": listed[0]["cursor"] if listed else None,
            "endCursor": listed[-1]["cursor"] if listed else None,
        },
    }


def _hit(number: int, one: answer.Hit) -> dict[str, Any]:
    return {
        "n": number,
        "subject": str(one.subject),
        "kind": one.kind,
        "code": one.code,
        "title": one.title,
        "score": one.score,
        "division": one.division,
        "phase": one.phase,
        "persons": len(one.persons),
        "highlights": [{"attribute": each.attribute, "pieces": each.pieces} for each in one.highlights],
        "cursor": one.cursor,
    }


def _facet(one: answer.FacetCount) -> dict[str, Any]:
    counts = [{"facet": one.facet.name, "value": value, "count": count} for value, count in one.counts]
    return {"facet": one.facet.name, "values": counts}
