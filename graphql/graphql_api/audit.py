"""What auditors ask of the registry itself: how far it is, who was shown what, and the replay desk 回放台."""

from __future__ import annotations

from dataclasses import replace

from aggregates.catalogue import Catalogue
from graphql_api import beliefs, disclosures, doings, lives, proofs, steps
from graphql_api.columns import moment
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.model import Field, Model, ObjectType

STATUS = "ProjectionStatus"


def add_types(model: Model, catalogue: Catalogue) -> None:
    """``audit``, its projection status, its disclosures, its replay desk."""
    disclosures.add_types(model)
    proofs.add_types(model)
    lives.add_types(model, catalogue)
    steps.add_types(model)
    beliefs.add_types(model, catalogue)
    asked = {
        "projection": Field(f"{STATUS}!", _projection, "投影状态"),
        "disclosures": disclosures.field(),
        **proofs.fields(),
        "life": _for_auditors(lives.field(catalogue)),
        "step": _for_auditors(steps.field(catalogue)),
        "believed": _for_auditors(beliefs.field()),
        "doneBy": doings.field(),
    }
    model.add(
        ObjectType(STATUS, "How far the read model follows the ledger 投影状态.", _status_fields()),
        ObjectType("Audit", "What auditors ask 审计.", asked),
    )
    query = model.objects[model.query]
    root = Field("Audit!", lambda compiler, row, one: compiler.object("Audit", row, one, ""), "What auditors ask 审计.")
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, "audit": root})


def _for_auditors(field: Field) -> Field:
    """The same, null for others."""

    def compile_field(compiler: Compiler, row: Row, one: Selected) -> str:
        found = field.compile(compiler, row, one)  # also where nothing is shown: what is asked wrongly is said to all
        return found if compiler.identity.audits else "null::json"

    return replace(field, compile=compile_field)


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
