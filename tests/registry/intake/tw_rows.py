"""Files of the actual-price register written on the spot, and what the ledger holds after their import."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import asyncpg

from registry.intake import profiles
from registry.intake.accounting import Summary
from registry.intake.profile import Part, Row
from tests.registry.intake import imports

SALE = [
    "鄉鎮市區",
    "交易標的",
    "土地位置建物門牌",
    "土地移轉總面積平方公尺",
    "都市土地使用分區",
    "非都市土地使用分區",
    "非都市土地使用編定",
    "交易年月日",
    "交易筆棟數",
    "移轉層次",
    "總樓層數",
    "建物型態",
    "主要用途",
    "主要建材",
    "建築完成年月",
    "建物移轉總面積平方公尺",
    "建物現況格局-房",
    "建物現況格局-廳",
    "建物現況格局-衛",
    "建物現況格局-隔間",
    "有無管理組織",
    "總價元",
    "單價元平方公尺",
    "車位類別",
    "車位移轉總面積平方公尺",
    "車位總價元",
    "備註",
    "編號",
]
OLD_RENTAL = [
    "鄉鎮市區",
    "租賃標的",
    "土地區段位置或建物區門牌",
    "租賃總面積平方公尺",
    "都市土地使用分區",
    "非都市土地使用分區",
    "非都市土地使用編定",
    "租賃年月日",
    "租賃筆棟數",
    "租賃層次",
    "總樓層數",
    "建物型態",
    "主要用途",
    "主要建材",
    "建築完成年月",
    "租賃總面積平方公尺",
    "建物現況格局-房",
    "建物現況格局-廳",
    "建物現況格局-衛",
    "建物現況格局-隔間",
    "有無管理組織",
    "有無附傢俱",
    "總額元",
    "單價每平方公尺",
    "車位類別",
    "租賃總面積平方公尺",
    "租金總額元",
    "備註",
    "編號",
]
RENAMED = {
    "土地移轉總面積平方公尺": "土地面積平方公尺",
    "交易年月日": "租賃年月日",
    "交易筆棟數": "租賃筆棟數",
    "移轉層次": "租賃層次",
    "建物移轉總面積平方公尺": "建物總面積平方公尺",
    "總價元": "總額元",
    "車位移轉總面積平方公尺": "車位面積平方公尺",
    "車位總價元": "車位總額元",
}
RENTAL = [RENAMED.get(name, name) for name in SALE]
RENTAL.insert(RENTAL.index("總額元"), "有無附傢俱")
BUILD = ["編號", "屋齡", "建物移轉面積平方公尺", "主要用途", "主要建材", "建築完成日期", "總層數", "建物分層"]
LAND = ["編號", "土地位置", "土地移轉面積平方公尺", "使用分區或編定"]
PARK = ["編號", "車位類別", "車位價格", "車位面積平方公尺"]

PLAIN = {
    "鄉鎮市區": "七堵區",
    "交易標的": "房地(土地+建物)",
    "交易年月日": "1070705",
    "移轉層次": "十一層",
    "總樓層數": "十四層",
    "建物移轉總面積平方公尺": "158.61",
    "總價元": "12490000",
    "建物現況格局-房": "3",
    "有無管理組織": "有",
    "土地位置建物門牌": "基隆市七堵區實踐路２４０號１１樓",
}
PROFILE = profiles.get("tw-actual-price")


def no(n: int) -> str:
    """A serial number."""
    return f"RPTNMLRLLHOFFCC{n:04}"


def row(n: int, **cells: str) -> dict[str, str]:
    """A sale, presale or lease; what is not said is blank, or as in PLAIN."""
    return {**PLAIN, **cells, "編號": no(n)}


def write(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> Path:
    """UTF-8 with a byte order mark and two header rows."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([columns, ["The " + "x" * 3] * len(columns)])
    writer.writerows([[cells.get(name, "") for name in columns] for cells in rows])
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.getvalue(), encoding="utf-8-sig", newline="")
    return path


async def run(pool: asyncpg.Pool, database: str, folder: Path, files: Sequence[Path]) -> Summary:
    """Import these files once."""
    return await imports.run(await imports.parts(pool, database, folder), PROFILE, files)


async def bodies(pool: asyncpg.Pool, *types: str) -> list[dict[str, Any]]:
    """Bodies of the events of these types, in order."""
    found = await pool.fetch(
        "select convert_from(body, 'UTF8') from ledger.event where type = any($1) order by position", list(types)
    )
    return [json.loads(record[0]) for record in found]


def changes(body: dict[str, Any]) -> dict[str, Any]:
    """What an event sets, by entity."""
    return {change["entity"]: change["set"] for change in body["changes"]}


def read_columns(part: Part) -> set[str]:
    """The columns of a part that its rows are asked for."""
    asked: set[str] = set()

    class Asking(Row):
        def __getitem__(self, column: str) -> str:
            asked.add(column)
            return super().__getitem__(column)

    cells = {"編號": no(1), "鄉鎮市區": "七堵區", "交易年月日": "1070705", "土地位置建物門牌": "實踐路1號"}
    PROFILE.stage(Asking(part.name, "c_lvr_land_a.csv", "", "", 1, cells))
    return asked
