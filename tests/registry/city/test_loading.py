"""A generated city is the same each time, lawful at append, sealed, and loaded once."""

import collections
import pathlib
from collections.abc import AsyncIterator

import asyncpg
import pytest
from stdnum.cn import ric, uscc

from aggregates import sealed
from projections import ddl, projector
from projections.applying import Applier
from registry import settings, wiring
from registry.city import codes, generation, loading, people, plan, stories
from registry.cli import demo
from tests.registry.city import court

SMALL = plan.City(houses=130, years=20, seed=7)


@pytest.fixture
async def registry(database: str, tmp_path: pathlib.Path) -> AsyncIterator[wiring.Registry]:
    configured = settings.Settings(database_url=database, data_dir=tmp_path)
    async with wiring.opened(configured, connections=3) as opened:
        yield opened


def drafts(city: plan.City) -> list[object]:
    return [(d.id, d.type, d.effective, d.registered) for _, book in generation.books(city) for d in book.drafts]


def test_the_same_numbers_make_the_same_city() -> None:
    assert drafts(SMALL) == drafts(plan.City(houses=130, years=20, seed=7))
    assert drafts(SMALL) != drafts(plan.City(houses=130, years=20, seed=8))


@pytest.mark.parametrize(("houses", "years"), [(1, 1), (2, 40), (99, 3), (1200, 6)])
def test_it_has_as_many_houses_as_were_asked_for(houses: int, years: int) -> None:
    city = plan.City(houses, years, 1)
    planned = sum(building.houses for project in city.projects() for building in project.buildings)
    assert planned + (plan.OLD_HOUSES + plan.SELF_BUILT_HOUSES) * city.has_other_houses == houses


@pytest.mark.parametrize(("houses", "years"), [(0, 1), (1, 0), (plan.MOST_HOUSES + 1, 1)])
def test_a_city_out_of_bounds_is_refused(houses: int, years: int) -> None:
    with pytest.raises(plan.PlanError, match=r"A city has 1 to \d+ (houses|years), not"):
        plan.City(houses, years, 1)


def test_numbers_have_lawful_check_digits() -> None:
    book = next(iter(generation.books(SMALL)))[1]
    for _ in range(50):
        number = book.person(codes.EAST_LAKE, 2010).number
        assert ric.calc_check_digit(number) == number[-1]
    assert (
        uscc.calc_check_digit(people.credit_code(codes.ANLAN, "某某公司")[:-1])
        == people.credit_code(codes.ANLAN, "某某公司")[-1]
    )


def test_it_holds_what_real_registers_hold() -> None:
    every = [draft for book in court.demo_parts().values() for draft in book.drafts]
    types = collections.Counter(draft.type for draft in every)
    for type_ in ("SeizureRegistered", "EventVoided", "Demolished", "FindingRecorded", "Succeeded", "LeaseFiled"):
        assert types[type_], type_
    assert sum(draft.corrects is not None for draft in every) > 50
    late = [draft for draft in every if (draft.registered.date() - draft.effective).days > 60]
    assert len(late) > 100


async def test_loaded_once_and_readable(registry: wiring.Registry) -> None:
    loaded = await loading.load(SMALL, registry.ledger, registry.keys)
    assert loaded.events == await registry.ledger.head() > 500
    again = await loading.load(SMALL, registry.ledger, registry.keys)
    assert (again.events, again.repeated) == (0, loaded.events)
    async with registry.pool.acquire() as connection:
        await ddl.ensure(connection, registry.catalogue)
        await projector.catch_up(connection, Applier(registry.catalogue), registry.today())
        assert await connection.fetchval("select count(*) from read.house") == SMALL.houses
        assert await connection.fetchval("select count(*) from read.house where market = 'OWNED'") > 50
        assert await connection.fetchval("select count(*) from read.house where phase = 'LOSS'") == plan.OLD_HOUSES
        strangers = "select count(*) from read.subject where division_id is null and kind <> 'DIVISION'"
        assert await connection.fetchval(strangers) == 0


async def test_a_load_that_was_killed_goes_on(registry: wiring.Registry) -> None:
    class Killed(Exception):
        pass

    def kill(_: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        await loading.load(SMALL, registry.ledger, registry.keys, kill)
    part = await registry.ledger.head()
    loaded = await loading.load(SMALL, registry.ledger, registry.keys)
    assert loaded.repeated == part > 0
    assert loaded.events > 0


async def test_another_city_is_refused(registry: wiring.Registry) -> None:
    await loading.load(SMALL, registry.ledger, registry.keys)
    with pytest.raises(loading.CityExists, match="generate the same one again"):
        await loading.load(plan.City(130, 20, 8), registry.ledger, registry.keys)


async def test_people_are_sealed(registry: wiring.Registry) -> None:
    await loading.load(SMALL, registry.ledger, registry.keys)
    invented = {p.ref: p for _, book in generation.books(SMALL) for p in book.people.values()}
    events = await registry.ledger.read_types([("HOUSE", "OwnershipTransferred")])
    event = events[0].event
    change = next(change for change in event.changes if "name" in change.set)
    envelope = change.set["name"]
    assert isinstance(envelope, dict)
    ref = str(envelope["ref"])
    keys = await registry.keys.get([ref])
    path = sealed.path(change.entity, "name")
    assert sealed.unseal(keys[ref], envelope, event=event.id, path=path) == invented[ref].name
    await _assert_absent(registry.pool, {person.number for person in invented.values()})


async def _assert_absent(pool: asyncpg.Pool, numbers: set[str]) -> None:
    bodies = await pool.fetch("select convert_from(body, 'UTF8') as body from ledger.event")
    everything = "".join(row["body"] for row in bodies)
    assert [number for number in numbers if number in everything] == []


def test_the_example_queries_ask_for_the_house_of_the_tour() -> None:
    documents = pathlib.Path(__file__).parents[3] / "graphql" / "operations"
    code = stories.house_of_the_tour(demo.CITY).code
    assert code in (documents / "01-house-life.graphql").read_text()
