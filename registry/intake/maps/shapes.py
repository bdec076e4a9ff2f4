"""What the values of a column look like: days, numbers, persons, codes of a known scheme, words for nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from aggregates import codes
from aggregates.masking import COMPOUND_SURNAMES, Mask
from registry.intake.maps import dates, numbers, personal

NOTHING = frozenset(
    {
        "-",
        "--",
        "—",
        "——",
        "/",
        "\\",
        "N/A",
        "n/a",
        "NA",
        "NULL",
        "null",
        "None",
        "无数据",
        "暂无",
        "不详",
        "待补",
        "空",
    }
)
"""Words by which clerks say that there is nothing to say."""

TOTALS = frozenset({"合计", "总计", "小计", "共计", "合計", "總計", "小計", "total", "Total", "TOTAL"})

WRITINGS = (
    *dates.UNAMBIGUOUS,
    *("民国YYY年M月D日", "民國YYY年M月D日", "YYY年M月D日", "YYY/M/D", "YYY.M.D", "YYY-M-D", "YYYMMDD"),
    *("D/M/YYYY", "M/D/YYYY", "D.M.YYYY", "D-M-YYYY", "M-D-YYYY", "excel"),
)
"""Writings of days that are tried, the likeliest first."""

MOST = 0.8
_HANZI_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤張劉陳楊黃趙吳孫馬羅鄭許"
    "韓馮鄧蕭葉蘇呂盧鐘譚陸範賈韋鄒龍賀顧龔萬錢嚴湯詹簡賴洪游柯翁溫莊"
)


def most(values: Sequence[str], holds: Callable[[str], bool]) -> bool:
    """Whether it holds for nearly all of the values, of which there are some."""
    return bool(values) and sum(map(holds, values)) >= MOST * len(values)


def person(values: Sequence[str]) -> Mask | None:
    """How the values are masked if they look like ID numbers, phones or names of persons."""
    if most(values, personal.is_id_number):
        return Mask.ID_NUMBER
    if most(values, personal.is_phone):
        return Mask.PHONE
    if most(values, is_name) and len(set(values)) > len(values) / 2:
        return Mask.NAME
    return None


def is_name(text: str) -> bool:
    """Whether a text is as long as a Chinese name and begins with a surname."""
    return bool(_HANZI_NAME.fullmatch(text)) and (text[0] in _SURNAMES or text[:2] in COMPOUND_SURNAMES)


def writings(values: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """Writings of days that together read the values, the likeliest first; and how many they leave unread."""
    left = list(values)
    chosen: list[str] = []
    while left:
        reads = {w: [v for v in left if dates.day(v, (w,)) is not None] for w in WRITINGS if w not in chosen}
        best = max(reads, key=lambda w: len(reads[w]))
        if not reads[best] or dates.contradiction((*chosen, best)):
            break
        chosen.append(best)
        left = [value for value in left if value not in set(reads[best])]
    return tuple(chosen), len(left)


def is_ambiguous(values: Sequence[str], chosen: Sequence[str]) -> bool:
    """Whether day and month might as well be the other way round."""
    swapped = {"D/M/YYYY": "M/D/YYYY", "M/D/YYYY": "D/M/YYYY", "D-M-YYYY": "M-D-YYYY"}
    others = [swapped[w] for w in chosen if w in swapped]
    return bool(others) and all(
        dates.day(value, others) is not None
        for value in values
        if dates.day(value, [w for w in chosen if w in swapped])
    )


def are_days(values: Sequence[str]) -> bool:
    """Whether nearly all are days in some writing other than a bare number."""
    plain = [w for w in WRITINGS if w not in ("excel", "YYYMMDD")]
    return most(values, lambda value: dates.day(value, plain) is not None)


def are_numbers(values: Sequence[str]) -> bool:
    """Whether nearly all are numbers."""
    return most(values, lambda value: numbers.decimal(value) is not None)


def scheme(kind: str, values: Sequence[str]) -> str:
    """The scheme of codes that nearly all of the values are spotless in; "" where none is."""
    fitting = {"HOUSE": ("jgj246", "gbt37346"), "BUILDING": ("jgj246-building", "nl-bag", "us-bin")}
    fitting |= {"PROJECT": ("gbt40058", "cn-project"), "DIVISION": ("cn",)}
    for name in fitting.get(kind, ()):
        if most(values, lambda value, name=name: not codes.check(name, value)):  # type: ignore[misc]
            return name
    return ""


def described(values: Sequence[str]) -> str:
    """In two words, for who looks the proposal over."""
    if not values:
        return "empty"
    if are_days(values):
        return "days"
    if are_numbers(values):
        return "numbers"
    if most(values, lambda value: numbers.boolean(value) is not None):
        return "yes or no"
    return f"{len(set(values))} words" if len(set(values)) <= len(values) / 4 else "text"


def shown(text: str, length: int = 24) -> str:
    """As a sample is shown: short, on one line, and not at all where it looks personal."""
    if personal.looks(text):
        return personal.HIDDEN
    flat = "".join(sign if sign.isprintable() else " " for sign in unicodedata.normalize("NFC", text))
    return flat if len(flat) <= length else flat[: length - 1] + "…"
