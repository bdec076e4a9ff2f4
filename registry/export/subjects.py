"""Subjects of an export: all of one kind as they stand at one position of the ledger, in the order of their codes."""

import datetime
from collections.abc import AsyncIterator
from typing import Any

from aggregates import kinds
from graphql_api import lists
from registry import asking
from registry.export import forms, pages


def columns(asker: asking.Asker, kind: kinds.Kind) -> tuple[forms.Column, ...]:
    """Every plain attribute and derived state, by its name in GraphQL."""
    return forms.plain(" ".join(asker.single_fields(kind)))


async def read(asker: asking.Asker, kind: kinds.Kind, position: int, today: datetime.date) -> AsyncIterator[pages.Page]:
    """All of them that stand on ``today`` as the ledger was at ``position``, which the read model has got to."""
    text = _question(kind, " ".join(asker.single_fields(kind)))
    clocks = {"position": position, "validOn": today.isoformat()}
    turn = _list if kind.name == "DIVISION" else _connection
    after: str | None = None
    done = 0
    while True:
        answer = await asker.ask(text, {"asOf": clocks, "after": after})
        pages.check(answer["reflected"]["position"], position)
        records, after = turn(answer["page"])
        done += len(records)
        yield pages.Page(records, done)
        if after is None:
            return


def _question(kind: kinds.Kind, fields: str) -> str:
    page = f"nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }}" if kind.name != "DIVISION" else fields
    return f"""query($asOf: AsOf, $after: String) {{ reflected: changes(first: 0) {{ position }}
        page: {lists.plural(kind)}(asOf: $asOf, first: {pages.ROWS}, after: $after) {{ {page} }} }}"""


def _connection(page: Any) -> tuple[list[Any], str | None]:
    """A page's records, and where the next one begins."""
    return page["nodes"], page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None


def _list(page: Any) -> tuple[list[Any], str | None]:
    """The same of the plain list that divisions come as, which is continued by code.

    Codes of several schemes may be equal: those at the end of a full page are left to the next one.
    """
    if len(page) < pages.ROWS:
        return page, None
    whole = [one for one in page if one["code"] != page[-1]["code"]]
    return whole, whole[-1]["code"]
