"""The follower that masks: what it keeps, where it goes on, what a shredded key leaves, and that it can begin anew."""

from __future__ import annotations

import asyncio
import logging
import pathlib
import uuid
from collections.abc import Sequence

import asyncpg
import pytest

from aggregates import event as events
from aggregates import sealed
from registry.access import masks
from registry.ledger import kek, keys
from registry.ledger.ledger import Ledger
from tests import patience
from tests.registry.ledger import samples

NAMES = ("王安", "欧阳若水", "John Smith")
NUMBER = "11010519491231002X"
KEPT = "select ref, nonce, event, path, masked from access.mask order by ref, path"


@pytest.fixture
def store(pool: asyncpg.Pool, tmp_path: pathlib.Path) -> keys.PostgresKeys:
    return keys.PostgresKeys(pool, kek.FileKeys(tmp_path / "kek.json"))


@pytest.fixture
async def ledger(pool: asyncpg.Pool) -> Ledger:
    return await Ledger.open(pool, samples.ORIGIN)


@pytest.fixture
def masker(ledger: Ledger, pool: asyncpg.Pool, store: keys.PostgresKeys) -> masks.Masker:
    return masks.Masker(ledger, pool, store)


async def owned(ledger: Ledger, store: keys.PostgresKeys, names: Sequence[str], first: int = 0) -> None:
    """A house an owner, each with a remark, and a house of nobody between them."""
    for n, name in enumerate(names, first):
        ref = f"person/{n}"
        (key,) = (await store.create([ref])).values()
        identity = uuid.uuid4()
        said: dict[str, events.Value] = {
            attribute: sealed.seal(key, text, event=identity, path=f"owners/1#{attribute}", ref=ref)
            for attribute, text in (("name", name), ("id_number", NUMBER))
        }
        remark = sealed.seal(key, f"about {name}", event=identity, path=sealed.REMARK, ref=ref)
        transferred = samples.house(
            f"H{n}", type="OwnershipTransferred", id=identity, changes=(events.Change("owners/1", said),), remark=remark
        )
        await ledger.submit(samples.unit(transferred))
        await ledger.submit(samples.unit(samples.house(f"P{n}")))


async def kept(pool: asyncpg.Pool) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await pool.fetch(KEPT)]


async def shown(pool: asyncpg.Pool) -> list[tuple[object, ...]]:
    return [(row[0], row[3], row[4]) for row in await pool.fetch(KEPT)]


async def test_every_sealed_value_is_masked_and_no_remark_is(
    masker: masks.Masker, ledger: Ledger, store: keys.PostgresKeys, pool: asyncpg.Pool
) -> None:
    await owned(ledger, store, NAMES)
    assert await masker.catch_up() == 6
    assert await shown(pool) == [
        (f"person/{n}", path, mask)
        for n, name in enumerate(("王*", "欧阳**", "J*** S****"))
        for path, mask in (("owners/1#id_number", "110105********002X"), ("owners/1#name", name))
    ]
    assert await masker.catch_up() == 0


async def test_it_goes_on_where_it_was_in_steps_of_any_size(
    masker: masks.Masker, ledger: Ledger, store: keys.PostgresKeys, pool: asyncpg.Pool
) -> None:
    await owned(ledger, store, NAMES)
    first = await masker.step(batch=1)
    assert (first.position, first.head, first.values) == (1, 6, 2)
    await owned(ledger, store, ["李四"], first=3)
    assert [(await masker.step(batch=2)).position for _ in range(2)] == [5, 8]
    assert len(await kept(pool)) == 8
    assert (await masker.step()).position == 8


async def test_two_at_once_mask_everything_once(
    masker: masks.Masker, ledger: Ledger, store: keys.PostgresKeys, pool: asyncpg.Pool
) -> None:
    await owned(ledger, store, NAMES)
    other = masks.Masker(ledger, pool, store)
    assert sum(await asyncio.gather(masker.catch_up(), other.catch_up())) == 6
    assert len(await kept(pool)) == 6


async def test_begun_anew_it_makes_the_same(
    masker: masks.Masker, ledger: Ledger, store: keys.PostgresKeys, pool: asyncpg.Pool
) -> None:
    await owned(ledger, store, NAMES)
    await masker.catch_up()
    before = await kept(pool)
    await pool.execute("update access.mask set masked = 'wrong', path = '#elsewhere'")
    await masker.restart()
    assert await kept(pool) == []
    assert await masker.catch_up() == 6
    assert await kept(pool) == before


async def test_what_is_shredded_is_erased_ever_after(
    masker: masks.Masker, ledger: Ledger, store: keys.PostgresKeys, pool: asyncpg.Pool
) -> None:
    await owned(ledger, store, NAMES[:2])
    await masker.catch_up()
    await store.shred("person/0")
    erased = [("person/0", f"owners/1#{name}", "(erased)") for name in ("id_number", "name")]
    others = [("person/1", "owners/1#id_number", "110105********002X"), ("person/1", "owners/1#name", "欧阳**")]
    assert await shown(pool) == erased + others
    await masker.restart()
    await store.shred("person/1")
    assert await masker.catch_up() == 0
    assert {row[2] for row in await shown(pool)} == {"(erased)"}
    await pool.execute("delete from keys.shredded where ref = 'person/1'")  # a key that is only missing
    await masker.restart()
    await masker.catch_up()
    assert await shown(pool) == erased


async def test_an_envelope_that_does_not_open_has_no_mask_and_stops_nothing(
    masker: masks.Masker, ledger: Ledger, store: keys.PostgresKeys, pool: asyncpg.Pool, caplog: pytest.LogCaptureFixture
) -> None:
    (key,) = (await store.create(["person/9"])).values()
    moved = sealed.seal(key, "王安", event=uuid.uuid4(), path="owners/1#name", ref="person/9")
    change = events.Change("owners/1", {"name": moved})
    await ledger.submit(samples.unit(samples.house("H9", type="OwnershipTransferred", changes=(change,))))
    await owned(ledger, store, NAMES[:1])
    with caplog.at_level(logging.ERROR):
        assert await masker.catch_up() == 2
    assert "owners/1#name" in caplog.text
    assert "王安" not in caplog.text


async def test_it_runs_until_it_is_told_to_stop(
    masker: masks.Masker, ledger: Ledger, store: keys.PostgresKeys, pool: asyncpg.Pool
) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(masker.run(stop, pause=0.01))
    await owned(ledger, store, NAMES[:1])
    async with asyncio.timeout(patience.SECONDS):
        while not await kept(pool):  # noqa: ASYNC110 - another process would see no event of ours either
            await asyncio.sleep(0.01)
    stop.set()
    await running
