"""What a typed term matches in a text: first whether it may at all, then where.

Of the hundreds of texts of a page most match nothing, which their characters alone tell; to split a text into its units
takes ten times as long.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from search.analysis import folding, parts, pinyin, typos, units
from search.analysis.parts import Label
from search.analysis.units import Sort, Unit
from search.document import Field
from search.terms import Term

Span = tuple[int, int]


@dataclass(slots=True)
class Looked:
    """A text that is looked at. ``plain`` is all that is left of it folded, ``characters`` those that stand there.
    ``literal``: its units are as they are written, no numeral is read as a number."""

    field: str
    text: str
    plain: str
    characters: set[str]
    literal: bool

    @classmethod
    def at(cls, field: str, text: str) -> Looked:
        """A text of a field, which goes by its name."""
        plain = folding.plain(text)
        literal = units.are_literal(plain)
        characters = set(plain) if literal else set(plain).union(*(one.text for one in units.units(text)))
        return cls(field, text, plain, characters, literal)


class Sought(Protocol):
    """A typed term, or one of those that it may be."""

    def meet(self, characters: Iterable[str]) -> None:
        """Learn which characters there are in texts; each is told once, before any text that has it."""

    def may_be_in(self, looked: Looked) -> bool:
        """False only where it matches nothing, if the text is literal."""

    def spans(self, looked: Looked) -> Iterator[Span]:
        """The places of the text that it matches."""


def of(term: Term) -> Sought:
    """What a term matches."""
    itself = _itself(term)
    return Either((*map(of, term.apart), itself)) if term.apart else itself


def _itself(term: Term) -> Sought:
    if term.number:
        return Number(term.number, term.label)
    if len(term.text) == 1 and term.text[0].isascii():
        return Word(term.text[0])
    return Phrase(term.text)


@dataclass(frozen=True, slots=True)
class Either:
    """A term that may be read in several ways: all that any of them matches."""

    ways: tuple[Sought, ...]

    def meet(self, characters: Iterable[str]) -> None:
        """See :class:`Sought`."""
        for one in self.ways:
            one.meet(characters)

    def may_be_in(self, looked: Looked) -> bool:
        """See :class:`Sought`."""
        return any(one.may_be_in(looked) for one in self.ways)

    def spans(self, looked: Looked) -> Iterator[Span]:
        """See :class:`Sought`."""
        for one in self.ways:
            yield from one.spans(looked)


@dataclass(frozen=True, slots=True)
class Number:
    """A number: as the part that it is said to be, of whatever, as the beginning of one."""

    value: str
    label: Label

    def meet(self, characters: Iterable[str]) -> None:
        """See :class:`Sought`."""

    def may_be_in(self, looked: Looked) -> bool:
        """See :class:`Sought`."""
        return self.value in looked.plain

    def spans(self, looked: Looked) -> Iterator[Span]:
        """See :class:`Sought`."""
        found = units.units(looked.text)
        if looked.field == Field.TEXT.name:
            yield from ((one.start, one.end) for one in found if one.text == self.value)
            return
        there = parts.parts(looked.text)
        equal = [part for part in there if part.value == self.value]
        labelled = [part for part in equal if part.label is self.label] if self.label is not Label.ANY else []
        for part in labelled or equal or [part for part in there if part.value.startswith(self.value)]:
            yield found[part.first].start, found[part.last].end


@dataclass(slots=True)
class Word:
    """Latin letters: a word, the beginning of one, one with a slip; readings or first letters of Chinese characters."""

    letters: str
    _read: set[str] = field(default_factory=set)
    _halves: tuple[str, str] = field(init=False)

    def __post_init__(self) -> None:
        half = len(self.letters) // 2
        # One slip spares the one or the other; two that are swapped in the middle are one of each half.
        self._halves = self.letters[: max(0, half - 1)], self.letters[half:]

    def meet(self, characters: Iterable[str]) -> None:
        """See :class:`Sought`."""
        first = self.letters[0]
        self._read |= {one for one in characters if any(said[0] == first for said in pinyin.readings(one))}

    def may_be_in(self, looked: Looked) -> bool:
        """See :class:`Sought`."""
        head, tail = self._halves
        return head in looked.plain or tail in looked.plain or not self._read.isdisjoint(looked.characters)

    def spans(self, looked: Looked) -> Iterator[Span]:
        """See :class:`Sought`."""
        found, letters = units.units(looked.text), self.letters
        written = [one for one in found if one.sort is not Sort.HAN]
        hit = (
            [one for one in written if one.text == letters]
            or [one for one in written if one.text.startswith(letters)]
            or [one for one in written if typos.is_near(letters, one.text)]
        )
        if hit:
            yield from ((one.start, one.end) for one in hit)
            return
        ways, places = _ways(letters), range(len(found))
        read = [(at, many) for at in places if (many := _sound_length(ways, found, at))]
        for at, many in read or [(at, many) for at in places if (many := _initials_length(letters, found, at))]:
            yield found[at].start, found[at + many - 1].end


@dataclass(slots=True)
class Phrase:
    """Characters side by side; where they are nowhere, what is most alike: one wrong, missing or too many."""

    said: tuple[str, ...]
    _alike: set[str] = field(default_factory=set)
    _joined: str = field(init=False)
    _units: bool = field(init=False)
    _needed: float = field(init=False)

    def __post_init__(self) -> None:
        self._joined = "".join(self.said)
        # Whether each is a unit wherever it stands; 〇 may be a part of a run.
        self._units = all(len(one) == 1 and one != "〇" and folding.is_han(one) for one in self.said)
        self._needed = max(1.0, len(self.said) - 1.25)

    def meet(self, characters: Iterable[str]) -> None:
        """See :class:`Sought`."""
        read = {reading for one in self.said for reading in pinyin.readings(one)}
        self._alike |= {one for one in characters if one in self.said or not read.isdisjoint(pinyin.readings(one))}

    def may_be_in(self, looked: Looked) -> bool:
        """See :class:`Sought`."""
        if len(self.said) == 1:
            return self._joined in looked.plain
        alike = self._alike & looked.characters
        return bool(alike) and sum(map(looked.plain.count, alike)) >= self._needed

    def spans(self, looked: Looked) -> Iterator[Span]:
        """See :class:`Sought`."""
        exact = self._exact(looked)
        yield from exact or self._best(units.units(looked.text))

    def _exact(self, looked: Looked) -> list[Span]:
        if not looked.literal:
            written = units.as_written(looked.text)
            return [*_windows(self.said, units.units(looked.text)), *_windows(self.said, written)]
        if self._joined not in looked.plain:
            return []
        folded = folding.fold(looked.text)
        if not self._units or " " in folded.text:
            return list(_windows(self.said, units.units(looked.text)))
        starts, many = _places(self._joined, folded.text), len(self._joined)
        return [(folded.origins[at], folded.origins[at + many - 1] + 1) for at in starts]

    def _best(self, found: Sequence[Unit]) -> Iterator[Span]:
        """The window that is most alike. One in which few characters are alike any is not looked at."""
        if len(self.said) < 2:
            return
        alike = list(itertools.accumulate((one.text in self._alike for one in found), initial=0))
        best: tuple[float, Span] | None = None
        for at in range(len(found)):
            for length in range(max(2, len(self.said) - 1), min(len(self.said) + 1, len(found) - at) + 1):
                other = abs(length - len(self.said)) / 4
                most = alike[at + length] - alike[at] - other
                if most < self._needed or (best is not None and most <= best[0]):
                    continue
                window = found[at : at + length]
                score = _likeness(self.said, [one.text for one in window]) - other
                if best is None or score > best[0]:
                    best = score, (window[0].start, window[-1].end)
        if best is not None and best[0] >= self._needed:
            yield best[1]


def _places(part: str, text: str) -> Iterator[int]:
    """Where a part of a text begins, overlapping ones too."""
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _windows(said: tuple[str, ...], found: Sequence[Unit]) -> Iterator[Span]:
    first, more = said[0], len(said)
    for at in range(len(found) - more + 1):
        if found[at].text == first and all(found[at + i].text == said[i] for i in range(1, more)):
            yield found[at].start, found[at + more - 1].end


def _likeness(said: tuple[str, ...], there: list[str]) -> float:
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


@functools.lru_cache(1_000)
def _ways(letters: str) -> Sequence[tuple[str, ...]]:
    return pinyin.segment_open(letters)


def _sound_length(ways: Iterable[tuple[str, ...]], found: Sequence[Unit], at: int) -> int:
    """How many characters from a place on are read in one of these ways; 0 where they are not."""
    for way in ways:
        here = found[at : at + len(way)]
        whole = all(one in pinyin.readings(unit.text) for one, unit in zip(way[:-1], here, strict=False))
        if len(here) == len(way) and whole and any(said.startswith(way[-1]) for said in _readings(here[-1])):
            return len(way)
    return 0


def _initials_length(letters: str, found: Sequence[Unit], at: int) -> int:
    here = found[at : at + len(letters)]
    if len(here) < max(2, len(letters)):
        return 0
    return len(letters) * all(
        any(said.startswith(one) for said in _readings(unit)) for one, unit in zip(letters, here, strict=True)
    )


def _readings(unit: Unit) -> tuple[str, ...]:
    return pinyin.readings(unit.text) if unit.sort is Sort.HAN else ()
