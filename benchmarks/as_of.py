"""One house as of a day and a moment, among ten thousand events and among a million: the time should not grow."""

import datetime

import asyncpg

from aggregates import event
from benchmarks import harness, rebuild
from projections.rebuild import Rebuild

SIZES = (10_000, 1_000_000)
ASKED = 300
VALID = datetime.date(2020, 1, 1)
CASES = {
    "house, current": "select to_jsonb(h) from read.house h where h.subject = $3 and $1::date is not null "
    "and $2::timestamptz is not null",
    "house, as of": "select to_jsonb(h) from read.house_as_of($1, $2, null) h where h.subject = $3",
    "house with its mortgages, as of": "select to_jsonb(h), array(select to_jsonb(m) "
    "from read.house_mortgages_as_of($1, $2, null) m where m.subject = h.subject) "
    "from read.house_as_of($1, $2, null) h where h.subject = $3",
}


async def run(report: harness.Report) -> None:
    """Houses drawn evenly over the store, one question at a time on one connection; medians of rounds."""
    figures: dict[str, harness.Figure] = {}
    for size in SIZES:
        houses = report.scaled(size // rebuild.EVENTS_OF_A_HOUSE, least=100)
        async with harness.database() as url, harness.connected(url) as connection:
            count = await rebuild.fill(connection, houses)
            async with harness.pooled(url) as pool:
                await Rebuild(pool, rebuild.TODAY).run()
            await connection.execute("vacuum analyze")
            await connection.execute(
                "set plan_cache_mode = force_generic_plan; set jit = off"
            )  # as the API's pool has it
            for case, statement in CASES.items():
                seconds = await _ask(connection, statement, houses, count)
                aim = "ratio about 1" if case in figures else ""
                named = f"{case}, {count:,} events"
                figures[case] = report.add(named, seconds * 1e6, "µs", beside=figures.get(case), aim=aim)


async def _ask(connection: asyncpg.Connection, statement: str, houses: int, count: int) -> float:
    """Return the median seconds of one question, over rounds of questions about different houses."""
    known = rebuild.RECORDED + datetime.timedelta(milliseconds=count // 2)
    numbers = range(0, houses, max(1, houses // ASKED))
    subjects = [event.stream_id("HOUSE", "bench", f"H{number}") for number in numbers]
    prepared = await connection.prepare(statement)

    async def ask_about_all() -> None:
        for subject in subjects:
            await prepared.fetchrow(VALID, known, subject)

    return await harness.median_seconds_async(ask_about_all, runs=9) / len(subjects)
