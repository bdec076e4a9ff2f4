"""All monthly reports on social housing: at each month's end we answer what that month's report said, row by row."""

from __future__ import annotations

import csv
import datetime
import gzip
from collections import defaultdict
from pathlib import Path

import asyncpg
import httpx
import pytest

from projections import ddl, projector
from projections.applying import Applier
from registry import app, settings
from registry.intake import engine, profiles
from registry.intake.accounting import Summary
from registry.intake.quarantine import Rejection
from tests import registers
from tests.acceptance import social_oracle
from tests.acceptance.social_oracle import Statement
from tests.registry.intake import imports

CELLS = "tw_social_housing_progress/raw_table_rows.csv.gz"
TAIPEI = datetime.timezone(datetime.timedelta(hours=8))
PROFILE = profiles.get("tw-social-housing")
FOREVER = datetime.date(2099, 1, 1)

Answer = tuple[str, int | None, str]


@pytest.fixture
def cells() -> Path:
    return registers.file(CELLS)


@pytest.fixture
async def parts(pool: asyncpg.Pool, database: str, tmp_path: Path) -> engine.Parts:
    return await imports.parts(pool, database, tmp_path)


def month_end(report: str) -> datetime.datetime:
    return datetime.datetime.combine(social_oracle.last_day(report), datetime.time(23, 59, 59), TAIPEI)


async def project(pool: asyncpg.Pool) -> None:
    """Bring the read model up to date."""
    async with pool.acquire() as connection:
        await ddl.ensure(connection)
        await projector.catch_up(connection, Applier(), datetime.datetime.now(datetime.UTC).date())


async def answers(pool: asyncpg.Pool, said: list[Statement], valid: datetime.date | None) -> list[list[Answer]]:
    """Stage, homes and name of the projects that bear a statement's name, as known at its month's end."""
    found = await pool.fetch(
        """
        select q.n, p.stage, p.planned_units, p.name
        from unnest($1::text[], $2::text[], $3::date[], $4::timestamptz[]) with ordinality
            q (county, name, valid, known, n)
        join read.code c on c.kind = 'PROJECT' and c.scheme = 'tw-social-housing'
            and split_part(c.code, '/', 2) = q.name and coalesce(split_part(c.code, '/', 1) = q.county, true)
        join lateral (select * from read.project_as_of(q.valid, q.known, null) p where p.subject = c.subject) p on true
        """,
        [one.county for one in said],
        [one.name for one in said],
        [valid or social_oracle.last_day(one.report) for one in said],
        [month_end(one.report) for one in said],
    )
    told: dict[int, list[Answer]] = defaultdict(list)
    for n, stage, units, name in found:
        told[n - 1].append((stage, units, name))
    return [told[n] for n in range(len(said))]


async def test_each_month_is_answered_as_its_report_said(
    parts: engine.Parts, cells: Path, database: str, tmp_path: Path
) -> None:
    rejected: list[Rejection] = []
    watcher = engine.Watcher(rejected=rejected.append)
    summary = await engine.run(parts, PROFILE, [cells], engine.Options(processes=1), watcher)
    said, lost = social_oracle.statements(cells)
    assert {one.report for one in said} == {r for r in social_oracle.reports(cells) if r < "11203" and r != "10902"}
    assert len(said) == 5972
    assert sorted(one.row for one in rejected) == sorted(lost)
    assert (len(lost), summary.rows) == (309, 9348)
    await project(parts.pool)
    for some, valid in ((said, None), (said[::7], FOREVER)):
        found = await answers(parts.pool, some, valid)
        wrong = [
            (one, told) for one, told in zip(some, found, strict=True) if told != [(one.stage, one.units, one.name)]
        ]
        assert not wrong, f"{len(wrong)} of {len(some)} answers differ, the first: {wrong[:5]}"
    await check_totals(parts.pool, cells)
    await check_api(said, database, tmp_path)
    again = (await imports.run(parts, PROFILE, [cells])).counts
    assert (again.events, again.recorded, again.duplicates) == (0, 0, summary.counts.recorded)


