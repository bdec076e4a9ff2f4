"""Rows of the actual-price register, read: numbers, days, addresses; what cannot be read is rejected or noted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache

from aggregates import chinese_numerals
from aggregates.event import format_moment
from registry.intake import big5, decimals, roc_date, tw_address
from registry.intake.profile import Data, Reject, Row, Skip, Staged
from registry.intake.profiles import tw_files as files

LAND, PARKING = "土地", "車位"
ADDRESS_SCHEME, ROW_SCHEME = "tw-address", "tw-lvr"
_SERIAL = re.compile(r"[A-Z]{2}[A-Z0-9]{17}", re.ASCII)
_COUNT = re.compile(r"\d{1,4}", re.ASCII)

CONDITIONS = (
    "親友、員工或其他特殊關係間之交易", "含增建或未登記建物", "土地及建物分次登記案件", "包含公共設施保留地之交易",
    "向政府機關承購之案件", "畸零地或有合併使用之交易", "協議價購", "單獨車位交易", "建商與地主合建案",
    "受債權債務影響或債務抵償之交易", "政府機關工程用地協議價購", "瑕疵物件之交易", "急買急賣", "陽台外推", "含裝潢",
    "此交易日期為預售屋之簽約日期", "有民情風俗因素之交易", "售價包含裝潢或家電", "續租", "含管理費、稅金或水電等費用",
    "租金含管理費", "租金未含管理費", "含管理費", "租賃範圍不含車位，且無法區分車位面積", "部分租賃", "急出租急承租",
)  # fmt: skip
"""Remarks that the form offers; all others are free text, which is sealed."""

SOCIAL = re.compile("社會住宅|包租|代管")
NOTHING = frozenset({"", "(空白)", "見其他登記事項", "見其它登記事項", "見使用執照"})
"""What stands in a cell that says nothing: blank, see the other entries, see the licence."""

BEFORE_THE_REGISTER = "1950-01-01"
"""When the divisions are said to begin: the register does not tell; every contract must lie after it."""

PARTLY = re.compile("部分租賃|部分承租|承租分租|分租")


def stage(row: Row) -> Staged | Skip:
    """A row of any part; Reject where it names no case, city or day, or holds no number where one is needed."""
    number = row[files.NO]
    if not _SERIAL.fullmatch(number):
        raise Reject(files.NO, "is not a serial number (19 letters and digits); the row may be broken off", "TW-NO")
    if row.part not in _MAIN:
        return Staged(link=number, data=_line(row))
    subject, data = _contract(row, number)
    return Staged(subject, data["on"], key=number, link=number, data=data)


_MAIN = frozenset({kind + old for kind in files.KINDS for old in ("", files.OLD)})


def _line(row: Row) -> Data:
    """What a line adds to its contract: of buildings area, purpose and completion, of land the lot."""
    notes = _completion_notes(row, files.LINE_COMPLETED)
    return _filled({
        "area": _number(row, files.LINE_AREA),
        "purpose": row[files.LINE_PURPOSE][:200],
        "completed": _completed(row, files.LINE_COMPLETED),
        "lot": _lot(row),
        "broken": "; ".join(_broken(row)),
        "notes": list(notes),
    })  # fmt: skip


def _lot(row: Row) -> str:
    """``中厝段13地號`` or ``新興段四小段2071-1地號``, of ``20710001``; only the place where no lot is told."""
    number = row[files.LOT_NUMBER]
    if not re.fullmatch(r"\d{8}", number, re.ASCII):
        return row[files.LOT_PLACE] + number
    branch = f"-{int(number[4:])}" if int(number[4:]) else ""
    return f"{row[files.LOT_PLACE]}{int(number[:4])}{branch}地號"


def _contract(row: Row, number: str) -> tuple[str, Data]:
    """Subject (the building, where one is named) and content of a sale, presale or lease."""
    city = files.city_of(row.file)
    if city is None:
        raise Reject("", "no city has files with this letter", "TW-CITY", row.file)
    district = tw_address.fold_name(files.DISTRICTS.get(row[files.DISTRICT], row[files.DISTRICT]))
    if not district:
        raise Reject(files.DISTRICT, "is empty", "TYPE")
    address = tw_address.parse(row[files.ADDRESS], city, district)
    data = _content(row, number, address)
    data["match"] = _match(row, city, district, data)
    return data["building"] or f"{ROW_SCHEME}/{number}", data


def _content(row: Row, number: str, address: tw_address.Address) -> Data:
    parking = row[files.TARGET] == PARKING
    named = address.unit and not parking
    return _filled({
        "no": number,
        "on": _day(row),
        "kind": files.kind_of(row.part),
        "target": row[files.TARGET],
        "scheme": ADDRESS_SCHEME if named else ROW_SCHEME,
        "house": address.text if named else number,
        "door": address.text if (address.number or address.masked) and not address.parcel else "",
        "address": address.text,
        "room": address.room,
        "city": address.city,
        "district": address.district,
        "storey": address.floor or _floors(row[files.STOREY]),
        "floors": _floor_count(row),
        "completed": _completed(row, files.COMPLETED),
        "elevator": _yes(row[files.ELEVATOR]),
        "estate": row[files.ESTATE][:300],
        "label": row[files.UNIT][:60],
        "cancelled": row[files.CANCELLED],
        "registered_at": _released(row),
        "remark": row[files.REMARK],
        "broken": "; ".join(_broken(row)),
        "notes": list(_notes(row, address)),
        **_texts(row, parking),
        **_numbers(row),
    }) | {"building": address.building or ""}  # fmt: skip


def _texts(row: Row, parking: bool) -> Data:
    return {
        "purpose": PARKING if parking else row[files.PURPOSE][:200],
        "type": row[files.TYPE],
        "structure": row[files.STRUCTURE][:200],
        "zoning": row[files.ZONING] or "".join(row[name] for name in ("非都市土地使用分區", "非都市土地使用編定")),
        "parking_type": row[files.PARKING_TYPE],
        "partitioned": _yes(row[files.PARTITION]),
        "managed": _yes(row[files.MANAGED]),
        "furnished": _yes(row[files.FURNISHED]),
    }


def _numbers(row: Row) -> Data:
    return {
        "price": _number(row, files.PRICE),
        "unit_price": _number(row, files.UNIT_PRICE),
        "parking_price": _number(row, files.PARKING_PRICE),
        "parking_area": _number(row, files.PARKING_AREA),
        "area": _number(row, files.AREA),
        "land_area": _number(row, files.LAND_AREA),
        "inner_area": _number(row, files.INNER_AREA),
        "annex_area": _number(row, files.ANNEX_AREA),
        "balcony_area": _number(row, files.BALCONY_AREA),
        "rooms": _count(row, files.ROOMS),
        "halls": _count(row, files.HALLS),
        "baths": _count(row, files.BATHS),
    }


def _match(row: Row, city: str, district: str, data: Data) -> str:
    """What a contract has in common with itself in the other file; the district is the file's own."""
    return "|".join((city, district, data["on"], data.get("price", ""), _storeys(row[files.STOREY])))


