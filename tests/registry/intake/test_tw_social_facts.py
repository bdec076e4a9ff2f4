"""Monthly reports on social housing one after the other: facts and corrections, late reports, a stopped import."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from registry.intake import engine
from registry.intake.engine import Parts
from tests import servers
from tests.registry.intake import imports, social

MONTHS: dict[str, social.Rows] = {
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
        said = await social.own(parts, "臺北市/青山", report)
        assert (said.get("started_on"), said.get("completed_on"), said["planned_units"]) == (started, completed, units)
        assert said.get("built_units") == (units if completed else None)


async def test_only_what_differs_becomes_an_event_and_a_restated_day_a_correction(parts: Parts, tmp_path: Path) -> None:
    summary = await social.deliver(parts, tmp_path, MONTHS)
    assert summary.counts.recorded == 8
    await assert_expected(parts)
    events = [e for e in await social.history(parts, "PROJECT", "臺北市/青山") if e["type"] != "ProgressReported"]
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


PLANS: dict[str, social.Rows] = {
    "10912": [social.BUILDERS, "臺北市 青山 臺北市 1 109.12 - - - - - 規劃中 1"],
    "11001": [social.BUILDERS, "臺北市 青山 臺北市 1 110.01 110.01.21 - - - - 待開工 1"],
    "11003": [social.NO_TOTAL, "臺北市 青山 臺北市 1 110/1/21 - - 待開工"],
}


async def test_a_plan_that_later_reports_have_no_cell_for_stands_though_it_comes_late(
    parts: Parts, tmp_path: Path
) -> None:
    for report in ("10912", "11003", "11001"):
        await social.deliver(parts, tmp_path, {report: PLANS[report]})
    assert [(await social.own(parts, "臺北市/青山", report))["planned_award_on"] for report in PLANS] == [
        "2020-12-31", "2021-01-31", "2021-01-31",
    ]  # fmt: skip


@pytest.mark.parametrize("late", [None, *MONTHS])
async def test_reports_one_by_one_or_late_end_with_the_same_answers(
    parts: Parts, tmp_path: Path, late: str | None
) -> None:
    for report in sorted(MONTHS, key=lambda name: (name == late, name)):
        summary = await social.deliver(parts, tmp_path, {report: MONTHS[report]})
        assert summary.counts.recorded == 1
    await assert_expected(parts)
    again = await social.deliver(parts, tmp_path, MONTHS)
    assert (again.counts.events, again.counts.duplicates) == (0, 8)
    await assert_expected(parts)


async def test_a_report_with_other_cells_is_a_correction_from_now_on(parts: Parts, tmp_path: Path) -> None:
    await social.deliver(parts, tmp_path, MONTHS)
    line = MONTHS["11004"][1].replace("110 109/1/5", "130 109/1/5")
    corrected = await social.deliver(parts, tmp_path, {**MONTHS, "11004": [social.NO_TOTAL, line]})
    assert (corrected.counts.recorded, corrected.counts.duplicates) == (1, 7)
    await assert_expected(parts)
    last = (await social.history(parts, "PROJECT", "臺北市/青山"))[-1]
    assert (last["reason"], last["changes"][0]["set"]["planned_units"]) == ("CORRECTION", 130)
    again = await social.deliver(parts, tmp_path, {**MONTHS, "11004": [social.NO_TOTAL, line]})
    assert again.counts.events == 0


OTHERS: dict[str, social.Rows] = {
    "10606": [social.BARE, "新北市 春水 規劃中 100 100", "臺東縣 夏木 規劃中 70 70"],
    "11311": [*social.TOTALS, "臺北市 中央 0 0 460 666 1,126 7,301 8,427", "合計 中央 0 0 460 666 1,126 7,301 8,427"],
}


async def test_an_import_that_was_stopped_goes_on(
    parts: Parts, tmp_path: Path, server_folder: Path, server_url: str
) -> None:
    """Each county is a batch here; the first are done when it stops."""
    path = social.write(tmp_path / "cells.csv", MONTHS | OTHERS)
    batches = 0

    def stop(rows: int) -> None:
        nonlocal batches
        batches += rows > 0
        if batches == 2:
            raise KeyboardInterrupt

    options = engine.Options(processes=1, rows_per_batch=1)
    with pytest.raises(KeyboardInterrupt):
        await engine.run(parts, social.PROFILE, [path], options, engine.Watcher(settled=stop))
    done = len(await imports.bodies(parts.pool))
    summary = await engine.run(parts, social.PROFILE, [path], options)
    async with servers.fresh_database(server_folder, server_url) as other, asyncpg.create_pool(other) as pool:
        whole = await imports.parts(pool, other, tmp_path)
        await engine.run(whole, social.PROFILE, [path], options)
        expected = await imports.bodies(pool)
    assert 0 < done < len(expected)
    assert await imports.bodies(parts.pool) == expected
    assert summary.counts.recorded + summary.counts.skipped.total() == summary.rows
