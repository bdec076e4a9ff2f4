"""Roots that compare what departments recorded apart: each a page of rows of one select, scoped as lists are.

A filter (:mod:`graphql_api.existing`) compares with values; these compare days of one element with days of another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aggregates.catalogue import Catalogue
from aggregates.exposure import Exposure
from aggregates.kinds import Kind
from graphql_api import columns, connections, elements, reach, subjects, tables
from graphql_api.compiler import Compile, Compiler, Row, Selected
from graphql_api.connections import Page
from graphql_api.cursors import Key, Order
from graphql_api.errors import Forbidden
from graphql_api.model import EnumType, Field, Model, ObjectType

PAGE = 20


class Tables:
    """What the select of a question reads: rows of today, and the condition that a subject is in reach."""

    def __init__(self, compiler: Compiler, row: Row) -> None:
        self._compiler, self._row = compiler, row

    def of(self, named: str) -> str:
        """The rows of a kind (``HOUSE``) or of a collection (``HOUSE.parties``), to stand in ``from``."""
        kind, _, collection = named.partition(".")
        found = self._compiler.bindings.catalogue.kinds[kind]
        return tables.all_of_today(self._compiler, found, self._row.at, found.collections.get(collection))

    def acquirer(self, person: str) -> str:
        """Whether a person may be on both sides, of households and of homes; any may where time has passed since."""
        return "true" if self._row.at else f"exists (select from read.acquirer q where q.person = {person})"

    def reach(self, subject: str) -> str:
        """Whether the reader may see the subject of an id."""
        return " and ".join(tables.subject_in_scope(self._compiler, subject)) or "true"


@dataclass(frozen=True, slots=True)
class Part:
    """An element in an answer: its kind and collection, and the columns that hold its subject's id and its key."""

    kind: str
    collection: str
    key: str
    words: str
    subject: str = "subject"


@dataclass(frozen=True, slots=True)
class Question:
    """A root. ``rows`` has of each row the ``subject`` of ``kind``, its ``code`` and ``division_id``, and a ``key``.

    ``needs`` are the kinds and collections that it reads; ``links`` are further subjects: their kind, the column of
    the id, words; ``plain`` are a column, type and words. ``personal``: for who sees personal data.
    """

    root: str
    item: str
    says: str
    item_says: str
    kind: str
    needs: Sequence[str]
    rows: Callable[[Tables], str]
    links: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    parts: Mapping[str, Part] = field(default_factory=dict)
    plain: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    enums: Sequence[EnumType] = ()
    personal: bool = False


def add_to(model: Model, catalogue: Catalogue, asked: Sequence[Question]) -> None:
    """The roots of those questions whose kinds and collections the catalogue has."""
    for one in asked:
        if all(_known(catalogue, named) for named in one.needs):
            model.add(*one.enums, ObjectType(one.item, one.item_says, dict(_fields(catalogue, one))))
            model.add(*connections.connection_types(one.item))
            query = model.objects[model.query]
            fields = {**query.fields, one.root: _root(catalogue, one)}
            model.objects[model.query] = ObjectType(query.name, query.description, fields)


def _known(catalogue: Catalogue, named: str) -> bool:
    kind, _, collection = named.partition(".")
    found = catalogue.kinds.get(kind)
    return found is not None and (not collection or collection in found.collections)


def _fields(catalogue: Catalogue, asked: Question) -> Iterator[tuple[str, Field]]:
    own = catalogue.kinds[asked.kind]
    yield own.table, Field(subjects.type_name(own), _subject(own, "subject"), f"{own.en} {own.zh}")
    for name, (kind, column, words) in asked.links.items():
        yield name, Field(subjects.type_name(catalogue.kinds[kind]), _subject(catalogue.kinds[kind], column), words)
    for name, part in asked.parts.items():
        yield name, _element(catalogue, part)
    for name, (column, type_, words) in asked.plain.items():
        yield name, columns.plain(column, type_, words)


def _subject(kind: Kind, column: str) -> Compile:
    return lambda compiler, row, one: subjects.subject_object(compiler, kind, row.column(column), row, one)


def _element(catalogue: Catalogue, part: Part) -> Field:
    kind = catalogue.kinds[part.kind]
    collection = kind.collections[part.collection]
    name = elements.type_name(catalogue, kind, collection)

    def compile_element(compiler: Compiler, row: Row, one: Selected) -> str:
        found = Row(compiler.statement.alias(), row.at)
        where = (
            f"{found.column('subject')} = {row.column(part.subject)} and {found.column('key')} = {row.column(part.key)}"
        )
        source = f"from {tables.relation(compiler, kind, row.at, collection)} {found.alias} where {where}"
        return compiler.object(name, found, one, source)

    return Field(name, compile_element, part.words)


def _root(catalogue: Catalogue, asked: Question) -> Field:
    def compile_root(compiler: Compiler, row: Row, one: Selected) -> str:
        if asked.personal and not compiler.identity.sees(Exposure.PERSONAL):
            raise Forbidden(f"{asked.root} is for roles that see personal data; ask with a token of a caseworker.")
        return connections.compile_page(compiler, one, _page(compiler, catalogue, asked, one), asked.item, PAGE)

    arguments = {"division": reach.ARGUMENT, **connections.page_arguments(PAGE)}
    return Field(f"{connections.connection_name(asked.item)}!", compile_root, asked.says, arguments)


def _page(compiler: Compiler, catalogue: Catalogue, asked: Question, one: Selected) -> Page:
    row = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    kind = catalogue.kinds[asked.kind]
    where = [*tables.sees_kind(compiler, kind), *reach.within(compiler, row.column("division_id"), one)]
    order = Order(asked.root, tuple(Key(row.column(name), "text") for name in ("code", "key")))
    return Page(
        row,
        f"from ({asked.rows(Tables(compiler, row))}) {row.alias}",
        tuple(where),
        order,
        order,
    )
