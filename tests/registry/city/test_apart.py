"""A city that several processes prepare is the city that one process makes; what goes wrong in one of them is told."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import cast

import orjson
import pytest

from aggregates import errors, sealed
from registry import ahead, settings, wiring
from registry.city import apart, generation, loading, plan
from registry.cli import demo
from registry.ledger import kek
from tests import servers
from tests.registry.city import court
from tests.spawned import Spawned

TOWN = plan.City(houses=1700, years=4, seed=3)
"""Two projects, and all other parts."""

SMALL = plan.City(houses=130, years=20, seed=7)

TABLES = (
    """select position, id, kind, stream, version, type, schema, effective_on, effective_seq, registered_at, command,
           correlation, cause, corrects, voids, source, document_number from ledger.event order by position""",
    "select * from ledger.stream_event order by position",
    "select * from ledger.stream order by stream",
    "select * from ledger.claim order by scope, key",
    "select id, digest, first, last from ledger.command order by first",
    "select * from ledger.reliance order by relied, position",
    "select position, policies from ledger.log",
    "select ref from keys.key order by ref",
    "select ref from keys.person_index order by ref",
)


@contextlib.asynccontextmanager
async def opened(url: str, folder: pathlib.Path) -> AsyncIterator[wiring.Registry]:
    async with wiring.opened(settings.Settings(database_url=url, data_dir=folder), connections=3) as registry:
        yield registry


def processes(registry: wiring.Registry, count: int = 2) -> apart.Apart:
    return apart.Apart(registry.url, registry.settings.key_file, count)


async def bodies(registry: wiring.Registry) -> AsyncIterator[object]:
    """Every body, with the clear text in the place of each nonce and ciphertext, which are random."""
    rows = await registry.pool.fetch("select body from ledger.event order by position")
    keys = dict(await registry.keys.get([row[0] for row in await registry.pool.fetch("select ref from keys.key")]))
    for (body,) in rows:
        members = orjson.loads(body)
        for entity, name, envelope in _envelopes(members):
            where = sealed.path(entity, name)
            key = keys[str(envelope["ref"])]
            envelope["text"] = sealed.unseal(key, envelope, event=members["id"], path=where)
            del envelope["nonce"]
        yield members


def _envelopes(members: dict[str, object]) -> Iterator[tuple[str, str, dict[str, object]]]:
    for change in cast(Sequence[dict[str, dict[str, object]]], members["changes"]):
        for name, value in change["set"].items():
            if isinstance(value, dict):
                yield str(change["entity"]), name, value


async def test_the_same_ledger_whoever_prepares(
    database: str, server_folder: pathlib.Path, server_url: str, tmp_path: pathlib.Path
) -> None:
    async with (
        servers.fresh_database(server_folder, server_url, servers.TEMPLATE) as other,
        opened(database, tmp_path / "alone") as alone,
        opened(other, tmp_path / "apart") as beside,
    ):
        one = await loading.load(TOWN, alone.ledger, alone.keys)
        two = await loading.load(TOWN, beside.ledger, beside.keys, processes=processes(beside))
        assert one == two
        for query in TABLES:
            assert await alone.pool.fetch(query) == await beside.pool.fetch(query), query
        theirs = bodies(beside)
        async for body in bodies(alone):
            assert body == await anext(theirs)


class Killed(Exception):
    pass


@pytest.mark.parametrize("units", [1, 2, 3])
async def test_a_load_by_processes_that_was_killed_goes_on(
    database: str, tmp_path: pathlib.Path, units: int, spawned: Spawned
) -> None:
    told: list[int] = []

    def kill(count: int) -> None:
        told.append(count)
        if len(told) == units:
            raise Killed

    async with opened(database, tmp_path) as registry:
        beside = processes(registry)
        with pytest.raises(Killed):
            await loading.load(SMALL, registry.ledger, registry.keys, kill, beside)
        assert not spawned()
        assert await registry.ledger.head() == sum(told) > 0
        loaded = await loading.load(SMALL, registry.ledger, registry.keys, processes=beside)
        assert (loaded.repeated, loaded.events > 0) == (sum(told), True)
        again = await loading.load(SMALL, registry.ledger, registry.keys)
        assert (again.events, again.repeated) == (0, await registry.ledger.head())


async def test_a_process_that_cannot_begin_tells_why(database: str, tmp_path: pathlib.Path) -> None:
    async with opened(database, tmp_path) as registry:
        unusable = tmp_path / "other.json"
        unusable.touch(0o600)
        with pytest.raises(kek.KeyFileUnusable, match="is not a file of key-encryption keys"):
            await loading.load(SMALL, registry.ledger, registry.keys, processes=apart.Apart(registry.url, unusable, 2))
        assert await registry.ledger.head() == 0


async def test_a_refusal_in_a_process_comes_out(database: str, tmp_path: pathlib.Path, spawned: Spawned) -> None:
    async with opened(database, tmp_path) as registry:
        ref = next(ref for part in generation.parts(SMALL) for ref in part.book.people if part.project is not None)
        await registry.keys.create([ref])
        await registry.keys.shred(ref)
        with pytest.raises(errors.KeyShredded, match="use a new reference"):
            await loading.load(SMALL, registry.ledger, registry.keys, processes=processes(registry))
        assert not spawned()


async def test_a_process_that_is_killed_is_told(database: str, tmp_path: pathlib.Path, spawned: Spawned) -> None:
    def kill(_: int) -> None:
        for child in spawned():
            os.kill(child.pid, signal.SIGKILL)

    async with opened(database, tmp_path) as registry:
        with pytest.raises(ahead.ProcessEnded, match="generate the same city again"):
            await loading.load(TOWN, registry.ledger, registry.keys, kill, processes(registry, 1))
        await loading.load(TOWN, registry.ledger, registry.keys)


def test_lasting_subjects_are_told_of_without_the_rest_of_their_parts() -> None:
    books = court.demo_parts()
    for part in generation.parts(demo.CITY):
        lasting = [one for one in books[part.name].drafts if one.subject.kind in generation.LASTING]
        assert [one.id for one in part.lasting] == [one.id for one in lasting if part.name != "scores"]


@pytest.mark.parametrize(("houses", "least"), [(1, 0), (apart.LEAST_HOUSES, 1)])
def test_a_small_city_is_made_by_one_process(houses: int, least: int) -> None:
    assert least <= apart.worth(houses) <= least * ahead.MOST
