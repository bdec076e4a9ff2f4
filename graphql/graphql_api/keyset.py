"""Which rows lie after a cursor: the keyset condition of an order, exact with ties, directions and nulls."""

from __future__ import annotations

from graphql_api.cursors import Key, Order, reader
from graphql_api.statement import Statement


def after(statement: Statement, order: Order, cursor: object, *, backward: bool) -> str:
    """The condition that a row stands strictly after ``cursor`` (before it, where ``backward``)."""
    values = _values(statement, order, cursor)
    operator = "<" if order.keys[0].descending != backward else ">"
    if _is_row_comparable(order, operator):
        return f"({', '.join(key.sql for key in order.keys)}) {operator} ({', '.join(values)})"
    return _lexicographic(list(zip(order.keys, values, strict=True)), backward)


def _values(statement: Statement, order: Order, cursor: object) -> list[str]:
    """The keys that a cursor holds, as parameters; a cursor that is not opaque is the value of the only key."""
    types = tuple(key.type for key in order.keys)
    if not order.opaque:
        return [statement.bind(cursor, types[0])]
    return [statement.bind(cursor, type_, reader(order.name, types, index)) for index, type_ in enumerate(types)]


def _is_row_comparable(order: Order, operator: str) -> bool:
    """One row comparison can use an index; it knows one direction and no nulls, nor any in the cursor but where no row
    is to be greater."""
    one_way = len({key.descending for key in order.keys}) == 1
    return one_way and all(not key.nullable or (key.told and operator == ">") for key in order.keys)


def _lexicographic(pairs: list[tuple[Key, str]], backward: bool) -> str:
    (key, value), *rest = pairs
    beyond = _beyond(key, value, key.descending != backward)
    if not rest:
        return beyond
    same = f"{key.sql} is not distinct from {value}" if key.nullable else f"{key.sql} = {value}"
    return f"({beyond} or ({same} and {_lexicographic(rest, backward)}))"


def _beyond(key: Key, value: str, descending: bool) -> str:
    operator = "<" if descending else ">"
    plain = f"{key.sql} {operator} {value}"
    if not key.nullable:
        return plain
    if descending:
        return f"({value} is null and {key.sql} is not null or {value} is not null and {plain})"
    return f"({value} is not null and ({key.sql} is null or {plain}))"
