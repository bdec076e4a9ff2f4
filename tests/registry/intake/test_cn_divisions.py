"""The division table: two versions of a small country, recorded, projected, and read by codes old and new."""

import datetime
import json
from pathlib import Path
from typing import Any

import asyncpg

from aggregates import event
from aggregates.catalogue import CATALOGUE
from projections import ddl, projector
from projections.applying import Applier
from projections.names import SCHEMA
from registry.intake import engine, profiles
from registry.intake.accounting import Summary
from tests.registry.intake import imports
from tests.registry.ledger import samples

Tables = dict[str, list[tuple[str, str, str | None]]]

PADDED: Tables = {
    "provinces": [("130000", "河北省", None)],
    "cities": [("130100", "石家庄市", "130000")],
    "areas": [
        ("130101", "市辖区", "130100"),
        ("130102", "加格达奇区", "130100"),
        ("130121", "井陉县", "130100"),
        ("130122", "郊县", "130100"),
        ("130123", "漠河县", "130100"),
    ],
    "streets": [("130121100000", "微水镇", "130121"), ("130122100000", "留村镇", "130122")],
}
SHORT: Tables = {
    "provinces": [("13", "河北省", None)],
    "cities": [("1301", "石家庄市", "13")],
    "areas": [("130161", "加格达奇区", "1301"), ("130108", "井陉区", "1301"), ("130102", "漠河市", "1301")],
    "streets": [("130108100", "微水镇", "130108"), ("130102100", "新镇", "130102")],
}
ABOVE = {"provinces": "", "cities": "provinceCode", "areas": "cityCode", "streets": "areaCode"}


def write(folder: Path, tables: Tables, *, padded: bool) -> None:
    """One version; padded ones name the parent alike on all levels."""
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        above = "parent_code" if padded else ABOVE[name]
        found = [{"code": code, "name": text} | ({above: parent} if parent else {}) for code, text, parent in rows]
        (folder / f"{name}.json").write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")


async def imported(pool: asyncpg.Pool, database: str, tmp_path: Path) -> tuple[engine.Parts, Summary]:
    """Both versions, in one delivery."""
    write(tmp_path / "table" / "2016-07-31", PADDED, padded=True)
    write(tmp_path / "table" / "2018-10-31", SHORT, padded=False)
    parts = await imports.parts(pool, database, tmp_path)
    return parts, await imports.run(parts, profiles.get("cn-divisions"), [tmp_path / "table"])


async def told(pool: asyncpg.Pool, event_type: str) -> dict[str, Any]:
    """Changes of all events of a type, by code and day."""
    rows = await pool.fetch(
        "select convert_from(body, 'UTF8') from ledger.event where type = $1 order by position", event_type
    )
    bodies = [json.loads(row[0]) for row in rows]
    return {f"{body['scheme']} {body['code']} {body['effective_on']}": body["changes"] for body in bodies}


async def test_every_row_has_its_box_and_a_second_run_appends_nothing(
    pool: asyncpg.Pool, database: str, tmp_path: Path
) -> None:
    parts, summary = await imported(pool, database, tmp_path)
    counts = summary.counts
    assert (summary.rows, counts.recorded, counts.rejected) == (16, 13, 0)
    assert counts.skipped == {
        "heading of a prefecture's districts, no place": 1,
        "unchanged since the version before": 2,
    }
    assert counts.findings == {"DIV-1": 2}
    again = (await imports.run(parts, profiles.get("cn-divisions"), [tmp_path / "table"])).counts
    assert (again.events, again.recorded, again.duplicates) == (0, 0, 13)
    assert again.skipped == counts.skipped


async def test_places_keep_their_subjects_and_reused_codes_name_the_version(
    pool: asyncpg.Pool, database: str, tmp_path: Path
) -> None:
    await imported(pool, database, tmp_path)
    recoded = await told(pool, "Recoded")
    assert {key: change[0]["entity"] for key, change in recoded.items()} == {
        "gb2260 130102 2018-10-31": "designations/gb2260:130161",
        "gb2260 130121 2018-10-31": "designations/gb2260:130108",
        "gb2260 130123 2018-10-31": "designations/gb2260/2018-10-31:130102",
        "gb2260 130121100 2018-10-31": "designations/gb2260:130108100",
    }
    registered = await told(pool, "DivisionRegistered")
    assert registered["gb2260 130123 2018-10-31"][0]["set"] == {
        "name": "漠河市",
        "level": "COUNTY",
        "parent": "130100",
        "table_version": "2018-10-31",
    }
    assert registered["gb2260 130102100 2018-10-31"][0]["set"]["parent"] == "130123", "130102 would mean another place"
    ended = await told(pool, "Succeeded")
    assert ended.keys() == {"gb2260 130122 2018-10-31", "gb2260 130122100 2018-10-31"}


