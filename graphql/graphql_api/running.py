"""The mutation ``runRentSubsidies``: one monthly run, or its preview, and what the rules refuse in it 补贴发放批次."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from aggregates.commands.command import Command
from aggregates.vocabulary import SubsidyKind
from graphql_api import filings, mutations, tables
from graphql_api.columns import plain
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.model import Argument, EnumType, Field, InputType, Model, ObjectType
from graphql_api.subsidy_runs import Asked, Outcome
from graphql_api.values import Request, Variables

ROOT = "runRentSubsidies"
INPUT, PAYLOAD, REFUSALS = "RunRentSubsidiesInput", "RunRentSubsidiesPayload", "RunRefusals"

_OUTCOME = """run text, preview boolean, ordered int, amount text, added int, refused int, rejections jsonb,
    repeated boolean"""
_REJECTIONS = "rule text, households int, message text, message_en text"


def add_types(model: Model, commands: Iterable[Command]) -> None:
    """Its field, input and payload, where the command is among these that a run ends with."""
    if model.mutation is None or all(one.name != "order_subsidy_run" for one in commands):
        return
    model.add(
        EnumType(SubsidyKind, "The rent subsidies 租房补贴类别."),
        InputType(INPUT, "A monthly run of a rent subsidy 补贴发放批次.", _input()),
        ObjectType(REFUSALS, "Households that one rule refuses in a run 不予发放.", _refusal_fields()),
        ObjectType(PAYLOAD, "What a run comes to, calls before this one included 批次结果.", _fields()),
    )
    root = model.objects[model.mutation]
    said = (
        "Order a month of a rent subsidy for all households of a division to which it is due, each by its own command "
        "and under its rules; stopped, it goes on when sent again. For housing security 补贴发放批次"
    )
    field = Field(PAYLOAD, _compile, said, {mutations.INPUT: Argument(f"{INPUT}!", "What is to be run.")})
    fields = dict(sorted({**root.fields, ROOT: field}.items()))
    model.objects[model.mutation] = ObjectType(root.name, root.description, fields)


def _input() -> dict[str, Argument]:
    return {
        "division": Argument("String!", "Code of the division, whose households and those below it are paid 行政区划"),
        "period": Argument("String!", "Month, as 2026-03; it has begun 所属月份"),
        "kind": Argument("SubsidyKind!", "Which subsidy 补贴类别"),
        "preview": Argument("Boolean!", "Decide and tell, record nothing 预览", False),
        "commandId": Argument(
            "ID!", "A UUID made for this command; once the run is recorded under it, it orders nothing more 命令标识"
        ),
    }


def _fields() -> dict[str, Field]:
    return {
        "run": plain("run", "String!", "Number of the run 发放批次"),
        "preview": plain("preview", "Boolean!", "Nothing was recorded 预览", "boolean"),
        "ordered": plain("ordered", "Int!", "Payments of the run in all 发放笔数", "int"),
        "amount": plain("amount", "Decimal!", "Their sum 发放金额"),
        "added": plain("added", "Int!", "Of these, by this call 本次新增", "int"),
        "refused": plain("refused", "Int!", "Households that a rule refuses 不予发放户数", "int"),
        "rejections": Field(f"[{REFUSALS}!]!", _rejections, "By which rules 不予发放原因"),
        "repeated": plain("repeated", "Boolean!", "The same command was recorded before 重复提交", "boolean"),
    }


def _refusal_fields() -> dict[str, Field]:
    return {
        "rule": plain("rule", "String!", "Id of the rule 规则"),
        "households": plain("households", "Int!", "How many households 户数", "int"),
        "message": plain("message", "String!", "What it says of one of them, in Chinese 说明"),
        "messageEn": plain("message_en", "String!", "The same in English 英文说明"),
    }


def _compile(compiler: Compiler, row: Row, one: Selected) -> str:
    outcome = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    told_ = compiler.statement.bind_request("outcome", _of_request, "jsonb")
    return compiler.object(PAYLOAD, outcome, one, f"from jsonb_to_record({told_}) {outcome.alias}({_OUTCOME})")


def _of_request(variables: Variables, request: Request) -> object:
    return request.outcome


def _rejections(compiler: Compiler, row: Row, one: Selected) -> str:
    refusal = Row(compiler.statement.alias(), row.at)
    source = f"from jsonb_to_recordset({row.column('rejections')}) {refusal.alias}({_REJECTIONS})"
    order = f" order by {refusal.column('households')} desc, {refusal.column('rule')}"
    return compiler.objects(REFUSALS, refusal, one, source + order)


def asked(given: Mapping[str, Any]) -> Asked:
    """What an input object asks for, as GraphQL coerced it.

    Raises:
        InvalidValue: the command's id is no UUID, or a text holds U+0000.
    """
    filings.check_texts("", given)
    command = filings.uuid_of("commandId", given["commandId"])
    return Asked(given["division"], given["period"], given["kind"].name, given["preview"], command)


def told(outcome: Outcome) -> str:
    """What a run came to, as its payload reads it."""
    first = {one.rule: one for one in reversed(outcome.refused)}
    rejections = [
        {"rule": rule, "households": count, "message": first[rule].message, "message_en": first[rule].message_en}
        for rule, count in outcome.by_rule.items()
    ]
    return orjson.dumps(
        {
            "run": outcome.run,
            "preview": outcome.preview,
            "ordered": outcome.ordered,
            "amount": outcome.amount,
            "added": outcome.added,
            "refused": len(outcome.refused),
            "rejections": rejections,
            "repeated": outcome.repeated,
        }
    ).decode()
