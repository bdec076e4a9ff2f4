"""The numbered parts of an address: 8号, 3弄, 2单元, 七樓之2, 302室, whatever signs a city writes for them."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from search.analysis import units as splitting
from search.analysis.units import Sort, Unit


class Label(Enum):
    """What a number numbers; ``ANY`` where nothing says it."""

    NUMBER = "号"
    LANE = "巷"
    ALLEY = "弄"
    SECTION = "段"
    BLOCK = "幢"
    UNIT = "单元"
    FLOOR = "层"
    ROOM = "室"
    PHASE = "期"
    NEIGHBOURHOOD = "邻"
    PARCEL = "地号"
    SUB = "之"
    ANY = ""


class Part(NamedTuple):
    """``first`` and ``last`` are the places of its units."""

    label: Label
    value: str
    first: int
    last: int


_SIGNS: dict[str, Label] = {
    "地号": Label.PARCEL,
    "号楼": Label.BLOCK,
    "号房": Label.ROOM,
    "号室": Label.ROOM,
    "单元": Label.UNIT,
    "号": Label.NUMBER,
    "巷": Label.LANE,
    "弄": Label.ALLEY,
    "段": Label.SECTION,
    "栋": Label.BLOCK,
    "幢": Label.BLOCK,
    "座": Label.BLOCK,
    "楼": Label.FLOOR,
    "层": Label.FLOOR,
    "室": Label.ROOM,
    "房": Label.ROOM,
    "户": Label.ROOM,
    "期": Label.PHASE,
    "邻": Label.NEIGHBOURHOOD,
    "门": Label.UNIT,
}
_LETTER_FLOOR = re.compile(r"([0-9]+)f")
_SUB_OF = frozenset({Label.NUMBER, Label.FLOOR, Label.ROOM})


@functools.lru_cache(1_000)
def parts(text: str) -> tuple[Part, ...]:
    """The parts of an address in the order in which they stand."""
    return tuple(find(splitting.units(text)))


def find(units: Sequence[Unit]) -> Iterator[Part]:
    """The parts that these units make."""
    at, before = 0, Label.ANY
    while at < len(units):
        taken = 1
        if units[at].sort is Sort.HAN:
            before = before if units[at].text == "之" else Label.ANY
        elif units[at].sort is Sort.NUMBER or _is_block_letter(units, at):
            for part in _part(units, at, before):
                yield part
                taken, before = part.last + 1 - at, part.label
        else:
            before = Label.ANY
        at += taken


def _is_block_letter(units: Sequence[Unit], at: int) -> bool:
    """A棟, B座."""
    return units[at].sort is Sort.WORD and len(units[at].text) == 1 and _sign(units, at + 1)[0] is Label.BLOCK


def _part(units: Sequence[Unit], at: int, before: Label) -> Iterator[Part]:
    value = units[at].text
    if floor := _LETTER_FLOOR.fullmatch(value):
        yield Part(Label.FLOOR, floor[1], at, at)
        return
    label, length = _sign(units, at + 1)
    first = at
    if label is Label.ANY and (sub := _sub(units, at)):
        yield from sub
        return
    if _follows_sub_sign(units, at) or (label is Label.ANY and before is Label.FLOOR and units[at].joint in ("", "-")):
        first, label, length = at - (units[at - 1].text == "之"), Label.SUB, 0
    yield Part(label, value, first, at + length)


def _follows_sub_sign(units: Sequence[Unit], at: int) -> bool:
    return at > 0 and units[at - 1].text == "之"


def _sub(units: Sequence[Unit], at: int) -> tuple[Part, ...]:
    """15之8号 and 15-8号 are number 15, sub-number 8: what the sign behind the second says is of the first."""
    second = at + 2 if at + 1 < len(units) and units[at + 1].text == "之" else at + 1
    if second >= len(units) or units[second].sort is not Sort.NUMBER:
        return ()
    label, length = _sign(units, second + 1)
    if label not in _SUB_OF or (second == at + 1 and (units[second].joint != "-" or label is not Label.NUMBER)):
        return ()
    return Part(label, units[at].text, at, at), Part(Label.SUB, units[second].text, at + 1, second + length)


def _sign(units: Sequence[Unit], at: int) -> tuple[Label, int]:
    """What is written at a place as a sign behind a number, and of how many units."""
    for length in (2, 1):
        here = units[at : at + length]
        if len(here) == length and all(unit.sort is Sort.HAN and not unit.joint for unit in here):
            label = _SIGNS.get("".join(unit.text for unit in here))
            if label is not None:
                return label, length
    return Label.ANY, 0
