"""Where the registry's content comes from: registers with their deliveries, and departments that record at desks.

Deliveries are of no division: who does not read everywhere sees none of them, nor does the public.
"""

from __future__ import annotations

from enum import Enum

from aggregates import departments
from aggregates.exposure import Exposure
from graphql_api import deliveries, granularity, tables
from graphql_api.columns import moment, plain
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.connections import compile_page, connection_name, page_arguments
from graphql_api.granularity import Granularity
from graphql_api.model import Argument, EnumType, Field, Model, ObjectType
from projections import names

SOURCE, DESK, REJECTED = "SourceStatus", "DeskStatus", "RejectedRows"
WHO = "Empty for the public, and for who does not read all divisions"


class Freshness(Enum):
    """How the last finished delivery stands to the rhythm that is expected."""

    FRESH = "尚未到期"
    DUE = "应已更新"
    LATE = "逾期未更新"
    UNKNOWN = "无预期"


def add_types(model: Model) -> None:
    """``sources`` and ``desks``."""
    deliveries.add_types(model)
    model.add(
        EnumType(Freshness, "Whether a source is as fresh as its rhythm lets expect 更新状态."),
        EnumType(Granularity, "How long a period is 统计粒度."),
        ObjectType(REJECTED, "Rows of a period that were rejected for one reason 退回行.", _rejected_fields()),
        ObjectType(SOURCE, "A register that is delivered, by its profile 数据来源.", _source_fields()),
        ObjectType(DESK, "A department that records at its desk 登记部门.", _desk_fields()),
    )
    query = model.objects[model.query]
    said = f"Registers that have been delivered, by profile and dataset. {WHO} 来源监测"
    roots = {
        "sources": Field(f"[{SOURCE}!]!", _sources, said),
        "desks": Field(f"[{DESK}!]!", _desks, f"What departments recorded at desks, and when last. {WHO} 登记部门"),
    }
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, **roots})


def visible(compiler: Compiler) -> str:
    """Whether this reader may know of sources at all."""
    identity = compiler.identity
    return "true" if identity.sees(Exposure.SHARED) and identity.everywhere else "false"


def _source_fields() -> dict[str, Field]:
    said = {
        "rows": "Data rows of all deliveries, each counted once however often it was read 数据行",
        "recorded": "Of these, rows that made or filled an event when they arrived 登记",
        "duplicates": "Rows that were recorded before they arrived 重复",
        "skipped": "Rows out of the profile's scope 略过",
        "rejected": "Rows that were faulty when they arrived 退回",
    }
    return {
        "profile": plain("profile", "String!", "Import profile 导入配置"),
        "dataset": plain("dataset", "String!", "The register, as its rows are known by 数据集"),
        "en": plain("en", "String!", "Name in English"),
        "zh": plain("zh", "String!", "Name in Chinese 名称"),
        "lastDelivery": Field(deliveries.DELIVERY, _last, "The last one that began, finished or not 最近一次交付"),
        "deliveries": Field(
            f"{connection_name(deliveries.DELIVERY)}!", _deliveries, "The last first 交付", page_arguments(20)
        ),
        **{name: plain(name, "Int!", words) for name, words in said.items()},
        "openQuarantine": plain("open", "Int!", "Rows in the quarantine that wait for a correction 待改正行"),
        "rejectsByReason": Field(
            f"[{REJECTED}!]!",
            _rejects,
            "Rejected rows by the day of their delivery, rule and column, the last period first 退回原因",
            {
                "by": Argument("Granularity!", "How long a period is.", Granularity.MONTH),
                "from": Argument("Date", "Of deliveries on this day or later.", None),
                "to": Argument("Date", "Of deliveries up to this day.", None),
            },
        ),
        "expectedEvery": plain("every", "Int", "Days from one delivery to the next; null: no rhythm 更新周期（天）"),
        "lastFinishedOn": plain("finished_on", "Date", "The bureau's day on which the last one was finished 完成日"),
        "ageDays": Field("Int", _age, "Days since then; null: none is finished 距今天数"),
        "dueOn": Field("Date", _due, "When the next one is expected; null: none is 应更新日"),
        "freshness": Field("Freshness!", _freshness, "LATE from a fifth of the rhythm after dueOn 更新状态"),
    }


def _rejected_fields() -> dict[str, Field]:
    return {"period": plain("period", "Date!", "First day of the period 期间"), **deliveries.rejected_fields()}


