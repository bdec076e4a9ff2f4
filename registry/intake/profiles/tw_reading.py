"""Rows of the actual-price register, read: numbers, days, addresses; what cannot be read is rejected or noted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from aggregates.event import format_moment
from registry.intake import big5, chinese_numerals, decimals, roc_date, tw_address
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
    """What a line adds to its contract: only lines of buildings tell what the contract does not."""
    completed = _completed(row[files.LINE_COMPLETED])
    data = {"area": _lenient(row[files.LINE_AREA]), "purpose": row[files.LINE_PURPOSE][:200], "completed": completed}
    return _filled({**data, "broken": "; ".join(_broken(row))})


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
        "storey": address.floor or _storeys(row[files.STOREY]),
        "floors": chinese_numerals.to_int(row[files.STOREYS].removesuffix("層")),
        "completed": _completed(row[files.COMPLETED]),
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
    try:
        day = roc_date.day(row[files.DAY])
    except roc_date.NotARocDate as error:
        raise Reject(files.DAY, f"{error}; correct the day and deliver the row again", "DATE") from None
    if day is None:
        raise Reject(files.DAY, "is empty; a contract without its day has no place in time", "DATE")
    return day.isoformat()


def _number(row: Row, column: str) -> str | None:
    try:
        return decimals.parse(row[column], 2)
    except decimals.NotANumber as error:
        raise Reject(column, str(error), "TYPE") from None


def _count(row: Row, column: str) -> int | None:
    text = row[column]
    return int(text) if _COUNT.fullmatch(text) else None


def _lenient(text: str) -> str | None:
    try:
        return decimals.parse(text, 2)
    except decimals.NotANumber:
        return None


def _yes(text: str) -> bool | None:
    return {"有": True, "無": False}.get(text)


def _completed(text: str) -> str:
    """The day, month or year of completion as ISO 8601 writes it; blank where nothing possible stands."""
    try:
        return str(roc_date.parse(text) or "")
    except roc_date.NotARocDate:
        return ""


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


def _released(row: Row) -> str | None:
    at: datetime | None = files.released_at(row.release, row.path, row.file)
    return format_moment(at) if at else None


def _broken(row: Row) -> Iterator[str]:
    """Columns with bytes outside the code page, each with the bytes."""
    return (f"{name} {'/'.join(found)}" for name, cell in row.cells.items() if (found := list(big5.escapes(cell))))


def _notes(row: Row, address: tw_address.Address) -> Iterator[str]:
    """What is odd in a row that is taken all the same, as ``rule: sentence``."""
    if "?" in address.text:
        yield "TW-LOST: the address has lost characters, so that the same door may also stand under another spelling"
    if row[files.COMPLETED] and not _completed(row[files.COMPLETED]):
        yield f"TW-COMPLETED: {row[files.COMPLETED]!r} is not a possible date of completion; it is left out"
