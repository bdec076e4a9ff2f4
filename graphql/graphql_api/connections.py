"""Relay connections over any keyed rows: a page forth or back, its edges, its counts, the position it reflects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql_api import keyset
from graphql_api.compiler import Compiler, Row, Selected, as_object
from graphql_api.cursors import Order
from graphql_api.errors import BadVariable, TooLarge
from graphql_api.model import Argument, Field, ObjectType
from graphql_api.statement import Statement
from graphql_api.values import resolver

LARGEST_PAGE = 500
COUNTED = 10_000
POSITION = "coalesce((select position from read.progress where name = 'read'), 0)"
"""The position that the read tables reflect."""

PAGE_INFO = "PageInfo"


@dataclass(frozen=True, slots=True)
class Page:
    """The rows that a connection pages through.

    ``source`` is ``from …``, in which ``row.alias`` has the columns that nodes and ``shown`` refer to; ``where`` its
    conditions. Rows are read in ``order``; ``shown`` is the same order in terms of the row alone, for cursors.
    ``estimate`` is the total beyond :data:`COUNTED`, in terms of the count ``n``; without one all rows are counted.
    ``counting`` are conditions that counting has to meet besides. ``keyed`` is the table, by subject, of which a page
    is read once its rows are found, which pays where other rows are looked at to find them: the database may do with
    indexes. ``sorted``: an index has the rows in their order, so that nothing is computed for any beyond the page.
    """

    row: Row
    source: str
    where: tuple[str, ...]
    order: Order
    shown: Order
    estimate: str | None = None
    counting: tuple[str, ...] = ()
    keyed: str | None = None
    sorted: bool = False

    def rows(self, columns: str, *more: str) -> str:
        conditions = [f"({one})" for one in (*self.where, *more)]
        return f"select {columns} {self.source}" + (f" where {' and '.join(conditions)}" if conditions else "")


def page_size(value: Any) -> int:
    """A lawful ``first`` or ``last``."""
    if value < 0:
        raise BadVariable(f"first and last count rows and cannot be {value}; give 0 to {LARGEST_PAGE}.", field="first")
    if value > LARGEST_PAGE:
        raise TooLarge(
            f"A page holds at most {LARGEST_PAGE} rows, not {value}; ask for fewer and follow pageInfo.endCursor.",
            field="first",
        )
    return int(value)


def page_arguments(default: int) -> dict[str, Argument]:
    """The four arguments of every connection."""
    return {
        "first": Argument(
            "Int", f"Rows of a page, at most {LARGEST_PAGE}; without effect where last is given.", default
        ),
        "after": Argument("String", "Cursor that the page begins after."),
        "last": Argument("Int", f"Rows of a page counted from the end, at most {LARGEST_PAGE}."),
        "before": Argument("String", "Cursor that the page ends before."),
    }


class _Paging:
    """One connection being compiled."""

    def __init__(self, compiler: Compiler, arguments: Mapping[str, Any], page: Page, default: int) -> None:
        self.compiler, self.page = compiler, page
        self.statement: Statement = compiler.statement
        self.backward = arguments.get("last") is not None
        size = arguments["last"] if self.backward else arguments.get("first")
        rows = default if size is None else size
        self.size, self.rows = self.statement.bind(rows, "bigint", page_size), resolver(rows, page_size)
        self.bounds = {name: self._bound(arguments.get(name), name == "before") for name in ("after", "before")}

    def _bound(self, cursor: object, backward: bool) -> str | None:
        if cursor is None:
            return None
        return keyset.after(self.statement, self.page.order, cursor, backward=backward)

    def select(self, columns: str, more: int = 0) -> str:
        limit = f"{self.size} + {more}" if more else self.size
        rows = self.page.rows(columns, *[bound for bound in self.bounds.values() if bound])
        return f"{rows} order by {self.page.order.sql(self.backward)} limit {limit}"

    def whole(self, more: int = 0) -> str:
        """The rows of the page, in their order, with all columns.

        ``offset 0`` has each row read by its key. A plan for pages of any size takes them for a tenth of the table, and
        would read all of that for fifty rows.
        """
        row, keyed = self.page.row, self.page.keyed
        if keyed is None:
            return self.select(f"{row.alias}.*", more)
        keys = f"select k.subject, row_number() over () n from ({self.select(row.column('subject'), more)}) k"
        read = f"lateral (select * from {keyed} where subject = k.subject offset 0)"
        return f"select {row.alias}.* from ({keys}) k cross join {read} {row.alias} order by k.n"

    def outside(self, name: str) -> str:
        """Whether rows lie beyond the cursor ``name``."""
        bound = self.bounds[name]
        return f"exists ({self.page.rows('1', f'({bound}) is not true')})" if bound else "false"


def compile_page(compiler: Compiler, one: Selected, page: Page, type_name: str, default: int) -> str:
    """The JSON of a connection of ``type_name`` nodes for what is selected of it."""
    name = connection_name(type_name)
    selected = compiler.below(name, one.nodes)
    paging = _Paging(compiler, one.arguments, page, default)
    rows = _Rows(paging, type_name) if _needs_row(paging, selected) else _Nodes(paging, type_name)
    targets = ", ".join(f'{rows.field(name, field)} "{field.key}"' for field in selected)
    return as_object(compiler.statement, f"select {targets}{rows.source()}")


def _needs_row(paging: _Paging, selected: list[Selected]) -> bool:
    """Whether more than one field looks at the rows, or one looks beyond the page or reads it backwards."""
    looking = [one.name for one in selected if one.name in ("nodes", "edges", "pageInfo")]
    return paging.backward or looking not in ([], ["nodes"])


class _Nodes:
    """A page of which the nodes alone are asked for: one select."""

    def __init__(self, paging: _Paging, type_name: str) -> None:
        self.paging, self.type_name = paging, type_name
        self.compiler = paging.compiler

    def field(self, connection: str, one: Selected) -> str:
        match one.name:
            case "nodes":
                return self._nodes(one)
            case "totalCount":
                return self._total(exact=False)
            case "totalIsExact":
                return self._total(exact=True)
            case "position":
                return POSITION
        return self.compiler.expression(connection, self.paging.page.row, one)

    def source(self) -> str:
        return ""

    def _nodes(self, one: Selected) -> str:
        row, alias = self.paging.page.row, self.compiler.statement.alias()
        targets = self._node(one)
        if self.paging.page.sorted:
            return f"array(select row_to_json({alias}) from ({self.paging.select(targets)}) {alias})"
        return (
            f"array(select row_to_json({alias}) from ({self.paging.whole()}) {row.alias} "
            f"cross join lateral (select {targets}) {alias})"
        )

    def _node(self, one: Selected) -> str:
        """The select list of a node."""
        row = self.paging.page.row
        with self.compiler.volume.within(self.paging.rows):
            return self.compiler.targets(self.type_name, row, self.compiler.below(self.type_name, one.nodes))

    def _total(self, *, exact: bool) -> str:
        page = self.paging.page
        rows = page.rows("1", *page.counting)
        alias = self.compiler.statement.alias()
        if page.estimate is None:
            return "true" if exact else f"(select count(*) from ({rows}) {alias})"
        counted = f"(select count(*) n from ({rows} limit {COUNTED + 1}) {alias}) {self.compiler.statement.alias()}"
        answer = f"n <= {COUNTED}" if exact else f"case when n <= {COUNTED} then n else {page.estimate} end"
        return f"(select {answer} from {counted})"


class _Rows(_Nodes):
    """All that is asked of a page as arrays in one row, read by as many fields as are selected; it is left out where
    none needs it. The arrays go beyond the page by one, which tells that there is more."""

    def __init__(self, paging: _Paging, type_name: str) -> None:
        super().__init__(paging, type_name)
        statement, size = self.compiler.statement, paging.size
        self.row = statement.alias()
        count = f'{self.row}."$n"'
        self.some = f"least({count}, {size}) > 0"
        self.more = f"{count} > {size}"
        self.first = f"greatest({count} - {size}, 0) + 1" if paging.backward else "1"
        self.last = count if paging.backward else f"least({count}, {size})"
        self.columns = ['count(*) "$n"']
        self.laterals: list[str] = []
        self.numbered = False
        self.used = False

    def field(self, connection: str, one: Selected) -> str:
        match one.name:
            case "edges":
                return self._edges(one)
            case "pageInfo":
                return self._page_info(one)
        return super().field(connection, one)

    def source(self) -> str:
        if not self.used:
            return ""
        paging, alias = self.paging, self.paging.page.row.alias
        rows = paging.whole(more=1)
        if self.numbered:
            rows = f'select {alias}.*, row_number() over () "$n" from ({rows}) {alias}'
        if paging.backward:
            rows = f"select {alias}.* from ({rows}) {alias} order by {paging.page.shown.sql(backward=False)}"
        return f" from (select {', '.join(self.columns)} from ({rows}) {alias}{''.join(self.laterals)}) {self.row}"

    def _column(self, sql: str) -> str:
        """The array of a value of each row."""
        self.used = True
        name = f'"$c{len(self.columns)}"'
        self.columns.append(f"array_agg({sql}) {name}")
        return f"{self.row}.{name}"

    def _objects(self, targets: str) -> str:
        """The rows of the page as objects. Of the row beyond nothing is computed for which other rows are read."""
        alias = self.compiler.statement.alias()
        self.laterals.append(f" cross join lateral (select {targets}) {alias}")
        value = f"row_to_json({alias})"
        if "(select " in targets:
            self.numbered = True
            value = f'case when {self.paging.page.row.alias}."$n" <= {self.paging.size} then {value} end'
        return f"coalesce(({self._column(value)})[{self.first}:{self.last}], '{{}}')"

    def _nodes(self, one: Selected) -> str:
        return self._objects(self._node(one))

    def _edges(self, one: Selected) -> str:
        name = edge_name(self.type_name)
        return self._objects(
            ", ".join(
                f'{self._edge_field(name, field)} "{field.key}"' for field in self.compiler.below(name, one.nodes)
            )
        )

    def _edge_field(self, name: str, one: Selected) -> str:
        match one.name:
            case "node":
                return as_object(self.compiler.statement, f"select {self._node(one)}")
            case "cursor":
                return self.paging.page.shown.cursor()
        return self.compiler.expression(name, self.paging.page.row, one)

    def _page_info(self, one: Selected) -> str:
        targets = ", ".join(
            f'{self._info_field(field)} "{field.key}"' for field in self.compiler.below(PAGE_INFO, one.nodes)
        )
        return as_object(self.compiler.statement, f"select {targets}")

    def _info_field(self, one: Selected) -> str:
        match one.name:
            case "hasNextPage":
                return self._has("before", ahead=not self.paging.backward)
            case "hasPreviousPage":
                return self._has("after", ahead=self.paging.backward)
            case "startCursor":
                return self._cursor(self.first)
            case "endCursor":
                return self._cursor(self.last)
        return self.compiler.expression(PAGE_INFO, self.paging.page.row, one)

    def _has(self, bound: str, *, ahead: bool) -> str:
        if not ahead:
            return self.paging.outside(bound)
        self.used = True
        return f"({self.more} or {self.paging.outside(bound)})" if self.paging.bounds[bound] else f"({self.more})"

    def _cursor(self, place: str) -> str:
        """Of one row, which is found first: encoding a cursor costs as much as the rest of its row."""
        shown = self.paging.page.shown
        values = [f"({self._column(value)})[{place}]" for value in shown.values()]
        return f"case when {self.some} then {shown.encoded(values)} end"


def edge_name(type_name: str) -> str:
    return f"{type_name}Edge"


def connection_name(type_name: str) -> str:
    return f"{type_name}Connection"


def _by_connection(compiler: Compiler, row: Row, one: Selected) -> str:
    raise AssertionError(f"{one.name} is written by its connection")


def _field(type_: str, description: str) -> Field:
    return Field(type_, _by_connection, description)


def page_info_type() -> ObjectType:
    """``PageInfo`` as Relay defines it."""
    return ObjectType(
        PAGE_INFO,
        "Where a page lies in its list 分页信息.",
        {
            "hasNextPage": _field("Boolean!", "Rows follow the page."),
            "hasPreviousPage": _field("Boolean!", "Rows precede the page."),
            "startCursor": _field("String", "Cursor of the first row; null on an empty page."),
            "endCursor": _field("String", "Cursor of the last row; null on an empty page."),
        },
    )


def connection_types(type_name: str) -> tuple[ObjectType, ObjectType]:
    """The connection of a type, and its edge."""
    edge = {
        "cursor": _field("String!", "Place of the row in this order; for after and before."),
        "node": _field(f"{type_name}!", "The row."),
    }
    connection = {
        "edges": _field(f"[{edge_name(type_name)}!]!", "Rows with their cursors."),
        "nodes": _field(f"[{type_name}!]!", "Rows without their cursors."),
        "pageInfo": _field(f"{PAGE_INFO}!", "Whether there is more, and where."),
        "totalCount": _field("Int!", f"Rows of the whole list: exact to {COUNTED}, then an estimate."),
        "totalIsExact": _field("Boolean!", "Whether totalCount is exact."),
        "position": _field("Position!", "Position of the ledger that the answer reflects."),
    }
    return (
        ObjectType(edge_name(type_name), f"A {type_name} in a list.", edge),
        ObjectType(connection_name(type_name), f"A page of {type_name}.", connection),
    )
