"""What an assembler remembers does not grow with the delivery."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from registry.intake import assembly
from registry.intake.attempt import View
from registry.intake.engine import Parts
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work


async def test_claims_of_subjects_that_are_long_recorded_are_forgotten(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assembly, "LEAST_KEPT", 20)
    held: list[int] = []
    before = assembly.Assembler._view

    async def counted(self: assembly.Assembler, found: Sequence[assembly.Found]) -> View:
        view = await before(self, found)
        held.append(len(view.claims))
        return view

    monkeypatch.setattr(assembly.Assembler, "_view", counted)
    works = imports.write_csv(tmp_path / "works.csv", [work(n, f"b{n:04}") for n in range(600)])
    summary = await imports.run(parts, scratch.PROFILE, [works], rows_per_batch=5)
    assert summary.counts.recorded == 600
    assert max(held) <= 2 * assembly.BATCHES_KEPT * 5
