"""What the intake's tests share: the parts of a registry on a test database, and deliveries written on the spot."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from aggregates.catalogue import CATALOGUE
from registry.intake import engine
from registry.intake.accounting import Summary
from registry.intake.profile import Profile
from registry.ledger.kek import FileKeys
from registry.ledger.keys import PostgresKeys
from registry.ledger.ledger import Ledger

ORIGIN = "fangji/test"


async def parts(pool: asyncpg.Pool, url: str, folder: Path) -> engine.Parts:
    """An import's parts on a migrated database, with keys in ``folder``."""
    key_file = folder / "kek.json"
    keys = PostgresKeys(pool, FileKeys(key_file))
    ledger = await Ledger.open(pool, ORIGIN, CATALOGUE)
    return engine.Parts(pool, ledger, keys, url, key_file)


def on(parts: engine.Parts, day: date) -> engine.Parts:
    """The same on another day."""
    return replace(parts, today=lambda: day)


async def run(parts: engine.Parts, profile: Profile, files: Sequence[Path], **options: object) -> Summary:
    """Import in this process unless told otherwise."""
    chosen = engine.Options(**{"processes": 1, **options})  # type: ignore[arg-type]
    return await engine.run(parts, profile, files, chosen)


def write_csv(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """A csv file of these rows, whose names are those of the first."""
    found = list(rows)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(found[0]))
        writer.writeheader()
        writer.writerows(found)
    return path


def work(no: object, building: str, day: str = "2020-01-01", floors: object = 3, **more: object) -> dict[str, object]:
    """A row of the scratch register's works."""
    return {"no": no, "building": building, "day": day, "floors": floors, "year": "", "owner": "", **more}


async def bodies(pool: asyncpg.Pool, *, types: str = "%") -> list[dict[str, Any]]:
    """All events' bodies in order."""
    found = await pool.fetch("select body from ledger.event where type like $1 order by position", types)
    return [orjson.loads(row[0]) for row in found]


async def counts(pool: asyncpg.Pool) -> dict[str, int]:
    """Rows of every table of ours, by name: what a dry run must leave alone."""
    tables = await pool.fetch(
        "select schemaname || '.' || tablename from pg_tables where schemaname in ('ledger', 'keys', 'intake')"
    )
    return {name: await pool.fetchval(f"select count(*) from {name}") for (name,) in tables}
