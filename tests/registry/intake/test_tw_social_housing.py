"""Monthly reports on social housing: made-up cells of each layout, and what becomes of them in any order."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from aggregates.catalogue import CATALOGUE
from aggregates.errors import InvalidValue
from aggregates.event import Recorded, from_members
from aggregates.timeline import State, Timeline
from registry.intake import engine, profiles
from registry.intake.accounting import Summary
from registry.intake.engine import Parts
from registry.intake.profiles import tw_social_housing
from registry.intake.profiles.tw_social_aliases import Aliases
from registry.intake.profiles.tw_social_reports import Report
from registry.intake.quarantine import Rejection
from tests import servers
from tests.registry.intake import imports, social
from tests.registry.intake.social import Rows

PROFILE = profiles.get("tw-social-housing")
FOREVER = datetime.date(2099, 1, 1)


async def deliver(parts: Parts, folder: Path, reports: Mapping[str, Rows], renames: str | None = None) -> Summary:
    profile = PROFILE if renames is None else tw_social_housing.configured(renames)
    return await imports.run(parts, profile, [social.write(folder / "cells.csv", reports)])


async def rejections(parts: Parts, folder: Path, reports: Mapping[str, Rows]) -> list[Rejection]:
    found: list[Rejection] = []
    path = social.write(folder / "cells.csv", reports)
    await engine.run(parts, PROFILE, [path], engine.Options(processes=1), engine.Watcher(rejected=found.append))
    return found


async def history(parts: Parts, kind: str, code: str) -> list[dict[str, Any]]:
    return [body for body in await imports.bodies(parts.pool) if (body["kind"], body["code"]) == (kind, code)]


async def known(parts: Parts, code: str, report: str, kind: str = "PROJECT") -> State:
    """All of a subject as it was known when a report's month ended."""
    bodies = await imports.bodies(parts.pool)
    now = datetime.datetime.now(datetime.UTC)
    recorded = [Recorded(n, now, from_members(body)) for n, body in enumerate(bodies, 1)]
    mine = [one for one in recorded if (one.event.kind, one.event.code) == (kind, code)]
    return Timeline(CATALOGUE, mine).state(FOREVER, known=Report.named(report).known)


async def own(parts: Parts, code: str, report: str) -> dict[str, Any]:
    """The project's own attributes, without those that are known to be empty."""
    state = await known(parts, code, report)
    return {name: value for name, value in state.get("", {}).items() if value is not None}


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
    summary = await deliver(parts, tmp_path, {report: [heading, line]})
    assert (summary.counts.recorded, summary.counts.skipped) == (1, {"heading of a page": 1})
    assert await own(parts, "臺北市/青山", report) == {**SITE, **said}


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
    summary = await deliver(parts, tmp_path, {"10711": SPLIT})
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
    assert (await own(parts, "臺北市/夏木青年社會住宅", "10711"))["planned_units"] == 70
    assert "planned_units" not in await own(parts, "臺北市/秋山", "10711")
    assert (await own(parts, "臺東縣/安居", "10711"))["planned_units"] == 43
    taipei = await known(parts, "TW/臺北市", "10711", "DIVISION")
    assert taipei["indicators/2018-11/社會住宅戶數·列冊"]["value"] == "563"
    country = await known(parts, "TW", "10711", "DIVISION")
    assert country["indicators/2018-11/社會住宅戶數·總計"]["value"] == "606"


