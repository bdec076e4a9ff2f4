"""The actual-price register: a quarter of 2019 and one in Big5, whole (long) and by the files of some cities."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from registry.intake import engine, profiles
from registry.intake.accounting import Summary
from tests import registers
from tests.acceptance import tw_oracle
from tests.registry.intake import imports

QUARTER = "tw_lvr_2019q2_utf8/lvr_108S2_other_20_cities.tar.xz"
OLD_QUARTER = "tw_lvr_2012_2016_big5/2014S1.tar.xz"
SOME_CITIES = "cx"
SOME_OLD_CITIES = "cmx"

# The presale and the sale that it became, each with its own row, in one event.
IN_BOTH = """
    select count(*) from ledger.event e
    where e.type = 'PresaleContractFiled' and 2 = (
        select count(*) from jsonb_array_elements(convert_from(e.body, 'UTF8')::jsonb -> 'rows') r
        where length(r ->> 'key') = 19)
"""
PRESALES = "select count(*) from ledger.event where type = 'PresaleContractFiled'"


@pytest.fixture
async def parts(pool: asyncpg.Pool, database: str, tmp_path: Path) -> engine.Parts:
    return await imports.parts(pool, database, tmp_path)


async def imported_twice(parts: engine.Parts, delivered: Path) -> Summary:
    """The first run's summary; the second must find nothing new."""
    profile = profiles.get("tw-actual-price")
    first = await imports.run(parts, profile, [delivered])
    again = (await imports.run(parts, profile, [delivered])).counts
    assert (again.events, again.recorded) == (0, 0)
    assert again.duplicates == first.counts.recorded
    assert (again.rejected, again.skipped) == (first.counts.rejected, first.counts.skipped)
    return first


async def check_quarter(parts: engine.Parts, delivered: Path, tables: list[tw_oracle.File]) -> Summary:
    """Every row has its box, few are rejected, and a contract in both files is one contract."""
    summary = await imported_twice(parts, delivered)
    assert summary.rows == sum(len(table.rows) for table in tables)
    assert summary.counts.rejected < 0.01 * summary.rows
    assert await parts.pool.fetchval(IN_BOTH) == tw_oracle.told_twice(tables)
    presales = sum(len(table.rows) for table in tables if (table.kind, table.lines) == ("b", ""))
    assert await parts.pool.fetchval(PRESALES) == presales
    return summary


async def test_some_cities_of_a_quarter(parts: engine.Parts, tmp_path: Path) -> None:
    archive = registers.file(QUARTER)
    tables = list(tw_oracle.files(archive, SOME_CITIES))
    summary = await check_quarter(parts, tw_oracle.extract(archive, SOME_CITIES, tmp_path), tables)
    assert tw_oracle.told_twice(tables) == 30
    assert summary.counts.rejected == 0
    assert summary.counts.skipped.keys() == {"bare land"}


async def test_some_cities_of_an_old_quarter(parts: engine.Parts, tmp_path: Path) -> None:
    archive = registers.file(OLD_QUARTER)
    delivered = tw_oracle.extract(archive, SOME_OLD_CITIES, tmp_path)
    summary = await check_quarter(parts, delivered, list(tw_oracle.files(archive, SOME_OLD_CITIES)))
    assert summary.counts.skipped["bare land, with bytes outside the code page"] == 33
    assert summary.counts.rejected == 0


@pytest.mark.long
async def test_a_whole_quarter(parts: engine.Parts) -> None:
    archive = registers.file(QUARTER)
    tables = list(tw_oracle.files(archive))
    summary = await check_quarter(parts, archive, tables)
    assert summary.rows == 311_299
    assert tw_oracle.told_twice(tables) == 37
    assert summary.counts.rejected == 4, "one line of buildings is broken in two, four times"


@pytest.mark.long
async def test_a_whole_old_quarter(parts: engine.Parts) -> None:
    archive = registers.file(OLD_QUARTER)
    summary = await check_quarter(parts, archive, list(tw_oracle.files(archive)))
    told = summary.counts.skipped["bare land, with bytes outside the code page"]
    assert told + summary.counts.findings["TW-BYTES"] == 332, "each row with broken bytes is told"
    assert summary.counts.skipped["no sale_big5 row"] == 55_904, "the contracts of New Taipei are missing"
