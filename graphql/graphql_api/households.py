"""What a household says beside its attributes: the eligibility that stands, and its place on the waiting list."""

from __future__ import annotations

from collections.abc import Mapping

from aggregates.household import Household
from aggregates.kinds import Kind
from graphql_api import as_of, columns, tables
from graphql_api.compiler import Compile, Compiler, Row, Selected
from graphql_api.model import Field, Model, ObjectType
from projections import names

PLACE = "WaitingPlace"
F = Household
_READS = {F.eligibilities, F.waitings, F.priorities}


def known(kind: Kind) -> bool:
    """Whether a kind is that of households, with all that these fields read."""
    return kind.name == "HOUSEHOLD" and kind.collections.keys() >= {one.collection.name for one in _READS}


def add_types(model: Model, kinds: Mapping[str, Kind]) -> None:
    """The place on a waiting list."""
    if "HOUSEHOLD" in kinds and known(kinds["HOUSEHOLD"]):
        said = "A household's place on the waiting list of its programme in its division 轮候位次."
        model.add(ObjectType(PLACE, said, _place_fields(kinds["HOUSEHOLD"])))


def fields(kind: Kind) -> dict[str, Field]:
    """The fields of households; none of other kinds."""
    if not known(kind):
        return {}
    waits = "Its place on the waiting list of its programme in its division; null where it does not wait 轮候"
    return {
        "eligibility": Field(
            "Eligibility", _eligibility(kind), "The one that stands, the last granted of several 现行保障资格"
        ),
        "waiting": Field(PLACE, _waiting(kind), waits),
    }


def _eligibility(kind: Kind) -> Compile:
    collection = kind.collections[F.eligibilities.collection.name]

    def compile_eligibility(compiler: Compiler, row: Row, one: Selected) -> str:
        found = Row(compiler.statement.alias(), row.at)
        own = f"{found.column('subject')} = {row.column('subject')} and {found.column('live')}"
        last = f"{found.column('granted_on')} desc nulls last, {found.column('key')} desc"
        source = f"from {tables.relation(compiler, kind, row.at, collection)} {found.alias} where {own}"
        return compiler.object("Eligibility", found, one, f"{source} order by {last} limit 1")

    return compile_eligibility


def _waiting(kind: Kind) -> Compile:
    collection = kind.collections[F.waitings.collection.name]

    def compile_waiting(compiler: Compiler, row: Row, one: Selected) -> str:
        found = Row(compiler.statement.alias(), row.at)
        told = ", ".join(f"{row.column(name)} {name}" for name in ("division_id", "prioritised", "code"))
        own = f"w.subject = {row.column('subject')} and w.live and w.since is not null"
        source = (
            f"from (select w.*, {told} from {tables.relation(compiler, kind, row.at, collection)} w "
            f"where {own} order by w.since, w.programme, w.key limit 1) {found.alias}"
        )
        return compiler.object(PLACE, found, one, source)

    return compile_waiting


def _place_fields(kind: Kind) -> dict[str, Field]:
    declared = kind.collections[F.waitings.collection.name].attributes
    said = {name: columns.attribute_field(declared[name]) for name in ("programme", "bedrooms", "since")}
    place = (
        "1 is next: households with a priority come first, then those that wait longer, then by code; null where its "
        "division is not known 位次"
    )
    return {
        "key": columns.plain("key", "String!", "Key within waitings 键"),
        **said,
        "priorityGroup": Field(
            "PriorityGroup", _priority(kind), "The group of its priority; null without one 优先类别"
        ),
        "place": Field("Int", _place(kind), place),
        "of": Field("Int", _of(kind), "Households on the same list 轮候户数"),
        "days": Field(
            "Int!",
            lambda compiler, row, one: f"({tables.day(compiler, row)} - {row.column('since')})",
            "Days since it waits 轮候天数",
        ),
    }


def _priority(kind: Kind) -> Compile:
    collection = kind.collections[F.priorities.collection.name]

    def compile_group(compiler: Compiler, row: Row, one: Selected) -> str:
        found = Row(compiler.statement.alias(), row.at)
        group = columns.column(compiler, found, collection.attributes["priority_group"])
        own = f"{found.column('subject')} = {row.column('subject')} and {found.column('live')}"
        first = f"{found.column('granted_on')} nulls last, {found.column('key')}"
        source = f"from {tables.relation(compiler, kind, row.at, collection)} {found.alias}"
        return f"(select {group} {source} where {own} order by {first} limit 1)"

    return compile_group


def _place(kind: Kind) -> Compile:
    def compile_place(compiler: Compiler, row: Row, one: Selected) -> str:
        mine = row.column("prioritised")
        before = f"({row.column('since')}, {row.column('code')}, {row.column('subject')})"
        before = f"h.prioritised = {mine} and (h.waiting_since, h.code, h.subject) < {before}"
        if row.at is not None and row.at.stated:
            ahead = f"(h.prioritised > {mine} or {before})"
            return _on_the_list(compiler, kind, row, "(1 + count(*))::int", ahead)
        # two counts, each of one range of the index
        first = _on_the_list(compiler, kind, row, "count(*)::int", "h.prioritised")
        same = _on_the_list(compiler, kind, row, "(1 + count(*))::int", before)
        return f"(case when {mine} then 0 else {first} end + {same})"

    return compile_place


def _of(kind: Kind) -> Compile:
    def compile_of(compiler: Compiler, row: Row, one: Selected) -> str:
        if row.at is not None and row.at.stated:
            return _on_the_list(compiler, kind, row, "count(*)::int", "true")
        # all lists at once, which the database evaluates once for all rows of a statement
        lists = (
            f"select h.waiting_programme || ' ' || h.division_id list, count(*) n from "
            f"{tables.all_of_today(compiler, kind, row.at)} h "
            f"where h.waiting_programme is not null and h.division_id is not null group by list"
        )
        mine = f"{row.column('programme')} || ' ' || {row.column('division_id')}"
        return f"((select jsonb_object_agg(l.list, l.n) from ({lists}) l) ->> ({mine}))::int"

    return compile_of


def _on_the_list(compiler: Compiler, kind: Kind, row: Row, counted: str, where: str) -> str:
    """A count over households ``h`` that wait for the row's programme in its division; null without a division."""
    same = f"h.waiting_programme = {row.column('programme')} and h.division_id = {row.column('division_id')}"
    if row.at is not None and row.at.stated:
        source, within = _folded(compiler, kind, row)
        same += f" and {within}"
    else:
        source = f"{tables.all_of_today(compiler, kind, row.at)} h"
    found = f"(select {counted} from {source} where {same} and {where})"
    return f"(case when {row.column('division_id')} is not null then {found} end)"


def _folded(compiler: Compiler, kind: Kind, row: Row) -> tuple[str, str]:
    """The households of the row's division at other clocks, and the condition that they are not too many to fold."""
    of = f"s.kind = {names.literal(kind.name)} and s.division_id = {row.column('division_id')}"
    states = f"select * from {tables.relation(compiler, kind, row.at)} f where f.subject = s.subject offset 0"
    source = f"(select s.subject from read.subject s where {of}) s cross join lateral ({states}) h"
    return source, as_of.within_budget(compiler, f"read.subject s where {of}")
