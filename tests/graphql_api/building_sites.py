"""Towns of the two districts of :mod:`tests.graphql_api.homes` with works, self-built homes, estates, indicators."""

from __future__ import annotations

from collections.abc import Mapping

import asyncpg

from aggregates import event as events
from registry.ledger import ledger
from tests.graphql_api import homes
from tests.graphql_api.homes import CITY, EAST, WEST, Said
from tests.registry.ledger import samples

Subjects = Mapping[tuple[str, str], tuple[str | None, Said]]
"""Kind and code -> division and what is on record."""


def _works(**said: events.Value) -> dict[str, Mapping[str, events.Value]]:
    return {"permits/K": {"kind": "CONSTRUCTION", "number": "K", **said}}


WORKS: Subjects = {
    ("PROJECT", "P1"): (EAST, {
        "": {"labour_due_on": "2026-06-10"},
        **_works(granted_on="2026-05-01", works_started_on="2026-05-10"),
        "tenders/T1": {"number": "T1", "opened_on": "2026-03-01", "due_on": "2026-05-30"},
        "tenders/T2": {
            "number": "T2", "opened_on": "2026-03-01", "awarded_on": "2026-05-20", "contract_due_on": "2026-06-19",
        },
        "tenders/T3": {
            "number": "T3", "opened_on": "2026-03-01", "awarded_on": "2026-05-20", "contract_due_on": "2026-06-19",
        },
        "contracts/H": {"number": "H", "tender_no": "T3"},
        "tenders/T4": {"number": "T4", "opened_on": "2026-03-01", "cancelled_on": "2026-04-01"},
        "drawing_reviews/F1": {
            "discipline": "FIRE", "round": 1, "outcome": "RETURNED", "reviewed_on": "2026-05-01",
            "revision_due_on": "2026-05-31",
        },
        "drawing_reviews/C1": {"discipline": "CONSTRUCTION", "round": 1, "outcome": "RETURNED"},
        "drawing_reviews/C2": {"discipline": "CONSTRUCTION", "round": 2, "outcome": "PASSED"},
        "procedure_steps/A": {"step": "A", "started_on": "2026-05-20", "due_on": "2026-06-09"},
        "procedure_steps/B": {"step": "B", "started_on": "2026-05-20", "done_on": "2026-05-25"},
        "procedure_steps/C": {"step": "C", "started_on": "2026-05-20", "stopped_on": "2026-05-25"},
        "procedure_steps/D": {"step": "D", "started_on": "2026-05-20", "closed": True},
        "procedure_steps/E": {"step": "E", "planned_on": "2026-06-30"},
        "material_tests/M1": {"material": "钢筋", "passed": False, "tested_on": "2026-05-25", "due_on": "2026-06-01"},
        "material_tests/M2": {"material": "水泥", "passed": False, "tested_on": "2026-05-20", "due_on": "2026-05-27"},
        "material_tests/M3": {"material": "水泥", "passed": True, "tested_on": "2026-05-26"},
        "rectifications/R1": {"ordered_on": "2026-05-05", "due_on": "2026-05-20"},
        "rectifications/R2": {"ordered_on": "2026-05-05", "due_on": "2026-05-20", "closed_on": "2026-05-19"},
    }),
    ("PROJECT", "P2"): (WEST, {
        "": {
            "completion_filed": True, "completed_on": "2026-05-01", "fire_due_on": "2026-05-16",
            "archive_due_on": "2026-08-01", "labour_due_on": "2026-05-10",
        },
        "drawing_reviews/F1": {"discipline": "FIRE", "round": 1, "outcome": "RETURNED", "reviewed_on": "2024-05-01"},
    }),
    ("PROJECT", "P3"): (WEST, {
        "": {"supervision_no": "Z-3", "labour_due_on": "2026-07-10"},
        **_works(granted_on="2026-03-20", lapses_on="2026-06-20"),
    }),
    ("PROJECT", "P4"): (WEST, {"": {"cancelled": True}, "rectifications/R": {"due_on": "2026-05-20"}}),
    ("PROJECT", "P5"): (None, {"rectifications/R": {"ordered_on": "2026-04-05", "due_on": "2026-04-20"}}),
    ("BUILDING", "B1"): (EAST, {"": {"completed_on": "2026-05-05", "filing_due_on": "2026-05-20"}}),
    ("BUILDING", "B2"): (WEST, {
        "hazards/Z1": {"found_on": "2026-04-01", "due_on": "2026-07-01"},
        "hazards/Z2": {"found_on": "2026-04-01", "due_on": "2026-05-01", "resolved_on": "2026-04-30"},
    }),
    ("BUILDING", "B3"): (WEST, {"": {"physical": "DEMOLISHED"}, "hazards/Z": {"due_on": "2026-05-01"}}),
    ("BUILDING", "B4"): (EAST, {"": {"filing_due_on": "2026-05-20", "completion_filed": True}}),
}  # fmt: skip


def _home(*, rural: bool = True, business: bool = False, **said: events.Value) -> dict[str, events.Value]:
    return {"self_built": True, "rural": rural, "business_use": business, **said}


