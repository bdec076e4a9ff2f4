"""What differs between two states of one subject, attribute by attribute, and which events made each difference.

Every entity is folded once at either pair of clocks; what is derived comes from the as-of functions, and a difference
in it is traced to the events that say anything which its decision table reads.
"""

from __future__ import annotations

import functools
import json

from aggregates.catalogue import Catalogue
from aggregates.kinds import Kind
from graphql_api import columns, differing, events, masking, tables
from graphql_api.compiler import AsOf, Compiler, Row, Selected
from graphql_api.errors import BadVariable
from graphql_api.model import Argument, Field, Model, ObjectType
from projections import names, typed

TYPE = "AttributeDifference"
SUBJECT = Row('"$s"', None)
"""The subject whose states are compared, within the select of the differences."""


def add_types(model: Model) -> None:
    """The type of one difference."""
    model.add(ObjectType(TYPE, "An attribute that has different values in two states of a subject 差异.", _fields()))


def root(catalogue: Catalogue) -> Field:
    """``difference``."""
    said = (
        "What differs between two states of one subject, and which events made the difference; a subject that did not "
        "exist at one of the clocks has no values there. Empty where the states are the same, or the subject may not "
        "be seen 两个时点的差异."
    )
    arguments = {
        "kind": Argument("SubjectKind!", "Kind of the subject 对象类别."),
        "code": Argument("String!", "Any code that it ever had 对象编码."),
        "scheme": Argument("String", "Code scheme, where several use the same code 编码体系.", None),
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
    }


def _compile(compiler: Compiler, catalogue: Catalogue, one: Selected) -> str:
    name = one.arguments["kind"].name
    if name not in catalogue.kinds:
        raise BadVariable(f"No {name} is registered here; kind is one of {', '.join(catalogue.kinds)}.", field="kind")
    row = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    source = f"from ({_differences(compiler, catalogue.kinds[name], one)}) {row.alias}"
    return compiler.objects(TYPE, row, one, f"{source} order by {row.column('entity')}, {row.column('n')}")


def _differences(compiler: Compiler, kind: Kind, one: Selected) -> str:
    """The select of all differences, with what their fields and their events need."""
    first, second = (tables.stated_clocks(compiler, one.arguments[name], name) for name in ("from", "to"))
    listed = [attribute.told(n) for n, attribute in enumerate(differing.attributes(compiler, kind))]
    told = compiler.statement.bind(json.dumps(listed, ensure_ascii=False), "jsonb")
    states = f"({_states(compiler, kind, first)}) o full join ({_states(compiler, kind, second)}) n using (entity)"
    shown = functools.partial(_shown, compiler)
    clocks = ", ".join(
        f"{sql} {side}_{clock}"
        for side, at in (("first", first), ("second", second))
        for clock, sql in (("day", at.valid), ("known", at.known), ("position", at.position))
    )
    return (
        f"select {SUBJECT.column('subject')}, x.entity, m.*, {clocks}, {_parents(kind)} parents,"
        " case x.entity when '' then m.attribute else x.entity || '/' || m.attribute end path,"
        ' (x.one is null) <> (x.other is null) appeared, v.shown_one before, v.shown_other "after"'
        f" from ({_subject(compiler, kind, one)}) {SUBJECT.alias}"
        f" cross join lateral (select entity, o.state one, n.state other from {states}) x"
        f" join jsonb_to_recordset({told}) m({differing.COLUMNS}) on m.collection = split_part(x.entity, '/', 1)"
        f" cross join lateral (select {_value('x.one')} one, {_value('x.other')} other) w"
        f" cross join lateral (select {shown('w.one')} shown_one, {shown('w.other')} shown_other) v"
        " where w.one is distinct from w.other"
    )


def _subject(compiler: Compiler, kind: Kind, one: Selected) -> str:
    bind, scheme = compiler.statement.bind, one.arguments.get("scheme")
    code = bind(one.arguments["code"], "text")
    subject = tables.by_code(kind.name, code, bind(scheme, "text") if scheme is not None else None)
    scope = [*tables.sees_kind(compiler, kind), *tables.in_scope(compiler, "s.division_id")]
    where = [f"s.subject = {subject}", *scope]
    return f"select s.subject, s.scheme from read.subject s{tables.conjunction(where)}"


