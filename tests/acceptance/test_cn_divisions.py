"""The national division table of China in nine yearly versions, whole (long) and for some provinces."""

from __future__ import annotations

import csv
import datetime
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import asyncpg
import pytest

from projections import ddl, projector
from projections.applying import Applier
from registry.intake import engine, profiles
from registry.intake.accounting import Summary
from tests import registers
from tests.registry.intake import imports

VERSIONS = "cn_admin_divisions/versions"
TABLES = ("provinces", "cities", "areas", "streets")
SOME_PROVINCES = ("33", "46")

SEEN = """
    select d.name from read.code c
    join read.division_closure k on k.ancestor = c.subject
    join read.division d on d.subject = k.descendant
    where c.kind = 'DIVISION' and c.scheme = 'gb2260' and c.code = $1 and d.level = 'COUNTY'
"""

Rows = list[dict[str, str]]


def read(version: Path, table: str) -> Rows:
    """The rows of one table, whatever its form."""
    as_json = version / f"{table}.json.gz"
    if as_json.exists():
        found: Rows = json.loads(gzip.decompress(as_json.read_bytes()))
        return found
    text = gzip.decompress((version / f"{table}.csv.gz").read_bytes()).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def versions(folder: Path) -> dict[str, dict[str, Rows]]:
    """All tables by version and name."""
    return {version.name: {table: read(version, table) for table in TABLES} for version in sorted(folder.iterdir())}


def write_some(tables: Mapping[str, Mapping[str, Rows]], provinces: tuple[str, ...], folder: Path) -> Path:
    """The rows of some provinces, as the register writes them."""
    for version, by_name in tables.items():
        (folder / version).mkdir(parents=True)
        for name, rows in by_name.items():
            some = [row for row in rows if row["code"].startswith(provinces)]
            (folder / version / f"{name}.json").write_text(json.dumps(some, ensure_ascii=False), encoding="utf-8")
    return folder


def counties(tables: Mapping[str, Rows]) -> set[str]:
    """The county codes of one version."""
    return {row["code"] for row in tables["areas"]}


@pytest.fixture
def table() -> Path:
    return registers.file(VERSIONS)


async def imported_twice(parts: engine.Parts, folder: Path) -> Summary:
    """The first run's summary; the second must find nothing new."""
    profile = profiles.get("cn-divisions")
    first = await imports.run(parts, profile, [folder])
    again = (await imports.run(parts, profile, [folder])).counts
    assert (again.events, again.recorded, again.duplicates) == (0, 0, first.counts.recorded)
    assert first.counts.rejected == 0
    return first


async def project(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        await ddl.ensure(connection)
        await projector.catch_up(connection, Applier(), datetime.date(2024, 1, 1), 20_000)


async def check_newest(pool: asyncpg.Pool, newest: Mapping[str, Rows], provinces: tuple[str, ...]) -> None:
    """Every code of the newest version is the present code of exactly one standing subject of that name."""
    found: dict[str, list[str]] = defaultdict(list)
    for code, name in await pool.fetch("select code, name from read.division where superseded is not true"):
        found[code].append(name)
    for row in newest["areas"] + newest["streets"]:
        if row["code"].startswith(provinces) and row["name"] != "市辖区":
            assert row["name"] in found[row["code"]], row


async def seen(pool: asyncpg.Pool, code: str) -> set[str]:
    """The counties that a reader of a code sees."""
    return {row["name"] for row in await pool.fetch(SEEN, code)}


async def test_some_provinces(table: Path, pool: asyncpg.Pool, database: str, tmp_path: Path) -> None:
    tables = versions(table)
    folder = write_some(tables, SOME_PROVINCES, tmp_path / "versions")
    parts = await imports.parts(pool, database, tmp_path)
    summary = await imported_twice(parts, folder)
    told = [row for by_name in tables.values() for rows in by_name.values() for row in rows]
    assert summary.rows == sum(row["code"].startswith(SOME_PROVINCES) for row in told)
    await project(pool)
    await check_newest(pool, tables["2023-06-30"], SOME_PROVINCES)
    assert await seen(pool, "330103") == {"下城区", "拱墅区"}, "Xiacheng went into Gongshu"
    assert await seen(pool, "330104") == {"江干区", "上城区", "钱塘区"}, "Jianggan was divided"
    assert "下城区" in await seen(pool, "330105")
    assert await seen(pool, "330185") == await seen(pool, "330112") == {"临安区"}, "one place under two codes"
    assert "儋州市" in await names(pool, "469003")


async def names(pool: asyncpg.Pool, code: str) -> set[str]:
    """The names of the places that ever bore a code."""
    rows = await pool.fetch(
        "select d.name from read.code c join read.division d using (subject) where c.code = $1", code
    )
    return {row["name"] for row in rows}


def test_codes_vanish_and_appear_as_the_issue_says(table: Path) -> None:
    tables = versions(table)
    before, after = counties(tables["2015-09-30"]), counties(tables["2016-07-31"])
    assert (len(before - after), len(after - before)) == (343, 57)
    gone = [row for row in tables["2015-09-30"]["areas"] if row["code"] in before - after]
    assert sum(row["name"] == "市辖区" for row in gone) == 281, "headings, no places"


@pytest.mark.long
async def test_the_whole_table(table: Path, pool: asyncpg.Pool, database: str, tmp_path: Path) -> None:
    parts = await imports.parts(pool, database, tmp_path)
    summary = await imported_twice(parts, table)
    tables = versions(table)
    assert summary.rows == sum(len(rows) for by_name in tables.values() for rows in by_name.values())
    await project(pool)
    await check_newest(pool, tables["2023-06-30"], ("",))
    open_counties = await pool.fetchval(
        "select count(*) from read.division_findings f join read.division d using (subject)"
        " where f.rule = 'DIV-1' and d.level in ('COUNTY', 'ZONE', 'PREFECTURE')"
    )
    assert open_counties == 27, "functional zones, and islands that one version leaves out"
    assert await names(pool, "232701") == {"加格达奇区", "漠河市"}, "one code, two places"
    assert await seen(pool, "232723") == {"漠河市"}
    assert await seen(pool, "110228") == {"密云区"}
