"""The actual-price register: a quarter of 2019 and one in Big5, whole (long) and by the files of some cities."""

from __future__ import annotations

import random
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from registry.intake import engine, profiles
from registry.intake.accounting import Summary
from tests import registers, servers
from tests.acceptance import tw_killed, tw_oracle
from tests.registry.intake import imports

QUARTER = "tw_lvr_2019q2_utf8/lvr_108S2_other_20_cities.tar.xz"
OLD_QUARTER = "tw_lvr_2012_2016_big5/2014S1.tar.xz"
TEN_DAYS = "tw_lvr_2020_tenday_utf8/lvr_released_about_2020-06-01.tar.xz"
NEW_RELEASED, OLD_RELEASED, TEN_DAYS_RELEASED = date(2019, 7, 1), date(2014, 4, 1), date(2020, 6, 1)
MOST_MB = 256
SOME_CITIES = "cx"
SOME_OLD_CITIES = "cmx"
SOME_NEW_CITIES = "gm"

# The presale and the sale that it became, each with its own row, in one event.
IN_BOTH = """
    select count(*) from ledger.event e
    where e.type = 'PresaleContractFiled' and 2 = (
        select count(*) from jsonb_array_elements(convert_from(e.body, 'UTF8')::jsonb -> 'rows') r
        where length(split_part(r ->> 'key', '#', 1)) = 19)
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


def check_boxes(summary: Summary, wanted: tw_oracle.Boxes) -> None:
    """The four boxes hold what the files do."""
    counts = summary.counts
    land = sum(count for reason, count in counts.skipped.items() if reason.startswith("bare land"))
    unled = sum(count for reason, count in counts.skipped.items() if re.fullmatch(r"no \w+ row", reason))
    assert (counts.recorded + counts.duplicates, land, unled) == (wanted.kept, wanted.land, wanted.unled)
    assert counts.rejected == wanted.rejected.total(), wanted.rejected
    assert counts.skipped.total() == land + unled
    assert counts.unknown_columns == {}


async def check_quarter(parts: engine.Parts, delivered: Path, tables: list[tw_oracle.File], released: date) -> Summary:
    """Every row has its box, as counted by other means, and a contract in both files is one contract."""
    summary = await imported_twice(parts, delivered)
    check_boxes(summary, tw_oracle.boxes(tables, released))
    assert await parts.pool.fetchval(IN_BOTH) == tw_oracle.told_twice(tables)
    presales = sum(len(table.rows) for table in tables if (table.kind, table.lines) == ("b", ""))
    assert await parts.pool.fetchval(PRESALES) == presales
    return summary


Untouched = tuple[str, int, tuple[int, int]]


@pytest.fixture
async def untouched(
    server_folder: Path, server_url: str, tmp_path: Path
) -> AsyncIterator[Callable[[Path, int], Awaitable[Untouched]]]:
    """Imports into a registry of its own without a stop: the content, the events, and the MB that it took."""
    async with servers.fresh_database(server_folder, server_url) as url:

        async def whole(delivered: Path, batch: int) -> Untouched:
            used = await tw_killed.finish(await tw_killed.start(url, tmp_path, delivered, batch))
            async with asyncpg.create_pool(url, min_size=1, max_size=2) as pool:
                return await tw_killed.content(pool), await pool.fetchval("select max(position) from ledger.log"), used

        yield whole


async def check_killed(
    pool: asyncpg.Pool, database: str, folder: Path, delivered: Path, batch: int, moments: list[int]
) -> tuple[str, tuple[int, int]]:
    """Killed when the ledger holds so many events, each time taken up again; the content, and the MB of the last."""
    for moment in moments:
        process = await tw_killed.start(database, folder, delivered, batch)
        await tw_killed.kill_at(process, pool, moment)
    used = await tw_killed.finish(await tw_killed.start(database, folder, delivered, batch))
    runs = await pool.fetch("select finished_at is not null as finished from intake.delivery")
    assert [one["finished"] for one in runs] == [True]  # its number may be any: one that was killed may have taken 1
    return await tw_killed.content(pool), used


@pytest.mark.long
async def test_some_cities_killed_at_any_moment(
    pool: asyncpg.Pool, database: str, tmp_path: Path, untouched: Callable[[Path, int], Awaitable[Untouched]]
) -> None:
    delivered = tw_oracle.extract(registers.file(OLD_QUARTER), "x", tmp_path)
    wanted, events, _ = await untouched(delivered, 100)
    moments = [0, events // 5, events // 2]
    assert (await check_killed(pool, database, tmp_path, delivered, 100, moments))[0] == wanted


@pytest.mark.long
async def test_a_whole_old_quarter_killed_five_times_in_flat_memory(
    pool: asyncpg.Pool, database: str, tmp_path: Path, untouched: Callable[[Path, int], Awaitable[Untouched]]
) -> None:
    archive = registers.file(OLD_QUARTER)
    wanted, events, used = await untouched(archive, engine.ROWS_PER_BATCH)
    moments = [0, *sorted(random.Random(2014).sample(range(events * 9 // 10), 4))]
    found, again = await check_killed(pool, database, tmp_path, archive, engine.ROWS_PER_BATCH, moments)
    assert found == wanted
    assert max(*used, *again) < MOST_MB, "335,297 rows"


async def test_some_cities_of_a_quarter(parts: engine.Parts, tmp_path: Path) -> None:
    archive = registers.file(QUARTER)
    tables = list(tw_oracle.files(archive, SOME_CITIES))
    summary = await check_quarter(parts, tw_oracle.extract(archive, SOME_CITIES, tmp_path), tables, NEW_RELEASED)
    assert tw_oracle.told_twice(tables) == 30
    assert summary.counts.rejected == 0
    assert summary.counts.skipped.keys() == {"bare land"}


async def test_some_cities_of_an_old_quarter(parts: engine.Parts, tmp_path: Path) -> None:
    archive = registers.file(OLD_QUARTER)
    delivered = tw_oracle.extract(archive, SOME_OLD_CITIES, tmp_path)
    tables = list(tw_oracle.files(archive, SOME_OLD_CITIES))
    summary = await check_quarter(parts, delivered, tables, OLD_RELEASED)
    assert summary.counts.skipped["bare land, with bytes outside the code page"] == 33
    assert summary.counts.rejected == 0


@pytest.mark.long
async def test_a_whole_quarter(parts: engine.Parts) -> None:
    archive = registers.file(QUARTER)
    tables = list(tw_oracle.files(archive))
    summary = await check_quarter(parts, archive, tables, NEW_RELEASED)
    assert summary.rows == 311_299
    assert tw_oracle.told_twice(tables) == 37
    assert summary.counts.rejected == 8, "one line of buildings is broken in two, four times"


@pytest.mark.long
async def test_a_whole_old_quarter(parts: engine.Parts) -> None:
    archive = registers.file(OLD_QUARTER)
    summary = await check_quarter(parts, archive, list(tw_oracle.files(archive)), OLD_RELEASED)
    told = summary.counts.skipped["bare land, with bytes outside the code page"]
    assert told + summary.counts.findings["TW-BYTES"] == 332, "each row with broken bytes is told"
    assert summary.counts.skipped["no sale_big5 row"] == 55_908, "the contracts of New Taipei are missing"


async def test_some_cities_of_a_ten_day_release(parts: engine.Parts, tmp_path: Path) -> None:
    """Columns by other headings, addresses masked to ranges."""
    archive = registers.file(TEN_DAYS)
    delivered = tw_oracle.extract(archive, SOME_NEW_CITIES, tmp_path)
    summary = await imports.run(parts, profiles.get("tw-actual-price"), [delivered])
    tables = list(tw_oracle.files(archive, SOME_NEW_CITIES))
    assert summary.rows == sum(len(table.rows) for table in tables) > 1000
    check_boxes(summary, tw_oracle.boxes(tables, TEN_DAYS_RELEASED))


@pytest.mark.long
async def test_a_whole_ten_day_release(parts: engine.Parts) -> None:
    archive = registers.file(TEN_DAYS)
    summary = await imports.run(parts, profiles.get("tw-actual-price"), [archive])
    assert summary.rows == 50_454
    check_boxes(summary, tw_oracle.boxes(list(tw_oracle.files(archive)), TEN_DAYS_RELEASED))


async def test_a_masked_release_before_its_quarter_leaves_no_second_contract(
    parts: engine.Parts, server_folder: Path, server_url: str, tmp_path: Path
) -> None:
    """Contracts that were told with masked addresses and fewer columns end as the quarter alone tells them."""
    archive = registers.file(QUARTER)
    quarter = tw_oracle.extract(archive, SOME_CITIES, tmp_path)
    early = tw_oracle.masked(quarter, tmp_path / "lvr_released_about_2019-06-25")
    profile = profiles.get("tw-actual-price")
    first = await imports.run(parts, profile, [early])
    later = await imports.run(parts, profile, [quarter])
    assert first.counts.recorded > 1000
    assert later.counts.rejected == 0
    async with servers.fresh_database(server_folder, server_url) as url, asyncpg.create_pool(url) as pool:
        await imports.run(await imports.parts(pool, url, tmp_path), profile, [quarter])
        wanted = await tw_killed.standing(pool)
    assert await tw_killed.standing(parts.pool) == wanted
    again = (await imports.run(parts, profile, [quarter])).counts
    assert (again.events, again.recorded) == (0, 0)
