"""Payloads of mutations: what became of a command is the row from which one statement compiles all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import orjson

from aggregates.catalogue import Catalogue
from aggregates.commands.command import Command
from aggregates.common import Registered
from graphql_api import events, findings, subjects, tables
from graphql_api.columns import plain
from graphql_api.compiler import Compile, Compiler, Row, Selected
from graphql_api.desk import Filed, Rejected
from graphql_api.model import Field, Model, ObjectType
from graphql_api.naming import bilingual, pascal
from graphql_api.values import Request, Variables
from projections import names

REJECTION = "Rejection"
IN_THE_WAY = "inTheWay"

_OUTCOME = """subject uuid, event uuid, "first" bigint, "last" bigint, rejections jsonb, dependants uuid[],
    repeated boolean"""
_REJECTIONS = """n int, rule text, message text, message_en text, basis text, field text, missing text[],
    in_the_way uuid[], earliest_lawful_on date"""


def name(command: Command) -> str:
    """``FilePresaleContractPayload``."""
    return f"{pascal(command.name)}Payload"


def add_types(model: Model, catalogue: Catalogue, commands: Iterable[Command]) -> None:
    """The payload of every command, and what refuses it."""
    model.add(ObjectType(REJECTION, "A rule that refuses a command 驳回.", _rejection_fields()))
    shared = _shared_fields(catalogue)
    for command in commands:
        model.add(_payload(catalogue, command, shared))


def row(compiler: Compiler) -> tuple[Row, str]:
    """The row of what became of a command, as :func:`told` says it, and its ``from …``."""
    outcome = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    told = compiler.statement.bind_request("outcome", _of_request, "jsonb")
    return outcome, f"from jsonb_to_record({told}) {outcome.alias}({_OUTCOME})"


def _of_request(variables: Variables, request: Request) -> object:
    return request.outcome


def told(filed: Filed) -> str:
    """What became of a command, for :func:`row`."""
    return orjson.dumps(
        {
            "subject": str(filed.subject) if filed.subject else None,
            "event": str(filed.event) if filed.event else None,
            "first": filed.first,
            "last": filed.last,
            "rejections": [_told(number, one) for number, one in enumerate(filed.rejections)],
            "dependants": list(map(str, filed.dependants)),
            "repeated": filed.repeated,
        }
    ).decode()


def _told(number: int, one: Rejected) -> Mapping[str, object]:
    return {
        "n": number,
        "rule": one.rule,
        "message": one.message,
        "message_en": one.message_en,
        "basis": one.basis or None,
        "field": one.field,
        "missing": list(one.missing),
        "in_the_way": list(map(str, one.in_the_way)),
        "earliest_lawful_on": one.earliest_lawful_on,
    }


def of_read_model(compiler: Compiler, command: Command, one: Selected) -> tuple[bool, bool]:
    """Whether a payload selects what the read model shows of a command that is recorded, and of one that is refused."""
    selected = compiler.below(name(command), one.nodes)
    refused = [
        below for field in selected if field.name == "rejections" for below in compiler.below(REJECTION, field.nodes)
    ]
    recorded = any(field.name not in _OF_THE_OUTCOME for field in selected)
    return recorded, any(field.name == IN_THE_WAY for field in refused)


_OF_THE_OUTCOME = frozenset({"__typename", "position", "rejections", "repeated"})


def _payload(catalogue: Catalogue, command: Command, shared: Mapping[str, Field]) -> ObjectType:
    said = "What became of it: what was recorded, or `rejections` and nothing else."
    fields = {"event": _event_field(), **_subject_field(catalogue, command), **shared}
    return ObjectType(name(command), said, fields)


def _subject_field(catalogue: Catalogue, command: Command) -> dict[str, Field]:
    said = "as it stands now; null where nothing was recorded, or nothing of it holds yet"
    if command.any_kind or command.by_event:
        return {"subject": Field("Subject", _any_subject(catalogue), bilingual("The subject", "对象", said))}
    kind = catalogue.kinds[command.subject.declaration.name]

    def compile_subject(compiler: Compiler, row: Row, one: Selected) -> str:
        return subjects.subject_object(compiler, kind, row.column("subject"), row, one)

    return {kind.table: Field(subjects.type_name(kind), compile_subject, bilingual(kind.en, kind.zh, said))}


def _any_subject(catalogue: Catalogue) -> Compile:
    def compile_subject(compiler: Compiler, row: Row, one: Selected) -> str:
        kind = f"(select s.kind from read.subject s where s.subject = {row.column('subject')})"
        return subjects.subject_of(compiler, catalogue, row, one, kind)

    return compile_subject


def _event_field() -> Field:
    def compile_event(compiler: Compiler, row: Row, one: Selected) -> str:
        event, source = _events(compiler, row, lambda event: f"{event.column('id')} = {row.column('event')}")
        return compiler.object(events.EVENT, event, one, source)

    return Field(events.EVENT, compile_event, "The event that the command itself made 事件")


def _shared_fields(catalogue: Catalogue) -> dict[str, Field]:
    listed = f"[{events.EVENT}!]!"
    return {
        "position": plain("last", "Position", "Position of its last event; null where nothing was recorded 账本位置"),
        "events": Field(listed, _all_events, "All that it recorded, in order; what it caused included 全部事件"),
        "rejections": Field(
            f"[{REJECTION}!]!", _rejections, "The rules that refuse it; empty where it is recorded 驳回"
        ),
        "dependants": Field(
            listed,
            _listed("dependants"),
            "Earlier decisions on the strength of what it changed, to be looked at 依赖事件",
        ),
        "findings": Field("[Finding!]!", _findings(catalogue), "Findings that it opened 问题"),
        "repeated": plain("repeated", "Boolean!", "The same command was recorded before; this is its answer 重复提交"),
    }


def _rejection_fields() -> dict[str, Field]:
    return {
        "rule": plain("rule", "String!", "Id of the rule 规则"),
        "message": plain("message", "String!", "What is wrong and what would help, in Chinese 说明"),
        "messageEn": plain("message_en", "String!", "The same in English 英文说明"),
        "basis": plain("basis", "String", "Law or regulation that it rests on 依据"),
        "field": plain("field", "String", "The input that is wrong 字段"),
        "missing": plain("missing", "[String!]!", "Types of the events that are missing 缺少的事件"),
        IN_THE_WAY: Field(
            f"[{events.EVENT}!]!", _listed("in_the_way"), "Events on record that are in its way 冲突事件"
        ),
        "earliestLawfulOn": plain(
            "earliest_lawful_on", "Date", "First later day on which the same would pass, where there is one 最早合规日"
        ),
    }


def _events(compiler: Compiler, row: Row, condition: Callable[[Row], str]) -> tuple[Row, str]:
    """Events under a condition, of those that the reader may see."""
    event = Row(compiler.statement.alias(), row.at)
    where = [condition(event), *tables.event_in_scope(compiler, event)]
    return event, f"from read.event {event.alias}{tables.conjunction(where)}"


def _within(row: Row, event: Row) -> str:
    return f"{event.column('position')} between {row.column('first')} and {row.column('last')}"


def _all_events(compiler: Compiler, row: Row, one: Selected) -> str:
    event, source = _events(compiler, row, lambda event: _within(row, event))
    return compiler.objects(events.EVENT, event, one, f"{source} order by {event.column('position')}")


def _listed(column: str) -> Compile:
    """The events whose ids a column holds, in its order."""

    def compile_events(compiler: Compiler, row: Row, one: Selected) -> str:
        ids = row.column(column)
        event, source = _events(compiler, row, lambda event: f"{event.column('id')} = any({ids})")
        order = f" order by array_position({ids}, {event.column('id')})"
        return compiler.objects(events.EVENT, event, one, source + order)

    return compile_events


def _rejections(compiler: Compiler, row: Row, one: Selected) -> str:
    rejection = Row(compiler.statement.alias(), row.at)
    source = f"from jsonb_to_recordset({row.column('rejections')}) {rejection.alias}({_REJECTIONS})"
    return compiler.objects(REJECTION, rejection, one, f"{source} order by {rejection.column('n')}")


def _findings(catalogue: Catalogue) -> Compile:
    collection = Registered.findings.collection
    kinds = [kind for kind in catalogue.kinds.values() if collection.name in kind.collections]

    def compile_findings(compiler: Compiler, row: Row, one: Selected) -> str:
        finding = Row(compiler.statement.alias(), row.at)
        opened = Row(compiler.statement.alias(), row.at)
        parts = " union all ".join(
            f"select f.* from {tables.relation(compiler, kind, row.at, kind.collections[collection.name])} f "
            f"where f.subject = {opened.column('subject')} and {opened.column('entity')} = 'findings/' || f.key"
            for kind in kinds
        )
        source = f"from ({_opened(compiler, row)}) {opened.alias} cross join lateral ({parts}) {finding.alias}"
        return compiler.objects(findings.FINDING, finding, one, f"{source} order by {opened.column('position')}")

    return compile_findings


def _opened(compiler: Compiler, row: Row) -> str:
    """Subject and entity of each finding that the command's events open, with the event's position."""

    def opens(event: Row) -> str:
        return f"{_within(row, event)} and {event.column('type')} = {names.literal('FindingRecorded')}"

    event, source = _events(compiler, row, opens)
    entity = f"jsonb_array_elements({event.column('changes')}) ->> 'entity'"
    return f"select {event.column('subject')}, {event.column('position')}, {entity} entity {source}"
