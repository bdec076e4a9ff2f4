"""What an engine answers: hits in order, counts, corrections, suggestions."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from search.query import Facet


@dataclass(frozen=True, slots=True)
class Highlight:
    """Why a hit is one: the text of an attribute, cut in pieces; every second piece, from the second on, matched.

    ``("北京路", "88号", "1203室")``: 88号 matched. The pieces joined are the text.
    """

    attribute: str
    pieces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """One subject found. ``score`` orders hits of one question and says nothing beyond it. ``persons``: those of the
    question's persons who stand in it."""

    subject: UUID
    kind: str
    code: str
    title: str
    score: float
    division: str | None
    phase: str | None
    highlights: tuple[Highlight, ...]
    persons: tuple[str, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many of all hits that may be seen have each value of a facet, the most first."""

    facet: Facet
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of hits. ``position``: the ledger position that the index has come to. ``total`` counts all hits, a lower
    bound unless ``exact``. ``more``: a further page follows."""

    hits: tuple[Hit, ...]
    total: int
    exact: bool
    facets: tuple[FacetCount, ...]
    did_you_mean: tuple[str, ...]
    position: int
    more: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of what is being typed: the whole text to search for, and what it is."""

    text: str
    kind: str
    code: str
