"""The cockpit of a division from kept sums, beside a bare count of its homes by SQL; BENCH_HOUSES sets how many.

The last cases are of synthetic sums: as many as a large district with ten divisions below may have, however many
homes it has, for every figure moves on every day. BENCH_HOUSES=0 asks these alone.
"""

import functools
import os
import time

import asyncpg
import graphql

from aggregates.catalogue import CATALOGUE
from benchmarks import harness, rebuild
from graphql_api import api
from graphql_api.executor import SERVER_SETTINGS, Executor
from graphql_api.identity import Identity
from projections import ddl, projector
from projections.applying import Applier
from projections.rebuild import Rebuild

HOUSES = 20_000
CITY, DISTRICT = "330100", "330106"
BELOW = 10
SYNTHETIC = """
    with u as (select subject from read.subject where kind = 'DIVISION'), n as (select number from read.measure),
    d as (select 0 as level, generate_series($1::date - 31, $1, '1 day')::date as day
          union all select 1, generate_series(date_trunc('month', $1::date - 400), $1, '1 month')::date
          union all select 2, generate_series(date_trunc('year', $1::date - 3650), $1, '1 year')::date)
    insert into read.measure_sum (division_id, own, track, level, number, day, amount)
    select u.subject, false, 0, d.level, n.number, d.day, 1 + (n.number + extract(day from d.day)::int) % 97
    from u cross join n cross join d on conflict do nothing"""
READER = Identity("b", ("caseworker",), ("*",))
BARE = """select h.phase, h.market, h.stock, h.occupancy, count(*) from read.house h
    where h.division_id in (select d.descendant from read.division_closure d where d.ancestor = (
        select c.subject from read.code c where c.kind = 'DIVISION' and c.code = $1))
    group by 1, 2, 3, 4"""


def selected(type_: graphql.GraphQLObjectType, level: int = 0) -> str:
    """Every figure of a cockpit; without what other divisions and series say, and the median, which is no sum."""
    found = []
    for name, field in type_.fields.items():
        inner = graphql.get_named_type(field.type)
        if name not in ("series", "children", "medianPrice"):
            below = f" {{ {selected(inner, level + 1)} }}" if isinstance(inner, graphql.GraphQLObjectType) else ""
            found.append(name + below)
    return " ".join(found)


async def run(report: harness.Report) -> None:
    """All groups, one group, children, series; then what an event costs live."""
    houses = int(os.environ.get("BENCH_HOUSES", report.scaled(HOUSES, least=200)))
    if houses:
        await _counted(report, houses)
    await _synthetic(report)


async def _counted(report: harness.Report, houses: int) -> None:
    """Sums that the projector made of the lives of so many homes."""
    settings = SERVER_SETTINGS | {"statement_timeout": "0"}
    async with harness.database() as url, harness.pooled(url, 6) as pool, pool.acquire() as connection:
        count = await rebuild.fill(connection, houses)
        await _divide(connection, count)
        started = time.perf_counter()
        await Rebuild(pool, rebuild.TODAY).run()
        report.add(f"rebuild of {houses:,} homes, figures included", time.perf_counter() - started, "s")
        await connection.execute("; ".join(f"set {name} = '{value}'" for name, value in settings.items()))
        seconds = await harness.median_seconds_async(lambda: connection.fetch(BARE, DISTRICT), runs=5)
        bare = report.add("bare count of homes by four states", seconds * 1000, "ms")
        await _ask(report, pool, bare)
        await _live(report, connection, count + 2)


async def _synthetic(report: harness.Report) -> None:
    """A district with divisions below whose every figure has a sum on each day, month and year."""
    async with harness.database() as url, harness.pooled(url, 6) as pool, pool.acquire() as connection:
        codes = [(DISTRICT, {"name": "district"})]
        codes += [(f"{DISTRICT}{n:03}", {"name": f"{n}", "parent": DISTRICT}) for n in range(1, BELOW + 1)]
        rows = [
            rebuild.row_of(n, "DIVISION", code, 1, "DivisionRegistered", 0, [("", dict(said))], None)
            for n, (code, said) in enumerate(codes, start=1)
        ]
        await connection.copy_records_to_table("event", schema_name="ledger", columns=rebuild.COLUMNS, records=rows)
        await connection.execute("insert into ledger.log (origin, position) values ('bench', $1)", len(rows))
        await Rebuild(pool, rebuild.TODAY).run()
        await connection.execute(SYNTHETIC, rebuild.TODAY)
        await connection.execute("vacuum analyze read.measure_sum")
        count = await connection.fetchval("select count(*) from read.measure_sum")
        execute = Executor(api.of(CATALOGUE), pool, lambda: rebuild.TODAY)
        for case, text in _questions(execute).items():
            seconds = await harness.median_seconds_async(functools.partial(_answer, execute, text), runs=15, warm=7)
            report.add(f"{case}, {count:,} synthetic sums", seconds * 1000, "ms", aim="10 ms")


