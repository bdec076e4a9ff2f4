"""Events: the type, the feed, timelines of one subject or its family, and the events that an event names."""

from __future__ import annotations

from collections.abc import Callable

from aggregates.catalogue import Catalogue
from aggregates.common import Registered
from aggregates.event import Reason, SubjectKind
from aggregates.exposure import Exposure
from graphql_api import masking, tables
from graphql_api.columns import column, plain
from graphql_api.compiler import AsOf, Compile, Compiler, Row, Selected
from graphql_api.connections import Page, compile_page, connection_name
from graphql_api.cursors import Key, Order
from graphql_api.model import Argument, EnumType, Field, Model, ObjectType
from graphql_api.subjects import subject_of
from projections import names

EVENT = "Event"
CONSEQUENCES = 20
_RESTS = (
    "All that has rested on it since, in the order of recording: what was decided on the strength of it or caused by "
    "it, and whatever rests on that in turn, as far as the reader may see. The cursor is the position 后续影响"
)


def timeline_order(alias: str) -> Order:
    """The effective order, in which the fold merges."""
    return Order(
        "timeline",
        (
            Key(f"{alias}.effective_on", "date"),
            Key(f"{alias}.effective_seq", "integer"),
            Key(f"{alias}.chain", "bigint"),
            Key(f"{alias}.position", "bigint"),
        ),
    )


def feed_order(alias: str) -> Order:
    """The order in which events were recorded."""
    return Order("position", (Key(f"{alias}.position", "bigint"),), opaque=False)


def visible(row: Row) -> list[str]:
    """Conditions that an event stood at the clocks in force, and took effect by the day that the reader named."""
    at = row.at
    if at is None or not at.stated:
        return [f"upper_inf({row.alias}.positions)"]
    stands = f"case when {at.position} is not null then {row.alias}.positions @> {at.position} " + (
        f"when {at.known} is not null then {row.alias}.known @> {at.known} else upper_inf({row.alias}.positions) end"
    )
    return [stands, *_effective(row, at)]


def recorded(row: Row) -> list[str]:
    """Conditions that an event had been recorded by the clocks in force, whether it stood or not."""
    at = row.at
    if at is None or not at.stated:
        return []
    known = f"({at.known} is null or {row.alias}.registered_at <= {at.known})"
    return [known, f"({at.position} is null or {row.alias}.position <= {at.position})", *_effective(row, at)]


def _effective(row: Row, at: AsOf) -> list[str]:
    return [f"{row.alias}.effective_on <= {at.valid}"] if at.states_day else []


def event_item(compiler: Compiler, row: Row, one: Selected) -> str:
    """An event's row as a JSON object."""
    return compiler.object(EVENT, row, one, "")


def timeline_page(row: Row, where: list[str], *, of_one: bool) -> Page:
    """The page of events in effective order under some conditions; ``of_one``: of one subject, as an index has them."""
    order = timeline_order(row.alias)
    return Page(row, f"from read.event {row.alias}", tuple(where), order, order, sorted=of_one)


def position_paging(default: int) -> dict[str, Argument]:
    """The arguments of lists of events in the order of recording, whose cursors are positions."""
    return {
        "first": Argument("Int", "Events of a page, at most 500.", default),
        "after": Argument("Position", "Position that the page begins after.", None),
    }


def feed_page(row: Row, where: list[str]) -> Page:
    """The page of events as they were recorded; its total is estimated from how densely positions are taken."""
    order = feed_order(row.alias)
    return Page(row, f"from read.event {row.alias}", tuple(where), order, order, _feed_estimate(row, where))


def _feed_estimate(row: Row, where: list[str]) -> str:
    rows = "(select greatest(reltuples, 1) from pg_class where oid = 'read.event'::regclass)"
    percent = f"least(100, 2000000 / {rows})"
    sampled = f"from read.event {row.alias} tablesample system ({percent}){tables.conjunction(where)}"
    return f"greatest(n, round((select count(*) * 100 / ({percent}) {sampled})::numeric))::bigint"


