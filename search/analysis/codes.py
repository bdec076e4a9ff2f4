"""Codes and numbers as one spells, mistakes and half-remembers them: one spelling, look-alikes, pieces, neighbours."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from search.analysis import folding

GRAM = 8
"""Characters of a piece: all pieces of that length, and the shorter ones at the end, stand in the index; the beginning
of a piece finds shorter parts, several pieces longer ones."""

BEGUN = (4, 8, 12)
"""Characters of the beginnings of a code that stand in the index: what codes begin with is looked for among the next
longer ones, of which a city has few, since its codes begin with those of its divisions, and not among all codes."""

SHORTEST = 3
"""Characters of a part that is looked for: two digits stand in nearly every code. All pieces of that length stand in
the index, too: as beginnings of longer ones they would be looked for among a good part of all that it has."""

FILLERS = frozenset("第号字年")
"""What is written around numbers, or is not: 安房预许字〔2011〕第002号."""

_FILLERS = dict.fromkeys(map(ord, FILLERS))
_LOOK_ALIKES = str.maketrans({"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "G": "6", "B": "8"})


@functools.lru_cache(1_000)
def normal(text: str) -> str:
    """The one spelling: widths and scripts folded, capitals, no blanks, brackets, dashes, no :data:`FILLERS`."""
    plain = folding.plain(text).upper()
    return plain.translate(_FILLERS) or plain


def _alike(character: str) -> str:
    return folding.fold_character(character).upper().translate(_FILLERS).translate(_LOOK_ALIKES)


_ALIKE = folding.Spelled(_alike)


def alike(text: str) -> str:
    """The spelling in which characters that are taken for each other are the same one."""
    return text.translate(_ALIKE) or normal(text).translate(_LOOK_ALIKES)


def pieces(text: str) -> list[str]:
    """What of a code stands in the index, so that any part finds it."""
    code = alike(text)
    return [code[start : start + GRAM] for start in range(len(code))]


def shortest_pieces(text: str) -> set[str]:
    """The same of the shortest ones."""
    code = alike(text)
    return {code[start : start + SHORTEST] for start in range(len(code) - SHORTEST + 1)}


def parts(text: str) -> tuple[tuple[str, ...], str]:
    """What to look for to find a part: whole pieces that all have to stand there, and the beginning of one more."""
    code = alike(text)
    if len(code) < GRAM:
        return (), code
    starts = [*range(0, len(code) - GRAM, GRAM // 2), len(code) - GRAM]
    return tuple(code[start : start + GRAM] for start in starts), ""


def near(text: str) -> Iterator[str]:
    """Every code that one slip away is this one: a character wrong, missing, too many, or two neighbours swapped."""
    code = alike(text)
    letters = sorted(set("0123456789") | {one for one in code if one.isascii()})
    for at in range(len(code) + 1):
        head, tail = code[:at], code[at:]
        if tail:
            yield head + tail[1:]
            yield from (head + one + tail[1:] for one in letters if one != tail[0])
        if len(tail) > 1 and tail[0] != tail[1]:
            yield head + tail[1] + tail[0] + tail[2:]
        yield from (head + one + tail for one in letters)
