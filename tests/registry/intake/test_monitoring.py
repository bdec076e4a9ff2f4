"""What is known of sources and their runs: counted once however often files are read, as fresh as what arrived."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import asyncpg
import prometheus_client
import pytest

from registry import monitoring
from registry.intake import delivery as deliveries
from registry.intake import profiles
from registry.intake.engine import Parts
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work

JUNE = datetime.date(2026, 6, 1)


@pytest.fixture
def every_ten_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "PROFILE", dataclasses.replace(scratch.PROFILE, every=10))


async def _status(pool: asyncpg.Pool, today: datetime.date = JUNE) -> dict[str, object]:
    async with pool.acquire() as connection:
        (one,) = await monitoring.sources(connection, today)
    return one


@pytest.mark.usefixtures("every_ten_days")
async def test_the_same_files_count_once(parts: Parts, tmp_path: Path) -> None:
    works = imports.write_csv(tmp_path / "works.csv", [work(1, "a"), work(2, "b", floors="x"), work(3, "bare")])
    await imports.run(imports.on(parts, JUNE), scratch.PROFILE, [works])
    later = JUNE + datetime.timedelta(days=30)
    again = await imports.run(imports.on(parts, later), scratch.PROFILE, [works])
    assert again.counts.duplicates == 1
    one = await _status(parts.pool, later)
    counted = {name: one[name] for name in ("deliveries", "rows", "recorded", "duplicates", "skipped", "rejected")}
    assert counted == {"deliveries": 1, "rows": 3, "recorded": 1, "duplicates": 0, "skipped": 1, "rejected": 1}
    assert (one["open"], one["finished_on"], one["age_days"], one["freshness"]) == (1, JUNE, 30, "LATE")
    assert await parts.pool.fetchval("select count(*) from intake.run") == 2


@pytest.mark.usefixtures("every_ten_days")
async def test_another_delivery_makes_it_fresh_and_adds_up(parts: Parts, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    for day, path in ((JUNE, tmp_path / "works.csv"), (JUNE.replace(day=9), tmp_path / "other" / "works.csv")):
        rows = [work(1, "a"), work(path.parent.name, "a", floors=14)]
        await imports.run(imports.on(parts, day), scratch.PROFILE, [imports.write_csv(path, rows)])
    one = await _status(parts.pool, JUNE.replace(day=10))
    assert (one["deliveries"], one["rows"], one["recorded"], one["duplicates"]) == (2, 4, 1, 1)
    assert (one["finished_on"], one["due_on"], one["freshness"]) == (JUNE.replace(day=9), JUNE.replace(day=19), "FRESH")


@pytest.mark.parametrize(
    ("days", "every", "freshness"),
    [
        (None, 10, "UNKNOWN"),
        (0, None, "UNKNOWN"),
        (9, 10, "FRESH"),
        (10, 10, "DUE"),
        (12, 10, "DUE"),
        (13, 10, "LATE"),
        (37, 31, "DUE"),
        (38, 31, "LATE"),
    ],
)
async def test_freshness(pool: asyncpg.Pool, days: int | None, every: int | None, freshness: str) -> None:
    last = None if days is None else JUNE - datetime.timedelta(days=days)
    assert await pool.fetchval("select intake.freshness($1, $2, $3)", last, every, JUNE) == freshness


@pytest.mark.usefixtures("every_ten_days")
async def test_a_delivery_that_stopped_midway_makes_nothing_fresh(
    parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    works = imports.write_csv(tmp_path / "works.csv", [work(n, f"b{n}") for n in range(6)])

    async def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(deliveries, "finished", stopped)
        patched.setattr("registry.intake.runs.finished", stopped)
        with pytest.raises(KeyboardInterrupt):
            await imports.run(parts, scratch.PROFILE, [works])
    one = await _status(parts.pool)
    assert (one["freshness"], one["finished_on"], one["unfinished"], one["rows"]) == ("UNKNOWN", None, True, 0)
    await imports.run(imports.on(parts, JUNE), scratch.PROFILE, [works])
    one = await _status(parts.pool)
    assert (one["freshness"], one["finished_on"], one["unfinished"], one["rows"]) == ("FRESH", JUNE, False, 6)
    assert await parts.pool.fetchval("select count(*) from intake.run") == 1


@pytest.mark.usefixtures("every_ten_days")
async def test_a_city_s_own_rhythm_goes_before_the_profile_s(parts: Parts, tmp_path: Path) -> None:
    works = imports.write_csv(tmp_path / "works.csv", [work(1, "a")])
    await imports.run(imports.on(parts, JUNE), scratch.PROFILE, [works])
    async with parts.pool.acquire() as connection:
        for every, is_set, expected in ((40, True, 40), (None, True, None), (None, False, 10)):
            await monitoring.expect(connection, "scratch", every, is_set=is_set)
            assert (await _status(parts.pool))["every"] == expected
        with pytest.raises(monitoring.UnknownSource, match="'elsewhere'"):
            await monitoring.expect(connection, "elsewhere", 3)
    await imports.run(imports.on(parts, JUNE), scratch.PROFILE, [works])


async def test_a_late_source_is_warned_of_in_a_sentence(parts: Parts) -> None:
    late = {"profile": "generic", "dataset": "generic:survey", "freshness": "LATE", "finished_on": JUNE}
    said = monitoring.warning({**late, "age_days": 40, "every": 31})
    assert said is not None
    assert said.startswith(
        "generic:survey was last delivered on 2026-06-01, 40 days ago, and is expected every 31 days"
    )
    assert monitoring.warning({**late, "freshness": "DUE"}) is None


async def test_gauges(parts: Parts, tmp_path: Path) -> None:
    works = imports.write_csv(tmp_path / "works.csv", [work(1, "a"), work(2, "b", floors="x")])
    await imports.run(parts, scratch.PROFILE, [works])
    async with parts.pool.acquire() as connection:
        await monitoring.gauge(connection)
    said = prometheus_client.REGISTRY.get_sample_value
    labels = {"profile": "scratch", "dataset": "scratch"}
    assert said("fangji_source_rejected_rows", labels) == 1
    age = said("fangji_source_age_seconds", labels)
    assert age is not None
    assert 0 <= age < 600


def test_shipped_profiles_say_their_rhythm() -> None:
    said = {name: profiles.get(name).every for name in profiles.names()}
    assert said == {
        "cn-divisions": 366,
        "generic": None,
        "nl-bag-buildings": 31,
        "nl-permit-process": None,
        "nyc-affordable": 92,
        "sg-hdb": 31,
        "tw-actual-price": 10,
        "tw-social-housing": 31,
    }
