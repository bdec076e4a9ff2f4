"""An engine in memory that keeps the contract of :class:`search.engine.Engine` and finds what contains the text.

It can be down, lose its index, and be of another version of the code.
"""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from aggregates.exposure import Exposure
from search.answer import Answer, FacetCount, Highlight, Hit, Suggestion
from search.document import Document, Text
from search.engine import Status
from search.query import NOT_BUILDING, Facet, Query, SearchUnavailable, Sight

RANKS = list(Exposure)


class Index:
    """Documents by subject, and what was removed at which version."""

    def __init__(self) -> None:
        self.documents: dict[UUID, Document] = {}
        self.removed: dict[UUID, int] = {}
        self.position = 0
        self.puts = 0

    async def put(self, documents: Sequence[Document]) -> None:
        for one in documents:
            kept = self.documents.get(one.subject)
            least = max(kept.version if kept else 0, self.removed.get(one.subject, 0))
            if one.version >= least:
                self.documents[one.subject] = one
        self.puts += len(documents)

    async def remove(self, subjects: Mapping[UUID, int]) -> None:
        for subject, version in subjects.items():
            if subject in self.documents and self.documents[subject].version <= version:
                del self.documents[subject]
            self.removed[subject] = version

    async def advance(self, position: int) -> None:
        self.position = max(self.position, position)


class Engine(Index):
    """``down``: nothing answers. ``lose`` deletes the index: nothing can be put until it is prepared or built again."""

    def __init__(self) -> None:
        super().__init__()
        self.down = False
        self.lost = False
        self.built = 0
        self._made: Index | None = None

    def lose(self) -> None:
        self.documents, self.removed, self.position = {}, {}, 0
        self.lost = True

    def _check(self) -> None:
        if self.down:
            raise SearchUnavailable("The search engine does not answer; try again later.")

    def _check_index(self) -> None:
        self._check()
        if self.lost:
            raise SearchUnavailable("The search index is not there; it is built anew.")

    async def prepare(self) -> None:
        self._check()
        self.lost = False

    async def put(self, documents: Sequence[Document]) -> None:
        self._check_index()
        await super().put(documents)

    async def remove(self, subjects: Mapping[UUID, int]) -> None:
        self._check_index()
        await super().remove(subjects)

    async def advance(self, position: int) -> None:
        self._check_index()
        await super().advance(position)

    async def search(self, query: Query) -> Answer:
        self._check()
        hits = [hit for one in self.documents.values() if (hit := _hit(one, query))]
        hits.sort(key=lambda hit: (hit.kind, hit.code))
        facets = tuple(FacetCount(facet, _counts(hits)) for facet in query.facets if facet is Facet.KIND)
        return Answer(tuple(hits[: query.first]), len(hits), True, facets, (), self.position, len(hits) > query.first)

    async def suggest(self, text: str, sight: Sight, kinds: Sequence[str] = (), first: int = 10) -> list[Suggestion]:
        found = await self.search(Query(text, sight, tuple(kinds), first=first))
        return [Suggestion(hit.title, hit.kind, hit.code) for hit in found.hits]

    async def status(self) -> Status:
        self._check()
        return Status("memory", "memory-1", len(self.documents), self.position)

    async def versions(self) -> AsyncIterator[tuple[UUID, int]]:
        self._check()
        for subject in sorted(self.documents):
            yield subject, self.documents[subject].version

    async def altered(self, documents: Sequence[Document]) -> list[UUID]:
        self._check()
        kept = [(one, self.documents[one.subject]) for one in documents if one.subject in self.documents]
        return [one.subject for one, held in kept if dataclasses.replace(held, version=one.version) != one]

    @asynccontextmanager
    async def rebuilding(self) -> AsyncIterator[Index]:
        self._check()
        made = self._made = Index()
        try:
            yield made
        finally:
            self._made = None
        self.documents, self.removed, self.position = made.documents, made.removed, made.position
        self.lost = False
        self.built += 1

    async def building(self) -> Index:
        if self._made is None:
            raise SearchUnavailable(NOT_BUILDING)
        return self._made

    async def close(self) -> None:
        pass


def seen(one: Text, sight: Sight) -> bool:
    """Whether a text may match and be shown."""
    return RANKS.index(one.exposure) <= RANKS.index(sight.exposure) and not (one.wide and sight.divisions is not None)


def _hit(one: Document, query: Query) -> Hit | None:
    sight = query.sight
    hidden = RANKS.index(one.kind_exposure) > RANKS.index(sight.exposure)
    if hidden or (sight.divisions is not None and one.division not in sight.divisions):
        return None
    if query.kinds and one.kind not in query.kinds:
        return None
    matched = [text for text in one.texts if seen(text, sight) and query.text and query.text in text.text]
    persons = tuple(ref for ref in one.persons if ref in query.persons)
    if not matched and not persons:
        return None
    pieces = tuple(Highlight(each.attribute, (*each.text.partition(query.text),)) for each in matched)
    return Hit(
        one.subject, one.kind, one.code, one.title, 1.0, one.division_code, one.phase, pieces, persons, str(one.subject)
    )


def _counts(hits: Sequence[Hit]) -> tuple[tuple[str, int], ...]:
    kinds = [hit.kind for hit in hits]
    return tuple(sorted(((kind, kinds.count(kind)) for kind in set(kinds)), key=lambda each: (-each[1], each[0])))
