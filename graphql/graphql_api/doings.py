"""Everything that one account, document, source, command or delivery did, as events in the order of recording."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from graphql_api import events, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.connections import compile_page, connection_name
from graphql_api.errors import BadVariable
from graphql_api.model import Argument, Field

PAGE = 100


def _id(field: str) -> Callable[[Any], object]:
    def check(value: Any) -> object:
        try:
            return UUID(value)
        except ValueError:
            raise BadVariable(f"{field} is a UUID; give one as Event.{_SHOWN[field]} has it.", field=field) from None

    return check


_SHOWN = {"command": "command", "delivery": "correlation"}
_COLUMNS: Mapping[str, tuple[str, str]] = {
    "actor": ("actor", "text"),
    "document": ("document_number", "text"),
    "source": ("source", "text"),
    "command": ("command", "uuid"),
    "delivery": ("correlation", "uuid"),
}
"""Argument -> the column of events, and its type."""
_CHECKS = {name: _id(name) for name in _SHOWN}


def field() -> Field:
    """``doneBy`` of ``audit``."""
    said = (
        "Everything that one of these did, in the order of recording, voided and corrected events too; `consequences` "
        "of each event is what has rested on it since. The cursor is the position. Empty for all but auditors 行为全录"
    )
    arguments = {
        "actor": Argument("String", "The account that recorded it, as Event.actor has it 登记人.", None),
        "document": Argument("String", "Number of the document behind it, exactly as recorded 文号.", None),
        "source": Argument("String", "The department or system that said it 来源.", None),
        "command": Argument("ID", "Id of the command that made it 命令标识.", None),
        "delivery": Argument("ID", "Id of the delivery that it came with, or of the business case 交付标识.", None),
        **events.position_paging(PAGE),
    }
    return Field(f"{connection_name(events.EVENT)}!", _compile, said, arguments)


def _compile(compiler: Compiler, row: Row, one: Selected) -> str:
    event = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    where = [_by(compiler, event, one.arguments), *tables.event_in_scope(compiler, event)]
    where += [] if compiler.identity.audits else ["false"]
    return compile_page(compiler, one, events.feed_page(event, where), events.EVENT, PAGE)


def _by(compiler: Compiler, event: Row, arguments: Mapping[str, Any]) -> str:
    named = [name for name in _COLUMNS if arguments.get(name) is not None]
    if len(named) != 1:
        found = " and ".join(named) or "none"
        raise BadVariable(
            f"doneBy takes one of {', '.join(_COLUMNS)}, and was given {found}; name one.", field="doneBy"
        )
    (name,) = named
    column, type_ = _COLUMNS[name]
    return f"{event.column(column)} = {compiler.statement.bind(arguments[name], type_, _CHECKS.get(name))}"
