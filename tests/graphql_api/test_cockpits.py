"""`cockpit` answers what a recount through the as-of functions gives, for what its reader may see, and no more."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import asyncpg
import graphql
import orjson
import pytest

from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from registry.ledger import ledger
from tests.graphql_api import homes
from tests.graphql_api.asking import ask
from tests.registry.ledger import samples

NOBODY = Identity("n", ("cockpit",), ())
NORTH = Identity("w", ("caseworker",), (homes.WEST,))
BOTH = Identity("b", ("caseworker",), (homes.EAST, homes.WEST))


def _selected(type_: Any, level: int = 0) -> str:
    """Everything that can be selected of a cockpit, children once, without positions."""
    found = []
    for name, field in type_.fields.items():
        inner = graphql.get_named_type(field.type)
        if name in ("series", "position") or (name == "children" and level):
            continue
        below = f" {{ {_selected(inner, level + 1)} }}" if isinstance(inner, graphql.GraphQLObjectType) else ""
        found.append(name + below)
    return " ".join(found)


ALL = _selected(api.of(CATALOGUE).schema.type_map["Cockpit"])
_ASK = (
    "query($d: String, $f: Date, $t: Date, $a: AsOf) {{ cockpit(division: $d, from: $f, to: $t, asOf: $a) {{ {} }} }}"
)
ASK = _ASK.format(ALL)
ONE = _ASK.format(_selected(api.of(CATALOGUE).schema.type_map["Cockpit"], 1))
HOMES = _ASK.format("to housing { homes }")


@pytest.fixture
async def execute(pool: asyncpg.Pool) -> Executor:
    await homes.build(pool)
    return Executor(api.of(CATALOGUE), pool, lambda: homes.TODAY)


async def figures(execute: Executor, reader: Identity, text: str = ASK, **given: Any) -> Any:
    return (await ask(execute, text, reader, **given))["cockpit"]


def counts(listed: list[dict[str, Any]]) -> dict[str, int]:
    return {one["label"]: one["count"] for one in listed if one["count"]}


async def test_what_is_kept_is_what_counting_anew_gives(execute: Executor, pool: asyncpg.Pool) -> None:
    """A position asks for a count anew; the last one knows what is known now."""
    head = await pool.fetchval("select position from ledger.log")
    for reader, division, day in (
        (homes.CHIEF, None, "2026-06-01"),
        (homes.CHIEF, homes.EAST, "2025-06-11"),
        (homes.CLERK, None, "2026-04-16"),
        (homes.COCKPIT, homes.CITY, "2024-06-01"),
        (PUBLIC, homes.WEST, "2026-06-01"),
    ):
        kept = await figures(execute, reader, ONE, d=division, f="2024-01-05", t=day, a={"validOn": day})
        anew = await figures(execute, reader, ONE, d=division, f="2024-01-05", t=day, a={"position": head})
        assert anew == kept, (reader, division, day)


CREDIT = _ASK.format(
    """to projects { creditGrades { label count } practitionerGrades { label count } workersOnSite workersReported }
       safety { screened buildingsScreened buildingsSuspect selfBuilt } housing { medianPrice }"""
)


def _works() -> Iterator[events.Event]:
    """An enterprise scored on three days and known in another order, reports of workers, screenings, two sales."""
    for kind, code in (("ENTERPRISE", "E1"), ("PROJECT", "P1"), ("BUILDING", "B1")):
        own: homes.Values = {"division": homes.EAST, **({"self_built": True} if kind == "BUILDING" else {})}
        yield homes.fact(kind, code, 1, "2020-01-01", {"": own})
    days = ("2026-03-01", "B"), ("2026-01-01", "AA"), ("2026-04-20", "other words")
    for version, (day, grade) in enumerate(days, start=2):
        score: homes.Values = {"credit_class": "BUILDING", "scored_on": day, "grade": grade}
        yield homes.fact("ENTERPRISE", "E1", version, day, {f"credit_scores/BUILDING-{day}": score})
        work: homes.Values = {"period": day[:7], "on_site": 10 * version}
        yield homes.fact("PROJECT", "P1", version, day, {f"workforce/{day}": work})
        seen: homes.Values = {"screened_on": day, "suspect": version == 2}
        yield homes.fact("BUILDING", "B1", version, day, {f"screenings/{day}": seen})
    for code, version, price in (("H1", 4, "900.00"), ("H3", 2, "1000.00")):
        sale: homes.Values = {"basis": "SALE", "price": price, "registered_on": "2026-03-05"}
        yield homes.fact("HOUSE", code, version, "2026-03-05", {"transfers/T": sale})


async def test_the_last_score_report_and_screening_count_until_the_next(execute: Executor, pool: asyncpg.Pool) -> None:
    log = await ledger.Ledger.open(pool, "test")
    for said in _works():
        await log.submit(samples.unit(said))
    await log.close()
    await homes.project(pool, homes.TODAY)
    head = await pool.fetchval("select position from ledger.log")
    found = {}
    for day in ("2025-12-31", "2026-01-01", "2026-03-05", "2026-06-01"):
        found[day] = await figures(execute, homes.CHIEF, CREDIT, f="2026-01-01" if day > "2026" else None, t=day)
        asked = {"f": "2026-01-01" if day > "2026" else None, "t": day, "a": {"validOn": day, "position": head}}
        assert await figures(execute, homes.CHIEF, CREDIT, **asked) == found[day]
    graded = {day: counts(one["projects"]["creditGrades"]) for day, one in found.items()}
    assert list(graded.values()) == [{}, {"BUILDING.AA": 1}, {"BUILDING.B": 1}, {"BUILDING.other": 1}]
    assert [one["projects"]["workersOnSite"] for one in found.values()] == [0, 30, 20, 40]
    assert [one["projects"]["workersReported"] for one in found.values()] == [0, 30, 50, 90]
    assert [one["safety"]["buildingsSuspect"] for one in found.values()] == [0, 0, 1, 0]
    assert [one["safety"]["buildingsScreened"] for one in found.values()] == [0, 1, 1, 1]
    assert [one["safety"]["selfBuilt"] for one in found.values()] == [1, 1, 1, 1]
    assert [one["housing"]["medianPrice"] for one in found.values()] == [None, None, "900", "900"]


async def test_housing_security_in_numbers(execute: Executor) -> None:
    found = (await figures(execute, homes.CHIEF, f="2020-01-01"))["security"]
    assert counts(found["byStage"]) == {
        "ACCEPTED": 2, "MATERIALS": 1, "PUBLICITY": 1, "ELIGIBLE": 3, "SUSPENDED": 1, "WAITING": 4, "ALLOCATED": 1,
        "SUBSIDISED": 1, "HOUSED": 1, "BOUGHT": 1, "EXITED": 1,
    }  # fmt: skip
    assert (found["applicants"], found["waiting"], found["housed"]) == (17, 4, 1)
    assert counts(found["waitingByWait"]) == {"24+": 4}
    assert found["coverage"] == {"numerator": "2", "denominator": "12", "value": "0.1667"}
    assert found["rentArrears"] == "750"
    assert found["rentPaidRate"] == {"numerator": "650", "denominator": "1400", "value": "0.4643"}
    assert (await figures(execute, homes.CHIEF, t="2026-05-31"))["security"]["rentArrears"] == "250"


async def test_a_ratio_without_denominator_has_no_value(execute: Executor) -> None:
    found = await figures(execute, homes.CHIEF)
    assert found["building"]["archiveRate"] == {"numerator": "0", "denominator": "0", "value": None}


async def test_children_add_up_and_readers_see_their_divisions_only(execute: Executor) -> None:
    whole = await figures(execute, homes.CHIEF)
    assert (whole["division"], [one["division"] for one in whole["children"]]) == (None, [homes.CITY])
    city = await figures(execute, homes.CHIEF, d=homes.CITY)
    assert [one["division"] for one in city["children"]] == [homes.EAST, homes.WEST]
    assert city["housing"]["homes"] == sum(one["housing"]["homes"] for one in city["children"]) == 3
    clerk = await figures(execute, homes.CLERK)
    assert (clerk["housing"]["homes"], [one["division"] for one in clerk["children"]]) == (2, [homes.EAST])
    both = await figures(execute, BOTH)
    assert both["security"] == city["security"]
    for reader, division in ((homes.CLERK, homes.WEST), (homes.CLERK, homes.CITY), (NOBODY, None)):
        told = await figures(execute, reader, d=division)
        assert told == await figures(execute, reader, d="unknown")
        assert (told["division"], told["housing"]["homes"], told["children"]) == (None, 0, [])


async def test_small_counts_of_households_and_the_public(execute: Executor) -> None:
    found = (await figures(execute, homes.COCKPIT, f="2020-01-01"))["security"]
    assert (found["applicants"], found["waiting"]) == (17, None)
    assert counts(found["bySize"]) == {"other": 10}
    assert found["coverage"] == {"numerator": None, "denominator": "12", "value": None}
    assert all(one["count"] is None for one in found["byStage"])
    assert (await figures(execute, PUBLIC))["security"] is None


SERIES = """query($i: String!, $by: Granularity!, $f: Date, $t: Date, $a: AsOf) {
    cockpit(from: $f, to: $t, asOf: $a) { series(indicator: $i, by: $by) { period value } } }"""


async def series(execute: Executor, reader: Identity, **given: Any) -> dict[str, str | None]:
    found = await figures(execute, reader, SERIES, **given)
    return {one["period"]: one["value"] for one in found["series"]}


async def test_series_of_stocks_flows_and_ratios(execute: Executor) -> None:
    asked = {"f": "2025-05-10", "t": "2026-06-01"}
    months = await series(execute, homes.CHIEF, i="security.eligible", by="MONTH", **asked)
    assert len(months) == 14
    for first, value in months.items():
        last = min(_end(first), datetime.date(2026, 6, 1)).isoformat()
        assert value == str((await figures(execute, homes.CHIEF, t=last))["security"]["eligible"])
    years = await series(execute, homes.CHIEF, i="security.applicants", by="YEAR", f="2023-01-01", t="2026-06-01")
    assert years == {"2023-01-01": "0", "2024-01-01": "17", "2025-01-01": "0", "2026-01-01": "0"}
    ratio = await series(execute, homes.CHIEF, i="security.coverage", by="DAY", f="2026-06-01", t="2026-06-01")
    assert ratio == {"2026-06-01": "0.1667"}
    assert await series(execute, homes.COCKPIT, i="security.waiting", by="YEAR", t="2026-06-01") == {"2026-01-01": None}


def _end(first: str) -> datetime.date:
    day = datetime.date.fromisoformat(first)
    return (day + datetime.timedelta(days=32)).replace(day=1) - datetime.timedelta(days=1)


async def test_what_the_page_showed(execute: Executor, pool: asyncpg.Pool) -> None:
    """Everything was recorded on one day: before it the page showed nothing, from then on all."""
    recorded = await pool.fetchval("select max(registered_at) from read.event")
    day = await pool.fetchval("select ($1::timestamptz at time zone 'Asia/Shanghai')::date", recorded)
    execute.today = lambda: day
    before = f"{(day - datetime.timedelta(days=1)).isoformat()}T12:00:00+08:00"
    then = f"{day.isoformat()}T00:00:00+08:00"
    assert (await figures(execute, homes.CHIEF, HOMES, a={"knownAt": before}))["housing"]["homes"] == 0
    shown = await figures(execute, homes.CHIEF, HOMES, a={"knownAt": then})
    assert (shown["to"], shown["housing"]["homes"]) == (day.isoformat(), 3)
    anew = await figures(execute, homes.CHIEF, HOMES, t="2026-05-01", a={"knownAt": before})
    assert anew["housing"]["homes"] == 0
    assert await series(execute, homes.CHIEF, i="housing.homes", by="YEAR", t="2026-05-01", a={"knownAt": before}) == {
        "2026-01-01": None
    }


async def test_events_by_day_source_and_type(execute: Executor, pool: asyncpg.Pool) -> None:
    execute.today = lambda: datetime.date(2999, 1, 1)
    asked = "to data { resources events { day source kind type count } }"
    found = (await figures(execute, homes.CHIEF, _ASK.format(asked), f="2020-01-01"))["data"]
    assert found["resources"] == len(CATALOGUE.event_types)
    told = {(one["kind"], one["type"]): one["count"] for one in found["events"]}
    rows = await pool.fetch("select kind, type, count(*) n from read.event group by 1, 2")
    assert told == {(row["kind"], row["type"]): row["n"] for row in rows}
    public = (await figures(execute, PUBLIC, _ASK.format(asked), f="2020-01-01"))["data"]["events"]
    assert {one["kind"] for one in public} == {"DIVISION", "HOUSE"}
    for reader, division in ((homes.CHIEF, homes.CITY), (homes.CLERK, None)):
        told = await figures(execute, reader, _ASK.format(asked), f="2020-01-01", d=division)
        assert told["data"]["events"] == []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{ cockpit(from: "2026-02-01", to: "2026-01-01") { position } }', "from"),
        ('{ cockpit { series(indicator: "housing.rooms", by: DAY) { value } } }', "indicator"),
        ('{ cockpit { series(indicator: "security.waiting", by: DAY) { value } } }', "indicator"),
    ],
)
async def test_what_makes_no_sense_is_refused(execute: Executor, text: str, field: str) -> None:
    told = orjson.loads((await execute.execute(text, {}, None, PUBLIC)).body)
    assert told["errors"][0]["extensions"] == {"code": "BAD_VALUE", "field": field}


async def test_reported_indicators_and_the_median(execute: Executor, pool: asyncpg.Pool) -> None:
    await pool.execute(
        """insert into read.division_indicators (subject, key, position, indicator, period, value, unit, reporter,
               measure)
           select s.subject, v.period || '/' || v.name, 1, v.name, v.period, v.value, v.unit, 'city-operation', 'SUM'
           from read.subject s, (values ('2026-01', '城管案件应结数', 8, '件'), ('2026-Q2', '城管案件应结数', 2, '件'),
               ('2026-02', '城管案件应结数', 7, '千件'), ('2026-01', '城管案件办结数', 9, '件'),
               ('2025-01', '城管案件办结数', 5, '件')) v (period, name, value, unit)
           where s.kind = 'DIVISION' and s.code = 'C'"""
    )
    await pool.execute(
        """insert into read.house_transfers (subject, key, position, basis, price, registered_on)
           select subject, 'T', 1, 'SALE', row_number() over (order by code) * 100, date '2026-03-01' from read.house"""
    )
    found = await figures(execute, PUBLIC)
    assert found["operation"]["closureRate"] == {"numerator": "9", "denominator": "10", "value": "0.9000"}
    listed = found["operation"]["indicators"]
    assert [(one["period"], one["unit"]) for one in listed] == [
        ("2026-01", "件"), ("2026-01", "件"), ("2026-02", "千件"), ("2026-Q2", "件"),
    ]  # fmt: skip
    quarters = _ASK.format("operation { indicators(by: QUARTER) { indicator period value unit complete } }")
    due = (await figures(execute, PUBLIC, quarters))["operation"]["indicators"][1:]
    assert [(one["period"], Decimal(one["value"]), one["unit"], one["complete"]) for one in due] == [
        ("2026-Q1", Decimal(15), None, False), ("2026-Q2", Decimal(2), "件", True),
    ]  # fmt: skip
    assert Decimal(found["housing"]["medianPrice"]) == 200
    assert (await figures(execute, PUBLIC, d=homes.EAST))["operation"]["indicators"] == []
