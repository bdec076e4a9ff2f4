"""Made-up cells of monthly reports on social housing, in the eleven layouts of the real ones; what is known of them."""

from __future__ import annotations

import csv
import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aggregates.catalogue import CATALOGUE
from aggregates.event import Recorded, from_members
from aggregates.timeline import State, Timeline
from registry.intake import engine, profiles
from registry.intake.accounting import Summary
from registry.intake.engine import Parts
from registry.intake.profiles import tw_social_housing
from registry.intake.profiles.tw_social_reports import Report
from registry.intake.quarantine import Rejection
from tests.registry.intake import imports

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
PROFILE = profiles.get("tw-social-housing")
FOREVER = datetime.date(2099, 1, 1)


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


async def deliver(parts: Parts, folder: Path, reports: Mapping[str, Rows], renames: str | None = None) -> Summary:
    """Import these reports, under a file of renames where one is given."""
    profile = PROFILE if renames is None else tw_social_housing.configured(renames)
    return await imports.run(parts, profile, [write(folder / "cells.csv", reports)])


async def rejections(parts: Parts, folder: Path, reports: Mapping[str, Rows]) -> list[Rejection]:
    """What an import of these reports rejects."""
    found: list[Rejection] = []
    path = write(folder / "cells.csv", reports)
    await engine.run(parts, PROFILE, [path], engine.Options(processes=1), engine.Watcher(rejected=found.append))
    return found


async def history(parts: Parts, kind: str, code: str) -> list[dict[str, Any]]:
    """The events of a subject, their bodies."""
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
