"""Of which kind the subjects of a file are, and what type of event each row tells, with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from aggregates.catalogue import CATALOGUE
from aggregates.event_types import EventType
from registry.intake.maps import matching, vocabulary
from registry.intake.maps.column_map import Choice
from registry.intake.maps.vocabulary import fold

CODE_COLUMN, TITLE_WORD, HEADING_WORD = 2.0, 1.5, 0.4
CERTAIN, LIKELY = 0.8, 0.5
KNOWN_TYPES = 0.8
"""Share of the values of a column that must name types, for the column to choose the type."""


@dataclass(frozen=True, slots=True)
class Guess:
    """``confidence`` 0 to 1: how far it is ahead of the next best."""

    choice: Choice
    confidence: float
    reason: str


def kind(headings: Sequence[str], titles: Sequence[str]) -> Guess:
    """The kind whose attributes and words the headings name most."""
    scores = {name: _of_kind(name, headings, titles) for name in CATALOGUE.kinds}
    best = max(scores, key=lambda name: scores[name])
    fits = sum(_best(best, heading, None) > LIKELY for heading in headings)
    reason = f"{fits} of {len(headings)} headings name attributes of {best}"
    return Guess(Choice(best), _ahead(scores, best), reason)


def _ahead(scores: Mapping[str, float], best: str) -> float:
    others = [score for name, score in scores.items() if name != best]
    second = max(others, default=0.0)
    return round((scores[best] - second) / scores[best], 2) if scores[best] > 0 else 0.0


def _of_kind(name: str, headings: Sequence[str], titles: Sequence[str]) -> float:
    said = vocabulary.words()
    codes = any(vocabulary.heading(heading).base in said["codes"][name] for heading in headings)
    words = said["titles"][name]
    return (
        sum(_best(name, heading, None) for heading in headings)
        + CODE_COLUMN * codes
        + TITLE_WORD * _hits(words, titles)
        + HEADING_WORD * _hits(words, headings)
    )


def _best(name: str, heading: str, event_type: EventType | None) -> float:
    """How sure the likeliest attribute is that the type may set."""
    found = matching.matches(name, heading)
    return max((m.score for m in found if event_type is None or may_set(event_type, m.path)), default=0.0)


@cache
def _settable(event_type_name: tuple[str, str]) -> Mapping[str, frozenset[str]]:
    return CATALOGUE.event_types[event_type_name].may_set(CATALOGUE.kind(event_type_name[0]))


def may_set(event_type: EventType, path: str) -> bool:
    """Whether an event of the type may set the attribute."""
    collection, _, attribute = path.rpartition(".")
    return attribute in _settable((event_type.kind, event_type.name)).get(collection, ())


def _hits(words: Iterable[str], texts: Iterable[str]) -> int:
    folded = [fold(text) for text in texts]
    return sum(any(fold(word) in text for text in folded) for word in words)


def event_type(kind_name: str, columns: Mapping[str, Sequence[str]], titles: Sequence[str]) -> Guess:
    """The type that may set what the headings name; or a column whose values name types."""
    by_column = _by_column(kind_name, columns)
    if by_column:
        return by_column
    words = vocabulary.words()["types"].get(kind_name, {})
    candidates = [declared for declared in CATALOGUE.of_kind(kind_name) if declared.affirms]
    scores = {
        declared.name: sum(_best(kind_name, heading, declared) for heading in columns)
        + TITLE_WORD * _hits([*words.get(declared.name, ()), declared.zh], titles)
        + HEADING_WORD * _hits(words.get(declared.name, ()), columns)
        - (0 if declared.name in words else HEADING_WORD)
        for declared in candidates
    }
    best = max(scores, key=lambda name: scores[name])
    declared = CATALOGUE.event_type(kind_name, best)
    named = [word for word in (*words.get(best, ()), declared.zh) if _hits([word], [*titles, *columns])]
    reason = f"file or headings speak of {', '.join(named[:3])}" if named else "it sets what the headings name"
    return Guess(Choice(best), min(1.0, round(_ahead(scores, best) * 3, 2)), f"{best} {declared.zh}: {reason}")


def _by_column(kind_name: str, columns: Mapping[str, Sequence[str]]) -> Guess | None:
    known = vocabulary.words()["choice"]["type"]
    for column, values in columns.items():
        if vocabulary.heading(column).base not in known:
            continue
        table = {value: name for value in dict.fromkeys(values) if (name := named_type(kind_name, value))}
        if values and sum(value in table for value in values) >= KNOWN_TYPES * len(values):
            return Guess(Choice("", column, table), CERTAIN, f"the values of {column} name types of event")
    return None


def named_type(kind_name: str, text: str) -> str:
    """The type that a value names: by its name, its Chinese or English term, or a clerk's word; "" for none."""
    folded = fold(text)
    words = vocabulary.words()["types"].get(kind_name, {})
    types = CATALOGUE.of_kind(kind_name)
    exact = [t.name for t in types if folded in (fold(t.name), fold(t.zh), fold(t.en))]
    near = [t.name for t in types if folded and any(fold(word) in folded for word in (t.zh, *words.get(t.name, ())))]
    return (exact or near or [""])[0]
