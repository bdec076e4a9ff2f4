"""What a cockpit shows beside kept sums: indicators that divisions reported, cases of the city, the median price."""

from __future__ import annotations

from aggregates import indicators
from aggregates.catalogue import Catalogue
from graphql_api import as_of, cockpit_figures, cockpit_rows, columns, series
from graphql_api.compiler import Compile, Compiler, Row, Selected, as_object
from graphql_api.model import Field, Model, ObjectType
from projections import names

NAME, GROUP, REPORTED, RECORDED = "operation", "CockpitOperation", "ReportedIndicator", "RecordedEvents"

MOST = 5_000
"""Rows of events by day, source and type that one answer lists."""

CASES = {
    "casesCollected": ("城管案件采集数", "Cases collected", "案件采集"),
    "casesFiled": ("城管案件立案数", "Cases filed", "立案"),
    "casesDue": ("城管案件应结数", "Cases due", "应结案"),
    "casesClosed": ("城管案件办结数", "Cases closed", "结案"),
    "casesOnTime": ("城管案件按期办结数", "Cases closed on time", "按期结案"),
}
"""Field -> the declared indicator that it sums over the reported periods, and its titles."""


def known(catalogue: Catalogue) -> bool:
    """Whether divisions report indicators."""
    return series.known(catalogue.kinds.get("DIVISION"))


def add_types(model: Model) -> None:
    """The group 市政/园林/城市运行, and what it lists."""
    indicator = columns.plain(
        "indicator", "String!", "Which one, of those that `indicatorTypes` or policy declares 指标"
    )
    said = "An indicator of the division for a period, as `series` of the division tells it 上报指标."
    model.add(
        ObjectType(REPORTED, said, {"indicator": indicator, **series.value_fields()}),
        ObjectType(GROUP, "City operation: what was reported of the division itself 城市运行.", _fields()),
    )


def _fields() -> dict[str, Field]:
    said = "All that was reported for periods that begin within the days, by indicator and in order 上报指标"
    fields = {"indicators": Field(f"[{REPORTED}!]!", _indicators, said, {"by": series.BY})}
    for name, (indicator, en, zh) in CASES.items():
        fields[name] = Field("Decimal!", _case(indicator), f"{en} {zh}, as reported (`{indicator}`)")
    rate = f"Cases closed of those due 结案率 (`{CASES['casesClosed'][0]}`, `{CASES['casesDue'][0]}`)"
    fields["closureRate"] = Field(f"{cockpit_figures.RATIO}!", _closure_rate, rate)
    fields["position"] = cockpit_figures.POSITION
    return fields


def group_field() -> Field:
    """The group."""

    def compile_group(compiler: Compiler, row: Row, one: Selected) -> str:
        targets = compiler.targets(GROUP, row, compiler.below(GROUP, one.nodes))
        return as_object(compiler.statement, f"select {targets}")

    return Field(f"{GROUP}!", compile_group, "City operation, as systems report it 城市运行")


def _reported(compiler: Compiler, row: Row) -> str:
    """Values of the row's division within its days; of everything, those of the divisions that stand below none."""
    relation = "read.division_indicators"
    if row.at is None:
        compiler.reads_today = True
    else:
        relation += f"_as_of({row.column('until')}, {row.at.known}, {row.at.position})"
    own = (
        f"(x.subject = {row.column('division')} or {row.column('division')} is null and not {row.column('own')} "
        f"and {row.column('whole')} and x.subject in (select d.subject from read.division d where d.parent is null))"
    )
    return series.reported(relation, own, f"x.first between {row.column('since')} and {row.column('until')}")


def _indicators(compiler: Compiler, row: Row, one: Selected) -> str:
    found = Row(compiler.statement.alias(), None)
    rows = series.told(_reported(compiler, row), one, "indicator", "subject")
    order = ", ".join(map(found.column, ("indicator", "first", "period", "subject")))
    return compiler.objects(REPORTED, found, one, f"from ({rows}) {found.alias} order by {order}")


def _sum(compiler: Compiler, row: Row, indicator: str) -> str:
    """What was reported of it as sums, in the unit in which it is declared; an import may have brought others."""
    unit = names.literal(indicators.DECLARED[indicator].unit)
    return (
        f"(select coalesce(sum(c.value), 0) from ({_reported(compiler, row)}) c where c.indicator = "
        f"{names.literal(indicator)} and c.unit = {unit} and c.measure = 'SUM')"
    )


