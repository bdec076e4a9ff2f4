"""Singapore's public housing: what a block and a resale make, and how their dirt is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from registry.intake import profiles
from registry.intake.accounting import Summary
from registry.intake.engine import Parts
from registry.intake.profiles import sg_hdb
from tests.registry.intake import imports

CODE = "9 MADE-UP AVE 2"


def block(**more: object) -> dict[str, object]:
    return {
        "blk_no": "9", "street": "MADE-UP AVE 2", "max_floor_lvl": 12, "year_completed": 1984,
        **dict.fromkeys(sg_hdb.USES, "N"), "residential": "Y", "commercial": "Y", "bldg_contract_town": "AMK",
        "total_dwelling_units": 30, **dict.fromkeys(sg_hdb.MIX, 0), "3room_sold": 20, "1room_rental": 10,
        **more,
    }  # fmt: skip


def resale(**more: object) -> dict[str, object]:
    return {
        "month": "2026-01-01", "town": "ANG MO KIO", "flat_type": "3 ROOM", "block": "9",
        "street_name": "MADE-UP AVE 2", "storey_range": "10 TO 12", "floor_area_sqm": "67.0",
        "flat_model": "New Generation", "lease_commence_date": "1985", "remaining_lease": "58 years",
        "resale_price": "345000.0", **more,
    }  # fmt: skip


async def deliver(parts: Parts, folder: Path, blocks: list[Any], resales: list[Any]) -> Summary:
    files = []
    if blocks:
        files.append(imports.write_csv(folder / "hdb-property-information.csv", blocks))
    if resales:
        files.append(imports.write_csv(folder / "hdb_resale.csv", resales))
    return await imports.run(parts, profiles.get("sg-hdb"), files)


async def of_type(parts: Parts, *types: str) -> list[dict[str, Any]]:
    return [body for body in await imports.bodies(parts.pool) if body["type"] in types]


async def quarantined(parts: Parts) -> list[tuple[str, str]]:
    return [tuple(row) for row in await parts.pool.fetch("select column_name, rule from intake.quarantine")]


def sets(body: dict[str, Any]) -> dict[str, Any]:
    return {change["entity"]: change["set"] for change in body["changes"]}


async def test_a_block_and_its_resale(parts: Parts, tmp_path: Path) -> None:
    summary = await deliver(parts, tmp_path, [block()], [resale()])
    assert (summary.counts.recorded, summary.counts.findings) == (2, {})
    country, town, building, house, sale = await imports.bodies(parts.pool)
    assert [sets(one)[""] for one in (country, town)] == [
        {"name": "Singapore", "level": "COUNTRY"},
        {"name": "ANG MO KIO", "level": "COUNTY", "parent": "SG"},
    ]
    assert (building["code"], building["effective_on"], building["reason"]) == (CODE, "1984-12-31", "CHANGE")
    assert sets(building) == {
        "": {
            "division": "SG/AMK", "address": CODE, "floors": 12, "year_built": 1984, "unit_count": 30,
            "purpose": "residential, commercial", "physical": "COMPLETED", "currency": "SGD",
        },
        "unit_mix/3room_sold": {"unit_type": "3 ROOM", "tenure": "SOLD", "units": 20},
        "unit_mix/1room_rental": {"unit_type": "1 ROOM", "tenure": "RENTAL", "units": 10},
    }  # fmt: skip
    assert sets(house)[""] == {
        "division": "SG/AMK", "building_code": CODE, "address": CODE, "floor": "10 TO 12",
        "house_type": "3 ROOM, New Generation", "purpose": "residential", "stock": "ALLOTTED_SALE",
        "floor_area": "67", "land_lease_year": 1985, "currency": "SGD",
    }  # fmt: skip
    assert (sale["effective_on"], sale["code"]) == ("2026-01-01", house["code"])
    assert sets(sale) == {
        "transfers/2026-01": {"basis": "SALE", "price": "345000", "area": "67", "term_left": "58 years"}
    }


async def test_identical_rows_are_different_sales_of_different_houses(parts: Parts, tmp_path: Path) -> None:
    summary = await deliver(parts, tmp_path, [block()], [resale(), resale(), resale(resale_price="1.0")])
    assert (summary.counts.recorded, summary.counts.duplicates) == (4, 0)
    codes = [body["code"] for body in await of_type(parts, "OwnershipTransferred")]
    assert len(set(codes)) == 3
    assert sorted(code.partition("#")[2] for code in codes) == ["1", "1", "2"]
    again = await deliver(parts, tmp_path, [block()], [resale(), resale(), resale(resale_price="1.0")])
    assert (again.counts.events, again.counts.duplicates) == (0, 4)


async def test_a_longer_release_brings_only_what_is_new(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, [block()], [resale()])
    later = await deliver(parts, tmp_path, [], [resale(), resale(), resale(month="2026-02-01")])
    assert (later.counts.recorded, later.counts.duplicates) == (2, 1)


async def test_a_block_that_only_a_resale_names_is_recorded_with_a_finding(parts: Parts, tmp_path: Path) -> None:
    first = await deliver(parts, tmp_path, [], [resale(month="2026-02"), resale(month="2026-03")])
    assert (first.counts.recorded, first.counts.findings) == (2, {"SG-BLOCK": 1})
    (building,) = await of_type(parts, "BuildingRegistered")
    assert (building["effective_on"], sets(building)[""]["physical"]) == ("2026-02-01", "COMPLETED")
    second = await deliver(parts, tmp_path, [block()], [])
    assert (second.counts.recorded, second.counts.findings) == (1, {})


async def test_counts_that_change_correct_the_block(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, [block()], [])
    later = await deliver(parts, tmp_path, [block(**{"1room_rental": 0, "total_dwelling_units": 20})], [])
    assert later.counts.recorded == 1
    first, second = await of_type(parts, "BuildingRegistered")
    assert (second["reason"], second["corrects"]) == ("CORRECTION", first["id"])
    assert sets(second).keys() == {"", "unit_mix/3room_sold"}


async def test_doubts_are_findings(parts: Parts, tmp_path: Path) -> None:
    summary = await deliver(
        parts,
        tmp_path,
        [block(total_dwelling_units=31)],
        [resale(storey_range="13 TO 15", resale_price="0")],
    )
    assert summary.counts.recorded == 2
    assert summary.counts.findings == {"SG-UNITS": 1, "SG-STOREY": 1, "SG-PRICE": 1}


async def test_the_storeys_of_a_block_are_known_from_an_earlier_delivery(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, [block()], [])
    later = await deliver(parts, tmp_path, [], [resale(storey_range="13 TO 15")])
    assert later.counts.findings == {"SG-STOREY": 1}


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("blk_no", "", "MISSING"), ("street", "", "MISSING"), ("bldg_contract_town", "", "MISSING"),
        ("year_completed", "0", "YEAR"), ("year_completed", "", "YEAR"), ("year_completed", "9999", "YEAR"),
        ("max_floor_lvl", "x", "INTEGER"), ("3room_sold", "-1", "INTEGER"), ("3room_sold", "1.5", "INTEGER"),
        ("residential", "", "ENUM"), ("commercial", "maybe", "ENUM"),
    ],
)  # fmt: skip
async def test_faults_of_blocks(parts: Parts, tmp_path: Path, column: str, value: str, rule: str) -> None:
    summary = await deliver(parts, tmp_path, [block(**{column: value})], [])
    assert (summary.counts.rejected, summary.counts.events) == (1, 0)
    assert await quarantined(parts) == [(column, rule)]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("month", "2026-13", "MONTH"), ("month", "2026-01-02", "MONTH"), ("month", "0000-01", "MONTH"),
        ("block", "", "MISSING"), ("town", "", "MISSING"), ("flat_type", "", "MISSING"),
        ("storey_range", "10", "STOREYS"), ("storey_range", "12 TO 10", "STOREYS"), ("storey_range", "", "STOREYS"),
        ("floor_area_sqm", "", "MISSING"), ("floor_area_sqm", "big", "NUMBER"), ("resale_price", "-1", "NUMBER"),
        ("resale_price", "1e6", "NUMBER"), ("lease_commence_date", "85", "YEAR"),
        ("remaining_lease", "x" * 61, "LENGTH"),
    ],
)  # fmt: skip
async def test_faults_of_resales(parts: Parts, tmp_path: Path, column: str, value: str, rule: str) -> None:
    summary = await deliver(parts, tmp_path, [block()], [resale(), resale(**{column: value})])
    assert (summary.counts.rejected, summary.counts.recorded) == (1, 2)
    assert await quarantined(parts) == [(column, rule)]