async def test_what_cannot_be_read_goes_to_quarantine_by_column(parts: Parts, tmp_path: Path) -> None:
    found = await rejections(
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


MONTHS: dict[str, Rows] = {
    "10909": [social.BUILDERS, "臺北市 青山 臺北市 100 - 109.01.05 109.06 - 111.08 - 待開工 100"],
    "10910": [social.BUILDERS, "臺北市 青山 臺北市 100 - 109.01.05 109.06 - 111.08 - 待開工 100"],
    "10911": [social.BUILDERS, "臺北市 青山 臺北市 120 - 109.01.05 109.06 109.06.01 111.08 - 興建中 120"],
    "10912": [social.BUILDERS, "臺北市 青山 臺北市 120 - 109.01.05 109.06 109.07.15 111.08 - 興建中 120"],
    "11001": [social.BUILDERS, "臺北市 青山 臺北市 120 - 109.01.05 110.06 - 111.12 - 待開工 120"],
    "11002": [social.NO_TOTAL, "臺北市 青山 臺北市 120 109/1/5 109/7/1 (預定)111/12/31 興建中"],
    "11003": [social.NO_TOTAL, "臺北市 青山 臺北市 120 109/1/5 109/7/1 110/3/30 新完工"],
    "11004": [social.NO_TOTAL, "臺北市 青山 臺北市 110 109/1/5 109/7/1 110/3/30 新完工"],
}
EXPECTED = {
    "10909": (None, None, 100),
    "10910": (None, None, 100),
    "10911": ("2020-06-01", None, 120),
    "10912": ("2020-07-15", None, 120),
    "11001": (None, None, 120),
    "11002": ("2020-07-01", None, 120),
    "11003": ("2020-07-01", "2021-03-30", 120),
    "11004": ("2020-07-01", "2021-03-30", 110),
}


async def assert_expected(parts: Parts) -> None:
    for report, (started, completed, units) in EXPECTED.items():
        said = await own(parts, "臺北市/青山", report)
        assert (said.get("started_on"), said.get("completed_on"), said["planned_units"]) == (started, completed, units)
        assert said.get("built_units") == (units if completed else None)


async def test_only_what_differs_becomes_an_event_and_a_restated_day_a_correction(parts: Parts, tmp_path: Path) -> None:
    summary = await deliver(parts, tmp_path, MONTHS)
    assert summary.counts.recorded == 8
    await assert_expected(parts)
    events = [e for e in await history(parts, "PROJECT", "臺北市/青山") if e["type"] != "ProgressReported"]
    award, start, moved, withdrawn, again, done = events
    assert [event["type"] for event in events] == [
        "BidAwarded", "WorksStarted", "WorksStarted", "EventVoided", "WorksStarted", "CompletionFiled",
    ]  # fmt: skip
    assert (award["effective_on"], start["effective_on"]) == ("2020-01-05", "2020-06-01")
    assert (moved["corrects"], moved["reason"]) == (start["id"], "MIGRATION")
    assert moved["registered_at"] == "2020-12-30T16:00:00.000000Z"
    assert withdrawn["voids"] == [moved["id"], start["id"]]
    assert "corrects" not in again
    assert done["changes"][0]["set"]["completion_filed"] is True


PLANS: dict[str, Rows] = {
    "10912": [social.BUILDERS, "臺北市 青山 臺北市 1 109.12 - - - - - 規劃中 1"],
    "11001": [social.BUILDERS, "臺北市 青山 臺北市 1 110.01 110.01.21 - - - - 待開工 1"],
    "11003": [social.NO_TOTAL, "臺北市 青山 臺北市 1 110/1/21 - - 待開工"],
}


async def test_a_plan_that_later_reports_have_no_cell_for_stands_though_it_comes_late(
    parts: Parts, tmp_path: Path
) -> None:
    for report in ("10912", "11003", "11001"):
        await deliver(parts, tmp_path, {report: PLANS[report]})
    assert [(await own(parts, "臺北市/青山", report))["planned_award_on"] for report in PLANS] == [
        "2020-12-31", "2021-01-31", "2021-01-31",
    ]  # fmt: skip


@pytest.mark.parametrize("late", [None, *MONTHS])
async def test_reports_one_by_one_or_late_end_with_the_same_answers(
    parts: Parts, tmp_path: Path, late: str | None
) -> None:
    for report in sorted(MONTHS, key=lambda name: (name == late, name)):
        summary = await deliver(parts, tmp_path, {report: MONTHS[report]})
        assert summary.counts.recorded == 1
    await assert_expected(parts)
    again = await deliver(parts, tmp_path, MONTHS)
    assert (again.counts.events, again.counts.duplicates) == (0, 8)
    await assert_expected(parts)


async def test_a_report_with_other_cells_is_a_correction_from_now_on(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, MONTHS)
    line = MONTHS["11004"][1].replace("110 109/1/5", "130 109/1/5")
    corrected = await deliver(parts, tmp_path, {**MONTHS, "11004": [social.NO_TOTAL, line]})
    assert (corrected.counts.recorded, corrected.counts.duplicates) == (1, 7)
    await assert_expected(parts)
    last = (await history(parts, "PROJECT", "臺北市/青山"))[-1]
    assert (last["reason"], last["changes"][0]["set"]["planned_units"]) == ("CORRECTION", 130)
    again = await deliver(parts, tmp_path, {**MONTHS, "11004": [social.NO_TOTAL, line]})
    assert again.counts.events == 0


RENAMED: dict[str, Rows] = {
    "10606": [social.BARE, "臺北市 青山基地 規劃中 118 238", ". 春水 規劃中 120 ."],
    "10703": [social.BARE, "臺北市 青山社會住宅 規劃中 118 238", ". 春水 規劃中 120 ."],
}
RENAMES = '[renames."臺北市"]\n"青山社會住宅" = "青山基地"\n'


async def test_a_rename_is_asked_for(parts: Parts, tmp_path: Path) -> None:
    summary = await deliver(parts, tmp_path, RENAMED)
    assert summary.counts.findings == {"RENAME": 1}
    finding = (await history(parts, "PROJECT", "臺北市/青山社會住宅"))[-1]
    assert "118 homes of 青山基地" in finding["changes"][0]["set"]["detail"]


async def test_a_file_of_renames_decides(parts: Parts, tmp_path: Path) -> None:
    for report, lines in RENAMED.items():
        summary = await deliver(parts, tmp_path, {report: lines}, RENAMES)
    assert summary.counts.findings == {}
    assert [(await own(parts, "臺北市/青山基地", report))["name"] for report in RENAMED] == ["青山基地", "青山社會住宅"]
    recoded = next(e for e in await history(parts, "PROJECT", "臺北市/青山基地") if e["type"] == "Recoded")
    assert recoded["claims"]["take"] == [{"scope": "code/PROJECT", "key": "tw-social-housing\n臺北市/青山社會住宅"}]


async def test_a_rename_that_is_decided_later_moves_the_project(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, RENAMED)
    moved = await deliver(parts, tmp_path, RENAMED, RENAMES)
    assert (moved.counts.recorded, moved.counts.duplicates) == (1, 3)
    types = [event["type"] for event in await history(parts, "PROJECT", "臺北市/青山社會住宅")]
    assert types == ["ProgressReported", "FindingRecorded", "EventVoided"]
    recoded, finding = (await history(parts, "PROJECT", "臺北市/青山基地"))[-2:]
    assert (recoded["type"], finding["changes"][0]["set"]["rule"]) == ("Recoded", "CLAIM")
    again = await deliver(parts, tmp_path, RENAMED, RENAMES)
    assert again.counts.events == 0


TOTALS: dict[str, Rows] = {
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
        await deliver(parts, tmp_path, {report: TOTALS[report]})
    for report, homes in (("11312", "0"), ("11312_1140107", "9"), ("11501", "9")):
        state = await known(parts, "TW/臺北市", report, "DIVISION")
        assert state[LOCAL]["value"] == homes
    country = await known(parts, "TW", "11312", "DIVISION")
    assert country["indicators/2024-12/社會住宅戶數(其他縣市)·中央·興建中"]["value"] == "1"
    again = await deliver(parts, tmp_path, TOTALS)
    assert again.counts.events == 0


async def test_a_revision_that_says_the_same_is_skipped(parts: Parts, tmp_path: Path) -> None:
    summary = await deliver(parts, tmp_path, TOTALS)
    assert summary.counts.findings == {"TOTAL": 1}
    assert summary.counts.skipped == {
        "heading of a page": 4,
        "note below the table": 1,
        "unchanged since the report that it revises": 2,
    }


async def test_a_county_whose_label_was_lost(parts: Parts, tmp_path: Path) -> None:
    """Homes beyond the printed total are another county's; what is between two rows of a county is its."""
    lost = [social.BARE, "臺北市 青山 規劃中 100 150", ". 春水 規劃中 50 .", ". 夏木 規劃中 70 ."]
    found = await rejections(parts, tmp_path, {"10606": lost})
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
    found = await rejections(parts, tmp_path, {"11004": between})
    assert [(one.rule, one.row) for one in found] == [("COUNTY", 5)]
    assert await own(parts, "臺北市/春水", "11004")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("x", "is no TOML"),
        ("[other]", "has a table 'other'"),
        ('[renames."火星市"]\na = "b"', "names '火星市'"),
        ('[counties]\na = "火星市"', "names '火星市'"),
        ("[counties]\na = 1", "holds a value that is no text"),
        ("renames = 1", "holds a value where a table is meant"),
        ('[renames."臺北市"]\na = "b"\nb = "a"', "in a circle"),
    ],
)
def test_a_wrong_file_of_renames_says_what_is_wrong(text: str, what: str) -> None:
    with pytest.raises(InvalidValue, match=what):
        Aliases.parse(text)


