"""A dry run says what an import would do, and leaves no trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.intake import engine
from registry.intake.engine import Parts
from registry.intake.quarantine import Rejection
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work


@pytest.mark.parametrize("processes", [1, 2])
async def test_nothing_is_written_and_all_is_said(parts: Parts, tmp_path: Path, processes: int) -> None:
    rows = [work(n, f"b{n % 40}", year="9999", floors="x" if n == 7 else n % 15) for n in range(200)]
    works = imports.write_csv(tmp_path / "works.csv", rows)
    before = await imports.counts(parts.pool)
    rejected: list[Rejection] = []
    options = engine.Options(dry_run=True, processes=processes, rows_per_batch=20)
    rehearsed = await engine.run(parts, scratch.PROFILE, [works], options, engine.Watcher(rejected=rejected.append))
    assert await imports.counts(parts.pool) == before
    real = await imports.run(parts, scratch.PROFILE, [works], rows_per_batch=20)
    assert rehearsed.counts == real.counts
    assert len(rejected) == real.counts.rejected > 1
    assert rehearsed.dry_run


async def test_a_dry_run_sees_what_is_recorded(parts: Parts, tmp_path: Path) -> None:
    works = imports.write_csv(tmp_path / "works.csv", [work(1, "a"), work(2, "b")])
    await imports.run(parts, scratch.PROFILE, [works])
    rehearsed = await imports.run(parts, scratch.PROFILE, [works], dry_run=True)
    assert (rehearsed.counts.duplicates, rehearsed.counts.events) == (2, 0)


async def test_a_dry_run_does_not_disturb_an_interrupted_import(parts: Parts, tmp_path: Path) -> None:
    works = imports.write_csv(tmp_path / "works.csv", [work(n, f"b{n:03}") for n in range(100)])

    def give_up(rows: int) -> None:
        raise KeyboardInterrupt

    options = engine.Options(processes=1, rows_per_batch=10)
    with pytest.raises(KeyboardInterrupt):
        await engine.run(parts, scratch.PROFILE, [works], options, engine.Watcher(parsed=give_up))
    await imports.run(parts, scratch.PROFILE, [works], dry_run=True)
    assert (await imports.run(parts, scratch.PROFILE, [works])).counts.recorded == 100
