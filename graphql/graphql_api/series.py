"""`series` of a division: an indicator over time as reported, or put into longer periods; and `indicatorTypes`."""

from __future__ import annotations

import json

from aggregates import indicators
from aggregates.catalogue import Catalogue
from aggregates.division import Division
from aggregates.kinds import Kind
from aggregates.periods import PeriodKind
from aggregates.vocabulary import IndicatorMeasure
from graphql_api import columns, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.model import Argument, EnumType, Field, Model, ObjectType
from projections import names

VALUE, TYPE, ROOT, FIELD = "SeriesValue", "IndicatorType", "indicatorTypes", "series"
BY = Argument(
    "PeriodKind",
    "Values put together into periods of this length; what was reported of longer ones stays out.",
    None,
)

_INDICATORS = Division.indicators.collection
_YEAR, _MONTH = "left(x.period, 4)::int", "substr(x.period, 6, 2)::int"
_FIRST = (
    f"case when x.period ~ '^[1-9][0-9]{{3}}$' then make_date({_YEAR}, 1, 1) "
    f"when x.period ~ '^[1-9][0-9]{{3}}-Q[1-4]$' then make_date({_YEAR}, 3 * right(x.period, 1)::int - 2, 1) "
    f"when x.period ~ '^[1-9][0-9]{{3}}-(0[1-9]|1[0-2])$' then make_date({_YEAR}, {_MONTH}, 1) "
    f"when x.period ~ '^[1-9][0-9]{{3}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' "
    f"then make_date({_YEAR}, {_MONTH}, 1) + right(x.period, 2)::int - 1 end"
)
"""The first day of a period; null where an import brought another text."""
_AFTER = (
    "case length(x.period) when 4 then x.first + interval '1 year' when 10 then x.first + interval '1 day' "
    "else x.first + case when x.period like '%Q%' then interval '3 months' else interval '1 month' end end::date"
)
_UNITS = {PeriodKind.YEAR: "year", PeriodKind.QUARTER: "quarter", PeriodKind.MONTH: "month", PeriodKind.DAY: "day"}
_WRITTEN = {
    PeriodKind.YEAR: "YYYY",
    PeriodKind.QUARTER: 'YYYY-"Q"Q',
    PeriodKind.MONTH: "YYYY-MM",
    PeriodKind.DAY: "YYYY-MM-DD",
}
_STEPS = {
    PeriodKind.YEAR: "1 year",
    PeriodKind.QUARTER: "3 months",
    PeriodKind.MONTH: "1 month",
    PeriodKind.DAY: "1 day",
}


