"""A column that an open part does not know is named and counted, and changes nothing; other parts refuse it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from registry.intake import delivery as deliveries
from registry.intake import parsing, sources
from registry.intake.engine import Parts
from registry.intake.profile import Profile
from registry.intake.reading import WrongColumns
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work

OPEN = dataclasses.replace(
    scratch.PROFILE, parts=tuple(dataclasses.replace(part, open=True) for part in scratch.PROFILE.parts)
)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Profile:
    monkeypatch.setattr(scratch, "PROFILE", OPEN)
    return OPEN


@pytest.fixture
def works(tmp_path: Path) -> Path:
    rows = [work(n, f"b{n}", colour="crimson" if n % 2 else " ", view="") for n in range(10)]
    return imports.write_csv(tmp_path / "works.csv", rows)


async def test_it_is_named_with_its_filled_cells(parts: Parts, works: Path, opened: Profile) -> None:
    summary = await imports.run(parts, opened, [works])
    assert summary.counts.recorded == 10
    assert summary.to_json()["unknown_columns"] == {"works/colour": 5, "works/view": 0}
    told = await parts.pool.fetchval("select summary::jsonb -> 'unknown_columns' from intake.delivery")
    assert told == '{"works/view": 0, "works/colour": 5}'
    assert not [body for body in await imports.bodies(parts.pool) if "crimson" in str(body)]


async def test_a_run_that_is_taken_up_still_names_it(parts: Parts, works: Path, opened: Profile) -> None:
    async with parts.pool.acquire() as connection:
        delivery = await deliveries.of_files(
            connection, opened, sources.expand([works]), sources.digest(sources.expand([works]))
        )
    await imports.run(parts, opened, [works])
    undo = "update intake.delivery set finished_at = null, summary = null where id = $1"
    await parts.pool.execute(undo, delivery.id)
    assert (await imports.run(parts, opened, [works])).counts.unknown_columns["works/colour"] == 5


async def test_with_it_or_without_it_a_row_is_the_same(parts: Parts, works: Path, opened: Profile) -> None:
    await imports.run(parts, opened, [works])
    plain = imports.write_csv(works.with_name("works2.csv"), [work(n, f"b{n}") for n in range(10)])
    again = await imports.run(parts, opened, [plain])
    assert (again.counts.events, again.counts.duplicates, again.counts.unknown_columns) == (0, 10, {})


async def test_a_part_that_is_not_open_refuses_the_file(parts: Parts, works: Path) -> None:
    with pytest.raises(WrongColumns, match=r"works\.csv has the wrong columns: it has unknown 'colour', 'view'"):
        await imports.run(parts, scratch.PROFILE, [works])


async def test_a_missing_column_is_refused_all_the_same(parts: Parts, tmp_path: Path, opened: Profile) -> None:
    path = imports.write_csv(tmp_path / "works.csv", [{"no": 1, "building": "a", "day": "2020-01-01", "colour": "x"}])
    with pytest.raises(WrongColumns, match="it misses 'floors'"):
        await imports.run(parts, opened, [path])


def test_they_are_known_before_anything_is_read(works: Path) -> None:
    assert parsing.strangers(OPEN, sources.expand([works])) == {"works.csv": ("colour", "view")}
    assert parsing.strangers(scratch.PROFILE, sources.expand([works])) == {}
