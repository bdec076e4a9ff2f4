"""Writes in bulk: in pieces that the cluster can take, again where it is busy, each item judged by itself."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import orjson

from aggregates.exposure import Exposure
from search import tokens, turns
from search.document import Document, Text
from search.opensearch import mapping
from search.opensearch.client import BUSY, WRITE_SECONDS, Client, Refused, Unreachable
from search.query import SearchUnavailable
from search.tokens import Standing

PIECE_BYTES, PIECE_ITEMS = 900_000, 500  # aiohttp warns of larger bodies
AT_ONCE = 4
"""Pieces under way; what is more waits here rather than in the cluster's queue."""

TOGETHER = 100
"""Documents that are encoded before they are sent, while the cluster takes in those before."""

RETRY_SECONDS = 60.0
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
_AS = {"own": Standing.OWN, "related": Standing.RELATED, "former": Standing.FORMER}
RANKS = {exposure: str(rank) for rank, exposure in enumerate(Exposure)}


class Gone(SearchUnavailable):
    """An index that was written to is not there any more."""


@dataclass(frozen=True, slots=True)
class Action:
    """One line of a bulk request, and the document after it."""

    subject: UUID
    written: bytes


@dataclass(slots=True)
class _Outcome:
    again: list[Action] = field(default_factory=list)
    refused: dict[UUID, str] = field(default_factory=dict)
    gone: bool = False


def put(subject: UUID, version: int, written: bytes, index: str) -> Action:
    """Keeps a document unless the index has one of a higher version."""
    return Action(subject, _head("index", index, subject, version) + written + b"\n")


def remove(subject: UUID, version: int, index: str) -> Action:
    """Removes a document unless the index has one of a higher version."""
    return Action(subject, _head("delete", index, subject, version))


def _head(action: str, index: str, subject: UUID, version: int) -> bytes:
    said = {
        "_index": index,
        "_id": str(subject),
        "version": version,
        "version_type": "external_gte",
        "require_alias": True,  # nobody's misspelt or just deleted index comes to be
    }
    return orjson.dumps({action: said}) + b"\n"


async def encode(documents: Sequence[Document]) -> list[tuple[UUID, int, bytes]]:
    """Subject, version and source of each."""
    return await turns.each(_encoded, documents)


def _encoded(document: Document) -> tuple[UUID, int, bytes]:
    made = source(document)
    try:
        written = orjson.dumps(made)
    except orjson.JSONEncodeError:
        written = orjson.dumps(_storable(made))
    return document.subject, document.version, written


def source(document: Document) -> dict[str, object]:
    """The document as the index has it, but for what JSON cannot hold."""
    said = tokens.told(document)
    terms = tokens.of(document, said)
    return {
        "subject": str(document.subject),  # orjson takes no subclass of UUID, as drivers of databases have
        "kind": document.kind,
        "code": document.code,
        "exposure": RANKS[document.kind_exposure],
        "division": None if document.division is None else str(document.division),
        "division_code": document.division_code,
        "phase": document.phase,
        "stage": document.stage,
        "stock": document.stock,
        "year": None if document.year is None else str(document.year),
        "persons": document.persons,
        "version": document.version,
        "title": document.title,
        "texts": [_text(text) for text in said],
        **{name: " ".join(terms[standing]) for name, standing in _AS.items()},
    }


def same(written: bytes, kept: Mapping[str, object]) -> bool:
    """Whether a document that would be written is the one that is kept, versions aside, as far as it is given back."""
    said: dict[str, object] = orjson.loads(written)
    compared = said.keys() - {"version", *mapping.NOT_GIVEN_BACK}
    return all(said[name] == kept.get(name) for name in compared)


def storable(text: str) -> str:
    """What JSON can hold: without lone surrogates."""
    return text.encode("utf-8", "replace").decode()


def _storable(said: Any) -> Any:
    """The same of all texts of a document; hardly any has one that needs it."""
    if isinstance(said, str):
        return storable(said)
    if isinstance(said, dict):
        return {name: _storable(one) for name, one in said.items()}
    return [_storable(one) for one in said] if isinstance(said, list | tuple) else said


def _text(text: Text) -> list[object]:
    return [text.field._name_, text.attribute, text.text, text.exposure._name_, text.until, text.wide]


