"""The state of one subject at any clocks, entity by entity: recorded values, derived ones, and how they are shown."""

from __future__ import annotations

import json
from dataclasses import dataclass

from aggregates.catalogue import Catalogue
from aggregates.kinds import Kind
from graphql_api import columns, differing, masking, tables
from graphql_api.compiler import AsOf, Compiler, Row, Selected
from graphql_api.errors import BadVariable
from graphql_api.model import Argument
from projections import names, typed

SUBJECT = Row('"$s"', None)
"""The subject whose states are asked for, within the select of them."""


@dataclass(frozen=True, slots=True)
class Known(Row):
    """The row of something that belongs to one subject, whose kind the request named."""

    kind: Kind


def known(row: Row) -> Known:
    """The same row, which is of a type that has its kind."""
    assert isinstance(row, Known)
    return row


def kind(catalogue: Catalogue, one: Selected) -> Kind:
    """The kind that the argument ``kind`` names; BadVariable where none of that name is registered here."""
    name = one.arguments["kind"].name
    if name not in catalogue.kinds:
        raise BadVariable(f"No {name} is registered here; kind is one of {', '.join(catalogue.kinds)}.", field="kind")
    return catalogue.kinds[name]


def arguments() -> dict[str, Argument]:
    """The arguments that name one subject."""
    return {
        "kind": Argument("SubjectKind!", "Kind of the subject 对象类别."),
        "code": Argument("String!", "Any code that it ever had 对象编码."),
        "scheme": Argument("String", "Code scheme, where several use the same code 编码体系.", None),
    }


def subject(compiler: Compiler, kind: Kind, one: Selected) -> str:
    """The select of the subject that the arguments name (its id, kind, scheme, code); no row where it is not seen."""
    bind, scheme = compiler.statement.bind, one.arguments.get("scheme")
    code = bind(one.arguments["code"], "text")
    subject = tables.by_code(kind.name, code, bind(scheme, "text") if scheme is not None else None)
    scope = [*tables.sees_kind(compiler, kind), *tables.in_scope(compiler, "s.division_id")]
    where = [f"s.subject = {subject}", *scope]
    return f"select s.subject, s.kind, s.scheme, s.code from read.subject s{tables.conjunction(where)}"


def entities(compiler: Compiler, kind: Kind, at: AsOf) -> str:
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


def declared(compiler: Compiler, kind: Kind) -> str:
    """The from-item ``m`` of all attributes that a kind's states may have, as :class:`differing.Differing` says."""
    listed = [attribute.told(n) for n, attribute in enumerate(differing.attributes(compiler, kind))]
    told = compiler.statement.bind(json.dumps(listed, ensure_ascii=False), "jsonb")
    return f"jsonb_to_recordset({told}) m({differing.COLUMNS})"


def value(state: str) -> str:
    """The value of attribute ``m`` in a state: null where there is none, decimals with all their digits."""
    exists = f"case when m.attribute = 'exists' then coalesce({state} -> m.attribute, 'false')"
    decimal = f"when m.scale is not null then to_jsonb(round(({state} ->> m.attribute)::numeric, m.scale)::text)"
    return f"{exists} {decimal} else nullif({state} -> m.attribute, 'null') end"


def shown(compiler: Compiler, value: str, attribute: Row | None = None) -> str:
    """A value of an attribute (``m`` where no other row says how it is hidden) as the reader may see it."""
    how = attribute.column("hidden") if attribute else "m.hidden"
    gone = f"{how} = 'sealed' and " + masking.erased(compiler, f"{value} ->> 'ref'")
    hidden = f"case when {gone} then {masking.ERASED} when {how} is not null then jsonb_build_object({how}, true)"
    return f"case when {value} is not null then {hidden} else {value} end end"


def parents(kind: Kind, *folded: str) -> str:
    """The subjects whose values the derived attributes take in any of these states."""
    if kind.name not in typed.PARENTS:
        return "'{}'::uuid[]"
    attribute, parent = typed.PARENTS[kind.name]
    codes = (f"{state} ->> {names.literal(attribute)}" for state in folded)
    found = ", ".join(tables.by_code(parent, f"({code})", SUBJECT.column("scheme")) for code in codes)
    return f"array[{found}]"


def saying(row: Row, counts: str, appeared: str) -> str:
    """The select of positions of events that say what the attribute of ``row`` is, or what it follows from.

    ``counts`` is the condition on rows ``t`` of the timeline; ``appeared``: whatever is said of the entity counts.
    """
    own, subject = row.column("own"), row.column("subject")
    said = f"({own} is null or {row.column('derived')} and {appeared} or t.set ?| {own})"
    within = "t.entity >= c.name || '/' and t.entity < c.name || '0'"
    whole = f"read.timeline t on t.subject = {subject} and {within}"
    above = f"t.subject = any({row.column('parents')}) and t.entity = '' and t.set ?| {row.column('parent')}"
    sources = (
        f"read.timeline t where t.subject = {subject} and t.entity = {row.column('entity')} and {said}",
        f"unnest({row.column('collections')}) c(name) join {whole} where true",
        f"read.timeline t where {above}",
    )
    return " union all ".join(f"select t.position from {source} and {counts}" for source in sources)
