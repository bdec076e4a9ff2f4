"""One step of a subject's life: its state at a position of the ledger, and why every attribute has the value it has."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum
from typing import Any

from aggregates.catalogue import Catalogue
from aggregates.kinds import Kind
from graphql_api import columns, differing, events, states, tables
from graphql_api.compiler import Compile, Compiler, Row, Selected
from graphql_api.connections import Page, compile_page, connection_name, connection_types, page_arguments
from graphql_api.cursors import Key, Order
from graphql_api.model import Argument, EnumType, Field, Model, ObjectType
from graphql_api.subjects import subject_object
from projections import typed

STEP, ATTRIBUTE, SAYING = "Step", "StepAttribute", "Saying"
ATTRIBUTES = 100


class SayingStanding(Enum):
    """What became of what an event said of an attribute."""

    HOLDS = "有效"
    SUPERSEDED = "被后来者取代"
    CORRECTED = "被更正"
    VOIDED = "被撤销"
    NOT_YET_EFFECTIVE = "尚未生效"


def add_types(model: Model) -> None:
    """A step, its attributes, what was said of each."""
    model.add(
        EnumType(SayingStanding, "What became of what an event said of an attribute 表述状态."),
        ObjectType(STEP, "A subject at a position of the ledger 账本位置上的对象.", _step()),
        ObjectType(ATTRIBUTE, "An attribute at a position of the ledger, and why it is so 属性及其由来.", _attribute()),
        ObjectType(SAYING, "What one event said of one attribute 一次表述.", _saying()),
        *connection_types(ATTRIBUTE),
    )


def field(catalogue: Catalogue) -> Field:
    """``step`` of ``audit``."""
    said = (
        "One subject as it stood when the ledger had come to a position, and why; all below it is seen by these "
        "clocks. Null where there is none that the reader may see, and for all but auditors 逐步回放"
    )
    arguments = {
        **states.arguments(),
        "position": Argument("Position!", "As this ledger knew at this position 账本位置."),
        "validOn": Argument("Date", "As it was in the world on this day; today where not given 日期.", None),
        "attribute": Argument("String", "Only attributes of this name, as in events 属性.", None),
        "entity": Argument(
            "String", "Only of this entity: empty for the subject itself, else collection/key 实体.", None
        ),
    }
    return Field(STEP, lambda compiler, row, one: _compile(compiler, catalogue, one), said, arguments)


def _compile(compiler: Compiler, catalogue: Catalogue, one: Selected) -> str:
    clocks = {name: one.arguments.get(name) for name in ("position", "validOn")}
    at = replace(
        tables.stated_clocks(compiler, clocks), states_day=False
    )  # voids take effect later than what they void
    kind = states.kind(catalogue, one)
    row = states.Known(compiler.statement.alias(), at, kind)
    subject = states.subject(compiler, kind, one)
    asked = ", ".join(f"{_text(compiler, one.arguments.get(name))} only_{name}" for name in ("attribute", "entity"))
    source = f"(select s.*, {at.position} at_position, {at.valid} valid_on, {asked} from ({subject}) s) {row.alias}"
    return compiler.object(STEP, row, one, f"from {source}")


def _text(compiler: Compiler, value: Any) -> str:
    return compiler.statement.bind(value, "text") if value is not None else "null::text"


def _step() -> dict[str, Field]:
    found = "Its attributes then, its elements' too, with the reasons; narrowed as the step is 属性及其由来"
    return {
        "kind": columns.plain("kind", "SubjectKind!", "Kind of the subject 对象类别"),
        "code": columns.plain("code", "String!", "Its present code 对象编码"),
        "position": columns.plain("at_position", "Position!", "The position of the ledger 账本位置", "bigint"),
        "validOn": columns.plain("valid_on", "Date!", "The day in the world 日期", "date"),
        "event": Field(
            events.EVENT, _event("="), "Its event at this position; null where that is another's 该位置的事件"
        ),
        "previous": Field(events.EVENT, _event("<"), "Its last event before this position: one step back 上一步"),
        "next": Field(events.EVENT, _event(">"), "Its first event after this position, as of now: one step on 下一步"),
        "subject": Field("Subject", _subject, "The subject then, derived values and all 对象状态"),
        "attributes": Field(f"{connection_name(ATTRIBUTE)}!", _attributes, found, page_arguments(ATTRIBUTES)),
    }


def _event(operator: str) -> Compile:
    """What comes after a position is not known there, so it is shown as of now."""

    def compile_event(compiler: Compiler, row: Row, one: Selected) -> str:
        event = Row(compiler.statement.alias(), None if operator == ">" else row.at)
        position = event.column("position")
        where = [
            f"{event.column('subject')} = {row.column('subject')}",
            f"{position} {operator} {row.column('at_position')}",
        ]
        nearest = f" order by {position}{' desc' if operator == '<' else ''} limit 1"
        source = f"from read.event {event.alias}{tables.conjunction(where)}{nearest}"
        return compiler.object(events.EVENT, event, one, source)

    return compile_event


def _subject(compiler: Compiler, row: Row, one: Selected) -> str:
    return subject_object(compiler, states.known(row).kind, row.column("subject"), row, one)


def _attributes(compiler: Compiler, row: Row, one: Selected) -> str:
    kind = states.known(row).kind
    attribute = states.Known(compiler.statement.alias(), row.at, kind)
    order = Order("step", (Key(attribute.column("entity"), "text"), Key(attribute.column("n"), "integer")))
    page = Page(
        attribute,
        f"from ({_listed(compiler, kind, row)}) {attribute.alias}",
        (),
        order,
        order,
    )
    return compile_page(compiler, one, page, ATTRIBUTE, ATTRIBUTES)


def _listed(compiler: Compiler, kind: Kind, row: Row) -> str:
    """All attributes of the subject ``row`` that have a value then, or are known to be empty."""
    assert row.at is not None
    subject = ", ".join(row.column(name) for name in ("subject", "scheme", "at_position", "valid_on"))
    only = [
        f"coalesce({said} = {row.column(f'only_{name}')}, true)"
        for name, said in (("attribute", "m.attribute"), ("entity", "x.entity"))
    ]
    there = "w.value is not null or not m.derived and x.state ? m.attribute"
    return (
        f"select {states.SUBJECT.alias}.*, x.entity, m.*, {states.parents(kind, 'x.state')} parents,"
        " case x.entity when '' then m.attribute else x.entity || '/' || m.attribute end path, v.value"
        f" from (select {subject}) {states.SUBJECT.alias}"
        f" cross join lateral ({states.entities(compiler, kind, row.at)}) x"
        f" join {states.declared(compiler, kind)} on m.collection = split_part(x.entity, '/', 1)"
        f" cross join lateral (select {states.value('x.state')} as value) w"
        f" cross join lateral (select {states.shown(compiler, 'w.value')} as value) v"
        f" where m.attribute <> '{differing.EXISTS}' and ({there}) and {' and '.join(only)}"
    )


def _attribute() -> dict[str, Field]:
    hidden = "what may not be seen is hidden as in Event.data; null: known to be empty"
    why = (
        "The events that it follows from, in effective order: of a derived attribute all that say anything it reads "
        "and counted then; of another the one that set it. None where time alone makes it 依据事件"
    )
    return {
        "entity": columns.plain("entity", "String!", "Empty for the subject itself, else collection/key 实体"),
        "entityLabel": columns.plain("entity_label", "String!", "What the entity is, English and Chinese 实体名称"),
        "attribute": columns.plain("attribute", "String!", "Its name in events 属性"),
        "path": columns.plain("path", "String!", "As in Event.data: attribute, or collection/key/attribute 路径"),
        "label": columns.plain("label", "String!", "The attribute in words, English and Chinese 属性名称"),
        "derived": columns.plain("derived", "Boolean!", "Follows from others, never recorded 推导", "boolean"),
        "value": columns.plain("value", "JSON", f"Its value then; {hidden} 值", "jsonb"),
        "setBy": Field(events.EVENT, _set_by, "The event that set it; null of a derived one 设定事件"),
        "because": Field(f"[{events.EVENT}!]!", _because, why),
        "sayings": Field(
            f"[{SAYING}!]!",
            _sayings,
            "All that events recorded until then say of it, in effective order, and what became of each 历次表述",
        ),
    }


_LAST = """t.entity = {entity} and t.set ? {attribute} and t.effective_on <= {day} and t.positions @> {position}"""


def _setter(row: Row) -> str:
    """The position of the event that set the attribute of ``row``."""
    names = {"entity": "entity", "attribute": "attribute", "day": "valid_on", "position": "at_position"}
    counts = _LAST.format(**{name: row.column(column) for name, column in names.items()})
    order = ", ".join(f"{key.strip()} desc" for key in typed.ORDER.split(","))
    source = f"from read.timeline t where t.subject = {row.column('subject')} and {counts}"
    return f"(select t.position {source} order by {order} limit 1)"


def _set_by(compiler: Compiler, row: Row, one: Selected) -> str:
    event = Row(compiler.statement.alias(), row.at)
    where = f"where not {row.column('derived')} and {event.column('position')} = {_setter(row)}"
    return compiler.object(events.EVENT, event, one, f"from read.event {event.alias} {where}")


def _because(compiler: Compiler, row: Row, one: Selected) -> str:
    event = Row(compiler.statement.alias(), row.at)
    counts = f"t.effective_on <= {row.column('valid_on')} and t.positions @> {row.column('at_position')}"
    position = event.column("position")
    reasons = (
        f"case when {row.column('derived')} then {position} in ({states.saying(row, counts, 'false')}) "
        f"else {position} = {_setter(row)} end"
    )
    subjects = f"{event.column('subject')} = any({row.column('subject')} || {row.column('parents')})"
    where = [subjects, reasons, *tables.event_in_scope(compiler, event)]
    order = events.timeline_order(event.alias).sql(backward=False)
    source = f"from read.event {event.alias}{tables.conjunction(where)} order by {order}"
    return compiler.objects(events.EVENT, event, one, source)


def _saying() -> dict[str, Field]:
    standing = (
        "HOLDS: it is why the attribute has this value; SUPERSEDED by what took effect later; CORRECTED or VOIDED by "
        "then; NOT_YET_EFFECTIVE on the day 表述状态"
    )
    return {
        "event": Field(f"{events.EVENT}!", events.event_item, "Who said it, when, by which document 事件"),
        "value": columns.plain(
            "value", "JSON", "What it said, hidden as elsewhere; null: that it is empty 值", "jsonb"
        ),
        "standing": columns.plain("standing", "SayingStanding!", standing),
    }


def _sayings(compiler: Compiler, row: Row, one: Selected) -> str:
    event = Row(compiler.statement.alias(), row.at)
    at, day, attribute = (row.column(name) for name in ("at_position", "valid_on", "attribute"))
    standing = (
        f"case when not t.positions @> {at} then case when e.voided_at <= {at} then 'VOIDED' else 'CORRECTED' end "
        f"when t.effective_on > {day} then 'NOT_YET_EFFECTIVE' when t.position = {_setter(row)} then 'HOLDS' "
        "else 'SUPERSEDED' end"
    )
    said = states.shown(compiler, f"nullif(t.set -> {attribute}, 'null')", row)
    rows = (
        f"select e.*, {said} as value, {standing} standing from read.timeline t join read.event e using (position)"
        f" where t.subject = {row.column('subject')} and t.entity = {row.column('entity')} and t.set ? {attribute}"
        f" and t.position <= {at}"
    )
    order = events.timeline_order(event.alias).sql(backward=False)
    return compiler.objects(SAYING, event, one, f"from ({rows}) {event.alias} order by {order}")
