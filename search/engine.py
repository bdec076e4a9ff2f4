"""The port that every search engine implements; one contract suite holds for all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from search.answer import Answer, Suggestion
from search.document import Document
from search.query import Query, Sight


@dataclass(frozen=True, slots=True)
class Status:
    """``position``: up to which the index holds every change. ``index``: the name of what is live."""

    engine: str
    index: str
    documents: int
    position: int


class Index(Protocol):
    """Where documents are written: the live index, or one that is built beside it."""

    async def put(self, documents: Sequence[Document]) -> None:
        """Keep these; one of a lower version never replaces a higher one. All are kept when this returns.

        Raises:
            SearchUnavailable: some could not be kept; those may be put again.
        """

    async def remove(self, subjects: Mapping[UUID, int]) -> None:
        """Forget subjects as of a version; a document of a higher version stays."""

    async def advance(self, position: int) -> None:
        """Every change up to this position is in; what was put is found from here on. Never goes back."""


class Answering(Protocol):
    """What answers questions: an engine, or one engine in place of another."""

    async def search(self, query: Query) -> Answer:
        """A page of hits; InvalidSearch for what cannot be asked."""

    async def suggest(self, text: str, sight: Sight, kinds: Sequence[str] = (), first: int = 10) -> list[Suggestion]:
        """Completions of what is being typed, the best first."""


class Engine(Index, Answering, Protocol):
    """A search engine with its live index. Whatever it raises for want of the engine is SearchUnavailable."""

    async def prepare(self) -> None:
        """Make what is missing (templates, index, tables); an index of another version of the code is emptied by a
        rebuild, not here. Harmless where all is there."""

    async def status(self) -> Status:
        """What is live; position 0 where nothing is, or where it was built by another version of the code."""

    def versions(self) -> AsyncIterator[tuple[UUID, int]]:
        """Every subject that the index holds with its version, by subject: to compare with the registry."""

    async def altered(self, documents: Sequence[Document]) -> list[UUID]:
        """Subjects of these whose kept document says something else, versions aside; at most one of a subject is given.

        Those that are not kept are not among them.
        """

    def rebuilding(self) -> AbstractAsyncContextManager[Index]:
        """An empty index beside the live one, which takes its place when the context ends without an error.

        What is put into the live one meanwhile is put into both, so that no change is missed. A call that had begun
        before may still reach the old one alone: what fills the new one is read after the context was entered.
        """

    async def building(self) -> Index:
        """What :meth:`rebuilding` builds now, in whichever process: further ones fill it, too.

        Raises:
            SearchUnavailable: nothing is being built.
        """

    async def close(self) -> None:
        """Let go of connections."""
