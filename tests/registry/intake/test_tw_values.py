"""Values of the actual-price register that cannot be: in the quarantine by column, or left out with a finding."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from registry.intake import engine
from tests.registry.intake import imports, tw_rows
from tests.registry.intake.tw_rows import BUILD, PROFILE, RENTAL, SALE, bodies, changes, no, row, write

MORE = ["主建物面積", "附屬建物面積", "陽台面積", "電梯", "移轉編號", "建案名稱", "棟及號", "解約情形"]
Rejected = list[tuple[str, str, str]]


async def take(pool: asyncpg.Pool, database: str, folder: Path, *files: Path) -> tuple[Rejected, dict[str, int]]:
    """Column, value and rule of what goes to the quarantine, and the findings."""
    told: Rejected = []
    watcher = engine.Watcher(rejected=lambda one: told.append((one.column, one.value, one.rule)))
    parts = await imports.parts(pool, database, folder)
    summary = await engine.run(parts, PROFILE, list(files), engine.Options(processes=1), watcher)
    assert summary.counts.rejected == len(told)
    return told, dict(summary.counts.findings)


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("交易年月日", "", "DATE"),
        ("交易年月日", "1010000", "DATE"),
        ("交易年月日", "1070230", "DATE"),
        ("交易年月日", "10705", "DATE"),
        ("交易年月日", "0101026", "RANGE"),
        ("交易年月日", "1080702", "FUTURE"),
        ("交易年月日", "2110406", "FUTURE"),
        ("總價元", "一千萬", "TYPE"),
        ("總價元", "-1", "RANGE"),
        ("單價元平方公尺", "12e3", "TYPE"),
        ("建物移轉總面積平方公尺", "-0.5", "RANGE"),
        ("土地移轉總面積平方公尺", "?", "TYPE"),
        ("車位移轉總面積平方公尺", "x", "TYPE"),
        ("車位總價元", "-5", "RANGE"),
        ("主建物面積", "1.2.3", "TYPE"),
        ("附屬建物面積", "-1", "RANGE"),
        ("陽台面積", "無", "TYPE"),
        ("鄉鎮市區", "", "TYPE"),
    ],
)
async def test_without_this_value_there_is_no_event(
    pool: asyncpg.Pool, database: str, tmp_path: Path, column: str, value: str, rule: str
) -> None:
    path = write(tmp_path / "108S2" / "c_lvr_land_a.csv", [*SALE, *MORE], [row(1, **{column: value})])
    assert await take(pool, database, tmp_path, path) == ([(column, value, rule)], {})
    assert await bodies(pool, "OwnershipTransferred") == []


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("建築完成年月", "1060230", "TW-COMPLETED"),
        ("建築完成年月", "1090101", "TW-COMPLETED"),
        ("建築完成年月", "999----", "TW-COMPLETED"),
        ("總樓層數", "z", "TW-VALUE"),
        ("總樓層數", "地下一層", "TW-VALUE"),
        ("建物現況格局-房", "三", "TW-VALUE"),
        ("建物現況格局-廳", "-1", "TW-VALUE"),
        ("建物現況格局-衛", "1.5", "TW-VALUE"),
        ("建物現況格局-隔間", "?", "TW-VALUE"),
        ("有無管理組織", "是", "TW-VALUE"),
        ("電梯", "1", "TW-VALUE"),
        ("總價元", "0", "TW-PRICE"),
        ("解約情形", "全部解約", "TW-CANCELLED"),
        ("土地位置建物門牌", "實踐路?40號", "TW-LOST"),
    ],
)
async def test_without_this_value_the_row_is_sound(
    pool: asyncpg.Pool, database: str, tmp_path: Path, column: str, value: str, rule: str
) -> None:
    path = write(tmp_path / "108S2" / "c_lvr_land_b.csv", [*SALE, *MORE], [row(1, **{column: value})])
    assert await take(pool, database, tmp_path, path) == ([], {rule: 1})
    assert len(await bodies(pool, "PresaleContractFiled")) == 1


async def test_a_blank_and_what_says_nothing_is_no_finding(pool: asyncpg.Pool, database: str, tmp_path: Path) -> None:
    blank = {"總樓層數": "見使用執照", "移轉層次": "見其他登記事項", "總價元": "", "建物現況格局-房": ""}
    path = write(tmp_path / "108S2" / "c_lvr_land_a.csv", SALE, [row(1, **blank)])
    assert await take(pool, database, tmp_path, path) == ([], {})


async def test_a_lease_may_not_lie_ahead_of_its_release_but_of_files_without_one(
    pool: asyncpg.Pool, database: str, tmp_path: Path
) -> None:
    lease = row(1, 交易標的="建物", 租賃年月日="1080801", 總額元="30000")
    early = write(tmp_path / "108S2" / "c_lvr_land_c.csv", RENTAL, [lease])
    assert await take(pool, database, tmp_path, early) == ([("交易年月日", "1080801", "FUTURE")], {})
    later = write(tmp_path / "108S3" / "c_lvr_land_c.csv", RENTAL, [lease])
    assert await take(pool, database, tmp_path, later) == ([], {})


async def test_lines_are_judged_by_column_too(pool: asyncpg.Pool, database: str, tmp_path: Path) -> None:
    lines = [
        {"編號": no(1), "建物移轉面積平方公尺": "-1"},
        {"編號": no(1), "建物移轉面積平方公尺": "20坪"},
        {"編號": no(1), "建物移轉面積平方公尺": "20.5", "建築完成日期": "106年2月30日"},
    ]
    files = [
        write(tmp_path / "108S2" / "c_lvr_land_a.csv", SALE, [row(1)]),
        write(tmp_path / "108S2" / "c_lvr_land_a_build.csv", BUILD, lines),
    ]
    rejected, findings = await take(pool, database, tmp_path, *files)
    assert rejected == [("建物移轉面積平方公尺", "-1", "RANGE"), ("建物移轉面積平方公尺", "20坪", "TYPE")]
    assert findings == {"TW-COMPLETED": 1}


async def test_broken_lines_name_the_first_cell_that_is_wrong(
    pool: asyncpg.Pool, database: str, tmp_path: Path
) -> None:
    sales = write(tmp_path / "108S2" / "c_lvr_land_a.csv", SALE, [row(1)])
    longer = row(2, 備註="甲,乙", 土地位置建物門牌="實踐路1號")
    text = sales.read_text("utf-8-sig") + ",".join(longer.get(name, "") for name in SALE) + "\r\n"
    sales.write_text(text, "utf-8-sig", newline="")
    lines = write(tmp_path / "108S2" / "c_lvr_land_a_build.csv", BUILD, [])
    lines.write_text(lines.read_text("utf-8-sig") + f"{no(1)},8,20.5\n,,106年1月1日,十層\n", "utf-8-sig")
    rejected, _ = await take(pool, database, tmp_path, sales, lines)
    assert rejected == [("#29", "***", "COLUMNS"), ("主要用途", "", "COLUMNS"), ("主要建材", "", "COLUMNS")]
    (transfer,) = await bodies(pool, "OwnershipTransferred")
    assert [source["key"] for source in transfer["rows"]] == [no(1)], "half a line is no line"


async def test_floors_keep_the_words_that_are_none(pool: asyncpg.Pool, database: str, tmp_path: Path) -> None:
    rows = [row(1, 土地位置建物門牌="實踐路1號", 移轉層次="一層，騎樓，見其他登記事項")]
    await take(pool, database, tmp_path, write(tmp_path / "108S2" / "c_lvr_land_a.csv", SALE, rows))
    (house,) = await bodies(pool, "HouseRegistered")
    assert changes(house)[""]["floor"] == "1,騎樓"


async def test_a_district_that_lost_its_first_character(pool: asyncpg.Pool, database: str, tmp_path: Path) -> None:
    sale = row(1, 鄉鎮市區="fa72埔鄉", 土地位置建物門牌="屏東縣鹽埔鄉光復路1號")
    path = write(tmp_path / "108S2" / "t_lvr_land_a.csv", SALE, [sale])
    assert await take(pool, database, tmp_path, path) == ([], {"TW-LOST": 1})
    (house,) = await bodies(pool, "HouseRegistered")
    assert changes(house)[""]["division"] == "TW/屏東縣/鹽埔鄉"


def test_every_column_is_read_or_kept_out_for_a_reason() -> None:
    for part in PROFILE.parts:
        if not part.ignored:
            columns = {name.split("|")[0] for name in (*part.columns, *part.optional)}
            assert columns - tw_rows.read_columns(part) <= part.kept_out.keys(), part.name
            assert part.kept_out.keys() <= columns, part.name
            assert part.open, part.name