def _filled(data: Data) -> Data:
    return {name: value for name, value in data.items() if value not in (None, "", [])}


def _day(row: Row) -> str:
    """The contract's day, which must lie within the calendar, since the divisions began, and before the release."""
    try:
        day = roc_date.day(row[files.DAY])
    except roc_date.NotARocDate as error:
        raise Reject(files.DAY, f"{error}; correct the day and deliver the row again", "DATE") from None
    if day is None:
        raise Reject(files.DAY, "is empty; a contract without its day has no place in time", "DATE")
    found, released = day.isoformat(), _release_day(row)
    if found < BEFORE_THE_REGISTER:
        raise Reject(files.DAY, f"is {found}, before all contracts: a digit is missing or misplaced", "RANGE")
    if released and found > released:
        reason = f"is {found}, after the release of {released}; correct it, or deliver the row with a later release"
        raise Reject(files.DAY, reason, "FUTURE")
    return found


def _number(row: Row, column: str) -> str | None:
    try:
        found = decimals.parse(row[column], 2)
    except decimals.NotANumber as error:
        raise Reject(column, str(error), "TYPE") from None
    if found and found.startswith("-"):
        raise Reject(column, "is negative, which no price and no area is", "RANGE")
    return found


def _count(row: Row, column: str) -> int | None:
    text = row[column]
    return int(text) if _COUNT.fullmatch(text) else None


