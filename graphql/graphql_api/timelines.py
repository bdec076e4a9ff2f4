"""What a subject carries of its past: its timeline, and the findings about it, as connections."""

from __future__ import annotations

from enum import Enum

from aggregates.catalogue import Catalogue
from aggregates.kinds import Kind
from graphql_api import events, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.connections import Page, compile_page, connection_name, page_arguments
from graphql_api.cursors import Key, Order
from graphql_api.model import Argument, Field

TIMELINE_PAGE = 100
FINDINGS_PAGE = 20


class Scope(Enum):
    """Whose events."""

    SELF = "自身"
    FAMILY = "及其组成"


def timeline_field(catalogue: Catalogue, kind: Kind) -> Field:
    """``timeline`` of a kind."""

    def compile_timeline(compiler: Compiler, row: Row, one: Selected) -> str:
        event = Row(compiler.statement.alias(), row.at)
        where = [_whose(compiler, catalogue, kind, row, event, one), *_which(compiler, event, one)]
        page = events.timeline_page(event, where, of_one=not _is_of_family(one))
        return compile_page(compiler, one, page, events.EVENT, TIMELINE_PAGE)

    arguments = {
        **page_arguments(TIMELINE_PAGE),
        "types": Argument("[String!]", "Only events of these types.", None),
        "scope": Argument(
            "Scope", "FAMILY adds the events of its parts: a project's buildings, their houses.", Scope.SELF
        ),
        "includeVoided": Argument("Boolean", "Also events that were voided or corrected since.", False),
    }
    said = "Its events in effective order; events of other subjects only where the reader may see those 时间线"
    return Field(f"{connection_name(events.EVENT)}!", compile_timeline, said, arguments)


def _whose(compiler: Compiler, catalogue: Catalogue, kind: Kind, row: Row, event: Row, one: Selected) -> str:
    subject = row.column("subject")
    if not _is_of_family(one):
        return f"{event.column('subject')} = {subject}"
    members = events.family(compiler, catalogue, kind.name, subject, row.at)
    return " and ".join([f"{event.column('subject')} in ({members})", *tables.event_in_scope(compiler, event)])


def _is_of_family(one: Selected) -> bool:
    scope = one.arguments.get("scope")
    return scope is not None and scope.name == Scope.FAMILY.name


def _which(compiler: Compiler, event: Row, one: Selected) -> list[str]:
    conditions = events.recorded(event) if one.arguments.get("includeVoided") else events.visible(event)
    if one.arguments.get("types") is not None:
        conditions.append(f"{event.column('type')} = any({compiler.statement.bind(one.arguments['types'], 'text[]')})")
    return conditions


def findings_field(kind: Kind) -> Field:
    """``findings`` of a kind, in the order of their keys."""
    collection = kind.collections["findings"]

    def compile_findings(compiler: Compiler, row: Row, one: Selected) -> str:
        found = Row(compiler.statement.alias(), row.at)
        order = Order("findings", (Key(found.column("key"), "text"),))
        page = Page(
            found,
            f"from {tables.relation(compiler, kind, row.at, collection)} {found.alias}",
            (f"{found.column('subject')} = {row.column('subject')}", *_live(found, one)),
            order,
            order,
        )
        return compile_page(compiler, one, page, "Finding", FINDINGS_PAGE)

    live = {"live": Argument("Boolean", "Only open ones, or (false) only resolved ones; null: all.", None)}
    return Field(
        f"{connection_name('Finding')}!", compile_findings, "What was found about it 问题",
        {**page_arguments(FINDINGS_PAGE), **live},
    )  # fmt: skip


def _live(row: Row, one: Selected) -> list[str]:
    live = one.arguments.get("live")
    return [] if live is None else [row.column("live") if live else f"not {row.column('live')}"]
