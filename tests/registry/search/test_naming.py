"""Persons are found by pieces of what is sealed: who may, how well, on what record; and what keeps the pieces."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import itertools
import pathlib
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

import asyncpg
import pytest

from aggregates import event as events
from aggregates import masking, sealed
from graphql_api import errors as refusals
from graphql_api import opening
from graphql_api.identity import PUBLIC, Identity
from registry.access import grams, purposes
from registry.desk import policies
from registry.ledger import kek, keys
from registry.ledger.ledger import Ledger
from registry.search import finding, naming
from tests.acceptance import leaks
from tests.registry.ledger import samples

CLERK = Identity("c", ("caseworker",), ("*",), "case-handling")
PEOPLE = {
    "person/a": ("欧阳若水", "990102194912310021", "19900991234"),
    "person/b": ("若水", "990102198503070037", "19900995678"),
    "person/c": ("John Smith", "E12345678", "0871-6653210"),
    "subject/d": ("欧阳若冰", "990102199001010010", "19900990000"),
}
ROWS = "select (select count(*) from access.gram) + (select count(*) from access.named)"
LOG = """
select d.account, d.purpose, d.request, d.operation, d.numbers,
    (select jsonb_object_agg(p.ref, p.fields) from access.disclosed p where p.disclosure = d.id)::text as persons
