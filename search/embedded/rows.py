"""Documents as rows of the embedded engine, and texts back from them."""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from aggregates.exposure import Exposure
from search import tokens, turns
from search.document import Document, Text
from search.embedded import tsqueries

RANK = {exposure: rank for rank, exposure in enumerate(Exposure)}
"""How far from public: a reader sees ranks up to its own."""


def storable(text: str) -> str:
    """What PostgreSQL keeps as text: without U+0000 and lone surrogates."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


async def columns(documents: Iterable[Document]) -> list[list[object]]:
    """The arguments of :data:`search.embedded.tables.PUT`: a list for each column; of a subject, its newest."""
    newest: dict[object, Document] = {}
    for document in documents:
        if document.subject not in newest or newest[document.subject].version <= document.version:
            newest[document.subject] = document
    ordered = [newest[subject] for subject in sorted(newest, key=str)]  # one order for all writers: no deadlock
    rows = await turns.each(_row, ordered)
    return [list(column) for column in zip(*rows, strict=True)]


def _row(document: Document) -> tuple[object, ...]:
    said = tokens.told(document)
    return (
        document.subject,
        document.version,
        document.kind,
        RANK[document.kind_exposure],
        storable(document.code),
        storable(document.title),
        document.division,
        document.division_code,
        document.phase,
        document.stage,
        document.stock,
        None if document.year is None else str(document.year),
        " ".join(document.persons),
        orjson.dumps([_said(text) for text in said]).decode(),
        tsqueries.vector(tokens.of(document, said)),
    )


def _said(text: Text) -> list[str | bool | None]:
    until = None if text.until is None else text.until.isoformat()
    return [text.field.name, text.attribute, storable(text.text), text.exposure.name, until, text.wide]
