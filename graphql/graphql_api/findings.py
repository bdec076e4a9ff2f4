"""Findings and investigations over all kinds: lists of them at the root, and what each says of its subject."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aggregates.catalogue import Catalogue
from aggregates.common import Registered
from aggregates.event import SubjectKind
from aggregates.kinds import Collection, Kind
from graphql_api import columns, events, filters, predicates, subjects, tables
from graphql_api.compiler import Compile, Compiler, Row, Selected
from graphql_api.connections import Page, compile_page, connection_name, connection_types, page_arguments
from graphql_api.cursors import Key, Order
from graphql_api.filters import Filter, FilterField
from graphql_api.model import Argument, Field, Model
from projections import columns as read_columns
from projections import names

FINDING, INVESTIGATION = "Finding", "Investigation"
TYPES = {FINDING: Registered.findings.collection, INVESTIGATION: Registered.investigations.collection}
"""GraphQL type -> the collection that every registered kind has."""

PAGE = 20
SAMPLE = 20_000
"""Rows that an estimate of a total looks at, about."""

_UUID = "'^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'"


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The connections, the filters, and the enums and filters on enums that these need."""
    for name, collection in TYPES.items():
        model.add(*connection_types(name))
        enums = [enum for attribute in collection.attributes.values() if (enum := columns.enum_of(attribute))]
        model.add(*enums)
        for enum_name in (SubjectKind.__name__, *(enum.name for enum in enums)):
            if filters.enum_filter_name(enum_name) not in model.inputs:
                model.add(filters.enum_filter_type(enum_name))
        model.add(_filter(name, collection).input_type())


def fields(catalogue: Catalogue, collection: Collection) -> dict[str, Field]:
    """What elements of a collection that has roots here say besides their attributes."""
    if collection.name not in {one.name for one in TYPES.values()}:
        return {}
    found = {
        "kind": _told("kind", "SubjectKind!", "Kind of its subject 对象类别"),
        "code": _told("code", "String!", "Code of its subject 对象编码"),
        "subject": Field("Subject", _subject(catalogue), "The subject that it is about 对象"),
        "open": columns.plain("live", "Boolean!", "Neither resolved nor closed on the day 未办结", "boolean"),
    }
    if "event" in collection.attributes:
        said = "The event that it is about; null where that is unknown, or the reader may not see it 所涉事件"
        found["eventRecord"] = Field(events.EVENT, _event, said)
    return found


def roots(catalogue: Catalogue) -> dict[str, Field]:
    """``findings`` and ``investigations``."""
    return {
        "findings": _root(catalogue, FINDING, "Findings about all subjects, the last recorded first 问题"),
        "investigations": _root(catalogue, INVESTIGATION, "Investigations of all subjects, the last first 核查"),
    }


def _told(column: str, type_: str, said: str) -> Field:
    return Field(type_, lambda compiler, row, one: _of_subject(row, column), said)


def _of_subject(row: Row, column: str) -> str:
    return f"(select s.{column} from read.subject s where s.subject = {row.column('subject')})"


def _subject(catalogue: Catalogue) -> Compile:
    return lambda compiler, row, one: subjects.subject_of(compiler, catalogue, row, one, _of_subject(row, "kind"))


def _event(compiler: Compiler, row: Row, one: Selected) -> str:
    event = Row(compiler.statement.alias(), row.at)
    said = columns.column(compiler, row, TYPES[FINDING].attributes["event"])
    known = f"case when {said} ~ {_UUID} then {said}::uuid end"
    where = [
        f"{event.column('id')} = {known}",
        *events.recorded(event),
        *tables.event_in_scope(compiler, event),
    ]
    return compiler.object(events.EVENT, event, one, f"from read.event {event.alias}{tables.conjunction(where)}")


