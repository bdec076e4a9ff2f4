"""Masked spellings of personal data: as much of a value as tells people apart at a counter, and no more.

The spellings are those in use in Chinese offices (张*, 110105********002X, 138****0000). A value too short to be
shown in part is hidden whole; a masked value always has as many characters as the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import Enum

HIDDEN = "*"
ERASED = "(erased)"
"""What stands where a value's key was destroyed 已删除. No mask can read so: of words only the first letter stays."""

_RESIDENT = re.compile(r"\d{17}[\dXx]", re.ASCII)
_MOBILE = re.compile(r"1\d{10}", re.ASCII)
_WORD = re.compile(r"[^\s·•.,'’-]+")

COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离"
        "长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭"
        "南门羊舌微生左丘东门西门第五歐陽司馬東方獨孤南宮聞人諸葛尉遲赫連澹臺濮陽公孫仲孫鍾離長孫鮮于軒轅東郭南門"
        "西門",
    )
)
"""Surnames of two characters 复姓, which stay whole; simplified and traditional."""


class Mask(Enum):
    """How values of a sealed attribute are shown to who may see them masked only 脱敏方式."""

    NAME = "姓名"
    ID_NUMBER = "证件号码"
    PHONE = "电话"
    ACCOUNT = "账号"
    TEXT = "不予显示"


def masked(mask: Mask, value: str) -> str | None:
    """The masked spelling of a value; None where nothing of it may be shown (free text)."""
    shown = _MASKS.get(mask)
    return shown(value) if shown else None


def _name(value: str) -> str:
    """欧阳锋 -> 欧阳*, 张三丰 -> 张**, John Smith -> J*** S****, 阿依古丽·买买提 -> 阿***·买**."""
    return _WORD.sub(lambda found: _word(found[0]), value)


def _word(word: str) -> str:
    return _ends(word, 2 if len(word) > 2 and word[:2] in COMPOUND_SURNAMES else 1, 0)


def _id_number(value: str) -> str:
    return _ends(value, 6, 4) if _RESIDENT.fullmatch(value) else _ends(value, 2, 2, least_hidden=4)


def _phone(value: str) -> str:
    return _ends(value, 3, 4) if _MOBILE.fullmatch(value) else _ends(value, 0, 4, least_hidden=4)


def _account(value: str) -> str:
    return _ends(value, 0, 4, least_hidden=4)


def _ends(value: str, first: int, last: int, least_hidden: int = 1) -> str:
    """The first and last characters, if at least so many lie between them; else nothing but asterisks."""
    hidden = len(value) - first - last
    if hidden < least_hidden:
        return HIDDEN * len(value)
    return value[:first] + HIDDEN * hidden + value[len(value) - last :]


_MASKS: Mapping[Mask, Callable[[str], str]] = {
    Mask.NAME: _name,
    Mask.ID_NUMBER: _id_number,
    Mask.PHONE: _phone,
    Mask.ACCOUNT: _account,
}
