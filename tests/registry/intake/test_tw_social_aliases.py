"""Renamed projects of the social housing reports: a question, or decided by a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from aggregates.errors import InvalidValue
from registry.intake.engine import Parts
from registry.intake.profiles import tw_social_housing
from registry.intake.profiles.tw_social_aliases import Aliases
from tests.registry.intake import imports, social

RENAMED: dict[str, social.Rows] = {
    "10606": [social.BARE, "臺北市 青山基地 規劃中 118 238", ". 春水 規劃中 120 ."],
    "10703": [social.BARE, "臺北市 青山社會住宅 規劃中 118 238", ". 春水 規劃中 120 ."],
}
RENAMES = '[renames."臺北市"]\n"青山社會住宅" = "青山基地"\n'


async def test_a_rename_is_asked_for(parts: Parts, tmp_path: Path) -> None:
    summary = await social.deliver(parts, tmp_path, RENAMED)
    assert summary.counts.findings == {"RENAME": 1}
    finding = (await social.history(parts, "PROJECT", "臺北市/青山社會住宅"))[-1]
    assert "118 homes of 青山基地" in finding["changes"][0]["set"]["detail"]


async def test_a_file_of_renames_decides(parts: Parts, tmp_path: Path) -> None:
    for report, lines in RENAMED.items():
        summary = await social.deliver(parts, tmp_path, {report: lines}, RENAMES)
    assert summary.counts.findings == {}
    assert [(await social.own(parts, "臺北市/青山基地", report))["name"] for report in RENAMED] == [
        "青山基地",
        "青山社會住宅",
    ]
    recoded = next(e for e in await social.history(parts, "PROJECT", "臺北市/青山基地") if e["type"] == "Recoded")
    assert recoded["claims"]["take"] == [{"scope": "code/PROJECT", "key": "tw-social-housing\n臺北市/青山社會住宅"}]


async def test_a_rename_that_is_decided_later_moves_the_project(parts: Parts, tmp_path: Path) -> None:
    await social.deliver(parts, tmp_path, RENAMED)
    moved = await social.deliver(parts, tmp_path, RENAMED, RENAMES)
    assert (moved.counts.recorded, moved.counts.duplicates) == (1, 3)
    types = [event["type"] for event in await social.history(parts, "PROJECT", "臺北市/青山社會住宅")]
    assert types == ["ProgressReported", "FindingRecorded", "EventVoided"]
    recoded, finding = (await social.history(parts, "PROJECT", "臺北市/青山基地"))[-2:]
    assert (recoded["type"], finding["changes"][0]["set"]["rule"]) == ("Recoded", "CLAIM")
    again = await social.deliver(parts, tmp_path, RENAMED, RENAMES)
    assert again.counts.events == 0


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
