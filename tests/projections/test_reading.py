"""What readers rely on: as-of of one subject reads that subject alone, codes find subjects, divisions close over."""

from __future__ import annotations

import datetime

import asyncpg
import pytest

from aggregates import event
from aggregates.attributes import text
from aggregates.catalogue import CATALOGUE, Catalogue
from aggregates.errors import InvalidValue
from aggregates.kinds import Element, Subject
from projections import columns, ddl, projector
from projections.applying import Applier
from tests import histories
from tests.projections import feeding

DAY = datetime.date(2026, 1, 1)
Said = histories.Said


def record(says: histories.Said, subject: int = 0, day: int = 0) -> histories.Step:
    return histories.Step("record", subject, says, day=day)


@pytest.fixture
async def made(pool: asyncpg.Pool) -> asyncpg.Pool:
    async with pool.acquire() as connection:
        await feeding.fresh(connection, CATALOGUE, [])
    return pool


async def project(pool: asyncpg.Pool, steps: list[histories.Step]) -> None:
    async with pool.acquire() as connection:
        await feeding.again(connection, CATALOGUE, histories.play(steps))
        await projector.catch_up(connection, Applier(), DAY)


HOUSE = str(event.stream_id("HOUSE", "scratch", "HOUSE-0"))
ASKED = "select code, physical, market, phase from read.house_as_of($1, $2, $3) where subject = $4"


@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
async def test_one_subject_as_of_scans_no_table_whole(made: asyncpg.Pool, mode: str) -> None:
    """The function is inlined and its qualification reaches every index, whatever the plan cache does."""
    async with made.acquire() as connection:
        await connection.execute(f"set plan_cache_mode = {mode}; set enable_seqscan = off")
        await connection.execute(f"prepare asked (date, timestamptz, bigint, uuid) as {ASKED}")
        plan = await connection.fetch(f"explain execute asked ('2025-01-01', now(), null, '{HOUSE}')")
        await connection.execute("deallocate asked")
    lines = "\n".join(row[0] for row in plan)
    assert "house_as_of" not in lines
    assert "Seq Scan" not in lines
    assert "Index Cond: (subject = " in lines


async def test_what_is_not_asked_for_is_not_computed(made: asyncpg.Pool) -> None:
    """A stated attribute needs one timeline; derived columns and the version of then cost those who select them."""
    asked = f"select address from read.house_as_of('2025-01-01', now(), null) where subject = '{HOUSE}'"
    plan = await made.fetch(f"explain {asked}")
    scans = [row[0] for row in plan if "Scan" in row[0] and "Function" not in row[0]]
    assert len(scans) == 2, "the subject and its timeline"


