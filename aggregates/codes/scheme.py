"""What a code scheme is: its name, its source, its one spelling, and the graded remarks of its check."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Grade(Enum):
    """How grave a remark is: refuse the code, record it with a finding, or only tell."""

    REJECT = "拒绝"
    WARN = "警告"
    NOTE = "提示"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong with a code, in one sentence of each language that names its source.

    The sentences are fixed for each ``rule`` and never hold the code, so that a personal number cannot leak by them.
    """

    grade: Grade
    rule: str
    en: str
    zh: str


Check = Callable[[str], tuple[Remark, ...]]


def fold(code: str) -> str:
    """The code with widths folded (NFKC), in capitals, without surrounding blanks.

    Only ASCII goes into capitals: ``ı`` and ``ß`` would become letters that nobody wrote.
    """
    folded = unicodedata.normalize("NFKC", code).strip()
    return folded.upper() if folded.isascii() else folded


def unspaced(code: str) -> str:
    """The same without the blanks by which people group the places of their numbers."""
    return fold("".join(fold(code).split()))  # twice: an accent comes to stand by its letter


@dataclass(frozen=True)
class Scheme:
    """A scheme of codes.

    ``kind`` is the kind of subject that it names, or "". ``check`` takes a code in the spelling of ``normalise`` and
    answers a choice of ``remarks``, or nothing. ``personal`` codes identify a person: they are kept sealed.
    """

    name: str
    en: str
    zh: str
    kind: str
    basis: str
    personal: bool
    normalise: Callable[[str], str]
    check: Check
    remarks: tuple[Remark, ...] = ()


def of_shape(pattern: str, remark: Remark) -> Check:
    """A check that answers ``remark`` for every code that ``pattern`` does not match whole."""
    shape = re.compile(pattern)

    def check(code: str) -> tuple[Remark, ...]:
        return () if shape.fullmatch(code) else (remark,)

    return check


def is_day(digits: str) -> bool:
    """Whether eight ASCII digits, YYYYMMDD, are a day of the calendar."""
    try:
        datetime.date.fromisoformat(digits)
    except ValueError:
        return False
    return True
