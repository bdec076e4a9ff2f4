"""Citizen numbers 公民身份号码 (GB 11643-1999), also those on the residence permits of Hong Kong, Macao and Taiwan.

6 places division, 8 date of birth, 3 sequence, 1 check by ISO 7064 MOD 11-2.
"""

from __future__ import annotations

import datetime
import functools
import re
from typing import Literal

from stdnum import numdb
from stdnum.iso7064 import mod_11_2

from aggregates.codes.scheme import Grade, Remark, Scheme, is_day, unspaced

_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_LEGACY = re.compile(r"[0-9]{15}")
_CENTENARIANS = frozenset({"996", "997", "998", "999"})
"""Sequences that 15-digit numbers kept for people born before 1900 (GB 11643-1989)."""
_PERMIT_PREFIXES = ("81", "82", "83")
_EARLIEST_YEAR = "1800"
_SPAN = re.compile(r"\[[0-9]*-(?P<end>[0-9]*)\]")
_CHINA = datetime.timezone(datetime.timedelta(hours=8), "UTC+8")

SHAPE = Remark(
    Grade.REJECT,
    "CODE-RIC-SHAPE",
    "A citizen number has 17 digits and a check digit that may be X, or 15 digits in the old form (GB 11643-1999).",
    "公民身份号码为17位数字加1位校验码（可为X），旧式为15位数字（GB 11643-1999）。",
)
BIRTH = Remark(
    Grade.REJECT,
    "CODE-RIC-BIRTH",
    "The date of birth in the citizen number is not a day of the calendar from 1800 on (GB 11643-1999).",
    "公民身份号码中的出生日期不是1800年以来的历日（GB 11643-1999）。",
)
CHECK = Remark(
    Grade.REJECT,
    "CODE-RIC-CHECK",
    "The check digit of the citizen number does not agree with its first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2).",
    "公民身份号码的校验码与前17位不符（GB 11643-1999，ISO 7064 MOD 11-2）。",
)
FUTURE = Remark(
    Grade.WARN,
    "CODE-RIC-FUTURE",
    "The date of birth in the citizen number has not come yet (GB 11643-1999).",
    "公民身份号码中的出生日期尚未到来（GB 11643-1999）。",
)
UNKNOWN_DIVISION = Remark(
    Grade.NOTE,
    "CODE-RIC-DIVISION-UNKNOWN",
    "The citizen number begins with a division that the table of python-stdnum does not know (GB/T 2260).",
    "公民身份号码的行政区划部分不在python-stdnum所附区划表内（GB/T 2260）。",
)
ABOLISHED_DIVISION = Remark(
    Grade.NOTE,
    "CODE-RIC-DIVISION-ABOLISHED",
    "The citizen number begins with a division that has been abolished since, which is lawful (GB/T 2260).",
    "公民身份号码的行政区划部分已撤销，号码仍有效（GB/T 2260）。",
)


def today(moment: datetime.datetime | None = None) -> datetime.date:
    """The day it is in China, now or at a moment: the one thing that a check asks of the world, for a warning only."""
    return (moment or datetime.datetime.now(_CHINA)).astimezone(_CHINA).date()


def normalise(code: str) -> str:
    """The 18-place spelling; 15-digit numbers get their century and check digit, blanks within go."""
    folded = unspaced(code)
    if not _LEGACY.fullmatch(folded):
        return folded
    century = "18" if folded[12:] in _CENTENARIANS else "19"
    body = f"{folded[:6]}{century}{folded[6:]}"
    return body + mod_11_2.calc_check_digit(body)


@functools.lru_cache(maxsize=8192)
def _standing(prefix: str) -> Literal["unknown", "abolished", "present"]:
    """What the library's table of divisions tells of six digits; the table is read once, like an import."""
    *_, (_, found) = numdb.get("cn/loc").info(prefix)
    if "county" not in found:
        return "unknown"
    # "[-1991]东郊区,[1992-]东丽区": the code meant the one and means the other
    ends = (_SPAN.match(meaning) for meaning in found["county"].split(","))
    return "abolished" if all(span and span["end"] for span in ends) else "present"


def _division(code: str) -> tuple[Remark, ...]:
    if code.startswith(_PERMIT_PREFIXES):
        return ()
    standing = _standing(code[:6])
    if standing == "present":
        return ()
    return (UNKNOWN_DIVISION if standing == "unknown" else ABOLISHED_DIVISION,)


def _birth(digits: str) -> tuple[Remark, ...]:
    if not is_day(digits) or digits[:4] < _EARLIEST_YEAR:
        return (BIRTH,)
    return (FUTURE,) if digits > today().strftime("%Y%m%d") else ()


def check(code: str) -> tuple[Remark, ...]:
    """Shape, then date of birth, check digit and division together, the gravest first."""
    if not _SHAPE.fullmatch(code):
        return (SHAPE,)
    wrong = () if mod_11_2.is_valid(code) else (CHECK,)
    return (*wrong, *_birth(code[6:14]), *_division(code))


SCHEME = Scheme(
    "cn-resident-identity",
    "Citizen number",
    "公民身份号码",
    "",
    "GB 11643-1999",
    True,
    normalise,
    check,
    (SHAPE, CHECK, BIRTH, FUTURE, UNKNOWN_DIVISION, ABOLISHED_DIVISION),
)