async def test_collections_of_thousands_are_linear(made: asyncpg.Pool) -> None:
    """Four times the elements read about four times the timeline rows, folded and asked for; quadratic: sixteen."""
    read = []
    for count in (1000, 4000):
        changes = {f"maintenance_payments/{n:05}": {"amount": "1.00"} for n in range(count // 50)}
        steps = [record(Said("HOUSE", "MaintenanceFundPaid", _shifted(changes, n * count // 50))) for n in range(50)]
        async with made.acquire() as connection:
            await feeding.again(connection, CATALOGUE, histories.play(steps))
            before = await _rows_read(connection)
            await projector.catch_up(connection, Applier(), DAY)
            asked = "select count(*) from read.house_maintenance_payments_as_of($1, null, 50) where subject = $2"
            assert await connection.fetchval(asked, DAY, HOUSE) == count
            read.append(await _rows_read(connection) - before)
    assert 0 < read[1] < 6 * read[0]


async def _rows_read(connection: ddl.Connection) -> int:
    """How many rows of the timeline this database's statements have read so far, by scans of the table and indexes."""
    await connection.execute("select pg_stat_force_next_flush()")
    counted: int = await connection.fetchval(
        """select seq_tup_read + idx_tup_fetch + (
               select coalesce(sum(idx_tup_read), 0) from pg_stat_all_indexes i where i.relid = t.relid)
           from pg_stat_all_tables t where t.relid = 'read.timeline'::regclass"""
    )
    return counted


def _shifted(changes: dict[str, dict[str, str]], by: int) -> dict[str, dict[str, str]]:
    return {f"maintenance_payments/{int(entity[-5:]) + by:05}": values for entity, values in changes.items()}


async def test_every_code_finds_its_subject_and_the_latest_names_it(made: asyncpg.Pool) -> None:
    recoded = Said("HOUSE", "Recoded", {"designations/2": {"scheme": "new", "code": "N-1"}})
    wrong = Said("HOUSE", "Recoded", {"designations/3": {"scheme": "new", "code": "N-2"}})
    steps = [record(Said("HOUSE", "HouseRegistered", {})), record(recoded), record(wrong)]
    await project(made, steps)
    codes = "select code from read.code where subject = $1 order by code"
    assert [row["code"] for row in await made.fetch(codes, HOUSE)] == ["HOUSE-0", "N-1", "N-2"]
    assert await made.fetchval("select code from read.house") == "N-2"
    await project(made, [*steps, histories.Step("void", 0, wrong)])
    assert await made.fetchval("select code from read.house") == "N-1"
    assert [row["code"] for row in await made.fetch(codes, HOUSE)] == ["HOUSE-0", "N-1", "N-2"]


async def test_voided_events_name_their_void(made: asyncpg.Pool) -> None:
    registered = Said("HOUSE", "HouseRegistered", {"": {"room": "1"}})
    await project(made, [record(registered), histories.Step("void", 0, registered)])
    assert await made.fetchval("select voided_at from read.event where position = 1") == 2
    assert await made.fetchval("select count(*) from read.house") == 0
    assert await made.fetchval("select version from read.subject") == 2


async def test_every_value_that_a_listed_attribute_had_is_kept(made: asyncpg.Pool) -> None:
    said = [Said("HOUSE", "SurveyRevised", {"": {"purpose": purpose}}) for purpose in ("住宅", "商铺", "住宅")]
    await project(made, [record(one, day=n) for n, one in enumerate(said)])
    rows = await made.fetch("select value from read.ever where kind = 'HOUSE' and attribute = 'purpose' order by value")
    assert [row["value"] for row in rows] == ["住宅", "商铺"]


async def test_a_reader_of_a_division_sees_children_and_successors(made: asyncpg.Pool) -> None:
    """0 is the parent of 1; 1 went wholly into 2. A house of 1 is seen by the readers of all three."""

    def registered(**values: str) -> histories.Said:
        return Said("DIVISION", "DivisionRegistered", {"": {"name": "区", **values}})

    succeeded = Said("DIVISION", "Succeeded", {"successors/1": {"division": "DIVISION-2", "whole": True}})
    house = Said("HOUSE", "HouseRegistered", {"": {"division": "DIVISION-1"}})
    await project(made, [record(house), *(record(registered(), n) for n in (0, 2))])
    assert await made.fetchval("select division_id from read.house") is None
    later = [record(registered(parent="DIVISION-0"), 1), record(succeeded, 1)]
    await project(made, [record(house), *(record(registered(), n) for n in (0, 2)), *later])
    rows = await made.fetch(
        """select s.code from read.division_closure c join read.subject s on s.subject = c.ancestor
           where c.descendant = (select division_id from read.house) order by s.code"""
    )
    assert [row["code"] for row in rows] == ["DIVISION-0", "DIVISION-1", "DIVISION-2"]


async def test_a_house_follows_its_building_when_that_comes_later_or_changes(made: asyncpg.Pool) -> None:
    house = record(Said("HOUSE", "HouseRegistered", {"": {"building_code": "BUILDING-0"}}))
    begun = record(Said("BUILDING", "ConstructionStarted", {"": {"physical": "UNDER_CONSTRUCTION"}}))
    done = record(Said("BUILDING", "CompletionAccepted", {"": {"physical": "COMPLETED"}}), day=6)
    states = []
    async with made.acquire() as connection:
        await feeding.again(connection, CATALOGUE, histories.play([house, begun, done]))
        for until in (1, 2, 3):
            await projector.catch_up(connection, Applier(), DAY, until=until)
            states.append(await connection.fetchval("select physical from read.house"))
    assert states == ["PLANNED", "UNDER_CONSTRUCTION", "COMPLETED"]
    asked = "select physical from read.house_as_of($1, null, $2)"
    assert await made.fetchval(asked, datetime.date(2020, 1, 6), None) == "UNDER_CONSTRUCTION"
    assert await made.fetchval(asked, DAY, 2) == "UNDER_CONSTRUCTION"


def test_a_clashing_attribute_is_refused_by_name() -> None:
    class Thing(Subject, kind="THING", en="Thing", zh="物"):
        """A thing."""

        class parts(Element, en="Part", zh="部分"):
            """A part."""

            key = text("Key", "键")

    with pytest.raises(InvalidValue, match=r"THING declares 'parts\.key'"):
        columns.check(Thing.declaration)


async def test_one_more_attribute_is_one_more_column(pool: asyncpg.Pool) -> None:
    """In the table, in what the as-of function returns, and in the digest that asks for a rebuild."""

    class Scratch(Subject, kind="HOUSE", en="House", zh="房屋"):
        """A house with a colour."""

        colour = text("Colour", "颜色")

    extended = Catalogue([Scratch.declaration], [])
    async with pool.acquire() as connection:
        await feeding.fresh(connection, extended, [])
        assert await connection.fetch("select colour from read.house_as_of('2026-01-01', null, null)") == []
    assert ddl.digest(extended) != ddl.digest(histories.SCRATCH)
