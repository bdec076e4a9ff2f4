"""What becomes of what is written, in every search engine.

A suite for one subclasses :class:`Writing`, with the fixture ``engine``: a prepared, empty one.
"""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from collections.abc import Iterable

import pytest

from search.document import Document, Field
from search.engine import Engine
from search.query import SearchUnavailable, Sight
from tests.search import samples
from tests.search.asked import ask, held, named
from tests.search.samples import ALL, EAST, PERSONAL, WEST


def birch(numbers: Iterable[int], version: int = 1) -> list[Document]:
    """Some of the houses of a street."""
    return [
        samples.house(f"birch {number}", f"BIRCH-{number:04}", f"安澜市西岭区梧桐路{number}号", version=version)
        for number in numbers
    ]


async def _rebuild_and_fail(engine: Engine) -> None:
    async with engine.rebuilding() as beside:
        await beside.put(birch([2]))
        raise ZeroDivisionError


class Writing:
    """What becomes of what is written."""

    many = 3_000
    """Hits that are more than an engine ranks to complete what is typed."""

    async def test_an_empty_index_is_ready(self, engine: Engine) -> None:
        await engine.prepare()
        status = await engine.status()
        assert (status.documents, status.position) == (0, 0)
        assert (await ask(engine, "梧桐路")).hits == ()
        assert await held(engine) == {}

    async def test_of_too_many_to_rank_what_holds_the_others_is_suggested_first(self, engine: Engine) -> None:
        named = samples.text(Field.NAME, "name", "西岭区")
        await engine.put(birch(range(self.many)))
        await engine.put([samples.document("the west", "DIVISION", "990103", "西岭区", named)])
        await engine.advance(1)
        for typed in ("西", "西岭", "西岭区"):
            first, *others = await engine.suggest(typed, ALL)
            assert (first.text, first.kind) == ("西岭区", "DIVISION")
            assert {one.kind for one in others} == {"HOUSE"}
            assert [one.kind for one in await engine.suggest(typed, ALL, kinds=("HOUSE",))] == ["HOUSE"] * 10

    async def test_versions_never_fall(self, engine: Engine) -> None:
        (one,) = birch([1], version=5)
        older, newer = (dataclasses.replace(one, version=v, title=f"v{v}") for v in (4, 6))
        await engine.put([one])
        await engine.put([older])
        await engine.advance(6)
        assert await held(engine) == {one.subject: 5}
        await engine.put([newer, one])
        await engine.advance(7)
        assert await held(engine) == {one.subject: 6}
        assert [hit.title for hit in (await ask(engine, "梧桐路1号")).hits] == ["v6"]

    async def test_one_call_may_name_a_subject_twice(self, engine: Engine) -> None:
        (one,) = birch([1], version=5)
        await engine.put([dataclasses.replace(one, version=7), one, dataclasses.replace(one, version=6)])
        await engine.advance(7)
        assert await held(engine) == {one.subject: 7}

    async def test_a_new_version_leaves_nothing_of_the_old(self, engine: Engine) -> None:
        (one,) = birch([1])
        other = samples.house("birch 1", "NEW-1", "安澜市东湖区码头路5号", version=2)
        await engine.put([one])
        await engine.put([other])
        await engine.advance(2)
        assert (await ask(engine, "梧桐路")).total == 0
        assert (await ask(engine, "BIRCH-0001")).total == 0
        assert (await ask(engine, "码头路5号")).total == 1

    async def test_what_is_removed_is_gone_unless_it_is_newer(self, engine: Engine) -> None:
        first, second = birch([1, 2], version=5)
        await engine.put([first, second])
        await engine.remove({first.subject: 6, second.subject: 4, uuid.uuid4(): 9})
        await engine.put([first])
        await engine.advance(9)
        assert await held(engine) == {second.subject: 5}
        assert [hit.subject for hit in (await ask(engine, "梧桐路")).hits] == [second.subject]
        await engine.put([dataclasses.replace(first, version=8)])
        await engine.advance(10)
        assert len(await held(engine)) == 2

    async def test_the_position_never_goes_back(self, engine: Engine) -> None:
        await engine.advance(9)
        await engine.advance(4)
        assert (await engine.status()).position == 9
        assert (await ask(engine, "梧桐路")).position == 9

    async def test_writing_nothing_is_nothing(self, engine: Engine) -> None:
        await engine.put([])
        await engine.remove({})
        assert await held(engine) == {}

    async def test_a_number_is_found_by_what_it_begins_with(self, engine: Engine) -> None:
        await engine.put(birch([12345678, 7, 23456781]))
        await engine.advance(1)
        for many in range(1, 9):
            assert named(await ask(engine, f"梧桐路{'12345678'[:many]}")) == ["birch 12345678"], many
        assert named(await ask(engine, "梧桐路234567"))[:1] == ["birch 23456781"]
        assert "birch 23456781" in named(await ask(engine, "梧桐路2345678")), "a part of the other's code, too"

    async def test_a_code_is_found_by_any_part_of_it(self, engine: Engine) -> None:
        code, other = "990102001000000000123456", "880102001000000000654321"
        await engine.put([samples.house(name, one, "安澜市") for name, one in (("maple", code), ("oak", other))])
        await engine.advance(1)
        for many in range(3, len(code) + 1):
            assert named(await ask(engine, code[:many])) == ["maple"], code[:many]
        for many in range(3, 16):
            assert named(await ask(engine, code[-many:]))[:1] == ["maple"], code[-many:]
            assert "maple" in named(await ask(engine, code[5 : 5 + many])), code[5 : 5 + many]

    async def test_a_rebuilt_index_takes_the_place_of_the_live_one(self, engine: Engine) -> None:
        before = birch([1, 2])
        await engine.put(before)
        await engine.advance(2)
        name = (await engine.status()).index
        async with engine.rebuilding() as beside:
            await beside.put(birch([2, 3]))
            await beside.advance(2)
            assert (await ask(engine, "梧桐路")).total == 2
        assert {samples.NAMES[one] for one in await held(engine)} == {"birch 2", "birch 3"}
        status = await engine.status()
        assert (status.documents, status.position) == (2, 2)
        assert status.index != name

    async def test_a_rebuild_is_filled_through_what_says_that_it_is_built(self, engine: Engine) -> None:
        """As another process does, which has not begun it."""
        async with engine.rebuilding() as beside:
            await (await engine.building()).put(birch([1]))
            await beside.put(birch([2]))
            await beside.advance(2)
            assert not (await ask(engine, "梧桐路")).total
        assert {samples.NAMES[one] for one in await held(engine)} == {"birch 1", "birch 2"}
        with pytest.raises(SearchUnavailable, match="No search index is being built"):
            await engine.building()

    async def test_changes_during_a_rebuild_are_in_both(self, engine: Engine) -> None:
        await engine.put(birch([1, 2, 3]))
        await engine.advance(3)
        async with engine.rebuilding() as beside:
            await engine.put(birch([2, 4], version=8))
            await engine.remove({birch([3])[0].subject: 9})
            await beside.put(birch([1, 2, 3]))
            await engine.advance(9)
            await beside.advance(3)
            assert (await ask(engine, "梧桐路")).total == 3
        assert await held(engine) == {
            birch([1])[0].subject: 1,
            birch([2])[0].subject: 8,
            birch([4])[0].subject: 8,
        }
        assert (await engine.status()).position == 9

    async def test_a_rebuild_that_fails_leaves_all_as_it_is(self, engine: Engine) -> None:
        await engine.put(birch([1]))
        await engine.advance(1)
        with pytest.raises(ZeroDivisionError):
            await _rebuild_and_fail(engine)
        assert set(await held(engine)) == {birch([1])[0].subject}
        await engine.put(birch([3]))
        await engine.advance(3)
        assert (await ask(engine, "梧桐路")).total == 2
        async with engine.rebuilding() as beside:
            await beside.put(birch([4]))
        assert set(await held(engine)) == {birch([4])[0].subject}

    async def test_nobody_waits_for_a_rebuild(self, engine: Engine) -> None:
        """Writers and readers go on while it runs and while it takes its place."""
        await engine.put(birch(range(1, 11)))
        await engine.advance(1)
        done = asyncio.Event()
        version = 1

        async def write() -> None:
            nonlocal version
            while not done.is_set():
                version += 1  # on record from here on: a rebuild that begins later reads it
                await engine.put(birch(range(1, 11), version))
                await engine.advance(version)
                assert (await ask(engine, "梧桐路", first=50)).total == 10

        writing = asyncio.create_task(write())
        for _ in range(3):
            async with engine.rebuilding() as beside:
                read = version
                await beside.put(birch(range(1, 11), read))
                await beside.advance(read)
        done.set()
        await writing
        assert set((await held(engine)).values()) == {version}
        assert (await engine.status()).position == version

    async def test_a_long_document_is_kept(self, engine: Engine) -> None:
        prose = "".join(chr(0x4E00 + at) for at in range(20_000))
        codes = [samples.text(Field.CODE, "contracts.number", f"HT{at:06}") for at in range(500)]
        (one,) = birch([1])
        texts = (*one.texts, samples.text(Field.TEXT, "opinion", prose), *codes)
        await engine.put([dataclasses.replace(one, texts=texts)])
        await engine.advance(1)
        assert (await ask(engine, "梧桐路1号")).total == 1
        assert (await ask(engine, "HT000499")).total == 1

    async def test_what_texts_hold_is_never_syntax(self, engine: Engine) -> None:
        said = "a'b\\c\"d:*&|!<->()\0\ud800 '; drop 梧桐路"
        name = samples.text(Field.NAME, "name", said)
        await engine.put([samples.document("odd", "PROJECT", said, said, name, samples.address(said))])
        await engine.advance(1)
        assert (await ask(engine, "梧桐路")).total == 1
        assert (await ask(engine, said)).total == 1

    async def test_east_and_west_are_only_places(self, engine: Engine) -> None:
        """A subject that moves is seen from where it is, and from nowhere else."""
        (one,) = birch([1])
        await engine.put([dataclasses.replace(one, division=EAST)])
        await engine.put([dataclasses.replace(one, division=WEST, version=2)])
        await engine.advance(2)
        assert (await ask(engine, "梧桐路", Sight(PERSONAL, frozenset({EAST})))).total == 0
        assert (await ask(engine, "梧桐路", Sight(PERSONAL, frozenset({WEST})))).total == 1