async def test_a_place_may_come_back_to_a_code(pool: asyncpg.Pool, database: str, tmp_path: Path) -> None:
    above = {"provinces": PADDED["provinces"], "cities": PADDED["cities"]}
    for version, code in (("2016-07-31", "130121"), ("2017-10-31", "130108"), ("2018-10-31", "130121")):
        write(tmp_path / version, {**above, "areas": [(code, "井陉县", "130100")]}, padded=True)
    parts = await imports.parts(pool, database, tmp_path)
    days = [tmp_path / version for version in ("2016-07-31", "2017-10-31", "2018-10-31")]
    assert (await imports.run(parts, profiles.get("cn-divisions"), days)).counts.rejected == 0
    await project(pool)
    assert await pool.fetchval("select code from read.division where name = '井陉县'") == "130121"


async def project(pool: asyncpg.Pool) -> None:
    """Bring the read model up to date, as of a day after all versions."""
    async with pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
        await projector.catch_up(connection, Applier(CATALOGUE, SCHEMA), datetime.date(2024, 1, 1))


async def test_a_reader_with_an_old_code_sees_what_the_place_became(
    pool: asyncpg.Pool, database: str, tmp_path: Path
) -> None:
    await imported(pool, database, tmp_path)
    await project(pool)
    async with pool.acquire() as connection:
        assert await below(connection, "130121") == {"井陉区", "微水镇"}
        assert await below(connection, "130108") == {"井陉区", "微水镇"}
        assert await below(connection, "130123") == {"漠河市", "新镇"}
        assert await below(connection, "130161") == {"加格达奇区"}
        assert "微水镇" in await below(connection, "130000")


async def test_a_reader_with_an_abolished_code_sees_the_successors_houses(
    pool: asyncpg.Pool, database: str, tmp_path: Path
) -> None:
    districts: list[tuple[str, str, str | None]] = [("310106", "静安区", "310100"), ("310107", "普陀区", "310100")]
    above: Tables = {"provinces": [("310000", "上海市", None)], "cities": [("310100", "市辖区", "310000")]}
    write(tmp_path / "2015-09-30", {**above, "areas": [*districts, ("310108", "闸北区", "310100")]}, padded=True)
    write(tmp_path / "2016-07-31", {**above, "areas": districts}, padded=True)
    parts = await imports.parts(pool, database, tmp_path)
    summary = await imports.run(parts, profiles.get("cn-divisions"), [tmp_path / "2015-09-30", tmp_path / "2016-07-31"])
    assert not summary.counts.findings, "闸北区 went into 静安区: a known case"
    for code, division in (("new", "310106"), ("old", "310108"), ("other", "310107")):
        changes = (event.Change("", {"division": division}),)
        await parts.ledger.submit(samples.unit(samples.house(code, changes=changes)))
    await project(pool)
    async with pool.acquire() as connection:
        assert await houses_seen(connection, "310108") == {"new", "old"}
        assert await houses_seen(connection, "310106") == {"new", "old"}, "it took over the whole"
        assert await houses_seen(connection, "310107") == {"other"}
        assert await houses_seen(connection, "310000") == {"new", "old", "other"}


async def houses_seen(connection: ddl.Connection, code: str) -> set[str]:
    """Codes of the houses that lie in the closure of a division's code."""
    rows = await connection.fetch(
        """select s.code from read.code c
           join read.division_closure k on k.ancestor = c.subject
           join read.subject s on s.division_id = k.descendant and s.kind = 'HOUSE'
           where c.kind = 'DIVISION' and c.code = $1""",
        code,
    )
    return {row["code"] for row in rows}


async def below(connection: ddl.Connection, code: str) -> set[str]:
    """Names of the divisions that a reader of the code's place sees, by the plain scheme."""
    rows = await connection.fetch(
        """select d.name from read.code c
           join read.division_closure k on k.ancestor = c.subject
           join read.division d on d.subject = k.descendant
           where c.kind = 'DIVISION' and c.scheme = 'gb2260' and c.code = $1""",
        code,
    )
    return {row["name"] for row in rows}


async def test_a_folder_without_a_day_and_a_bent_code_are_rejected_with_a_reason(
    pool: asyncpg.Pool, database: str, tmp_path: Path
) -> None:
    write(tmp_path / "latest", {"provinces": [("13", "河北省", None)]}, padded=False)
    write(tmp_path / "2018-10-31", {"cities": [("13x1", "石家庄市", "13"), ("1302", "", "13")]}, padded=False)
    parts = await imports.parts(pool, database, tmp_path)
    found: list[tuple[str, str]] = []
    watcher = engine.Watcher(rejected=lambda rejection: found.append((rejection.column, rejection.rule)))
    files = [tmp_path / "latest", tmp_path / "2018-10-31"]
    await engine.run(parts, profiles.get("cn-divisions"), files, engine.Options(processes=1), watcher)
    assert sorted(found) == [("", "DIV-VERSION"), ("code", "DIV-CODE"), ("name", "TYPE")]
