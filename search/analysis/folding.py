"""One spelling for every character: widths, letter case, accents, traditional and regional forms; marks fall away.

A folded text keeps, for each of its characters, the place in the original from which it came, so that what matched
can be shown in the text as it stands.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import opencc

_REGIONAL = {"衖": "弄", "巿": "市", "舘": "馆", "邨": "村", "髏": "楼", "ㄧ": "一", "ı": "i"}
"""What the tables of OpenCC leave: regional forms, and what registers mistake for another character."""

_HAN_BLOCKS = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


@dataclass(frozen=True, slots=True)
class Folded:
    """``text`` and, for each of its characters, the index of the original's character it stands for."""

    text: str
    origins: Sequence[int]


def is_han(character: str) -> bool:
    """Whether it is a Chinese character (〇 is one, too)."""
    point = ord(character)
    return character == "〇" or any(first <= point <= last for first, last in _HAN_BLOCKS)


@functools.cache
def _simplified() -> dict[str, str]:
    """Every character of the basic blocks that is written otherwise in the simplified script, in one conversion."""
    characters = [chr(point) for point in range(0x3400, 0xA000)]
    converted = opencc.OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {one: other for one, other in zip(characters, converted, strict=True) if one != other}
    for one, other in _regional_forms(characters).items():
        table.setdefault(one, table.get(other, other))
    return table


def _regional_forms(characters: list[str]) -> dict[str, str]:
    """Forms of Taiwan and Hong Kong (峯, 羣, 着) by their mainland ones."""
    forms: dict[str, str] = {}
    for variant in ("tw2s", "hk2s"):
        converted = opencc.OpenCC(variant).convert("\n".join(characters)).split("\n")
        forms |= {one: other for one, other in zip(characters, converted, strict=True) if one != other}
    return forms


MOST_KNOWN = 100_000
"""Characters that are remembered as they are folded."""


@functools.lru_cache(MOST_KNOWN)
def fold_character(character: str) -> str:
    """The characters that one stands for; empty for marks, blanks and control characters."""
    return "".join(_fold_plain(_REGIONAL.get(one, one)) for one in unicodedata.normalize("NFKC", character))


def _fold_plain(character: str) -> str:
    if is_han(character):
        return _stable(character)
    return "".join(one for one in _without_accents(character.casefold()) if one.isalnum())


def _stable(character: str) -> str:
    """The end of the chain of simpler forms: folding twice changes nothing."""
    seen: set[str] = set()
    while (simpler := _simplified().get(character)) is not None and len(simpler) == 1 and character not in seen:
        seen.add(character)
        character = simpler
    return min(seen) if character in seen else character


def _without_accents(text: str) -> str:
    """Accents of Latin letters go, those that make another letter elsewhere (が, й) stay."""
    apart = unicodedata.normalize("NFKD", text)
    if not apart[:1].isascii():
        return unicodedata.normalize("NFKC", text)
    return "".join(one for one in apart if not unicodedata.combining(one))


class Spelled(dict[int, str]):
    """Characters in the spelling that ``spell`` gives each, found once, as :meth:`str.translate` takes them."""

    def __init__(self, spell: Callable[[str], str]) -> None:
        super().__init__()
        self._spell = spell

    def __missing__(self, point: int) -> str:
        spelled = self._spell(chr(point))
        if len(self) < MOST_KNOWN:
            self[point] = spelled
        return spelled


_FOLDED = Spelled(fold_character)
_SPACED = Spelled(lambda one: fold_character(one) or " ")


@functools.lru_cache(1_000)
def fold(text: str) -> Folded:
    """``text`` in its one spelling, with a blank for each mark, blank or control character."""
    spaced = text.translate(_SPACED)
    if len(spaced) == len(text):  # none is less than one character
        return Folded(spaced, range(len(text)))
    folded: list[str] = []
    origins: list[int] = []
    for index, character in enumerate(text):
        for one in fold_character(character) or " ":
            folded.append(one)
            origins.append(index)
    return Folded("".join(folded), tuple(origins))


def plain(text: str) -> str:
    """The folded text without any marks and blanks."""
    return text.translate(_FOLDED)
