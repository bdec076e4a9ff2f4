"""Corrected rows of the quarantine come again, join the rest of their delivery, and are linked to what they were."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from registry.intake import engine, kept, profiles, retrying, sources, worksheet
from registry.intake.corrected_file import CorrectedFile
from registry.intake.engine import Parts
from registry.intake.kept import Wanted
from tests import servers
from tests.registry.intake import imports, scratch
from tests.registry.intake.clerks import corrected, deliver, opened, retry, waiting
from tests.registry.intake.imports import work


@pytest.fixture(autouse=True)
def _scratch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(profiles.MODULES, "scratch", scratch.__name__)


@pytest.fixture
async def twin(server_folder: Path, server_url: str, tmp_path: Path) -> AsyncIterator[Parts]:
    """The parts of another registry, for what it would hold had all been right at once."""
    folder = tmp_path / "twin"
    folder.mkdir()
    async with servers.fresh_database(server_folder, server_url) as url, asyncpg.create_pool(url, min_size=1) as pool:
        yield await imports.parts(pool, url, folder)


async def surveys(parts: Parts) -> list[dict[str, Any]]:
    return await imports.bodies(parts.pool, types="SurveyRevised")


async def test_a_corrected_row_is_recorded_with_the_rows_that_follow_it(parts: Parts, tmp_path: Path) -> None:
    notes = [{"no": 1, "text": "of one"}, {"no": 2, "text": "of two"}]
    await deliver(parts, tmp_path, work(1, "a"), work(2, "b", floors="x"), notes=notes)
    answer = await retry(parts, await corrected(parts, tmp_path, {2: {"floors": "5"}}))
    assert (answer.alone, answer.states) == (False, {"corrected": 1})
    counts = answer.summary.counts
    assert (answer.summary.rows, counts.recorded, counts.duplicates, counts.rejected) == (4, 2, 2, 0)
    last = (await surveys(parts))[-1]
    assert (last["code"], last["changes"][0]["set"]) == ("b", {"floors": 5, "name": "of two"})


async def test_what_was_corrected_is_linked_to_what_it_was_and_to_its_events(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a"), work(2, "b", floors="x", owner="Zhang San"))
    await retry(parts, await corrected(parts, tmp_path, {2: {"floors": "5"}}))
    (row,) = await waiting(parts, "corrected")
    found = await opened(parts, row)
    assert (found.delivered["floors"], found.delivered["owner"], found.corrected) == ("x", "Zhang San", {"floors": "5"})
    assert (row.outcome, row.corrected_by, row.closed_by, row.dataset, row.row_key) == (
        "recorded", "li", "li", "scratch", "2",
    )  # fmt: skip
    (position,) = row.positions
    body = orjson.loads(await parts.pool.fetchval("select body from ledger.event where position = $1", position))
    assert body["rows"] == [{**body["rows"][0], "dataset": "scratch", "key": "2"}]
    async with parts.pool.acquire() as connection:
        back = [one.id async for one in kept.find(connection, Wanted(state=None, event=position))]
        others = [one async for one in kept.find(connection, Wanted(state=None, event=position - 1))]
    assert (back, others) == ([row.id], [])
    kept_text = str(await parts.pool.fetch("select q::text, convert_from(correction, 'UTF8') from intake.quarantine q"))
    assert "Zhang" not in kept_text


async def test_a_second_retry_appends_nothing_and_so_does_the_import_itself(parts: Parts, tmp_path: Path) -> None:
    files = await deliver(parts, tmp_path, work(1, "a", floors="x"), work(2, "b"))
    path = await corrected(parts, tmp_path, {1: {"floors": "4"}})
    await retry(parts, path)
    before = await imports.bodies(parts.pool)
    again = await retry(parts, path)
    whole = await imports.run(parts, scratch.PROFILE, files)
    assert await imports.bodies(parts.pool) == before
    assert (again.summary.counts.duplicates, whole.counts.duplicates, whole.counts.rejected) == (2, 2, 0)
    assert [row.state for row in await waiting(parts, None)] == ["corrected"]


async def test_a_row_that_is_still_wrong_waits_on_with_its_new_fault(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a", floors="x"), work(2, "b", floors="x"))
    answer = await retry(parts, await corrected(parts, tmp_path, {1: {"floors": "14"}, 2: {"floors": "2"}}))
    assert (answer.states, answer.summary.counts.rejected) == ({"open": 1, "corrected": 1}, 1)
    (row,) = await waiting(parts)
    found = await opened(parts, row)
    assert (row.row, row.rule, found.value, found.cells["floors"]) == (1, "FLOORS", "14", "14")
    assert found.delivered["floors"] == "x"
    third = await retry(parts, await corrected(parts, tmp_path, {1: {"building": "c"}, 2: {}}))
    assert third.states == {"open": 1, "corrected": 1}
    last = await retry(parts, await corrected(parts, tmp_path, {1: {"floors": "9"}}))
    assert last.states == {"corrected": 2}
    survey = (await surveys(parts))[-1]
    assert (survey["code"], survey["changes"][0]["set"]) == ("c", {"floors": 9})


async def test_a_fault_that_only_the_facts_showed_keeps_the_cells_of_the_file(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a"), work(2, "b", floors=14, owner="Zhang San"))
    (row,) = await waiting(parts)
    found = await opened(parts, row)
    assert (row.raw, found.value) == (True, "14")
    assert found.delivered == {"no": "2", "building": "b", "day": "2020-01-01", "floors": "14", "year": "",
                               "owner": "Zhang San"}  # fmt: skip
    assert worksheet.line(row, found, scratch.PROFILE).cells["owner"] == "***"


async def test_a_masked_cell_keeps_what_is_sealed(parts: Parts, twin: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a", floors="x", owner="Zhang San"))
    path = await corrected(parts, tmp_path, {1: {"floors": "4"}})
    assert b"Zhang" not in path.read_bytes()
    await retry(parts, path)
    digest = await parts.pool.fetchval("select encode(digest, 'hex') from ledger.source_row where dataset = 'scratch'")
    await deliver(twin, tmp_path, work(1, "a", floors="4", owner="Zhang San"))
    assert digest == await twin.pool.fetchval("select encode(digest, 'hex') from ledger.source_row")


async def test_a_quarantine_whose_key_was_destroyed_stays_unreadable_and_stops_nobody(
    parts: Parts, tmp_path: Path
) -> None:
    files = await deliver(parts, tmp_path, work(1, "a", floors="x"), work(2, "b", floors=14), work(3, "c", floors="x"))
    path = await corrected(parts, tmp_path, {1: {"floors": "4"}})
    await retry(parts, path)
    (home,) = {row.delivery for row in await waiting(parts, None)}
    await parts.keys.shred(f"subject/{home}")
    again = await imports.run(parts, scratch.PROFILE, files)
    assert (again.counts.rejected, again.counts.events) == (3, 0)
    rows = await waiting(parts)
    assert [await kept.Opener(parts.keys).open(row) for row in rows] == [None] * 3
    with pytest.raises(CorrectedFile, match="its key was destroyed"):
        await retry(parts, path)


async def test_a_row_that_is_out_of_scope_once_corrected_is_closed_as_skipped(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a", floors="x"), work(2, "a", floors="x"))
    await retry(parts, await corrected(parts, tmp_path, {1: {"floors": "13"}, 2: {"building": "bare"}}))
    assert [(row.state, row.outcome, row.row_key) for row in await waiting(parts, None)] == [
        ("corrected", "skipped", None)
    ] * 2


async def test_rows_without_keys_keep_their_occurrences(parts: Parts, tmp_path: Path) -> None:
    checks = [{"building": "a", "day": day} for day in ("2020-01-01", "2020-02-30", "2020-01-01")]
    await deliver(parts, tmp_path, work(1, "a"), checks=checks)
    answer = await retry(parts, await corrected(parts, tmp_path, {2: {"day": "2020-01-01"}}))
    assert (answer.summary.counts.recorded, answer.summary.counts.duplicates) == (1, 3)
    assert len(await imports.bodies(parts.pool, types="SafetyScreened")) == 3
    digests = await parts.pool.fetch("select digest from ledger.source_row where key like '%#%'")
    assert len({row["digest"] for row in digests}) == 1


async def test_a_ragged_row_is_whole_once_corrected(parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    path.write_text("no,building,day,floors\n1,a,2020-01-01\n2,b,2020-01-01,3\n")
    await imports.run(parts, scratch.PROFILE, [path])
    await retry(parts, await corrected(parts, tmp_path, {1: {"floors": "7"}}))
    assert [body["changes"][0]["set"]["floors"] for body in await surveys(parts)] == [3, 7]


async def test_without_the_files_corrected_rows_are_taken_alone(parts: Parts, tmp_path: Path) -> None:
    works, notes = await deliver(
        parts, tmp_path, work(1, "a", floors="x"), work(2, "b", floors="x"), notes=[{"no": 1, "text": "of one"}]
    )
    path = await corrected(parts, tmp_path, {1: {"floors": "4"}})
    kept_elsewhere = tmp_path / "elsewhere"
    kept_elsewhere.mkdir()
    moved = [file.rename(kept_elsewhere / file.name) for file in (works, notes)]
    answer = await retry(parts, path)
    assert (answer.alone, answer.summary.rows, answer.summary.counts.recorded) == (True, 1, 1)
    assert answer.states == {"corrected": 1, "open": 1}
    again = await retry(parts, path)
    assert (again.summary.rows, again.summary.counts.events) == (0, 0)
    whole = await retry(parts, path, *moved)  # now the row's note is seen
    assert (whole.alone, whole.summary.rows, whole.summary.counts.recorded) == (False, 3, 1)
    assert (await surveys(parts))[-1]["changes"][0]["set"] == {"floors": 4, "name": "of one"}


async def test_alone_a_row_like_a_recorded_one_waits_for_its_files(parts: Parts, tmp_path: Path) -> None:
    checks = [{"building": "a", "day": day} for day in ("2020-01-01", "2020-02-30")]
    files = await deliver(parts, tmp_path, work(1, "a"), checks=checks)
    path = await corrected(parts, tmp_path, {2: {"day": "2020-01-01"}})
    files[1].unlink()
    answer = await retry(parts, path)
    assert (answer.alone, answer.states, answer.summary.counts.rejected) == (True, {"open": 1}, 1)
    assert [row.rule for row in await waiting(parts)] == ["FILES"]
    imports.write_csv(files[1], checks)
    assert (await retry(parts, path)).states == {"corrected": 1}
    assert len(await imports.bodies(parts.pool, types="SafetyScreened")) == 2


async def test_a_worksheet_may_hold_rows_of_several_deliveries(parts: Parts, tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("one", "two")]
    for number, folder in enumerate(folders):
        folder.mkdir()
        await deliver(parts, folder, work(number, "a", floors="x"), work(number + 10, "b"))
    path = await corrected(parts, tmp_path, {1: {"floors": "4"}})
    answers = await retrying.retry(parts, "scratch", path, [folders[1]], engine.Options(processes=1))
    assert [(answer.states, answer.alone) for answer in answers] == [({"corrected": 1}, False)] * 2
    assert {answer.home for answer in answers} == {row.delivery for row in await waiting(parts, "corrected")}


async def test_other_files_are_refused(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a", floors="x"))
    path = await corrected(parts, tmp_path, {1: {"floors": "4"}})
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(sources.SourceError, match="not those that the corrected rows came in"):
        await retry(parts, path, imports.write_csv(other / "works.csv", [work(1, "a")]))
    assert await parts.pool.fetchval("select correction from intake.quarantine") is None


async def test_a_row_that_was_taken_is_not_corrected_again(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a", floors="x"))
    await retry(parts, await corrected(parts, tmp_path, {1: {"floors": "4"}}))
    with pytest.raises(CorrectedFile, match="was taken already; correct the events"):
        await retry(parts, await corrected(parts, tmp_path, {1: {"floors": "5"}}))


async def test_a_dropped_row_stays_and_comes_back_when_it_is_corrected(parts: Parts, tmp_path: Path) -> None:
    files = await deliver(parts, tmp_path, work(1, "a", floors="x"))
    (row,) = await waiting(parts)
    async with parts.pool.acquire() as connection:
        await kept.drop(connection, [row.id], "li", "the building was never built")
        with pytest.raises(kept.NotKept, match="is dropped already"):
            await kept.drop(connection, [row.id], "li", "again")
        with pytest.raises(kept.NotKept, match="no row 999"):
            await kept.drop(connection, [999], "li", "again")
    rerun = await imports.run(parts, scratch.PROFILE, files)
    (row,) = await waiting(parts, None)
    assert (rerun.counts.rejected, row.state, row.closed_by, row.outcome) == (
        1, "dropped", "li", "the building was never built",
    )  # fmt: skip
    assert (await retry(parts, await corrected(parts, tmp_path, {1: {"floors": "4"}}))).states == {"corrected": 1}


async def test_a_dry_run_takes_corrections_and_keeps_nothing(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, work(1, "a", floors="x"), work(2, "b"))
    path = await corrected(parts, tmp_path, {1: {"floors": "4"}})
    before = await imports.counts(parts.pool)
    answer = await retry(parts, path, dry_run=True)
    assert (answer.summary.counts.recorded, answer.summary.counts.rejected) == (1, 0)
    assert (await imports.counts(parts.pool), [row.state for row in await waiting(parts)]) == (before, ["open"])
    assert await parts.pool.fetchval("select correction from intake.quarantine") is None


async def test_an_unfinished_import_is_brought_to_its_end_before_rows_are_corrected(
    parts: Parts, tmp_path: Path
) -> None:
    """Its staged rows are those before the correction; nothing may be left out behind its last batch."""
    rows = [work(1, "a", floors="x"), *(work(n, f"b{n:02}") for n in range(2, 40))]
    files = [imports.write_csv(tmp_path / "works.csv", rows)]
    options, watcher = engine.Options(processes=1, rows_per_batch=5), engine.Watcher(settled=interrupt_after(3))
    with pytest.raises(KeyboardInterrupt):
        await engine.run(parts, scratch.PROFILE, files, options, watcher)
    answer = await retry(parts, await corrected(parts, tmp_path, {1: {"floors": "4"}}))
    assert (answer.states, answer.summary.counts.recorded) == ({"corrected": 1}, 1)
    assert len(await surveys(parts)) == 39


def interrupt_after(batches: int) -> Any:
    left = batches

    def settled(rows: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt

    return settled


PROGRAM = """
import asyncio, pathlib, sys
from registry import database
from registry.intake import engine, profiles, retrying
from tests.registry.intake import imports, scratch
from tests.registry.intake.clerks import corrected, deliver, opened, retry, waiting

