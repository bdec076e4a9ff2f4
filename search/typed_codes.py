"""A typed text as a code: whole, a part, one slip away, with one place broken."""

from __future__ import annotations

from dataclasses import dataclass

from search import tokens
from search.analysis import codes
from search.conditions import Clause, Condition, Has, Some, every
from search.document import Field

PART, MOST_FOR_PART = 750, 9_000
"""Points for each character of a part of a code: a long one stands nowhere by chance."""

SHORTEST_NEAR, LONGEST_NEAR = 6, 40
SHORTEST_BROKEN = 12


@dataclass(frozen=True, slots=True)
class TypedCode:
    """``part``: the text stands in a code. ``near``: it is a code with one slip. ``broken``: so is a part of one."""

    part: Condition | None = None
    near: Condition | None = None
    broken: Condition | None = None
    clauses: tuple[Clause, ...] = ()


def has_code(text: str) -> bool:
    """Whether a text can be a code or a part of one: long enough, with a digit or of Latin letters only."""
    code = codes.normal(text)
    digits = any(one.isdecimal() for one in code)
    return len(code) >= codes.SHORTEST and (digits or (code.isascii() and len(code) > codes.SHORTEST))


def part_of(text: str) -> Condition:
    """The text stands in a code."""
    pieces, beginning = codes.parts(text)
    if len(beginning) == codes.SHORTEST:
        return Has((Field.CODE,), (tokens.CODE_SHORT + beginning,))
    if beginning:
        return Has((Field.CODE,), (), (tokens.CODE_PIECE + beginning,))
    return every(*(Has((Field.CODE,), (tokens.CODE_PIECE + piece,)) for piece in pieces))


def code_of(text: str) -> TypedCode:
    """All readings of the whole text as a code."""
    if not has_code(text):
        return TypedCode()
    part = part_of(text)
    points = min(PART * len(codes.normal(text)), MOST_FOR_PART)
    return TypedCode(part, _near(text), _broken(text), (Clause(part, points),))


def _near(text: str) -> Condition | None:
    code = codes.alike(text)
    if not (SHORTEST_NEAR <= len(code) <= LONGEST_NEAR and code.isascii()):
        return None
    return Has((Field.CODE,), tuple(dict.fromkeys(tokens.CODE_ALIKE + one for one in codes.near(text))))


def _broken(text: str) -> Condition | None:
    """One slip spoils one third of a code; the other two find it."""
    code = codes.alike(text)
    if len(code) < SHORTEST_BROKEN:
        return None
    third = len(code) // 3
    thirds = code[:third], code[third : 2 * third], code[2 * third :]
    return Some(tuple(part_of(one) for one in thirds), 2)
