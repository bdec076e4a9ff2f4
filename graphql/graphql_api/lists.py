"""Lists of subjects: filtered, ordered, paged; from the tables of today, or folded lazily as of other clocks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aggregates.attributes import Attribute
from aggregates.kinds import Kind
from graphql_api import as_of, existing, naming, orders, predicates, subjects, tables
from graphql_api.compiler import AsOf, Compiler, Row, Selected
from graphql_api.connections import Page, compile_page, connection_name, page_arguments
from graphql_api.model import Argument, Field, Model
from graphql_api.naming import bilingual
from projections import names, typed

PAGE = 20
SAMPLE = 20_000
"""Rows that an estimate of a total looks at, about."""


def plural(kind: Kind) -> str:
    """``houses``."""
    return naming.plural(kind.table)


def add_inputs(model: Model, kind: Kind) -> None:
    """The kind's filter and order."""
    predicates.add_types(model, kind)
    orders.add_types(model, kind)


def list_arguments(kind: Kind) -> dict[str, Argument]:
    """Filter, order and page."""
    return {
        "filter": Argument(predicates.name(kind), "Which of them.", None),
        "orderBy": Argument(orders.name(kind), "In which order; by code where nothing is said.", None),
        **page_arguments(PAGE),
    }


def compile_list(compiler: Compiler, kind: Kind, at: AsOf | None, one: Selected, members: as_of.Members | None) -> str:
    """A connection of subjects; ``members`` limits it to the parts of one subject."""
    return compile_page(compiler, one, page_of(compiler, kind, at, one, members), subjects.type_name(kind), PAGE)


def page_of(compiler: Compiler, kind: Kind, at: AsOf | None, one: Selected, members: as_of.Members | None) -> Page:
    """The rows of such a list, from the tables of today or as of other clocks."""
    return _page_as_of(compiler, kind, at, one, members) if at else _page_today(compiler, kind, one, members)


def _page_today(compiler: Compiler, kind: Kind, one: Selected, members: as_of.Members | None) -> Page:
    row = Row(compiler.statement.alias(), None)
    scope = [*tables.sees_kind(compiler, kind), *tables.in_scope(compiler, row.column("division_id"))]
    where = [*_conditions(compiler, kind, row, one), *scope]
    if members:
        where.append(members.condition(row))
    order = orders.order(compiler, kind, row, one.arguments.get("orderBy"), _required(kind, one))
    table = tables.relation(compiler, kind, None)
    estimate = None if members else _estimate(compiler, kind, row, where)
    keyed = table if _looks_beyond(compiler, kind, one) else None
    return Page(row, f"from {table} {row.alias}", tuple(where), order, order, estimate, keyed=keyed)


def _conditions(compiler: Compiler, kind: Kind, row: Row, one: Selected) -> list[str]:
    given: Mapping[str, Any] | None = one.arguments.get("filter")
    return [existing.filter_of(compiler, kind).condition(compiler, row, given)] if given else []


def _looks_beyond(compiler: Compiler, kind: Kind, one: Selected) -> bool:
    return existing.filter_of(compiler, kind).looks_beyond(one.arguments.get("filter") or {})


def _estimate(compiler: Compiler, kind: Kind, row: Row, where: list[str]) -> str:
    """Counts in a sample of the table's blocks, scaled up; never below what was counted exactly."""
    table = tables.relation(compiler, kind, None)
    rows = f"(select greatest(reltuples, 1) from pg_class where oid = {names.literal(table)}::regclass)"
    percent = f"least(100, 100.0 * {SAMPLE} / {rows})"
    counted = f"select count(*) * 100 / ({percent}) from {table} {row.alias} tablesample system ({percent})"
    return f"greatest(n, round(({counted}{tables.conjunction(where)})::numeric))::bigint"


def _page_as_of(compiler: Compiler, kind: Kind, at: AsOf, one: Selected, members: as_of.Members | None) -> Page:
    row = Row(compiler.statement.alias(), at)
    where = _conditions(compiler, kind, row, one)
    if members:
        where.append(members.condition(row))
    shown = orders.order(compiler, kind, row, one.arguments.get("orderBy"))
    candidates = as_of.Candidates(compiler, kind, _required(kind, one), members)
    by_code = shown.name.split(":")[1] == "CODE"
    scanned = orders.order(compiler, kind, candidates.row, one.arguments.get("orderBy")) if by_code else shown
    if not by_code:
        where.append(candidates.within_budget())
    source = f"from {candidates.lateral(row)}"
    return Page(row, source, tuple(where), scanned, shown, counting=(candidates.within_budget(),))


def _required(kind: Kind, one: Selected) -> dict[str, Any]:
    given = one.arguments.get("filter")
    return predicates.filter_of(kind).required(given) if given else {}


def parts_field(whole: Kind, part: Kind, attribute: Attribute) -> Field:
    """The connection of a subject's parts: a building's houses.

    Raises:
        ValueError: the read model does not keep former values of the attribute, so as of the past parts would lack.
    """
    table = typed.table(part)
    if not attribute.ever and not (table and attribute.name in table.joined):
        raise ValueError(f"{part.name}'s {attribute.name} makes parts of {whole.name}; declare it with ever=True.")

    def compile_parts(compiler: Compiler, row: Row, one: Selected) -> str:
        members = as_of.Members(whole.name, attribute.name, row.column("subject"))
        return compile_list(compiler, part, row.at, one, members)

    words = bilingual(f"Its {part.en.lower()}s", part.zh)
    return Field(f"{connection_name(subjects.type_name(part))}!", compile_parts, words, list_arguments(part))
