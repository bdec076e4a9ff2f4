"""Figures as fields: counts, ratios, breakdowns, and ratios side by side."""

from __future__ import annotations

from aggregates.cockpit.shapes import Breakdown, Count, Figure, Over, Ratio, Split
from graphql_api import columns
from graphql_api.cockpit_rows import LEAST, Cockpit, exact
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.model import Field, Model, ObjectType
from projections import names

RATIO, COUNT, LABELLED = "CockpitRatio", "CockpitCount", "LabelledRatio"
WHOLE = ("", "homes", "persons")
"""Units of what is counted in whole numbers."""

_REFLECTED = "coalesce((select position from read.measure_progress), 0)"
POSITION = Field(
    "Position!", lambda compiler, row, one: _REFLECTED, "Position of the ledger that figures have come to 账本位置"
)


def add_types(model: Model) -> None:
    """The types that all groups share."""
    model.add(
        ObjectType(RATIO, "One count by another 比率.", _ratio_fields()),
        ObjectType(
            COUNT,
            "A count of one class 分类计数.",
            {
                "label": columns.plain("label", "String!", "The class: a name of an enum, or as documented 分类"),
                "count": columns.plain("n", "Int", f"How many; null: households fewer than {LEAST} 数量", "int"),
            },
        ),
        ObjectType(
            LABELLED,
            "A ratio of one class 分类比率.",
            {"label": columns.plain("label", "String!", "The class 分类"), **_ratio_fields()},
        ),
    )


def _ratio_fields() -> dict[str, Field]:
    kept = f"; null: households fewer than {LEAST}, of who sees no personal data"
    return {
        "numerator": columns.plain("n", "Decimal", f"What is counted{kept} 分子", "numeric"),
        "denominator": columns.plain("d", "Decimal", f"Of what{kept} 分母", "numeric"),
        "value": Field("Decimal", _value, "One by the other, to four places; null where the denominator is 0 比值"),
        "position": POSITION,
    }


def _value(compiler: Compiler, row: Row, one: Selected) -> str:
    return f"round({row.column('n')} / nullif({row.column('d')}, 0), 4)::text"


def field(figure: Figure) -> Field:
    """The field of a figure."""
    said = f"{figure.en} {figure.zh}"
    match figure:
        case Count():
            return _count(figure, f"{said}, {figure.over.value}")
        case Ratio():
            return Field(f"{RATIO}!", lambda compiler, row, one: _ratio(compiler, row, one, figure), said)
        case Breakdown():
            over = figure.parts[0][1].over.value
            return Field(
                f"[{COUNT}!]!", lambda compiler, row, one: _breakdown(compiler, row, one, figure), f"{said}, {over}"
            )
        case Split():
            return Field(f"[{LABELLED}!]!", lambda compiler, row, one: _split(compiler, row, one, figure), said)


def _count(count: Count, said: str) -> Field:
    whole = count.unit in WHOLE
    unit = f" [{count.unit}]" if count.unit else ""

    def compile_count(compiler: Compiler, row: Row, one: Selected) -> str:
        assert isinstance(row, Cockpit)
        told = f"trim_scale({_told(compiler, row, count)})"
        return f"({told})::int" if whole else f"({told})::text"

    return Field(("Int" if whole else "Decimal") + ("" if count.households else "!"), compile_count, said + unit)


def _told(compiler: Compiler, row: Cockpit, count: Count) -> str:
    """The count as this reader is told it; an amount of money only where its households are not few."""
    sql = row.count(count)
    if exact(compiler, households=count.households):
        return sql
    if count.unit in WHOLE:
        return f"(select case when x.n >= {LEAST} then x.n end from (select {sql} n) x)"
    few = row.count(Count("", "", "", ("applicants",), Over.STOCK))
    return f"(case when {few} >= {LEAST} then {sql} end)"


def _ratio(compiler: Compiler, row: Row, one: Selected, ratio: Ratio) -> str:
    assert isinstance(row, Cockpit)
    found = Row(compiler.statement.alias(), None)
    numbers = f"select {_terms(compiler, row, ratio)}"
    return compiler.object(RATIO, found, one, f"from ({numbers}) {found.alias}")


def _terms(compiler: Compiler, row: Cockpit, ratio: Ratio) -> str:
    n, d = (_told(compiler, row, count) for count in (ratio.numerator, ratio.denominator))
    return f"trim_scale({n}) n, trim_scale({d}) d"


def _split(compiler: Compiler, row: Row, one: Selected, split: Split) -> str:
    assert isinstance(row, Cockpit)
    found = Row(compiler.statement.alias(), None)
    rows = " union all ".join(
        f"select {place} place, {names.literal(label)}::text label, {_terms(compiler, row, ratio)}"
        for place, (label, ratio) in enumerate(split.parts)
    )
    return compiler.objects(LABELLED, found, one, f"from ({rows}) {found.alias} order by {found.column('place')}")


def _breakdown(compiler: Compiler, row: Row, one: Selected, figure: Breakdown) -> str:
    assert isinstance(row, Cockpit)
    values = ", ".join(
        f"({place}, {names.literal(label)}::text, ({row.count(part)})::int)"
        for place, (label, part) in enumerate(figure.parts)
    )
    counts = f"select * from (values {values}) c (place, label, n)"
    shown = counts if exact(compiler, households=figure.households) else _kept(counts)
    found = Row(compiler.statement.alias(), None)
    return compiler.objects(COUNT, found, one, f"from ({shown}) {found.alias} order by {found.column('place')}")


def _kept(counts: str) -> str:
    """The counts that may be told, as :mod:`graphql_api.portraits` has it: of one small, the next is kept too."""
    ranked = (
        f"select k.*, row_number() over (order by k.n, k.place) least, "
        f"count(*) filter (where k.n < {LEAST}) over () few from ({counts}) k"
    )
    return (
        f"select r.place, r.label, case when r.n >= {LEAST} and not (r.few = 1 and r.least = 2) then r.n end n "
        f"from ({ranked}) r"
    )
