"""The functions that answer typed rows as of a day and a moment or position: the same rows as the tables hold."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.kinds import Collection, Kind
from projections import columns, typed
from projections.names import literal, quoted


def functions(kind: Kind, schema: str) -> Iterator[str]:
    """`create function` for the kind and for each of its collections."""
    for collection in kind.collections.values():
        yield _of_elements(kind, collection, schema)
    yield _of_subjects(kind, schema)


def name(kind: Kind, collection: Collection | None = None) -> str:
    """`house_as_of`, `house_mortgages_as_of`."""
    return f"{columns.table_of(kind, collection)}_as_of"


def _clocks(function: str) -> typed.Clocks:
    return typed.Clocks(*(f"{quoted(function)}.{parameter}" for parameter in ("valid", "known", "at")))


def _of_subjects(kind: Kind, schema: str) -> str:
    clocks = _clocks(name(kind))
    base = (
        f"(select * from {schema}.subject where kind = {literal(kind.name)}) s"
        f" cross join lateral ({typed.subject_fold(schema, 's.subject', clocks)}) m"
        f" left join lateral ({_head(schema, clocks)}) h on true"
    )
    rows = typed.Rows(
        schema, base, clocks, "coalesce(h.version, s.version)", "coalesce(h.position, s.position)", folding=True
    )
    return _function(name(kind), columns.table_of(kind), schema, typed.subjects(kind, rows))


def _head(schema: str, clocks: typed.Clocks) -> str:
    """The last event of `s` that was known then; nothing is looked up for the present."""
    return (
        f'select max(e.version) version, max(e.position) "position" from {schema}.event e where e.subject = s.subject'
        f" and case when {clocks.known} is not null then e.registered_at <= {clocks.known}"
        f" else e.position <= {clocks.at} end and ({clocks.known} is not null or {clocks.at} is not null)"
    )


def _of_elements(kind: Kind, collection: Collection, schema: str) -> str:
    clocks = _clocks(name(kind, collection))
    base = (
        f"(select * from {schema}.subject where kind = {literal(kind.name)}) s"
        f" cross join lateral ({typed.element_fold(schema, collection, clocks)}) f"
    )
    select = typed.elements(kind, collection, base, clocks)
    return _function(name(kind, collection), columns.table_of(kind, collection), schema, select)


def _function(called: str, row: str, schema: str, select: str) -> str:
    """Inlined where it is called: a single select, stable, not strict; bound to its tables by identity."""
    return (
        f"create function {schema}.{quoted(called)}(valid date, known timestamptz, at bigint)"
        f" returns setof {schema}.{quoted(row)} language sql stable begin atomic {select}; end"
    )
