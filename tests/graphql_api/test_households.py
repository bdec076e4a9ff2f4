"""What caseworkers ask of households: eligibility, waiting list, arrears, reviews, who lives where; then and now."""

from __future__ import annotations

import datetime
import json
from typing import Any

import asyncpg
import orjson
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api, as_of
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from graphql_api.values import Request
from registry.ledger import ledger
from tests.graphql_api import homes
from tests.graphql_api.asking import ask
from tests.registry.ledger import samples

WAITING = "waiting { programme since bedrooms priorityGroup place of days }"
LIST = """query($f: HouseholdFilter, $o: HouseholdOrder, $n: Int = 50, $a: String) {
    households(filter: $f, orderBy: $o, first: $n, after: $a) { totalCount nodes { code } pageInfo { endCursor } } }"""
ONE = "query($c: String!, $at: AsOf) { household(code: $c, asOf: $at) { %s } }"


@pytest.fixture
async def town(pool: asyncpg.Pool) -> asyncpg.Pool:
    await homes.build(pool)
    return pool


def on(pool: Any, day: datetime.date = homes.TODAY) -> Executor:
    return Executor(api.of(CATALOGUE), pool, lambda: day)


async def one(
    execute: Executor, code: str, fields: str, reader: Identity = homes.CLERK, at: dict[str, Any] | None = None
) -> Any:
    return (await ask(execute, ONE % fields, reader, c=code, at=at))["household"]


async def codes(execute: Executor, reader: Identity = homes.CHIEF, **given: Any) -> list[str]:
    found = (await ask(execute, LIST, reader, **given))["households"]
    assert "n" in given or found["totalCount"] == len(found["nodes"])
    return [each["code"] for each in found["nodes"]]


async def test_places_on_the_list_go_by_priority_then_time_within_a_division(town: asyncpg.Pool) -> None:
    execute = on(town)
    found = {code: await one(execute, code, WAITING, homes.CHIEF) for code in ("A1", "A2", "A3", "A4", "A5")}
    places = {
        code: said["waiting"] and (said["waiting"]["place"], said["waiting"]["of"]) for code, said in found.items()
    }
    assert places == {"A1": (3, 3), "A2": (1, 3), "A3": (2, 3), "A4": (1, 1), "A5": None}
    assert found["A2"]["waiting"] == {
        "programme": "PUBLIC_RENTAL", "since": "2024-05-01", "bedrooms": 2, "priorityGroup": "ELDERLY", "place": 1,
        "of": 3, "days": 761,
    }  # fmt: skip
    assert (await one(execute, "A2", WAITING, homes.COCKPIT))["waiting"]["priorityGroup"] is None


@pytest.mark.parametrize("stated", [True, False])
async def test_places_of_another_day_are_counted_as_of_that_day(town: asyncpg.Pool, stated: bool) -> None:
    """Before the priority was granted; and on a day on which two more began to wait, asked for or simply come."""
    day = datetime.date(2026, 5, 1) if stated else datetime.date(2026, 6, 2)
    if not stated:
        await submit(town, "A6", 3, {"waitings/W": {"programme": "PUBLIC_RENTAL", "since": "2026-06-02"}})
        await homes.project(town, homes.TODAY)
    execute = on(town, homes.TODAY if stated else day)
    at = {"validOn": day.isoformat()} if stated else None
    asked = [(await one(execute, code, WAITING, at=at))["waiting"] for code in ("A1", "A2", "A3")]
    assert [(said["place"], said["of"]) for said in asked] == (
        [(2, 3), (3, 3), (1, 3)] if stated else [(3, 4), (1, 4), (2, 4)]
    )


