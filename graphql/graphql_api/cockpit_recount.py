"""The sums of a cockpit counted anew, at clocks for which none are kept: subject by subject, within a budget."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from aggregates.measures import Measure
from graphql_api import as_of, cockpit_rows
from graphql_api.cockpit_rows import Cockpit
from graphql_api.compiler import Compiler
from projections import names


def sums(compiler: Compiler, row: Cockpit, listed: list[Measure]) -> str:
    """The select of one JSON object: ``moment:number`` -> amount; the statement fails where subjects are too many.

    ``listed`` are the measures of the schema.
    """
    rows = " union all ".join(_rows(compiler, row, listed))
    if not rows:
        return "select '{}'::jsonb"
    return (
        "select coalesce(jsonb_object_agg(x.moment || ':' || x.number, x.amount), '{}') from ("
        f"select y.moment, y.number, sum(y.amount) amount from ({rows}) y group by y.moment, y.number) x"
    )


def _rows(compiler: Compiler, row: Cockpit, listed: list[Measure]) -> Iterator[str]:
    wanted = set().union(*row.wanted.values())
    asked = [one for one in listed if wanted.intersection(row.numbers[key] for key in one.keys)]
    for (kind, collection, last), group in groupby(sorted(asked, key=_table), _table):
        yield _of(compiler, row, kind, collection, list(group), last=last)


def _table(measure: Measure) -> tuple[str, str, bool]:
    """What is read together."""
    return measure.kind, measure.collection, bool(measure.last)


def _of(compiler: Compiler, row: Cockpit, kind: str, collection: str, group: list[Measure], *, last: bool) -> str:
    """Rows of one table, at each of the days; of measures of the ``last`` element, of that of each subject."""
    assert row.at is not None
    table = f"{kind.lower()}_{collection}" if collection else kind.lower()
    days = ", ".join(f"({moment.value}, {row.day(moment)})" for moment in sorted(row.wanted))
    function = f"read.{names.quoted(f'{table}_as_of')}(w.day, {row.at.known}, {row.at.position})"
    values = ", ".join(_value(row, nth, measure, "w.day") for nth, measure in enumerate(group))
    where = f"s.kind = {names.literal(kind)} and {cockpit_rows.governs(row, 's.division_id')}"
    few = as_of.within_budget(compiler, f"read.subject s where {where}")
    same = "w.moment, s.subject, v.nth"
    told, order = (
        (f"distinct on ({same})", f" order by {same}, v.last desc nulls last, v.number, v.amount desc")
        if last
        else ("", "")
    )
    return (
        f"(select {told} w.moment, v.number, v.amount from read.subject s cross join (values {days}) w (moment, day) "
        f"cross join lateral (select * from {function} f where f.subject = s.subject offset 0) h "
        f"cross join lateral (values {values}) v (nth, number, amount, last) "
        f"where {where} and v.number is not null and {few}{order})"
    )


def _column(name: str) -> str:
    return f"h.{names.quoted(name)}"


def _value(row: Cockpit, nth: int, measure: Measure, day: str) -> str:
    static = f"{measure.span.sql('h', day)} and {measure.stands_sql(_column, day)}"
    last = f'{_column(measure.last)}::text collate "C"' if measure.last else "null"
    return f"({nth}, {measure.number_sql(row.numbers, static, _column)}, {measure.amount_sql(_column)}, {last})"
