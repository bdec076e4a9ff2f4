"""The units of a text: single Chinese characters, words and numbers, each with its place in the original.

Chinese numerals that number something (八十八号, 二段) are numbers like digits (88号, ８８號); digits in the name of
a road (29路) are its characters (二十九路).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from aggregates import chinese_numerals
from search.analysis import folding


class Sort(Enum):
    """What a unit is."""

    HAN = "字"
    WORD = "词"
    NUMBER = "数"


class Unit(NamedTuple):
    """``start`` and ``end`` are in the original text. ``joint`` are the marks before it, "-" for any dash."""

    text: str
    sort: Sort
    start: int
    end: int
    joint: str = ""


_new = tuple.__new__  # what `Unit` calls from Python
_NUMERALS = frozenset(folding.plain(chinese_numerals.CHARACTERS))
_NUMERAL = "[" + "".join(sorted(set(folding.plain(chinese_numerals.CHARACTERS)) - set("两双"))) + "]"
_AS_COUNTED = str.maketrans(
    {folded: one for one in chinese_numerals.CHARACTERS if (folded := folding.plain(one)) not in ("", one)}
)
"""Formal numerals as folding leaves them, by the forms that count: 贰 is 貳."""

_NUMBERED = r"(?=号|巷|弄|楼|层|室|栋|幢|座|单元|段|期|邻)"
_NAMED = r"(?=路|街|大道|道|里|村|经|纬)"
_RUN = r"[^\W_㐀-鿿豈-﫿\U00020000-\U000323af]+"
_SCAN = re.compile(
    rf"(?P<counted>{_NUMERAL}+){_NUMBERED}|(?<=之)(?P<after>{_NUMERAL}+)(?![路街段道村里])"
    rf"|(?P<named>[0-9]{{1,4}}){_NAMED}|(?P<run>{_RUN})|(?P<one>.)",
    re.DOTALL,
)
_RUNS = re.compile(f"({_RUN})")
_COUNTED = re.compile(rf"{_NUMERAL}{_NUMBERED}|之{_NUMERAL}|[0-9]{_NAMED}")
_DASHES = frozenset("-－—–−─﹣‐‑")
_ZEROS = re.compile(r"^0+(?=[0-9])")


@functools.lru_cache(1_000)
def units(text: str) -> tuple[Unit, ...]:
    """The units of a text in their order."""
    folded = folding.fold(text)
    if " " in folded.text or len(folded.text) != len(text) or _COUNTED.search(folded.text):
        return tuple(_split(text, numerals=True))
    return tuple(_literally(folded.text))


@functools.lru_cache(1_000)
def as_written(text: str) -> tuple[Unit, ...]:
    """The same with numerals as the characters that stand there: 壹 finds 学府壹号, too."""
    return tuple(_split(text, numerals=False)) if _COUNTED.search(folding.fold(text).text) else units(text)


def are_literal(plain: str) -> bool:
    """Whether the units of a text, which is folded and without blanks, are surely the characters that stand there."""
    return _COUNTED.search(plain) is None


def _literally(folded: str) -> list[Unit]:
    """The units of a text of which nothing falls away, and in which no numeral is read as a number."""
    found: list[Unit] = []
    at = 0
    for number, piece in enumerate(_RUNS.split(folded)):
        if number % 2:
            sort, value = _run(piece)
            found.append(Unit(value, sort, at, at + len(piece)))
        else:
            found += [_new(Unit, (one, Sort.HAN, place, place + 1, "")) for place, one in enumerate(piece, at)]
        at += len(piece)
    return found


def _split(text: str, *, numerals: bool) -> Iterator[Unit]:
    folded, at, end = folding.fold(text), 0, 0
    found: tuple[Sort, tuple[str, ...], int]
    while at < len(folded.text):
        if folded.text[at] == " ":
            at += 1
            continue
        one = folded.text[at]
        if one >= "㐀" and one not in _NUMERALS and folding.is_han(one):
            found = Sort.HAN, (one,), 1
        else:
            match = _SCAN.match(folded.text, at)
            assert match is not None  # the last alternative takes any character
            found = _read(match, numerals)
        sort, values, taken = found
        start, until = folded.origins[at], folded.origins[at + taken - 1] + 1
        joint = text[end:start]
        for value in values:
            yield Unit(value, sort, start, until, "-" if joint in _DASHES else joint)
            joint = ""
        at, end = at + taken, until


def _read(match: re.Match[str], numerals: bool) -> tuple[Sort, tuple[str, ...], int]:
    """What sort of units stands here, their texts, and how many folded characters they take."""
    whole = match[0]
    if match.lastgroup in ("counted", "after"):
        number = chinese_numerals.to_int(whole.translate(_AS_COUNTED)) if numerals else None
        return (Sort.HAN, (whole[0],), 1) if number is None else (Sort.NUMBER, (str(number),), len(whole))
    if match.lastgroup == "named" and numerals:
        return Sort.HAN, tuple(folding.plain(chinese_numerals.to_text(int(whole)))), len(whole)
    if match.lastgroup == "one":
        return Sort.HAN, (whole,), 1
    sort, value = _run(whole)
    return sort, (value,), len(whole)


def _run(whole: str) -> tuple[Sort, str]:
    """What letters and digits in a row are."""
    if whole.isdecimal() or any(one.isdecimal() for one in whole):
        return Sort.NUMBER, _ZEROS.sub("", whole)
    return Sort.WORD, whole
