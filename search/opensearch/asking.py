"""Questions in OpenSearch's query language: sight first, then what a tier needs; the score is a sum of constants.

Every value is a value of a term, a terms or a prefix query, so that nothing that is typed is ever parsed. The terms of
former texts, and of what a subject belongs to, stand in fields of their own (:mod:`search.opensearch.mapping`): a
condition that holds among the better texts, too, gets the further shares of its clause's points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import orjson

from aggregates.exposure import Exposure
from search import interpreting, tokens
from search.conditions import All, Clause, Condition, Has, Some, Tier
from search.document import Field
from search.opensearch import fitting
from search.opensearch.writing import RANKS, storable
from search.query import Facet, Query, Sight, Sort
from search.tokens import SHARES, Standing

COUNTED = 10_000
COMPLETED = 10_000
"""Hits of each shard among which completions are looked for: `9901` stands in a million codes of a city, and to rank
all of them takes half a second."""

MOST_VALUES = 200
"""Values of a facet that are counted."""

MOST_PERSONS = 200
"""Named persons who get points; further ones are found without."""

ALL, NEAR, OWN = b"terms", b"near", b"own"
PLACE = b"\0"  # which JSON holds nowhere else: in texts it is written as an escape

STEPS = {
    ALL: SHARES[Standing.FORMER],
    NEAR: SHARES[Standing.RELATED] - SHARES[Standing.FORMER],
    OWN: SHARES[Standing.OWN] - SHARES[Standing.RELATED],
}

STEPS_OF_OWN = {OWN: SHARES[Standing.OWN]}

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
    conditions = _Conditions(query.sight)
    wanted = [] if needed is None else [_in(conditions.written(needed), ALL)]
    if named:
        wanted.append(orjson.dumps({"terms": {"persons": sorted(named)}}))
    left = fitting.LEAVES - (0 if needed is None else fitting.leaves(needed, circles)) - min(len(named), MOST_PERSONS)
    clauses = fitting.worth_most(() if tier is None else tier.clauses, circles, len(STEPS), left)
    scored = [*_scored(clauses, conditions), *_points_of(named)]
    made: Json = {
        "query": {"bool": {"filter": [*_sight(query), orjson.Fragment(_any_of(wanted))], "should": scored}},
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


def completing(query: Query, needs: Condition, tier: Tier) -> Json:
    """The request for completions: the best of the first :data:`COMPLETED`, uncounted; the answer says
    ``terminated_early`` where there are more."""
    return {**request(query, needs, tier, None), "track_total_hits": False, "terminate_after": COMPLETED}


def persons(query: Query) -> dict[str, float]:
    """The persons that count: none for who does not see what is personal."""
    return dict(query.persons) if query.sight.exposure is Exposure.PERSONAL else {}


class _Conditions:
    """Conditions for one reader as JSON, in which :data:`PLACE` stands for the field whose terms they are of."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._heads: dict[tuple[Field, ...], list[str]] = {}

    def written(self, wanted: Condition) -> bytes:
        """A condition on the terms of one field."""
        if isinstance(wanted, Has):
            return self._has(wanted)
        each = b",".join([self.written(one) for one in wanted.of])
        if isinstance(wanted, All):
            return b'{"bool":{"filter":[%b]}}' % each
        return b'{"bool":{"should":[%b],"minimum_should_match":%d}}' % (each, wanted.least)

    def _has(self, wanted: Has) -> bytes:
        heads = self._heads.get(wanted.fields)
        if heads is None:
            heads = self._heads[wanted.fields] = tokens.heads(wanted.fields, self._sight)
        exact = [head + token for token in wanted.tokens for head in heads]
        begins = [head + prefix for prefix in wanted.prefixes for head in heads]
        whole = [b'{"terms":{"%b":%b}}' % (PLACE, orjson.dumps(exact))] if exact else []
        whole += [b'{"prefix":{"%b":{"value":%b}}}' % (PLACE, orjson.dumps(one)) for one in begins]
        return _any_of(whole)


def _in(written: bytes, field: bytes) -> bytes:
    """A condition on the terms of this field."""
    return written.replace(PLACE, field)


def _any_of(each: Sequence[bytes]) -> bytes:
    """One of these holds; none does where there are none."""
    if len(each) == 1:
        return each[0]
    return b'{"bool":{"should":[%b],"minimum_should_match":1}}' % b",".join(each) if each else b'{"match_none":{}}'


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


def _scored(clauses: Sequence[Clause], conditions: _Conditions) -> Iterator[orjson.Fragment]:
    for clause in clauses:
        written = conditions.written(clause.condition)
        for field, tenths in (STEPS_OF_OWN if clause.own else STEPS).items():
            points = orjson.dumps(clause.weight * tenths / 10)
            scored = b'{"constant_score":{"filter":%b,"boost":%b}}' % (_in(written, field), points)
            yield orjson.Fragment(scored)


def _points_of(named: Mapping[str, float]) -> Iterator[Json]:
    """The points of the best named person in a document."""
    if named:
        each = [
            {
                "constant_score": {
                    "filter": {"term": {"persons": reference}},
                    "boost": round(interpreting.PERSON * well),
                }
            }
            for reference, well in sorted(named.items(), key=lambda one: (-one[1], one[0]))[:MOST_PERSONS]
        ]
        yield {"dis_max": {"queries": each}}


def _counted(field: str) -> Json:
    return {"terms": {"field": field, "size": MOST_VALUES, "order": [{"_count": "desc"}, {"_key": "asc"}]}}