def known(kind: Kind | None) -> bool:
    """Whether a kind is that of divisions, with the indicators that are read here."""
    found = kind.attributes_of(_INDICATORS.name) if kind is not None and kind.name == "DIVISION" else None
    return found is not None and found.keys() >= _INDICATORS.attributes.keys()


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The values of series, and the root that lists the declared indicators."""
    if not known(catalogue.kinds.get("DIVISION")):
        return
    model.add(
        EnumType(PeriodKind, "How long a period is that is reported 期间长度."),
        EnumType(IndicatorMeasure, "What the value of a period says 口径."),
        ObjectType(VALUE, "The value of an indicator for a period 指标序列值.", value_fields()),
        ObjectType(TYPE, "An indicator that every city may report 指标目录.", _type_fields()),
    )
    query = model.objects[model.query]
    said = "The indicators that every city may report; a city's policy may declare further ones 指标目录"
    root = Field(f"[{TYPE}!]!", _compile_types, said)
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, ROOT: root})


def value_fields() -> dict[str, Field]:
    """What is told of a value, of the rows that :func:`told` makes."""
    plain = columns.plain
    return {
        "period": plain("period", "String!", "The period: YYYY, YYYY-Qn, YYYY-MM or YYYY-MM-DD 期间"),
        "startsOn": plain("first", "Date!", "Its first day 起始日", "date"),
        "value": plain("value", "Decimal", "Sum of what was reported in it, or (of a LEVEL) the last 数值", "numeric"),
        "unit": plain("unit", "String", "Unit; null where what was reported has several 单位"),
        "measure": plain("measure", "IndicatorMeasure", "What the value says; null where an import does not tell 口径"),
        "sources": Field(
            "[String!]!", lambda compiler, row, one: row.column("sources"), "Systems or departments that reported 来源"
        ),
        "parts": plain("parts", "Int!", "Values that were reported in it 上报数", "int"),
        "complete": plain(
            "complete",
            "Boolean!",
            "Those of a SUM cover all of it; the last of a LEVEL reaches its end 已齐",
            "boolean",
        ),
        "position": plain("position", "Position!", "Position of the last event that said one 账本位置", "bigint"),
    }


def _type_fields() -> dict[str, Field]:
    plain = columns.plain
    return {
        "indicator": plain("indicator", "String!", "The indicator; of a family, how the names of all of it begin 指标"),
        "en": plain("en", "String!", "In English"),
        "unit": plain("unit", "String!", "Unit 单位"),
        "shortest": plain("shortest", "PeriodKind!", "The shortest period for which it is reported 最短期间"),
        "measure": plain("measure", "IndicatorMeasure!", "What a value says 口径"),
        "family": plain("family", "Boolean!", "Whether every indicator whose name begins so is one 指标族", "boolean"),
    }


def _compile_types(compiler: Compiler, row: Row, one: Selected) -> str:
    told = [
        {
            "indicator": name,
            "en": of.en,
            "unit": of.unit,
            "shortest": of.shortest.name,
            "measure": of.measure.name,
            "family": family,
        }
        for family, declared in ((False, indicators.DECLARED), (True, indicators.FAMILIES))
        for name, of in declared.items()
    ]
    found = Row(compiler.statement.alias(), None)
    shape = "n int, indicator text, en text, unit text, shortest text, measure text, family boolean"
    rows = json.dumps([{"n": place, **row} for place, row in enumerate(told)], ensure_ascii=False)
    source = f"from json_to_recordset({compiler.statement.bind(rows, 'json')}) {found.alias}({shape})"
    return compiler.objects(TYPE, found, one, f"{source} order by {found.column('n')}")


def fields(kind: Kind) -> dict[str, Field]:
    """``series`` of a division; nothing of other kinds."""
    if not known(kind):
        return {}

    def compile_series(compiler: Compiler, row: Row, one: Selected) -> str:
        found = Row(compiler.statement.alias(), row.at)
        order = f"{found.column('first')}, {found.column('period')}"
        rows = told(_reported(compiler, kind, row, one), one)
        return compiler.objects(VALUE, found, one, f"from ({rows}) {found.alias} order by {order}")

    arguments = {
        "indicator": Argument("String!", "Which one 指标."),
        "from": Argument("Date", "Only periods that begin on this day or later 起.", None),
        "to": Argument("Date", "Only periods that begin on this day or before 止.", None),
        "by": BY,
    }
    return {FIELD: Field(f"[{VALUE}!]!", compile_series, "An indicator over time 指标序列", arguments)}


def _reported(compiler: Compiler, kind: Kind, row: Row, one: Selected) -> str:
    """The values of the indicator, each with its first day, the first day after it, and who said it."""
    bind = compiler.statement.bind
    indicator = bind(one.arguments["indicator"], "text")
    own = f"x.subject = {row.column('subject')} and x.indicator = {indicator}"
    where = []
    if one.arguments.get("from") is not None:
        where.append(f"x.first >= {bind(one.arguments['from'], 'date')}")
    if one.arguments.get("to") is not None:
        where.append(f"x.first <= {bind(one.arguments['to'], 'date')}")
    return reported(tables.relation(compiler, kind, row.at, _INDICATORS), own, *where)


def reported(relation: str, own: str, *where: str) -> str:
    """The values `x` of a relation of indicators that meet ``own``, each with its `first` day and that `after` it, and
    who `told` it; ``where`` may name the first day."""
    said = "select e.source from read.event e where e.position = x.position"
    read = f"select x.*, {_FIRST} first, coalesce(x.reporter, ({said})) told from "
    rows = f"{read}{relation} x where {own} and x.value is not null"
    return f"select x.*, {_AFTER} after from ({rows}) x{tables.conjunction(['x.first is not null', *where])}"


def told(rows: str, one: Selected, *more: str) -> str:
    """The rows that :func:`value_fields` read, of those that :func:`reported` makes, with further columns ``more``: as
    reported, or put together where the argument `by` says so, the values of different ``more`` apart."""
    by = one.arguments.get("by")
    return _together(rows, PeriodKind[by.name], more) if by is not None else _single(rows, more)


def _single(rows: str, more: tuple[str, ...]) -> str:
    listed = [f"x.{name}" for name in (*more, "period", "first", "value", "unit", "measure")]
    sources = "array_remove(array[x.told], null) sources"
    return f"select {', '.join(listed)}, {sources}, 1 parts, true complete, x.position from ({rows}) x"


def _together(rows: str, by: PeriodKind, more: tuple[str, ...]) -> str:
    """One row a period: a sum only where every value in it says that it is one, else what ends last, of that the
    shortest."""
    first = f"date_trunc('{_UNITS[by]}', x.first)::date"
    whole = f"({first} + interval '{_STEPS[by]}')::date"
    last = "(array_agg(x.value order by x.after desc, x.first desc))[1]"
    same = "case when min(x.{0}) = max(x.{0}) and count(x.{0}) = count(*) then min(x.{0}) end"
    sums = "bool_and(x.measure is not distinct from 'SUM')"
    told = (
        f"to_char({first}, {names.literal(_WRITTEN[by])}) period, {first} first, "
        f"case when {sums} then sum(x.value) else {last} end value, "
        f"{same.format('unit')} unit, {same.format('measure')} measure, "
        f"array_remove(array_agg(distinct x.told order by x.told), null) sources, count(*)::int parts, "
        f"case when {sums} then sum(x.after - x.first) = {whole} - {first} else max(x.after) = {whole} end complete, "
        f"max(x.position) as position"
    )
    apart = "".join(f"x.{name}, " for name in more)
    return f"select {apart}{told} from ({rows}) x where x.after <= {whole} group by {apart}{first}"
