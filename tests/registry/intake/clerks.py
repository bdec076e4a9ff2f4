"""What clerks do with the quarantine in tests: deliver works, look at what waits, correct it, retry it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from registry.intake import engine, kept, retrying, worksheet
from registry.intake.accounting import Summary
from registry.intake.engine import Parts
from registry.intake.kept import Kept, Opened, Wanted
from registry.intake.retrying import Retried
from tests.registry.intake import imports, scratch


async def deliver(parts: Parts, folder: Path, *rows: Mapping[str, object], **others: Any) -> list[Path]:
    """Import works, with notes and checks where they are given; answers the files."""
    files = [imports.write_csv(folder / "works.csv", rows)]
    files += [imports.write_csv(folder / f"{name}.csv", found) for name, found in others.items()]
    await imports.run(parts, scratch.PROFILE, files)
    return files


async def waiting(parts: Parts, state: str | None = "open") -> list[Kept]:
    async with parts.pool.acquire() as connection:
        return [one async for one in kept.find(connection, Wanted(state=state))]


async def opened(parts: Parts, one: Kept) -> Opened:
    found = await kept.Opener(parts.keys).open(one)
    assert found is not None
    return found


async def corrected(parts: Parts, folder: Path, changes: Mapping[int, Mapping[str, str]]) -> Path:
    """A worksheet as exported, with cells changed by the number of the row in its file."""
    records = []
    for one in await waiting(parts, None):
        line = worksheet.line(one, await opened(parts, one), scratch.PROFILE)
        records.append({**line.record(), **changes.get(one.row, {})})
    path = folder / "corrected.ndjson"
    path.write_bytes(b"\n".join(map(orjson.dumps, records)))
    return path


async def retry(parts: Parts, path: Path, *files: Path, **options: Any) -> Retried:
    chosen = engine.Options(**{"processes": 1, "operator": "li", **options})
    (answer,) = await retrying.retry(parts, "scratch", path, files, chosen)
    check(answer.summary)
    return answer


def check(summary: Summary) -> None:
    assert summary.rows == summary.counts.rows
