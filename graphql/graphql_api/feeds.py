"""Roots that answer events: one by its position, the feed, and all that one document changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graphql_api import events, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.connections import compile_page, connection_name
from graphql_api.model import Argument, Field
from projections import names

FEED_PAGE = 100
_FEED = "The feed: every event after a position, in the order of recording; the cursor is the position 变更流."
_DOCUMENT = (
    "Everything that one document changed, across departments and kinds, in the order of recording; voided and "
    "corrected events too. The cursor is the position 按文书查询变更."
)


def roots() -> dict[str, Field]:
    """The root fields by name."""
    said = "One event by its position; null where there is none, or the reader may not see it."
    feed = f"{connection_name(events.EVENT)}!"
    return {
        "event": Field(events.EVENT, _event, said, {"position": Argument("Position!", "Its position.")}),
        "changes": Field(feed, _changes, _FEED, _feed_arguments()),
        "changesByDocument": Field(feed, _by_document, _DOCUMENT, _document_arguments()),
    }


_FIRST = Argument("Int", "Events of a page, at most 500.", FEED_PAGE)


def _feed_arguments() -> dict[str, Argument]:
    return {
        "after": Argument("Position", "Only events after this position.", 0),
        "until": Argument("Position", "Only events up to this position, it included.", None),
        "first": _FIRST,
        **narrowing(),
        "source": Argument("String", "Only events that this source said.", None),
    }


def narrowing() -> dict[str, Argument]:
    """The arguments by which every feed is narrowed."""
    return {
        "kinds": Argument("[SubjectKind!]", "Only events of subjects of these kinds.", None),
        "types": Argument("[String!]", "Only events of these types.", None),
    }


def _document_arguments() -> dict[str, Argument]:
    return {
        "number": Argument("String!", "Number of the document, exactly as recorded 文号."),
        "kind": Argument("String", "Kind of the document, where several kinds are numbered alike 文书类别.", None),
        "first": _FIRST,
        "after": Argument("Position", "Position that the page begins after.", None),
    }


def _event(compiler: Compiler, row: Row, one: Selected) -> str:
    event = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    position = compiler.statement.bind(one.arguments["position"], "bigint")
    where = [f"{event.column('position')} = {position}", *tables.event_in_scope(compiler, event)]
    return compiler.object(events.EVENT, event, one, f"from read.event {event.alias}{tables.conjunction(where)}")


def _changes(compiler: Compiler, row: Row, one: Selected) -> str:
    """The feed; ``after`` is a condition like any other, so that totals count what follows."""
    event = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    forward = replace(one, arguments={"first": one.arguments.get("first")})
    return _page(compiler, event, forward, conditions(compiler, event, one.arguments))


def _by_document(compiler: Compiler, row: Row, one: Selected) -> str:
    event = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    bind = compiler.statement.bind
    where = [f"{event.column('document_number')} = {bind(one.arguments['number'], 'text')}"]
    if one.arguments.get("kind") is not None:
        kind = f"{event.column('document')} ->> {names.literal('kind')}"
        where.append(f"{kind} = {bind(one.arguments['kind'], 'text')}")
    return _page(compiler, event, one, where)


def _page(compiler: Compiler, event: Row, one: Selected, where: list[str]) -> str:
    seen = tables.event_in_scope(compiler, event)
    return compile_page(compiler, one, events.feed_page(event, [*where, *seen]), events.EVENT, FEED_PAGE)


def conditions(compiler: Compiler, event: Row, arguments: Mapping[str, Any]) -> list[str]:
    """What the arguments of a feed ask of an event; whether its reader may see it is not among them."""
    bind = compiler.statement.bind
    found = []
    if arguments.get("after") is not None:
        found.append(f"{event.column('position')} > {bind(arguments['after'], 'bigint')}")
    if arguments.get("until") is not None:
        found.append(f"{event.column('position')} <= {bind(arguments['until'], 'bigint')}")
    if arguments.get("kinds") is not None:
        found.append(f"{event.column('kind')} = any({bind(arguments['kinds'], 'text[]', _names)})")
    if arguments.get("types") is not None:
        found.append(f"{event.column('type')} = any({bind(arguments['types'], 'text[]')})")
    if arguments.get("source") is not None:
        found.append(f"{event.column('source')} = {bind(arguments['source'], 'text')}")
    return found


def _names(members: Any) -> object:
    return [member.name for member in members]
