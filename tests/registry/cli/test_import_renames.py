"""`fangji import tw-social-housing --renames FILE`: what decides which names are one project."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.cli.conftest import Fangji
from tests.registry.intake import social

REPORTS = {
    "10606": [social.BARE, "臺北市 青山基地 規劃中 118 118"],
    "10703": [social.BARE, "臺北市 青山社會住宅 規劃中 118 118"],
}


@pytest.fixture
def cells(tmp_path: Path) -> Path:
    return social.write(tmp_path / "cells.csv", REPORTS)


def test_the_file_decides_what_is_a_question_without_it(fangji: Fangji, cells: Path, tmp_path: Path) -> None:
    asked = fangji("import", "tw-social-housing", cells, "--dry-run", "--json")
    assert (asked.code, asked.json["findings"]) == (0, {"RENAME": 1})
    renames = tmp_path / "renames.toml"
    renames.write_text('[renames."臺北市"]\n"青山社會住宅" = "青山基地"\n', "utf-8-sig")
    for processes in (1, 2):
        words = (cells, "--renames", renames, "--processes", processes, "--json")
        told = fangji("import", "tw-social-housing", *words)
        assert (told.code, told.json["findings"]) == (0, {})
    assert told.json["duplicates"] == 2
    fangji("project")
    first, last = (
        fangji("history", "PROJECT", f"臺北市/{name}", "--json").json for name in ("青山基地", "青山社會住宅")
    )
    assert first["events"] == last["events"]
    assert (last["name"], last["plannedUnits"]) == ("青山社會住宅", 118)


def test_a_file_that_cannot_be_used_says_why(fangji: Fangji, cells: Path, tmp_path: Path) -> None:
    renames = tmp_path / "renames.toml"
    missing = fangji("import", "tw-social-housing", cells, "--renames", renames)
    assert (missing.code, "cannot be read" in missing.err) == (2, True)
    renames.write_text('[renames."火星市"]\na = "b"\n', "utf-8")
    wrong = fangji("import", "tw-social-housing", cells, "--renames", renames)
    assert (wrong.code, "names '火星市', which is no county of Taiwan" in wrong.err) == (1, True)
    renames.write_bytes(b"\xff\xfe")
    assert "is not UTF-8" in fangji("import", "tw-social-housing", cells, "--renames", renames).err
    other = fangji("import", "generic", cells, "--renames", renames)
    assert (other.code, "goes with the profile tw-social-housing" in other.err) == (2, True)
