"""Questions in OpenSearch's query language: sight first, then what a tier needs; the score is a sum of constants.

Every value is a value of a term, a terms or a prefix query, so that nothing that is typed is ever parsed. The terms of
former texts, and of what a subject belongs to, stand in fields of their own (:mod:`search.opensearch.mapping`): a
condition that holds among the better texts, too, gets the further shares of its clause's points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aggregates.exposure import Exposure
from search import interpreting, tokens
from search.conditions import All, Clause, Condition, Has, Some, Tier
from search.opensearch import fitting
from search.opensearch.writing import RANKS, storable
from search.query import Facet, Query, Sight, Sort
from search.tokens import SHARES, Standing

COUNTED = 10_000
MOST_VALUES = 200
"""Values of a facet that are counted."""

MOST_PERSONS = 200
"""Named persons who get points; further ones are found without."""

ALL, NEAR, OWN = "terms", "near", "own"
STEPS = {
    ALL: SHARES[Standing.FORMER],
    NEAR: SHARES[Standing.RELATED] - SHARES[Standing.FORMER],
    OWN: SHARES[Standing.OWN] - SHARES[Standing.RELATED],
}

FIELDS = {
    Facet.KIND: "kind",
    Facet.DIVISION: "division_code",
    Facet.PHASE: "phase",
    Facet.STAGE: "stage",
    Facet.STOCK: "stock",
    Facet.YEAR: "year",
}

ORDERS: Mapping[Sort, Sequence[Mapping[str, str]]] = {
    Sort.RELEVANCE: ({"_score": "desc"}, {"kind": "asc"}, {"code": "asc"}, {"subject": "asc"}),
    Sort.CODE: ({"code": "asc"}, {"kind": "asc"}, {"subject": "asc"}),
    Sort.LAST_CHANGED: ({"version": "desc"}, {"kind": "asc"}, {"code": "asc"}, {"subject": "asc"}),
}

Json = dict[str, object]


def request(query: Query, needs: Condition | None, tier: Tier | None, after: Sequence[object] | None) -> Json:
    """The request for a page and one hit more. ``needs`` is what a hit satisfies where none of the persons is in it."""
    circles, named = len(tokens.circles(query.sight)), persons(query)
    needed = None if needs is None else fitting.fit(needs, circles)
    wanted = [] if needed is None else [condition(needed, ALL, query.sight)]
    if named:
        wanted.append({"terms": {"persons": sorted(named)}})
    left = fitting.LEAVES - (0 if needed is None else fitting.leaves(needed, circles)) - min(len(named), MOST_PERSONS)
    clauses = fitting.worth_most(() if tier is None else tier.clauses, circles, len(STEPS), left)
    scored = [*_scored(clauses, query.sight), *_points_of(named)]
    made: Json = {
        "query": {"bool": {"filter": [*_sight(query), any_of(wanted)], "should": scored}},
        "size": query.first + 1,
        "sort": list(ORDERS[query.sort]),
        "track_scores": True,
        "track_total_hits": COUNTED,
        "_source": [
            "subject",
            "kind",
            "code",
            "title",
            "division_code",
            "phase",
            "texts",
            *(["persons"] if named else []),
        ],
    }
    if query.facets:
        made["aggs"] = {facet.value: _counted(FIELDS[facet]) for facet in query.facets}
    if after is not None:
        made["search_after"] = list(after)
    return made


def persons(query: Query) -> dict[str, float]:
    """The persons that count: none for who does not see what is personal."""
    return dict(query.persons) if query.sight.exposure is Exposure.PERSONAL else {}


def condition(wanted: Condition, field: str, sight: Sight) -> Json:
    """A condition on the terms of one field."""
    if isinstance(wanted, Has):
        exact = tokens.terms(wanted.fields, sight, wanted.tokens)
        begins = tokens.terms(wanted.fields, sight, wanted.prefixes)
        whole: list[Json] = [{"terms": {field: exact}}] if exact else []
        whole += [{"prefix": {field: {"value": prefix}}} for prefix in begins]
        return any_of(whole)
    each = [condition(one, field, sight) for one in wanted.of]
    if isinstance(wanted, All):
        return {"bool": {"filter": each}}
    return {"bool": {"should": each, "minimum_should_match": wanted.least}}


def any_of(each: Sequence[Json]) -> Json:
    """One of these holds; none does where there are none."""
    if not each:
        return {"match_none": {}}
    return each[0] if len(each) == 1 else {"bool": {"should": list(each), "minimum_should_match": 1}}


def either(*conditions: Condition | None) -> Condition | None:
    """Any of those that there are, None where there are none."""
    kept = tuple(dict.fromkeys(one for one in conditions if one is not None))
    return Some(kept) if len(kept) > 1 else (kept[0] if kept else None)


def sight_of(sight: Sight, kinds: Sequence[str]) -> Iterator[Json]:
    """What a reader sees, of some kinds alone."""
    yield {"terms": {"exposure": [RANKS[one] for one in tokens.sees(sight.exposure)]}}
    if sight.divisions is not None:
        yield {"terms": {"division": sorted(map(str, sight.divisions))}}
    if kinds:
        yield {"terms": {"kind": [storable(kind) for kind in kinds]}}


def _sight(query: Query) -> Iterator[Json]:
    yield from sight_of(query.sight, query.kinds)
    for facet, values in query.filters.items():
        yield {"terms": {FIELDS[facet]: [storable(value) for value in values]}}


def _scored(clauses: Sequence[Clause], sight: Sight) -> Iterator[Json]:
    for clause in clauses:
        for field, tenths in STEPS.items():
            yield _points(condition(clause.condition, field, sight), clause.weight * tenths / 10)


def _points_of(named: Mapping[str, float]) -> Iterator[Json]:
    """The points of the best named person in a document."""
    if named:
        each = [
            _points({"term": {"persons": reference}}, round(interpreting.PERSON * well))
            for reference, well in sorted(named.items(), key=lambda one: (-one[1], one[0]))[:MOST_PERSONS]
        ]
        yield {"dis_max": {"queries": each}}


def _points(wanted: Json, points: float) -> Json:
    return {"constant_score": {"filter": wanted, "boost": points}}


def _counted(field: str) -> Json:
    return {"terms": {"field": field, "size": MOST_VALUES, "order": [{"_count": "desc"}, {"_key": "asc"}]}}
