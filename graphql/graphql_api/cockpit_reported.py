"""What a cockpit shows beside kept sums: indicators that divisions reported, cases of the city, the median price."""

from __future__ import annotations

from aggregates.catalogue import Catalogue
from graphql_api import cockpit_figures, cockpit_rows, columns
from graphql_api.compiler import Compile, Compiler, Row, Selected, as_object
from graphql_api.model import Field, Model, ObjectType
from projections import names

NAME, GROUP, REPORTED, RECORDED = "operation", "CockpitOperation", "ReportedIndicator", "RecordedEvents"

MOST = 5_000
"""Rows of events by day, source and type that one answer lists."""

CASES = {
    "casesCollected": ("cases_collected", "Cases collected", "案件采集"),
    "casesFiled": ("cases_filed", "Cases filed", "立案"),
    "casesDue": ("cases_due", "Cases due", "应结案"),
    "casesClosed": ("cases_closed", "Cases closed", "结案"),
    "casesOnTime": ("cases_on_time", "Cases closed on time", "按期结案"),
}
"""Field -> the indicator that it sums over the reported periods, and its titles."""

_COLUMNS = ("indicator", "period", "value", "unit", "reporter")


def known(catalogue: Catalogue) -> bool:
    """Whether divisions report indicators."""
    collection = catalogue.kinds["DIVISION"].collections.get("indicators")
    return collection is not None and collection.attributes.keys() >= set(_COLUMNS)


def add_types(model: Model) -> None:
    """The group 市政/园林/城市运行, and what it lists."""
    model.add(
        ObjectType(
            REPORTED,
            "A value that a system reported for one period 上报指标.",
            {
                "indicator": columns.plain("indicator", "String", "Indicator 指标"),
                "period": columns.plain("period", "String", "YYYY, YYYY-Qn, YYYY-MM or YYYY-MM-DD 期间"),
                "from": columns.plain("starts_on", "Date", "First day of the period 起始日", "date"),
                "value": columns.plain("value", "Decimal", "Value 数值", "numeric"),
                "unit": columns.plain("unit", "String", "Unit 单位"),
                "source": columns.plain("reporter", "String", "Reporting system 来源系统"),
            },
        ),
        ObjectType(GROUP, "City operation: what was reported of the division itself 城市运行.", _fields()),
    )


def _fields() -> dict[str, Field]:
    fields = {
        "indicators": Field(
            f"[{REPORTED}!]!",
            _indicators,
            "All that was reported for periods that begin within the days, in order 上报指标",
        ),
    }
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
    """Values of the row's division; of everything, those of the divisions that stand below none."""
    relation = "read.division_indicators"
    if row.at is None:
        compiler.reads_today = True
    else:
        relation += f"_as_of({row.column('until')}, {row.at.known}, {row.at.position})"
    top = "select d.subject from read.division d where d.parent is null"
    start = (
        "case when i.period ~ '^\\d{4}$' then (i.period || '-01-01')::date "
        "when i.period ~ '^\\d{4}-Q[1-4]$' then make_date(left(i.period, 4)::int, 3 * right(i.period, 1)::int - 2, 1) "
        "when i.period ~ '^\\d{4}-(0[1-9]|1[0-2])$' then (i.period || '-01')::date "
        "when i.period ~ '^\\d{4}-(0[1-9]|1[0-2])-[0-3]\\d$' "
        "then (left(i.period, 8) || '01')::date + right(i.period, 2)::int - 1 end"
    )
    return (
        f"(select i.*, {start} starts_on from {relation} i where i.subject = {row.column('division')} "
        f"or {row.column('division')} is null and not {row.column('own')} and {row.column('whole')} "
        f"and i.subject in ({top}))"
    )


def _within(row: Row, alias: str) -> str:
    return f"{alias}.starts_on between {row.column('since')} and {row.column('until')}"


def _indicators(compiler: Compiler, row: Row, one: Selected) -> str:
    found = Row(compiler.statement.alias(), None)
    order = f"{found.column('indicator')}, {found.column('starts_on')}, {found.column('key')}"
    source = f"from {_reported(compiler, row)} {found.alias} where {_within(row, found.alias)} order by {order}"
    return compiler.objects(REPORTED, found, one, source)


def _sum(compiler: Compiler, row: Row, indicator: str) -> str:
    alias = compiler.statement.alias()
    return (
        f"(select coalesce(sum({alias}.value), 0) from {_reported(compiler, row)} {alias} "
        f"where {alias}.indicator = '{indicator}' and {_within(row, alias)})"
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


def median_price(catalogue: Catalogue) -> dict[str, Field]:
    """The exact median of the prices of transfers by sale that were registered within the days."""

    def compile_median(compiler: Compiler, row: Row, one: Selected) -> str:
        compiler.reads_today = True
        median = (
            "select percentile_disc(0.5) within group (order by t.price) from read.house_transfers t "
            "join read.subject s on s.subject = t.subject where t.basis = 'SALE' and t.price is not null "
            f"and t.registered_on between {row.column('since')} and {row.column('until')} "
            f"and {cockpit_rows.governs(row, 's.division_id')}"
        )
        return f"(case when {row.column('track')} = 0 then trim_scale(({median})) end)::text"

    said = (
        "Median of the prices of transfers by sale whose day of registration lies in the period; null where there is "
        "none, and as of what was known before 成交价中位数 [currency]"
    )
    return {"medianPrice": Field("Decimal", compile_median, said)}
