"""A subject's life as a table of two clocks: what was believed, at each moment at which knowledge changed, of each day.

A row of the table is a moment; its cells are spans of days within which the subject's own record is the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from aggregates.catalogue import Catalogue
from aggregates.kinds import Kind
from graphql_api import columns, events, masking, states, tables
from graphql_api.compiler import AsOf, Compiler, Row, Selected
from graphql_api.connections import Page, compile_page, connection_name, connection_types, page_arguments, page_size
from graphql_api.cursors import Key, Order
from graphql_api.model import Argument, Field, Model, ObjectType
from graphql_api.subjects import subject_object
from graphql_api.values import resolver
from projections import names, typed

LIFE, MOMENT, SPAN = "Life", "LifeMoment", "LifeSpan"
MOMENTS, SPANS = 20, 100


def add_types(model: Model, catalogue: Catalogue) -> None:
    """A life, its moments, their spans."""
    model.add(
        ObjectType(
            LIFE, "A subject's life by both clocks: moments of knowledge, days in the world 双时态全史.", _life()
        ),
        ObjectType(MOMENT, "A moment at which what is known of a subject changed 认知变化时刻.", _moment()),
        ObjectType(SPAN, "Days of which the same was believed at a moment 同一状态的日期区间.", _span(catalogue)),
        *connection_types(MOMENT),
    )


def field(catalogue: Catalogue) -> Field:
    """``life`` of ``audit``."""
    said = (
        "The life of one subject as a table of two clocks; null where there is none that the reader may see, and for "
        "all but auditors 双时态全史"
    )
    return Field(LIFE, lambda compiler, row, one: _compile(compiler, catalogue, one), said, states.arguments())


def _compile(compiler: Compiler, catalogue: Catalogue, one: Selected) -> str:
    kind = states.kind(catalogue, one)
    row = states.Known(compiler.statement.alias(), None, kind)
    subject = states.subject(compiler, kind, one)
    return compiler.object(LIFE, row, one, f"from ({subject}) {row.alias}")


def _life() -> dict[str, Field]:
    moments = (
        "The moments at which any event about it was registered, voids and corrections too, in their order 认知变化时刻"
    )
    return {
        "kind": columns.plain("kind", "SubjectKind!", "Kind of the subject 对象类别"),
        "code": columns.plain("code", "String!", "Its present code 对象编码"),
        "moments": Field(f"{connection_name(MOMENT)}!", _moments, moments, page_arguments(MOMENTS)),
    }


def _moments(compiler: Compiler, row: Row, one: Selected) -> str:
    moment = states.Known(compiler.statement.alias(), None, states.known(row).kind)
    subject = row.column("subject")
    listed = (
        f"select e.subject, e.registered_at known_at, min(e.position) first, max(e.position) last,"
        f" lag(e.registered_at) over (order by e.registered_at) known_before from read.event e"
        f" where e.subject = {subject} group by e.subject, e.registered_at"
    )
    micros = f"(extract(epoch from {moment.column('known_at')}) * 1000000)::bigint"
    order = Order("life", (Key(micros, "bigint"),))
    page = Page(
        moment,
        f"from ({listed}) {moment.alias}",
        (),
        order,
        order,
    )
    return compile_page(compiler, one, page, MOMENT, MOMENTS)


def _moment() -> dict[str, Field]:
    spans = (
        "What was believed at this moment of each span of days, the earliest first. A span begins where any event "
        "registered until then takes effect, or a day that it states begins or ends something 各日期区间的状态"
    )
    paging = {
        "first": Argument("Int!", "At most so many, up to 500.", SPANS),
        "after": Argument("Date", "Only spans that begin after this day.", None),
    }
    return {
        "knownAt": columns.plain("known_at", "DateTime!", "When the registers knew 登记时间", "timestamptz"),
        "firstPosition": columns.plain(
            "first", "Position!", "The first event that was registered then 首个位置", "bigint"
        ),
        "lastPosition": columns.plain("last", "Position!", "The last one 末个位置", "bigint"),
        "events": Field(f"[{events.EVENT}!]!", _registered, "What was registered then 登记事件"),
        "spans": Field(f"[{SPAN}!]!", _spans, spans, paging),
    }


def _registered(compiler: Compiler, row: Row, one: Selected) -> str:
    event = Row(compiler.statement.alias(), None)
    own = f"{event.column('subject')} = {row.column('subject')}"
    where = [own, f"{event.column('registered_at')} = {row.column('known_at')}"]
    order = f" order by {event.column('position')}"
    source = f"from read.event {event.alias}{tables.conjunction(where)}{order}"
    return compiler.objects(events.EVENT, event, one, source)


def _spans(compiler: Compiler, row: Row, one: Selected) -> str:
    bind, first, after = compiler.statement.bind, one.arguments.get("first", SPANS), one.arguments.get("after")
    kind = states.known(row).kind
    span = states.Known(compiler.statement.alias(), None, kind)
    own = f"t.subject = {row.column('subject')} and lower(t.known) <= {row.column('known_at')}"
    days = (
        f"select t.effective_on as day from read.timeline t where {own} union "
        f"select (v.value #>> '{{}}')::date + d.later from read.timeline t cross join lateral jsonb_each(t.set) v "
        f"join {_time_alone(kind)} on d.collection = split_part(t.entity, '/', 1) and d.name = v.key "
        f"where {own} and jsonb_typeof(v.value) = 'string'"
    )
    known = ", ".join(f"{row.column(name)} {name}" for name in ("subject", "known_at", "known_before"))
    listed = f"select {known}, x.day, lead(x.day) over (order by x.day) until from ({days}) x"
    beyond = f" where {span.column('day')} > {bind(after, 'date')}" if after is not None else ""
    size = bind(first, "bigint", page_size)
    with compiler.volume.within(resolver(first, page_size)):
        targets = compiler.targets(SPAN, span, compiler.below(SPAN, one.nodes))
    alias = compiler.statement.alias()
    source = f"from ({listed}) {span.alias}{beyond} order by {span.column('day')} limit {size}"
    return f"array(select {alias} from (select {targets} {source}) {alias})"


def _time_alone(kind: Kind) -> str:
    """The stated days on which, or the day after which, time alone changes something: from-item ``d``."""
    rows = [
        f"({names.literal(collection)}, {names.literal(name)}, {later})"
        for collection, name, later in sorted(set(_days(kind)))
    ]
    return f"(values {', '.join(['(null, null, 0)', *rows])}) d(collection, name, later)"


def _days(kind: Kind) -> Iterator[tuple[str, str, int]]:
    table = typed.table(kind)
    yield from (("", name, 0) for name in (table.days if table else ()))
    for collection in kind.collections.values():
        yield from ((collection.name, name, 0) for name in typed.span(kind, collection).days)
        if table:
            yield from ((collection.name, name, 0) for name in table.element_days(collection.name))
            yield from ((collection.name, name, 1) for name in table.days_after if name in collection.attributes)


def _span(catalogue: Catalogue) -> dict[str, Field]:
    values = (
        "What was believed to hold, by path as in Event.data, as far as it was recorded; what may not be seen is "
        "hidden as there. Empty where it did not exist 已登记属性"
    )
    changed = (
        "Paths of values of which something else, or nothing, was believed at the moment before 本次认知改变的属性"
    )
    subject = (
        "The subject as valid on the first of these days and as known at this moment, derived values and all 对象状态"
    )
    return {
        "validFrom": columns.plain("day", "Date!", "The first of the days 起", "date"),
        "validUntil": columns.plain("until", "Date", "The day after the last; null: for good 止", "date"),
        "values": Field("JSON!", lambda compiler, row, one: _values(compiler, catalogue, row), values),
        "changed": Field("[String!]!", lambda compiler, row, one: _changed(row), changed),
        "subject": Field("Subject", _subject, subject),
    }


def _subject(compiler: Compiler, row: Row, one: Selected) -> str:
    at = AsOf(row.column("day"), row.column("known_at"), "null::bigint", stated=True, states_day=True)
    return subject_object(compiler, states.known(row).kind, row.column("subject"), Row(row.alias, at), one)


def _fold(row: Row, known: str) -> str:
    clocks = typed.Clocks(row.column("day"), row.column(known), "null::bigint")
    return typed.entity_fold("read", row.column("subject"), clocks)


def _values(compiler: Compiler, catalogue: Catalogue, row: Row) -> str:
    kind = names.literal(states.known(row).kind.name)
    return masking.folded(compiler, catalogue, kind, _fold(row, "known_at"))


def _changed(row: Row) -> str:
    """Compared as recorded, so that a sealed value that became another one counts."""
    both = f"({_fold(row, 'known_at')}) f full join (select * from ({_fold(row, 'known_before')}) g"
    either = f"{both} where {row.column('known_before')} is not null) g using (entity)"
    keys = "select * from jsonb_object_keys(coalesce(f.state, '{}') || coalesce(g.state, '{}')) k(name)"
    differs = "nullif(f.state -> k.name, 'null') is distinct from nullif(g.state -> k.name, 'null')"
    path = "case entity when '' then k.name else entity || '/' || k.name end"
    return f"array(select {path} from {either} cross join lateral ({keys}) k where {differs} order by 1)"
