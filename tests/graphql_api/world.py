"""A small city in a database of its own, with what generation leaves out: voids, corrections, causes, days to come."""

from __future__ import annotations

import datetime
import pathlib
import uuid
from dataclasses import replace

import asyncpg

from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from projections import ddl, projector
from projections.applying import Applier
from registry.city import loading, plan
from registry.ledger import kek, keys, ledger
from tests.registry.ledger import samples

TODAY = datetime.date(2026, 6, 1)
HOUSES = 110


async def build(pool: asyncpg.Pool, folder: pathlib.Path) -> None:
    """Fill the ledger and project it as of :data:`TODAY`."""
    log = await ledger.Ledger.open(pool, "test")
    store = keys.PostgresKeys(pool, kek.FileKeys(folder / "kek.json"))
    await loading.load(plan.City(HOUSES, 12, 7), log, store)
    await _add(log)
    await log.close()
    async with pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
        await projector.catch_up(connection, Applier(), TODAY)


async def _add(log: ledger.Ledger) -> None:
    """Houses "W-1" and "W-2" of no division, with every way in which events refer to each other; "W-3" of another."""
    west = events.Change("", {"division": "990103", "floor_area": "70.00"})
    await log.submit(samples.unit(samples.house("W-3", changes=(west,))))
    first = samples.house("W-1", registered_at=None)
    mortgage = samples.house(
        "W-1", 2, type="MortgageRegistered", effective_on="2021-03-01", id=uuid.uuid4(),
        changes=(events.Change("mortgages/M1", {"number": "M1", "amount": "100.00", "registered_on": "2021-03-01"}),),
    )  # fmt: skip
    survey = samples.house("W-1", 3, type="SurveyRevised", effective_on="2021-05-01", id=uuid.uuid4())
    await log.submit(samples.unit(first, mortgage, survey))
    fixed = samples.house(
        "W-1", 4, type="SurveyRevised", effective_on="2021-05-01", corrects=survey.id, id=uuid.uuid4()
    )
    cause = replace(fixed, changes=(events.Change("", {"floor_area": "90.00"}),), relied_on=(mortgage.id,))
    caused = samples.house("W-2", 1, cause=cause.id, effective_on="2022-01-01")
    await log.submit(samples.unit(cause, caused))
    await log.submit(samples.unit(samples.house("W-1", 5, type="EventVoided", voids=(mortgage.id,), changes=())))
    coming: dict[str, events.Value] = {
        "number": "L1",
        "starts_on": "2026-08-01",
        "ends_on": "2027-08-01",
        "rent": "900.00",
    }
    lease = samples.house(
        "W-2", 2, type="LeaseFiled", effective_on="2026-08-01", changes=(events.Change("leases/L1", coming),)
    )
    await log.submit(samples.unit(lease))