def _questions(execute: Executor) -> dict[str, str]:
    cockpit: graphql.GraphQLObjectType = execute.api.schema.type_map["Cockpit"]  # type: ignore[assignment]
    every = selected(cockpit)
    group = graphql.get_named_type(cockpit.fields["housing"].type)
    assert isinstance(group, graphql.GraphQLObjectType)
    housing = f"housing {{ {selected(group, 1)} }}"
    root = f'cockpit(division: "{DISTRICT}", from: "2025-01-01")'
    some = "housing { homes contractValue monthsOfSupply { value } } building { activeWorks } safety { openHazards }"
    return {
        "every figure of a district": f"{{ {root} {{ {every} }} }}",
        "a page of a district and its 10 divisions": f"{{ {root} {{ {some} children {{ division {some} }} }} }}",
        "housing of a district and its 10 divisions": (
            f"{{ {root} {{ {housing} children {{ division {housing} }} }} }}"
        ),
    }


async def _divide(connection: ddl.Connection, count: int) -> None:
    """A city with one district."""
    own = [(CITY, {"name": "city"}), (DISTRICT, {"name": "district", "parent": CITY})]
    rows = [
        rebuild.row_of(count + n, "DIVISION", code, 1, "DivisionRegistered", 0, [("", dict(said))], None)
        for n, (code, said) in enumerate(own, start=1)
    ]
    await connection.copy_records_to_table("event", schema_name="ledger", columns=rebuild.COLUMNS, records=rows)
    await connection.execute("update ledger.log set position = $1", count + 2)


async def _ask(report: harness.Report, pool: asyncpg.Pool, bare: harness.Figure) -> None:
    execute = Executor(api.of(CATALOGUE), pool, lambda: rebuild.TODAY)
    every = selected(execute.api.schema.type_map["Cockpit"])  # type: ignore[arg-type]
    root = f'cockpit(division: "{DISTRICT}", from: "2025-01-01")'
    asked = {
        "every figure of a district": f"{{ {root} {{ {every} }} }}",
        "some of housing": f"{{ {root} {{ housing {{ homes monthsOfSupply {{ value }} }} }} }}",
        "homes of a city's divisions": f'{{ cockpit(division: "{CITY}") {{ children {{ housing {{ homes }} }} }} }}',
        "a series by month, ten years": (
            f'{{ cockpit(division: "{DISTRICT}", from: "2015-01-01") '
            '{ series(indicator: "housing.contracts.PRESALE", by: MONTH) { period value } } }'
        ),
    }
    for case, text in asked.items():
        aim = "10 ms" if case.startswith("every") else ""
        seconds = await harness.median_seconds_async(functools.partial(_answer, execute, text), runs=15, warm=7)
        report.add(case, seconds * 1000, "ms", beside=bare, aim=aim)


async def _answer(execute: Executor, text: str) -> None:
    answer = await execute.execute(text, {}, None, READER)
    assert answer.status == 200, answer.body


async def _live(report: harness.Report, connection: ddl.Connection, head: int) -> None:
    """One event after the other, as commands bring them."""
    applier = Applier()
    await applier.prepare(connection)
    times = []
    for n in range(1, 21):
        lease = {"number": f"L-{n}", "starts_on": "2025-12-01", "ends_on": "2026-12-01"}
        row = rebuild.row_of(
            head + n, "HOUSE", "H0", 50 + n, "LeaseFiled", 4000, [(f"leases/L-{n}", dict(lease))], None
        )
        await connection.copy_records_to_table("event", schema_name="ledger", columns=rebuild.COLUMNS, records=[row])
        await connection.execute("update ledger.log set position = $1", head + n)
        started = time.perf_counter()
        await projector.take_step(connection, applier, rebuild.TODAY)
        times.append(time.perf_counter() - started)
    report.add("projecting one event, figures included", sorted(times)[len(times) // 2] * 1000, "ms")
