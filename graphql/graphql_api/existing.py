"""Filters that look further than a subject itself: at its elements, its parts, and the subjects that it names.

``houses(filter: {leases: {some: {live: true}}, building: {safetyGrade: {in: [C, D]}}})``: conditions on what is beside
a row are written as ``exists``, so that the database may begin at either end. Only subjects in the reader's reach
count, and values that the reader may not see meet no condition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from aggregates.attributes import Attribute
from aggregates.catalogue import Catalogue
from aggregates.kinds import Collection, Kind
from graphql_api import as_of, columns, elements, filters, predicates, subjects, tables
from graphql_api.compiler import Compiler, Row
from graphql_api.filters import Condition, Filter, FilterField
from graphql_api.model import Argument, InputType, Model
from graphql_api.naming import bilingual, camel, plural
from projections import names

Inner = Callable[[Compiler, Row, Mapping[str, Any]], str]
"""Writes the condition on a row beside."""


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The inputs: a filter of each type of element, ``some`` and ``none`` of elements and of parts."""
    for kind in catalogue.kinds.values():
        model.add(_filter_of(catalogue, kind).input_type())
        if any(kind.name == child for of in catalogue.kinds for child, _ in parts(catalogue, of)):
            model.add(_list_type(subjects.type_name(kind), predicates.name(kind)))
        for collection in kind.collections.values():
            _add_element(model, catalogue, kind, collection)


def _add_element(model: Model, catalogue: Catalogue, kind: Kind, collection: Collection) -> None:
    found = element_filter(catalogue, kind, collection)
    if found.name in model.inputs:
        return
    for attribute in collection.attributes.values():
        enum = columns.enum_of(attribute)
        if enum is not None and filters.enum_filter_name(enum.name) not in model.inputs:
            model.add(filters.enum_filter_type(enum.name))
    type_ = elements.type_name(catalogue, kind, collection)
    model.add(found.input_type(), _list_type(type_, found.name))


def _list_type(type_: str, filter_: str) -> InputType:
    said = f"Conditions on a list of {type_}: what one of them is, and what none of them is 存在条件."
    arguments = {
        "some": Argument(filter_, "At least one is so; {}: there is any.", None),
        "none": Argument(filter_, "Not one is so; {}: there is none.", None),
    }
    return InputType(f"{type_}ListFilter", said, arguments)


def filter_of(compiler: Compiler, kind: Kind) -> Filter:
    """The filter of a kind with all that it looks at beside its subjects."""
    return _filter_of(compiler.bindings.catalogue, kind)


def _filter_of(catalogue: Catalogue, kind: Kind) -> Filter:
    return _of_kind(catalogue, kind.name)


@cache
def _of_kind(catalogue: Catalogue, name_of_kind: str) -> Filter:
    kind = catalogue.kinds[name_of_kind]
    found = predicates.filter_of(kind)
    fields = dict(found.fields)
    for name, one in _beside(catalogue, kind):
        fields.setdefault(name, one)
    return Filter(found.name, fields)


def element_filter(catalogue: Catalogue, kind: Kind, collection: Collection) -> Filter:
    """The filter of a collection's elements."""
    return _of_collection(catalogue, kind.name, collection.name)


@cache
def _of_collection(catalogue: Catalogue, name_of_kind: str, name_of_collection: str) -> Filter:
    kind = catalogue.kinds[name_of_kind]
    collection = kind.collections[name_of_collection]
    fields = {"key": FilterField("StringFilter", "Key within its subject 键", _key)}
    fields.update(predicates.attribute_fields(collection.attributes.values()))
    if elements.ends(kind, collection):
        fields["live"] = FilterField("Boolean", "Stands on the day 有效", _live)
    for attribute in collection.attributes.values():
        for name, one in _links(catalogue, attribute):
            fields.setdefault(name, one)
    return Filter(f"{elements.type_name(catalogue, kind, collection)}ElementFilter", fields)


def _key(compiler: Compiler, row: Row, value: Any) -> str:
    return filters.value_condition(compiler.statement, row.column("key"), "text", value)


def _live(compiler: Compiler, row: Row, value: Any) -> str:
    return row.column("live") if value else f"not {row.column('live')}"  # never null: plain, so that an index serves


