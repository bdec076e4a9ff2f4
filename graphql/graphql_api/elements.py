"""Collections as lists of elements, each with a type of its own; and all that lies on a house as one type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum

from aggregates import spans
from aggregates.attributes import Attribute
from aggregates.catalogue import Catalogue
from aggregates.kinds import Collection, Kind
from graphql_api import columns, findings, investigated, ranks, subjects, tables, tenancies, then
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.model import Argument, EnumType, Field, Model, ObjectType
from graphql_api.naming import bilingual, camel, pascal, singular
from projections import names

_NAMES = {
    ("HOUSE", "owners"): "Holding",
    ("HOUSE", "contracts"): "SaleContract",
    ("PROJECT", "contracts"): "WorksContract",
    ("PROJECT", "participants"): "Participation",
    ("PROJECT", "permits"): "Permit",
    ("PROJECT", "inspections"): "Inspection",
    ("HOUSEHOLD", "subsidies"): "SubsidyPayment",
}
"""Names of types that the contract fixes; all others follow from the collection's name."""

_LIVE_ONLY = {("HOUSE", "owners")}
"""Collections that show what stands unless asked for all."""


def type_name(catalogue: Catalogue, kind: Kind, collection: Collection) -> str:
    """The GraphQL type of a collection's elements; kinds that declare the same collection share it."""
    if (kind.name, collection.name) in _NAMES:
        return _NAMES[kind.name, collection.name]
    alone = pascal(singular(collection.name))
    declared = [other.collections.get(collection.name) for other in catalogue.kinds.values()]
    shared = all(other is None or other.attributes == collection.attributes for other in declared)
    taken = {pascal(other) for other in catalogue.kinds}
    return alone if shared and alone not in taken else pascal(kind.name) + alone


def add_types(model: Model, catalogue: Catalogue) -> None:
    """A type for every collection, and for encumbrances."""
    for kind in catalogue.kinds.values():
        for collection in kind.collections.values():
            _add_element(model, catalogue, kind, collection)
        if _encumbrances(kind):
            _add_encumbrance(model, kind)


def _add_element(model: Model, catalogue: Catalogue, kind: Kind, collection: Collection) -> None:
    name = type_name(catalogue, kind, collection)
    if name in model.objects:
        return
    for attribute in collection.attributes.values():
        if enum := columns.enum_of(attribute):
            model.add(enum)
    description = bilingual(collection.en, collection.zh, collection.description)
    sharing = [
        other
        for other in catalogue.kinds.values()
        if collection.name in other.collections
        and type_name(catalogue, other, other.collections[collection.name]) == name
    ]
    fields = {
        **_element_fields(catalogue, kind, collection, sharing),
        **findings.fields(catalogue, collection),
        **ranks.fields(kind, collection),
        **tenancies.fields(catalogue, collection),
        **then.fields(kind, collection),
    }
    model.add(ObjectType(name, description, fields))


def _element_fields(catalogue: Catalogue, kind: Kind, collection: Collection, sharing: list[Kind]) -> dict[str, Field]:
    """``sharing``: the kinds whose collections have elements of this type."""
    fields = {
        "key": columns.plain("key", "String!", "Key within its subject 键"),
        "position": columns.plain("position", "Position!", "Position of the last event that set it 账本位置", "bigint"),
    }
    fields.update({columns.field_name(one): columns.attribute_field(one) for one in collection.attributes.values()})
    for attribute in collection.attributes.values():
        if link := _link(catalogue, attribute, fields):
            fields[link[0]] = link[1]
    if ends(kind, collection):
        fields["live"] = columns.plain("live", "Boolean!", "Stands on the day 有效", "boolean")
    if any(map(investigated.investigating, sharing)):
        fields[investigated.NAME] = investigated.of_element(sharing, collection.name)
    return fields


def _link(catalogue: Catalogue, attribute: Attribute, fields: Mapping[str, Field]) -> tuple[str, Field] | None:
    """The subject that an attribute names by its code: ``enterprise`` of ``enterprise_code``, ``practitioner`` of
    ``practitioner_no``; null where it is not on record or not in reach."""
    target = catalogue.kinds.get(attribute.type.refers or "")
    if target is None or attribute.type.name != "code":
        return None
    plain = attribute.name.removesuffix("_code").removesuffix("_no")
    name = camel(plain) if camel(plain) not in fields else camel(f"{plain}_record")

    def compile_link(compiler: Compiler, row: Row, one: Selected) -> str:
        subject = tables.by_code(target.name, columns.column(compiler, row, attribute))
        return subjects.subject_object(compiler, target, subject, row, one)

    return name, Field(
        subjects.type_name(target), compile_link, bilingual(attribute.en, attribute.zh, "the subject itself")
    )


def ends(kind: Kind, collection: Collection) -> bool:
    """Whether its elements begin or end by a day, so that it makes sense to ask which stand."""
    return bool(spans.span(kind.name, collection.name).days)


def collection_field(catalogue: Catalogue, kind: Kind, collection: Collection) -> Field:
    """The field of a kind that lists a collection, in the order of keys."""
    name = type_name(catalogue, kind, collection)

    def compile_elements(compiler: Compiler, row: Row, one: Selected) -> str:
        element = Row(compiler.statement.alias(), row.at)
        where = [f"{element.column('subject')} = {row.column('subject')}", *live_only(element, one)]
        source = f"from {tables.relation(compiler, kind, row.at, collection)} {element.alias}"
        order = f" order by {element.column('key')}"
        return compiler.objects(name, element, one, source + tables.conjunction(where) + order)

    arguments = live_argument(only=(kind.name, collection.name) in _LIVE_ONLY) if ends(kind, collection) else {}
    return Field(f"[{name}!]!", compile_elements, bilingual(collection.en, collection.zh), arguments)


