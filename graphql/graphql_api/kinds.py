"""Kinds of subjects as types: attributes, derived states, links to other subjects, collections, parts and history."""

from __future__ import annotations

from aggregates.attributes import Attribute
from aggregates.catalogue import Catalogue
from aggregates.decisions import Region
from aggregates.kinds import Kind
from graphql_api import (
    columns,
    elements,
    events,
    households,
    investigated,
    lists,
    series,
    subjects,
    tables,
    timelines,
    works,
)
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.connections import connection_types
from graphql_api.model import Field, Model, ObjectType
from graphql_api.naming import bilingual, camel
from projections import names

SUBJECT = "Subject"


def add_types(model: Model, catalogue: Catalogue) -> None:
    """A type, a connection, a filter and an order for each kind, and the interface that they share."""
    model.add(ObjectType(SUBJECT, "Whatever is registered 登记对象.", _common(catalogue, None), is_interface=True))
    for kind in catalogue.kinds.values():
        model.exposures[kind.name] = kind.exposure
        _add_enums(model, kind)
        model.add(ObjectType(subjects.type_name(kind), _describe(kind), _fields(catalogue, kind), (SUBJECT,)))
        model.add(*connection_types(subjects.type_name(kind)))
        lists.add_inputs(model, kind)


def _describe(kind: Kind) -> str:
    return bilingual(kind.en, kind.zh, kind.description)


def _add_enums(model: Model, kind: Kind) -> None:
    for attribute in (*kind.attributes.values(), *columns.figures(kind).values()):
        if enum := columns.enum_of(attribute):
            model.add(enum)
    for region in columns.derived(kind):
        if enum := columns.enum_of(region.attribute):
            model.add(enum)


def _fields(catalogue: Catalogue, kind: Kind) -> dict[str, Field]:
    fields = _common(catalogue, kind)
    fields.update(_own(kind))
    for attribute in kind.attributes.values():
        if link := _link(catalogue, kind, attribute):
            fields[link[0]] = link[1]
    for child, attribute_name in events.parts(catalogue, kind.name):
        part = catalogue.kinds[child]
        fields.setdefault(lists.plural(part), lists.parts_field(kind, part, part.attributes[attribute_name]))
    for collection in kind.collections.values():
        fields.setdefault(camel(collection.name), elements.collection_field(catalogue, kind, collection))
    if burdens := elements.encumbrances_field(kind):
        fields["encumbrances"] = burdens
    return fields | households.fields(kind) | works.fields(kind) | series.fields(kind)


def _common(catalogue: Catalogue, kind: Kind | None) -> dict[str, Field]:
    """What every subject has; for the interface (no kind) the fields are never compiled."""
    base = kind or next(iter(catalogue.kinds.values()))
    fields = {
        "kind": Field("SubjectKind!", lambda compiler, row, one: f"{names.literal(base.name)}::text", "Kind 类别"),
        "code": columns.plain("code", "String!", "Present code 现行编码"),
        "scheme": columns.plain("scheme", "String!", "Code scheme 编码体系"),
        "version": columns.plain("version", "Int!", "Events recorded of it 版本", "int"),
        "position": columns.plain("position", "Position!", "Position of its last event 账本位置", "bigint"),
        "timeline": timelines.timeline_field(catalogue, base),
    }
    if investigated.investigating(base):
        fields[investigated.NAME] = investigated.of_subject(base)
    if "investigations" in base.collections:
        fields["investigations"] = elements.collection_field(catalogue, base, base.collections["investigations"])
    if "findings" in base.collections:
        fields["findings"] = timelines.findings_field(base)
    return fields


def _own(kind: Kind) -> dict[str, Field]:
    """Attributes and derived columns; a derived column takes the place of the attribute that it refines."""
    fields = {columns.field_name(one): columns.attribute_field(one) for one in kind.attributes.values()}
    for region in columns.derived(kind):
        fields[camel(region.name)] = _derived_field(kind, region)
    return fields | {columns.field_name(one): columns.attribute_field(one) for one in columns.figures(kind).values()}


def _derived_field(kind: Kind, region: Region) -> Field:
    attribute = kind.attributes.get(region.name, region.attribute)
    known = "!" if columns.is_known(region) else ""
    return columns.plain(region.name, region.attribute.type.scalar + known, columns.describe(attribute))


def _link(catalogue: Catalogue, kind: Kind, attribute: Attribute) -> tuple[str, Field] | None:
    """The subject that an attribute names by its code: ``building`` of ``building_code``, ``divisionRecord``."""
    target = catalogue.kinds.get(attribute.type.refers or "")
    if target is None:
        return None
    name = attribute.name.removesuffix("_code")
    name = f"{name}_record" if name == attribute.name else name

    def compile_link(compiler: Compiler, row: Row, one: Selected) -> str:
        scheme = row.column("scheme") if attribute.type.name == "code" else None
        subject = tables.by_code(target.name, columns.column(compiler, row, attribute), scheme)
        if attribute.type.name == "division" and attribute.name == "division":
            subject = row.column("division_id")
        return subjects.subject_object(compiler, target, subject, row, one)

    words = bilingual(attribute.en, attribute.zh, "the subject itself")
    return camel(name), Field(subjects.type_name(target), compile_link, words)
