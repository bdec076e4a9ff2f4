"""Deliveries of registers: the same files once, however often they were read, with what became of their rows."""

from __future__ import annotations

from graphql_api.columns import plain
from graphql_api.compiler import Compile, Compiler, Row, Selected
from graphql_api.connections import Page, connection_types
from graphql_api.cursors import Key, Order
from graphql_api.model import Field, Model, ObjectType

DELIVERY, RUN, COUNTED, REJECTED = "Delivery", "DeliveryRun", "CountedReason", "RejectedByRule"

_BOXES = {
    "recorded": "Rows that made or filled an event 登记",
    "duplicates": "Rows that were recorded before 重复",
    "rejected": "Rows for the quarantine 退回",
    "events": "Events that came of them 事件",
    "subjects": "Subjects that these are about 对象",
}


def add_types(model: Model) -> None:
    """A delivery, its runs, its counts and its connection."""
    model.add(
        ObjectType(COUNTED, "How many, for one reason 计数.", _counted_fields()),
        ObjectType(REJECTED, "Rows of a delivery that one rule rejected 退回行.", rejected_fields()),
        ObjectType(RUN, "One reading of a delivery 一次导入.", _run_fields()),
        ObjectType(DELIVERY, "Files that were delivered together 一次交付.", _fields()),
        *connection_types(DELIVERY),
    )


def page(compiler: Compiler, where: str) -> Page:
    """The deliveries for which ``where`` holds of ``arrival``, the last that began first."""
    row = Row(compiler.statement.alias(), None)
    order = Order("deliveries", (Key(row.column("number"), "bigint", descending=True),))
    source = f"from (select arrival.* from intake.arrival arrival where {where}) {row.alias}"
    return Page(row, source, (), order, order)


def _fields() -> dict[str, Field]:
    return {
        "id": plain("home", "ID!", "Its id, which is the correlation of its events 标识"),
        "profile": plain("profile", "String!", "Import profile 导入配置"),
        "version": plain("version", "String!", "Name, version and settings of the profile 配置版本"),
        "files": Field("[String!]!", _files, "Its files, below the folder that they share 文件"),
        "startedAt": plain("started_at", "DateTime!", "When its reading began 开始", "timestamptz"),
        "finishedAt": plain("finished_at", "DateTime", "When it was finished first; null: not yet 完成", "timestamptz"),
        "finishedOn": plain("finished_on", "Date", "The bureau's day then 完成日"),
        "finished": Field(
            "Boolean!",
            lambda compiler, row, one: f"{row.column('finished_at')} is not null",
            "Or it stopped midway 已完成",
        ),
        **_counts("As it arrived; of one that is not finished, so far."),
        "rejectedByRule": Field(f"[{REJECTED}!]!", _by_rule, "Its rows in the quarantine by rule and column 退回原因"),
        "runs": Field(f"[{RUN}!]!", _runs, "Every reading of it, corrected rows included, the last first 历次导入"),
    }


def _run_fields() -> dict[str, Field]:
    return {
        "version": plain("version", "String!", "Name, version and settings of the profile 配置版本"),
        "startedAt": plain("started_at", "DateTime!", "When it began 开始", "timestamptz"),
        "finishedAt": plain("finished_at", "DateTime", "When it was finished; null: not yet 完成", "timestamptz"),
        "correctedRows": plain("alone", "Boolean!", "It took corrected rows without their files 仅改正行"),
        "reprocess": plain("reprocess", "Boolean!", "It judged anew what an earlier version recorded 重新处理"),
        **_counts(""),
    }


def _counts(more: str) -> dict[str, Field]:
    """The account of the rows; a run says it with its summary, one that is not finished with its progress."""
    rows = Field("Int!", _compile_number("rows"), f"Data rows in its files 数据行. {more}".strip())
    said = {name: Field("Int!", _compile_number(name), words) for name, words in _BOXES.items()}
    return {
        "rows": rows,
        **said,
        "skipped": Field("Int!", _skipped, "Rows out of the profile's scope 略过"),
        "skippedByReason": Field(f"[{COUNTED}!]!", _reasons("skipped_by_reason", "skipped"), "Why, by reason 略过原因"),
        "findings": Field(
            f"[{COUNTED}!]!", _reasons("findings", "findings"), "What its rows made doubtful, by rule 问题"
        ),
        "seconds": Field(
            "Float",
            lambda compiler, row, one: f"({row.column('summary')} ->> 'seconds')::float8",
            "How long it took 秒",
        ),
    }


