"""What every store of data keys keeps: each implementation runs the same suite."""

import asyncio
import pathlib
import uuid

import asyncpg
import pytest

from aggregates import errors, sealed
from registry.ledger import kek as keks
from registry.ledger import keys


@pytest.fixture(params=["memory", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> sealed.KeyStore:
    if request.param == "memory":
        return keys.MemoryKeys()
    pool: asyncpg.Pool = request.getfixturevalue("pool")
    return keys.PostgresKeys(pool, keks.FileKeys(tmp_path / "kek.json"))


async def test_created_keys_are_fresh_and_found_again(store: sealed.KeyStore) -> None:
    refs = [sealed.new_person() for _ in range(3)]
    made = await store.create(refs)
    assert list(made) == refs
    assert len({*made.values()}) == 3
    assert {len(key) for key in made.values()} == {32}
    assert await store.get(refs) == made


async def test_a_ref_that_has_a_key_keeps_it(store: sealed.KeyStore) -> None:
    old, new = sealed.new_person(), sealed.new_person()
    before = await store.create([old])
    after = await store.create([new, old, new])
    assert after[old] == before[old]
    assert await store.get([old, new]) == after


async def test_two_that_create_at_once_get_one_key(store: sealed.KeyStore) -> None:
    ref = sealed.new_person()
    made = await asyncio.gather(*(store.create([ref]) for _ in range(8)))
    assert len({one[ref] for one in made}) == 1


async def test_unknown_refs_are_absent(store: sealed.KeyStore) -> None:
    assert await store.get([sealed.new_person()]) == {}
    assert await store.get([]) == {}
    assert await store.create([]) == {}
    assert await store.find_persons([b"unknown"]) == {}


async def test_a_shredded_key_is_gone_for_good(store: sealed.KeyStore) -> None:
    ref, other = sealed.new_person(), sealed.subject_ref(uuid.uuid4())
    await store.create([ref, other])
    assert await store.shred(ref)
    assert not await store.shred(ref)
    assert list(await store.get([ref, other])) == [other]
    with pytest.raises(errors.KeyShredded, match=ref):
        await store.create([ref])


async def test_only_keys_of_persons_and_subjects_are_shredded(store: sealed.KeyStore) -> None:
    with pytest.raises(errors.InvalidValue, match="index/persons"):
        await store.shred(keys.INDEX_REF)
