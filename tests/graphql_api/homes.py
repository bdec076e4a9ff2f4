"""Two districts of a city with seventeen households at every stage, three homes, and what is due of them."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Mapping

import asyncpg

from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from graphql_api.identity import Identity
from projections import ddl, projector
from projections.applying import Applier
from registry.ledger import ledger, units
from tests.registry.ledger import samples

TODAY = datetime.date(2026, 6, 1)
CITY, EAST, WEST = "C", "E", "W"
HOMES = {"H1": EAST, "H2": EAST, "H3": WEST}
CLERK = Identity("c", ("caseworker",), (EAST,))
CHIEF = Identity("b", ("caseworker",), ("*",))
COCKPIT = Identity("k", ("cockpit",), ("*",))

Values = Mapping[str, events.Value]
Said = Mapping[str, Values]
"""Entity (``""`` the household, else ``collection/key``) -> what is said of it."""


_FIRST = {
    "HOUSEHOLD": "ApplicationAccepted",
    "DIVISION": "DivisionRegistered",
    "HOUSE": "HouseRegistered",
    "PROJECT": "ProjectApproved",
    "BUILDING": "BuildingRegistered",
    "ENTERPRISE": "Registered",
}


def fact(kind: str, code: str, version: int, on: str, said: Said) -> events.Event:
    """The event that registers a subject, or a later one of the type that may say anything."""
    return samples.house(
        code,
        version,
        kind=kind,
        originator_id=uuid.uuid5(events.NAMESPACE, f"{kind} {code}"),
        changes=tuple(events.Change(entity, dict(values)) for entity, values in said.items()),
        effective_on=on,
        type=_FIRST[kind] if version == 1 else "DecisionOverturned",
        id=uuid.uuid4(),
    )


def eligible(on: str = "2026-01-15") -> dict[str, Mapping[str, events.Value]]:
    return {"eligibilities/E": {"number": "E", "programme": "PUBLIC_RENTAL", "granted_on": on}}


def waiting(since: str) -> dict[str, Mapping[str, events.Value]]:
    place: dict[str, events.Value] = {"number": "W", "programme": "PUBLIC_RENTAL", "bedrooms": 2, "since": since}
    return {**eligible(), "waitings/W": place}


def members(*born: int, ref: str | None = None) -> dict[str, Mapping[str, events.Value]]:
    """The applicant, then its children, by their years of birth; ``ref`` is the applicant's person."""
    return {
        f"members/{number}": {
            "relation": "CHILD" if number else "APPLICANT",
            "birth_year": year,
            "joined_on": "2024-01-10",
            **({"person": ref} if ref and not number else {}),
        }
        for number, year in enumerate(born)
    }


def rent(period: str, due: str, charged: str, **said: events.Value) -> dict[str, Mapping[str, events.Value]]:
    told = {"contract_no": "T1", "period": period, "due_on": due, "charged": charged, **said}
    return {f"rents/T1-{period}": told}


