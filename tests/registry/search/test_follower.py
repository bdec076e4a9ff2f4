"""The follower: what changed is found again, whatever becomes of the index, the engine or the follower."""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import functools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from projections import ddl
from projections import rebuild as read_model
from registry.search import comparing, follower, keeping, rebuilding
from search.document import Document
from search.query import SearchUnavailable
from tests import patience
from tests.search import memory
from tests.search.town import EAST, TODAY, WEST, Town, subject, text, texts


@dataclasses.dataclass
class Kept:
    """An engine with its follower."""

    town: Town
    engine: memory.Engine
    follower: follower.Follower

    async def go_on(self, today: datetime.date = TODAY) -> None:
        """Project and follow all there is; the index is then as one that is built anew."""
        await self.town.project(today)
        await self.follower.catch_up()
        fresh = {one.subject: dataclasses.replace(one, version=0) for one in await self.town.documents()}
        held = {one.subject: dataclasses.replace(one, version=0) for one in self.engine.documents.values()}
        assert held == fresh
        assert self.engine.position == await self.town.pool.fetchval("select position from read.progress")
        compared = await comparing.compare(self.town.pool, self.engine, follower.NAME)
        assert (compared.behind, compared.waiting) == (0, 0)
        assert [one.count for one in (compared.missing, compared.extra, compared.stale)] == [0, 0, 0]

    def document(self, kind: str, code: str) -> Document:
        return self.engine.documents[subject(kind, code)]


@pytest.fixture
async def kept(town: Town) -> Kept:
    engine = memory.Engine()
    made = Kept(town, engine, follower.Follower(town.pool, engine))
    await made.go_on()
    return made


async def test_an_empty_index_is_built(kept: Kept) -> None:
    assert kept.engine.built == 1
    assert texts(kept.document("HOUSE", "H1"), "code") == ["H1"]


