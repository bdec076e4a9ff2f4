"""Made-up files of departments, as clerks send them; what their rows say stands beside them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

ID_NUMBERS = ("11010519491231002X", "440524188001010014")
NAMES = ("张三丰", "李小龙")
PHONES = ("13812345678", "13987654321")


def written(path: Path, lines: Sequence[str], encoding: str = "utf-8", end: str = "\r\n") -> Path:
    """A text file."""
    path.write_bytes("".join(f"{line}{end}" for line in lines).encode(encoding))
    return path


def workbook(
    path: Path, rows: Sequence[Sequence[object]], *, sheet: str = "Sheet1", merged: Sequence[str] = ()
) -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    page: Any = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    book.save(path)
    return path


def titles_of_owners(folder: Path) -> Path:
    """GBK with Chinese headings: 万元, ㎡, two writings of dates, ID numbers and phones."""
    return written(
        folder / "权属台账.csv",
        [
            "序号,房屋编号,房屋坐落,建筑面积（㎡）,登记日期,产权人,身份证号,联系电话,备注",
            f"1,FW-0001,滨河路88号1幢101室,89.52,2021年8月16日,{NAMES[0]},{ID_NUMBERS[0]},{PHONES[0]},自住",
            f'2,FW-0002,滨河路88号1幢102室,"1,120.08",2021/8/17,{NAMES[1]},{ID_NUMBERS[1]},{PHONES[1]},',
        ],
        "gbk",
    )


def survey_of_buildings(folder: Path) -> Path:
    """A workbook with a title, two header rows, merged cells, Excel's dates, yes and no, and a line of sums."""
    day = datetime.datetime
    return workbook(
        folder / "房屋普查.xlsx",
        [
            ["滨河区自建房普查表", None, None, None, None, None, None, None, None],
            ["序号", "楼幢编号", "基本信息", None, None, None, "建筑情况", None, "普查日期"],
            [None, None, "坐落", "结构类型", "建成年份", "是否自建房", "地上层数", "建筑面积(平方米)", None],
            [1, "LD-01", "滨河路1号", "砖混", 1998, "是", 6, 3210.5, day(2024, 5, 31)],
            [2, "LD-02", "滨河路2号", "钢混", 2004, "否", 18, 18020.25, day(2024, 6, 1)],
            [3, "LD-03", "滨河路3号", "砖木", 1985, "是", "2层", "-", day(2024, 6, 2)],
            ["合计", None, None, None, None, None, None, 21230.75, None],
        ],
        sheet="普查",
        merged=["A1:I1", "A2:A3", "B2:B3", "C2:F2", "G2:H2", "I2:I3"],
    )


def leases(folder: Path) -> Path:
    """Nested ndjson in English."""
    found = [
        {
            "house": {"house_id": f"H-{n}", "address": f"{n} Quay Street"},
            "lease": {"number": f"L-{n}", "rent": 1200.5 + n, "starts_on": f"2024-0{n}-01", "furnished": n == 1},
            "date": f"2024-0{n}-03",
            "tenant_name": name,
        }
        for n, name in enumerate(NAMES, 1)
    ]
    return written(folder / "leases.ndjson", [json.dumps(one, ensure_ascii=False) for one in found], end="\n")


def taiwanese(folder: Path) -> Path:
    """Big5 with traditional headings and the Republic's calendar; areas in 坪."""
    return written(
        folder / "建物登記清冊.csv",
        [
            "建物編號,建物門牌,樓層,主要用途,建物面積（坪）,登記日期,備註",
            "A-001,臺北市大安區和平東路一段1號,三層,住家用,30.5,112年5月31日,",
            "A-002,臺北市大安區和平東路一段2號,四層,商業用,25,112年6月1日,",
        ],
        "big5",
    )


def mortgages(folder: Path) -> Path:
    """Tab-separated UTF-8 with a byte order mark; amounts in 万元."""
    return written(
        folder / "抵押登记.tsv",
        [
            "房屋编号\t抵押登记编号\t抵押权人\t抵押金额（万元）\t登记日期",
            "FW-0001\t抵2021-7\t滨河银行\t65.5\t20210820",
            "FW-0002\t抵2021-8\t滨河银行\t120\t20210821",
        ],
        "utf-8-sig",
    )


def english(folder: Path) -> Path:
    """Plain English csv, semicolons, days of a form that could be read two ways but for one of them."""
    return written(
        folder / "building register.csv",
        [
            "Building ID;Address;Year built;Storeys;Gross floor area (m2);Elevator;Registration date",
            "B-1;1 Quay Street;1998;6;3,210.50;yes;05/06/2020",
            "B-2;2 Quay Street;2004;18;18,020.25;no;31/01/2021",
        ],
    )
