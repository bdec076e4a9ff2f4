"""Taiwanese addresses: one spelling for each, and their parts.

Registers write ``長春路６２號十一樓之７``, ``長春路62號11F-7`` and ``…62號11樓7`` for the same door. Folding settles
widths, 台/臺, 巿/市, floors, sub-numbers and numerals: digits before 鄰, 巷, 弄, 號, 樓, 室 and behind 之, Chinese
numerals before 路, 街, 大道, 段. Village 里/村 and neighbourhood 鄰 are left out where a street or place follows, since
they name the same door once more. Characters that a source lost (``?``) stay lost.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from aggregates import chinese_numerals

_NUMERAL = f"[{chinese_numerals.CHARACTERS}]+"
_NUMBER = rf"(?:\d+|{_NUMERAL})"
_SIGNS = str.maketrans(
    {"台": "臺", "巿": "市", "ㄧ": "一", "─": "-", "–": "-", "—": "-", "−": "-", "﹣": "-", "□": "?", "�": "?",
     "髏": "樓", "〜": "~", "∼": "~"}
)  # fmt: skip
_SUB_OF_DOOR = re.compile(rf"號之\s*(\d+(?=\D|$)|{_NUMERAL}(?!樓))")
_SPACE = re.compile(r"\s+")
_DIGITS_HERE = re.compile(rf"(?:(?<=之){_NUMERAL}(?![路街段])|{_NUMERAL}(?=鄰|巷|弄|衖|號|樓|層|室))")
_WORDS_HERE = re.compile(r"\d+(?=路|街|大道|段|小段)")
_LETTER_FLOOR = re.compile(r"(?<![A-Z])(\d+)F(?![A-Z])")
_STOREY = re.compile(r"(?<=\d)層")
_ZEROS = re.compile(r"(?<![\d.])0+(?=\d+[巷弄衖號樓室鄰])")
_SUB_BY_DASH = re.compile(r"(?<=\d)-(?=\d+號)")
_SUB_OF_FLOOR = re.compile(r"(?<=\d)樓-?(\d+)號?(?=$|[,、;及等室])")
_SUB_WITH_DOOR = re.compile(r"(樓之\d+)號")

FORMER_CITIES = {"桃園市": "桃園縣", "新北市": "臺北縣", "臺中市": "臺中縣", "臺南市": "臺南縣", "高雄市": "高雄縣"}
"""Cities under whose former name addresses still stand."""

_DISTRICT = re.compile(r"[^\d]{1,3}?[區鄉鎮市]")
_NO_DISTRICTS = ("社區", "園區", "業區", "劃區", "特區", "專區")
_VILLAGE_AND_HOOD = re.compile(r"(?:[^\d號]{1,4}[里村])?\d+鄰")
_VILLAGE = re.compile(
    rf"[^\d路街號]{{2,3}}(?<!新)(?P<sort>[里村])(?!{_NUMERAL}?(?:路|街|段|巷|大道))(?=[^\d路街]{{2}})"
)
_PARTS = re.compile(
    r"(?P<road>[^\d,、;]*?(?:路|街|大道)(?:[^\d,、;路街]{1,3}段)?)?"
    r"(?P<lane>(?:[^\d,、;]{0,6}?(?:\d+(?:之\d+)?號?)?巷){0,2})(?P<alley>(?:\d+[弄衖]){0,2})"
    r"(?:[^\d,、;號]{1,8}\d+鄰)?(?P<place>[^\d,、;號]{1,10}(?=\d))?(?P<number>\d+(?:之\d+)?號(?!巷))?"
)
_SITE = re.compile(r"^(?P<place>.*?段)(?P<parcel>[\d\-,、及~.]*地號)?")
_BLOCK = re.compile(r"(?:旁|左邊|右邊|對面)?(?P<block>[A-Z]\d{0,2})(?:棟|-)(?=\d+樓)")
_FLOOR = re.compile(r"(?P<floor>(?:地下)?\d+樓|地下(?:室|層)?)(?P<sub>之\d+)?(?P<room>[^,、;]*)")
_SEVERAL = re.compile(r"[,、;+及等共至]|號.*號|樓.*樓|(?<![A-Z\d])\d+-\d+樓|之\d+\.\d")
_LIST = re.compile("[,、;]")
_RANGE = re.compile(r"\d+~\d+(?:地?號|巷|弄)?")
_UNIT_LABEL = re.compile(r"[A-Z]\d{0,2}(?:棟|-)?\d+樓|[A-Z]\d{0,3}戶|棟\d+樓")


@dataclass(frozen=True, slots=True)
class Address:
    """A folded address. ``text`` is the whole of it, the spelling by which a door is known.

    ``building`` is the address without floor and room, None where it names no building. ``number`` has its 號,
    ``floor`` its 樓. ``parcel``: it names a plot of land 地號. ``several``: more doors than one. ``masked``: a range
    (``1~30號``).
    """

    text: str
    city: str
    district: str
    road: str = ""
    lane: str = ""
    alley: str = ""
    number: str = ""
    block: str = ""
    floor: str = ""
    room: str = ""
    building: str | None = None
    parcel: bool = False
    several: bool = False
    masked: bool = False

    @property
    def door(self) -> bool:
        """Whether it names one door: a house number, no range, no list, no mere plot or building site."""
        return bool(self.number) and not (self.several or self.masked or self.parcel or self.site)

    @property
    def site(self) -> bool:
        """Whether it names a unit of a building site by the developer's labels (``A5-6樓``, ``D3棟10樓``)."""
        return bool(self.block) or bool(_UNIT_LABEL.search(self.text))

    @property
    def unit(self) -> bool:
        """Whether it names one home: a door, or a labelled unit of a site."""
        return not (self.several or self.masked) and (self.door or self.site)


