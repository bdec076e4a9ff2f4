"""The two cities of the demo adopt different policies, and the ledger then says what was planned."""

import datetime
import pathlib

import asyncpg

from aggregates import policy
from registry.city import adoption, codes, loading, plan
from registry.desk import policies
from registry.ledger import kek, keys, ledger
from tests.registry.city import court

DAYS = [datetime.date(2008, 12, 31), datetime.date(2009, 1, 1), datetime.date(2012, 3, 1), datetime.date(2021, 6, 30)]
DAYS += [datetime.date(2021, 7, 1), datetime.date(2026, 1, 1)]


async def test_the_ledger_says_which_policy_holds_where(pool: asyncpg.Pool, tmp_path: pathlib.Path) -> None:
    log = await ledger.Ledger.open(pool, "test")
    await loading.load(plan.City(1, 1, 1), log, keys.PostgresKeys(pool, kek.FileKeys(tmp_path / "kek.json")))
    book = policies.Book(log)
    await book.refresh(await log.head())
    await book.climb([*codes.NAMES, "980100"])
    for division in codes.NAMES:
        for day in DAYS:
            assert book.in_force(division, day.isoformat()) == adoption.in_force(division, day), (division, day)
    assert book.in_force("980100", "2026-01-01") == policy.default()
    await log.close()


def test_the_cities_differ() -> None:
    day = datetime.date(2026, 1, 1)
    anlan, yunjin = adoption.in_force(codes.EAST_LAKE, day), adoption.in_force(codes.NORTH_FORD, day)
    assert (anlan.reviews.levels, anlan.reviews.publicities) == (3, 2)
    assert (yunjin.reviews.levels, yunjin.reviews.publicities) == (2, 1)
    for ours, theirs in ((anlan.works, yunjin.works), (anlan.presale, yunjin.presale)):
        assert ours != theirs
    assert anlan.works.rural_floors < yunjin.works.rural_floors
    assert anlan.works.small_works_area < yunjin.works.small_works_area
    assert anlan.authorities != yunjin.authorities


def test_a_second_version_holds_from_its_day() -> None:
    before, after = (
        adoption.in_force(codes.HARBOUR, datetime.date(2021, month, day)) for month, day in ((6, 30), (7, 1))
    )
    assert (before.version, after.version) == ("2009-01", "2021-07")
    assert before.presale.filing_days > after.presale.filing_days


def test_sources_follow_the_city_s_authorities() -> None:
    sources: dict[str, set[str]] = {codes.ANLAN: set(), codes.YUNJIN: set()}
    for book in court.demo_parts().values():
        for draft in book.drafts:
            if draft.type == "LeaseFiled" and draft.effective.year > 2012:
                sources[codes.city_of(draft.subject.code)].add(draft.neutral(first=False).source)
    assert sources == {codes.ANLAN: {"housing-transactions"}, codes.YUNJIN: {"housing-security"}}