def _filter(name: str, collection: Collection) -> Filter:
    found = {
        "open": FilterField("Boolean", "Neither resolved nor closed today 未办结", _open),
        "kind": FilterField("SubjectKindFilter", "Kind of its subject 对象类别", _kind),
        "code": FilterField("StringFilter", "Present code of its subject 对象编码", _code),
        "division": FilterField("StringFilter", "Present code of its subject's division 所在区划", _division),
    }
    for attribute in collection.attributes.values():
        found[columns.field_name(attribute)] = predicates.attribute_field(attribute)
    return Filter(f"{name}Filter", found)


def _open(compiler: Compiler, row: Row, value: Any) -> str:
    return row.column("live") if value else f"not {row.column('live')}"


def _kind(compiler: Compiler, row: Row, value: Mapping[str, Any]) -> str:
    return filters.enum_condition(compiler.statement, row.column("kind"), value)


def _code(compiler: Compiler, row: Row, value: Mapping[str, Any]) -> str:
    return filters.value_condition(compiler.statement, _of_subject(row, "code"), "text", value)


def _division(compiler: Compiler, row: Row, value: Mapping[str, Any]) -> str:
    """The divisions are found once, not for every row."""
    meant = filters.value_condition(compiler.statement, "d.code", "text", value)
    divisions = f"array(select d.subject from read.subject d where d.kind = 'DIVISION' and {meant})"
    return f"{_of_subject(row, 'division_id')} = any({divisions})" if meant != "true" else meant


def _root(catalogue: Catalogue, name: str, said: str) -> Field:
    collection = TYPES[name]
    kinds = [kind for kind in catalogue.kinds.values() if collection.name in kind.collections]

    def compile_root(compiler: Compiler, row: Row, one: Selected) -> str:
        return compile_page(compiler, one, _page(compiler, name, kinds, one.arguments.get("filter")), name, PAGE)

    arguments = {"filter": Argument(f"{name}Filter", "Which of them.", None), **page_arguments(PAGE)}
    return Field(f"{connection_name(name)}!", compile_root, said, arguments)


def _page(compiler: Compiler, name: str, kinds: list[Kind], given: Mapping[str, Any] | None) -> Page:
    row, collection = Row(compiler.statement.alias(), tables.clocks(compiler, None)), TYPES[name]
    where = [_filter(name, collection).condition(compiler, row, given)] if given else []
    where += tables.subject_in_scope(compiler, row.column("subject"))
    order = Order(
        f"all {collection.name}",
        tuple(
            Key(row.column(column), kind, descending=True)
            for column, kind in (("position", "bigint"), ("subject", "uuid"), ("key", "text"))
        ),
    )
    return Page(
        row,
        f"from ({_rows(compiler, row, kinds, collection)}) {row.alias}",
        tuple(where),
        order,
        order,
        _estimate(row, kinds, collection, where),
    )


def _rows(compiler: Compiler, row: Row, kinds: list[Kind], collection: Collection) -> str:
    return " union all ".join(
        f"select {names.literal(kind.name)}::text kind, f.* from {one} f"
        for kind in kinds
        for one in tables.rows_of_today(compiler, kind, row.at, kind.collections[collection.name])
    )


def _estimate(row: Row, kinds: list[Kind], collection: Collection, where: list[str]) -> str:
    """Counts in a sample of the tables' blocks, scaled up; never below what was counted exactly."""
    listed = {kind.name: f"read.{names.quoted(read_columns.table_of(kind, collection))}" for kind in kinds}
    oids = ", ".join(f"{names.literal(table)}::regclass" for table in listed.values())
    percent = f"least(100, 100.0 * {SAMPLE} / (select greatest(sum(reltuples), 1) from pg_class where oid in ({oids})))"
    sampled = " union all ".join(
        f"select {names.literal(kind)}::text kind, f.* from {table} f tablesample system ({percent})"
        for kind, table in listed.items()
    )
    counted = f"select count(*) * 100 / ({percent}) from ({sampled}) {row.alias}{tables.conjunction(where)}"
    return f"greatest(n, round(({counted})::numeric))::bigint"
