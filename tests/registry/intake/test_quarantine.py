"""Rejected rows are kept with their fault; their content only sealed."""

from __future__ import annotations

from pathlib import Path

from registry.intake import engine
from registry.intake.engine import Parts
from registry.intake.quarantine import Quarantine, Rejection
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work


async def run(parts: Parts, works: Path) -> list[Rejection]:
    reported: list[Rejection] = []
    await engine.run(
        parts, scratch.PROFILE, [works], engine.Options(processes=1), engine.Watcher(rejected=reported.append)
    )
    return reported


async def test_file_row_column_value_reason_and_rule(parts: Parts, tmp_path: Path) -> None:
    rows = [work(1, "a"), work(2, "b", floors="x"), work(3, "c", floors=14), work(4, "d", "2020-02-30")]
    reported = await run(parts, imports.write_csv(tmp_path / "works.csv", rows))
    said = [(one.file, one.row, one.column, one.value, one.rule, one.reason) for one in reported]
    assert said[:2] == [
        ("works.csv", 2, "floors", "x", "INTEGER", "is not a number of floors"),
        ("works.csv", 3, "floors", "14", "FLOORS", "is not liked"),
    ]
    assert said[2][:3] == ("works.csv", 4, "effective_on")
    assert "2020-02-30" in said[2][5]
    assert reported[0].to_json()["cells"] == {key: str(value) for key, value in rows[1].items()}


async def test_values_are_sealed_at_rest_and_personal_columns_masked_in_the_report(
    parts: Parts, tmp_path: Path
) -> None:
    rows = [work(1, "a", floors="x", owner="Zhang San"), work(2, "b", owner="x")]
    reported = await run(parts, imports.write_csv(tmp_path / "works.csv", rows))
    assert (reported[0].value, reported[0].cells["owner"]) == ("x", "***")
    assert reported[1].value == "***"
    kept = await parts.pool.fetch(
        "select q::text as said, delivery, convert_from(sealed, 'UTF8') as sealed from intake.quarantine q"
    )
    assert all("Zhang" not in row["said"] and '"sealed":1' in row["sealed"] for row in kept)
    async with parts.pool.acquire() as connection:
        opened = [one async for one in Quarantine(kept[0]["delivery"], parts.keys).read(connection)]
    assert opened[0].cells["owner"] == "Zhang San"


async def test_a_row_without_key_left_keeps_its_fault(parts: Parts, tmp_path: Path) -> None:
    await run(parts, imports.write_csv(tmp_path / "works.csv", [work(1, "a", floors="x")]))
    delivery = await parts.pool.fetchval("select delivery from intake.quarantine")
    await parts.pool.execute("delete from keys.key")
    async with parts.pool.acquire() as connection:
        opened = [one async for one in Quarantine(delivery, parts.keys).read(connection)]
    assert [(one.row, one.column, one.cells) for one in opened] == [(1, "floors", {})]


async def test_a_second_run_does_not_double_the_quarantine(parts: Parts, tmp_path: Path) -> None:
    works = imports.write_csv(tmp_path / "works.csv", [work(1, "a", floors="x"), work(2, "a", floors=14)])
    await run(parts, works)
    await run(parts, works)
    assert await parts.pool.fetchval("select count(*) from intake.quarantine") == 2


async def test_u0000_and_strange_rows_are_rejected(parts: Parts, tmp_path: Path) -> None:
    path = tmp_path / "works.csv"
    path.write_bytes(
        b"no,building,day,floors\n1,a\x00b,2020-01-01,3\n2,b,2020-01-01\n3,c,2020-01-01,3,4\n4,d,2020-01-01,3,\n"
    )
    reported = await run(parts, path)
    told = [(one.row, one.column, one.rule) for one in reported]
    assert told == [(1, "building", "TEXT"), (2, "floors", "COLUMNS"), (3, "#5", "COLUMNS")]
    assert set(reported[2].cells.values()) == {"***"}, "in a shifted row any cell may be the owner's name"