def live_argument(*, only: bool) -> dict[str, Argument]:
    """``live`` of a list of elements; ``only``: without it, those that stand."""
    said = "Only those that stand on the day, or (false) only those that do not; null: all."
    return {"live": Argument("Boolean", said, True if only else None)}


def live_only(row: Row, one: Selected) -> list[str]:
    """The condition that ``live`` asks for, of a row that has it."""
    live = one.arguments.get("live")
    if live is None:
        return []
    return [row.column("live") if live else f"not {row.column('live')}"]


class EncumbranceKind(Enum):
    """What lies on a house."""

    MORTGAGE = "抵押"
    SEIZURE = "查封"
    OBJECTION = "异议"
    ADVANCE_NOTICE = "预告登记"


_COLUMNS = {
    "number": ("text", ("number",), "String", "Number 编号"),
    "sort": (
        "text",
        ("kind", "right_noted"),
        "String",
        "Sort of mortgage or seizure; right to come of an advance notice 类别",
    ),
    "holder": ("text", ("mortgagee_name", "court"), "String", "Mortgagee or court 权利人或机关"),
    "rank": ("integer", ("rank", "waiting_order"), "Int", "Rank of a mortgage, place of a waiting seizure 顺位"),
    "amount": ("numeric", ("amount",), "Decimal", "Secured amount [currency] 担保金额"),
    "registered_on": ("date", ("registered_on",), "Date", "Registered on 登记日"),
    "ends_on": ("date", ("expires_on", "lapses_on"), "Date", "First day on which it no longer stands of itself 到期日"),
    "ended_on": (
        "date",
        ("discharged_on", "lifted_on", "withdrawn_on", "cancelled_on"),
        "Date",
        "Discharged, lifted, withdrawn or cancelled on 注销日",
    ),
}
"""Column of an encumbrance -> SQL type, attributes that may hold it (the first that a collection has), type, words."""


def _encumbrances(kind: Kind) -> list[tuple[EncumbranceKind, Collection]]:
    found = [(one, kind.collections.get(f"{one.name.lower()}s")) for one in EncumbranceKind]
    return [(one, collection) for one, collection in found if collection is not None]


def _add_encumbrance(model: Model, kind: Kind) -> None:
    model.add(EnumType(EncumbranceKind, "What lies on a house 权利负担类别."))
    fields = {
        "kind": columns.plain("encumbrance", "EncumbranceKind!", "Kind 类别"),
        "key": columns.plain("key", "String!", "Key within its collection 键"),
        "position": columns.plain("position", "Position!", "Position of the last event that set it 账本位置", "bigint"),
        "live": columns.plain("live", "Boolean!", "Stands on the day 有效", "boolean"),
    }
    for name, (sql_type, _, type_, words) in _COLUMNS.items():
        fields[camel(name)] = columns.plain(name, type_, words, sql_type)
    if investigated.investigating(kind):
        shown = {attribute: camel(name) for name, (_, held, _, _) in _COLUMNS.items() for attribute in held}
        fields[investigated.NAME] = investigated.of_encumbrance(kind, shown)
    model.add(ObjectType("Encumbrance", "A mortgage, seizure, objection or advance notice 权利负担.", fields))


def encumbrances_field(kind: Kind) -> Field | None:
    """``encumbrances`` of a kind that has any."""
    sorts = _encumbrances(kind)
    if not sorts:
        return None
    return Field("[Encumbrance!]!", _compile_encumbrances(kind), "What lies on it 权利负担", live_argument(only=True))


def _compile_encumbrances(kind: Kind) -> Callable[[Compiler, Row, Selected], str]:
    def compile_all(compiler: Compiler, row: Row, one: Selected) -> str:
        found = Row(compiler.statement.alias(), row.at)
        parts = " union all ".join(_sort(compiler, kind, row, sort, of) for sort, of in _encumbrances(kind))
        order = f" order by {found.column('encumbrance')}, {found.column('key')}"
        where = tables.conjunction(live_only(found, one))
        return compiler.objects("Encumbrance", found, one, f"from ({parts}) {found.alias}{where}{order}")

    return compile_all


def _sort(compiler: Compiler, kind: Kind, row: Row, sort: EncumbranceKind, collection: Collection) -> str:
    element = Row(compiler.statement.alias(), row.at)
    own = ", ".join(
        f"{_first(compiler, element, collection, attributes, sql_type)} {names.quoted(name)}"
        for name, (sql_type, attributes, _, _) in _COLUMNS.items()
    )
    fixed = ", ".join(element.column(name) for name in ("subject", "key", "position", "live"))
    return (
        f"select '{sort.name}'::text encumbrance, {fixed}, {own} "
        f"from {tables.relation(compiler, kind, row.at, collection)} {element.alias} "
        f"where {element.column('subject')} = {row.column('subject')}"
    )


def _first(compiler: Compiler, row: Row, collection: Collection, attributes: tuple[str, ...], sql_type: str) -> str:
    known = next((name for name in attributes if name in collection.attributes), None)
    return columns.column(compiler, row, collection.attributes[known]) if known else f"null::{sql_type}"
