"""Chinese numerals as whole numbers: 二十四, 廿三, 一百零五, 一〇五, and the same in full-width or plain digits."""

from __future__ import annotations

import re
import unicodedata

DIGITS = "〇零一二三四五六七八九"
_VALUES = {
    **{digit: value for value, digit in enumerate("零一二三四五六七八九")},
    "〇": 0, "○": 0, "ㄧ": 1, "兩": 2, "两": 2, "壹": 1, "貳": 2, "參": 3, "肆": 4, "伍": 5, "陸": 6, "柒": 7, "捌": 8,
    "玖": 9,
}  # fmt: skip
_TENS = {"廿": 20, "卄": 20, "卅": 30, "卌": 40}
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}

CHARACTERS = "".join([*_VALUES, *_TENS, *_UNITS])
"""Every character that a numeral may be written with."""

_NUMERAL = re.compile(f"[{CHARACTERS}]+")


def to_int(text: str) -> int | None:
    """The number that ``text`` says, below ten thousand; None where it is no numeral, or not a well-formed one."""
    text = unicodedata.normalize("NFKC", text).strip()
    if text.isascii() and text.isdigit():
        return int(text)
    if not _NUMERAL.fullmatch(text):
        return None
    if all(character in _VALUES for character in text):
        return int("".join(str(_VALUES[character]) for character in text))
    return _additive(text)


def _additive(text: str) -> int | None:
    """Units with multipliers before them, in falling order: 一百零五, 二十四, 十三, 廿三."""
    total, pending, last = 0, None, 10_000
    for character in text:
        if character in _VALUES:
            if pending:
                return None
            pending = _VALUES[character]
            continue
        unit, amount = _unit(character, pending)
        if unit >= last or amount is None:
            return None
        total, pending, last = total + amount, None, unit
    return total + (pending or 0)


def _unit(character: str, pending: int | None) -> tuple[int, int | None]:
    """The unit that a character stands for, and its amount; 廿 is two tens by itself, so takes no multiplier."""
    if character in _TENS:
        return 10, None if pending else _TENS[character]
    unit = _UNITS[character]
    return unit, unit * (pending or 1)


def to_text(number: int) -> str:
    """``number`` (0 to 9999) as it is usually written: 24 is 二十四, 105 is 一百零五."""
    if not 0 <= number <= 9999:
        raise ValueError(f"{number} does not lie between 0 and 9999")
    if number == 0:
        return "零"
    parts, gap = [], False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            parts.append(("零" if gap else "") + "零一二三四五六七八九"[digit] + name)
        gap = bool(parts) and not digit
    text = "".join(parts)
    return text.removeprefix("一") if text.startswith("一十") else text
