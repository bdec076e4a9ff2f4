"""Figures: the sums that the projector keeps are what counting everything again gives, on each day, on both tracks."""

from __future__ import annotations

import dataclasses
import datetime
import zoneinfo
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import asyncpg
import hypothesis
import pytest

from aggregates import cockpit, event, regions
from aggregates.catalogue import CATALOGUE
from projections import ddl, projector, rebuild, versions
from projections.applying import Applier
from tests import examples, histories, oracle
from tests.projections import feeding

ZONE = zoneinfo.ZoneInfo("Asia/Shanghai")
AFFIRMING = histories.affirming(CATALOGUE)
MEASURES = cockpit.known(CATALOGUE)
SETTINGS = examples.some(14, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])

HOUSES = {
    "": [
        "physical", "building_code", "superseded", "presale_open", "presale_lapses_on", "observed_occupancy", "stock",
        "division", "bedrooms",
    ],
    "contracts": ["kind", "cancelled_on", "performed_on", "price"],
    "leases": ["starts_on", "ends_on"],
    "owners": ["basis", "ended_on"],
    "mortgages": ["discharged_on"],
    "findings": ["department", "resolved_on"],
}  # fmt: skip
HOUSE_TYPES = [
    "HouseRegistered", "SurveyRevised", "PresaleOpened", "PresaleContractFiled", "LeaseFiled", "OwnershipTransferred",
    "MortgageRegistered", "OccupancyInspected", "FindingRecorded",
]  # fmt: skip
OTHERS = {
    "": ["physical", "out_of_use", "division", "parent", "stage", "size", "started_on", "self_built", "safety_grade"],
    "hazards": ["resolved_on"],
    "waitings": ["since", "ended_on", "bedrooms"],
    "rents": ["charged", "paid", "reduced", "due_on"],
    "eligibilities": ["granted_on", "expires_on", "revoked_on"],
    "rectifications": ["due_on", "closed_on"],
    "workforce": ["period", "on_site"],
    "credit_scores": ["credit_class", "scored_on", "grade"],
    "successors": ["division", "whole"],
}  # fmt: skip
OTHER_TYPES = [
    "BuildingRegistered", "TakenOutOfUse", "HazardFound", "DivisionRegistered", "Succeeded", "RentCharged",
    "Waitlisted", "EligibilityGranted", "ApplicationAccepted", "ProjectApproved", "RectificationOrdered",
    "WorkforceReported", "CreditScored",
]  # fmt: skip
JOINED = {"": ["physical", "building_code"]}
KINDS = ["BUILDING", "HOUSEHOLD", "DIVISION", "PROJECT", "ENTERPRISE"]

Figures = Counter[tuple[str, str | None]]


def cities() -> Any:
    """Histories of houses, their buildings, households, projects and divisions, some of it known late."""
    content = (
        histories.said(CATALOGUE, ["HOUSE"], HOUSES, HOUSE_TYPES)
        | histories.said(CATALOGUE, KINDS, OTHERS, OTHER_TYPES)
        | histories.said(CATALOGUE, ["HOUSE", "BUILDING"], JOINED, ["HouseRegistered", "BuildingRegistered"])
    )
    return histories.histories(content, most=16).map(_spread)


def _spread(history: list[oracle.Recorded]) -> list[oracle.Recorded]:
    """Known over the days on which facts take effect, rather than years later; codes name subjects of the history."""
    for recorded in history:
        for change in recorded.body["changes"]:
            for name, kind in (("building_code", "BUILDING"), ("division", "DIVISION"), ("parent", "DIVISION")):
                if change["set"].get(name):
                    change["set"][name] = f"{kind}-{recorded.position % 2}"
        if "registered_at" in recorded.body:
            recorded.body["registered_at"] = event.format_moment(_moment(recorded.registered_at))  # type: ignore[index]
    return [dataclasses.replace(one, recorded_at=_moment(one.recorded_at)) for one in history]


def _moment(at: datetime.datetime) -> datetime.datetime:
    """Seven hours a second."""
    first = datetime.datetime(2019, 12, 31, 12, tzinfo=datetime.UTC)
    return first + (at - histories.FIRST_MOMENT) * 7 * 3600


def recount(history: Sequence[oracle.Recorded], day: datetime.date, clock: oracle.Clock) -> Figures:
    """(Key of a measure, subject) -> what the subject adds to it on a day."""
    states = oracle.states(history, AFFIRMING, day, clock)
    named = {one.body["stream"]: one.body for one in history}
    streams = {(body["kind"], body["code"]): stream for stream, body in named.items()}
    found: Figures = Counter()
    rows: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for (stream, entity), state in states.items():
        kind, inputs = named[stream]["kind"], dict(state)
        if not entity and kind in regions.TABLES:
            own = {e: values for (s, e), values in states.items() if s == stream}
            building = states.get((streams.get(("BUILDING", str(state.get("building_code"))), ""), ""))
            inputs |= regions.TABLES[kind].derive(own, day.isoformat(), building)
        rows.setdefault((kind, entity.partition("/")[0], stream), []).append(inputs)
    for (kind, collection, stream), listed in rows.items():
        for measure in MEASURES:
            if measure.kind == kind and measure.collection == collection:
                for key, value in measure.adds(listed, day.isoformat()):
                    found[key, stream] += value  # type: ignore[assignment]
    return Counter({key: value for key, value in found.items() if value})