def _yes(text: str) -> bool | None:
    return {"有": True, "無": False}.get(text)


def _completed(row: Row, column: str) -> str:
    """The day, month or year of completion as ISO 8601 writes it; blank where nothing possible stands."""
    try:
        found = str(roc_date.parse(row[column]) or "")
    except roc_date.NotARocDate:
        return ""
    released = _release_day(row)
    return "" if released and found > released[: len(found)] else found


def _completion_notes(row: Row, column: str) -> Iterator[str]:
    if row[column] and not _completed(row, column):
        yield f"TW-COMPLETED: {column} {row[column]!r} is not a possible date of completion; it is left out"


def _storeys(text: str) -> str:
    """``二十四層，陽台`` is ``24``, ``地下一層`` ``地下1``, ``全`` stays; what is no storey is left out."""
    found = [_storey(part) for part in re.split("[，,、]", text) if part.strip()]
    return ",".join(part for part in found if part)[:60]


def _storey(text: str) -> str:
    text = text.strip()
    below = "地下" if text.startswith("地下") else ""
    number = chinese_numerals.to_int(text.removeprefix("地下").removesuffix("層"))
    if number is not None:
        return f"{below}{number}"
    return text if text in ("全", "地下層", "夾層", "屋頂突出物") else ""


def _floors(text: str) -> str:
    """The same with the words that are no storeys (``騎樓``), but for those that say nothing."""
    found = [_storey(part) or part.strip() for part in re.split("[，,、]", text) if part.strip() not in NOTHING]
    return ",".join(found)[:60]


def _floor_count(row: Row) -> int | None:
    return chinese_numerals.to_int(row[files.STOREYS].removesuffix("層"))


def _released(row: Row) -> str | None:
    at = _release(row.release, row.path, row.file)
    return format_moment(at) if at else None


def _release_day(row: Row) -> str:
    at = _release(row.release, row.path, row.file)
    return at.astimezone(files.TAIPEI).date().isoformat() if at else ""


@lru_cache(maxsize=64)
def _release(*names: str) -> datetime | None:
    return files.released_at(*names)


def _broken(row: Row) -> Iterator[str]:
    """Columns with bytes outside the code page, each with its text, where they are written ``\\xFB\\xAF``.

    The remark may name a person: its text is sealed with the event, bytes and all.
    """
    for name, cell in row.cells.items():
        if any(big5.escapes(cell)):
            yield f"{name} (sealed)" if name == files.REMARK else f'{name} "{cell.strip()}"'


def _notes(row: Row, address: tw_address.Address) -> Iterator[str]:
    """What is odd in a row that is taken all the same, as ``rule: sentence``."""
    if "?" in address.text:
        yield "TW-LOST: the address has lost characters, so that the same door may also stand under another spelling"
    if row[files.DISTRICT] in files.DISTRICTS:
        yield f"TW-LOST: the district stands as {row[files.DISTRICT]!r}, which has lost its first character"
    yield from _completion_notes(row, files.COMPLETED)
    yield from (
        f"TW-VALUE: {name} {row[name]!r} {fault}; it is left out" for name, fault in _unreadable(row) if row[name]
    )


def _unreadable(row: Row) -> Iterator[tuple[str, str]]:
    """Columns that a contract can do without, where they hold something else than they should."""
    if row[files.STOREYS] not in NOTHING and _floor_count(row) is None:
        yield files.STOREYS, "is no number of storeys"
    for name in (files.ROOMS, files.HALLS, files.BATHS):
        if _count(row, name) is None:
            yield name, "is no whole number"
    for name in (files.PARTITION, files.MANAGED, files.FURNISHED, files.ELEVATOR):
        if _yes(row[name]) is None:
            yield name, "is neither 有 nor 無"
