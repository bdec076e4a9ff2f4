"""Which attributes a heading may mean, each with how sure that is and why."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from aggregates.attributes import Attribute
from aggregates.catalogue import CATALOGUE
from aggregates.kinds import Collection
from registry.intake.maps import vocabulary
from registry.intake.maps.vocabulary import Heading, fold

DECLARED, SYNONYM, IN_CONTEXT, ALIKE, GENERAL = 1.0, 0.9, 0.95, 0.6, 0.4
"""How sure: the attribute's own name, a clerk's word for it, its name under its collection's; alike; a general word."""

SHORTEST_PART = 3
LONG_ENOUGH = 4
"""Characters of an element's attribute whose name, if no other has it, needs no collection beside it: 抵押权人."""


class Match(NamedTuple):
    """``path`` as in a map; ``score`` 0 to 1."""

    path: str
    score: float
    why: str


@lru_cache(maxsize=2000)
def matches(kind: str, text: str) -> tuple[Match, ...]:
    """The attributes of a kind that a heading may mean, the likeliest first."""
    found: dict[str, Match] = {}
    for match in _matches(kind, vocabulary.heading(text)):
        if match.path not in found or found[match.path].score < match.score:
            found[match.path] = match
    return tuple(sorted(found.values(), key=lambda match: (-match.score, "." in match.path)))


def _matches(kind: str, found: Heading) -> Iterator[Match]:
    names = _names(kind)
    if found.above:
        for path, score in names.get(found.above + found.base, {}).items():
            yield Match(path, min(score, IN_CONTEXT), "the headings together name it")
        for path, score in names.get(found.base, {}).items():
            under = _under(kind, path, found.above)
            yield Match(
                path, IN_CONTEXT if under else score * 0.9, "named under its collection" if under else _why(score)
            )
        return
    exact = names.get(found.base, {})
    for path, score in exact.items():
        yield Match(path, score, _why(score))
    if not exact:
        yield from _alike(names, found.base)


def _why(score: float) -> str:
    return {DECLARED: "its declared name", SYNONYM: "a usual heading for it"}.get(score, "a general word for it")


def _alike(names: Mapping[str, Mapping[str, float]], base: str) -> Iterator[Match]:
    """Known names that end the heading (``本户建筑面积``), and such as are nearly spelled like it."""
    for name, paths in names.items():
        part = len(name) >= SHORTEST_PART and base.endswith(name) and len(name) * 2 >= len(base)
        if part or (name.isascii() and len(name) > SHORTEST_PART and _close(name, base)):
            for path, score in paths.items():
                yield Match(path, ALIKE * score, f"like {name}")


def _close(name: str, base: str) -> bool:
    return abs(len(name) - len(base)) < 3 and difflib.SequenceMatcher(None, name, base).ratio() > 0.85


def _under(kind: str, path: str, above: str) -> bool:
    """Whether what stands over the heading names the collection of the attribute, or a person in it."""
    collection, _, _ = path.rpartition(".")
    if not collection:
        return False
    declared = CATALOGUE.kind(kind).collections[collection]
    words = {fold(declared.zh), fold(declared.en), fold(declared.name)}
    persons = {path.rpartition(".")[0] for path, score in _names(kind).get(above, {}).items() if score >= SYNONYM}
    return collection in persons or any(word and (word in above or above in word) for word in words)


@cache
def _names_collection(kind: str, above: str) -> bool:
    """Whether what follows is of a collection or a person, not of the subject itself (``权利人/地址``)."""
    words = {fold(word) for c in CATALOGUE.kind(kind).collections.values() for word in (c.zh, c.en, c.name)}
    return above in words or vocabulary.person(above) is not None or f"{above}s" in words


@cache
def _names(kind: str) -> Mapping[str, Mapping[str, float]]:
    """Folded name -> path -> score."""
    found: dict[str, dict[str, float]] = {}

    def add(name: str, path: str, score: float) -> None:
        paths = found.setdefault(fold(name), {})
        paths[path] = max(paths.get(path, 0.0), score)

    declared = CATALOGUE.kind(kind)
    for attribute in declared.attributes.values():
        for name in (attribute.name, attribute.zh, attribute.en):
            add(name, attribute.path, DECLARED)
    elements = [(c, attribute) for c in declared.collections.values() for attribute in c.attributes.values()]
    common = Counter(fold(name) for _, a in elements for name in {a.zh, a.en, a.name})
    for collection, attribute in elements:
        _add_element(add, collection, attribute, common)
    for path, names in vocabulary.words()["synonyms"].get(kind, {}).items():
        for name in names:
            add(name, path, SYNONYM)
    found.pop("", None)
    return found


def _add_element(
    add: Callable[[str, str, float], None], collection: Collection, attribute: Attribute, common: Counter[str]
) -> None:
    add(attribute.path, attribute.path, DECLARED)
    for whole, part in (
        (collection.zh, attribute.zh),
        (collection.en, attribute.en),
        (collection.name, attribute.name),
    ):
        add(f"{whole}{part}", attribute.path, IN_CONTEXT)
        add(part, attribute.path, SYNONYM if common[fold(part)] == 1 and len(part) >= LONG_ENOUGH else GENERAL)