HOUSEHOLDS: Mapping[str, tuple[str | None, Mapping[str, events.Value], Said]] = {
    "A1": (EAST, {"size": 3, "income_band": "LOW", "income": "3000.00"}, waiting("2024-04-01") | members(1990, 2015)),
    "A2": (EAST, {"size": 1, "income_band": "LOW", "income": "2000.00"}, {
        **waiting("2024-05-01"), **members(1950),
        "priorities/P": {"number": "P", "priority_group": "ELDERLY", "granted_on": "2026-05-02"},
    }),
    "A3": (EAST, {"size": 2, "income_band": "LOW", "income": "2500.00"}, waiting("2024-02-01") | members(1996)),
    "A4": (WEST, {"size": 6, "income_band": "MIDDLE"}, {
        **waiting("2023-01-01"), **members(1970, 2010, 2012, 2014),
        "allocations/L": {"method": "DIRECT", "house_code": "H2", "contracted_on": "2026-01-01"},
    }),
    "A5": (EAST, {"size": 2, "income_band": "LOW"}, {
        **eligible("2025-05-01"), **members(1980, 2009, ref="person/a5"),
        "allocations/L": {
            "number": "L", "method": "PRIORITY", "programme": "PUBLIC_RENTAL", "allocated_on": "2025-06-01",
            "choose_by": "2025-06-10", "house_code": "H1", "selected_on": "2025-06-05", "contracted_on": "2025-06-15",
        },
        "tenancies/T1": {
            "house_code": "H1", "contract_no": "T1", "starts_on": "2025-06-15", "ends_on": "2026-07-01",
        },
        **rent("2026-03", "2026-03-15", "500.00", paid="500.00"),
        **rent("2026-04", "2026-04-15", "500.00", reduced="100.00", paid="150.00"),
        **rent("2026-05", "2026-05-31", "500.00"),
        **rent("2026-06", "2026-06-15", "500.00"),
        "annual_reviews/1": {"year": 2026, "reviewed_on": "2026-04-20", "passed": True, "next_on": "2027-04-20"},
    }),
    "A6": (EAST, {"size": 2}, {"reviews/1": {"level": 1, "outcome": "PASSED", "reviewed_on": "2026-05-20"}}),
    "A7": (EAST, {}, {"material_requests/M": {"requested_on": "2026-05-10", "due_on": "2026-05-25"}}),
    "A8": (WEST, {}, {"publicities/P": {"level": 1, "opened_on": "2026-05-20", "ends_on": "2026-05-30"}}),
    "A9": (EAST, {}, {"publicity_objections/O": {"raised_on": "2026-05-10"}}),
    "B1": (EAST, {"size": 4}, {
        **eligible("2024-01-01"), **members(1961),
        "annual_reviews/1": {"year": 2026, "opened_on": "2026-05-25", "due_on": "2026-06-20"},
    }),
    "B2": (EAST, {"size": 5}, eligible("2025-06-10")),
    "B3": (EAST, {}, {
        **eligible(),
        "allocations/L": {"method": "DIRECT", "allocated_on": "2026-05-01", "choose_by": "2026-05-31"},
    }),
    "B4": (EAST, {}, {
        **eligible(),
        "subsidy_approvals/S": {"number": "S", "kind": "MARKET_RENT", "starts_on": "2026-02-01"},
        "subsidies/P0": {"period": "2026-03", "state": "FAILED", "failed_on": "2026-04-02"},
        "subsidies/P1": {"period": "2026-03", "state": "PAID", "paid_on": "2026-04-12"},
        "subsidies/P2": {"period": "2026-04", "state": "FAILED", "failed_on": "2026-05-02"},
    }),
    "B5": (WEST, {}, {**eligible(), "eligibility_suspensions/S": {"suspended_on": "2026-05-05"}}),
    "B6": (EAST, {}, {
        **eligible(),
        "findings/F": {"rule": "SEC-4", "grade": "WARNING", "found_on": "2026-05-07", "department": "civil-affairs"},
    }),
    "B7": (EAST, {"exited_on": "2026-02-01"}, eligible("2024-01-01") | {
        "eligibilities/E": {"granted_on": "2024-01-01", "revoked_on": "2026-02-01"},
    }),
    "B8": (WEST, {"size": 2}, {
        **eligible(), **members(1985, ref="person/a5"),
        "purchases/Q": {"number": "Q", "house_code": "H3", "share": "1/2", "signed_on": "2026-03-01"},
    }),
}  # fmt: skip
"""Code -> division, what the household says of itself, and what else is on record of it."""


def told(division: Mapping[str, str]) -> Iterator[units.Unit]:
    """Units of all households and of the homes; ``division`` are the codes of the two districts."""
    common: Said = {"": {"category": "FAMILY", "programme": "PUBLIC_RENTAL", "accepted_on": "2024-01-10"}}
    for code, (of, own, said) in HOUSEHOLDS.items():
        registered: Said = {"": {"division": division[of]}} if of else {}
        told = {"": {**common[""], **own}, **said}
        yield samples.unit(
            fact("HOUSEHOLD", code, 1, "2024-01-10", registered), fact("HOUSEHOLD", code, 2, "2024-01-10", told)
        )
    for code, of in HOMES.items():
        yield samples.unit(fact("HOUSE", code, 1, "2010-01-01", {"": {"division": division[of]}}))
    former: Said = {"tenancies/T0": {"household_code": "A1", "starts_on": "2020-01-01", "ended_on": "2025-06-01"}}
    yield samples.unit(fact("HOUSE", "H1", 2, "2020-01-01", former))
    present: Said = {"tenancies/T1": {"household_code": "A5", "contract_no": "T1", "starts_on": "2025-06-15"}}
    yield samples.unit(fact("HOUSE", "H1", 3, "2025-06-15", present))
    west: Said = {"tenancies/T2": {"household_code": "A4", "starts_on": "2026-01-01"}}
    yield samples.unit(fact("HOUSE", "H2", 2, "2026-01-01", west))


async def build(pool: asyncpg.Pool, today: datetime.date = TODAY) -> None:
    """Fill a ledger with the districts and their households, and project it."""
    log = await ledger.Ledger.open(pool, "test")
    for code in (CITY, EAST, WEST):
        own = {"name": code, **({"parent": CITY} if code != CITY else {})}
        await log.submit(samples.unit(fact("DIVISION", code, 1, "2000-01-01", {"": own})))
    for unit in told({EAST: EAST, WEST: WEST}):
        await log.submit(unit)
    await log.close()
    await project(pool, today)


async def project(pool: asyncpg.Pool, today: datetime.date) -> None:
    """Bring the read tables to the ledger's end, as of a day."""
    async with pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
        await projector.catch_up(connection, Applier(), today)