def fold(text: str) -> str:
    """``text`` in its one spelling; folding twice changes nothing."""
    folded = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS).upper()
    folded = _SUB_OF_DOOR.sub(lambda m: f"之{_digits(m[1])}號", folded)
    folded = _SPACE.sub("", folded)
    folded = _DIGITS_HERE.sub(lambda m: _digits(m[0]), folded)
    folded = _WORDS_HERE.sub(lambda m: _words(m[0]), folded)
    while (lettered := _LETTER_FLOOR.sub(r"\1樓", folded)) != folded:  # 2F3F: each is one beside what the other became
        folded = lettered
    folded = _STOREY.sub("樓", folded)
    folded = _SUB_BY_DASH.sub("之", _ZEROS.sub("", folded))
    return _SUB_WITH_DOOR.sub(r"\1", _SUB_OF_FLOOR.sub(r"樓之\1", folded))


def fold_name(text: str) -> str:
    """A city's or district's name in its one spelling."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).translate(_SIGNS))


def parse(text: str, city: str, district: str) -> Address:
    """The address that ``text`` names in a district, whether or not it repeats city and district, once or twice.

    Where the address itself names another district of the city, that one holds.
    """
    city, district = fold_name(city), fold_name(district)
    rest, district = _without_prefix(fold(text), city, district)
    rest = _without_village(rest, district)
    prefix = city if district == city else city + district
    return _split(rest, prefix, city, district)


def _without_prefix(text: str, city: str, district: str) -> tuple[str, str]:
    """What follows city and district, and the district; both may stand twice, the district under its former rank."""
    names = (city, FORMER_CITIES.get(city, city))
    in_city = in_district = False
    while True:
        if text.startswith(names):
            text, in_city = text[len(city) :], True
        elif _starts_with_district(text, district):
            text, in_district = text[len(district) :], True
        else:
            break
    other = _DISTRICT.match(text) if in_city and not in_district and district != city else None
    return (
        (text[other.end() :], other[0]) if other and _is_district(other[0], text[other.end() :]) else (text, district)
    )


def _starts_with_district(text: str, district: str) -> bool:
    """``頭份鎮`` is today's ``頭份市``: the stem decides, the rank may differ."""
    stem, rank = district[:-1], text[len(district) - 1 : len(district)]
    return bool(stem) and text.startswith(stem) and rank in tuple("區鄉鎮市")


def _is_district(name: str, rest: str) -> bool:
    """``市民大道``, ``鎮北里``, ``互助社區`` and the like look like districts, but are none."""
    return len(name) > 1 and not name.endswith(_NO_DISTRICTS) and not re.match("民|路|街|大道|段|里|村", rest)


def _without_village(rest: str, district: str) -> str:
    hood = _VILLAGE_AND_HOOD.match(rest)
    if hood and hood.end() < len(rest):
        return rest[hood.end() :] if not rest[hood.end()].isdigit() else rest
    village = _VILLAGE.match(rest)
    usual = "村" if district.endswith("鄉") else "里"
    return rest[village.end() :] if village and village["sort"] == usual else rest


def _split(rest: str, prefix: str, city: str, district: str) -> Address:
    parts, end = _street(rest)
    block = _BLOCK.match(rest, end) if parts["number"] or "地號" in rest else _BLOCK.search(rest)
    stop = block.end("block") if block else end
    floor = _FLOOR.search(rest, stop)
    named = bool(block or parts["number"])
    return Address(
        text=prefix + rest,
        city=city,
        district=district,
        road=parts["road"],
        lane=parts["lane"],
        alley=parts["alley"],
        number=parts["number"],
        block=block["block"] if block else "",
        floor=floor["floor"] if floor else "",
        room="" if not floor else (floor["sub"] or "") + floor["room"],
        building=prefix + rest[:stop] if named and not _RANGE.search(rest[:stop]) else None,
        parcel="地號" in rest,
        several=_names_several(rest, parts["number"], end),
        masked=bool(_RANGE.search(rest)),
    )


def _names_several(rest: str, number: str, end: int) -> bool:
    """Signs of a list count only behind the house number: 至善路, 平等街 and 共和路 are roads."""
    behind = rest[end - 1 :] if number else ""
    return bool(_SEVERAL.search(behind) or _LIST.search(rest))


def _street(rest: str) -> tuple[dict[str, str], int]:
    """Road, lane, alley and number, and where they end; a plot's place and parcel number end it likewise."""
    if "地號" in rest:
        site = _SITE.match(rest)
        return dict.fromkeys(("road", "lane", "alley", "number"), ""), site.end() if site else rest.index("地號") + 2
    match = _PARTS.match(rest)
    assert match is not None  # every part of it is optional
    return {name: match[name] or "" for name in ("road", "lane", "alley", "number")}, match.end()


def _digits(numeral: str) -> str:
    number = chinese_numerals.to_int(numeral)
    return numeral if number is None else str(number)


def _words(digits: str) -> str:
    return chinese_numerals.to_text(int(digits)) if int(digits) <= 9999 and digits.isascii() else digits