def _one_event(condition: Callable[[Row, Row], str], *, elsewhere: bool) -> Callable[[Compiler, Row, Selected], str]:
    """The field of one event that an event names; ``elsewhere``: it may belong to another subject."""

    def compile_event(compiler: Compiler, row: Row, one: Selected) -> str:
        return compiler.object(EVENT, *_named(compiler, row, one, condition, elsewhere, " limit 1"))

    return compile_event


def _many_events(condition: Callable[[Row, Row], str]) -> Callable[[Compiler, Row, Selected], str]:
    def compile_events(compiler: Compiler, row: Row, one: Selected) -> str:
        return compiler.objects(EVENT, *_named(compiler, row, one, condition, True, ""))

    return compile_events


def _named(
    compiler: Compiler, row: Row, one: Selected, condition: Callable[[Row, Row], str], elsewhere: bool, limit: str
) -> tuple[Row, Selected, str]:
    other = Row(compiler.statement.alias(), row.at)
    where = [condition(row, other), *recorded(other)]
    if elsewhere:
        where += tables.event_in_scope(compiler, other)
    order = f" order by {other.alias}.position desc" if limit else f" order by {other.alias}.position"
    return other, one, f"from read.event {other.alias}{tables.conjunction(where)}{order}{limit}"


def add_types(model: Model, catalogue: Catalogue) -> None:
    """Event and what it consists of."""
    model.add(
        EnumType(Reason, "Why an event was recorded 登记原因."),
        EnumType(SubjectKind, "Kinds of subjects 登记对象类别."),
        _document_type(),
        _judgement_type(),
        _event_type(catalogue),
    )


def _document_type() -> ObjectType:
    fields = {
        "kind": _member("kind", "String!", "Kind 文书类别"),
        "number": _member("number", "String!", "Number 文号"),
        "issuedOn": _member("issued_on", "Date!", "Issued on 签发日期"),
        "sha256": _member("sha256", "String", "SHA-256 of its text, in hex 摘要"),
        "uri": _member("uri", "String", "Where it is kept 存放地址"),
    }
    return ObjectType("Document", "The paper behind an event 文书.", fields)


def _judgement_type() -> ObjectType:
    policy = "SHA-256 of the text of its policy; several, joined by +, where several days governed 政策摘要"
    fields = {
        "rules": _member("rules", "String!", "Version of the rule set 规则版本", "judged_by"),
        "policy": _member("policy", "String!", policy, "judged_by"),
    }
    return ObjectType("Judgement", "By what an event was let in: fixed when it was recorded 裁量依据.", fields)


def _member(name: str, type_: str, description: str, column: str = "document") -> Field:
    return Field(type_, lambda compiler, row, one: f"({row.column(column)} ->> {names.literal(name)})", description)


def _told(type_name: str, column: str) -> Compile:
    """An object that stands in one column."""

    def compile_told(compiler: Compiler, row: Row, one: Selected) -> str:
        return f"case when {row.column(column)} is not null then {compiler.object(type_name, row, one, '')} end"

    return compile_told


def _findings(catalogue: Catalogue) -> Callable[[Compiler, Row, Selected], str]:
    kinds = [kind for kind in catalogue.kinds.values() if "findings" in kind.collections]

    def compile_findings(compiler: Compiler, row: Row, one: Selected) -> str:
        found = Row(compiler.statement.alias(), row.at)
        parts = " union all ".join(
            f"select f.* from {tables.relation(compiler, kind, row.at, kind.collections['findings'])} f "
            f"where f.subject = {row.column('subject')}"
            for kind in kinds
        )
        about = column(compiler, found, Registered.findings.collection.attributes["event"])
        where = f"where {about} = {row.column('id')}::text order by {found.column('key')}"
        return compiler.objects("Finding", found, one, f"from ({parts}) {found.alias} {where}")

    return compile_findings


def _label(catalogue: Catalogue) -> Callable[[Compiler, Row, Selected], str]:
    labels = {f"{kind}/{name}": f"{one.en} {one.zh}" for (kind, name), one in catalogue.event_types.items()}

    def compile_label(compiler: Compiler, row: Row, one: Selected) -> str:
        keys = compiler.statement.bind(list(labels), "text[]")
        values = compiler.statement.bind(list(labels.values()), "text[]")
        path = f"{row.column('kind')} || '/' || {row.column('type')}"
        return f"coalesce(({values})[array_position({keys}, {path})], {row.column('type')})"

    return compile_label


