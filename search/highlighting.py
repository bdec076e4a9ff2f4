"""Why a document is a hit: which places of its texts a typed text matched, and what was probably meant by it."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from search import sought, tokens
from search.analysis import codes, folding, typos
from search.answer import Highlight
from search.document import Field
from search.query import Sight
from search.sought import Looked, Span
from search.terms import Typed

MOST = 5
"""Highlights of a hit."""

MOST_TEXTS = 200
"""Texts of a document that are looked at."""

CODE = Field.CODE.name

Matched: TypeAlias = tuple[int, Callable[[], Iterable[Span]]]
"""How many of the typed terms stand in a text, and what finds where."""

NOTHING: Matched = (0, tuple)

Shown: TypeAlias = tuple[str, str, str]
"""The field of a text, by its name, its attribute, and the text."""


def shown(kept: Iterable[Sequence[Any]], sight: Sight) -> list[Shown]:
    """The texts that a reader sees, of those of a document as engines keep them: field, attribute, text, exposure, day
    until which it held, wide."""
    circles, narrow = {one.name for one in tokens.sees(sight.exposure)}, sight.divisions is not None
    return [
        (field, attribute, text)
        for field, attribute, text, exposure, _, wide in kept
        if exposure in circles and not (wide and narrow)
    ]


class Highlighter:
    """Explains the hits of one page: homes of a building share most of their texts, which are looked at once."""

    def __init__(self, typed: Typed) -> None:
        said = [(0, typed.text), *((at, term.number) for at, term in enumerate(typed.terms))]
        self._whole = codes.alike(typed.text)
        self._codes = list(dict.fromkeys(one for _, of in said if len(one := codes.alike(of)) >= codes.SHORTEST))
        self._sought = [sought.of(term) for term in typed.terms]
        self._characters: set[str] = set()
        self._known: dict[tuple[str, str], Matched] = {}

    def highlights(self, texts: Iterable[Shown]) -> tuple[Highlight, ...]:
        """The texts that explain a hit, those with most of the typed terms first; each once. Given are they as
        :func:`search.tokens.told` orders them."""
        found: dict[str, tuple[str, Matched]] = {}
        known, most, whole = self._known, len(self._sought), 0
        for field, attribute, text in itertools.islice(texts, MOST_TEXTS):
            matched = known.get((field, text))
            if matched is None:
                matched = known[field, text] = self._matched(field, text[: tokens.LONGEST_TEXT])
            if matched[0] and text not in found:
                found[text] = attribute, matched
                whole += matched[0] == most
                if whole == MOST:
                    break  # no further one comes before these
        ranked = sorted(found.items(), key=lambda one: -one[1][1][0])
        return tuple(Highlight(attribute, cut(text, matched[1]())) for text, (attribute, matched) in ranked[:MOST])

    def _matched(self, field: str, text: str) -> Matched:
        if field == CODE:
            return self._in_code(text)
        looked = Looked.at(field, text)
        if new := looked.characters - self._characters:
            self._characters |= new
            for one in self._sought:
                one.meet(new)
        there = [one for one in self._sought if not looked.literal or one.may_be_in(looked)]
        found = [spans for one in there if (spans := list(one.spans(looked)))]
        return (len(found), lambda: itertools.chain(*found)) if found else NOTHING

    def _in_code(self, text: str) -> Matched:
        """The same of a code, in which look-alikes are the same: a part of it, or all of it with a slip."""
        alike = codes.alike(text)
        for said in self._codes:
            if said in alike:
                where = functools.partial(_part, text, alike.find(said), len(said))
                return (1, where) if _is_clear(text, alike) else NOTHING
        likely = len(alike) >= codes.SHORTEST and abs(len(alike) - len(self._whole)) <= 1
        near = likely and typos.is_near(self._whole, alike)
        return (1, lambda: [(0, len(text))]) if near and _is_clear(text, alike) else NOTHING


def cut(text: str, matched: Iterable[Span]) -> tuple[str, ...]:
    """The text in pieces, every second of which matched."""
    marked = bytearray(len(text))
    for start, end in matched:
        marked[start:end] = b"\x01" * (end - start)
    pieces, start, lit = [], 0, False
    while start < len(text):
        if (end := marked.find(not lit, start)) < 0:
            end = len(text)
        pieces.append(text[start:end])
        start, lit = end, not lit
    return tuple(pieces)


def meant(highlight: Highlight) -> str:
    """What of a text matched, as it is written there."""
    return "".join(highlight.pieces[1::2])


def corrections(typed: Typed, found: Iterable[Sequence[Highlight]], most: int = 3) -> tuple[str, ...]:
    """What was probably meant, from the hits of a forgiving tier: never the same as what was typed."""
    said = folding.plain(typed.text)
    proposed = (meant(highlights[0]) for highlights in found if highlights)
    return tuple(dict.fromkeys(one for one in proposed if folding.plain(one) != said))[:most]


def _is_clear(text: str, alike: str) -> bool:
    """Whether each character of a code, as :func:`codes.alike` spells it, stands for one of its own."""
    plain = folding.plain(text)
    return len(alike) == len(plain) or len(alike) == len(plain) - sum(map(plain.count, codes.FILLERS))


def _part(text: str, start: int, length: int) -> list[Span]:
    """Where some of the characters of a code stand in it, counted without what is left out of it."""
    folded = folding.fold(text)
    filled = len(codes.alike(text)) == len(folding.plain(text))  # fillers alone are a code, too
    places = [at for at, one in enumerate(folded.text) if one != " " and (filled or one not in codes.FILLERS)]
    return [(folded.origins[places[start]], folded.origins[places[start + length - 1]] + 1)]
