"""Decimal numbers of source files as an attribute takes them: plain digits, rounded to its scale."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_EVEN, Decimal

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)


class NotANumber(ValueError):
    """A cell that should hold a decimal number holds something else."""


def parse(text: str, scale: int) -> str | None:
    """``text`` rounded half to even to ``scale`` digits, without trailing zeros; None where it is blank.

    ``111.96000000000001`` (the sum of binary floats) at scale 2 is ``111.96``; thousands separators and full-width
    digits are understood. Raises NotANumber for anything else, exponents and infinities included.
    """
    folded = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    if not folded:
        return None
    if not _NUMBER.fullmatch(folded):
        raise NotANumber(f"{text!r} is not a decimal number")
    rounded = Decimal(folded).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_EVEN)
    return _plain(rounded)


def scaled(text: str, factor: str, scale: int) -> str:
    """``text``, which is not blank, times ``factor``: feet as metres, say. Raises NotANumber like :func:`parse`."""
    number = parse(text, 12)
    if number is None:
        raise NotANumber("a blank is not a decimal number")
    return _plain((Decimal(number) * Decimal(factor)).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_EVEN))


def _plain(number: Decimal) -> str:
    written = f"{number:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written
