"""How Chinese characters are read: syllables without tones and their first letters, all that a character has."""

from __future__ import annotations

import functools
import gc
import itertools
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from search.analysis import folding

RARE = 0.03
"""A reading that fewer of a character's phrases have is left out, so that not every name is found under odd ones."""

MOST_READINGS = 8
"""Of several characters together."""

INITIALS = 6
"""First letters of a piece in the index; the beginning of a piece finds fewer, two pieces more."""


@functools.cache
def _counted() -> Mapping[str, Counter[str]]:
    """How often phrases of the dictionary read each character in which way."""
    from pypinyin import phrases_dict  # a second of loading that only search pays

    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, readings in phrases_dict.phrases_dict.items():
        for character, reading in zip(phrase, readings, strict=False):
            counted[character][_plain(reading[0])] += 1
    gc.freeze()  # a dictionary of half a million objects stays for good: no collection need look through it again
    return counted


@functools.lru_cache(30_000)
def readings(character: str) -> tuple[str, ...]:
    """Its syllables, the most frequent first; none for what is no Chinese character."""
    if len(character) != 1 or not folding.is_han(character):
        return ()
    counted = _counted().get(character, Counter())
    usual = tuple(one for one, times in counted.most_common(3) if times >= RARE * counted.total())
    return usual or _listed(character)


def _listed(character: str) -> tuple[str, ...]:
    from pypinyin import pinyin_dict

    listed = pinyin_dict.pinyin_dict.get(ord(character), "")
    return (_plain(listed.split(",")[0]),) if listed else ()


def _plain(reading: str) -> str:
    """Without tones; ü is v, as one types it."""
    apart = unicodedata.normalize("NFKD", reading.replace("ü", "v").replace("ǖ", "v").replace("ǘ", "v"))
    apart = apart.replace("ǚ", "v").replace("ǜ", "v").replace("u\u0308", "v")
    return "".join(one for one in apart if not unicodedata.combining(one))


def syllable_pairs(characters: Sequence[str]) -> Iterator[str]:
    """``lin_jiang``, ``jiang_lu``, ``lu_``: each syllable with the next, so that two in a row are found at once."""
    for here, there in itertools.zip_longest(characters, characters[1:], fillvalue=""):
        yield from _pairs(here, there)


@functools.lru_cache(30_000)
def _pairs(here: str, there: str) -> tuple[str, ...]:
    after = (readings(there) if there else ()) or ("",)
    return tuple(map("_".join, itertools.islice(itertools.product(readings(here), after), MOST_READINGS)))


def initial_pieces(characters: Sequence[str]) -> Iterator[str]:
    """``ljlyyj``, ``jlyyj``, ``lyyj``…: the first letters from each character on."""
    letters = [_letters(character) for character in characters]
    if all(len(one) == 1 for one in letters):
        said = "".join(one for (one,) in letters)
        yield from [said[start : start + INITIALS] for start in range(len(said))]
        return
    for start in range(len(letters)):
        window = letters[start : start + INITIALS]
        yield from map("".join, itertools.islice(itertools.product(*window), MOST_READINGS))


@functools.lru_cache(30_000)
def _letters(character: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one[0] for one in readings(character)))


@functools.cache
def _syllables() -> frozenset[str]:
    return frozenset(reading for counted in _counted().values() for reading in counted if reading.isalpha())


def is_syllable(letters: str) -> bool:
    """Whether some character is read so."""
    return letters in _syllables()


def segment(typed: str) -> list[tuple[str, ...]]:
    """The ways to read typed letters as syllables, those with the fewest first; the last may be cut off (``linji``)."""
    ways: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(typed) + 1):
        starts = range(max(0, end - 6), end)
        found = [(*way, typed[s:end]) for s in starts if typed[s:end] in _syllables() for way in ways[s]]
        ways.append(sorted(found, key=len)[:4])
    return ways[-1]


def segment_open(typed: str) -> list[tuple[str, ...]]:
    """The same where the last syllable is still being typed: its part that stands so far comes last."""
    found = segment(typed)
    for cut in range(len(typed) - 1, max(0, len(typed) - 6), -1):
        tail = typed[cut:]
        if _begins_syllable(tail):
            found += [(*way, tail) for way in segment(typed[:cut])]
    return sorted(dict.fromkeys(found), key=len)[:6]


@functools.lru_cache(4_000)
def _begins_syllable(tail: str) -> bool:
    return any(one.startswith(tail) for one in _syllables())
