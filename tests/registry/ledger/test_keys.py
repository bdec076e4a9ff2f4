"""What the PostgreSQL store keeps beyond the contract: wrapping, rotation, blind indexes that go with their person."""

import asyncio
import dataclasses
import pathlib
import uuid
from collections.abc import Iterable, Mapping

import asyncpg
import pytest

from aggregates import errors as domain_errors
from aggregates import sealed
from registry.ledger import errors, kek, keys
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples


@pytest.fixture
def store(pool: asyncpg.Pool, tmp_path: pathlib.Path) -> keys.PostgresKeys:
    return keys.PostgresKeys(pool, kek.FileKeys(tmp_path / "kek.json"))


async def test_data_keys_rest_wrapped(store: keys.PostgresKeys, pool: asyncpg.Pool) -> None:
    made = await store.create(["person/1"])
    wrapped = await pool.fetchval("select wrapped from keys.key")
    assert made["person/1"] not in wrapped


async def test_rotation_wraps_anew_and_changes_no_key(store: keys.PostgresKeys, pool: asyncpg.Pool) -> None:
    made = await store.create([f"person/{n}" for n in range(50)])
    before = await pool.fetch("select kek, wrapped from keys.key order by ref")
    assert await store.rotate() == 50
    after = await pool.fetch("select kek, wrapped from keys.key order by ref")
    assert await store.get(list(made)) == made
    assert {row["kek"] for row in before}.isdisjoint(row["kek"] for row in after)
    assert len({row["kek"] for row in after}) == 1


async def test_no_key_stays_under_a_forgotten_key_encryption_key(
    store: keys.PostgresKeys, pool: asyncpg.Pool, ledger: Ledger
) -> None:
    """A desk wraps, two rotations pass, and only then does it append: nothing is recorded that could not be opened."""
    made, wrapped = store.fresh(["person/1"])
    unit = dataclasses.replace(samples.unit(samples.house("H1")), keys=wrapped)
    await store.rotate()
    await store.rotate()
    with pytest.raises(domain_errors.Conflict, match="forgotten"):
        await ledger.submit(unit)
    assert await ledger.head() == 0
    made, wrapped = store.fresh(["person/1"])
    await store.rotate()
    await ledger.submit(dataclasses.replace(unit, keys=wrapped))
    assert await store.get(["person/1"]) == made
    for _ in range(3):
        await store.rotate()
    assert await store.get(["person/1"]) == made


class Late(keys.PostgresKeys):
    """Lets two rotations pass between wrapping and inserting, at its first creation."""

    passed = False

    async def _create(self, refs: Iterable[str]) -> Mapping[str, bytes]:
        if not self.passed:
            self.passed = True
            self._pool = Delayed(self._pool, self)  # type: ignore[assignment]
        return await super()._create(refs)


class Delayed:
    """A pool whose first statement waits for two rotations."""

    def __init__(self, pool: asyncpg.Pool, store: keys.PostgresKeys) -> None:
        self.pool, self.store = pool, store

    async def fetch(self, query: str, *values: object) -> object:
        self.store._pool = self.pool
        await self.store.rotate()
        await self.store.rotate()
        return await self.pool.fetch(query, *values)


async def test_a_creation_that_two_rotations_overtook_wraps_again(pool: asyncpg.Pool, tmp_path: pathlib.Path) -> None:
    await Ledger.open(pool, samples.ORIGIN)
    late = Late(pool, kek.FileKeys(tmp_path / "kek.json"))
    made = await late.create(["person/1"])
    assert await late.get(["person/1"]) == made
    assert await pool.fetchval("select kek from keys.key") == late._kek.current


async def test_rotations_and_creations_at_once_lose_no_key(
    pool: asyncpg.Pool, tmp_path: pathlib.Path, ledger: Ledger
) -> None:
    stores = [keys.PostgresKeys(pool, kek.FileKeys(tmp_path / "kek.json")) for _ in range(3)]
    made: dict[str, bytes] = {}

    async def create(store: keys.PostgresKeys, turn: int) -> None:
        made.update(await store.create([f"person/{turn}-{n}" for n in range(5)]))

    for turn in range(6):
        rotations = (store.rotate() for store in stores)
        await asyncio.gather(*rotations, *(create(store, turn * 3 + n) for n, store in enumerate(stores)))
    assert await stores[0].get(made) == made


async def test_shredding_overwrites_the_masks(store: keys.PostgresKeys, ledger: Ledger, pool: asyncpg.Pool) -> None:
    await store.create(["person/1", "person/2"])
    insert = "insert into access.mask (ref, nonce, event, path, masked) values ($1, 'n', $2, '#name', '张*')"
    await pool.executemany(insert, [("person/1", uuid.uuid4()), ("person/2", uuid.uuid4())])
    async with pool.acquire() as other, other.transaction():
        assert await store.hold(other, ["person/1"])
        shredding = asyncio.create_task(store.shred("person/1"))
        await asyncio.sleep(0.1)
        await other.execute("update access.mask set nonce = 'm' where ref = 'person/1'")
    assert await shredding
    kept = await pool.fetch("select ref, nonce, masked from access.mask order by ref")
    assert [tuple(row) for row in kept] == [("person/1", "m", "(erased)"), ("person/2", "n", "张*")]


