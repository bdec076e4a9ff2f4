"""Completions from the hits of what is typed so far."""

from __future__ import annotations

from collections.abc import Collection

from search import cursors
from search.answer import Answer, Hit, Suggestion
from search.interpreting import Interpretation


def looked_at(first: int) -> int:
    """Hits that are looked at for so many completions: some say the same."""
    return min(max(first, 1) * 2, cursors.MOST_A_PAGE)


def enough(found: Collection[str], read: Interpretation, first: int) -> bool:
    """Whether these do, of all that a tier of what is typed finds. A number is not complete: 2 may become 23."""
    return len(found) >= first or (bool(found) and not read.typed.terms[-1].number)


def completions(answer: Answer) -> dict[str, Suggestion]:
    """The text of each hit that matched best, each once; where a code matched, the code."""
    found: dict[str, Suggestion] = {}
    for hit in answer.hits:
        text = _completed(hit)
        found.setdefault(text, Suggestion(text, hit.kind, hit.code))
    return found


def _completed(hit: Hit) -> str:
    return "".join(hit.highlights[0].pieces) if hit.highlights else hit.title
