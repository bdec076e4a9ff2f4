"""Unified social credit codes 统一社会信用代码 of enterprises and other organisations (GB 32100-2015)."""

from __future__ import annotations

import re

from stdnum.cn import uscc

from aggregates.codes.scheme import Grade, Remark, Scheme, fold

# stdnum's own validate() wants digits in the first two places: codes given out by the army (A), for agriculture (N)
# and by others (Y) are lawful. Its check digit follows the standard.
_SHAPE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_ZEROS = "0" * 18

SHAPE = Remark(
    Grade.REJECT,
    "CODE-USCC-SHAPE",
    "A unified social credit code has 18 digits or capital letters, never I, O, S, V or Z, with digits only in places"
    " 3 to 8 (GB 32100-2015).",
    "统一社会信用代码为18位数字或大写字母（不用I、O、S、V、Z），第3至8位为数字（GB 32100-2015）。",
)
CHECK = Remark(
    Grade.REJECT,
    "CODE-USCC-CHECK",
    "The check digit of the unified social credit code does not agree with its first 17 places (GB 32100-2015).",
    "统一社会信用代码的校验码与前17位不符（GB 32100-2015）。",
)
PLACEHOLDER = Remark(
    Grade.WARN,
    "CODE-PLACEHOLDER",
    "The unified social credit code is all zeros and identifies nobody, although its check digit agrees"
    " (GB 32100-2015).",
    "统一社会信用代码全为零，虽合校验而不标识任何主体（GB 32100-2015）。",
)


def check(code: str) -> tuple[Remark, ...]:
    """Shape and check digit: weights 3^(i-1) mod 31 over an alphabet of 31."""
    if not _SHAPE.fullmatch(code):
        return (SHAPE,)
    if uscc.calc_check_digit(code[:17]) != code[17]:
        return (CHECK,)
    return (PLACEHOLDER,) if code == _ZEROS else ()


SCHEME = Scheme(
    "uscc",
    "Unified social credit code",
    "统一社会信用代码",
    "ENTERPRISE",
    "GB 32100-2015",
    False,
    fold,
    check,
    (SHAPE, CHECK, PLACEHOLDER),
)
