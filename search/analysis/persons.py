"""Persons by what is remembered of them: pieces of a name, an ID number and a telephone, and those that a text asks.

Pieces are plain texts in here; whoever keeps them does so as keyed digests alone (``registry.access.grams``). Nothing
here is cached by a whole value, so that no name outlives the call.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from aggregates.codes import resident_identity
from search import query
from search.analysis import folding, pinyin

NAME, ID_NUMBER, PHONE = "name", "id_number", "phone"
"""What of a person a piece is of."""

DIGITS = 4
"""Fewer in a row find nobody."""

LONGEST_NAME, LONGEST_NUMBER = 60, 40
"""Characters of a value of which pieces are taken."""

MOST_PARTS, MOST_NUMBERS = 6, 2
"""Parts of a text that are looked for, and numbers of a part; what follows finds nobody."""

LONGEST_ASKED = 20
"""Chinese characters side by side that may be a name."""

WHOLE, PART, SOUND, WORD, INITIALS, LAST, BORN, NUMBER_PART = 1.0, 0.9, 0.8, 0.8, 0.5, 0.3, 0.4, 0.9
"""How well a person is named by a whole value, and by pieces of each sort that are all of it."""

SURNAMES = {
    "单": "善", "解": "谢", "查": "扎", "区": "欧", "翟": "宅", "盖": "葛", "覃": "秦", "缪": "妙", "员": "运",
    "郇": "循", "召": "哨", "种": "虫", "黑": "贺", "繁": "婆", "谌": "甚", "隗": "奎", "祭": "债", "洗": "显",
    "那": "娜", "任": "仁", "曾": "增", "句": "勾", "过": "郭", "车": "扯", "尉": "玉", "长": "掌", "万": "墨",
}  # fmt: skip
"""Surnames that are read otherwise than the character is, each with a character of that reading."""

_SEPARATED = re.compile(r"[\s,，、;；/|]+")
_RUN = re.compile(r"[0-9a-z]+")
_LAST = re.compile(r"\d{3,}x", re.ASCII)
_CITIZEN = re.compile(r"\d{17}[\dx]", re.ASCII)
_MOBILE = re.compile(r"86(1\d{10})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Probe:
    """Persons of whom all ``pieces`` are known are named; ``size`` is how much of a value these make.

    ``weight`` is how well they are named where that is the whole value, less by its share, ``steep`` by its square;
    ``fixed``, whatever the share.
    """

    of: str
    weight: float
    pieces: tuple[str, ...] = field(repr=False)
    size: int
    fixed: bool = False
    steep: bool = False

    def score(self, length: int) -> float:
        """How well a person is named, 0 to 1, whose value has that length."""
        share = 1.0 if self.fixed else min(1.0, self.size / max(1, length))
        return self.weight * (share * share if self.steep else share)


def of_name(name: str) -> dict[str, int]:
    """The pieces of a name, each with the length of what it is a piece of."""
    plain = folding.plain(name)[:LONGEST_NAME]
    if not plain:
        return {}
    han = [one for one in plain if folding.is_han(one)]
    found = {f"={plain}": len(plain)}
    found |= dict.fromkeys(map("1".__add__, han), len(han))
    found |= {f"2{one}{other}": len(han) for one, other in itertools.pairwise(han)}
    found |= dict.fromkeys(_sounds(han), len(han))
    begins = (word[:n] for word in _words(name) for n in range(2, len(word) + 1))
    return found | {f"w{one}": len(plain) - len(han) for one in begins}


def of_number(number: str) -> dict[str, int]:
    """The same of an ID number."""
    plain = folding.plain(number)[:LONGEST_NUMBER]
    found = _of_digits("#", plain)
    if _CITIZEN.fullmatch(plain):
        found[f"#b{plain[6:14]}"] = len(plain)
    return found


def of_phone(phone: str) -> dict[str, int]:
    """The same of a telephone number, country code left out where it is China's."""
    return _of_digits("+", _dialled(folding.plain(phone))[:LONGEST_NUMBER])


def asked(text: str) -> list[list[Probe]]:
    """The parts of a text by which persons may be named, each with the ways to read it; none where there are none."""
    pieces = [one for one in map(folding.plain, _SEPARATED.split(text[: query.LONGEST])) if one][:MOST_PARTS]
    parts = [_part(one) for one in dict.fromkeys(pieces)]
    if len(pieces) > 1 and any(all(map(sort, pieces)) for sort in _SORTS):
        together = _part("".join(pieces))
        parts = [together] if pieces[0].isdecimal() else [[*together, *parts[0]], *parts[1:]]
    return [one for one in parts if one]


