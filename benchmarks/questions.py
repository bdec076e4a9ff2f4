"""The ten questions across departments on a generated city, each beside a hand-written statement of the same rows.

A plan that scans one of the big tables from end to end is told; a question has 100 ms at a million houses. BENCH_HOUSES
sets how many: beyond those of the city its read tables hold it over and over (:mod:`benchmarks.copies`), which takes
minutes rather than the hours of a ledger, and some 20 GB. Codes, persons and papers of the copies are their own, so
that what a question finds grows as the city does.
"""

import datetime
import os
import pathlib
import tempfile
from collections.abc import Iterator, Mapping
from typing import Any

import asyncpg
import orjson

from aggregates.catalogue import CATALOGUE
from benchmarks import copies, harness, question_peers
from graphql_api import api, documents, executor, operations, plans
from graphql_api.identity import Identity
from graphql_api.values import Request
from projections.rebuild import Rebuild
from registry import database
from registry.city import loading, plan
from registry.ledger import kek, keys
from registry.ledger.ledger import Ledger

HOUSES, YEARS = 20_000, 20
TODAY = datetime.date(2026, 1, 1)
READER = Identity("bench", ("caseworker",), ("*",))
BIG, HOUSES_A_BIG_ROW = 10_000, 20
"""Rows from which a table is a big one: so many of a small city, of others one for so many houses."""

SETTINGS = {**executor.SERVER_SETTINGS}
MARK = "# variables: "


def asked() -> dict[str, tuple[str, Mapping[str, Any]]]:
    """Text and variables of the ten documents, by their names."""
    found = {name: text for name, text in operations.documents().items() if "# Question " in text}
    return {
        name: (text, orjson.loads(next(x for x in text.splitlines() if x.startswith(MARK)).removeprefix(MARK)))
        for name, text in sorted(found.items())
    }


async def run(report: harness.Report) -> None:
    """Fill a ledger, build the read model, then ask and explain each question."""
    houses = int(os.environ.get("BENCH_HOUSES", report.scaled(HOUSES, least=500)))
    of_city = min(houses, HOUSES)
    async with harness.database() as url:
        await _fill(url, plan.City(of_city, YEARS, 1))
        if houses > of_city:
            await copies.multiply(url, houses // of_city)
        async with harness.connected(url) as connection:
            await connection.execute("vacuum analyze")  # takes longer than a question may
        pool = await database.open_pool(url, name="bench", least=1, most=2, stateless=True, **SETTINGS)
        try:
            for name, (text, variables) in asked().items():
                await _question(report, pool, name, text, variables)
        finally:
            await pool.close()


async def _fill(url: str, city: plan.City) -> None:
    async with harness.pooled(url) as pool:
        with tempfile.TemporaryDirectory(prefix="fangji-bench-keys-") as folder:
            log = await Ledger.open(pool, "bench")
            await loading.load(city, log, keys.PostgresKeys(pool, kek.FileKeys(pathlib.Path(folder) / "kek.json")))
            await log.close()
        await Rebuild(pool, TODAY).run()


async def _question(
    report: harness.Report, pool: asyncpg.Pool, name: str, text: str, variables: Mapping[str, Any]
) -> None:
    ex = executor.Executor(api.of(CATALOGUE), pool, lambda: TODAY)
    rows = orjson.loads((await ex.execute(text, variables, None, READER)).body)
    assert "errors" not in rows, rows
    peer = question_peers.PEERS[name[:2]]
    beside = report.add(f"{name}: peer", await harness.median_seconds_async(lambda: _peer(pool, peer)) * 1e3, "ms")
    seconds = await harness.median_seconds_async(lambda: ex.execute(text, variables, None, READER))
    report.add(f"{name}: one request", seconds * 1e3, "ms", beside=beside, aim="100 ms at a million houses")
    houses = await pool.fetchval("select count(*) from read.house")
    scanned = sorted(set(await big_scans(pool, text, variables, max(BIG, houses // HOUSES_A_BIG_ROW))))
    report.add(f"{name}: big tables scanned {' '.join(scanned)}".rstrip(), len(scanned), "tables", aim="none")


async def _peer(pool: asyncpg.Pool, statement: str) -> list[asyncpg.Record]:
    return await pool.fetch(statement)


async def big_scans(pool: asyncpg.Pool, text: str, variables: Mapping[str, Any], big: int = BIG) -> list[str]:
    """The tables of ``big`` rows and more that the plan of a document reads from end to end."""
    told = await explained(pool, text, variables)
    sizes = {
        row["relname"]: row["reltuples"]
        for row in await pool.fetch("select relname, reltuples from pg_class where relkind = 'r'")
    }
    return [one for one in _scanned(told["Plan"]) if sizes.get(one, 0) >= big]


async def explained(pool: asyncpg.Pool, text: str, variables: Mapping[str, Any]) -> Any:
    """What PostgreSQL does for a document."""
    described = api.of(CATALOGUE)
    operation = documents.Documents(described.schema).get(text).operation(None)
    values = operation.variables(variables)
    made = plans.make(described, operation, READER, values)
    arguments = made.arguments(values.coerced, Request(READER, TODAY))
    async with pool.acquire() as connection:
        found = await connection.fetchval(f"explain (analyze, format json) {made.sql}", *arguments)
    return orjson.loads(found)[0] if isinstance(found, str | bytes) else found[0]


def _scanned(node: Mapping[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan" and node.get("Actual Loops", 1):
        yield node["Relation Name"]
    for below in node.get("Plans", ()):
        yield from _scanned(below)
