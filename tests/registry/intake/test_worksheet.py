"""The worksheet that comes back: which cells count as corrected, and what cannot be taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.intake import corrected_file, kept, profiles, worksheet
from registry.intake.corrected_file import CorrectedFile
from registry.intake.engine import Parts
from tests.registry.intake import scratch
from tests.registry.intake.clerks import deliver, opened, retry, waiting
from tests.registry.intake.imports import work


@pytest.fixture(autouse=True)
def _scratch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(profiles.MODULES, "scratch", scratch.__name__)


async def test_a_mask_is_never_taken_for_a_text(parts: Parts, tmp_path: Path) -> None:
    """Not even where the cell that it hid was corrected meanwhile to something that hides nothing."""
    await deliver(parts, tmp_path, work(1, "a", floors="x"))
    (row,) = await waiting(parts)
    line = worksheet.line(row, await opened(parts, row), scratch.PROFILE)
    assert worksheet.changed(line, {"building": "***", "floors": "4"}) == {"floors": "4"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("quarantine_id,floors\nseven,4\n", "in line 2, quarantine_id is not a number"),
        ("quarantine_id,floors\n999,4\n", "There is no row 999 in the quarantine"),
        ("quarantine_id,flors\n{id},4\n", "has no column 'flors'"),
        ("quarantine_id,floors\n{id},4\n{id},4\n", "stands in it twice"),
        ("id,floors\n{id},4\n", "has no column quarantine_id"),
        ("quarantine_id,floors\n{id},4,5\n", "more cells than headings"),
        ("quarantine_id,floors\n", "holds no row"),
    ],
)
async def test_a_worksheet_that_cannot_be_is_refused_whole(parts: Parts, tmp_path: Path, line: str, said: str) -> None:
    await deliver(parts, tmp_path, work(1, "a", floors="x"))
    (row,) = await waiting(parts)
    path = tmp_path / "corrected.csv"
    path.write_text(line.format(id=row.id))
    with pytest.raises((CorrectedFile, kept.NotKept), match=said):
        await retry(parts, path)
    assert await parts.pool.fetchval("select correction from intake.quarantine") is None


async def test_spreadsheets_write_semicolons_and_marks(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_bytes("\ufeffquarantine_id;floors;cell.row\r\n7;\"'=4\";'x\r\n".encode())
    assert [(one.id, one.cells) for one in corrected_file.read(path)] == [(7, {"floors": "=4", "row": "x"})]


async def test_ndjson_may_hold_numbers(tmp_path: Path) -> None:
    path = tmp_path / "c.ndjson"
    path.write_text('{"quarantine_id": 7, "floors": 4, "height": 3.50, "lift": true, "year": null}\n')
    said = {"floors": "4", "height": "3.50", "lift": "true", "year": ""}
    assert [(one.id, one.cells) for one in corrected_file.read(path)] == [(7, said)]
    path.write_text('{"quarantine_id": 7, "floors": [4]}\n')
    with pytest.raises(CorrectedFile, match="line 1, there is no JSON object of texts"):
        corrected_file.read(path)
