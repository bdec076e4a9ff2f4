"""Codes of administrative divisions 行政区划代码: county (6), township (9), village (12 digits)."""

from __future__ import annotations

from aggregates.codes.scheme import Grade, Remark, Scheme, fold, of_shape

SHAPE = Remark(
    Grade.REJECT,
    "CODE-DIVISION-SHAPE",
    "The code of an administrative division has 6, 9 or 12 digits (GB/T 2260, GB/T 10114).",
    "行政区划代码为6位、9位或12位数字（GB/T 2260、GB/T 10114）。",
)

# Whether there is such a division depends on the day: codes are renamed, merged and reused. The register of divisions
# answers that, not a table here.
SCHEME = Scheme(
    "cn",
    "Administrative division",
    "行政区划代码",
    "DIVISION",
    "GB/T 2260, GB/T 10114",
    False,
    fold,
    of_shape(r"[0-9]{6}(?:[0-9]{3}){0,2}", SHAPE),
    (SHAPE,),
)
