"""The files of Taiwan's actual-price register 實價登錄: which there are, their columns over the years, their clocks.

A city's file is named by its letter: ``a_lvr_land_a.csv`` are sales in Taipei, ``…_b`` presales, ``…_c`` leases; each
has lines of buildings, land and parking places in files of their own, joined by the serial number 編號. Newer files
are UTF-8 with two header rows, those of 2012 to 2016 cp950 with one.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from registry.intake import big5
from registry.intake.profile import Part

CITIES = {
    "A": "臺北市", "B": "臺中市", "C": "基隆市", "D": "臺南市", "E": "高雄市", "F": "新北市", "G": "宜蘭縣",
    "H": "桃園市", "I": "嘉義市", "J": "新竹縣", "K": "苗栗縣", "M": "南投縣", "N": "彰化縣", "O": "新竹市",
    "P": "雲林縣", "Q": "嘉義縣", "T": "屏東縣", "U": "花蓮縣", "V": "臺東縣", "W": "金門縣", "X": "澎湖縣",
    "Z": "連江縣",
}  # fmt: skip
"""City by the letter that its files begin with."""

DISTRICTS = {"fa72埔鄉": "鹽埔鄉", "金\x1bfa4b鄉": "金峰鄉"}
"""Districts whose first character the old files have lost."""

SALE, PRESALE, RENTAL = "sale", "presale", "rental"
KINDS = {SALE: "a", PRESALE: "b", RENTAL: "c"}
OLD = "_big5"

NO, DISTRICT, TARGET = "編號", "鄉鎮市區", "交易標的"
ADDRESS, LAND_AREA, AREA = "土地位置建物門牌", "土地移轉總面積平方公尺", "建物移轉總面積平方公尺"
DAY, STOREY, STOREYS, COMPLETED = "交易年月日", "移轉層次", "總樓層數", "建築完成年月"
TYPE, PURPOSE, STRUCTURE, ZONING = "建物型態", "主要用途", "主要建材", "都市土地使用分區"
ROOMS, HALLS, BATHS, PARTITION = "建物現況格局-房", "建物現況格局-廳", "建物現況格局-衛", "建物現況格局-隔間"
MANAGED, FURNISHED, REMARK = "有無管理組織", "有無附傢俱", "備註"
PRICE, UNIT_PRICE = "總價元", "單價元平方公尺"
PARKING_TYPE, PARKING_AREA, PARKING_PRICE = "車位類別", "車位移轉總面積平方公尺", "車位總價元"
INNER_AREA, ANNEX_AREA, BALCONY_AREA = "主建物面積", "附屬建物面積", "陽台面積"
LINE_AREA, LINE_PURPOSE, LINE_COMPLETED = "建物移轉面積平方公尺", "主要用途", "建築完成日期"
ELEVATOR, ESTATE, UNIT, CANCELLED = "電梯", "建案名稱", "棟及號", "解約情形"
LOT_PLACE, LOT_NUMBER = "土地位置", "地號"
PIECES = "交易筆棟數"

_ADDRESSES = f"{ADDRESS}|土地區段位置建物區段門牌|土地區段位置或建物區門牌"
_COMMON = (
    DISTRICT, f"{TARGET}|租賃標的", _ADDRESSES, ZONING, "非都市土地使用分區", "非都市土地使用編定",
    f"{STOREY}|租賃層次", STOREYS, TYPE, PURPOSE, STRUCTURE, COMPLETED, ROOMS, HALLS, BATHS, PARTITION, MANAGED,
    PARKING_TYPE, REMARK, NO,
)  # fmt: skip
_SALES = (
    *_COMMON, LAND_AREA, DAY, PIECES, AREA, PRICE, f"{UNIT_PRICE}|單價每平方公尺",
    f"{PARKING_AREA}|車位移轉總面積(平方公尺)", PARKING_PRICE,
)  # fmt: skip
_RENTALS = (
    *_COMMON, f"{DAY}|租賃年月日", f"{PIECES}|租賃筆棟數", FURNISHED, f"{PRICE}|總額元",
    f"{UNIT_PRICE}|單價每平方公尺",
)  # fmt: skip
_RENTALS_NEW = (
    *_RENTALS, f"{LAND_AREA}|土地面積平方公尺", f"{AREA}|建物總面積平方公尺", f"{PARKING_AREA}|車位面積平方公尺",
    f"{PARKING_PRICE}|車位總額元",
)  # fmt: skip
_RENTALS_OLD = (
    *_RENTALS, f"{LAND_AREA}|租賃總面積平方公尺", f"{AREA}|租賃總面積平方公尺#2",
    f"{PARKING_AREA}|租賃總面積平方公尺#3", f"{PARKING_PRICE}|租金總額元",
)  # fmt: skip
_MORE = (INNER_AREA, ANNEX_AREA, BALCONY_AREA, ELEVATOR, "移轉編號", ESTATE, UNIT, CANCELLED)
_LINES = {
    "build": (NO, "屋齡", LINE_AREA, LINE_PURPOSE, "主要建材", LINE_COMPLETED, "總層數", "建物分層"),
    "land": (NO, f"{LOT_PLACE}|土地區段位置", "土地移轉面積平方公尺|土地移轉面積(平方公尺)", "使用分區或編定"),
    "park": (NO, PARKING_TYPE, "車位價格", "車位面積平方公尺"),
}
_LINES_MORE = ("權利人持分分母", "權利人持分分子", "移轉情形", LOT_NUMBER, "車位所在樓層", "移轉編號")

_RUNNING = "the source's own running number of what one contract moves"
_OF_PART = "a lease may be of a part, so that what it says here does not describe the house"
_KEPT_OUT = {PIECES: "a count of the lines", "移轉編號": _RUNNING}
_LEASE_KEPT_OUT = {
    **dict.fromkeys((ROOMS, HALLS, BATHS, PARTITION, MANAGED, LAND_AREA, PARKING_AREA, PARKING_TYPE), _OF_PART),
    **dict.fromkeys((INNER_AREA, ANNEX_AREA, BALCONY_AREA), _OF_PART),
    CANCELLED: "a lease that ends early is not filed as such",
    **_KEPT_OUT,
}
_LINES_KEPT_OUT = {
    "屋齡": "follows from the day of completion",
    "主要建材": "the contract's row has it",
    "總層數": "the contract's row has it",
    "建物分層": "the contract's row has the storeys",
    "土地移轉面積平方公尺": "the contract's row has the sum",
    "使用分區或編定": "the contract's row has the zoning",
    "權利人持分分母": "the share in a lot; the contract's row has the area that it comes to",
    "權利人持分分子": "the share in a lot; the contract's row has the area that it comes to",
    "移轉情形": "whether a whole lot or a share is moved, as the share says",
    "車位類別": "the contract's row has it",
    "車位價格": "the contract's row has the sum",
    "車位面積平方公尺": "the contract's row has the sum",
    "車位所在樓層": "houses have no attribute for the storey of a parking place that goes with them",
    "移轉編號": _RUNNING,
}


def _main(kind: str, columns: tuple[str, ...], old: bool) -> Part:
    return Part(
        kind + OLD * old,
        rf"[a-z]_lvr_land_{KINDS[kind]}\.csv",
        columns=columns,
        optional=_MORE,
        encoding=big5.NAME if old else "utf-8-sig",
        header_rows=1 if old else 2,
        sensitive=frozenset({REMARK}),
        open=True,
        kept_out=_LEASE_KEPT_OUT if kind == RENTAL else _KEPT_OUT,
    )


def _lines_kept_out(sort: str) -> dict[str, str]:
    names = {column.split("|")[0] for column in (*_LINES[sort], *_LINES_MORE)}
    lots = {} if sort == "land" else {LOT_NUMBER: "lots stand in the lines of land"}
    return {name: reason for name, reason in _LINES_KEPT_OUT.items() if name in names} | lots


def _lines(kind: str, sort: str, old: bool) -> Part:
    return Part(
        f"{kind}_{sort}{OLD * old}",
        rf"[a-z]_lvr_land_{KINDS[kind]}_{sort}\.csv",
        columns=_LINES[sort],
        optional=_LINES_MORE,
        encoding=big5.NAME if old else "utf-8-sig",
        header_rows=1 if old else 2,
        follows=kind + OLD * old,
        open=True,
        kept_out=_lines_kept_out(sort),
    )


_ASIDE = Part("aside", r"manifest\.csv|schema-.*\.csv|build\.ttt|\d{8}\.txt", ignored=True)

PARTS = (
    *(_main(kind, _SALES, old) for kind in (SALE, PRESALE) for old in (False, True)),
    _main(RENTAL, _RENTALS_NEW, False),
    _main(RENTAL, _RENTALS_OLD, True),
    *(_lines(kind, sort, old) for kind in KINDS for sort in _LINES for old in (False, True)),
    _ASIDE,
)
"""Sales, presales and leases, each with its lines, in both encodings, and what lies beside them."""

TAIPEI = timezone(timedelta(hours=8))
_DAY = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
_SEASON = re.compile(r"(?<!\d)(\d{3,4})S([1-4])(?!\d)")


def kind_of(part: str) -> str:
    """``presale`` for ``presale``, ``presale_big5`` and the parts of its lines."""
    return part.split("_", 1)[0]


def city_of(file: str) -> str | None:
    """The city whose file this is; None for an unknown letter."""
    return CITIES.get(file.rsplit("/", 1)[-1][:1].upper())


def released_at(*names: str) -> datetime | None:
    """When the register published what is in a delivery, by the first name that tells; None where none does.

    The register's own clock of a row is not published, its releases are: a name with a day (``…_2020-06-01``) means the
    first moment of that day in Taipei; one with a season (``108S2``, ``2014S1``) the end of that quarter, since its
    file holds what was registered up to the quarter's first or second month and is replaced until the quarter ends.
    """
    for name in names:
        if day := _DAY.search(name):
            return _midnight(date(int(day[1]), int(day[2]), int(day[3])))
        if season := _SEASON.search(name):
            year = int(season[1]) + (1911 if len(season[1]) == 3 else 0)
            quarter = int(season[2])
            return _midnight(date(year + quarter // 4, quarter % 4 * 3 + 1, 1))
    return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), TAIPEI).astimezone(UTC)
