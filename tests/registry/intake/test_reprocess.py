"""A better version of a profile: what it makes of recorded rows corrects what an earlier one made, from now on."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from aggregates import errors, sealed
from aggregates import event as events
from registry.intake import engine, profiles, retrying
from registry.intake.accounting import Summary
from registry.intake.engine import Parts
from registry.intake.reprocessing import Preview
from registry.ledger import units
from tests.registry.intake import imports, improved, improved_bag, improved_generic, scratch
from tests.registry.intake.imports import work
from tests.registry.intake.test_nl_bag_buildings import ALL, version


async def deliver(parts: Parts, folder: Path, *rows: Mapping[str, object], **others: Any) -> list[Path]:
    """Import works by the first version, with others where they are given; answers the files."""
    files = [imports.write_csv(folder / "works.csv", rows)]
    files += [imports.write_csv(folder / f"{name}.csv", found) for name, found in others.items()]
    await imports.run(parts, scratch.PROFILE, files)
    return files


async def reprocess(parts: Parts, files: list[Path], **options: Any) -> Summary:
    return await imports.run(parts, improved.PROFILE, files, reprocess=True, **options)


async def preview(parts: Parts, files: list[Path]) -> dict[str, Any]:
    found = Preview()
    options = engine.Options(processes=1, dry_run=True, reprocess=True)
    await engine.run(parts, improved.PROFILE, files, options, engine.Watcher(differing=found.add))
    return found.to_json()


async def surveys(parts: Parts, after: int = 0) -> list[dict[str, Any]]:
    return [body for body in await imports.bodies(parts.pool) if body["kind"] == "BUILDING"][after:]


async def test_where_it_says_something_else_there_is_a_correction_known_from_now_on(
    parts: Parts, tmp_path: Path
) -> None:
    files = await deliver(parts, tmp_path, work(1, "a", floors=3), work(2, "low", floors=3))
    plain = await imports.run(parts, improved.PROFILE, files)
    assert (plain.counts.duplicates, plain.counts.events) == (2, 0)
    summary = await reprocess(parts, files)
    assert (summary.counts.recorded, summary.counts.duplicates, summary.counts.events) == (1, 1, 1)
    first, _, corrected = await surveys(parts)
    assert (corrected["corrects"], corrected["reason"], corrected["changes"][0]["set"]) == (
        first["id"], "CORRECTION", {"floors": 4},
    )  # fmt: skip
    assert "registered_at" not in corrected
    assert [row["profile"] for row in corrected["rows"]] == ["scratch/2"]


async def test_repeated_it_changes_nothing(parts: Parts, tmp_path: Path) -> None:
    files = await deliver(parts, tmp_path, work(1, "a"), work(2, "old-b"), work(3, "odd"), work(4, "low"))
    await reprocess(parts, files)
    before = await imports.bodies(parts.pool)
    again = await reprocess(parts, files)
    assert (again.counts.events, await imports.bodies(parts.pool)) == (0, before)
    assert (await preview(parts, files))["events"] == 0


async def test_a_row_that_now_tells_of_another_subject_moves(parts: Parts, tmp_path: Path) -> None:
    files = await deliver(parts, tmp_path, work(1, "old-b"))
    await reprocess(parts, files)
    first, void, moved = await surveys(parts)
    assert (void["code"], void["voids"], void["reason"]) == ("old-b", [first["id"]], "ERROR")
    assert (moved["code"], moved["reason"], "corrects" in moved, "registered_at" in moved) == (
        "b", "CORRECTION", False, False,
    )  # fmt: skip


async def test_what_is_made_no_more_is_voided(parts: Parts, tmp_path: Path) -> None:
    files = await deliver(parts, tmp_path, work(1, "odd"), work(2, "odd", floors=13), work(3, "c"))
    summary = await reprocess(parts, files)
    assert (summary.counts.skipped, summary.counts.recorded) == ({"odd": 1, "floor 13": 1}, 1)
    (void,) = [body for body in await surveys(parts) if body["type"] == "EventVoided"]
    assert void["code"] == "odd"


async def test_what_becomes_faulty_waits_and_stands(parts: Parts, tmp_path: Path) -> None:
    files = await deliver(parts, tmp_path, work(1, "bad"))
    summary = await reprocess(parts, files)
    assert (summary.counts.rejected, summary.counts.events) == (1, 0)
    assert await parts.pool.fetchval("select rule from intake.quarantine where state = 'open'") == "BAD"


async def test_what_all_delivered_rows_said_before_counts_no_more(parts: Parts, tmp_path: Path) -> None:
    """The notes still belong to the event, but their text is left out."""
    files = await deliver(parts, tmp_path, work(1, "a"), notes=[{"no": 1, "text": "tower"}])
    summary = await reprocess(parts, files)
    corrected = (await surveys(parts))[-1]
    assert (corrected["changes"][0]["set"], len(corrected["rows"])) == ({"floors": 4}, 2)
    assert summary.counts.recorded == 2


async def test_a_row_that_tells_no_more_of_an_event_leaves_it(parts: Parts, tmp_path: Path) -> None:
    files = await deliver(parts, tmp_path, work(1, "solo"), notes=[{"no": 1, "text": "tower"}])
    summary = await reprocess(parts, files)
    corrected = (await surveys(parts))[-1]
    assert (corrected["changes"][0]["set"], [row["key"] for row in corrected["rows"]]) == ({"floors": 4}, ["1"])
    assert (summary.counts.recorded, summary.counts.skipped) == (1, {"a note": 1})
    assert (await reprocess(parts, files)).counts.events == 0


async def test_an_event_stands_that_a_row_leaves_without_a_change(parts: Parts, tmp_path: Path) -> None:
    files = await deliver(parts, tmp_path, work(1, "low-solo"), notes=[{"no": 1, "text": ""}])
    summary = await reprocess(parts, files)
    assert (summary.counts.events, summary.counts.skipped, len(await surveys(parts))) == (0, {"a note": 1}, 1)


async def test_what_others_corrected_since_is_left_alone(parts: Parts, tmp_path: Path) -> None:
    files = await deliver(parts, tmp_path, work(1, "a"), work(2, "b"))
    await correct_by_hand(parts, (await surveys(parts))[0])
    assert (await preview(parts, files))["leftAlone"] == 1
    summary = await reprocess(parts, files)
    assert (summary.counts.duplicates, summary.counts.recorded) == (1, 1)
    assert [body["code"] for body in await surveys(parts, 3)] == ["b"]


async def correct_by_hand(parts: Parts, body: dict[str, Any]) -> None:
    """As the desk does: a correction that rests on no row."""
    first, command = events.from_members(body), uuid4()
    by_hand = replace(
        first,
        id=events.event_id(command, 0),
        originator_version=first.originator_version + 1,
        command=command,
        reason=events.Reason.CORRECTION,
        corrects=first.id,
        changes=(events.Change("", {"floors": 9}),),
        rows=(),
        takes=(),
    )
    await parts.ledger.submit(units.Unit(command, bytes(32), (by_hand,)))


async def test_sealed_texts_are_compared_by_content(parts: Parts, tmp_path: Path) -> None:
    row = {"kind": "BUILDING", "type": "SurveyRevised", "effective_on": "2020-01-01", "floors": "3"}
    rows = [{**row, "code": text, "row": text, "remark": text} for text in ("Zhang San", "~Li Si~")]
    path = imports.write_csv(tmp_path / "events.csv", rows)
    await imports.run(parts, profiles.get("generic"), [path])
    found = Preview()
    options = engine.Options(processes=1, dry_run=True, reprocess=True)
    await engine.run(parts, improved_generic.PROFILE, [path], options, engine.Watcher(differing=found.add))
    assert [one["changes"] for one in found.to_json()["examples"]] == [
        [{"path": "remark", "before": "***", "after": "***"}]
    ]
    summary = await imports.run(parts, improved_generic.PROFILE, [path], reprocess=True)
    assert (summary.counts.events, summary.counts.duplicates) == (1, 1)
    assert (await imports.run(parts, improved_generic.PROFILE, [path], reprocess=True)).counts.events == 0
    last = (await surveys(parts))[-1]
    keys = await parts.keys.get([last["remark"]["ref"]])
    text = sealed.unseal(keys[last["remark"]["ref"]], last["remark"], event=UUID(last["id"]), path=sealed.REMARK)
    assert (last["code"], text) == ("~Li Si~", "Li Si")


async def test_a_corrected_row_of_the_quarantine_is_read_corrected(parts: Parts, tmp_path: Path) -> None:
    """A new version meets the files with what was corrected in them, and closes what it can take by itself."""
    files = await deliver(parts, tmp_path, work(1, "a", floors="x"), work(2, "b", floors=14))
    worksheet = imports.write_csv(
        tmp_path / "corrected.csv",
        [{"quarantine_id": await parts.pool.fetchval("select id from intake.quarantine where row_number = 1"),
          "floors": 6}],
    )  # fmt: skip
    monkey = {"scratch": scratch.__name__}
    profiles.MODULES.update(monkey)
    try:
        await retrying.retry(parts, "scratch", worksheet, (), engine.Options(processes=1))
    finally:
        del profiles.MODULES["scratch"]
    summary = await reprocess(parts, files)
    assert (summary.counts.recorded, summary.counts.rejected) == (1, 1)
    assert (await surveys(parts))[-1]["changes"][0]["set"] == {"floors": 7}


async def test_the_preview_counts_and_shows_examples_and_writes_nothing(parts: Parts, tmp_path: Path) -> None:
    rows = [work(n, f"a{n % 5}", f"2020-01-{n:02}") for n in range(1, 11)]
    files = await deliver(parts, tmp_path, *rows, work(11, "old-b"), work(12, "odd"), work(13, "low"))
    before = await imports.counts(parts.pool)
    told = await preview(parts, files)
    assert await imports.counts(parts.pool) == before
    assert {name: told[name] for name in ("subjects", "events", "corrected", "moved", "voided", "leftAlone")} == {
        "subjects": 8, "events": 12, "corrected": 10, "moved": 1, "voided": 1, "leftAlone": 0,
    }  # fmt: skip
    assert (told["byType"], told["byAttribute"]) == ({"SurveyRevised": 12}, {"floors": 11, "code": 1})
    assert [one["what"] for one in told["examples"]] == ["corrected", "voided", "moved"]
    raised = {"path": "floors", "before": 3, "after": 4}
    moved = {"path": "code", "before": "old-b", "after": "b"}
    assert [one["changes"] for one in told["examples"]] == [[raised], [], [moved, raised]]
    done = await reprocess(parts, files)
    assert done.counts.events == 10 + 2 + 1


async def test_a_profile_whose_rows_hang_together_is_refused(parts: Parts, tmp_path: Path) -> None:
    files = [imports.write_csv(tmp_path / "works.csv", [work(1, "a")])]
    with pytest.raises(errors.InvalidValue, match="judged anew by itself"):
        await imports.run(parts, profiles.get("tw-social-housing"), files, reprocess=True)


async def test_the_register_of_dutch_buildings(parts: Parts, tmp_path: Path) -> None:
    """Migrated versions, known since long ago, are corrected as of today; those that are read alike stay."""
    rows = [version(n, status) for n, (status, _, _) in enumerate(ALL, 1)]
    rows[0]["year_built"] = 9999
    files = [imports.write_csv(tmp_path / "pand_versions.csv", rows)]
    first = await imports.run(parts, profiles.get("nl-bag-buildings"), files)
    before = await surveys(parts)
    summary = await imports.run(parts, improved_bag.PROFILE, files, reprocess=True)
    assert (first.counts.recorded, summary.counts.recorded, summary.counts.duplicates) == (14, 2, 12)
    year, survey = [body for body in (await surveys(parts))[len(before) :] if body["type"] != "FindingRecorded"]
    for corrected in (year, survey):
        (target,) = [body for body in before if body["id"] == corrected["corrects"]]
        assert (corrected["reason"], corrected["source_registered_at"]) == ("CORRECTION", target["registered_at"])
        assert "registered_at" not in corrected
        assert corrected["document"] == target["document"]
    assert ("year_built" in year["changes"][0]["set"], survey["type"]) == (False, "SurveyRevised")
    assert (await imports.run(parts, improved_bag.PROFILE, files, reprocess=True)).counts.events == 0


PROGRAM = """
import asyncio, pathlib, sys
from registry import database
from tests.registry.intake import improved, improved_bag, improved_generic, imports, scratch

