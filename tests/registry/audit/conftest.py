"""A ledger with its checkpointer and prover, on a fresh database, exporting to a folder."""

from __future__ import annotations

import dataclasses
import itertools
import pathlib

import asyncpg
import pytest

from registry.audit import checkpointer, exports, logs, notes, proofs, stored
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples

SIGNER = notes.Signer(samples.ORIGIN, bytes(range(32)))


@dataclasses.dataclass
class Bureau:
    """A ledger that is signed; ``folder`` has what was exported."""

    pool: asyncpg.Pool
    ledger: Ledger
    folder: pathlib.Path
    signer: notes.Signer = SIGNER
    numbers: itertools.count[int] = dataclasses.field(default_factory=lambda: itertools.count(1))

    @property
    def log(self) -> logs.Events:
        return logs.Events(samples.ORIGIN)

    @property
    def disclosures(self) -> logs.Disclosures:
        return logs.Disclosures(samples.ORIGIN)

    @property
    def export(self) -> exports.Folder:
        return exports.Folder(self.folder)

    @property
    def prover(self) -> proofs.Prover:
        return proofs.Prover(self.pool, self.log)

    def checkpointer(self, signer: notes.Signer | None = None) -> checkpointer.Checkpointer:
        """Of events and disclosures."""
        signer = signer or self.signer
        kept = [checkpointer.Kept(log, signer.named(log.origin)) for log in (self.log, self.disclosures)]
        return checkpointer.Checkpointer(self.pool, kept, self.export, 60)

    async def record(self, count: int) -> None:
        """So many houses, an event each."""
        said = [samples.house(f"H{next(self.numbers)}") for _ in range(count)]
        await self.ledger.append([samples.unit(*said[at : at + 200]) for at in range(0, count, 200)])

    async def sign(self) -> stored.Signed:
        """Make checkpoints up to the end; the newest of the events."""
        await self.checkpointer().catch_up()
        return await self.prover.newest()

    async def alter(self, statement: str, *arguments: object) -> None:
        """What nobody may do: change a durable table past its triggers."""
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute("set local session_replication_role = replica")
            await connection.execute(statement, *arguments)


@pytest.fixture
async def bureau(pool: asyncpg.Pool, tmp_path: pathlib.Path) -> Bureau:
    return Bureau(pool, await Ledger.open(pool, samples.ORIGIN), tmp_path / "checkpoints")
