"""Units as clerks write them in headings and cells, with the factor to the unit that the registry holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple


class Unit(NamedTuple):
    """``measure`` is what an attribute declares (``m2``, ``currency``, ``m``, ``count``)."""

    measure: str
    factor: Decimal


_WRITTEN = {
    "currency": {
        "元": "1", "圆": "1", "人民币元": "1", "yuan": "1", "cny": "1", "rmb": "1", "新台币元": "1", "新臺幣元": "1",
        "千元": "1000", "万元": "10000", "萬元": "10000", "万": "10000", "萬": "10000", "百万元": "1000000",
        "亿元": "100000000", "億元": "100000000", "亿": "100000000", "億": "100000000", "元/月": "1", "元/平方米": "1",
        "元/m2": "1",
    },
    "m2": {
        "m2": "1", "m^2": "1", "sqm": "1", "sq m": "1", "平方米": "1", "平方公尺": "1", "平米": "1", "平": "1",
        "万平方米": "10000", "萬平方公尺": "10000", "公顷": "10000", "公頃": "10000", "亩": "666.6666666667",
        "坪": "3.305785124", "sqft": "0.09290304", "sq ft": "0.09290304",
    },
    "m": {"m": "1", "米": "1", "公尺": "1", "km": "1000", "公里": "1000"},
    "count": {
        "套": "1", "户": "1", "戶": "1", "层": "1", "層": "1", "间": "1", "間": "1", "人": "1", "个": "1", "栋": "1",
        "幢": "1", "棟": "1", "年": "1",
    },
}  # fmt: skip

UNITS: Mapping[str, Unit] = {
    name: Unit(measure, Decimal(factor)) for measure, names in _WRITTEN.items() for name, factor in names.items()
}


def folded(written: str) -> str:
    """One spelling: ``㎡`` and ``M²`` are ``m2``."""
    return unicodedata.normalize("NFKC", written).strip().lower()


def find(written: str) -> Unit | None:
    """The unit of that name, in any width and case."""
    return UNITS.get(folded(written))


def measure(declared: str | None) -> str:
    """What units an attribute takes: its declared one, or a count (``homes``, ``persons``, none)."""
    return declared if declared in ("currency", "m2", "m") else "count"
