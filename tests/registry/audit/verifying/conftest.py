"""A bureau with some history of every sort, signed at three sizes, read and remembered; an attacker; a verification."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import pathlib
import uuid

import pytest

from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from projections import ddl, projector
from projections.applying import Applier
from registry.audit.verifying import faults, verifying
from tests.registry.audit.conftest import Bureau
from tests.registry.ledger import samples

TODAY = datetime.date(2026, 1, 1)
SIZES = (40, 300, 560)
"""Where checkpoints are made; five more events follow the last one."""


@dataclasses.dataclass
class Audited:
    """A bureau and what verifies it."""

    bureau: Bureau
    url: str
    remembered: pathlib.Path

    @property
    def place(self) -> verifying.Place:
        bureau = self.bureau
        return verifying.Place(
            bureau.pool,
            self.url,
            bureau.log,
            bureau.disclosures,
            [bureau.signer.verifier],
            bureau.export,
            self.remembered,
            TODAY,
            CATALOGUE,
            ddl.ZONE,
            processes=1,
        )

    async def verify(self, wanted: verifying.Wanted | None = None) -> verifying.Result:
        """Verify; read tables only where a test asks for them."""
        return await verifying.verify(self.place, wanted or verifying.Wanted(read=False))

    async def found(self, *checks: faults.Check) -> list[faults.Fault]:
        """The faults of exactly these checks, of which there must be some."""
        result = await self.verify()
        assert set(result.faults.counts) == set(checks), [one.text for one in result.faults.kept()]
        return result.faults.kept()


def history() -> list[events.Event]:
    """Claims that are taken, given up and taken again, source rows, reliances, two events of one subject."""
    said = [samples.house(f"H{number}", takes=(claim("test", number),)) for number in range(20)]
    said += [samples.house(f"H{number}", 2, releases=(claim("test", number),)) for number in range(10)]
    said += [samples.house(f"H{number}", 3, takes=(claim("test", number),)) for number in range(5)]
    row = events.SourceRow("houses", "H0", "ab" * 32, "test/1")
    said += [samples.house("H0", 4 + number, rows=(row,)) for number in range(2)]
    return [*said, samples.house("H19", 2, relied_on=(uuid.UUID(int=7),))]


def claim(scheme: str, number: int) -> events.Claim:
    return events.Claim("code/HOUSE", f"{scheme}\nH{number}")


@pytest.fixture
async def audited(bureau: Bureau, database: str, tmp_path: pathlib.Path) -> Audited:
    await bureau.ledger.append([samples.unit(*history())])
    bureau.numbers = itertools.count(1000)
    await bureau.record(SIZES[0] - 38)
    await bureau.sign()
    for before, size in itertools.pairwise(SIZES):
        await bureau.record(size - before)
        await bureau.sign()
    await bureau.record(5)
    return Audited(bureau, database, tmp_path / "audit.json")


async def projected(bureau: Bureau) -> None:
    """Make the read tables."""
    async with bureau.pool.acquire() as connection:
        await ddl.create(connection)
        await projector.catch_up(connection, Applier(), TODAY)


async def rewrite(bureau: Bureau, position: int, old: bytes, new: bytes) -> None:
    """Replace bytes of a body and make the leaf hash fit."""
    row = await bureau.pool.fetchrow("select header, body from ledger.event where position = $1", position)
    assert row is not None
    assert old in row["body"]
    body = row["body"].replace(old, new)
    leaf = events.leaf_hash(row["header"], body)
    await bureau.alter("update ledger.event set body = $2, leaf_hash = $3 where position = $1", position, body, leaf)