@pytest.mark.parametrize("rows_per_batch", [1, 1000])
async def test_names_of_one_project_in_one_report_are_refused(
    parts: Parts, tmp_path: Path, rows_per_batch: int
) -> None:
    lines = [social.BARE, "臺北市 青山基地 規劃中 1 2", ". 青山社會住宅 規劃中 1 ."]
    path = social.write(tmp_path / "cells.csv", {"10606": lines})
    summary = await imports.run(parts, tw_social_housing.configured(RENAMES), [path], rows_per_batch=rows_per_batch)
    assert (summary.counts.recorded, summary.counts.rejected) == (1, 1)


async def test_an_import_that_was_stopped_goes_on(
    parts: Parts, tmp_path: Path, server_folder: Path, server_url: str
) -> None:
    """Each county is a batch here; the first are done when it stops."""
    path = social.write(tmp_path / "cells.csv", {**MONTHS, "10711": SPLIT, **TOTALS})
    batches = 0

    def stop(rows: int) -> None:
        nonlocal batches
        batches += rows > 0
        if batches == 2:
            raise KeyboardInterrupt

    options = engine.Options(processes=1, rows_per_batch=1)
    with pytest.raises(KeyboardInterrupt):
        await engine.run(parts, PROFILE, [path], options, engine.Watcher(settled=stop))
    done = len(await imports.bodies(parts.pool))
    summary = await engine.run(parts, PROFILE, [path], options)
    async with servers.fresh_database(server_folder, server_url) as other, asyncpg.create_pool(other) as pool:
        whole = await imports.parts(pool, other, tmp_path)
        await engine.run(whole, PROFILE, [path], options)
        expected = await imports.bodies(pool)
    assert 0 < done < len(expected)
    assert await imports.bodies(parts.pool) == expected
    assert summary.counts.recorded + summary.counts.skipped.total() == summary.rows
