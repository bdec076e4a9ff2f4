"""Deliveries from before runs were logged are taken over as sources with their last run."""

from __future__ import annotations

import importlib
import json

import asyncpg

from registry import migrate, monitoring

NOW = "2026-05-20T10:00:00Z"


async def _older(pool: asyncpg.Pool) -> None:
    """The intake as it was before."""
    await pool.execute("drop schema intake, audit, search cascade; create schema intake")
    await pool.execute("drop table access.named, access.gram")
    for name in ("0002_intake", "0006_quarantine"):
        made = importlib.import_module(f"migrations.versions.{name}")
        await pool.execute(made.DELIVERY)
        await pool.execute(made.QUARANTINE)
        if name == "0002_intake":
            await pool.execute(made.QUARANTINE_INDEX)
    await pool.execute("update fangji.schema_version set version_num = '0006'")


async def test_earlier_deliveries_are_sources(pool: asyncpg.Pool, database: str) -> None:
    await _older(pool)
    summary = {"rows": 3, "recorded": 2, "duplicates": 0, "skipped": 0, "rejected": 1, "files": ["/home/li/a.csv"]}
    for profile, ended in (("nl-bag-buildings", NOW), ("sg-hdb", None)):
        await pool.execute(
            "insert into intake.delivery (id, home, profile, files, run, started_at, finished_at, summary) "
            "select i, i, $1::text, '[\"a.csv\"]', 2, $2::text::timestamptz, $3::text::timestamptz, "
            "case when $3 is not null then $4::jsonb end from gen_random_uuid() i",
            profile, NOW, ended, json.dumps(summary),
        )  # fmt: skip
    assert await migrate.migrate(database) == ["0007", "0008", "0009", "0010"]
    async with pool.acquire() as connection:
        done, begun = await monitoring.sources(connection, await connection.fetchval("select date '2026-06-01'"))
    assert (done["profile"], done["dataset"], done["rows"], done["age_days"]) == (
        "nl-bag-buildings",
        "nl-bag-pand",
        3,
        12,
    )
    assert done["freshness"] == "UNKNOWN", "the rhythm comes with the next import"
    assert (begun["profile"], begun["unfinished"], begun["rows"]) == ("sg-hdb", True, 0)
    assert "/home" not in str(await pool.fetch("select * from intake.run"))