def _event_type(catalogue: Catalogue) -> ObjectType:
    return ObjectType(
        EVENT,
        "One thing that happened to one subject, as recorded for good 事件.",
        {**_own(catalogue), **_links(catalogue)},
    )


def _own(catalogue: Catalogue) -> dict[str, Field]:
    return {
        "position": plain("position", "Position!", "Position in the ledger 账本位置", "bigint"),
        "id": plain("id", "ID!", "Id of the event 事件标识", "uuid"),
        "kind": plain("kind", "SubjectKind!", "Kind of its subject 对象类别"),
        "scheme": plain("scheme", "String!", "Code scheme of its subject, as recorded 编码体系"),
        "code": plain("code", "String!", "Code of its subject, as recorded 对象编码"),
        "version": plain("version", "Int!", "Version of the subject that it made 版本", "int"),
        "type": plain("type", "String!", "Type, as in the catalogue 事件类型"),
        "label": Field("String!", _label(catalogue), "Type in words, English and Chinese 事件名称"),
        "effectiveOn": plain("effective_on", "Date!", "From which day it holds in the world 生效日期", "date"),
        "effectiveSeq": plain("effective_seq", "Int!", "Its source's order within that day 日内顺序", "int"),
        "registeredAt": plain("registered_at", "DateTime!", "When the registers knew of it 登记时间", "timestamptz"),
        "recordedAt": plain("recorded_at", "DateTime!", "When this ledger recorded it 入账时间", "timestamptz"),
        "source": plain("source", "String!", "Department or system that said it 来源"),
        "document": Field("Document", _told("Document", "document"), "The paper behind it 文书"),
        "actor": Field("String!", _actor, "Account that recorded it; to who sees no persons, the source 登记人"),
        "reason": plain("reason", "Reason!", "Why it was recorded 登记原因"),
        "judgedBy": Field(
            "Judgement",
            _told("Judgement", "judged_by"),
            "Rule set and policy by which it was let in; null of what no rule let in, such as imports 裁量依据",
        ),
        "command": plain("command", "ID!", "Id of the command that made it 命令标识", "uuid"),
        "correlation": plain("correlation", "ID!", "Id that runs through all that belongs together 关联标识", "uuid"),
        "data": Field(
            "JSON!",
            lambda compiler, row, one: masking.data(compiler, catalogue, row),
            "Its changes, flattened: attribute, or collection/key/attribute 内容",
        ),
        "changes": Field(
            "JSON!",
            lambda compiler, row, one: masking.changes(compiler, catalogue, row),
            "Its changes as recorded; what may not be seen is masked 变更",
        ),
        "leafHash": Field(
            "String!",
            lambda compiler, row, one: f"encode({row.column('leaf_hash')}, 'hex')",
            "SHA-256 of its leaf in the Merkle tree, in hex 叶哈希",
        ),
    }


def _actor(compiler: Compiler, row: Row, one: Selected) -> str:
    """An account is a person's."""
    return row.column("actor" if compiler.identity.sees(Exposure.PERSONAL) else "source")