def _beside(catalogue: Catalogue, kind: Kind) -> Iterator[tuple[str, FilterField]]:
    for collection in kind.collections.values():
        type_ = elements.type_name(catalogue, kind, collection)
        words = bilingual(collection.en, collection.zh)
        yield (
            camel(collection.name),
            FilterField(f"{type_}ListFilter", words, _of_elements(catalogue, kind, collection), beyond=True),
        )
    for attribute in kind.attributes.values():
        yield from _links(catalogue, attribute)
    for child, attribute_name in parts(catalogue, kind.name):
        part = catalogue.kinds[child]
        words = bilingual(f"Its {part.en.lower()}s", part.zh)
        condition = _of_parts(catalogue, kind, part, attribute_name)
        yield plural(part.table), FilterField(f"{subjects.type_name(part)}ListFilter", words, condition, beyond=True)


def parts(catalogue: Catalogue, kind: str) -> list[tuple[str, str]]:
    """Kinds whose subjects are parts of subjects of ``kind``, each with the attribute that says so."""
    return [
        (child.name, attribute.name)
        for child in catalogue.kinds.values()
        for attribute in child.attributes.values()
        if attribute.type.refers == kind and attribute.type.name == "code"
    ]


def _links(catalogue: Catalogue, attribute: Attribute) -> Iterator[tuple[str, FilterField]]:
    """The subject that an attribute names by its code: ``building`` of ``building_code``."""
    target = catalogue.kinds.get(attribute.type.refers or "")
    if target is not None and attribute.type.name == "code":
        name = camel(attribute.name.removesuffix("_code").removesuffix("_no"))
        words = bilingual(attribute.en, attribute.zh, "conditions on the subject itself, which is on record")
        yield name, FilterField(predicates.name(target), words, _of_subject(catalogue, target, attribute), beyond=True)


def _listed(inner: Callable[[Compiler, Row, Mapping[str, Any]], str]) -> Condition:
    """``some`` and ``none`` of what ``inner`` says exists."""

    def condition(compiler: Compiler, row: Row, value: Mapping[str, Any]) -> str:
        compiler.count_conditions(len(value))
        found = []
        if value.get("some") is not None:
            found.append(inner(compiler, row, value["some"]))
        if value.get("none") is not None:
            found.append(f"not {inner(compiler, row, value['none'])}")
        return filters.joined("and", found, "true")

    return condition


def _of_elements(catalogue: Catalogue, kind: Kind, collection: Collection) -> Condition:
    def exists(compiler: Compiler, row: Row, value: Mapping[str, Any]) -> str:
        element = Row(compiler.statement.alias(), row.at)
        met = element_filter(catalogue, kind, collection).condition(compiler, element, value)
        relation = tables.relation(compiler, kind, row.at, collection)
        same = f"{element.column('subject')} = {row.column('subject')}"
        return f"exists (select from {relation} {element.alias} where {same} and {met})"

    return _listed(exists)


def _of_subject(catalogue: Catalogue, target: Kind, attribute: Attribute) -> Condition:
    def condition(compiler: Compiler, row: Row, value: Mapping[str, Any]) -> str:
        code, found = columns.column(compiler, row, attribute), Row(compiler.statement.alias(), row.at)
        where = [_filter_of(catalogue, target).condition(compiler, found, value), *_seen(compiler, target, found)]
        if row.at is not None:
            _, source = tables.one_subject(compiler, target, tables.by_code(target.name, code), row.at)
            return f"exists (select from (select * {source}) {found.alias}{tables.conjunction(where)})"
        named = f"join read.code c on c.subject = {found.column('subject')}"
        where.append(f"c.code = {code}")  # its kind is that of its subject; saying so would mislead the planner
        relation = tables.relation(compiler, target, None)
        return f"exists (select from {relation} {found.alias} {named}{tables.conjunction(where)})"

    return condition


def _seen(compiler: Compiler, kind: Kind, row: Row) -> list[str]:
    scope = tables.in_scope(compiler, row.column("division_id")) if row.at is None else []
    return [*tables.sees_kind(compiler, kind), *scope]


def _of_parts(catalogue: Catalogue, kind: Kind, part: Kind, attribute: str) -> Condition:
    def exists(compiler: Compiler, row: Row, value: Mapping[str, Any]) -> str:
        found = Row(compiler.statement.alias(), row.at)
        where = [_filter_of(catalogue, part).condition(compiler, found, value), *_seen(compiler, part, found)]
        members = as_of.Members(kind.name, attribute, row.column("subject"))
        if row.at is not None:
            candidates = as_of.Candidates(compiler, part, {}, members)
            where.append(members.condition(found))
            return f"exists (select from {candidates.lateral(found)}{tables.conjunction(where)})"
        of = f"join read.code c on c.code = {found.column(attribute)} and c.kind = {names.literal(kind.name)}"
        where.append(f"c.subject = {row.column('subject')}")
        relation = tables.relation(compiler, part, None)
        return f"exists (select from {relation} {found.alias} {of}{tables.conjunction(where)})"

    return _listed(exists)
