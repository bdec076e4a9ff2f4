"""An index whose documents further processes make is the one that one process makes; what goes wrong there is told."""

from __future__ import annotations

import contextlib
import os
import pathlib
import pickle
import signal
from collections.abc import AsyncGenerator, AsyncIterator, Sequence

import pytest

from projections import ddl, projector
from projections.applying import Applier
from registry import ahead, settings, wiring
from registry.city import plan
from registry.cli.generate import load
from registry.search import apart, auditing, comparing, engines, rebuilding
from search.engine import Status
from search.opensearch.client import Refused
from search.query import SearchUnavailable
from tests.spawned import Spawned

CITY = plan.City(houses=130, years=2, seed=7)


@contextlib.asynccontextmanager
async def opened(url: str, folder: pathlib.Path) -> AsyncIterator[wiring.Registry]:
    async with wiring.opened(settings.Settings(database_url=url, data_dir=folder), connections=4) as registry:
        yield registry


@pytest.fixture
async def city(database: str, tmp_path: pathlib.Path) -> str:
    """The database of a small city, whose documents are several slices."""
    async with opened(database, tmp_path) as registry:
        await load(registry, CITY, 0)
        await project(registry)
        kept = registry.engines.of()
        await kept.engine.prepare()
        await rebuilding.rebuild(registry.pool, kept.engine, kept.name)
    return database


async def project(registry: wiring.Registry, until: int | None = None) -> None:
    async with registry.pool.acquire() as connection:
        await ddl.ensure(connection, registry.catalogue)
        await projector.catch_up(connection, Applier(registry.catalogue), registry.today(), until=until)


@pytest.fixture(autouse=True)
def slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuilding, "SLICE", 60)


def further(registry: wiring.Registry, count: int = 2) -> apart.Apart:
    return apart.Apart(registry.settings, registry.url, count)


async def whole(registry: wiring.Registry, kept: engines.Kept) -> Status:
    """What is live, which says of every subject what the read tables do."""
    found = await comparing.compare(registry.pool, kept.engine, kept.name)
    assert (found.behind, found.waiting, found.differs) == (0, 0, False)
    assert await auditing.Auditing(registry.pool, [kept]).differences(lambda *_: None) == []
    return await kept.engine.status()


async def test_processes_make_the_same_index(city: str, tmp_path: pathlib.Path, spawned: Spawned) -> None:
    async with opened(city, tmp_path) as registry:
        kept, told = registry.engines.of(), []
        before = await whole(registry, kept)
        done = await rebuilding.rebuild(
            registry.pool, kept.engine, kept.name, lambda *one: told.append(one), further(registry)
        )
        after = await whole(registry, kept)
        assert after.index != before.index
        assert (after.documents, after.position) == (before.documents, before.position)
        assert (done.documents, done.position) == (after.documents, after.position)
        of = told[0][1]
        assert (told[0], told[-1]) == ((0, of), (of, of))
        assert len(told) > of // 60, "each slice is told of"
        assert not spawned()


async def test_what_changes_meanwhile_is_in(database: str, tmp_path: pathlib.Path) -> None:
    """The later half of the city comes while documents of the earlier one are made."""
    grown: list[int] = []

    class Grows:
        async def filled(
            self, name: str, slices: Sequence[rebuilding.Slice]
        ) -> AsyncGenerator[rebuilding.Filled, None]:
            async for one in further(registry, 1).filled(name, slices):
                if not grown:
                    grown.append(one.documents)
                    await project(registry)
                yield one

    async with opened(database, tmp_path) as registry:
        await load(registry, CITY, 0)
        head = await registry.ledger.head()
        await project(registry, head // 2)
        kept = registry.engines.of()
        await kept.engine.prepare()
        done = await rebuilding.rebuild(registry.pool, kept.engine, kept.name, beside=Grows())
        assert grown
        assert done.position == head
        await whole(registry, kept)


async def test_a_process_that_is_killed_is_told_and_the_live_index_stays(
    city: str, tmp_path: pathlib.Path, spawned: Spawned
) -> None:
    def kill(done: int, of: int) -> None:
        for one in spawned() if done else ():
            os.kill(one.pid, signal.SIGKILL)

    async with opened(city, tmp_path) as registry:
        kept = registry.engines.of()
        before = await whole(registry, kept)
        with pytest.raises(ahead.ProcessEnded, match="the live index stays"):
            await rebuilding.rebuild(registry.pool, kept.engine, kept.name, kill, further(registry, 1))
        assert await whole(registry, kept) == before
        with pytest.raises(SearchUnavailable, match="No search index is being built"):
            await kept.engine.building()


async def test_an_engine_that_a_process_does_not_reach_is_told(city: str, tmp_path: pathlib.Path) -> None:
    async with opened(city, tmp_path) as registry:
        kept = registry.engines.of()
        before = await kept.engine.status()
        away = registry.settings.model_copy(update={"opensearch_url": "http://127.0.0.1:1"})
        with pytest.raises(SearchUnavailable, match="OpenSearch cannot be reached"):
            await rebuilding.rebuild(registry.pool, kept.engine, kept.name, beside=apart.Apart(away, registry.url, 1))
        assert await kept.engine.status() == before


def test_what_the_engine_refuses_comes_out_of_a_process_as_it_is() -> None:
    refused = pickle.loads(pickle.dumps(Refused(429, "rejected_execution_exception")))
    assert (refused.upstream, refused.reason, refused.passing) == (429, "rejected_execution_exception", True)
    assert refused.message == Refused(429, "rejected_execution_exception").message


@pytest.mark.parametrize(("documents", "least"), [(1, 0), (apart.LEAST_DOCUMENTS, 1)])
def test_a_small_index_is_made_by_one_process(documents: int, least: int) -> None:
    assert least <= apart.worth(documents) <= least * ahead.MOST
