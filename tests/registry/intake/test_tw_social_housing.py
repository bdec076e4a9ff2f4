"""Monthly reports on social housing: made-up cells of each layout, broken lines, lost cells, totals, revisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from registry.intake.engine import Parts
from tests.registry.intake import social

SITE = {"name": "青山", "division": "TW/臺北市", "planned_units": 1200}
LAYOUTS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("10606", social.BARE, "臺北市 青山 規劃中 1,200 1,200", {"stage": "APPROVED"}),
    (
        "10703",
        social.YEARS,
        "臺北市 青山 107 107 規劃中 - 興建中 1,200 1,200",
        {"planned_start_on": "2018-12-31", "started_on": "2018-03-31"},
    ),
    (
        "10711",
        social.YEARS,
        "臺北市 青山 105.04 105.04.07 107.11 - 興建中 1,200 1,200",
        {"planned_start_on": "2016-04-30", "started_on": "2016-04-07", "planned_completion_on": "2018-11-30"},
    ),
    (
        "10901",
        social.MODES,
        "臺北市 青山 1,200 都更分回 - - 113 0 規劃中 1,200",
        {"nature": "都更分回", "planned_completion_on": "2024-12-31", "stage": "APPROVED"},
    ),
    (
        "10902",
        social.DATES,
        "臺北市 青山 1,200 108.05 108.05.23 109.01 109.01.23 新完工 1,200",
        {
            "planned_start_on": "2019-05-31",
            "started_on": "2019-05-23",
            "planned_completion_on": "2020-01-31",
            "completed_on": "2020-01-23",
            "completion_filed": True,
            "built_units": 1200,
        },
    ),
    (
        "10904",
        social.BUILDERS,
        "臺北市 青山 臺北市 1,200 109.03 109.03.18 109.06 - 111.08 - 待開工 1,200",
        {
            "developer_name": "臺北市",
            "planned_award_on": "2020-03-31",
            "planned_start_on": "2020-06-30",
            "planned_completion_on": "2022-08-31",
        },
    ),
    (
        "10905",
        social.BUILDERS_AND_MODES,
        "臺北市 青山 中央 1,200 直接興建 - - - - - - 規劃中 1,200",
        {"developer_name": "中央", "nature": "直接興建", "stage": "APPROVED"},
    ),
    (
        "10909",
        social.DISTRICTS,
        "臺北市 文山區 青山 臺北市 1,200 - - - - - - 規劃中 1,200",
        {"developer_name": "臺北市", "address": "文山區", "stage": "APPROVED"},
    ),
    (
        "11002",
        social.DISTRICTS_ONE_COLUMN,
        "臺北市 文山區 青山 臺北市 1,200 109/3/18 109/8/10 (暫定)113/8/31 興建中 1,200",
        {
            "developer_name": "臺北市",
            "address": "文山區",
            "started_on": "2020-08-10",
            "planned_completion_on": "2024-08-31",
        },
    ),
    (
        "11004",
        social.ONE_COLUMN,
        "臺北市 青山 臺北市 1,200 - (預定)110/12/31 (預定)113/7/31 待開工 1,200",
        {
            "developer_name": "臺北市",
            "planned_start_on": "2021-12-31",
            "planned_completion_on": "2024-07-31",
            "stage": "AWARDED",
        },
    ),
    (
        "11106",
        social.NO_TOTAL,
        "臺北市 青山 臺北市政府 1,200 - (預定)111/12/31 (預定)113/7/31 已決標待開工",
        {
            "developer_name": "臺北市政府",
            "planned_start_on": "2022-12-31",
            "planned_completion_on": "2024-07-31",
            "stage": "AWARDED",
        },
    ),
]


@pytest.mark.parametrize(("report", "heading", "line", "said"), LAYOUTS, ids=[layout[0] for layout in LAYOUTS])
async def test_each_layout_is_read(
    parts: Parts, tmp_path: Path, report: str, heading: str, line: str, said: dict[str, Any]
) -> None:
    summary = await social.deliver(parts, tmp_path, {report: [heading, line]})
    assert (summary.counts.recorded, summary.counts.skipped) == (1, {"heading of a page": 1})
    assert await social.own(parts, "臺北市/青山", report) == {**SITE, **said}


SPLIT = [
    social.YEARS,
    "臺北市 春水社區 - 105.02.18 107 - 興建中 273 563",
    ". 夏木青年社 . . . . . . .",
    ". . - 106.04.28 108.12 - 興建中 70 .",
    ". 會住宅 . . . . . . .",
    ". . . . . . . . .",
    ". 秋山 109 - 110 - 規劃中 - .",
    ". 冬雪 109 - 110 - 規劃中 220 .",
    "---",
    "臺 . . . . . . . .",
    "東 安居 - 106.04.07 107.12 - 興建中 43 43",
    "縣 . . . . . . . .",
    "總計 . . . . . . . 606",
]


async def test_lines_that_make_up_one_row_are_put_together(parts: Parts, tmp_path: Path) -> None:
    summary = await social.deliver(parts, tmp_path, {"10711": SPLIT})
    assert summary.counts.to_json() == {
        "recorded": 6,
        "duplicates": 0,
        "rejected": 0,
        "events": summary.counts.events,
        "subjects": summary.counts.subjects,
        "skipped": {
            "heading of a page": 2,
            "blank line": 1,
            "line of a row that is broken over lines": 2,
            "county's label, total or remark": 2,
        },
        "findings": {},
    }
    assert (await social.own(parts, "臺北市/夏木青年社會住宅", "10711"))["planned_units"] == 70
    assert "planned_units" not in await social.own(parts, "臺北市/秋山", "10711")
    assert (await social.own(parts, "臺東縣/安居", "10711"))["planned_units"] == 43
    taipei = await social.known(parts, "TW/臺北市", "10711", "DIVISION")
    assert taipei["indicators/2018-11/社會住宅戶數·列冊"]["value"] == "563"
    country = await social.known(parts, "TW", "10711", "DIVISION")
    assert country["indicators/2018-11/社會住宅戶數·總計"]["value"] == "606"


async def test_what_cannot_be_read_goes_to_quarantine_by_column(parts: Parts, tmp_path: Path) -> None:
    found = await social.rejections(
        parts,
        tmp_path,
        {
            "10902": [social.DATES, "臺北市 . 118 108.05 108.05.23 111.11 - . 118"],
            "10903": [
                social.DATES,
                "臺北市 青山 118 108.05 - 110.1 - 規劃中 200",
                ". 春水 x - - - - 規劃中 .",
                ". 夏木 7 - - - - 完了 .",
            ],
            "11007": [social.NO_TOTAL, ". 秋山 住都中心 440 110/7/30 111/6/31 (預定)114/12/31 待開工"],
            "11013": [social.NO_TOTAL, "臺北市 青山 臺北市 7 - - - 興建中"],
            "11104": ["縣市 案名 戶數 樓層 執行狀況", "臺北市 青山 7 3 興建中"],
            "11203": [*social.TOTALS, "火星市 中央 0 0 1 1 2 3 5", "臺北市 中央 0 0 x 1 2 3 5"],
        },
    )
    assert [(one.rule, one.column, one.value) for one in found] == [
        ("MISSING", "c2", ""),
        ("DATE", "c6", "110.1"),
        ("INTEGER", "c3", "x"),
        ("ENUM", "c8", "完了"),
        ("COUNTY", "c1", ""),
        ("MONTH", "snapshot_roc_yyymm", "11013"),
        ("MONTH", "snapshot_roc_yyymm", "11013"),
        ("HEADING", "c4", "樓層"),
        ("HEADING", "c4", "3"),
        ("COUNTY", "c1", "火星市"),
        ("INTEGER", "", "x"),
    ]


TOTALS: dict[str, social.Rows] = {
    "11312": [
        *social.TOTALS,
        "臺北市 中央 0 0 460 666 1,126 7,301 8,427",
        ". 地方 0 0 0 0 0 0 0",
        ". 小計 0 0 460 666 1,126 7,301 8,427",
        "其他縣市 中央 0 0 1 1 2 3 5",
        "合計 中央 0 0 461 667 1,128 7,304 8,432",
        "備註 說明 . . . . . . .",
    ],
    "11312_1140107": [
        *social.TOTALS,
        "臺北市 中央 0 0 460 666 1,126 7,301 8,427",
        ". 地方 0 0 0 0 0 9 9",
        ". 小計 0 0 460 666 1,126 7,301 8,427",
        "其他縣市 中央 0 0 1 1 2 3 5",
        "合計 中央 0 0 461 667 1,128 7,304 8,432",
    ],
}
LOCAL = "indicators/2024-12/社會住宅戶數·地方·規劃中"


@pytest.mark.parametrize("order", [("11312", "11312_1140107"), ("11312_1140107", "11312")])
async def test_totals_are_indicators_and_a_revision_replaces_them(
    parts: Parts, tmp_path: Path, order: tuple[str, str]
) -> None:
    for report in order:
        await social.deliver(parts, tmp_path, {report: TOTALS[report]})
    for report, homes in (("11312", "0"), ("11312_1140107", "9"), ("11501", "9")):
        state = await social.known(parts, "TW/臺北市", report, "DIVISION")
        assert state[LOCAL]["value"] == homes
    country = await social.known(parts, "TW", "11312", "DIVISION")
    assert country["indicators/2024-12/社會住宅戶數(其他縣市)·中央·興建中"]["value"] == "1"
    again = await social.deliver(parts, tmp_path, TOTALS)
    assert again.counts.events == 0


async def test_a_revision_that_says_the_same_is_skipped(parts: Parts, tmp_path: Path) -> None:
    summary = await social.deliver(parts, tmp_path, TOTALS)
    assert summary.counts.findings == {"TOTAL": 1}
    assert summary.counts.skipped == {
        "heading of a page": 4,
        "note below the table": 1,
        "unchanged since the report that it revises": 2,
    }


async def test_a_county_whose_label_was_lost(parts: Parts, tmp_path: Path) -> None:
    """Homes beyond the printed total are another county's; what is between two rows of a county is its."""
    lost = [social.BARE, "臺北市 青山 規劃中 100 150", ". 春水 規劃中 50 .", ". 夏木 規劃中 70 ."]
    found = await social.rejections(parts, tmp_path, {"10606": lost})
    assert [(one.rule, one.row) for one in found] == [("COUNTY", 4)]
    between = [
        social.NO_TOTAL,
        ". 青山 臺北市 1 - - - 興建中",
        ". 春水 住都中心 1 - - - 興建中",
        ". 夏木 臺北市 1 - - - 興建中",
        ". 秋山 住都中心 1 - - - 興建中",
        ". 冬雪 新北市 1 - - - 興建中",
        "臺東縣 安居 臺東縣 1 - - - 興建中",
    ]
    found = await social.rejections(parts, tmp_path, {"11004": between})
    assert [(one.rule, one.row) for one in found] == [("COUNTY", 5)]
    assert await social.own(parts, "臺北市/春水", "11004")