async def test_a_list_that_is_too_long_to_fold_is_refused(town: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(as_of, "BUDGET", 4)
    at = {"validOn": "2026-05-01"}
    answer = await on(town).execute(ONE % WAITING, {"c": "A1", "at": at}, None, homes.CLERK)
    (error,) = orjson.loads(answer.body)["errors"]
    assert error["extensions"]["code"] == "AS_OF_TOO_LARGE"
    assert (await one(on(town), "A4", WAITING, homes.CHIEF, at))["waiting"] is not None, "a shorter list"


async def submit(pool: asyncpg.Pool, code: str, version: int, said: homes.Said, on: str = "2026-05-01") -> None:
    log = await ledger.Ledger.open(pool, "test")
    await log.submit(samples.unit(homes.fact("HOUSEHOLD", code, version, on, said)))
    await log.close()


async def test_eligibility_is_the_last_that_stands(town: asyncpg.Pool) -> None:
    more: homes.Said = {"eligibilities/N": {"number": "N", "granted_on": "2026-04-01"}}
    await submit(town, "A1", 3, more, "2026-04-01")
    await homes.project(town, homes.TODAY)
    execute = on(town)
    assert (await one(execute, "A1", "eligibility { key grantedOn }"))["eligibility"]["key"] == "N"
    at = {"validOn": "2026-03-31"}
    assert (await one(execute, "A1", "eligibility { key }", at=at))["eligibility"] == {"key": "E"}
    assert (await one(execute, "B7", "eligibility { key }"))["eligibility"] is None


async def test_arrears_are_what_is_overdue_on_the_day(town: asyncpg.Pool) -> None:
    execute, fields = on(town), "arrears arrearsSince reviewDue"
    now = {"arrears": "750.00", "arrearsSince": "2026-04-15", "reviewDue": "2027-04-20"}
    assert await one(execute, "A5", fields) == now
    for day, owed in (("2026-05-31", "250.00"), ("2026-04-15", "0.00"), ("2026-06-16", "1250.00")):
        assert (await one(execute, "A5", "arrears", at={"validOn": day}))["arrears"] == owed
        later = on(town, datetime.date.fromisoformat(day))
        assert (await one(later, "A5", "arrears"))["arrears"] == owed, "the day has come, and nothing was merged yet"
    await homes.project(town, datetime.date(2026, 6, 15))
    due = [await town.fetchval("select read.due($1)", datetime.date(2026, 6, day)) for day in (15, 16)]
    assert due == [False, True], "rent is overdue from the day after its last day on"
    await homes.project(town, datetime.date(2026, 6, 16))
    assert (await one(on(town, datetime.date(2026, 6, 16)), "A5", "arrears"))["arrears"] == "1250.00"
    assert await one(execute, "A1", fields) == {"arrears": "0.00", "arrearsSince": None, "reviewDue": "2027-01-15"}


async def test_who_sees_nothing_personal_is_told_no_arrears_and_finds_nobody_by_them(town: asyncpg.Pool) -> None:
    execute = on(town)
    told = await one(execute, "A5", "arrears arrearsSince income reviewDue", homes.COCKPIT)
    assert told == {"arrears": None, "arrearsSince": None, "income": None, "reviewDue": "2027-04-20"}
    owing, earning = {"arrears": {"gte": "1"}}, {"income": {"gte": "2500"}}
    assert await codes(execute, f=owing) == ["A5"]
    assert await codes(execute, f=earning) == ["A1", "A3"]
    assert await codes(execute, homes.COCKPIT, f=owing) == await codes(execute, homes.COCKPIT, f=earning) == []
    order = {"field": "ARREARS", "direction": "DESC"}
    everybody = sorted(homes.HOUSEHOLDS)
    assert await codes(execute, homes.COCKPIT, o=order) == everybody
    assert await codes(execute, PUBLIC, o=order) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"stage": {"eq": "WAITING"}}, ["A1", "A2", "A3", "A4"]),
        ({"division": {"eq": "W"}, "stage": {"in": ["PUBLICITY", "SUSPENDED"]}}, ["A8", "B5"]),
        ({"programme": {"eq": "SHARED_OWNERSHIP"}}, []),
        ({"category": {"eq": "FAMILY"}, "size": {"gte": 4}}, ["A4", "B1", "B2"]),
        ({"incomeBand": {"eq": "MIDDLE"}}, ["A4"]),
        ({"waitingSince": {"gte": "2024-02-01", "lte": "2024-04-01"}}, ["A1", "A3"]),
        ({"waitingProgramme": {"eq": "PUBLIC_RENTAL"}, "prioritised": True}, ["A2"]),
        ({"arrears": {"gte": "750", "lte": "750.00"}}, ["A5"]),
        ({"reviewDue": {"lte": "2026-07-01"}}, ["B1", "B2"]),
        ({"not": {"reviewDue": {"gte": "1900-01-01"}}}, ["A6", "A7", "A8", "A9", "B7"]),
    ],
)
async def test_filters(town: asyncpg.Pool, given: dict[str, Any], expected: list[str]) -> None:
    assert await codes(on(town), f=given) == expected
    mine = [code for code in expected if homes.HOUSEHOLDS[code][0] == homes.EAST]
    assert await codes(on(town), homes.CLERK, f=given) == mine


