"""What differs between two states of one subject, attribute by attribute, and which events made each difference.

Every entity is folded once at either pair of clocks; what is derived comes from the as-of functions, and a difference
in it is traced to the events that say anything which its decision table reads.
"""

from __future__ import annotations

import functools

from aggregates.catalogue import Catalogue
from aggregates.kinds import Kind
from graphql_api import causes, columns, events, states, tables
from graphql_api.compiler import AsOf, Compiler, Row, Selected
from graphql_api.model import Argument, Field, Model, ObjectType
from projections import typed

TYPE = "AttributeDifference"


def add_types(model: Model) -> None:
    """The type of one difference, and that of its causes."""
    causes.add_types(model)
    model.add(ObjectType(TYPE, "An attribute that has different values in two states of a subject 差异.", _fields()))


def root(catalogue: Catalogue) -> Field:
    """``difference``."""
    said = (
        "What differs between two states of one subject, and which events made the difference; a subject that did not "
        "exist at one of the clocks has no values there. Empty where the states are the same, or the subject may not "
        "be seen 两个时点的差异."
    )
    arguments = {
        **states.arguments(),
        "from": Argument("AsOf!", "The clocks of the first state; what they leave out is today, as known now 起."),
        "to": Argument("AsOf!", "The clocks of the second 止."),
    }
    return Field(f"[{TYPE}!]!", lambda compiler, row, one: _compile(compiler, catalogue, one), said, arguments)


def _fields() -> dict[str, Field]:
    masked = (
        "sealed values are told as {sealed: true}, once their key is destroyed as {erased: true}, others that may not "
        "be seen as {masked: true}"
    )
    made = (
        "The events that made the difference, in effective order: they count in one of the states only, and set it or "
        "what it follows from. None where time alone made it 形成差异的事件"
    )
    return {
        "entity": columns.plain("entity", "String!", "Empty for the subject itself, else collection/key 实体"),
        "entityLabel": columns.plain("entity_label", "String!", "What the entity is, English and Chinese 实体名称"),
        "attribute": columns.plain("attribute", "String!", "Its name in events; exists: whether it is there 属性"),
        "field": columns.plain("field", "String!", "The field that shows it 字段"),
        "path": columns.plain("path", "String!", "As in Event.data: attribute, or collection/key/attribute 路径"),
        "label": columns.plain("label", "String!", "The attribute in words, English and Chinese 属性名称"),
        "derived": columns.plain("derived", "Boolean!", "Follows from others, never recorded 推导", "boolean"),
        "before": columns.plain("before", "JSON", f"Its value in the first state; {masked} 原值", "jsonb"),
        "after": columns.plain("after", "JSON", f"Its value in the second state; {masked} 现值", "jsonb"),
        "events": Field(f"[{events.EVENT}!]!", _events, made),
        "causes": Field(
            f"[{causes.TYPE}!]!",
            _causes,
            "The same events in the same order, each with how it made the difference 原因",
        ),
    }


def _compile(compiler: Compiler, catalogue: Catalogue, one: Selected) -> str:
    kind = states.kind(catalogue, one)
    first, second = (tables.stated_clocks(compiler, one.arguments[name], name) for name in ("from", "to"))
    return between(compiler, kind, states.subject(compiler, kind, one), first, second, one)


def between(compiler: Compiler, kind: Kind, subject: str, first: AsOf, second: AsOf, one: Selected) -> str:
    """The list of what differs between two states of the subject that a select answers with its scheme."""
    row = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    source = f"from ({_differences(compiler, kind, subject, first, second)}) {row.alias}"
    return compiler.objects(TYPE, row, one, f"{source} order by {row.column('entity')}, {row.column('n')}")


def _differences(compiler: Compiler, kind: Kind, subject: str, first: AsOf, second: AsOf) -> str:
    """The select of all differences, with what their fields and their events need."""
    each, other = (states.entities(compiler, kind, at) for at in (first, second))
    shown = functools.partial(states.shown, compiler)
    clocks = ", ".join(
        f"{sql} {side}_{clock}"
        for side, at in (("first", first), ("second", second))
        for clock, sql in (("day", at.valid), ("known", at.known), ("position", at.position))
    )
    return (
        f"select {states.SUBJECT.column('subject')}, x.entity, m.*, {clocks},"
        f" {states.parents(kind, 'x.one', 'x.other')} parents,"
        " case x.entity when '' then m.attribute else x.entity || '/' || m.attribute end path,"
        ' (x.one is null) <> (x.other is null) appeared, v.shown_one before, v.shown_other "after"'
        f" from ({subject}) {states.SUBJECT.alias}"
        f" cross join lateral (select entity, o.state one, n.state other from ({each}) o full join ({other}) n"
        " using (entity)) x"
        f" join {states.declared(compiler, kind)} on m.collection = split_part(x.entity, '/', 1)"
        f" cross join lateral (select {states.value('x.one')} one, {states.value('x.other')} other) w"
        f" cross join lateral (select {shown('w.one')} shown_one, {shown('w.other')} shown_other) v"
        " where w.one is distinct from w.other"
    )


def _events(compiler: Compiler, row: Row, one: Selected) -> str:
    event = Row(compiler.statement.alias(), row.at)
    where = [f"{event.column('position')} in ({_positions(row)})", *tables.event_in_scope(compiler, event)]
    order = events.timeline_order(event.alias).sql(backward=False)
    source = f"from read.event {event.alias}{tables.conjunction(where)} order by {order}"
    return compiler.objects(events.EVENT, event, one, source)


def _causes(compiler: Compiler, row: Row, one: Selected) -> str:
    """The same events, each with how it came to make the difference."""
    return causes.of(compiler, row, one, _positions(row))


def _positions(row: Row) -> str:
    """Positions of the events that count in one of the states only and say something about the difference."""
    first, second = (_counts(row, side) for side in ("first", "second"))
    return states.saying(row, f"({first}) <> ({second})", f"{row.column('appeared')}")


def _counts(row: Row, side: str) -> str:
    """Whether a row of the timeline counts in a state."""
    day, known, position = (row.column(f"{side}_{clock}") for clock in ("day", "known", "position"))
    return f"t.effective_on <= {day} and {typed.Clocks(day, known, position).visible()}"
