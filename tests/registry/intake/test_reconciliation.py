"""A reconciliation has a line for every row of the files, and for what only the registry holds of what they cover."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import pytest

from aggregates.errors import FangjiError
from registry.intake import reconciling
from registry.intake.engine import Parts
from registry.intake.profile import Covers, Profile
from registry.intake.reconciling import Line, Reconciliation, State
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work


async def _compare(
    parts: Parts, files: Sequence[Path], profile: Profile = scratch.PROFILE, covers: Covers | None = None, **more: int
) -> tuple[Reconciliation, list[Line]]:
    lines: list[Line] = []
    options = {"processes": 1, **more}
    found = await reconciling.reconcile(parts, profile, files, lines.append, covers, **options)  # type: ignore[arg-type]
    return found, lines


def _states(lines: Sequence[Line]) -> list[tuple[int | None, str]]:
    return [(line.row, line.state.value) for line in lines]


@pytest.fixture
def delivery(tmp_path: Path) -> list[Path]:
    works = imports.write_csv(
        tmp_path / "works.csv",
        [work(1, "a"), work(3, "bare"), work(4, "b", floors="x"), work(5, "c", floors=13), work(6, "c", floors=14)],
    )
    notes = imports.write_csv(tmp_path / "notes.csv", [{"no": 1, "text": "with"}, {"no": 3, "text": "of bare land"}])
    checks = imports.write_csv(tmp_path / "checks.csv", [{"building": "a", "day": "2021-01-01"}] * 2)
    return [works, notes, checks]


@pytest.mark.parametrize("processes", [1, 2])
async def test_what_is_imported_is_equal_or_says_why_not(parts: Parts, delivery: list[Path], processes: int) -> None:
    summary = await imports.run(parts, scratch.PROFILE, delivery)
    found, lines = await _compare(parts, delivery, processes=processes)
    counts = summary.counts
    assert found.states == {
        State.EQUAL: counts.recorded,
        State.SKIPPED: counts.skipped.total(),
        State.REJECTED: counts.rejected,
    }
    assert (found.rows, found.agrees) == (summary.rows, False)
    details = {(line.file, line.row): (line.state.value, line.detail) for line in lines}
    assert details["works.csv", 2] == ("skipped", "bare land")
    assert details["works.csv", 4] == ("skipped", "floor 13")
    assert details["notes.csv", 2] == ("skipped", "no works row")
    assert details["works.csv", 3] == (
        "rejected",
        "INTEGER floors: is not a number of floors; in the quarantine: open",
    )
    assert details["works.csv", 5] == ("rejected", "FLOORS floors: is not liked; in the quarantine: open")
    equal = [line for line in lines if line.state is State.EQUAL]
    assert {(line.kind, line.code) for line in equal} == {("BUILDING", "a")}
    positions = {line.position for line in equal if line.part != "check"}
    assert len(positions) == 1, "the work and its note made one event"


async def test_what_was_never_imported_is_missing(parts: Parts, delivery: list[Path]) -> None:
    before = await imports.counts(parts.pool)
    found, lines = await _compare(parts, delivery)
    assert found.states[State.MISSING] == 4
    missing = [line for line in lines if line.state is State.MISSING]
    assert {(line.kind, line.code, line.position) for line in missing} == {("BUILDING", "a", None)}
    assert {line.detail.partition("; ")[2] for line in lines if line.state is State.REJECTED} == {"not imported yet"}
    assert await imports.counts(parts.pool) == before


async def test_other_content_names_the_event_and_its_import(parts: Parts, tmp_path: Path) -> None:
    first = imports.write_csv(tmp_path / "works.csv", [work(1, "a"), work(2, "b")])
    await imports.run(parts, scratch.PROFILE, [first])
    (tmp_path / "later").mkdir()
    later = imports.write_csv(tmp_path / "later" / "works.csv", [work(1, "a", floors=4), work(2, "b")])
    found, (changed, same) = await _compare(parts, [later])
    assert (changed.state, same.state, same.detail) == (State.DIFFERING, State.EQUAL, "")
    day = parts.today().isoformat()
    assert changed.detail == f"SurveyRevised says other content, recorded on {day} from works.csv"
    position = await parts.pool.fetchval("select position from ledger.source_row where key = '1'")
    assert changed.position == position
    assert not found.agrees
    await imports.run(parts, scratch.PROFILE, [later])
    found, _ = await _compare(parts, [later])
    assert found.agrees
    assert found.states == {State.EQUAL: 2}
    found, (changed, same) = await _compare(parts, [first])
    assert (changed.state, same.state) == (State.DIFFERING, State.EQUAL)


@pytest.fixture
async def later(parts: Parts, tmp_path: Path) -> Path:
    """A later delivery under the same name, with a row less of building "a" and without building "b"."""
    first = imports.write_csv(tmp_path / "works.csv", [work(1, "a"), work(2, "a", "2020-02-01"), work(3, "b")])
    checks = imports.write_csv(tmp_path / "checks.csv", [{"building": "d", "day": "2021-01-01"}])
    await imports.run(parts, scratch.PROFILE, [first])
    await imports.run(parts, scratch.PROFILE, [checks])
    (tmp_path / "later").mkdir()
    return imports.write_csv(tmp_path / "later" / "works.csv", [work(1, "a"), work(9, "c")])


@pytest.mark.parametrize(
    ("covers", "codes"),
    [
        (Covers.ROWS, []),
        (Covers.SUBJECTS, ["a"]),
        (Covers.FILES, ["a", "b"]),
        (Covers.REGISTER, ["a", "b", "d"]),
    ],
)
async def test_what_only_the_registry_holds(parts: Parts, later: Path, covers: Covers, codes: list[str]) -> None:
    profile = dataclasses.replace(scratch.PROFILE, covers=covers)
    found, lines = await _compare(parts, [later], profile)
    absent = [line for line in lines if line.state is State.ABSENT]
    assert [line.code for line in absent] == codes
    assert found.states[State.ABSENT] == len(codes)
    assert all((line.file, line.row, line.kind) == ("", None, "BUILDING") for line in absent)
    assert (found.rows, found.states[State.EQUAL], found.states[State.MISSING]) == (2, 1, 1)
    said, _ = await _compare(parts, [later], covers=covers)
    assert said.states == found.states


async def test_rows_of_a_new_key_do_not_hide_the_old_ones_of_their_subject(parts: Parts, tmp_path: Path) -> None:
    first = imports.write_csv(tmp_path / "works.csv", [work(1, "a")])
    await imports.run(parts, scratch.PROFILE, [first])
    (tmp_path / "later").mkdir()
    later = imports.write_csv(tmp_path / "later" / "works.csv", [work(7, "a")])
    _, lines = await _compare(parts, [later], covers=Covers.SUBJECTS)
    assert _states(lines) == [(1, "missing"), (None, "absent")]


async def test_rows_said_twice_and_keys_that_look_like_facets(parts: Parts, tmp_path: Path) -> None:
    rows = [work("8", "e"), work("8", "e"), work("8#2", "e", "2020-02-01")]
    works = imports.write_csv(tmp_path / "works.csv", rows)
    await imports.run(parts, scratch.PROFILE, [works])
    _, lines = await _compare(parts, [works], covers=Covers.REGISTER)
    assert [line.state for line in lines] == [State.EQUAL] * 3
    assert len({line.position for line in lines}) == 2
    rows[2]["floors"] = 9
    changed = imports.write_csv(tmp_path / "works.csv", rows)
    found, lines = await _compare(parts, [changed])
    assert _states(lines) == [(1, "equal"), (2, "equal"), (3, "differing")]
    assert found.parts == {"works": Counter({State.EQUAL: 2, State.DIFFERING: 1})}


async def test_a_row_that_a_clerk_dropped_is_in_order(parts: Parts, tmp_path: Path) -> None:
    works = imports.write_csv(tmp_path / "works.csv", [work(4, "b", floors="x")])
    await imports.run(parts, scratch.PROFILE, [works])
    await parts.pool.execute("update intake.quarantine set state = 'dropped'")
    found, (line,) = await _compare(parts, [works])
    assert (line.state, found.agrees) == (State.DROPPED, True)


async def test_nothing_personal_stands_in_a_line(parts: Parts, tmp_path: Path) -> None:
    number = "11010519491231002X"
    rows = [work(number, "a", owner="张三"), work(2, "b", owner="x"), work(3, "c", floors="x", owner="李四")]
    works = imports.write_csv(tmp_path / "works.csv", rows)
    await imports.run(parts, scratch.PROFILE, [works])
    _, lines = await _compare(parts, [works])
    said = repr(lines)
    assert not any(secret in said for secret in (number, "张三", "李四"))
    assert lines[0].key == "***"
    assert lines[1].detail.startswith("TEXT owner: is not a name")


async def test_nothing_is_left_behind(parts: Parts, tmp_path: Path) -> None:
    works = imports.write_csv(tmp_path / "works.csv", [work(1, "a"), work(2, "b", floors="x")])
    await _compare(parts, [works])

    def broken(line: Line) -> None:
        raise OSError(str(uuid4()))

    with pytest.raises(OSError, match="-"):
        await reconciling.reconcile(parts, scratch.PROFILE, [works], broken, processes=1)
    tables = "select count(*) from pg_tables where tablename ~ '^(stage_|told|met|covered)'"
    assert await parts.pool.fetchval(tables) == 0
    await _compare(parts, [works])


def test_a_report_without_a_row_of_the_files_is_an_error() -> None:
    found = Reconciliation("scratch", [], Covers.ROWS, 2)
    found.count(Line("f", 1, "works", "1", "", "", State.EQUAL, 1, ""))
    with pytest.raises(FangjiError, match="hold 2 data rows, but 1"):
        found.check()