async def test_an_index_is_followed_from_nothing(pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the read model was empty nothing is built: events alone make the documents."""
    monkeypatch.setattr(follower, "LOOK", 3600)
    engine = memory.Engine()
    follow = follower.Follower(pool, engine)
    assert (await follow.step()).head == 0, "there are no read tables yet"
    async with pool.acquire() as connection:
        await ddl.ensure(connection)
    await follow.step()
    await Kept(await Town.found(pool), engine, follow).go_on()
    assert engine.built == 0


async def test_what_is_said_of_a_subject_is_found(kept: Kept) -> None:
    puts = kept.engine.puts
    await kept.town.say("HOUSE", "H1", {"contracts/1": {"number": "合同99"}}, on="2021-01-01")
    await kept.go_on()
    assert texts(kept.document("HOUSE", "H1"), "contracts.number") == ["合同99"]
    assert kept.engine.puts == puts + 1, "and nothing else is put again"


async def test_a_void_and_a_correction_take_what_was_said_away(kept: Kept) -> None:
    said = await kept.town.say("HOUSE", "H1", {"": {"address": "误1号"}}, on="2021-01-01")
    other = await kept.town.say("BUILDING", "B1", {"": {"name": "误楼"}}, on="2021-01-01")
    await kept.go_on()
    assert texts(kept.document("HOUSE", "H1"), "building.name")[0] == "误楼"
    await kept.town.void("HOUSE", "H1", said)
    await kept.town.say("BUILDING", "B1", {"": {"estate": "正苑"}}, on="2021-01-01", corrects=other.id)
    await kept.go_on()
    assert "误" not in repr(kept.document("HOUSE", "H1").texts)


@pytest.mark.parametrize(
    ("kind", "code", "said", "reaches"),
    [
        ("BUILDING", "B1", {"": {"name": "改名楼"}}, {"H1", "H2", "B1"}),
        ("BUILDING", "B1", {"": {"address": "改名路8号"}}, {"H1", "H2", "B1"}),
        ("PROJECT", "P1", {"": {"name": "改名苑"}}, {"H1", "H2", "B1", "P1"}),
        ("DIVISION", EAST, {"": {"name": "改名区"}}, {"H1", "H2", "B1", "P1", "F1", "R1", "A1", EAST}),
        ("ENTERPRISE", "F1", {"": {"name": "改名公司"}}, {"P1", "F1"}),
        ("ENTERPRISE", "F1", {"short_names/1": {"short_name": "改名"}}, {"P1", "F1"}),
        ("PRACTITIONER", "R1", {"": {"person": "改名"}}, {"P1", "R1"}),
    ],
)
async def test_a_new_name_reaches_all_that_bear_it(kept: Kept, kind: str, code: str, said: dict, reaches: set) -> None:  # type: ignore[type-arg]
    puts = kept.engine.puts
    await kept.town.say(kind, code, said, on="2022-01-01")
    await kept.go_on()
    assert {one.code for one in kept.engine.documents.values() if "改名" in repr((one.texts, one.persons))} == reaches
    assert kept.engine.puts <= puts + 2 * len(reaches), "and nothing else is put again"


async def test_what_changes_for_a_building_alone_stays_there(kept: Kept) -> None:
    puts = kept.engine.puts
    await kept.town.say("BUILDING", "B1", {"hazards/1": {"number": "隐患1"}}, on="2022-01-01")
    await kept.go_on()
    assert kept.engine.puts == puts + 1


async def test_a_building_that_comes_after_its_houses_is_found_with_them(kept: Kept) -> None:
    await kept.town.say("HOUSE", "H7", {"": {"building_code": "B7", "division": "990199"}})
    await kept.go_on()
    await kept.town.say("BUILDING", "B7", {"": {"name": "后来楼"}})
    await kept.town.say("DIVISION", "990199", {"": {"name": "后来区", "level": "COUNTY"}})
    await kept.go_on()
    house = kept.document("HOUSE", "H7")
    assert (texts(house, "building.name"), texts(house, "division.name")) == (["后来楼"], ["后来区"])


async def test_divisions_that_go_into_another_are_found_by_both(kept: Kept) -> None:
    went = await kept.town.say(
        "DIVISION", EAST, {"": {"superseded": True}, "successors/1": {"division": WEST, "whole": True}}, on="2023-01-01"
    )
    await kept.go_on()
    house = kept.document("HOUSE", "H1")
    assert set(texts(house, "division.name")) == {"东湖区", "西山区", "安澜市"}
    assert text(house, "division.name", "东湖区").until == datetime.date(2023, 1, 1)
    await kept.town.void("DIVISION", EAST, went)
    await kept.go_on()
    assert set(texts(kept.document("HOUSE", "H1"), "division.name")) == {"东湖区", "安澜市"}


async def test_a_day_that_comes_changes_documents(kept: Kept) -> None:
    """A fact of a later day, a house that begins then, and an event recorded before it was due."""
    await kept.town.say("BUILDING", "B1", {"": {"name": "来年楼"}}, on="2026-12-31")
    await kept.town.say("HOUSE", "H8", {"": {"address": "来年路8号"}}, on="2026-12-31")
    await kept.go_on()
    assert subject("HOUSE", "H8") not in kept.engine.documents
    assert texts(kept.document("HOUSE", "H1"), "building.name") == ["3号楼"]
    await kept.go_on(datetime.date(2027, 1, 1))
    assert kept.document("HOUSE", "H8").title == "来年路8号"
    assert texts(kept.document("HOUSE", "H1"), "building.name") == ["来年楼", "3号楼"]


async def test_what_no_longer_exists_is_removed(kept: Kept) -> None:
    only = await kept.town.say("HOUSE", "H9", {"": {"address": "误"}})
    await kept.go_on()
    assert subject("HOUSE", "H9") in kept.engine.documents
    await kept.town.void("HOUSE", "H9", only)
    await kept.go_on()
    assert subject("HOUSE", "H9") not in kept.engine.documents


async def test_big_changes_are_drained_in_slices_and_what_is_new_comes_first(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "SLICE", 2)
    monkeypatch.setattr(keeping, "LATER", 1)
    before = kept.engine.position
    await kept.town.say("DIVISION", EAST, {"": {"name": "改名区"}}, on="2022-01-01")
    await kept.town.project()
    await kept.follower.step()
    renamed = [one for one in kept.engine.documents.values() if "改名区" in repr(one.texts)]
    assert [one.code for one in renamed] == [EAST]
    await kept.town.say("HOUSE", "H1", {"": {"address": "新路1号"}}, on="2022-01-01")
    await kept.town.project()
    place = await kept.follower.step()
    assert texts(kept.document("HOUSE", "H1"), "address")[0] == "新路1号"
    assert place.put == 2, "what it spreads to goes on beside it"
    assert place.position == before < place.head, "the index advances only when all is in"
    again = follower.Follower(kept.town.pool, kept.engine)  # a follower that was stopped goes on
    assert (await again.catch_up()).position == place.head
    await kept.go_on()


async def test_an_engine_that_is_down_is_waited_for(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "WAIT", 0.01)
    kept.engine.down = True
    await kept.town.say("HOUSE", "H1", {"": {"address": "新路1号"}}, on="2022-01-01")
    await kept.town.project()
    with pytest.raises(SearchUnavailable):
        await kept.follower.step()
    async with running(kept.follower):
        await asyncio.sleep(0.1)
        kept.engine.down = False
        await patience.until_true(lambda: "新路1号" in texts(kept.document("HOUSE", "H1"), "address"))
    await kept.go_on()


def _is_at(kept: Kept, address: str) -> bool:
    there = kept.engine.documents.get(subject("HOUSE", "H1"))
    return there is not None and address in texts(there, "address")


async def test_a_lost_index_is_built_while_all_goes_on(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "LOOK", 0.01)
    async with running(kept.follower):
        for n in range(3):
            kept.engine.lose()
            await kept.town.say("HOUSE", "H1", {"": {"address": f"新路{n}号"}}, on=f"2022-01-0{n + 1}")
            await kept.town.project()
            await patience.until_true(functools.partial(_is_at, kept, f"新路{n}号"))
    await kept.go_on()
    assert kept.engine.built >= 4


async def test_an_index_that_was_restored_is_brought_up_from_its_own_position(kept: Kept) -> None:
    documents, position = dict(kept.engine.documents), kept.engine.position
    await kept.town.say("HOUSE", "H1", {"": {"address": "新路1号"}}, on="2022-01-01")
    await kept.go_on()
    kept.engine.documents, kept.engine.position = documents, position
    again = Kept(kept.town, kept.engine, follower.Follower(kept.town.pool, kept.engine))
    await again.go_on()
    assert kept.engine.built == 1, "it was not built anew"


async def test_an_index_of_another_ledger_is_built_anew(kept: Kept) -> None:
    kept.engine.position += 1000
    await Kept(kept.town, kept.engine, follower.Follower(kept.town.pool, kept.engine)).go_on()
    assert kept.engine.built == 2


async def test_a_slice_is_read_and_put_in_parts(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one is put, the next is read; where the engine goes down in between, all of it goes on waiting."""
    monkeypatch.setattr(keeping, "PART", 2)
    await kept.town.say("DIVISION", EAST, {"": {"name": "改名区"}}, on="2021-01-01")
    await kept.town.say("BUILDING", "B1", {"": {"name": "改名楼"}}, on="2021-01-01")
    await kept.go_on()
    await kept.town.say("PROJECT", "P1", {"": {"name": "改名苑"}}, on="2021-01-01")
    await kept.town.project()
    await kept.follower.step()
    kept.engine.down = True
    with pytest.raises(SearchUnavailable):
        await kept.follower.step()
    kept.engine.down = False
    await kept.go_on()


async def test_a_rebuild_beside_the_live_index_misses_nothing(kept: Kept) -> None:
    """What is recorded while documents are put, and what the follower puts into the old index meanwhile."""
    told: list[list[Document]] = []

    async def meanwhile(documents: list[Document]) -> None:
        if not told:
            told.append(documents)
            await kept.town.say("HOUSE", "H1", {"": {"address": "同时路1号"}}, on="2022-01-01")
            await kept.town.say("HOUSE", "H6", {"": {"address": "同时路6号"}}, on="2022-01-01")
            await kept.town.project()
            await kept.follower.catch_up()

    beside = Interrupted(kept.engine, meanwhile)
    done = await rebuilding.rebuild(kept.town.pool, beside, follower.NAME)
    assert told
    assert done.documents == len(await kept.town.documents()) - 1
    assert "同时路1号" in texts(kept.document("HOUSE", "H1"), "address")
    assert done.position == kept.engine.position
    await Kept(kept.town, kept.engine, follower.Follower(kept.town.pool, kept.engine)).go_on()
    assert await kept.town.pool.fetchval("select count(*) from search.progress") == 1


async def test_a_follower_that_builds_an_index_stops_when_it_is_told(town: Town) -> None:
    reached = asyncio.Event()

    async def meanwhile(documents: list[Document]) -> None:
        reached.set()
        await asyncio.sleep(60)

    live = memory.Engine()
    async with asyncio.timeout(30), running(follower.Follower(town.pool, Interrupted(live, meanwhile))):
        await reached.wait()
    assert not live.documents
    await Kept(town, live, follower.Follower(town.pool, live)).go_on()


async def test_only_one_rebuild_runs(kept: Kept) -> None:
    async def meanwhile(documents: list[Document]) -> None:
        with pytest.raises(rebuilding.RebuildRuns):
            await rebuilding.rebuild(kept.town.pool, kept.engine, follower.NAME)

    await rebuilding.rebuild(kept.town.pool, Interrupted(kept.engine, meanwhile), follower.NAME)


async def test_a_read_model_that_is_made_anew_makes_documents_anew(kept: Kept) -> None:
    """Its rows may follow from the events otherwise than before."""
    puts = kept.engine.puts
    await read_model.Rebuild(kept.town.pool, TODAY).run()
    await kept.go_on()
    assert kept.engine.puts == puts + len(kept.engine.documents)


async def test_comparing_finds_what_is_missing_extra_and_stale(kept: Kept) -> None:
    await kept.town.say("BUILDING", "B1", {"": {"name": "改名楼"}}, on="2022-01-01")
    await kept.go_on()
    one, other = kept.document("HOUSE", "H1"), kept.document("HOUSE", "H2")
    del kept.engine.documents[one.subject]
    kept.engine.documents[other.subject] = dataclasses.replace(other, version=other.version - 1)
    stray = subject("HOUSE", "nobody's")
    kept.engine.documents[stray] = dataclasses.replace(one, subject=stray)
    found = await comparing.compare(kept.town.pool, kept.engine, follower.NAME)
    assert found.differs
    assert [each.code for each in found.missing.examples] == ["H1"]
    assert [each.code for each in found.stale.examples] == ["H2"], "its building changed since"
    assert [each.subject for each in found.extra.examples] == [stray]
    assert (found.missing.count, found.stale.count, found.extra.count) == (1, 1, 1)


async def test_what_is_behind_is_no_difference(kept: Kept) -> None:
    await kept.town.say("HOUSE", "H4", {"": {"address": "新路4号"}})
    await kept.town.project()
    found = await comparing.compare(kept.town.pool, kept.engine, follower.NAME)
    assert (found.behind, found.missing.count, found.differs) == (1, 1, False)


class Interrupted(memory.Engine):
    """An engine during whose rebuild something happens whenever documents are put."""

    def __init__(self, live: memory.Engine, meanwhile) -> None:  # type: ignore[no-untyped-def]
        super().__init__()
        self._live, self._meanwhile = live, meanwhile

    @asynccontextmanager
    async def rebuilding(self) -> AsyncIterator[memory.Index]:
        async with self._live.rebuilding() as index:
            put = index.put

            async def putting(documents) -> None:  # type: ignore[no-untyped-def]
                await put(documents)
                await self._meanwhile(documents)

            index.put = putting  # type: ignore[method-assign]
            yield index


@asynccontextmanager
async def running(one: follower.Follower) -> AsyncIterator[None]:
    """A follower that runs meanwhile."""
    stop = asyncio.Event()
    task = asyncio.create_task(one.run(stop, pause=0.01))
    try:
        yield
    finally:
        stop.set()
        await task