async def main(url, folder, file, processes):
    pool = await database.open_pool(url)
    parts = await imports.parts(pool, url, pathlib.Path(folder))
    options = {"processes": int(processes), "rows_per_batch": 20, "reprocess": True}
    await imports.run(parts, improved.PROFILE, [pathlib.Path(file)], **options)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("processes", [pytest.param(1, marks=pytest.mark.long), 2])
async def test_killed_it_goes_on(parts: Parts, database: str, tmp_path: Path, processes: int) -> None:
    names = ("a{}", "old-b{}", "low{}", "odd")
    (works,) = await deliver(parts, tmp_path, *(work(n, names[n % 4].format(n)) for n in range(400)))
    chance, start = random.Random(processes), await position(parts)
    for most in (20, 200):
        process = await begin(database, tmp_path, works, processes)
        while process.returncode is None and await position(parts) < start + most:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.002)
        await asyncio.sleep(chance.random() * 0.01)
        if process.returncode is None:
            process.kill()
        await process.wait()
    process = await begin(database, tmp_path, works, processes)
    assert await process.wait() == 0
    made = (await imports.bodies(parts.pool))[start:]
    assert sorted(body["type"] for body in made) == ["EventVoided"] * 200 + ["SurveyRevised"] * 200
    assert (await reprocess(parts, [works])).counts.events == 0


async def test_an_unfinished_import_is_brought_to_its_end_before_it_is_judged_anew(
    parts: Parts, tmp_path: Path
) -> None:
    files = await deliver(parts, tmp_path, *(work(n, f"b{n:02}") for n in range(20)))
    left = 2

    def settled(rows: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt

    options = engine.Options(processes=1, rows_per_batch=5)
    with pytest.raises(KeyboardInterrupt):
        await engine.run(parts, improved.PROFILE, files, options, engine.Watcher(settled=settled))
    assert (await reprocess(parts, files)).counts.recorded == 20


async def position(parts: Parts) -> int:
    return await parts.pool.fetchval("select max(position) from ledger.log") or 0


async def begin(url: str, folder: Path, path: Path, processes: int) -> asyncio.subprocess.Process:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    arguments = (url, str(folder), str(path), str(processes))
    return await asyncio.create_subprocess_exec(sys.executable, "-c", PROGRAM, *arguments, env=environment)
