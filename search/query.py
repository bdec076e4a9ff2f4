"""A question to an engine: what is typed, what narrows it, and the sight of who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID

from aggregates.errors import FangjiError
from aggregates.exposure import Exposure

LONGEST = 200
"""Characters of a question: the longest address in any register that we know has 120."""


class InvalidSearch(FangjiError):
    """A question that cannot be asked: too long, a cursor of another question, a page out of bounds."""

    code = "INVALID_SEARCH"


class SearchUnavailable(FangjiError):
    """The engine does not answer; all else of the registry does."""

    code = "SEARCH_UNAVAILABLE"
    status = 503
    """What HTTP calls it."""


NOT_BUILDING = "No search index is being built; `fangji search reindex` builds one."


class Facet(Enum):
    """What hits are counted by."""

    KIND = "kind"
    DIVISION = "division"
    PHASE = "phase"
    STAGE = "stage"
    STOCK = "stock"
    YEAR = "year"


class Sort(Enum):
    """The order of hits; ties by kind and code."""

    RELEVANCE = "relevance"
    CODE = "code"
    LAST_CHANGED = "version"


@dataclass(frozen=True, slots=True)
class Sight:
    """What who asks may see: applied before ranking, counting, highlighting and suggesting.

    ``divisions`` are ids of the dated closure, None for everywhere. ``exposure`` is the widest that it sees: texts and
    kinds beyond it neither match nor show.
    """

    exposure: Exposure
    divisions: frozenset[UUID] | None


@dataclass(frozen=True, slots=True)
class Query:
    """``filters`` narrow by a facet's values (any of those given for each). ``persons`` are references of persons that
    the text was found to name, each with how well (0 to 1). ``after`` is a cursor of this very question."""

    text: str
    sight: Sight
    kinds: tuple[str, ...] = ()
    filters: Mapping[Facet, tuple[str, ...]] = field(default_factory=dict)
    facets: tuple[Facet, ...] = ()
    persons: Mapping[str, float] = field(default_factory=dict)
    sort: Sort = Sort.RELEVANCE
    first: int = 20
    after: str | None = None
