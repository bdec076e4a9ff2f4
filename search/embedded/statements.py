"""The statement that answers a question. Candidates always come from an index, and never more than are ranked.

Parameters: 1 exposure, 2 divisions, 3 kinds, 4-9 filters, 10 what is needed, 11 what is sharp, 12-14 the clauses for
any standing, related or better, own, 15 their weights, 16-17 persons and their points, 18 facets, 19 most that are
ranked, 20 hits of a page, 21-24 the place after which it begins. Where a tsquery stands in a scalar subquery it is
parsed once, not for each row.
"""

from __future__ import annotations

import functools

from search.query import Facet, Sort
from search.tokens import SHARES, Standing

MOST_RANKED = 10_000
"""Hits that are counted, ranked and paged through; a question with more of them gets a lower bound as its total."""

MOST_SCORED = 2_000
"""Of these the first ones are ranked by their points; who finds more than that has asked for nothing in particular."""

MOST_SUGGESTED, SAMPLE = 300, 300
"""Hits, and documents of a sample, among which suggestions are looked for: what many documents say stands in it."""

COLUMNS = {
    Facet.KIND: "kind",
    Facet.DIVISION: "division_code",
    Facet.PHASE: "phase",
    Facet.STAGE: "stage",
    Facet.STOCK: "stock",
    Facet.YEAR: "year",
}

_NUMBERS = {Sort.RELEVANCE: "-score", Sort.CODE: "0::bigint", Sort.LAST_CHANGED: "-version"}
_TIES = {Sort.RELEVANCE: "kind, code", Sort.CODE: "code, kind", Sort.LAST_CHANGED: "kind, code"}
_AFTER = {"kind, code": "$22, $23", "code, kind": "$23, $22"}

_FILTERS = " and ".join(
    f"(${at}::text[] is null or {column} = any(${at}))" for at, column in enumerate(COLUMNS.values(), 4)
)
_SEEN = f"""not gone and kind_exposure <= $1::smallint and ($2::uuid[] is null or division = any($2))
        and ($3::text[] is null or kind = any($3)) and {_FILTERS}"""

_SCORE = f"""(
        select coalesce(sum(case
            when not terms @@ anyhow then 0
            when terms @@ own then weight * {SHARES[Standing.OWN]} / 10
            when terms @@ related then weight * {SHARES[Standing.RELATED]} / 10
            else weight * {SHARES[Standing.FORMER]} / 10 end), 0)
        from clause
    ) + (select coalesce(max(points), 0) from person where ref = any(persons))"""

_ONE = f"""select subject, version, {", ".join(COLUMNS.values())}, code,
        case when row_number() over () <= {MOST_SCORED} then {_SCORE} else 0 end as score from search.live"""
_SAMPLED = f"from (select * from search.live order by subject limit {SAMPLE}) live"
_NEEDED, _SHARP = "(select $10::text::tsquery)", "(select $11::text::tsquery)"


@functools.cache
def search(sort: Sort, *, sampled: bool = False) -> str:
    """One row: position and version of the live index, how many hits, facets, and the page; of a sample of documents
    and those that the text names outright, or of all."""
    number, ties = _NUMBERS[sort], _TIES[sort]
    some = _ONE.replace("from search.live", _SAMPLED) if sampled else _ONE
    return f"""
with clause as materialized (
    select anyhow::tsquery, related::tsquery, own::tsquery, weight
    from unnest($12::text[], $13::text[], $14::text[], $15::int[]) as said (anyhow, related, own, weight)
), person as materialized (
    select ref, points from unnest($16::text[], $17::int[]) as said (ref, points)
), found as materialized (
    ({_ONE} where terms @@ {_SHARP} and {_SEEN} limit $19)
    union all
    ({some} where terms @@ {_NEEDED} and not coalesce(terms @@ {_SHARP}, false) and {_SEEN} limit $19)
    union all
    ({_ONE} where persons && $16 and not coalesce(terms @@ {_SHARP}, false) and not coalesce(terms @@ {_NEEDED}, false)
        and {_SEEN} limit $19)
), placed as (
    select {number} as number, score, subject, {ties} from found
), page as (
    select * from placed where $24::uuid is null or (number, {ties}, subject) > ($21::bigint, {_AFTER[ties]}, $24)
    order by number, {ties}, subject limit $20
), facet as (
    select name, value, count(*) as hits from found
    cross join lateral (values {", ".join(f"('{facet.value}', {column})" for facet, column in COLUMNS.items())})
        as one (name, value)
    where name = any($18::text[]) and value is not null group by name, value
)
select live.position, live.version,
    (select count(*) from found) as total,
    (select json_agg(json_build_array(name, value, hits) order by name, hits desc, value) from facet) as facets,
    (
        select json_agg(json_build_array(kept.subject, kept.kind, kept.code, kept.title, page.score,
            kept.division_code, kept.phase, kept.persons, kept.texts, page.number) order by page.number, {
        ", ".join(f"page.{tie.strip()}" for tie in ties.split(","))
    }, page.subject)
        from page join search.live kept using (subject)
    ) as hits
from search.index live where live.live
"""
