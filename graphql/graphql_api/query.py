"""The roots of every query: subjects and their lists, events, the catalogue, who asks, how far the read model is."""

from __future__ import annotations

from aggregates.catalogue import Catalogue
from aggregates.kinds import Kind
from graphql_api import difference, events, feeds, findings, identities, lists, orders, predicates, subjects, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.connections import LARGEST_PAGE, Page, connection_name, connection_types, page_info_type, page_size
from graphql_api.errors import BadVariable
from graphql_api.filters import scalar_filter_types
from graphql_api.model import Argument, EnumType, Field, InputType, Model, ObjectType
from graphql_api.naming import bilingual, plural
from graphql_api.timelines import Scope
from graphql_api.values import resolver

AS_OF = Argument("AsOf", "As valid on a day, as known at a moment or position; everything below inherits it.", None)

ROOT = Row('"$root"', None)
"""The row of the operation itself; it has no columns."""


def add_types(model: Model, catalogue: Catalogue) -> None:
    """Query and the inputs that its fields share."""
    model.add(
        EnumType(Scope, "Whose events 范围."),
        InputType(
            "AsOf", "Either or both clocks; a position instead of knownAt fixes the ledger itself 时点.", _as_of()
        ),
        *scalar_filter_types(),
        page_info_type(),
        *connection_types(events.EVENT),
        ObjectType(model.query, "Everything that can be asked 查询.", _roots(catalogue)),
    )


def _as_of() -> dict[str, Argument]:
    return {
        "validOn": Argument("Date", "As it was in the world on this day; today where not given.", None),
        "knownAt": Argument("DateTime", "As the registers knew at this moment.", None),
        "position": Argument("Position", "As this ledger knew at this position.", None),
    }


def _roots(catalogue: Catalogue) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for kind in catalogue.kinds.values():
        fields[kind.table] = _subject_field(kind)
    for kind in catalogue.kinds.values():
        fields[lists.plural(kind)] = _divisions_field(kind) if kind.name == "DIVISION" else _list_field(kind)
    fields.update(feeds.roots())
    fields["difference"] = difference.root(catalogue)
    fields.update(findings.roots(catalogue))
    fields["me"] = identities.root()
    return fields


def _subject_field(kind: Kind) -> Field:
    def compile_subject(compiler: Compiler, row: Row, one: Selected) -> str:
        bind = compiler.statement.bind
        at = tables.clocks(compiler, one.arguments.get("asOf"))
        scheme = one.arguments.get("scheme")
        subject = tables.by_code(
            kind.name, bind(one.arguments["code"], "text"), bind(scheme, "text") if scheme is not None else None
        )
        found, source = tables.one_subject(compiler, kind, subject, at)
        return compiler.object(subjects.type_name(kind), found, one, source)

    words = bilingual(
        kind.en, kind.zh, "null where nothing of it was valid or known then. Any code that it ever had finds it."
    )
    arguments = {
        "code": Argument("String!", "Any code that it ever had."),
        "scheme": Argument("String", "Code scheme, where several use the same code.", None),
        "asOf": AS_OF,
    }
    return Field(subjects.type_name(kind), compile_subject, words, arguments)


def _list_field(kind: Kind) -> Field:
    def compile_list(compiler: Compiler, row: Row, one: Selected) -> str:
        return lists.compile_list(compiler, kind, tables.clocks(compiler, one.arguments.get("asOf")), one, None)

    words = bilingual(plural(kind.en), kind.zh)
    arguments = {**lists.list_arguments(kind), "asOf": AS_OF}
    return Field(f"{connection_name(subjects.type_name(kind))}!", compile_list, words, arguments)


def _divisions_field(kind: Kind) -> Field:
    """Divisions are few and drawn as trees, so they come as a plain list."""
    name = subjects.type_name(kind)

    def compile_divisions(compiler: Compiler, row: Row, one: Selected) -> str:
        at = tables.clocks(compiler, one.arguments.get("asOf"))
        page = lists.page_of(compiler, kind, at, one, None)
        first = one.arguments.get("first", LARGEST_PAGE)
        beyond = _codes_after(compiler, page, one)
        with compiler.volume.within(resolver(first, page_size)):
            targets = compiler.targets(name, page.row, compiler.below(name, one.nodes))
        alias = compiler.statement.alias()
        size = compiler.statement.bind(first, "bigint", page_size)
        rows = f"{page.rows(f'{page.row.alias}.*', *beyond)} order by {page.order.sql(backward=False)} limit {size}"
        return f"array(select {alias} from (select {targets} from ({rows}) {page.row.alias}) {alias})"

    arguments = {
        "filter": Argument(predicates.name(kind), "Which of them.", None),
        "orderBy": Argument(orders.name(kind), "In which order; by code where nothing is said.", None),
        "first": Argument("Int!", "At most so many, up to 500.", 500),
        "after": Argument("String", "Only those whose code comes after this one, in the order of codes.", None),
        "asOf": AS_OF,
    }
    return Field(f"[{name}!]!", compile_divisions, bilingual(plural(kind.en), kind.zh), arguments)


def _codes_after(compiler: Compiler, page: Page, one: Selected) -> list[str]:
    """The condition that ``after`` asks for; BadVariable where the list has another order than that of codes."""
    after = one.arguments.get("after")
    if after is None:
        return []
    if not page.order.name.endswith(":CODE:ASC"):
        raise BadVariable("after is a code, and needs the order of codes; leave out orderBy or after.", field="after")
    return [f"{page.order.keys[0].sql} > {compiler.statement.bind(after, 'text')}"]
