"""The same contracts in several releases, with other columns: one contract, one house; unknown columns are named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import asyncpg
import pytest

from registry.intake import engine
from registry.intake.accounting import Summary
from tests.registry.intake import imports
from tests.registry.intake.tw_rows import BUILD, LAND, PROFILE, SALE, bodies, changes, no, row, write

TEN_DAYS = "lvr_released_about_2019-06-01"
QUARTER = "108S2"
NEXT_QUARTER = "108S3"
MORE = ["主建物面積", "附屬建物面積", "陽台面積", "電梯", "移轉編號", "建案名稱", "棟及號", "解約情形"]
MASKED = ["土地區段位置建物區段門牌" if name == "土地位置建物門牌" else name for name in SALE]


@pytest.fixture
async def parts(pool: asyncpg.Pool, database: str, tmp_path: Path) -> engine.Parts:
    return await imports.parts(pool, database, tmp_path)


async def take(parts: engine.Parts, *files: Path) -> Summary:
    return await imports.run(parts, PROFILE, files)


async def live(pool: asyncpg.Pool) -> list[dict[str, Any]]:
    """The events that are neither voided nor corrected, without the divisions."""
    found = await imports.bodies(pool)
    gone = {name for body in found for name in (*body.get("voids", ()), body.get("corrects"))}
    return [
        body
        for body in found
        if body["id"] not in gone and body["kind"] != "DIVISION" and body["type"] != "EventVoided"
    ]


async def told(pool: asyncpg.Pool) -> list[tuple[str, str, str]]:
    return sorted((body["type"], body["scheme"], body["code"]) for body in await live(pool))


async def test_a_release_with_masked_addresses_and_its_quarter_tell_of_one_house(
    parts: engine.Parts, tmp_path: Path
) -> None:
    masked = row(1, 土地區段位置建物區段門牌="基隆市七堵區實踐路１~30號", 總價元="0")
    early = write(tmp_path / TEN_DAYS / "c_lvr_land_a.csv", MASKED, [masked])
    assert (await take(parts, early)).counts.findings == {"TW-PRICE": 1}
    line = {"編號": no(1), "建物移轉面積平方公尺": "20.5", "主要用途": "共有部分"}
    quarter = [
        write(tmp_path / QUARTER / "c_lvr_land_a.csv", [*SALE, *MORE], [row(1, 電梯="有")]),
        write(tmp_path / QUARTER / "c_lvr_land_a_build.csv", BUILD, [line]),
    ]
    assert (await take(parts, *quarter)).counts.recorded == 2
    house, building = "基隆市七堵區實踐路240號11樓", "基隆市七堵區實踐路240號"
    assert await told(parts.pool) == [
        ("BuildingRegistered", "tw-address", building),
        ("HouseRegistered", "tw-address", house),
        ("OwnershipTransferred", "tw-address", house),
    ], "the house without a name is struck with all that was said of it"
    before = len(await imports.bodies(parts.pool))
    assert (await take(parts, *quarter)).counts.duplicates == 2
    assert len(await imports.bodies(parts.pool)) == before


async def test_a_row_that_comes_again_as_it_was_is_a_duplicate(parts: engine.Parts, tmp_path: Path) -> None:
    for release in (TEN_DAYS, QUARTER):
        counts = (await take(parts, write(tmp_path / release / "c_lvr_land_a.csv", SALE, [row(1)]))).counts
    assert (counts.duplicates, counts.events) == (1, 0)


async def test_a_row_that_comes_again_otherwise_is_a_correction(parts: engine.Parts, tmp_path: Path) -> None:
    await take(parts, write(tmp_path / TEN_DAYS / "c_lvr_land_a.csv", SALE, [row(1)]))
    await take(
        parts, write(tmp_path / QUARTER / "c_lvr_land_a.csv", [*SALE, *MORE], [row(1, 總價元="1", 主建物面積="9")])
    )
    first, second = await bodies(parts.pool, "OwnershipTransferred")
    assert (second["corrects"], second["reason"]) == (first["id"], "CORRECTION")
    assert changes(second)[f"transfers/{no(1)}"]["price"] == "1"
    assert changes(second)[""]["inner_area"] == "9"


async def test_a_sale_carries_out_a_presale_of_an_earlier_quarter(parts: engine.Parts, tmp_path: Path) -> None:
    presale = write(tmp_path / QUARTER / "c_lvr_land_b.csv", SALE, [row(2, 移轉層次="11")])
    sale = write(tmp_path / NEXT_QUARTER / "c_lvr_land_a.csv", SALE, [row(1)])
    await take(parts, presale)
    assert (await take(parts, sale)).counts.findings == {"TW-SAME": 1}
    (transfer,) = await bodies(parts.pool, "OwnershipTransferred")
    assert changes(transfer)[f"transfers/{no(1)}"]["contract_no"] == no(2)
    assert changes(transfer)[f"contracts/{no(2)}"] == {"performed_on": "2018-07-05"}
    together = (await take(parts, presale, sale)).counts
    assert (together.recorded, together.duplicates) == (1, 1), "the contract now rests on both rows"
    assert [kind for kind, _, _ in await told(parts.pool)].count("OwnershipTransferred") == 1
    for files in ((presale, sale), (sale,), (presale,)):
        again = (await take(parts, *files)).counts
        assert (again.events, again.duplicates) == (0, len(files))


async def test_a_presale_that_is_told_after_its_sale(parts: engine.Parts, tmp_path: Path) -> None:
    await take(parts, write(tmp_path / QUARTER / "c_lvr_land_a.csv", SALE, [row(1)]))
    presale = write(tmp_path / NEXT_QUARTER / "c_lvr_land_b.csv", SALE, [row(2)])
    assert (await take(parts, presale)).counts.findings == {"TW-SAME": 1}
    (filed,) = await bodies(parts.pool, "PresaleContractFiled")
    assert changes(filed)[f"contracts/{no(2)}"]["performed_on"] == "2018-07-05"


async def test_another_price_is_a_doubt_and_links_nothing(parts: engine.Parts, tmp_path: Path) -> None:
    await take(parts, write(tmp_path / QUARTER / "c_lvr_land_b.csv", SALE, [row(2)]))
    sale = write(tmp_path / NEXT_QUARTER / "c_lvr_land_a.csv", SALE, [row(1, 總價元="13000000")])
    assert (await take(parts, sale)).counts.findings == {"TW-SAME": 1}
    (transfer,) = await bodies(parts.pool, "OwnershipTransferred")
    assert "contract_no" not in changes(transfer)[f"transfers/{no(1)}"]
    resale = write(tmp_path / "108S4" / "c_lvr_land_a.csv", SALE, [row(3, 交易年月日="1070101")])
    assert (await take(parts, resale)).counts.findings == {}, "before the contract was signed it cannot carry it out"


async def test_a_corrected_sale_keeps_its_presale(parts: engine.Parts, tmp_path: Path) -> None:
    both = [
        write(tmp_path / QUARTER / "c_lvr_land_b.csv", SALE, [row(2)]),
        write(tmp_path / QUARTER / "c_lvr_land_a.csv", SALE, [row(1)]),
    ]
    await take(parts, *both)
    await take(parts, write(tmp_path / NEXT_QUARTER / "c_lvr_land_a.csv", SALE, [row(1, 單價元平方公尺="7")]))
    (transfer,) = [body for body in await live(parts.pool) if body["type"] == "OwnershipTransferred"]
    assert changes(transfer)[f"transfers/{no(1)}"] == {
        "number": no(1), "basis": "SALE", "contract_no": no(2), "price": "12490000", "unit_price": "7", "area": "158.61"
    }  # fmt: skip
    (filed,) = [body for body in await live(parts.pool) if body["type"] == "PresaleContractFiled"]
    assert len(filed["rows"]) == 2


@pytest.mark.parametrize(
    ("text", "event", "day"),
    [
        ("全部解約1080131", "PresaleContractCancelled", ("cancelled_on", "2019-01-31")),
        ("108年1月31日全部解約", "PresaleContractCancelled", ("cancelled_on", "2019-01-31")),
        ("部份解約1080131", "PresaleContractAmended", ("amended_on", "2019-01-31")),
    ],
)
async def test_a_cancelled_presale(
    parts: engine.Parts, tmp_path: Path, text: str, event: str, day: tuple[str, str]
) -> None:
    await take(parts, write(tmp_path / QUARTER / "c_lvr_land_b.csv", SALE, [row(2)]))
    again = write(tmp_path / NEXT_QUARTER / "c_lvr_land_b.csv", [*SALE, *MORE], [row(2, 解約情形=text)])
    await take(parts, again)
    (ended,) = await bodies(parts.pool, event)
    assert ended["effective_on"] == day[1]
    assert changes(ended)[f"contracts/{no(2)}"].items() >= {day}
    assert [kind for kind, _, _ in await told(parts.pool)].count("PresaleContractFiled") == 1
    assert (await take(parts, again)).counts.events == 0
    sale = write(tmp_path / "108S4" / "c_lvr_land_a.csv", SALE, [row(1, 總價元="1", 交易年月日="1080301")])
    found = (await take(parts, sale)).counts.findings
    assert ("TW-SAME" in found) == (event == "PresaleContractAmended"), "a cancelled contract is carried out by none"


async def test_newer_columns_of_a_building_and_its_lots(parts: engine.Parts, tmp_path: Path) -> None:
    lots = [
        {"編號": no(1), "土地位置": "新興段四小段", "地號": number} for number in ("20710000", "20710001", "20710001")
    ]
    files = [
        write(tmp_path / QUARTER / "c_lvr_land_a.csv", [*SALE, *MORE], [row(1, 電梯="無", 建案名稱="實踐家")]),
        write(tmp_path / QUARTER / "c_lvr_land_a_land.csv", [*LAND, "地號"], lots),
    ]
    await take(parts, *files)
    (building,) = await bodies(parts.pool, "BuildingRegistered")
    assert changes(building)[""].items() >= {
        ("has_elevator", False),
        ("estate", "實踐家"),
        ("parcel", "新興段四小段2071地號、新興段四小段2071-1地號"),
    }


async def test_a_presale_on_a_plot_keeps_what_the_developer_calls_it(parts: engine.Parts, tmp_path: Path) -> None:
    presale = row(2, 土地位置建物門牌="實踐段5地號", 建案名稱="實踐家", 棟及號="A棟11樓之2")
    await take(parts, write(tmp_path / QUARTER / "c_lvr_land_b.csv", [*SALE, *MORE], [presale]))
    (house,) = await bodies(parts.pool, "HouseRegistered")
    assert changes(house)[""]["address"] == "基隆市七堵區實踐段5地號（實踐家 A棟11樓之2）"
    assert changes(house)[""]["unit_no"] == "A棟11樓之2"


async def test_many_lots_say_how_many(parts: engine.Parts, tmp_path: Path) -> None:
    lots = [{"編號": no(1), "土地位置": "新興段四小段", "地號": f"{n:04}0000"} for n in range(1, 31)]
    files = [
        write(tmp_path / QUARTER / "c_lvr_land_a.csv", SALE, [row(1)]),
        write(tmp_path / QUARTER / "c_lvr_land_a_land.csv", [*LAND, "地號"], lots),
    ]
    await take(parts, *files)
    (building,) = await bodies(parts.pool, "BuildingRegistered")
    parcel = changes(building)[""]["parcel"]
    assert parcel.startswith("新興段四小段1地號、")
    assert parcel.endswith("地號等30筆")
    assert len(parcel) <= 200


async def test_a_column_of_tomorrow_is_named_and_the_rows_are_recorded(parts: engine.Parts, tmp_path: Path) -> None:
    rows = [row(n, 能源效率="一級" if n % 2 else "") for n in range(1, 6)]
    summary = await take(parts, write(tmp_path / QUARTER / "c_lvr_land_a.csv", [*SALE, "能源效率"], rows))
    assert (summary.counts.recorded, summary.to_json()["unknown_columns"]) == (5, {"sale/能源效率": 3})