def _sources(compiler: Compiler, row: Row, one: Selected) -> str:
    source = Row(compiler.statement.alias(), None)
    order = f"order by {source.column('profile')}, {source.column('dataset')}"
    return compiler.objects(SOURCE, source, one, f"from intake.status {source.alias} where {visible(compiler)} {order}")


def _last(compiler: Compiler, row: Row, one: Selected) -> str:
    found = Row(compiler.statement.alias(), None)
    source = f"from intake.arrival {found.alias} where {found.column('home')} = {row.column('last_home')}"
    return compiler.object(deliveries.DELIVERY, found, one, source)


def _deliveries(compiler: Compiler, row: Row, one: Selected) -> str:
    return compile_page(compiler, one, deliveries.page(compiler, _same_source(row)), deliveries.DELIVERY, 20)


def _same_source(row: Row) -> str:
    return f"(arrival.profile, arrival.dataset) = ({row.column('profile')}, {row.column('dataset')})"


def _rejects(compiler: Compiler, row: Row, one: Selected) -> str:
    found, arguments = Row(compiler.statement.alias(), None), one.arguments
    day = "coalesce(arrival.finished_on, (arrival.started_at at time zone 'UTC')::date)"
    where = [_same_source(row)]
    for name, operator in (("from", ">="), ("to", "<=")):
        if arguments.get(name) is not None:
            where.append(f"{day} {operator} {compiler.statement.bind(arguments[name], 'date')}")
    counted = (
        f"select {granularity.period(arguments['by'], day)} period, {deliveries.REJECTS} "
        "from intake.arrival arrival join intake.quarantine q on q.delivery = arrival.home"
        f"{tables.conjunction(where)} group by 1, 2, 3"
    )
    order = f"order by {found.column('period')} desc, {found.column('rule')}, {found.column('column_name')}"
    return compiler.objects(REJECTED, found, one, f"from ({counted}) {found.alias} {order}")


def _age(compiler: Compiler, row: Row, one: Selected) -> str:
    return f"{tables.today(compiler)} - {row.column('finished_on')}"


def _due(compiler: Compiler, row: Row, one: Selected) -> str:
    return f"{row.column('finished_on')} + {row.column('every')}"


def _freshness(compiler: Compiler, row: Row, one: Selected) -> str:
    return f"intake.freshness({row.column('finished_on')}, {row.column('every')}, {tables.today(compiler)})"


def _desk_fields() -> dict[str, Field]:
    return {
        "department": plain("department", "String!", "The department, as events name their source 部门"),
        "en": plain("en", "String!", "Title in English"),
        "zh": plain("zh", "String!", "Title in Chinese 名称"),
        "events": plain("events", "Int!", "Events that it recorded 事件数"),
        "eventsLast30Days": plain("latest", "Int!", "Of these, in the last 30 days 近30天"),
        "lastPosition": plain("position", "Position!", "Position of the last one 最新位置"),
        "lastRecordedAt": Field(
            "DateTime!", lambda compiler, row, one: moment(row.column("recorded_at")), "When it was recorded 最新时间"
        ),
        "silentDays": plain("silent", "Int!", "Days since then 静默天数"),
    }


def _desks(compiler: Compiler, row: Row, one: Selected) -> str:
    """What imports recorded is told by sources: it is known by its correlation, which is the delivery."""
    desk, today = Row(compiler.statement.alias(), None), tables.today(compiler)
    titles = ", ".join(
        f"({names.literal(name)}, {names.literal(en)}, {names.literal(zh)})"
        for name, (en, zh) in departments.TITLES.items()
    )
    of_imports = "select from intake.delivery d where d.id = e.correlation"
    counted = (
        "select e.source department, count(*) events, max(e.position) as position, max(e.recorded_at) recorded_at, "
        f"count(*) filter (where e.recorded_at::date > {today} - 30) latest, "
        f"greatest(0, {today} - max(e.recorded_at)::date) silent "
        f"from read.event e where {visible(compiler)} and not exists ({of_imports}) group by e.source"
    )
    titled = (
        f"select c.*, coalesce(t.en, c.department) en, coalesce(t.zh, c.department) zh from ({counted}) c "
        f"left join (values {titles}) t (name, en, zh) on t.name = c.department"
    )
    return compiler.objects(DESK, desk, one, f"from ({titled}) {desk.alias} order by {desk.column('department')}")