from access.disclosure d order by d.id
"""


@dataclass
class Office:
    """A ledger in which persons are named, and what finds them."""

    pool: asyncpg.Pool
    log: Ledger
    store: keys.PostgresKeys
    grams: grams.Grams
    naming: naming.Persons
    houses: itertools.count[int]

    async def record(self, ref: str, **said: str) -> None:
        """A lease of a house names somebody as its tenant."""
        (key,) = (await self.store.create([ref])).values()
        identity = uuid.uuid4()
        party: dict[str, events.Value] = {
            name: sealed.seal(key, text, event=identity, path=f"parties/1#{name}", ref=ref)
            for name, text in said.items()
        }
        change = events.Change("parties/1", party)
        await self.log.submit(
            samples.unit(samples.house(f"H{next(self.houses)}", type="LeaseFiled", id=identity, changes=(change,)))
        )

    async def found(self, text: str, identity: Identity = CLERK) -> Mapping[str, float]:
        return (await self.naming.find(text, identity)).persons

    async def kept(self) -> list[tuple[object, ...]]:
        rows = await self.pool.fetch("select ref, gram, length from access.gram join access.named using (person)")
        return sorted(tuple(row) for row in rows)


@pytest.fixture
async def office(pool: asyncpg.Pool, tmp_path: pathlib.Path) -> AsyncIterator[Office]:
    store = keys.PostgresKeys(pool, kek.FileKeys(tmp_path / "kek.json"))
    log = await Ledger.open(pool, samples.ORIGIN)
    known = purposes.Purposes(policies.Book(log), lambda: datetime.date(2026, 6, 1))
    names = naming.Persons(pool, store, known, lambda: "request-1")
    made = Office(pool, log, store, grams.Grams(log, pool, store), names, itertools.count(1))
    for ref, (name, number, phone) in PEOPLE.items():
        await made.record(ref, name=name, id_number=number, phone=phone)
    assert await made.grams.catch_up() == 9, "values of persons; nobody's of subjects"
    yield made
    await log.close()


async def test_persons_are_found_by_what_is_remembered_of_them(office: Office) -> None:
    assert await office.found("欧阳若水") == {"person/a": 1.0}
    assert await office.found("若水") == {"person/b": 1.0, "person/a": 0.45}, "the whole name is the better match"
    name, number, phone = PEOPLE["person/a"]
    for start, end in itertools.combinations(range(len(name) + 1), 2):
        assert "person/a" in await office.found(name[start:end])
    for value, length in ((number, 4), (number, 8), (phone, 4), (phone, 7), (number, 18), (phone, 11)):
        for start in range(0, len(value) - length + 1, 3):
            assert "person/a" in await office.found(value[start : start + length])
    assert await office.found("ouyangruoshui") == {"person/a": 0.8}
    assert await office.found("oyrs") == {"person/a": 0.5}
    assert (await office.found("ruoshui")).keys() == {"person/a", "person/b"}
    assert await office.found("smith john") == {"person/c": pytest.approx(0.8)}
    assert await office.found("1949-12-31") == {"person/a": 0.4}
    assert (await office.found("若水 1234"))["person/a"] > (await office.found("若水"))["person/a"]
    for text in ("若火", "欧水", "00", "199", "2195", "0a0a", "若冰", "?", "%", "x" * 10_000, "1" * 10_000):
        assert await office.found(text) == {}, text


async def test_nobody_is_looked_for_without_role_and_purpose(office: Office) -> None:
    others = [("caseworker", None), ("auditor", "case-handling"), ("cockpit", "case-handling"), ("department:x", "x")]
    for identity in (PUBLIC, *(Identity("o", (role,), ("*",), purpose) for role, purpose in others)):
        assert await office.naming.find("欧阳若水", identity) is finding.NOBODY
    with pytest.raises(opening.UnknownPurpose):
        await office.found("欧阳若水", Identity("c", ("caseworker",), ("*",), "curiosity"))


async def test_who_searched_and_whom_it_was_shown_is_on_record(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for text, shown in (("若水 1234", ["person/a"]), ("若火", []), ("。", [])):
        await office.naming.note(await office.naming.find(text, CLERK), shown, CLERK, "Search")
    told = [tuple(row) for row in await office.pool.fetch(LOG)]
    who = ("c", "case-handling", "request-1", "Search")
    assert told == [
        (*who, 2, '{"person/a": ["search#name", "search#phone"]}'),
        (*who, 1, None),
    ], "and nothing where nobody was looked for"
    assert not [one for one in ("若水", "1234", "若火") if one in caplog.text]


async def test_nothing_is_answered_unless_it_can_be_recorded(office: Office) -> None:
    named = await office.naming.find("若水", CLERK)
    await office.pool.execute("alter table access.disclosed rename to elsewhere")
    with pytest.raises(refusals.Unavailable) as refused:
        await office.naming.note(named, ["person/a"], CLERK, None)
    assert "若水" not in str(refused.value)


async def test_former_names_find_and_the_shortest_names_come_first(office: Office) -> None:
    await office.record("person/b", name="若水生")
    await office.grams.catch_up()
    assert (await office.found("若水生"))["person/b"] == 1
    assert (await office.found("若水"))["person/b"] == 1
    for n in range(3):
        await office.record(f"person/z{n}", name="若" + "水金木"[: n + 1])
    await office.grams.catch_up()
    found = await office.found("若")
    assert list(found) == sorted(found, key=lambda ref: (-found[ref], ref))
    assert list(found)[:2] == ["person/b", "person/z0"]


async def test_a_piece_that_many_have_finds_the_best_of_them(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(6):
        await office.record(f"person/m{n}", name="若水" + "甲乙丙丁戊己"[n])
    await office.grams.catch_up()
    monkeypatch.setattr(naming, "MOST", 3)
    assert list(await office.found("若水")) == ["person/b", "person/m0", "person/m1"]
    monkeypatch.setattr(naming, "MOST_HELD", 1)
    assert list(await office.found("若")) == ["person/b"]
    assert list(await office.found("若水丙")) == ["person/m2"], "what few have leads"


async def test_who_is_shredded_is_found_no_more(office: Office) -> None:
    before = await office.kept()
    assert await office.store.shred("person/a")
    assert await office.kept() == [one for one in before if one[0] != "person/a"]
    assert await office.found("欧阳若水") == {}
    await office.grams.restart()
    assert await office.pool.fetchval(ROWS) == 0
    assert await office.grams.catch_up() == 6
    assert await office.kept() == [one for one in before if one[0] != "person/a"]


async def test_shredding_waits_for_grams_in_the_making(office: Office) -> None:
    """What a step makes of a key that is destroyed meanwhile goes with it."""
    await office.grams.restart()
    async with office.pool.acquire() as connection:
        await connection.execute("begin")
        await office.store.hold(connection, ["person/a"])
        shredding = asyncio.create_task(office.store.shred("person/a"))
        await asyncio.sleep(0.1)
        assert not shredding.done()
        await connection.execute("insert into access.named (ref) values ('person/a')")
        await connection.execute("insert into access.gram select person, 1, 1 from access.named")
        await connection.execute("commit")
        assert await shredding
    assert await office.pool.fetchval(ROWS) == 0


async def test_a_killed_follower_goes_on_where_it_was(office: Office) -> None:
    before = await office.kept()
    await office.grams.restart()
    assert (await office.grams.step(batch=1)).position == 1
    killed = asyncio.create_task(office.grams.step(batch=1))
    await asyncio.sleep(0.002)
    killed.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await killed
    other = grams.Grams(office.log, office.pool, office.store)
    await asyncio.gather(other.catch_up(), office.grams.catch_up())
    assert await office.kept() == before


async def test_nothing_that_is_sealed_stands_in_any_table(office: Office, database: str) -> None:
    values = [one for person in PEOPLE.values() for one in person]
    words = ["欧阳", "若水", "ruo_shui", "ruoshui", "oyrs", "19491231", "Smith", "smith"]
    texts = await leaks.of_database(database)
    assert "access.gram" in texts
    assert not leaks.found([*values, *words], texts)


async def test_grams_are_of_one_key(office: Office, tmp_path: pathlib.Path) -> None:
    key = await office.store.gram_key()
    assert key != await office.store.index_key()
    await office.store.rotate()
    assert await keys.PostgresKeys(office.pool, kek.FileKeys(tmp_path / "kek.json")).gram_key() == key
    pieces = grams.PIECES[masking.Mask.NAME]("若水")
    one, other = (set(grams.digests(each, pieces)) for each in (key, bytes(32)))
    assert len(one) == len(pieces) == len(other)
    assert not one & other