def _states(compiler: Compiler, kind: Kind, at: AsOf) -> str:
    """Each entity of the subject with its state, what is derived of it included."""
    fold = typed.entity_fold("read", SUBJECT.column("subject"), typed.Clocks(at.valid, at.known, at.position))
    collections = " ".join(_live(kind, name, at) for name in kind.collections)
    derived = f"case split_part(f.entity, '/', 1) when '' then {_regions(compiler, kind, at)} {collections} end"
    return f"""select f.entity, f.state || '{{"exists": true}}' || coalesce({derived}, '{{}}') state from ({fold}) f"""


def _regions(compiler: Compiler, kind: Kind, at: AsOf) -> str:
    listed = ", ".join(f"r.{names.quoted(region.name)}" for region in columns.derived(kind))
    if not listed:
        return "null::jsonb"
    rows = f"{tables.relation(compiler, kind, at)} r where r.subject = {SUBJECT.column('subject')}"
    return f"(select to_jsonb(y) from (select {listed} from {rows}) y)"


def _live(kind: Kind, collection: str, at: AsOf) -> str:
    span = typed.span(kind, kind.collections[collection])
    if not span.days:
        return ""
    days = ", ".join(f"{day} date" for day in span.days)
    stands = f"jsonb_build_object('live', {span.sql('e', at.valid)})"
    return f"when {names.literal(collection)} then (select {stands} from jsonb_to_record(f.state) e({days}))"


def _value(state: str) -> str:
    """The value of attribute ``m`` in a state: null where there is none, decimals with all their digits."""
    exists = f"case when m.attribute = 'exists' then coalesce({state} -> m.attribute, 'false')"
    decimal = f"when m.scale is not null then to_jsonb(round(({state} ->> m.attribute)::numeric, m.scale)::text)"
    return f"{exists} {decimal} else nullif({state} -> m.attribute, 'null') end"


def _shown(compiler: Compiler, value: str) -> str:
    gone = "m.hidden = 'sealed' and " + masking.erased(compiler, f"{value} ->> 'ref'")
    hidden = f"case when {gone} then {masking.ERASED} when m.hidden is not null then jsonb_build_object(m.hidden, true)"
    return f"case when {value} is not null then {hidden} else {value} end end"


def _parents(kind: Kind) -> str:
    """The subjects whose values the derived attributes take in either state."""
    if kind.name not in typed.PARENTS:
        return "'{}'::uuid[]"
    attribute, parent = typed.PARENTS[kind.name]
    codes = (f"{state} ->> {names.literal(attribute)}" for state in ("x.one", "x.other"))
    found = ", ".join(tables.by_code(parent, f"({code})", SUBJECT.column("scheme")) for code in codes)
    return f"array[{found}]"


def _events(compiler: Compiler, row: Row, one: Selected) -> str:
    event = Row(compiler.statement.alias(), row.at)
    where = [f"{event.column('position')} in ({_positions(row)})"]
    where += tables.event_in_scope(compiler, event)
    order = events.timeline_order(event.alias).sql(backward=False)
    source = f"from read.event {event.alias}{tables.conjunction(where)} order by {order}"
    return compiler.objects(events.EVENT, event, one, source)


def _positions(row: Row) -> str:
    """Positions of the events that count in one of the states only and say something about the difference."""
    first, second = (_counts(row, side) for side in ("first", "second"))
    own, subject = row.column("own"), row.column("subject")
    said = f"({own} is null or {row.column('derived')} and {row.column('appeared')} or t.set ?| {own})"
    within = "t.entity >= c.name || '/' and t.entity < c.name || '0'"
    whole = f"read.timeline t on t.subject = {subject} and {within}"
    parents = f"t.subject = any({row.column('parents')}) and t.entity = '' and t.set ?| {row.column('parent')}"
    sources = (
        f"read.timeline t where t.subject = {subject} and t.entity = {row.column('entity')} and {said}",
        f"unnest({row.column('collections')}) c(name) join {whole} where true",
        f"read.timeline t where {parents}",
    )
    return " union all ".join(f"select t.position from {source} and ({first}) <> ({second})" for source in sources)


def _counts(row: Row, side: str) -> str:
    """Whether a row of the timeline counts in a state."""
    day, known, position = (row.column(f"{side}_{clock}") for clock in ("day", "known", "position"))
    return f"t.effective_on <= {day} and {typed.Clocks(day, known, position).visible()}"
