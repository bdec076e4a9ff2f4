"""Made-up cells of monthly reports on social housing, in the eleven layouts that the real ones had."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

HEADER = ("snapshot_roc_yyymm", "page", "row_on_snapshot", *(f"c{n}" for n in range(1, 15)))

BARE = "縣市別 案名 執行情形 戶數 合計"
YEARS = "縣市別 案名 預定開工年度 實際開工年度 預定完工年度 實際完工年度 執行情形 戶數 合計"
MODES = "縣市別 案名 戶數 開發方式 預定開工日期 實際開工日期 預定完工日期 實際完工日期 執行狀況 合計"
DATES = "縣市 案名 戶數 預定開工日期 實際開工日期 預定完工日期 實際完工日期 執行狀況 合計"
BUILDERS = (
    "縣市 案名 興辦主體 戶數 預定工程決標日期 實際工程決標日期 預定開工日期 實際開工日期 預定完工日期 實際完工日期"
    " 執行狀況 合計"
)
BUILDERS_AND_MODES = BUILDERS.replace("戶數", "戶數 開發方式")
DISTRICTS = BUILDERS.replace("案名", "行政區 案名")
DISTRICTS_ONE_COLUMN = "縣市 行政區 案名 興辦主體 戶數 工程決標日期 開工日期 完工日期 執行狀況 合計"
ONE_COLUMN = "縣市 案名 興辦主體 戶數 工程決標日期 開工日期 完工日期 執行狀況 合計"
NO_TOTAL = ONE_COLUMN.removesuffix(" 合計")
TOTALS = ("區域別 興辦主體 截至112年3月31日達成數 . . . . 規劃中 總計", ". . 既有 新完工 興建中 已決標待開工 小計 . .")

Rows = Sequence[str]


def cells(line: str) -> list[str]:
    """Cells of a line, between blanks; a point is an empty cell."""
    return ["" if cell == "." else cell for cell in line.split()]


def write(path: Path, reports: Mapping[str, Rows]) -> Path:
    """A file of these reports, each a list of lines, the headings first; ``---`` begins another page."""
    with path.open("w", newline="", encoding="utf-8-sig") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for report, lines in reports.items():
            page = 1
            for number, line in enumerate(lines, 1):
                page += line == "---"
                writer.writerow([report, page, number, *(cells(lines[0]) if line == "---" else cells(line))])
    return path
