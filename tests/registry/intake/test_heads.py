"""Subjects are found by any code that they hold, and followed ahead of what is committed."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import asyncpg

from aggregates import event as events
from registry.intake.engine import Parts
from registry.intake.heads import Heads
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work


async def test_a_code_that_a_subject_was_given_later_finds_it(parts: Parts, tmp_path: Path) -> None:
    await imports.run(parts, scratch.PROFILE, [imports.write_csv(tmp_path / "works.csv", [work(1, "a")])])
    claim = events.code_claim("BUILDING", "test", "new")
    await parts.pool.execute(
        "insert into ledger.claim select $1, $2, stream, position from ledger.stream where code = 'a'",
        claim.scope,
        claim.key,
    )
    await imports.run(parts, scratch.PROFILE, [imports.write_csv(tmp_path / "works.csv", [work(2, "new")])])
    first, second = (body for body in await imports.bodies(parts.pool) if body["kind"] == "BUILDING")
    assert (second["stream"], second["version"], second["code"]) == (first["stream"], 2, "new")


async def test_versions_are_followed_and_forgotten(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        heads = Heads(connection, since=0, most=2)
        names = [("HOUSE", "s", str(n)) for n in range(5)]
        await heads.load(names)
        streams = [heads.stream(name) for name in names]
        assert heads.write(dict.fromkeys(streams, 1)) == 5
        assert heads.write({streams[0]: 2}) == 0
        assert heads.version(streams[0]) == 2
        await heads.load([("HOUSE", "s", "further")])
        await heads.load(names)
        assert heads.version(streams[1]) == 0, "forgotten, and not in the ledger"
        await heads.load([], [uuid4()])
