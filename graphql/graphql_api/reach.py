"""Rows of the divisions that a reader may see, narrowed to one of them with all that it contains."""

from __future__ import annotations

from graphql_api import tables
from graphql_api.compiler import Compiler, Selected
from graphql_api.model import Argument

ARGUMENT = Argument("String", "Code of a division: only of it and what it contains or was before 区划.", None)


def within(compiler: Compiler, division: str, one: Selected) -> list[str]:
    """Conditions on the id of a row's division: that the reader may see it, and that ``division`` contains it."""
    conditions, code = tables.in_scope(compiler, division), one.arguments.get("division")
    if code is not None:
        named = "select c.subject from read.code c where c.kind = 'DIVISION' and c.code = "
        ancestors = f"array({named}{compiler.statement.bind(code, 'text')})"
        contained = f"select d.descendant from read.division_closure d where d.ancestor = any({ancestors})"
        conditions.append(f"{division} = any(array({contained}))")
    return conditions
