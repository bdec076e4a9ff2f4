"""Numbers and yes or no as clerks write them: thousands separators, units in the cell, full-width digits."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, localcontext

from registry.intake.maps import units

MARKS = {".": ",", ",": "."}
"""The mark before the decimals -> the one that separates thousands."""

_PLAIN = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_MONEY = re.compile(r"^(?:¥|￥|CNY|RMB|NT\$|\$|€|人民币)\s*", re.IGNORECASE)
_WITH_UNIT = re.compile(r"([+-]?\d[\d.,' ]*)(\D.*)?")

YES = frozenset({"true", "yes", "y", "t", "1", "是", "有", "√", "✓", "对", "對", "已", "真"})
NO = frozenset({"false", "no", "n", "f", "0", "否", "无", "無", "×", "✗", "错", "錯", "未", "假", "非"})


def decimal(
    text: str, *, measure: str = "", unit: Decimal | None = None, places: int | None = None, mark: str = "."
) -> str | None:
    """The number that ``text`` writes, plain, times its unit's factor; None where it writes none.

    ``unit`` is the factor of a cell that names no unit; a cell that names one of ``measure`` is taken by its own.
    ``places`` rounds half up to so many decimals.
    """
    match = _WITH_UNIT.fullmatch(_MONEY.sub("", unicodedata.normalize("NFKC", text).strip()))
    number = _plain(match[1], mark) if match else None
    if match is None or number is None:
        return None
    factor = unit
    if match[2]:
        own = units.find(match[2])
        if own is None or own.measure != measure:
            return None
        factor = own.factor
    return _scaled(number, factor, places)


def _plain(text: str, mark: str) -> str | None:
    """Digits with a point: separators of thousands must part groups of three."""
    bare = text.strip().replace("'", MARKS[mark])
    if mark == ",":
        bare = bare.translate(str.maketrans(",.", ".,"))
    bare = re.sub(r"(?<=\d) (?=\d{3})", ",", bare)
    if _GROUPED.fullmatch(bare):
        bare = bare.replace(",", "")
    return bare.lstrip("+") if _PLAIN.fullmatch(bare) else None


def _scaled(number: str, factor: Decimal | None, places: int | None) -> str:
    with localcontext(prec=100):
        value = Decimal(number)
        if factor is not None and factor != 1:
            value = (value * factor).normalize()
        if places is not None:
            value = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{value:f}" if value else f"{value:f}".lstrip("-")


def integer(text: str, *, measure: str = "count", unit: Decimal | None = None, mark: str = ".") -> str | None:
    """The whole number that ``text`` writes (``6层``, ``1,200``, ``6.0``); None where it writes none."""
    found = decimal(text, measure=measure, unit=unit, mark=mark)
    if found is None or Decimal(found) % 1:
        return None
    return str(int(Decimal(found)))


def boolean(text: str) -> str | None:
    """``true`` or ``false``; None where the text says neither."""
    folded = unicodedata.normalize("NFKC", text).strip().lower()
    return "true" if folded in YES else "false" if folded in NO else None
