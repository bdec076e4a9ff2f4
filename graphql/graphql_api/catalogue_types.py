"""The data resource catalogue as a query: every event type with its authority, its fields and how often it happened."""

from __future__ import annotations

import json
from typing import Any

from aggregates.attributes import Attribute
from aggregates.catalogue import Catalogue
from aggregates.event_types import EventClass, EventType, Nature
from aggregates.exposure import Exposure
from aggregates.kinds import Kind
from graphql_api import reach, tables
from graphql_api.columns import moment
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.model import Argument, EnumType, Field, Model, ObjectType
from graphql_api.naming import camel
from projections import names

ENTRY = "EventTypeEntry"
FIELD = "CatalogueField"
_DIVISION = Argument("String", "Code of a division: counts of it and what it contains or was before 区划.", None)
_COUNTED = frozenset({"count", "lastPosition", "lastRecordedAt"})


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The catalogue's entries and the root that lists them."""
    model.add(
        EnumType(EventClass, "The part of a subject's life that an event belongs to 事件大类."),
        EnumType(Exposure, "The widest circle that sees the values of an attribute 共享范围."),
        EnumType(Nature, "An act may be refused; a fact is always admitted, with findings 行为或事实."),
        ObjectType(FIELD, "An attribute that events of a type may set 字段.", _field_fields()),
        ObjectType(ENTRY, "A type of event 事件类型.", _entry_fields()),
    )
    query = model.objects[model.query]
    said = "The data resource catalogue: types, authority, act or fact, fields, counts, last change 数据资源目录."
    root = Field(
        f"[{ENTRY}!]!", lambda compiler, row, one: _compile(compiler, catalogue, one), said, {"division": _DIVISION}
    )
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, "catalogue": root})


def _told(name: str, type_: str, description: str, cast: str = "") -> Field:
    arrow = "->" if cast == "json" else "->>"
    plain = "" if cast in ("json", "text", "") else f"::{cast}"
    return Field(
        type_, lambda compiler, row, one: f"({row.alias}.entry {arrow} {names.literal(name)}){plain}", description
    )


def _counted(sql: str, type_: str, description: str) -> Field:
    return Field(type_, lambda compiler, row, one: sql.format(alias=row.alias), description)


def _entry_fields() -> dict[str, Field]:
    return {
        "kind": _told("kind", "SubjectKind!", "Kind of subject 对象类别"),
        "name": _told("name", "String!", "Type, as events name it 事件类型"),
        "en": _told("en", "String!", "Name in English"),
        "zh": _told("zh", "String!", "Name in Chinese 名称"),
        "class": _told("class", "EventClass!", "Part of the life that it belongs to 大类"),
        "nature": _told("nature", "Nature!", "Act or fact 行为或事实"),
        "authority": _told("authority", "String!", "Department that records it 主责部门"),
        "future": _told("future", "Boolean!", "May take effect after its registration 可预登", "boolean"),
        "onLost": _told("onLost", "Boolean!", "May be recorded on a lost subject 灭失后可登", "boolean"),
        "schema": _told("schema", "Int!", "Version of its schema 版本", "int"),
        "fields": Field(f"[{FIELD}!]!", _compile_fields, "What it may set 字段"),
        "count": _counted("coalesce({alias}.count, 0)", "Int!", "How often it was recorded 数量"),
        "lastPosition": _counted("{alias}.last", "Position", "Position of the last one 最新位置"),
        "lastRecordedAt": _counted(
            moment("{alias}.recorded_at"), "DateTime", "When the last one was recorded 最新时间"
        ),
    }


def _field_fields() -> dict[str, Field]:
    return {
        "path": _told("path", "String!", "Attribute, or collection.attribute 路径"),
        "type": _told("type", "String!", "Its type 类型"),
        "en": _told("en", "String!", "Name in English"),
        "zh": _told("zh", "String!", "Name in Chinese 名称"),
        "unit": _told("unit", "String", "Unit 单位"),
        "sealed": _told("sealed", "Boolean!", "Personal data, sealed 加密", "boolean"),
        "exposure": _told("exposure", "Exposure!", "Who may see it 共享范围"),
        "choices": Field("[String!]!", _choices, "Its values, of an enumeration 取值"),
    }


def _choices(compiler: Compiler, row: Row, one: Selected) -> str:
    return f"array(select json_array_elements_text({row.alias}.entry -> 'choices'))"


def _compile_fields(compiler: Compiler, row: Row, one: Selected) -> str:
    field = Row(compiler.statement.alias(), None)
    source = (
        f"from json_array_elements({row.alias}.entry -> 'fields') with ordinality {field.alias}(entry, n) order by n"
    )
    return compiler.objects(FIELD, field, one, source)


def _compile(compiler: Compiler, catalogue: Catalogue, one: Selected) -> str:
    entry = Row(compiler.statement.alias(), None)
    selected = {field.name for field in compiler.below(ENTRY, one.nodes)}
    entries = json.dumps([_entry(catalogue, of, "fields" in selected) for of in catalogue.event_types.values()])
    listed = f"json_array_elements({compiler.statement.bind(entries, 'json')}) with ordinality t(entry, n)"
    counts = f" left join ({_counts(compiler, one)}) c on c.kind = entry ->> 'kind' and c.type = entry ->> 'name'"
    rows = f"select * from {listed}{counts if selected & _COUNTED else ''}"
    return compiler.objects(ENTRY, entry, one, f"from ({rows}) {entry.alias} order by {entry.alias}.n")


def _counts(compiler: Compiler, one: Selected) -> str:
    told = 'e.kind, e.type, count(*) count, max(e.position) "last", max(e.recorded_at) recorded_at'
    where = tables.event_in_scope(compiler, Row("e", None))
    if one.arguments.get("division") is not None:
        where.append(f"e.subject in (select s.subject from read.subject s where {_contained(compiler, one)})")
    return f"select {told} from read.event e{tables.conjunction(where)} group by e.kind, e.type"


def _contained(compiler: Compiler, one: Selected) -> str:
    return " and ".join(f"({condition})" for condition in reach.within(compiler, "s.division_id", one))


def _entry(catalogue: Catalogue, of: EventType, with_fields: bool) -> dict[str, Any]:
    entry = {
        "kind": of.kind,
        "name": of.name,
        "en": of.en,
        "zh": of.zh,
        "class": of.event_class.name,
        "nature": of.nature.name,
        "authority": of.authority,
        "future": of.future,
        "onLost": of.on_lost,
        "schema": of.schema,
    }
    return {**entry, "fields": _settable(catalogue.kinds[of.kind], of)} if with_fields else entry


def _settable(kind: Kind, of: EventType) -> list[dict[str, Any]]:
    allowed = of.may_set(kind)
    return [
        _described(attribute)
        for collection in ("", *kind.collections)
        for name, attribute in (kind.attributes_of(collection) or {}).items()
        if name in allowed.get(collection, ())
    ]


def _described(attribute: Attribute) -> dict[str, Any]:
    choices = attribute.type.choices
    return {
        "path": ".".join(camel(part) for part in attribute.path.split(".")),
        "type": attribute.type.scalar,
        "en": attribute.en,
        "zh": attribute.zh,
        "unit": attribute.unit,
        "sealed": attribute.sealed,
        "exposure": attribute.exposure.name,
        "choices": [choice.name for choice in choices] if choices else [],
    }
