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
from registry.access import masks
from registry.city import loading, plan
from registry.ledger import kek, keys, ledger
from tests import looking
from tests.graphql_api import homes
from tests.registry.ledger import samples

TODAY = datetime.date(2026, 6, 1)
HOUSES = 110
ORIGIN = "test"


async def build(pool: asyncpg.Pool, folder: pathlib.Path, origin: str = ORIGIN) -> None:
    """Fill a ledger, project it as of :data:`TODAY`, sign and index it."""
    log = await ledger.Ledger.open(pool, origin)
    store = keys.PostgresKeys(pool, kek.FileKeys(folder / "kek.json"))
    await loading.load(plan.City(HOUSES, 12, 7), log, store)
    await _add(log)
    for unit in homes.told({homes.EAST: "990102", homes.WEST: "990103"}):
        await log.submit(unit)
    await masks.Masker(log, pool, store).catch_up()
    await log.close()
    async with pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
        await projector.catch_up(connection, Applier(), TODAY)
    await looking.prepare(pool, folder, origin)


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
    await _doubt(log, survey.id)
    await _paper(log)


async def _paper(log: ledger.Ledger) -> None:
    """Three events of two houses and a building on the number of one document, which another document has too.

    One of them is corrected to a later day.
    """
    decision = events.Document("决定书", "文1", "2026-03-01")
    notice = events.Document("通知书", "文1", "2026-03-02")
    building = samples.house(
        "B-1", kind="BUILDING", type="BuildingRegistered", document=decision,
        originator_id=events.stream_id("BUILDING", "test", "B-1"), changes=(events.Change("", {"floors": 3}),),
    )  # fmt: skip
    area = events.Change("", {"floor_area": "71.00"})
    west = samples.house(
        "W-3", 4, type="SurveyRevised", document=decision, effective_on="2026-03-01", changes=(area,), id=uuid.uuid4()
    )
    moved = samples.house("W-3", 5, type="SurveyRevised", effective_on="2026-04-01", changes=(area,), corrects=west.id)
    other = samples.house("W-2", 6, type="SurveyRevised", document=notice, effective_on="2026-03-02", changes=(area,))
    await log.submit(samples.unit(west, building, other, moved))


async def _doubt(log: ledger.Ledger, survey: uuid.UUID) -> None:
    """Findings and investigations, open, to come and closed, of the houses and of what they say."""
    area = _investigation("1", "", "floor_area")
    rent = _investigation("2", "leases/L1", "rent", closed_on="2026-09-01")
    past = _investigation("3", "", "address", closed_on="2026-02-01")
    lender = _investigation("1", "mortgages/M2", "mortgagee_name")
    mortgage = events.Change(
        "mortgages/M2", {"number": "M2", "mortgagee_name": "安澜银行", "registered_on": "2026-01-05"}
    )
    wrong = {"rule": "GEN-1", "event": str(survey), "department": "registration", "found_on": "2026-01-07"}
    vague: dict[str, events.Value] = {"rule": "USE-1", "event": "unknown", "found_on": "2026-01-08"}
    solved = {**wrong, "resolved_on": "2026-06-02"}
    await log.submit(
        samples.unit(
            samples.house("W-1", 6, **_said("InvestigationOpened", area)),
            samples.house("W-1", 7, **_said("FindingRecorded", _finding("1", "ERROR", **wrong))),
            samples.house("W-2", 3, **_said("InvestigationOpened", rent, past)),
            samples.house("W-2", 4, **_said("FindingRecorded", _finding("1", "WARNING", **vague))),
            samples.house("W-2", 5, **_said("FindingRecorded", _finding("2", "NOTE", **solved))),
            samples.house("W-3", 2, **_said("MortgageRegistered", mortgage)),
            samples.house("W-3", 3, **_said("InvestigationOpened", lender)),
        )
    )


def _said(type_: str, *changes: events.Change) -> dict[str, object]:
    return {"type": type_, "effective_on": "2026-01-09", "changes": changes, "id": uuid.uuid4()}


def _investigation(key: str, entity: str, attribute: str, **more: events.Value) -> events.Change:
    told = {"entity": entity, "attribute": attribute, "reason": "复核", "opened_on": "2026-01-09"}
    return events.Change(f"investigations/{key}", {**told, **more})


def _finding(key: str, grade: str, **values: events.Value) -> events.Change:
    return events.Change(f"findings/{key}", {"grade": grade, **values})
