"""A ledger that was written before reliances were kept gets them from its bodies."""

import importlib
import uuid

import asyncpg

from registry import migrate
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples


async def test_reliances_recorded_before_are_copied(ledger: Ledger, pool: asyncpg.Pool, database: str) -> None:
    relied = (uuid.uuid4(), uuid.uuid4())
    plain = samples.house("H1", actor='"relied_on":[')
    await ledger.submit(
        samples.unit(plain, samples.house("H2", relied_on=relied), samples.house("H3", relied_on=relied[:1]))
    )
    kept = "select relied, position from ledger.reliance order by 1, 2"
    written = await pool.fetch(kept)
    assert {tuple(row) for row in written} == {(relied[0], 2), (relied[1], 2), (relied[0], 3)}
    await pool.execute("drop table ledger.reliance, ledger.follower; alter table ledger.log drop column policies")
    await pool.execute("drop schema access, audit, intake, search cascade; drop table keys.forgotten")
    intake = importlib.import_module("migrations.versions.0002_intake")
    await pool.execute(";".join(["create schema intake", intake.DELIVERY, intake.QUARANTINE, intake.QUARANTINE_INDEX]))
    await pool.execute(
        "drop index ledger.claim_code, ledger.event_voids; update fangji.schema_version set version_num = '0002'"
    )
    assert await migrate.migrate(database) == ["0003", "0004", "0005", "0006", "0007", "0008", "0009", "0010"]
    assert await pool.fetch(kept) == written
