"""What facts may see of the ledger: the rows whose keys begin so, and all that happened to their subjects."""

from __future__ import annotations

from pathlib import Path

from registry.intake import lookups
from registry.intake.engine import Parts
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work


async def test_rows_are_told_apart_by_how_their_keys_begin(parts: Parts, tmp_path: Path) -> None:
    numbers = {"a/1": "x", "a/2": "y", "ab/1": "x", "b/1": "z", "c": "z"}
    rows = [work(number, building) for number, building in numbers.items()]
    await imports.run(parts, scratch.PROFILE, [imports.write_csv(tmp_path / "works.csv", rows)])
    async with parts.pool.acquire() as connection:
        told = await lookups.told_by(connection, "scratch", {"a/", "b/", "d/"})
        assert await lookups.told_by(connection, "another register", {"a/"}) == {}
        assert await lookups.told_by(connection, "scratch", ()) == {}
    assert {beginning: set(known.rows) for beginning, known in told.items()} == {"a/": {"a/1", "a/2"}, "b/": {"b/1"}}
    codes = [past.subject[2] for past in told["a/"].history]
    assert sorted(codes) == ["x", "x", "y"], "all events of the rows' subjects"
    days = [(past.subject[2], sorted(past.keys)) for past in told["a/"].history]
    assert days == sorted(days, key=lambda one: one[0]), "as they were recorded"