async def put_all(client: Client, documents: Sequence[Document], indexes: Sequence[str]) -> None:
    """Keeps documents in all of the indexes; raises what :func:`write` does."""

    async def actions() -> AsyncIterator[list[Action]]:
        for at in range(0, len(documents), TOGETHER):
            encoded = await encode(documents[at : at + TOGETHER])
            yield [put(*one, index) for index in indexes for one in encoded]

    await _write(client, actions())


async def write(client: Client, actions: Sequence[Action]) -> None:
    """Carries out all of them.

    Raises:
        Gone: an index is not there.
        SearchUnavailable: some were not carried out; all may be sent again.
    """

    async def whole() -> AsyncIterator[Sequence[Action]]:
        yield actions

    await _write(client, whole())


async def _write(client: Client, made: AsyncIterator[Sequence[Action]]) -> None:
    """Sends pieces while further actions are made."""
    limit = asyncio.Semaphore(AT_ONCE)
    under_way: list[asyncio.Task[dict[UUID, str]]] = []

    async def one(piece: Sequence[Action]) -> dict[UUID, str]:
        async with limit:
            return await _persist(client, piece)

    try:
        async for actions in made:
            under_way += [asyncio.create_task(one(piece)) for piece in _pieces(actions)]
        results = await asyncio.gather(*under_way, return_exceptions=True)
    finally:
        for task in under_way:
            task.cancel()
    refused: dict[UUID, str] = {}
    for result in results:  # where one failed, the others have ended
        if isinstance(result, BaseException):
            raise result
        refused |= result
    if refused:
        subject, reason = next(iter(refused.items()))
        raise SearchUnavailable(
            f"OpenSearch refused {len(refused)} documents, the first that of {subject} ({reason}); the others are in."
        )


def _pieces(actions: Iterable[Action]) -> Iterator[list[Action]]:
    piece: list[Action] = []
    size = 0
    for action in actions:
        if piece and (len(piece) >= PIECE_ITEMS or size + len(action.written) > PIECE_BYTES):
            yield piece
            piece, size = [], 0
        piece.append(action)
        size += len(action.written)
    if piece:
        yield piece


async def _persist(client: Client, piece: Sequence[Action]) -> dict[UUID, str]:
    """Sends what was not carried out again until it is, or is refused for good; the refused with their reasons."""
    refused: dict[UUID, str] = {}
    deadline = asyncio.get_running_loop().time() + RETRY_SECONDS
    pause = FIRST_PAUSE
    left = list(piece)
    while left:
        try:
            outcome = await _send(client, left)
        except (Refused, Unreachable) as error:
            # versions let one that was carried out unseen do no harm when it is sent again
            if not error.passing or asyncio.get_running_loop().time() > deadline:
                raise
            outcome = _Outcome(again=left)
        if outcome.gone:
            raise Gone(
                "The search index was deleted or exchanged while it was written to; what is missing is put again."
            )
        refused |= outcome.refused
        left = outcome.again
        if left and asyncio.get_running_loop().time() > deadline:
            raise Refused(429, "rejected_execution_exception")
        if left:
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))
            pause = min(2 * pause, LONGEST_PAUSE)
    return refused


async def _send(client: Client, piece: Sequence[Action]) -> _Outcome:
    body = b"".join(action.written for action in piece)
    try:
        answer = await client.call("POST", "/_bulk", body, seconds=WRITE_SECONDS)
    except Refused as error:
        if error.upstream != 413 or len(piece) == 1:
            raise
        return _joined(await _send(client, piece[: len(piece) // 2]), await _send(client, piece[len(piece) // 2 :]))
    return judge(piece, answer["items"]) if answer["errors"] else _Outcome()


def _joined(one: _Outcome, other: _Outcome) -> _Outcome:
    return _Outcome(one.again + other.again, one.refused | other.refused, one.gone or other.gone)


def judge(piece: Sequence[Action], items: Sequence[Mapping[str, Any]]) -> _Outcome:
    """What became of each item: carried out, superseded (as good), to be sent again, or refused for good."""
    outcome = _Outcome()
    for action, item in zip(piece, items, strict=True):
        said = next(iter(item.values()))
        status, error = said["status"], said.get("error")
        if error is None or status == 409:
            continue
        if status in BUSY:
            outcome.again.append(action)
        elif error["type"] == "index_not_found_exception":
            outcome.gone = True
        else:
            outcome.refused[action.subject] = str(error["type"])
    return outcome