async def by_subject(connection: ddl.Connection, track: int, day: datetime.date) -> Figures:
    """The same from `read.measured`."""
    rows = await connection.fetch(
        """select k.key, m.subject, sum(a.amount) amount from read.measured m
           cross join lateral unnest(m.marks, m.days, m.amounts) a (mark, day, amount)
           join read.measure k on k.number = a.mark / 2
           where a.mark % 2 = $1 and a.day <= $2 group by 1, 2 having sum(a.amount) <> 0""",
        track,
        day,
    )
    return Counter({(row["key"], str(row["subject"])): row["amount"] for row in rows})


async def by_division(connection: ddl.Connection, track: int, day: datetime.date, *, own: bool) -> Figures:
    """(Key, division) -> the sum that is kept, read as the cockpit reads it: years, months, days."""
    rows = await connection.fetch(
        """select k.key, s.division_id, sum(s.amount) amount from read.measure_sum s
           join read.measure k using (number)
           where s.own = $3 and s.track = $1 and (
               s.level = 2 and s.day < date_trunc('year', $2::date)
               or s.level = 1 and s.day >= date_trunc('year', $2::date) and s.day < date_trunc('month', $2::date)
               or s.level = 0 and s.day >= date_trunc('month', $2::date) and s.day <= $2)
           group by 1, 2 having sum(s.amount) <> 0""",
        track,
        day,
        own,
    )
    return Counter({(row["key"], str(row["division_id"])): row["amount"] for row in rows})


async def check(connection: ddl.Connection, history: Sequence[oracle.Recorded]) -> None:
    """Every day around what happened, on both tracks: by subject, by division, and with all that divisions contain."""
    known = await connection.fetch("select subject::text, division_id::text from read.subject")
    governing: dict[str, str | None] = {row["subject"]: row["division_id"] for row in known}
    closure: dict[str | None, list[str]] = {}
    for row in await connection.fetch("select ancestor::text a, descendant::text d from read.division_closure"):
        closure.setdefault(row["d"], []).append(row["a"])
    turns = {_bureau(one.registered_at) for one in history} | set(histories.days(history))
    for day in sorted(turn + datetime.timedelta(days=more) for turn in turns for more in (0, 1)):
        end = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), ZONE) - histories.INSTANT
        for track, clock in ((versions.PRESENT, oracle.NOW), (versions.SHOWN, oracle.Clock(known=end))):
            expected = recount(history, day, clock)
            assert await by_subject(connection, track, day) == _known(expected), (day, track)
            own: Figures = Counter()
            whole: Figures = Counter()
            for (key, subject), amount in expected.items():
                division = governing[str(subject)]
                own[key, division or NIL] += amount
                for above in [NIL, *closure.get(division, [])]:
                    whole[key, above] += amount
            assert await by_division(connection, track, day, own=True) == _known(own), (day, track)
            assert await by_division(connection, track, day, own=False) == _known(whole), (day, track)


NIL = "00000000-0000-0000-0000-000000000000"


def _known(figures: Figures) -> Figures:
    return Counter({key: Decimal(value) for key, value in figures.items() if value})


def _bureau(moment: datetime.datetime) -> datetime.date:
    return moment.astimezone(ZONE).date()


@pytest.fixture
async def made(database: str) -> asyncpg.Connection:
    connection = await asyncpg.connect(database, server_settings={"timezone": "UTC"})
    await feeding.fresh(connection, CATALOGUE, [])
    return connection


@SETTINGS
@hypothesis.given(history=cities(), batch=hypothesis.strategies.integers(1, 9))
async def test_figures_equal_a_recount_after_batches_of_any_size_and_new_days(
    made: asyncpg.Connection, history: list[oracle.Recorded], batch: int
) -> None:
    await feeding.again(made, CATALOGUE, history)
    applier = Applier(CATALOGUE)
    days = histories.days(history)
    await projector.catch_up(made, applier, days[0], batch=batch, until=len(history) // 2)
    for day in (days[len(days) // 2], days[-1]):
        await projector.catch_up(made, applier, day, batch=batch)
        await check(made, history)


@examples.some(2, suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])
@hypothesis.given(history=cities())
async def test_figures_of_a_rebuild_are_the_same(pool: asyncpg.Pool, history: list[oracle.Recorded]) -> None:
    today = histories.days(history)[2]
    async with pool.acquire() as connection:
        await feeding.fresh(connection, CATALOGUE, history)
        await projector.catch_up(connection, Applier(), today, batch=3)
        assert await rebuild.Rebuild(pool, today).run() == rebuild.Rebuilt(len(history), {})
        await check(connection, history)
