"""The actual-price register, file by file: small deliveries in both encodings, recorded and read from the ledger."""

import json
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from aggregates import sealed
from registry.intake import engine
from registry.intake.profiles import tw_files
from tests.registry.intake import imports
from tests.registry.intake.tw_rows import (
    BUILD,
    LAND,
    OLD_RENTAL,
    PARK,
    PROFILE,
    RENTAL,
    SALE,
    bodies,
    changes,
    no,
    row,
    run,
    write,
)


async def test_a_sale_makes_house_building_divisions_and_a_transfer(
    pool: asyncpg.Pool, database: str, tmp_path: Path
) -> None:
    folder = tmp_path / "108S2"
    sale = row(
        1, 建物移轉總面積平方公尺="111.96000000000001", 建築完成年月="1060101", 備註="含增建或未登記建物。;前案：王某"
    )
    line = {"編號": no(1), "建物移轉面積平方公尺": "20.5", "主要用途": "共有部分", "建築完成日期": "106年1月1日"}
    files = [
        write(folder / "c_lvr_land_a.csv", SALE, [sale]),
        write(folder / "c_lvr_land_a_build.csv", BUILD, [line, line]),
        write(folder / "c_lvr_land_a_park.csv", PARK, [{"編號": no(1), "車位類別": "其他"}]),
        write(folder / "c_lvr_land_a_land.csv", LAND, [{"編號": no(1)}, {"編號": no(9)}]),
    ]
    counts = (await run(pool, database, tmp_path, files)).counts
    assert (counts.recorded, counts.skipped) == (5, {"no sale row": 1})
    (transfer,) = await bodies(pool, "OwnershipTransferred")
    assert (transfer["scheme"], transfer["code"]) == ("tw-address", "基隆市七堵區實踐路240號11樓")
    assert (transfer["effective_on"], transfer["reason"]) == ("2018-07-05", "MIGRATION")
    assert transfer["registered_at"] == "2019-06-30T16:00:00.000000Z", "the quarter's end in Taipei"
    assert len(transfer["rows"]) == 5
    assert "王某" not in json.dumps(transfer, ensure_ascii=False), "free remarks are sealed"
    said = changes(transfer)
    assert (said[""]["floor_area"], said[""]["shared_area"], said[""]["bedrooms"]) == ("111.96", "41", 3)
    assert said[f"transfers/{no(1)}"]["price"] == "12490000"
    (building,) = await bodies(pool, "BuildingRegistered")
    assert building["code"] == "基隆市七堵區實踐路240號"
    assert building["effective_on"] == "2017-01-01"
    assert changes(building)[""]["floors"] == 14
    assert changes(building)[""]["physical"] == "COMPLETED"
    divisions = {body["code"] for body in await bodies(pool, "DivisionRegistered")}
    assert divisions == {"TW", "TW/基隆市", "TW/基隆市/七堵區"}


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("基隆市七堵區實踐段5地號", True),
        ("基隆市七堵區A3棟十一樓", True),
        ("基隆市七堵區基隆市七堵區武崙里20鄰實踐路240號11樓", True),
        ("基隆市七堵區實踐路242號11樓", False),
    ],
)
async def test_a_contract_in_both_files_is_one(
    pool: asyncpg.Pool, database: str, tmp_path: Path, address: str, same: bool
) -> None:
    presale = row(2, 土地位置建物門牌=address, 移轉層次="11", 總樓層數="14")
    files = [
        write(tmp_path / "c_lvr_land_a.csv", SALE, [row(1)]),
        write(tmp_path / "c_lvr_land_b.csv", SALE, [presale]),
        write(tmp_path / "c_lvr_land_b_park.csv", PARK, [{"編號": no(2)}]),
    ]
    summary = await run(pool, database, tmp_path, files)
    assert summary.counts.recorded == 3
    (filed,), (transferred,) = await bodies(pool, "PresaleContractFiled"), await bodies(pool, "OwnershipTransferred")
    keys = {source["key"].partition("#")[0] for source in filed["rows"]}
    if not same:
        assert summary.counts.findings == {"TW-SAME": 1}
        assert no(1) not in keys
        assert filed["stream"] != transferred["stream"]
        return
    assert filed["stream"] == transferred["stream"]
    assert {no(1), no(2)} < keys
    assert [source["key"] for source in transferred["rows"]] == [no(1)], "the sale's own key is the transfer's"
    assert changes(filed).keys() == {f"contracts/{no(2)}"}
    assert changes(transferred)[f"contracts/{no(2)}"] == {"performed_on": "2018-07-05"}
    assert changes(transferred)[f"transfers/{no(1)}"]["contract_no"] == no(2)
    again = (await run(pool, database, tmp_path, files)).counts
    assert (again.events, again.duplicates) == (0, 3)


async def test_equal_contracts_on_a_plot_pair_one_to_one(pool: asyncpg.Pool, database: str, tmp_path: Path) -> None:
    sales = [row(n, 土地位置建物門牌=f"實踐路{n}號11樓") for n in (1, 2)]
    presales = [row(n, 土地位置建物門牌="實踐段5地號") for n in (11, 12, 13)]
    files = [
        write(tmp_path / "c_lvr_land_a.csv", SALE, sales),
        write(tmp_path / "c_lvr_land_b.csv", SALE, presales),
    ]
    await run(pool, database, tmp_path, files)
    filed = await bodies(pool, "PresaleContractFiled")
    assert sorted(sorted(source["key"].removesuffix("#presale") for source in body["rows"]) for body in filed) == [
        [no(1), no(11)],
        [no(12), no(2)] if no(12) < no(2) else [no(2), no(12)],
        [no(13)],
    ]
    assert [body["code"] for body in filed if len(body["rows"]) == 1] == [no(13)], "a plot names no house"


