"""What OpenSearch answers, as the port says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from search import cursors, highlighting
from search.answer import Answer, FacetCount, Hit
from search.interpreting import Interpretation
from search.opensearch import asking
from search.query import Query


def page(query: Query, read: Interpretation, tier: int, said: Mapping[str, Any], position: int) -> Answer:
    """The page that a request brought; ``tier`` is the one that it asked for."""
    found = said["hits"]["hits"]
    explained, encode = highlighting.Highlighter(read.typed), cursors.encoder(query)
    begins = [tier, said.get("pit_id")]
    hits = tuple(_hit(query, explained, one, encode([*begins, *one["sort"]])) for one in found[: query.first])
    total = said["hits"].get("total", {"value": 0, "relation": "gte"})
    counts = tuple(FacetCount(facet, _counts(said["aggregations"][facet.value])) for facet in query.facets)
    forgiving = tier > 0 and query.after is None
    meant = highlighting.corrections(read.typed, [hit.highlights for hit in hits]) if forgiving else ()
    more = len(found) > query.first
    return Answer(hits, total["value"], total["relation"] == "eq", counts, meant, position, more)


def best(*each: Mapping[str, Any]) -> dict[str, Any]:
    """The hits of several answers to one question, the best first, each once."""
    hits = {hit["_id"]: hit for said in each for hit in said["hits"]["hits"]}
    return {"hits": {"hits": sorted(hits.values(), key=lambda hit: -hit["_score"])}}


def nothing(query: Query, position: int) -> Answer:
    """The answer to what finds nothing."""
    return Answer((), 0, True, tuple(FacetCount(facet, ()) for facet in query.facets), (), position, False)


def _hit(query: Query, explained: highlighting.Highlighter, one: Mapping[str, Any], cursor: str) -> Hit:
    source, named = one["_source"], asking.persons(query)
    return Hit(
        UUID(source["subject"]),
        source["kind"],
        source["code"],
        source["title"],
        float(one["_score"]),
        source["division_code"],
        source["phase"],
        explained.highlights(highlighting.shown(source["texts"], query.sight)),
        tuple(person for person in source.get("persons", ()) if person in named),
        cursor,
    )


def _counts(aggregation: Mapping[str, Any]) -> tuple[tuple[str, int], ...]:
    return tuple((str(bucket["key"]), int(bucket["doc_count"])) for bucket in aggregation["buckets"])