async def main(url, folder, corrected, processes):
    profiles.MODULES["scratch"] = scratch.__name__
    pool = await database.open_pool(url)
    parts = await imports.parts(pool, url, pathlib.Path(folder))
    options = engine.Options(processes=int(processes), rows_per_batch=20)
    await retrying.retry(parts, "scratch", pathlib.Path(corrected), (), options)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("processes", [pytest.param(1, marks=pytest.mark.long), 2])
async def test_a_retry_that_is_killed_goes_on(
    parts: Parts, twin: Parts, database: str, tmp_path: Path, processes: int
) -> None:
    wrong = [work(n, f"b{n % 97:03}", floors="x" if n % 2 else 3) for n in range(1, 401)]
    await deliver(parts, tmp_path, *wrong)
    path = await corrected(parts, tmp_path, {n: {"floors": str(n % 12 + 1)} for n in range(1, 401, 2)})
    chance, start = random.Random(processes), await source_rows(parts)
    for left in (20, 120):
        process = await begin(database, tmp_path, path, processes)
        while process.returncode is None and (  # noqa: ASYNC110 - happens in another process
            await source_rows(parts) < start + left
        ):
            await asyncio.sleep(0.002)
        await asyncio.sleep(chance.random() * 0.01)
        if process.returncode is None:
            process.kill()
        await process.wait()
    process = await begin(database, tmp_path, path, processes)
    assert await process.wait() == 0
    assert {row.state for row in await waiting(parts, None)} == {"corrected"}
    assert {row.outcome for row in await waiting(parts, None)} == {"recorded"}
    right = [{**row, "floors": n % 12 + 1 if n % 2 else 3} for n, row in enumerate(wrong, 1)]
    await deliver(twin, tmp_path / "twin", *right)
    assert await rows(parts) == await rows(twin)
    assert (await retry(parts, path)).summary.counts.events == 0


async def source_rows(parts: Parts) -> int:
    found: int = await parts.pool.fetchval("select count(*) from ledger.source_row")
    return found


async def begin(url: str, folder: Path, path: Path, processes: int) -> asyncio.subprocess.Process:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    arguments = (url, str(folder), str(path), str(processes))
    return await asyncio.create_subprocess_exec(sys.executable, "-c", PROGRAM, *arguments, env=environment)


async def rows(parts: Parts) -> list[tuple[object, ...]]:
    """What is recorded under which row, wherever it stands."""
    found = await parts.pool.fetch(
        """select r.key, encode(r.digest, 'hex'), e.type, e.effective_on,
               convert_from(e.body, 'UTF8')::jsonb -> 'changes'
           from ledger.source_row r join ledger.event e using (position) order by 1"""
    )
    return [tuple(row) for row in found]