def _part(plain: str) -> list[Probe]:
    if any(one.isdecimal() for one in plain):
        runs = [run for run in _RUN.findall(plain) if sum(map(str.isdecimal, run)) >= DIGITS or _LAST.fullmatch(run)]
        return [probe for run in runs[:MOST_NUMBERS] for probe in _number(run)]
    han = [one for one in plain if folding.is_han(one)]
    probes = [*_han(han)] if len(han) <= LONGEST_ASKED else []
    if letters := "".join(one for one in plain if not folding.is_han(one)):
        probes += _letters(letters)
    return [Probe(NAME, WHOLE, (f"={plain}",), 1, fixed=True), *probes] if probes else []


_SORTS = (str.isdecimal, lambda one: all(map(folding.is_han, one)), lambda one: one.isascii() and one.isalpha())
"""Pieces of one of these sorts may be one value, written with blanks."""


def _han(han: Sequence[str]) -> Iterator[Probe]:
    if len(han) == 1:
        yield Probe(NAME, PART, (f"1{han[0]}",), 1)
    elif han:
        yield Probe(NAME, PART, tuple(f"2{one}{other}" for one, other in itertools.pairwise(han)), len(han))


def _letters(letters: str) -> Iterator[Probe]:
    """A word or the beginning of one, the sound of Chinese characters, or their first letters."""
    if not 2 <= len(letters) <= LONGEST_NAME:
        return
    yield Probe(NAME, WORD, (f"w{letters}",), len(letters))
    if not letters.isascii():
        return
    for way in pinyin.segment(letters):
        pairs = tuple(f"y{one}_{other}" for one, other in itertools.pairwise(way)) or (f"y{way[0]}",)
        yield Probe(NAME, SOUND, pairs, len(way))
    if len(letters) <= LONGEST_ASKED:
        starts = range(max(1, len(letters) - pinyin.INITIALS + 1))
        windows = (f"i{letters[at : at + pinyin.INITIALS]}" for at in starts)
        yield Probe(NAME, INITIALS, tuple(windows), len(letters))


def _number(run: str) -> Iterator[Probe]:
    whole = folding.plain(resident_identity.normalise(run))
    yield Probe(ID_NUMBER, WHOLE, (f"#={whole}",), 1, fixed=True)
    if _CITIZEN.fullmatch(run):
        return  # of which a person has no more than the whole
    yield Probe(ID_NUMBER, NUMBER_PART, tuple(_fours("#", run)), len(run), steep=True)
    if len(run) == DIGITS:
        yield Probe(ID_NUMBER, LAST, (f"#-{run}",), 1, fixed=True)
    if not run.isdecimal():
        return
    if len(run) == 8:
        yield Probe(ID_NUMBER, BORN, (f"#b{run}",), 1, fixed=True)
    dialled = _dialled(run)
    yield Probe(PHONE, WHOLE, (f"+={dialled}",), 1, fixed=True)
    yield Probe(PHONE, NUMBER_PART, tuple(_fours("+", dialled)), len(dialled), steep=True)
    if len(run) == DIGITS:
        yield Probe(PHONE, LAST, (f"+-{run}",), 1, fixed=True)


def _of_digits(sign: str, plain: str) -> dict[str, int]:
    if len(plain) < DIGITS:
        return {}
    last = {f"{sign}={plain}": len(plain), f"{sign}-{plain[-DIGITS:]}": len(plain)}
    return last | dict.fromkeys(_fours(sign, plain), len(plain))


def _fours(sign: str, plain: str) -> Iterator[str]:
    return (f"{sign}4{plain[at : at + DIGITS]}" for at in range(len(plain) - DIGITS + 1))


def _dialled(plain: str) -> str:
    digits = "".join(one for one in plain if one in "0123456789")
    mobile = _MOBILE.fullmatch(digits)
    return mobile[1] if mobile else digits


def _words(name: str) -> list[str]:
    """The words of a name beside its Chinese characters; one with a hyphen or the like also in its parts."""
    other = "".join(" " if folding.is_han(one) else one for one in name)
    words = (folding.plain(word) for word in [*other.split(), *re.split(r"[\W_]+", other)])
    return [word for word in dict.fromkeys(words) if len(word) > 1][: 2 * MOST_PARTS]


def _sounds(han: Sequence[str]) -> Iterable[str]:
    """Syllables alone and two by two, and first letters from each character on."""
    for said in dict.fromkeys(((*han,), (*map(_surname, han[:1]), *han[1:]))):
        yield from (f"y{one}" for character in said for one in pinyin.readings(character))
        yield from (f"y{pair}" for pair in pinyin.syllable_pairs(said) if not pair.endswith("_"))
        for piece in pinyin.initial_pieces(said):
            yield from (f"i{piece[:n]}" for n in range(2, len(piece) + 1))


def _surname(character: str) -> str:
    return SURNAMES.get(character, character)
