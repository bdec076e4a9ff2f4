"""`sources` and `desks` answer what the intake and the ledger hold, to readers of everything alone."""

from __future__ import annotations

import dataclasses
import datetime
from pathlib import Path

import asyncpg
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from projections import ddl, projector
from projections.applying import Applier
from tests.graphql_api.asking import AUDITOR, ask
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work
from tests.registry.ledger import samples

TODAY = datetime.date(2026, 6, 14)
ALL = """{ sources {
  profile dataset en zh rows recorded duplicates skipped rejected openQuarantine
  expectedEvery lastFinishedOn ageDays dueOn freshness
  lastDelivery { files finished }
  deliveries(first: 1) { totalCount pageInfo { hasNextPage endCursor } nodes {
    id profile version files startedAt finishedAt finishedOn finished rows recorded duplicates skipped rejected events
    subjects seconds
    skippedByReason { reason count } findings { reason count } rejectedByRule { rule column rows open }
    runs { version startedAt finishedAt correctedRows reprocess rows recorded duplicates }
  } }
  rejectsByReason { period rule column rows open }
} }"""


@pytest.fixture
async def execute(pool: asyncpg.Pool, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Executor:
    """A registry to which the scratch register was delivered twice, once read again, and where a desk recorded."""
    monkeypatch.setattr(scratch, "PROFILE", dataclasses.replace(scratch.PROFILE, every=10))
    parts = await imports.parts(pool, database, tmp_path)
    (tmp_path / "may").mkdir()
    may = imports.write_csv(
        tmp_path / "may" / "works.csv",
        [work(1, "a", year="9999"), work(2, "b", floors="x"), work(3, "bare"), work(4, "c", floors=14)],
    )
    june = imports.write_csv(tmp_path / "works.csv", [work(5, "d"), work(6, "e", floors="x")])
    for day, path in ((datetime.date(2026, 5, 20), may), (datetime.date(2026, 6, 2), june), (TODAY, may)):
        await imports.run(imports.on(parts, day), scratch.PROFILE, [path])
    await parts.ledger.submit(samples.unit(samples.house("H", source="fire")))
    async with pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
        await projector.catch_up(connection, Applier(), TODAY)
    return Executor(api.of(CATALOGUE), pool, lambda: TODAY)


async def test_a_source_with_its_deliveries(execute: Executor) -> None:
    (one,) = (await ask(execute, ALL, AUDITOR))["sources"]
    page = one.pop("deliveries")
    assert one == {
        "profile": "scratch",
        "dataset": "scratch",
        "en": "A register for tests",
        "zh": "测试",
        "rows": 6,
        "recorded": 2,
        "duplicates": 0,
        "skipped": 1,
        "rejected": 3,
        "openQuarantine": 3,
        "expectedEvery": 10,
        "lastFinishedOn": "2026-06-02",
        "ageDays": 12,
        "dueOn": "2026-06-12",
        "freshness": "DUE",
        "lastDelivery": {"files": ["works.csv"], "finished": True},
        "rejectsByReason": [
            {"period": "2026-06-01", "rule": "INTEGER", "column": "floors", "rows": 1, "open": 1},
            {"period": "2026-05-01", "rule": "FLOORS", "column": "floors", "rows": 1, "open": 1},
            {"period": "2026-05-01", "rule": "INTEGER", "column": "floors", "rows": 1, "open": 1},
        ],
    }
    assert (page["totalCount"], page["pageInfo"]["hasNextPage"]) == (2, True)
    assert page["nodes"][0]["finishedOn"] == "2026-06-02"
    more = "query($c: String) { sources { deliveries(after: $c) { nodes { finishedOn } } } }"
    (rest,) = (await ask(execute, more, AUDITOR, c=page["pageInfo"]["endCursor"]))["sources"]
    assert rest["deliveries"]["nodes"] == [{"finishedOn": "2026-05-20"}]


async def test_a_delivery_with_its_runs(execute: Executor) -> None:
    (one,) = (await ask(execute, ALL.replace("first: 1", "last: 1"), AUDITOR))["sources"]
    (may,) = one["deliveries"]["nodes"]
    counts = {name: may[name] for name in ("rows", "recorded", "duplicates", "skipped", "rejected", "subjects")}
    assert counts == {"rows": 4, "recorded": 1, "duplicates": 0, "skipped": 1, "rejected": 2, "subjects": 2}
    assert may["skippedByReason"] == [{"reason": "bare land", "count": 1}]
    assert may["findings"] == [{"reason": "DATA-YEAR", "count": 1}]
    assert [(said["rule"], said["rows"], said["open"]) for said in may["rejectedByRule"]] == [
        ("FLOORS", 1, 1),
        ("INTEGER", 1, 1),
    ]
    assert may["files"] == ["works.csv"]
    assert [(run["version"], run["recorded"], run["duplicates"]) for run in may["runs"]] == [
        ("scratch/1", 0, 1),
        ("scratch/1", 1, 0),
    ]


async def test_a_delivery_that_is_not_finished_says_how_far_it_is(execute: Executor, pool: asyncpg.Pool) -> None:
    await pool.execute("update intake.run set finished_at = null, finished_on = null, summary = null")
    (one,) = (await ask(execute, ALL, AUDITOR))["sources"]
    (june,) = one["deliveries"]["nodes"]
    assert (june["finished"], june["rows"], june["recorded"], june["rejected"]) == (False, 2, 1, 1)
    assert (one["rows"], one["freshness"], one["ageDays"], one["dueOn"]) == (0, "UNKNOWN", None, None)


async def test_periods_and_their_bounds(execute: Executor) -> None:
    text = """query($by: Granularity!, $from: Date, $to: Date) {
      sources { rejectsByReason(by: $by, from: $from, to: $to) { period rows } } }"""

    async def asked(by: str, **bounds: str) -> list[tuple[str, int]]:
        (one,) = (await ask(execute, text, AUDITOR, by=by, **bounds))["sources"]
        return [(said["period"], said["rows"]) for said in one["rejectsByReason"]]

    assert await asked("YEAR") == [("2026-01-01", 1), ("2026-01-01", 2)]
    assert await asked("DAY", **{"from": "2026-05-21"}) == [("2026-06-02", 1)]
    assert await asked("WEEK", to="2026-05-20") == [("2026-05-18", 1), ("2026-05-18", 1)]


@pytest.mark.parametrize(
    ("identity", "sees"),
    [
        (PUBLIC, False),
        (Identity("c", ("caseworker",), ("990102",)), False),
        (Identity("n", ("cockpit",), ()), False),
        (Identity("k", ("cockpit",), ("*",)), True),
        (Identity("f", ("department:fire",), ("*",)), True),
    ],
)
async def test_who_may_know(execute: Executor, identity: Identity, sees: bool) -> None:
    told = await ask(execute, "{ sources { profile } desks { department } }", identity)
    assert [bool(told["sources"]), bool(told["desks"])] == [sees, sees]


async def test_no_paths_and_no_values(execute: Executor, tmp_path: Path) -> None:
    text = (await execute.execute(ALL, {}, None, AUDITOR)).body.decode()
    assert str(tmp_path.parent) not in text
    assert "9999" not in text


async def test_desks_are_those_who_record_themselves(execute: Executor, pool: asyncpg.Pool) -> None:
    asked = "{ desks { department en zh events eventsLast30Days lastPosition lastRecordedAt silentDays } }"
    moved = "update read.event set recorded_at = $1::date + interval '9 hours' where source = 'fire'"
    for days, lately in ((0, 1), (29, 1), (30, 0), (40, 0)):
        day = TODAY - datetime.timedelta(days=days)
        await pool.execute(moved, day)
        (fire,) = (await ask(execute, asked, AUDITOR))["desks"]
        assert fire.pop("lastPosition") > 1
        assert fire == {
            "department": "fire",
            "en": "Fire",
            "zh": "消防",
            "events": 1,
            "eventsLast30Days": lately,
            "lastRecordedAt": f"{day}T09:00:00.000000Z",
            "silentDays": days,
        }