async def test_who_shreds_is_on_record_once(store: keys.PostgresKeys, ledger: Ledger, pool: asyncpg.Pool) -> None:
    await store.create(["person/1", "person/2"])
    assert [await store.shred("person/1", "li") for _ in range(2)] == [True, False]
    assert not await store.shred("person/never", "li")
    logged = await pool.fetch("select * from access.disclosure d join access.disclosed p on p.disclosure = d.id")
    assert [(row["account"], row["purpose"], row["ref"], row["fields"], row["subject"]) for row in logged] == [
        ("li", "erasure", "person/1", ["key#shredded"], None)
    ]


async def test_the_index_key_stays_through_rotation(
    store: keys.PostgresKeys, pool: asyncpg.Pool, tmp_path: pathlib.Path
) -> None:
    key = await store.index_key()
    await store.rotate()
    assert await store.index_key() == key
    assert await keys.PostgresKeys(pool, kek.FileKeys(tmp_path / "kek.json")).index_key() == key


class Counted(keys.PostgresKeys):
    """Notes how many references each statement made keys for."""

    def __init__(self, pool: asyncpg.Pool, wrapping: kek.KeyEncryption) -> None:
        super().__init__(pool, wrapping)
        self.statements: list[int] = []

    async def _create(self, refs: Iterable[str]) -> Mapping[str, bytes]:
        wanted = list(refs)
        self.statements.append(len(wanted))
        return await super()._create(wanted)


@pytest.fixture
def counted(pool: asyncpg.Pool, tmp_path: pathlib.Path) -> Counted:
    return Counted(pool, kek.FileKeys(tmp_path / "kek.json"))


async def test_callers_at_the_same_time_share_a_statement(counted: Counted) -> None:
    asked = [[f"person/{n}", "person/shared", f"subject/{n}"] for n in range(16)]
    made = await asyncio.gather(*(counted.create(refs) for refs in asked))
    assert [list(keys) for keys in made] == asked
    assert counted.statements == [33]
    assert await counted.get(["person/3", "person/shared"]) == {ref: made[3][ref] for ref in asked[3][:2]}


async def test_what_is_wrong_with_one_fails_no_other(counted: Counted) -> None:
    await counted.create(["person/gone"])
    await counted.shred("person/gone")
    asked = [["person/1"], ["person/2", "person/gone"], ["person/\0"], ["person/\ud800"], ["person/3"]]
    outcomes = await asyncio.gather(*(counted.create(refs) for refs in asked), return_exceptions=True)
    kinds = ["dict", "KeyShredded", "CharacterNotInRepertoireError", "UnicodeEncodeError", "dict"]
    assert [type(outcome).__name__ for outcome in outcomes] == kinds


async def test_a_caller_that_gives_up_hurts_no_other(counted: Counted) -> None:
    tasks = [asyncio.create_task(counted.create([f"person/{n}"])) for n in range(3)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    assert list(await tasks[1]) == ["person/1"]
    assert list(await tasks[2]) == ["person/2"]


async def test_two_processes_that_make_the_same_keys_do_not_wait_for_each_other(
    pool: asyncpg.Pool, tmp_path: pathlib.Path
) -> None:
    """Two that insert the same references in opposite orders would each wait for the other's transaction."""
    stores = [keys.PostgresKeys(pool, kek.FileKeys(tmp_path / "kek.json")) for _ in range(2)]
    for turn in range(5):
        refs = [f"person/{turn}-{n}" for n in range(1500)]
        made = await asyncio.gather(stores[0]._create(refs), stores[1]._create(reversed(refs)))
        assert all(one == made[0] for one in made)


async def test_a_person_is_indexed_by_the_append_and_by_nobody_else(store: keys.PostgresKeys, ledger: Ledger) -> None:
    digest = sealed.blind_index(await store.index_key(), "citizen", "110101199003070000")
    await ledger.submit(samples.unit(samples.house("H1"), persons={digest: "person/1"}))
    assert await store.find_persons([digest]) == {digest: "person/1"}
    await ledger.submit(samples.unit(samples.house("H2"), persons={digest: "person/1"}))
    with pytest.raises(errors.PersonKnown):
        await ledger.submit(samples.unit(samples.house("H3"), persons={digest: "person/2"}))


async def test_two_desks_that_meet_one_person_at_once_make_one(store: keys.PostgresKeys, ledger: Ledger) -> None:
    digest = b"d" * 32
    outcomes = await ledger.append(
        [samples.unit(samples.house(f"H{n}"), persons={digest: f"person/{n}"}) for n in range(4)]
    )
    assert [type(outcome).__name__ for outcome in outcomes] == ["Appended", *["PersonKnown"] * 3]


async def test_shredding_takes_the_blind_indexes_along(store: keys.PostgresKeys, ledger: Ledger) -> None:
    await store.create(["person/1", "person/2"])
    await ledger.submit(samples.unit(samples.house("H1"), persons={b"a": "person/1", b"b": "person/2"}))
    assert await store.shred("person/1")
    assert await store.find_persons([b"a", b"b"]) == {b"b": "person/2"}
    assert await store.shredded() == ["person/1"]
    with pytest.raises(domain_errors.KeyShredded, match="person/1"):
        await ledger.submit(samples.unit(samples.house("H2"), persons={b"a": "person/1"}))