_SUSPECT: Mapping[str, events.Value] = {"screened_on": "2025-03-01", "suspect": True}
_OPEN: Mapping[str, events.Value] = {"found_on": "2025-05-01"}
_RESOLVED: Mapping[str, events.Value] = {**_OPEN, "resolved_on": "2025-09-01"}

SELF_BUILT: Subjects = {
    ("BUILDING", "S1"): (EAST, {"": _home()}),
    ("BUILDING", "S2"): (EAST, {"": _home(business=True), "screenings/1": {"suspect": False}}),
    ("BUILDING", "S3"): (EAST, {
        "": _home(business=True, safety_grade="B"),
        "screenings/1": _SUSPECT, "screenings/2": {"screened_on": "2024-03-01", "suspect": False},
    }),
    ("BUILDING", "S4"): (WEST, {
        "": _home(rural=False, safety_grade="D"),
        "screenings/1": _SUSPECT, "controls/1": {"kind": "EVACUATED"}, "hazards/1": _OPEN,
    }),
    ("BUILDING", "S5"): (WEST, {
        "": _home(business=True, safety_grade="C"),
        "screenings/1": _SUSPECT, "controls/1": {"kind": "CLOSED", "lifted_on": "2025-10-01"}, "hazards/1": _RESOLVED,
    }),
    ("BUILDING", "S6"): (WEST, {"": _home(safety_grade="D", physical="DEMOLISHED")}),
    ("BUILDING", "S7"): (WEST, {"": _home(physical="NOT_REALISED"), "screenings/1": _SUSPECT}),
    ("BUILDING", "S8"): (EAST, {"": _home(), "hazards/1": _RESOLVED, "hazards/2": _OPEN}),
    ("BUILDING", "S9"): (EAST, {"": {"self_built": False}, "screenings/1": _SUSPECT}),
}  # fmt: skip


def _block(homes_: int, year: int, **said: events.Value) -> dict[str, events.Value]:
    return {"estate": "稻香小区", "estate_code": "XQ1", "unit_count": homes_, "year_built": year, **said}


_DONE: Mapping[str, events.Value] = {"granted_on": "2024-03-01", "completed_on": "2025-05-01"}

ESTATES: Subjects = {
    ("BUILDING", "X1"): (EAST, {"": _block(20, 1985), "renovations/1": {**_DONE, "cost": "100.00"}}),
    ("BUILDING", "X2"): (EAST, {
        "": _block(30, 1990),
        "renovations/1": {"granted_on": "2025-03-01", "cost": "50.50"},
        "renovations/2": {**_DONE, "cost": "10.00"},
    }),
    ("BUILDING", "X3"): (EAST, {"": {"estate_code": "XQ1", "year_built": 9999}}),
    ("BUILDING", "X4"): (WEST, {"": {"estate": "东风里", "unit_count": 10, "year_built": 1979}}),
    ("BUILDING", "X5"): (EAST, {"": _block(99, 1970, physical="ENTERED_IN_ERROR")}),
    ("BUILDING", "X6"): (WEST, {"": {"unit_count": 10}, "renovations/1": _DONE}),
}  # fmt: skip


def _value(indicator: str, period: str, value: str, measure: str | None, **said: events.Value) -> Said:
    told = {"indicator": indicator, "period": period, "value": value, "unit": "万m3", **said}
    return {f"indicators/{indicator}-{period}": {**told, **({"measure": measure} if measure else {})}}


INDICATORS: Said = {
    **_value("供水量", "2025-11", "9.5", "SUM", reporter="水务一张图"),
    **_value("供水量", "2025-12", "10.5", "SUM", reporter="供水集团"),
    **_value("供水量", "2026-01", "7", "SUM"),
    **_value("供水量", "2026-02-01", "1", "SUM"),
    **_value("供水量", "2024", "100", "SUM"),
    **_value("供水量", "2023", "1", "SUM", unit="亿m3"),
    **_value("供水量", "去年", "1", "SUM"),
    **_value("用户", "2025-11", "90", "LEVEL"),
    **_value("用户", "2025-12", "100", "LEVEL"),
    **_value("用户", "2025-Q4", "101", "LEVEL"),
    **_value("社會住宅戶數", "2025-11", "5", None),
    **_value("社會住宅戶數", "2025-12", "6", None),
}


async def build(pool: asyncpg.Pool, subjects: Subjects, city: Said | None = None) -> None:
    """Fill a ledger with the districts and the subjects, and project it as of the day of that town."""
    log = await ledger.Ledger.open(pool, "test")
    for code in (CITY, EAST, WEST):
        own = {"": {"name": code, **({"parent": CITY} if code != CITY else {})}}
        told = {**own, **(city or {})} if code == CITY else own
        await log.submit(samples.unit(homes.fact("DIVISION", code, 1, "2000-01-01", own)))
        if told is not own:
            await log.submit(samples.unit(homes.fact("DIVISION", code, 2, "2026-01-01", city or {})))
    for (kind, code), (division, said) in subjects.items():
        registered: Said = {"": {"division": division}} if division else {}
        first = homes.fact(kind, code, 1, "2010-01-01", registered)
        await log.submit(samples.unit(first, homes.fact(kind, code, 2, "2020-01-01", said)))
    await log.close()
    await homes.project(pool, homes.TODAY)