@pytest.mark.parametrize(
    ("field", "way", "first"),
    [
        ("WAITING_SINCE", "ASC", ["A4", "A3", "A1", "A2"]),
        ("ARREARS", "DESC", ["A5", "A1", "A2"]),
        ("REVIEW_DUE", "ASC", ["B2", "B1"]),
        ("SIZE", "ASC", ["A2", "A3", "A5", "A6", "B8", "A1", "B1", "B2", "A4", "A7"]),
    ],
)
async def test_orders_and_their_pages(town: asyncpg.Pool, field: str, way: str, first: list[str]) -> None:
    execute, order = on(town), {"field": field, "direction": way}
    everything = await codes(execute, o=order)
    assert everything[: len(first)] == first
    assert sorted(everything) == sorted(homes.HOUSEHOLDS)
    paged: list[str] = []
    cursor = None
    while len(paged) < len(everything):
        page = (await ask(execute, LIST, homes.CHIEF, o=order, n=2, a=cursor))["households"]
        paged += [each["code"] for each in page["nodes"]]
        cursor = page["pageInfo"]["endCursor"]
    assert paged == everything


TENANTS = """query($c: String!, $at: AsOf) { house(code: $c, asOf: $at) { tenancies(live: true) {
    key contractNo startsOn household { code stage } allocation { method programme } } } }"""


async def test_who_lived_there_as_known_then(town: asyncpg.Pool) -> None:
    execute = on(town)

    async def living(house: str, at: Any = None, reader: Identity = homes.CLERK) -> Any:
        return (await ask(execute, TENANTS, reader, c=house, at=at))["house"]["tenancies"]

    came = {"method": "PRIORITY", "programme": "PUBLIC_RENTAL"}
    now = {
        "key": "T1", "contractNo": "T1", "startsOn": "2025-06-15",
        "household": {"code": "A5", "stage": "HOUSED"}, "allocation": came,
    }  # fmt: skip
    assert await living("H1") == [now]
    before = await town.fetchval(
        "select max(position) from read.event where kind = 'HOUSE' and code = 'H1' and version = 2"
    )
    former = await living("H1", {"validOn": "2024-06-01"})
    assert [(each["key"], each["household"]["code"], each["allocation"]) for each in former] == [("T0", "A1", None)]
    assert await living("H1", {"validOn": "2025-06-15", "position": before}) == []
    assert [each["key"] for each in await living("H1", {"validOn": "2025-06-15"})] == ["T1"]
    (beyond,) = await living("H2")
    assert (beyond["household"], beyond["allocation"]) == (None, None), "A household of the other district"
    (seen,) = await living("H2", None, homes.CHIEF)
    assert (seen["household"]["code"], seen["allocation"]["method"]) == ("A4", "DIRECT")
    masked = (await living("H1", None, homes.COCKPIT))[0]
    assert (masked["key"], masked["household"], masked["allocation"]) == ("T1", None, None)


async def test_a_tenancy_says_the_home_from_the_households_side(town: asyncpg.Pool) -> None:
    fields = "tenancies { key house { code } household { code } allocation { key } }"
    (tenancy,) = (await one(on(town), "A5", fields))["tenancies"]
    assert tenancy == {"key": "T1", "house": {"code": "H1"}, "household": {"code": "A5"}, "allocation": {"key": "L"}}


async def test_the_public_sees_no_household(town: asyncpg.Pool) -> None:
    assert await one(on(town), "A1", "code", PUBLIC) is None
    assert await codes(on(town), PUBLIC) == []


ORDERED = ("waiting_since", "arrears", "review_due", "size")


@pytest.mark.parametrize("field", ORDERED)
async def test_a_first_page_is_read_from_the_index_of_its_order(town: asyncpg.Pool, field: str) -> None:
    execute = on(town)
    text = f"{{ households(orderBy: {{field: {field.upper()}}}, first: 5) {{ nodes {{ code }} }} }}"
    await ask(execute, text, homes.CHIEF)
    (plan,) = execute.documents.plans._entries.values()
    async with town.acquire() as connection, connection.transaction():
        await connection.execute("set local enable_seqscan = off; set local enable_sort = off")
        given = plan.arguments({}, Request(homes.CHIEF, homes.TODAY))
        lines = json.loads(await connection.fetchval(f"explain (format json) {plan.sql}", *given))
    assert f'"household_{field}"' in json.dumps(lines), lines
