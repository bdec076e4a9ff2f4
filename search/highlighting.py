"""Why a document is a hit: which places of its texts a typed text matched, and what was probably meant by it."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence

from search import tokens
from search.analysis import codes, folding, parts, pinyin, typos, units
from search.analysis.parts import Label
from search.analysis.units import Sort, Unit
from search.answer import Highlight
from search.document import Field, Text
from search.terms import Term, Typed

MOST = 5
"""Highlights of a hit."""

MOST_TEXTS = 200
"""Texts of a document that are looked at."""

Span = tuple[int, int]


class Highlighter:
    """Explains the hits of one page: homes of a building share most of their texts, which are looked at once."""

    def __init__(self, typed: Typed) -> None:
        self._typed = typed
        said = [(0, typed.text), *((at, term.number) for at, term in enumerate(typed.terms))]
        self._whole = codes.alike(typed.text)
        self._codes = [(at, one) for at, of in said if len(one := codes.alike(of)) >= codes.SHORTEST]
        self._known: dict[tuple[Field, str], list[tuple[int, Span]]] = {}

    def highlights(self, texts: Iterable[Text]) -> tuple[Highlight, ...]:
        """The texts that explain a hit, those with most of the typed terms first; each once. Given are they as
        :func:`search.tokens.told` orders them."""
        found: dict[str, tuple[int, Text, list[Span]]] = {}
        for text in itertools.islice(texts, MOST_TEXTS):
            matched = self._spans(text)
            if matched and text.text not in found:
                found[text.text] = len({term for term, _ in matched}), text, [span for _, span in matched]
        ranked = sorted(found.values(), key=lambda one: -one[0])
        return tuple(Highlight(text.attribute, cut(text.text, spans)) for _, text, spans in ranked[:MOST])

    def _spans(self, text: Text) -> list[tuple[int, Span]]:
        key = text.field, text.text
        matched = self._known.get(key)
        if matched is None:
            matched = self._known[key] = list(self._found(text.field, text.text[: tokens.LONGEST_TEXT]))
        return matched

    def _found(self, field: Field, text: str) -> Iterator[tuple[int, Span]]:
        """The places of a text that matched, each with the number of the term that did."""
        if field is Field.CODE:
            yield from _in_code(self._whole, self._codes, text)
            return
        found = units.units(text)
        for at, term in enumerate(self._typed.terms):
            yield from ((at, span) for span in _of_term(term, text, field, found))


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


def _in_code(whole: str, wanted: Sequence[tuple[int, str]], text: str) -> Iterator[tuple[int, Span]]:
    """``wanted`` are the number of a term and its text, look-alikes the same, ``whole`` is all that was typed."""
    alike = codes.alike(text)
    of, said = next(((at, one) for at, one in wanted if one in alike), (0, ""))
    if not said and not (len(alike) >= codes.SHORTEST and typos.is_near(whole, alike)):
        return
    folded = folding.fold(text)
    filled = len(alike) == len(folding.plain(text))  # fillers alone are a code, too
    kept = [at for at, one in enumerate(folded.text) if one != " " and (filled or one not in codes.FILLERS)]
    if len(alike) != len(kept):
        return
    if said:
        start = alike.find(said)
        yield of, (folded.origins[kept[start]], folded.origins[kept[start + len(said) - 1]] + 1)
    else:
        yield 0, (0, len(text))


def _of_term(term: Term, text: str, field: Field, found: Sequence[Unit]) -> Iterator[Span]:
    if term.apart:
        yield from (span for one in term.apart for span in _of_term(one, text, field, found))
    if term.number:
        yield from _numbers(term, text, field, found)
    elif len(term.text) == 1 and term.text[0].isascii():
        yield from _words(term.text[0], found)
    else:
        yield from _phrases(term.text, found, units.as_written(text))


def _numbers(term: Term, text: str, field: Field, found: Sequence[Unit]) -> Iterator[Span]:
    if field is Field.TEXT:
        yield from ((one.start, one.end) for one in found if one.text == term.number)
        return
    equal = [part for part in parts.parts(text) if part.value == term.number]
    labelled = [part for part in equal if part.label is term.label]
    begins = [part for part in parts.parts(text) if part.value.startswith(term.number)]
    for part in (labelled if term.label is not Label.ANY else []) or equal or begins:
        yield found[part.first].start, found[part.last].end


def _phrases(said: tuple[str, ...], found: Sequence[Unit], written: Sequence[Unit]) -> Iterator[Span]:
    exact = [*_windows(said, found), *_windows(said, written)]
    yield from exact or _best(said, found)


def _windows(said: tuple[str, ...], found: Sequence[Unit]) -> Iterator[Span]:
    for at in range(len(found) - len(said) + 1):
        if found[at].text == said[0] and all(found[at + i].text == one for i, one in enumerate(said)):
            yield found[at].start, found[at + len(said) - 1].end


def _best(said: tuple[str, ...], found: Sequence[Unit]) -> Iterator[Span]:
    """The window that is most alike: at most one character is wrong, missing or too many."""
    needed = max(1.0, len(said) - 1.25)
    if len(said) < 2 or _most_alike(said, tuple(one.text for one in found)) < needed:
        return
    best: tuple[float, Span] | None = None
    for at in range(len(found)):
        for length in range(max(2, len(said) - 1), len(said) + 2):
            window = found[at : at + length]
            score = _alike(said, [one.text for one in window]) - abs(length - len(said)) / 4
            if len(window) == length and (best is None or score > best[0]):
                best = score, (window[0].start, window[-1].end)
    if best is not None and best[0] >= needed:
        yield best[1]


def _most_alike(said: tuple[str, ...], there: tuple[str, ...]) -> int:
    """How many of the characters any part of a text may be alike in, at most: most texts are alike in none."""
    written, read = _characters(there)
    return sum(one in written or not read.isdisjoint(pinyin.readings(one)) for one in said)


@functools.lru_cache(4_000)
def _characters(there: tuple[str, ...]) -> tuple[frozenset[str], frozenset[str]]:
    """The characters of a text, and how they are read."""
    return frozenset(there), frozenset(reading for one in there for reading in pinyin.readings(one))


def _alike(said: tuple[str, ...], there: list[str]) -> float:
    """How many of the characters stand there or are read like one that does."""
    left, score = list(there), 0.0
    for one in said:
        if one in left:
            left.remove(one)
            score += 1
        elif other := next((x for x in left if _same_reading(one, x)), None):
            left.remove(other)
            score += 0.9
    return score


@functools.lru_cache(30_000)
def _same_reading(one: str, other: str) -> bool:
    return len(one) == len(other) == 1 and not set(pinyin.readings(one)).isdisjoint(pinyin.readings(other))


def _words(letters: str, found: Sequence[Unit]) -> Iterator[Span]:
    for sought in (letters.__eq__, lambda one: one.startswith(letters), lambda one: typos.is_near(letters, one)):
        hit = [one for one in found if one.sort is not Sort.HAN and sought(one.text)]
        if hit:
            yield from ((one.start, one.end) for one in hit)
            return
    for reads in (_sound_length, _initials_length):
        hits = [(at, reads(letters, found[at:])) for at in range(len(found))]
        if any(length for _, length in hits):
            yield from ((found[at].start, found[at + length - 1].end) for at, length in hits if length)
            return


def _sound_length(letters: str, found: Sequence[Unit]) -> int:
    """How many characters from here on are read as the letters say; 0 where they are not."""
    for way in pinyin.segment_open(letters):
        whole = all(one in pinyin.readings(unit.text) for one, unit in zip(way[:-1], found, strict=False))
        if len(found) >= len(way) and whole and any(r.startswith(way[-1]) for r in _read(found[len(way) - 1])):
            return len(way)
    return 0


def _initials_length(letters: str, found: Sequence[Unit]) -> int:
    here = found[: len(letters)]
    if len(here) < max(2, len(letters)):
        return 0
    return len(letters) * all(
        any(r.startswith(one) for r in _read(unit)) for one, unit in zip(letters, here, strict=True)
    )


def _read(unit: Unit) -> tuple[str, ...]:
    return pinyin.readings(unit.text) if unit.sort is Sort.HAN else ()