async def test_leases_renewals_and_social_sublets(pool: asyncpg.Pool, database: str, tmp_path: Path) -> None:
    leases = [
        row(1, 交易標的="建物", 租賃年月日="1080101", 總額元="30000", 有無附傢俱="有"),
        row(2, 交易標的="建物", 租賃年月日="1080301", 總額元="31000", 備註="續租。部分租賃。"),
        row(3, 交易標的="建物", 租賃年月日="1080401", 總額元="9000", 備註="參加106年度社會住宅包租代管試辦計畫"),
    ]
    await run(pool, database, tmp_path, [write(tmp_path / "c_lvr_land_c.csv", RENTAL, leases)])
    filed, renewed, social = await bodies(pool, "LeaseFiled", "LeaseRenewed")
    assert [body["type"] for body in (filed, renewed, social)] == ["LeaseFiled", "LeaseRenewed", "LeaseFiled"]
    assert changes(filed)[f"leases/{no(1)}"]["rent"] == "30000"
    assert changes(renewed)[f"leases/{no(2)}"]["part"] == "部分租賃"
    assert changes(renewed)[f"leases/{no(2)}"]["renewed"] is True
    lease = changes(social)[f"leases/{no(3)}"]
    assert (lease["programme"], lease["level"]) == ("社會住宅包租代管", "SUBLEASE")
    assert "remark" in social


async def test_bare_land_is_skipped_parking_is_a_house_and_bad_rows_are_rejected(
    pool: asyncpg.Pool, database: str, tmp_path: Path
) -> None:
    rows = [
        row(1, 交易標的="土地"),
        row(2, 交易標的="車位", 車位類別="坡道平面"),
        row(3, 交易年月日="1010000"),
        row(4, 總價元="一千萬"),
        row(5, 鄉鎮市區=""),
        {**row(6), "編號": "短"},
        row(7, 總價元="0"),
    ]
    folder = tmp_path / "108S2"
    files = [
        write(folder / "c_lvr_land_a.csv", SALE, rows),
        write(folder / "c_lvr_land_a_land.csv", LAND, [{"編號": no(1)}, {"編號": no(3)}]),
    ]
    parts = await imports.parts(pool, database, tmp_path)
    rejected: dict[str, str] = {}
    watcher = engine.Watcher(rejected=lambda one: rejected.update({one.column: one.rule}))
    counts = (await engine.run(parts, PROFILE, files, engine.Options(processes=1), watcher)).counts
    assert rejected == {"交易年月日": "DATE", "總價元": "TYPE", "鄉鎮市區": "TYPE", "編號": "TW-NO"}
    assert counts.skipped == {"bare land": 2, "no sale row": 1}
    assert counts.findings == {"TW-PRICE": 1}
    parking, _ = await bodies(pool, "OwnershipTransferred")
    assert (parking["scheme"], parking["code"]) == ("tw-lvr", no(2))
    assert changes(parking)[""]["purpose"] == "車位"
    registered = {body["code"]: changes(body)[""] for body in await bodies(pool, "HouseRegistered")}
    assert registered[no(2)]["building_code"] == "基隆市七堵區實踐路240號"


async def test_the_old_encoding_keeps_lost_bytes_and_names_masked_houses_by_serial(
    pool: asyncpg.Pool, database: str, tmp_path: Path
) -> None:
    cells = {
        "鄉鎮市區": "七堵區",
        "租賃標的": "建物",
        "備註": "@承租",
        "土地區段位置或建物區門牌": "基隆市七堵區@路1~30號",
        "租賃年月日": "1021017",
        "租賃總面積平方公尺": "7",
        "總額元": "45000",
        "租金總額元": "500",
        "編號": no(1),
    }
    lines = [",".join(OLD_RENTAL), ",".join(cells.get(name, "") for name in OLD_RENTAL)]
    path = tmp_path / "C_lvr_land_C.CSV"
    path.write_bytes("\r\n".join(lines).encode("cp950").replace(b"@", b"\xfb\xaf") + b"\r\n")
    parts = await imports.parts(pool, database, tmp_path)
    counts = (await imports.run(parts, PROFILE, [path])).counts
    assert (counts.recorded, counts.findings) == (1, {"TW-BYTES": 1})
    (lease,) = await bodies(pool, "LeaseFiled")
    assert (lease["scheme"], lease["code"]) == ("tw-lvr", no(1))
    assert changes(lease)[f"leases/{no(1)}"]["parking_rent"] == "500"
    (house,) = await bodies(pool, "HouseRegistered")
    assert changes(house)[""]["address"] == "基隆市七堵區\\XFB\\XAF路1~30號"
    (finding,) = await bodies(pool, "FindingRecorded")
    (said,) = changes(finding).values()
    assert said["detail"].endswith('土地位置建物門牌 "基隆市七堵區\\xFB\\xAF路1~30號"; 備註 (sealed)')
    ref = sealed.subject_ref(UUID(lease["stream"]))
    key = (await parts.keys.get([ref]))[ref]
    assert sealed.unseal(key, lease["remark"], event=UUID(lease["id"]), path=sealed.REMARK) == "\\xFB\\xAF承租"


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("lvr_108S2_other.tar.xz", "2019-06-30 16:00:00+00:00"),
        ("2014S1.tar.xz", "2014-03-31 16:00:00+00:00"),
        ("2016S4/A_lvr_land_A.CSV", "2016-12-31 16:00:00+00:00"),
        ("lvr_released_about_2020-06-01.tar.xz", "2020-05-31 16:00:00+00:00"),
        ("a_lvr_land_a.csv", "None"),
    ],
)
def test_a_release_tells_when_it_was_published(name: str, moment: str) -> None:
    assert str(tw_files.released_at("nothing", name)) == moment
