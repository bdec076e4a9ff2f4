"""A question as the parameters of the statement that answers it, and its row as an answer."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import orjson

from aggregates.exposure import Exposure
from search import cursors, highlighting, interpreting
from search.answer import Answer, FacetCount, Hit
from search.conditions import Tier
from search.embedded import rows, statements, tsqueries
from search.query import InvalidSearch, Query, Sight
from search.terms import Typed
from search.tokens import Standing


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: the tier of the question that was answered, and the hit after which."""

    tier: int = 0
    number: int | None = None
    kind: str | None = None
    code: str | None = None
    subject: UUID | None = None


def place(query: Query) -> Place:
    """Where the asked page begins."""
    said = cursors.decode(query)
    if said is None:
        return Place()
    match said:
        case [int(tier), int(number), str(kind), str(code), str(subject)] if 0 <= tier < 10:
            return Place(tier, number, kind, code, UUID(subject))
        case _:
            raise InvalidSearch("after is no cursor that this registry gave; take one from an answer.", field="after")


def persons(query: Query) -> dict[str, float]:
    """The persons that count: none for who does not see what is personal."""
    return dict(query.persons) if query.sight.exposure is Exposure.PERSONAL else {}


@functools.lru_cache(500)
def _written(
    text: str, exposure: Exposure, everywhere: bool, at: int
) -> tuple[str | None, list[str], list[str], list[str], list[int]]:
    """What is needed and the clauses of a tier of a text's reading, as tsqueries."""
    tier = interpreting.interpret(text).tiers[at]
    sight = Sight(exposure, None if everywhere else frozenset())
    return tsqueries.query(tier.needs, sight), *_clauses(tier, sight)


def parameters(query: Query, read: interpreting.Interpretation, at: int, start: Place, most: int) -> list[object]:
    """The arguments of :func:`search.embedded.statements.search`; at most ``most`` hits are ranked."""
    exposure = query.sight.exposure
    named = persons(query)
    needed, *clauses = (
        _written(query.text, exposure, query.sight.divisions is None, at) if read.tiers else (None, [], [], [], [])
    )
    return [
        rows.RANK[exposure],
        None if query.sight.divisions is None else list(query.sight.divisions),
        _values(query.kinds) if query.kinds else None,
        *(_values(query.filters[facet]) if query.filters.get(facet) else None for facet in statements.COLUMNS),
        needed,
        None if read.sharp is None else tsqueries.query(read.sharp, query.sight),
        *clauses,
        _values(named),
        [round(interpreting.PERSON * well) for well in named.values()],
        [facet.value for facet in query.facets],
        most,
        query.first + 1,
        start.number,
        start.kind,
        start.code,
        start.subject,
    ]


def _clauses(tier: Tier, sight: Sight) -> tuple[list[str], list[str], list[str], list[int]]:
    clauses = tier.clauses

    def written(worst: Standing) -> list[str]:
        return [tsqueries.query(clause.condition, sight, worst) for clause in clauses]

    weights = [clause.weight for clause in clauses]
    return written(Standing.FORMER), written(Standing.RELATED), written(Standing.OWN), weights


def _values(values: Iterable[str]) -> list[str]:
    return [rows.storable(value) for value in values]


def answer(query: Query, typed: Typed, tier: int, row: asyncpg.Record) -> Answer:
    """The answer that a row of :func:`search.embedded.statements.search` is."""
    found = orjson.loads(row["hits"] or "[]")
    explained, encode = highlighting.Highlighter(typed), cursors.encoder(query)
    hits = tuple(_hit(query, explained, encode, tier, one) for one in found[: query.first])
    forgiving = tier > 0 and query.after is None
    return Answer(
        hits=hits,
        total=min(row["total"], statements.MOST_RANKED),
        exact=row["total"] <= statements.MOST_RANKED,
        facets=_facets(query, orjson.loads(row["facets"] or "[]")),
        did_you_mean=highlighting.corrections(typed, [hit.highlights for hit in hits]) if forgiving else (),
        position=row["position"],
        more=len(found) > query.first,
    )


def _hit(
    query: Query,
    explained: highlighting.Highlighter,
    encode: Callable[[list[object]], str],
    tier: int,
    said: Sequence[object],
) -> Hit:
    subject, kind, code, title, score, division, phase, in_it, texts, number = said
    assert isinstance(in_it, list)
    assert isinstance(score, int)
    seen = highlighting.shown(orjson.loads(str(texts)), query.sight)
    asked = persons(query)
    return Hit(
        subject=UUID(str(subject)),
        kind=str(kind),
        code=str(code),
        title=str(title),
        score=float(score),
        division=None if division is None else str(division),
        phase=None if phase is None else str(phase),
        highlights=explained.highlights(seen),
        persons=tuple(ref for ref in in_it if ref in asked),
        cursor=encode([tier, number, kind, code, subject]),
    )


def _facets(query: Query, counted: Sequence[tuple[str, str, int]]) -> tuple[FacetCount, ...]:
    return tuple(
        FacetCount(facet, tuple((value, hits) for name, value, hits in counted if name == facet.value))
        for facet in query.facets
    )


def unsearched(query: Query, position: int) -> Answer:
    """The answer to a text by which nothing can be found."""
    return Answer((), 0, True, tuple(FacetCount(facet, ()) for facet in query.facets), (), position, False)
