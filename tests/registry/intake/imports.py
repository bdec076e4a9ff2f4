"""What the intake's tests share: the parts of a registry on a test database, and deliveries written on the spot."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import asyncpg

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