def _case(indicator: str) -> Compile:
    return lambda compiler, row, one: f"trim_scale({_sum(compiler, row, indicator)})::text"


def _closure_rate(compiler: Compiler, row: Row, one: Selected) -> str:
    closed, due = (_sum(compiler, row, CASES[name][0]) for name in ("casesClosed", "casesDue"))
    found = Row(compiler.statement.alias(), None)
    return compiler.object(
        cockpit_figures.RATIO, found, one, f"from (select trim_scale({closed}) n, trim_scale({due}) d) {found.alias}"
    )


def add_events(model: Model) -> dict[str, Field]:
    """The field of events by day, source and type, and its type."""
    model.add(
        ObjectType(
            RECORDED,
            "Events of one type that a source recorded on a day 登记事件数.",
            {
                "day": columns.plain("day", "Date!", "The bureau's day on which they were recorded 登记日", "date"),
                "source": columns.plain("source", "String!", "Source 来源"),
                "kind": columns.plain("kind", "SubjectKind!", "Kind 类别"),
                "type": columns.plain("type", "String!", "Type 事件类型"),
                "count": columns.plain("events", "Int!", "How many 数量", "int"),
            },
        )
    )
    said = (
        f"Events recorded within the period, by day, source and type, the last {MOST} rows; empty where a division is "
        "asked for, and for who does not read everywhere 登记事件"
    )
    return {"events": Field(f"[{RECORDED}!]!", _events, said)}


def _events(compiler: Compiler, row: Row, one: Selected) -> str:
    found = Row(compiler.statement.alias(), None)
    kind = found.column("kind")
    hidden = [name for name, exposure in compiler.bindings.exposures.items() if not compiler.identity.sees(exposure)]
    listed = ", ".join(map(names.literal, hidden))
    seen = f"{kind} not in ({listed})" if hidden else "true"
    everything = "true" if compiler.identity.everywhere else "false"
    rows = (
        f"select * from read.event_count {found.alias} where {found.column('day')} between {row.column('since')} "
        f"and {row.column('until')} and {seen} and {everything} and {row.column('division')} is null "
        f"and {row.column('whole')} order by day desc, source desc, kind desc, type desc limit {MOST}"
    )
    order = ", ".join(map(found.column, ("day", "source", "kind", "type")))
    return compiler.objects(RECORDED, found, one, f"from ({rows}) {found.alias} order by {order}")


def _median(row: Row, source: str, where: str = "") -> str:
    """The median over ``source``, with transfers `t` and their subjects `s`."""
    return (
        f"select percentile_disc(0.5) within group (order by t.price) from {source} where {where}t.basis = 'SALE' "
        f"and t.price is not null and t.registered_on between {row.column('since')} and {row.column('until')} "
        f"and {cockpit_rows.governs(row, 's.division_id')}"
    )


def median_price(catalogue: Catalogue) -> dict[str, Field]:
    """The exact median of the prices of transfers by sale that were registered within the days."""

    def compile_median(compiler: Compiler, row: Row, one: Selected) -> str:
        compiler.reads_today = True
        median = _median(row, "read.house_transfers t join read.subject s on s.subject = t.subject")
        if row.at is not None:
            homes = f"s.kind = 'HOUSE' and {cockpit_rows.governs(row, 's.division_id')}"
            few = as_of.within_budget(compiler, f"read.subject s where {homes}")
            function = f"read.house_transfers_as_of({row.column('until')}, {row.at.known}, {row.at.position})"
            folded = f"lateral (select * from {function} f where f.subject = s.subject offset 0) t"
            anew = _median(row, f"read.subject s cross join {folded}", f"s.kind = 'HOUSE' and {few} and ")
            median = f"case when {row.column('track')} = 0 then ({median}) else ({anew}) end"
        return f"trim_scale(({median}))::text"

    said = (
        "Median of the prices of transfers by sale whose day of registration lies in the period; null where there is "
        "none. As of another moment it is always counted anew 成交价中位数 [currency]"
    )
    return {"medianPrice": Field("Decimal", compile_median, said)}