def _compile_number(name: str) -> Compile:
    return lambda compiler, row, one: _number(row, name)


def _number(row: Row, name: str) -> str:
    """From the summary; else from how far it is: what staging decided, and what the batches came to."""
    summary, counts = row.column("summary"), row.column("counts")
    if name == "rows":
        so_far = f"({counts} ->> 'rows')::bigint"
    else:
        so_far = " + ".join(
            f"coalesce(({counts} #>> '{{{part},{name}}}')::bigint, 0)" for part in ("staging", "batches")
        )
    return f"coalesce(({summary} ->> '{name}')::bigint, {so_far}, 0)"


def _skipped(compiler: Compiler, row: Row, one: Selected) -> str:
    return f"(select coalesce(sum(value), 0)::bigint from ({_by_reason(row, 'skipped_by_reason', 'skipped')}) counted)"


def _by_reason(row: Row, finished: str, so_far: str) -> str:
    """Rows ``key``, ``value``."""
    summary, counts = row.column("summary"), row.column("counts")
    parts = [f"{summary} -> '{finished}'"]
    parts += [
        f"case when {summary} is null then {counts} #> '{{{part},{so_far}}}' end" for part in ("staging", "batches")
    ]
    said = " union all ".join(f"select key, value::bigint from jsonb_each_text({part})" for part in parts)
    return f"select key, sum(value)::bigint as value from ({said}) parts group by key"


def _reasons(finished: str, so_far: str) -> Compile:
    def compile_reasons(compiler: Compiler, row: Row, one: Selected) -> str:
        counted = Row(compiler.statement.alias(), None)
        source = f"from ({_by_reason(row, finished, so_far)}) {counted.alias} order by {counted.column('key')}"
        return compiler.objects(COUNTED, counted, one, source)

    return compile_reasons


def _counted_fields() -> dict[str, Field]:
    return {
        "reason": plain("key", "String!", "The reason, or the rule 原因"),
        "count": plain("value", "Int!", "How many 数量"),
    }


REJECTS = "q.rule, q.column_name, count(*) as rows, count(*) filter (where q.state = 'open') as open"
"""What :func:`rejected_fields` show of ``intake.quarantine q``, by the first two columns."""


def rejected_fields() -> dict[str, Field]:
    """Rows that were rejected for one reason."""
    return {
        "rule": plain("rule", "String!", "The rule that they break 规则"),
        "column": plain("column_name", "String!", 'The faulty column; "": the row as a whole 列'),
        "rows": plain("rows", "Int!", "How many 行数"),
        "open": plain("open", "Int!", "How many of them wait for a correction 待改正"),
    }


def _by_rule(compiler: Compiler, row: Row, one: Selected) -> str:
    found = Row(compiler.statement.alias(), None)
    counted = f"select {REJECTS} from intake.quarantine q where q.delivery = {row.column('home')} group by 1, 2"
    order = f"order by {found.column('rule')}, {found.column('column_name')}"
    return compiler.objects(REJECTED, found, one, f"from ({counted}) {found.alias} {order}")


def _files(compiler: Compiler, row: Row, one: Selected) -> str:
    return f"array(select jsonb_array_elements_text({row.column('files')}))"


def _runs(compiler: Compiler, row: Row, one: Selected) -> str:
    run = Row(compiler.statement.alias(), None)
    said = "select r.*, d.counts from intake.run r join intake.delivery d on d.id = r.delivery"
    source = f"from ({said} where r.home = {row.column('home')}) {run.alias} order by {run.column('number')} desc"
    return compiler.objects(RUN, run, one, source)