async def check_api(said: list[Statement], database: str, folder: Path) -> None:
    """The first project of each report whose county stands beside it, asked for by name as of the month's end."""
    asked = list({one.report: one for one in reversed(said) if one.county}.values())
    assert len(asked) == 44
    declared = " ".join(f"$c{n}: String! $k{n}: DateTime!" for n in range(len(asked)))
    fields = " ".join(
        f"p{n}: project(code: $c{n}, asOf: {{knownAt: $k{n}}}) {{ name stage plannedUnits }}" for n in range(len(asked))
    )
    variables = {f"c{n}": f"{one.county}/{one.name}" for n, one in enumerate(asked)}
    variables |= {f"k{n}": month_end(one.report).isoformat() for n, one in enumerate(asked)}
    application = app.build(settings.Settings(database_url=database, data_dir=folder, city="test"), projector=False)
    async with application.router.lifespan_context(application):
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport, base_url="http://fangji") as client:
            query = f"query({declared}) {{ {fields} }}"
            body = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
    assert "errors" not in body, body["errors"][:2]
    assert [body["data"][f"p{n}"] for n in range(len(asked))] == [
        {"name": one.name, "stage": one.stage, "plannedUnits": one.units} for one in asked
    ]


async def check_totals(pool: asyncpg.Pool, cells: Path) -> None:
    """Each number of the later reports is an indicator of its division as known at its month's end."""
    told = list(social_oracle.totals(cells))
    found = await pool.fetch(
        """
        select i.value::int
        from unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) with ordinality
            q (division, period, indicator, known, n)
        join read.code c on c.kind = 'DIVISION' and c.code = q.division
        left join lateral (
            select * from read.division_indicators_as_of('2099-01-01', q.known, null) i
            where i.subject = c.subject and i.period = q.period and i.indicator = q.indicator
        ) i on true
        order by q.n
        """,
        ["TW" if one.area in ("合計", "其他縣市") else f"TW/{one.area}" for one in told],
        [f"{int(one.report[:3]) + 1911}-{one.report[3:5]}" for one in told],
        [indicator(one) for one in told],
        [month_end(one.report) for one in told],
    )
    assert [row[0] for row in found] == [one.homes for one in told]


def indicator(total: social_oracle.Total) -> str:
    other = "(其他縣市)" if total.area == "其他縣市" else ""
    return f"社會住宅戶數{other}·{total.authority}·{total.column}"


def month_files(cells: Path, folder: Path) -> dict[str, Path]:
    """A file for each report."""
    with gzip.open(cells, "rt", encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    by_report: dict[str, list[list[str]]] = defaultdict(list)
    for row in rows:
        by_report[row[0]].append(row)
    files = {}
    for report, lines in by_report.items():
        files[report] = folder / f"{report}.csv"
        with files[report].open("w", encoding="utf-8", newline="") as written:
            csv.writer(written).writerows([header, *lines])
    return files


@pytest.mark.long
@pytest.mark.parametrize("late", [None, "10805", "11002"])
async def test_months_one_by_one_end_with_the_same_answers(
    parts: engine.Parts, cells: Path, tmp_path: Path, late: str | None
) -> None:
    files = month_files(cells, tmp_path)
    recorded = 0
    for report in sorted(files, key=lambda name: (name == late, name)):
        summary: Summary = await imports.run(parts, PROFILE, [files[report]])
        recorded += summary.counts.recorded
    assert recorded == 7927
    said, _ = social_oracle.statements(cells)
    await project(parts.pool)
    found = await answers(parts.pool, said, None)
    assert found == [[(one.stage, one.units, one.name)] for one in said]
    await check_totals(parts.pool, cells)
    again = (await imports.run(parts, PROFILE, [cells])).counts
    assert (again.events, again.recorded, again.duplicates) == (0, 0, recorded)
