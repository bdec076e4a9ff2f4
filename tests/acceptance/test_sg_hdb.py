"""Singapore's public housing, whole: every row in its box, sums and sales as the files tell them, twice the same."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from registry.intake import engine, profiles
from registry.intake.accounting import Summary
from tests import registers, servers
from tests.acceptance import telling
from tests.registry.intake import imports

BLOCKS = "sg_hdb_blocks/hdb-property-information.csv.gz"
RESALES = "sg_hdb_blocks/hdb_resale_2026_official_columns.csv.gz"

Row = dict[str, str]
Body = dict[str, Any]


def read(path: Path) -> list[Row]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
async def parts(pool: asyncpg.Pool, database: str, tmp_path: Path) -> engine.Parts:
    return await imports.parts(pool, database, tmp_path)


async def deliver(parts: engine.Parts, *files: Path) -> Summary:
    return await imports.run(parts, profiles.get("sg-hdb"), files)


def stated(body: Body, entity: str = "") -> Body:
    return next(change["set"] for change in body["changes"] if change["entity"].startswith(entity))


async def test_the_whole_register(parts: engine.Parts) -> None:
    files = registers.file(BLOCKS), registers.file(RESALES)
    blocks, resales = read(files[0]), read(files[1])
    summary = await deliver(parts, *files)
    assert (summary.rows, summary.counts.recorded) == (len(blocks) + len(resales), 18_208)
    assert summary.counts.rejected == summary.counts.duplicates == 0
    bodies = await imports.bodies(parts.pool)
    check_blocks(blocks, resales, [body for body in bodies if body["type"] == "BuildingRegistered"], summary)
    check_sales(resales, bodies)
    again = (await deliver(parts, *files)).counts
    assert (again.events, again.duplicates) == (0, summary.rows)


def check_blocks(blocks: list[Row], resales: list[Row], bodies: list[Body], summary: Summary) -> None:
    """Each block as its row tells it; those that only resales name, with a finding each."""
    told = {f"{row['blk_no']} {row['street']}": row for row in blocks}
    only_sold = {f"{row['block']} {row['street_name']}" for row in resales} - told.keys()
    by_code = {body["code"]: body for body in bodies}
    assert len(bodies) == len(by_code)
    assert by_code.keys() == told.keys() | only_sold
    assert summary.counts.findings == {"SG-BLOCK": len(only_sold)} == {"SG-BLOCK": 104}
    kinds: Counter[tuple[str, str]] = Counter()
    for code, row in told.items():
        said = stated(by_code[code])
        assert (said["unit_count"], said["floors"]) == (int(row["total_dwelling_units"]), int(row["max_floor_lvl"]))
        assert (said["year_built"], by_code[code]["effective_on"][:4]) == (
            int(row["year_completed"]),
            row["year_completed"],
        )
        mix = [change["set"] for change in by_code[code]["changes"] if change["entity"].startswith("unit_mix/")]
        assert sum(one["units"] for one in mix) == int(row["total_dwelling_units"])
        for one in mix:
            kinds[one["tenure"], one["unit_type"]] += one["units"]
    for tenure in ("sold", "rental"):
        columns = [name for name in blocks[0] if name.endswith(f"_{tenure}")]
        expected = sum(int(row[name]) for row in blocks for name in columns)
        assert sum(units for (of, _), units in kinds.items() if of == tenure.upper()) == expected
    assert kinds["SOLD", "4 ROOM"] == sum(int(row["4room_sold"]) for row in blocks)
    assert kinds["RENTAL", "1 ROOM"] == sum(int(row["1room_rental"]) for row in blocks)


def check_sales(resales: list[Row], bodies: list[Body]) -> None:
    """Each row is a sale of a house of its own, identical rows too; what is told of it is what the row says."""
    houses = {body["code"]: stated(body) for body in bodies if body["type"] == "HouseRegistered"}
    sales = [body for body in bodies if body["type"] == "OwnershipTransferred"]
    assert len(sales) == len({body["code"] for body in sales}) == len(houses) == len(resales)
    found = Counter(sale(houses[body["code"]], stated(body, "transfers/"), body["effective_on"]) for body in sales)
    assert found == Counter(map(as_written, resales))
    assert max(found.values()) == 2, "four sales stand twice, as different sales"


def sale(house: Body, transfer: Body, day: str) -> tuple[object, ...]:
    return (
        day,
        house["building_code"],
        house["floor"],
        house["house_type"],
        Decimal(house["floor_area"]),
        house["land_lease_year"],
        transfer["term_left"],
        Decimal(transfer["price"]),
    )


def as_written(row: Row) -> tuple[object, ...]:
    return (
        row["month"],
        f"{row['block']} {row['street_name']}",
        row["storey_range"],
        f"{row['flat_type']}, {row['flat_model']}",
        Decimal(row["floor_area_sqm"]),
        int(row["lease_commence_date"]),
        row["remaining_lease"],
        Decimal(row["resale_price"]),
    )


@pytest.mark.long
async def test_the_blocks_and_then_the_resales_leave_what_both_together_leave(
    parts: engine.Parts, pool: asyncpg.Pool
) -> None:
    blocks, resales = registers.file(BLOCKS), registers.file(RESALES)
    first = await deliver(parts, blocks)
    second = await deliver(parts, resales)
    assert (first.counts.events, second.counts.findings) == (12_150 + 27, {"SG-BLOCK": 104})
    bodies = await imports.bodies(pool)
    assert sum(body["type"] == "BuildingRegistered" for body in bodies) == 12_150 + 104
    check_sales(read(resales), bodies)


def part(rows: list[Row], folder: Path, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    return imports.write_csv(folder / name, rows)


@pytest.mark.long
async def test_in_pieces_and_stopped_on_the_way_it_comes_to_the_same(
    parts: engine.Parts, server_folder: Path, server_url: str, tmp_path: Path
) -> None:
    """Blocks may come in any pieces, before the resales; these in one piece: occurrences are counted within it."""
    blocks, resales = read(registers.file(BLOCKS))[:900], read(registers.file(RESALES))[:600]
    name = "hdb-property-information.csv"
    sold = part([*resales, *resales[:9]], tmp_path, "hdb_resale.csv")
    whole = [part(blocks, tmp_path / "whole", name), sold]
    await telling.stop_and_go_on(parts, profiles.get("sg-hdb"), whole, batches=4)
    async with servers.fresh_database(server_folder, server_url) as other, asyncpg.create_pool(other) as pool:
        pieces = await imports.parts(pool, other, tmp_path)
        for number in range(3):
            await deliver(pieces, part(blocks[number::3], tmp_path / str(number), name))
        await deliver(pieces, sold)
        assert await telling.told(pool) == await telling.told(parts.pool)
