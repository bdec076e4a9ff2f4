"""Completions from the hits of what is typed so far."""

from __future__ import annotations

from search.answer import Answer, Hit, Suggestion


def completions(answer: Answer) -> dict[str, Suggestion]:
    """The text of each hit that matched best, each once; where a code matched, the code."""
    found: dict[str, Suggestion] = {}
    for hit in answer.hits:
        text = _completed(hit)
        found.setdefault(text, Suggestion(text, hit.kind, hit.code))
    return found


def _completed(hit: Hit) -> str:
    return "".join(hit.highlights[0].pieces) if hit.highlights else hit.title
