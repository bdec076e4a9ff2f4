"""What auditors ask of the registry itself: how far the read model is behind the ledger, who was shown what."""

from __future__ import annotations

from graphql_api import disclosures
from graphql_api.columns import moment
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.model import Field, Model, ObjectType

STATUS = "ProjectionStatus"


def add_types(model: Model) -> None:
    """``audit``, its projection status, its disclosures."""
    disclosures.add_types(model)
    asked = {"projection": Field(f"{STATUS}!", _projection, "投影状态"), "disclosures": disclosures.field()}
    model.add(
        ObjectType(STATUS, "How far the read model follows the ledger 投影状态.", _status_fields()),
        ObjectType("Audit", "What auditors ask 审计.", asked),
    )
    query = model.objects[model.query]
    root = Field("Audit!", lambda compiler, row, one: compiler.object("Audit", row, one, ""), "What auditors ask 审计.")
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, "audit": root})


def _status_fields() -> dict[str, Field]:
    def told(sql: str, type_: str, description: str) -> Field:
        return Field(type_, lambda compiler, row, one: sql.format(row=row.alias), description)

    return {
        "position": told("{row}.position", "Position!", "Position that every answer reflects 已投影位置"),
        "ledgerPosition": told("{row}.head", "Position!", "Position of the ledger 账本位置"),
        "behind": told("{row}.head - {row}.position", "Int!", "Events not yet applied 落后事件数"),
        "oldestUnappliedSeconds": told(
            "{row}.oldest", "Float", "Age of the oldest of them; null where there is none 落后秒数"
        ),
        "lastPolledAt": told(moment("{row}.polled_at"), "DateTime", "When the projector last looked 最近轮询"),
        "lastAppliedAt": told(moment("{row}.applied_at"), "DateTime", "When it last applied events 最近投影"),
    }


_HEAD = "coalesce((select max(position) from ledger.event), 0)"
_OLDEST = """(select extract(epoch from clock_timestamp() - e.recorded_at)::float8
    from ledger.event e where e.position = p.position + 1)"""
_SOURCE = f"""from (
    select p.position, p.polled_at, p.applied_at, greatest(p.position, {_HEAD}) head, {_OLDEST} oldest
    from read.progress p where p.name = 'read')"""


def _projection(compiler: Compiler, row: Row, one: Selected) -> str:
    status = Row(compiler.statement.alias(), None)
    return compiler.object(STATUS, status, one, f"{_SOURCE} {status.alias}")
