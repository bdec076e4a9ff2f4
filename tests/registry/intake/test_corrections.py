"""What a second delivery does: the same row nothing, another content a correction, absence nothing at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from registry.intake import profiles
from registry.intake.accounting import Summary
from registry.intake.engine import Parts
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work


async def deliver(
    parts: Parts, folder: Path, *rows: dict[str, object], notes: list[dict[str, object]] | None = None
) -> Summary:
    files = [imports.write_csv(folder / "works.csv", rows)]
    if notes:
        files.append(imports.write_csv(folder / "notes.csv", notes))
    return await imports.run(parts, scratch.PROFILE, files)


async def surveys(parts: Parts) -> list[dict[str, Any]]:
    return [body for body in await imports.bodies(parts.pool) if body["kind"] == "BUILDING"]


async def test_a_second_run_appends_nothing(parts: Parts, tmp_path: Path) -> None:
    first = await deliver(parts, tmp_path, work(1, "a", year="9999"), work(2, "b"))
    second = await deliver(parts, tmp_path, work(1, "a", year="9999"), work(2, "b"))
    assert (first.counts.recorded, first.counts.events) == (2, 4)
    assert second.counts.to_json() == {
        "recorded": 0, "duplicates": 2, "rejected": 0, "events": 0, "subjects": 0, "skipped": {}, "findings": {},
    }  # fmt: skip


async def test_a_column_that_is_filled_in_later_changes_nothing(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a", filled=""))
    second = await deliver(parts, tmp_path, work(1, "a", filled="2021-01-01"))
    assert second.counts.duplicates == 1


async def test_absence_deletes_nothing(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a"), work(2, "b"))
    second = await deliver(parts, tmp_path, work(3, "c"))
    assert (second.counts.recorded, second.counts.events) == (1, 1)
    assert len(await surveys(parts)) == 3


async def test_another_digest_is_a_correction_of_the_live_head(parts: Parts, tmp_path: Path) -> None:
    for floors in (3, 4, 5):
        await deliver(parts, tmp_path, work(1, "a", floors=floors))
    first, second, third = await surveys(parts)
    assert "corrects" not in first
    assert (second["corrects"], second["reason"]) == (first["id"], "CORRECTION")
    assert (third["corrects"], third["changes"][0]["set"]) == (second["id"], {"floors": 5})
    again = await deliver(parts, tmp_path, work(1, "a", floors=5))
    assert again.counts.duplicates == 1


async def test_versions_of_a_row_within_one_delivery_correct_one_another(parts: Parts, tmp_path: Path) -> None:
    summary = await deliver(parts, tmp_path, work(1, "a", floors=3), work(1, "a", floors=4), work(1, "a", floors=3))
    first, second, third = await surveys(parts)
    assert (second["corrects"], third["corrects"]) == (first["id"], second["id"])
    assert (summary.counts.recorded, summary.counts.subjects) == (3, 2)


async def test_a_voided_event_is_recorded_anew(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a", floors=3))
    await deliver(parts, tmp_path, work(1, "b", floors=3))
    await deliver(parts, tmp_path, work(1, "a", floors=3))
    found = [(body["code"], body["type"], "corrects" in body) for body in await surveys(parts)]
    assert found == [
        ("a", "SurveyRevised", False),
        ("a", "EventVoided", False),
        ("b", "SurveyRevised", False),
        ("b", "EventVoided", False),
        ("a", "SurveyRevised", False),
    ]


async def test_a_row_that_tells_of_another_subject_voids_what_it_told(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a", floors=3))
    await deliver(parts, tmp_path, work(1, "a", floors=4))
    await deliver(parts, tmp_path, work(1, "b", floors=4))
    first, second, void, moved = await surveys(parts)
    assert void["voids"] == [second["id"], first["id"]]
    assert (moved["code"], moved["version"]) == ("b", 1)


async def test_a_further_row_of_an_event_corrects_it_with_all_its_rows(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a"))
    second = await deliver(parts, tmp_path, work(1, "a"), notes=[{"no": 1, "text": "tower"}])
    assert (second.counts.recorded, second.counts.duplicates) == (1, 1)
    first, whole = await surveys(parts)
    assert whole["corrects"] == first["id"]
    assert whole["changes"][0]["set"] == {"floors": 3, "name": "tower"}
    assert [row["key"] for row in whole["rows"]] == ["1", "note/1/1"]


async def test_a_shared_event_keeps_what_undelivered_rows_said(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a"), notes=[{"no": 1, "text": "tower"}])
    await deliver(parts, tmp_path, work(1, "a", floors=9))
    corrected = (await surveys(parts))[-1]
    assert corrected["changes"][0]["set"] == {"floors": 9, "name": "tower"}
    assert {row["key"] for row in corrected["rows"]} == {"1", "note/1/1"}


async def test_a_correction_keeps_the_register_time_as_information(parts: Parts, tmp_path: Path) -> None:
    row = {
        "kind": "BUILDING", "code": "1", "type": "SurveyRevised", "effective_on": "2020-01-01", "row": "7",
        "registered_at": "2020-02-01T00:00:00+08:00", "floors": "3",
    }  # fmt: skip
    profile = profiles.get("generic")
    for floors in (3, 4):
        path = imports.write_csv(tmp_path / "events.csv", [{**row, "floors": floors}])
        await imports.run(parts, profile, [path])
    migrated, corrected = await surveys(parts)
    assert (migrated["reason"], migrated["registered_at"]) == ("MIGRATION", "2020-01-31T16:00:00.000000Z")
    assert (corrected["reason"], corrected["source_registered_at"]) == ("CORRECTION", "2020-01-31T16:00:00.000000Z")
    assert "registered_at" not in corrected


@pytest.mark.parametrize("rows_per_batch", [1, 1000])
async def test_a_row_whose_subject_changes_within_the_delivery(
    parts: Parts, tmp_path: Path, rows_per_batch: int
) -> None:
    path = imports.write_csv(tmp_path / "works.csv", [work(1, "b"), work(1, "a")])
    summary = await imports.run(parts, scratch.PROFILE, [path], rows_per_batch=rows_per_batch)
    assert summary.counts.skipped == {"replaced within the delivery": 1}
    assert [body["code"] for body in await surveys(parts)] == ["a"]


async def test_a_destroyed_key_stops_only_what_is_new_of_its_subject(parts: Parts, tmp_path: Path) -> None:
    """What is recorded of a forgotten subject is a duplicate as ever; another remark could not be sealed."""
    row = {"kind": "BUILDING", "type": "SurveyRevised", "effective_on": "2020-01-01", "floors": "3"}
    rows = [{**row, "code": code, "row": code, "remark": "secret"} for code in ("forgotten", "known")]
    path = imports.write_csv(tmp_path / "events.csv", rows)
    await imports.run(parts, profiles.get("generic"), [path])
    forgotten = (await surveys(parts))[0]["remark"]["ref"]
    await parts.keys.shred(forgotten)
    again = await imports.run(parts, profiles.get("generic"), [path])
    assert (again.counts.duplicates, again.counts.events) == (2, 0)
    new = imports.write_csv(path, [{**one, "floors": "4"} for one in rows])
    changed = await imports.run(parts, profiles.get("generic"), [new])
    assert (changed.counts.rejected, changed.counts.recorded) == (1, 1)
    assert await parts.pool.fetchval("select rule from intake.quarantine") == "SHREDDED"