def _links(catalogue: Catalogue) -> dict[str, Field]:
    def same(column: str, theirs: str) -> Callable[[Row, Row], str]:
        return lambda row, other: f"{other.column(theirs)} = {row.column(column)}"

    def correcting(row: Row, other: Row) -> str:
        return (
            f"{other.column('subject')} = {row.column('subject')} and {other.column('corrects')} = {row.column('id')}"
        )

    def voided(row: Row, other: Row) -> str:
        return f"{other.column('id')} = any({row.column('voids')})"

    def relied(row: Row, other: Row) -> str:
        return f"{other.column('id')} = any({row.column('relied_on')})"

    def relying(row: Row, other: Row) -> str:
        return f"{other.column('relied_on')} @> array[{row.column('id')}]"

    return {
        "voidedBy": Field(EVENT, _one_event(same("voided_at", "position"), elsewhere=False), "What voided it 撤销事件"),
        "voids": Field("[Event!]!", _many_events(voided), "What it voids: never true from then on 撤销对象"),
        "corrects": Field(EVENT, _one_event(same("corrects", "id"), elsewhere=False), "What it corrects 更正对象"),
        "correctedBy": Field(EVENT, _one_event(correcting, elsewhere=False), "Its latest correction 更正事件"),
        "causedBy": Field(EVENT, _one_event(same("cause", "id"), elsewhere=True), "What caused it 起因事件"),
        "caused": Field("[Event!]!", _many_events(same("id", "cause")), "What it caused 连带事件"),
        "reliedOn": Field("[Event!]!", _many_events(relied), "What it was decided on 依据事件"),
        "dependants": Field("[Event!]!", _many_events(relying), "What was decided on the strength of it 依赖事件"),
        "consequences": Field(f"{connection_name(EVENT)}!", _consequences, _RESTS, position_paging(CONSEQUENCES)),
        "findings": Field("[Finding!]!", _findings(catalogue), "What was found about it 问题"),
        "subject": Field(
            "Subject",
            lambda compiler, row, one: subject_of(compiler, catalogue, row, one),
            "The subject that it happened to 对象",
        ),
    }


def _consequences(compiler: Compiler, row: Row, one: Selected) -> str:
    """Whatever relies on or is caused by what it leads to; nobody is led through events that he may not see."""
    event, found = Row(compiler.statement.alias(), row.at), Row("e", row.at)
    seen = [*recorded(found), *tables.event_in_scope(compiler, found)]
    resting = " union all ".join(
        f"select e.id from read.event e{tables.conjunction([tie, *seen])}"
        for tie in ("e.relied_on @> array[rests.id]", "e.cause = rests.id")
    )
    listed = (
        f"with recursive rests (id) as (select {row.column('id')} union "
        f"select further.id from rests cross join lateral ({resting}) further) "
        f"select e.* from rests join read.event e using (id) where e.id <> {row.column('id')}"
    )
    order = feed_order(event.alias)
    page = Page(event, f"from ({listed}) {event.alias}", (), order, order)
    return compile_page(compiler, one, page, EVENT, CONSEQUENCES)


def family(compiler: Compiler, catalogue: Catalogue, kind: str, subject: str, at: AsOf | None) -> str:
    """A select of the subjects of a family: the subject itself, its parts, and theirs."""
    found, level = [f"select {subject} subject"], [(kind, f"select {subject} subject")]
    while level:
        of, parents = level.pop()
        for child, attribute in parts(catalogue, of):
            members = _members(compiler, catalogue, of, parents, child, attribute, at)
            found.append(members)
            level.append((child, members))
    return " union ".join(found)


def parts(catalogue: Catalogue, kind: str) -> list[tuple[str, str]]:
    """Kinds whose subjects are parts of subjects of ``kind``, each with the attribute that says so."""
    return [
        (child.name, attribute.name)
        for child in catalogue.kinds.values()
        for attribute in child.attributes.values()
        if attribute.type.refers == kind and attribute.type.name == "code"
    ]


def _members(
    compiler: Compiler, catalogue: Catalogue, of: str, parents: str, child: str, attribute: str, at: AsOf | None
) -> str:
    kind, name = catalogue.kinds[child], names.quoted(attribute)
    alias = compiler.statement.alias()
    codes = f"select c.code from read.code c where c.kind = {names.literal(of)} and c.subject in ({parents})"
    if at is None:
        return f"select x.subject from {tables.relation(compiler, kind, None)} x where x.{name} in ({codes})"
    states = f"select * from {tables.relation(compiler, kind, at)} f where f.subject = v.subject offset 0"
    return (
        f"select {alias}.subject from read.ever v cross join lateral ({states}) {alias} "
        f"where v.kind = {names.literal(child)} and v.attribute = {names.literal(attribute)} "
        f"and v.value in ({codes}) and {alias}.{name} in ({codes})"
    )
