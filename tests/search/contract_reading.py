"""What every search engine answers.

A suite for one subclasses :class:`Reading`, with the fixture ``city``: an engine that holds
:func:`tests.search.samples.city` as of position 7 and is not written to.
"""

from __future__ import annotations

import dataclasses
import uuid

import pytest

from search.engine import Engine
from search.query import Facet, InvalidSearch, Query, Sight, Sort
from tests.search import samples
from tests.search.asked import ask, held, named, pages
from tests.search.samples import ALL, EAST, EVERYBODY, PERSONAL, SHARED, WEST

POSITION = 7

FIRST = [
    # codes: whole, in other writing, parts, look-alikes, slips
    ("9901022101010100", "estate"),
    ("９９０１０２２１０１０１０１００", "estate"),
    ("bz20210007", "household"),
    ("BZ2021OOO7", "household"),
    ("20210007", "household"),
    ("LIB-0088", "liberation"),
    ("lib0088", "liberation"),
    ("91990100MA0000002B", "builder"),
    ("9199O1OOMAOOOOOO28", "builder"),
    ("91990100MA0000020B", "builder"),
    ("91990100MA000002B", "builder"),
    ("澜房预售证第2020015号", "estate"),
    ("预售证2020015", "estate"),
    ("0363100012061234", "canal"),
    ("061234", "canal"),
    # addresses: numerals, widths, scripts, parts left out and in any order
    ("临江路8号澜庭1号楼302室", "1-302"),
    ("临江路八号澜庭一号楼三百零二室", "1-302"),
    ("臨江路８號瀾庭１號樓３０２室", "1-302"),
    ("澜庭1幢302", "1-302"),
    ("302室 1号楼 澜庭", "1-302"),
    ("澜庭1-302", "1-302"),
    ("临江路8号1-302", "1-302"),
    ("安澜东湖临江路8号1号楼302室", "1-302"),
    ("梧桐路23号", "birch 23"),
    ("梧桐路二十三号", "birch 23"),
    ("梧桐路3号", "birch 3"),
    ("西岭区梧桐路廿三號", "birch 23"),
    ("台北市大安区和平东路2段106巷3弄5号7楼之2", "heping 7-2"),
    ("和平東路二段106巷3弄5號七樓之2", "heping 7-2"),
    ("和平東路二段106巷3弄5號7F-2", "heping 7-2"),
    ("和平東路二段106巷5號8樓", "heping 8"),
    ("大安區和平東路一段", "heping 1"),
    ("Keizersgracht 123-2", "canal"),
    ("keizersgracht 12", "canal 12"),
    ("123 keizersgracht", "canal"),
    ("keizersgacht 123", "canal"),
    ("Keizersgrahct 123", "canal"),
    # names: whole, short, fragments, readings, first letters, slips
    ("澜庭", "estate"),
    ("瀾庭", "estate"),
    ("澜庭2号楼", "block 2"),
    ("望湖", "developer"),
    ("望湖地产", "developer"),
    ("建工", "builder"),
    ("房地产开发", "developer"),
    ("wanghu", "developer"),
    ("whfdc", "developer"),
    ("wang hu fangdichan", "developer"),
    ("lanting", "estate"),
    ("changanzhonggong", "bank of Chang'an"),
    ("cazg", "bank of Chang'an"),
    ("忘湖房地产", "developer"),
    ("王湖", "developer"),
    ("望湖房地厂开发", "developer"),
    ("湖望房地产", "developer"),
    ("兰亭", "estate"),
    ("无桐路23号", "birch 23"),
    ("梧童路23号", "birch 23"),
    ("wutonglu 23", "birch 23"),
    ("wtl23号", "birch 23"),
    # the present before the former
    ("解放街88号", "liberation"),
    ("新华大道88号", "renamed"),
    ("外墙加固", "secret"),
]

NOTHING = ["", "   ", "。，、！", "***", "%_%", "()\"'&|!:*<>", "\0\x01\x1f", "\u200b\u202e", "-- ; //"]

PLAIN = [
    "梧桐路*",
    "* OR 1=1",
    "'; drop table search.index; --",
    "梧桐路:* & !23",
    '"梧桐路" AND (code:*)',
    '{"match_all":{}}',
    "a" * 200,
    "*" * 199 + "路",
    "路" * 200,
    "1 2 3 4 5 6 7 8 9 " * 11,
    "12-" * 60,
    "a b c d e f g h i j " * 10,
    "梧桐路\x0023号\x1f",
    "\ud800梧桐路",
    "<script>alert(1)</script>",
    "👨‍👩‍👧‍👦 梧桐路",
]


class Reading:
    """What an engine finds in the samples."""

    @pytest.mark.parametrize(("text", "name"), FIRST)
    async def test_the_first_hit(self, city: Engine, text: str, name: str) -> None:
        assert named(await ask(city, text))[:1] == [name]

    async def test_each_character_of_a_name_finds_it(self, city: Engine) -> None:
        for character in "望湖房地产开发":
            assert "developer" in named(await ask(city, character, first=50)), character

    async def test_one_house_does_not_drown_in_its_street(self, city: Engine) -> None:
        assert named(await ask(city, "梧桐路23号")) == ["birch 23"]
        assert (await ask(city, "梧桐路", first=50)).total == 30

    async def test_a_project_before_its_houses(self, city: Engine) -> None:
        found = named(await ask(city, "9901022101010100", first=50))
        assert found[0] == "estate"
        assert len(found) == 13

    async def test_a_former_name_finds_what_has_a_new_one(self, city: Engine) -> None:
        assert named(await ask(city, "解放街88号")) == ["liberation", "renamed"]

    @pytest.mark.parametrize("text", NOTHING)
    async def test_nothing_is_found_by_marks(self, city: Engine, text: str) -> None:
        answer = await ask(city, text, facets=(Facet.KIND,))
        assert (answer.hits, answer.total, answer.exact, answer.more) == ((), 0, True, False)
        assert answer.position == POSITION
        assert await city.suggest(text, ALL) == []

    @pytest.mark.parametrize("text", PLAIN)
    async def test_nothing_that_is_typed_is_syntax(self, city: Engine, text: str) -> None:
        answer = await ask(city, text, first=100)
        assert answer.total <= len(samples.city())
        await city.suggest(text, ALL)

    async def test_control_characters_are_blanks(self, city: Engine) -> None:
        assert named(await ask(city, "梧桐路\x0023号\x1f")) == ["birch 23"]

    async def test_what_is_too_long_is_refused(self, city: Engine) -> None:
        with pytest.raises(InvalidSearch, match="201 characters"):
            await ask(city, "路" * 201)
        with pytest.raises(InvalidSearch, match="10000 characters"):
            await city.suggest("路" * 10_000, ALL)

    @pytest.mark.parametrize("first", [0, -1, 201])
    async def test_a_page_has_bounds(self, city: Engine, first: int) -> None:
        with pytest.raises(InvalidSearch, match="1 to 200"):
            await ask(city, "路", first=first)

    async def test_the_public_sees_no_shared_kind_nor_text(self, city: Engine) -> None:
        for text in ("BZ20210007", "20210007", "外墙加固", "0099887", "澜不动产权第0099887号", "wqtl"):
            for sight in (EVERYBODY, Sight(SHARED, frozenset({WEST}))):
                assert {"household", "secret"}.isdisjoint(named(await ask(city, text, sight, first=50))), text
                assert all("BZ" not in one.text for one in await city.suggest(text, sight))

    async def test_each_circle_sees_its_texts(self, city: Engine) -> None:
        agency = Sight(SHARED, None)
        assert named(await ask(city, "外墙脱落", agency)) == ["secret"]
        assert named(await ask(city, "BZ20210007", agency)) == ["household"]
        assert "secret" not in named(await ask(city, "0099887", agency))
        assert named(await ask(city, "0099887")) == ["secret"]

    async def test_texts_of_what_lies_elsewhere_are_for_who_reads_everywhere(self, city: Engine) -> None:
        east = Sight(PERSONAL, frozenset({EAST}))
        for text in ("远帆山庄", "远帆", "yuanfan", "yfsz", "元帆山庄", "远山庄"):
            assert named(await ask(city, text)) == ["wide"], text
            assert named(await ask(city, text, EVERYBODY)) == ["wide"], text
            assert named(await ask(city, text, east)) == [], text
            assert await city.suggest(text, east) == []
        (hit,) = (await ask(city, "码头路2号 远帆", east)).hits[:1]
        assert [one.attribute for one in hit.highlights] == ["address"]

    async def test_highlights_show_only_what_is_seen(self, city: Engine) -> None:
        (hit,) = (await ask(city, "码头路1号 外墙", EVERYBODY)).hits
        assert [one.attribute for one in hit.highlights] == ["address"]

    async def test_divisions_bound_hits_counts_and_suggestions(self, city: Engine) -> None:
        west = Sight(PERSONAL, frozenset({WEST}))
        answer = await ask(city, "安澜市", west, facets=(Facet.DIVISION, Facet.KIND), first=100)
        assert answer.total == 32
        assert {one.facet: one.counts for one in answer.facets} == {
            Facet.DIVISION: (("990103", 32),),
            Facet.KIND: (("HOUSE", 32),),
        }
        assert (await ask(city, "望湖", west)).total == 0
        assert (await ask(city, "梧桐路", Sight(PERSONAL, frozenset()))).total == 0
        assert await city.suggest("澜庭", west) == []

    async def test_facets_count_all_hits_not_the_page(self, city: Engine) -> None:
        facets = (Facet.KIND, Facet.PHASE, Facet.YEAR, Facet.STOCK, Facet.STAGE)
        answer = await ask(city, "澜庭", facets=facets, first=2)
        counts = {one.facet: one.counts for one in answer.facets}
        assert answer.total == 15
        assert counts == {
            Facet.KIND: (("HOUSE", 12), ("BUILDING", 2), ("PROJECT", 1)),
            Facet.PHASE: (("HOLDING", 6), ("TRANSACTION", 6)),
            Facet.YEAR: (("2021", 3),),
            Facet.STOCK: (("MARKET", 12),),
            Facet.STAGE: (),
        }

    async def test_filters_and_kinds_narrow(self, city: Engine) -> None:
        assert (await ask(city, "澜庭", kinds=("BUILDING", "PROJECT"))).total == 3
        assert (await ask(city, "澜庭", filters={Facet.PHASE: ("HOLDING",)})).total == 6
        assert (await ask(city, "澜庭", filters={Facet.PHASE: ("HOLDING", "TRANSACTION")})).total == 12
        assert (await ask(city, "澜庭", filters={Facet.YEAR: ("2021",), Facet.KIND: ("BUILDING",)})).total == 2
        assert (await ask(city, "安澜市", filters={Facet.DIVISION: ("990103",)})).total == 32
        assert (await ask(city, "澜庭", filters={Facet.PHASE: ("\0", "\ud800")})).total == 0

    @pytest.mark.parametrize("sort", list(Sort))
    @pytest.mark.parametrize("first", [1, 7, 30])
    async def test_pages_neither_lose_nor_repeat(self, city: Engine, sort: Sort, first: int) -> None:
        whole = await ask(city, "安澜市", sort=sort, first=100)
        found = await pages(city, Query("安澜市", ALL, sort=sort, first=first))
        assert [hit.subject for page in found for hit in page.hits] == [hit.subject for hit in whole.hits]
        assert {page.total for page in found} == {whole.total} == {len(whole.hits)}

    async def test_hits_are_sorted_as_asked(self, city: Engine) -> None:
        by_code = await ask(city, "安澜市", sort=Sort.CODE, first=100)
        assert [hit.code for hit in by_code.hits] == sorted(hit.code for hit in by_code.hits)
        scores = [hit.score for hit in (await ask(city, "澜庭1号楼", first=100)).hits]
        assert scores == sorted(scores, reverse=True)

    async def test_ties_go_by_kind_and_code(self, city: Engine) -> None:
        hits = (await ask(city, "梧桐路", first=100)).hits
        assert [hit.code for hit in hits] == [f"BIRCH-{number:04}" for number in range(1, 31)]

    async def test_a_cursor_belongs_to_its_question(self, city: Engine) -> None:
        cursor = (await ask(city, "梧桐路", first=3)).hits[-1].cursor
        others = [
            Query("梧桐", ALL, after=cursor),
            Query("梧桐路", EVERYBODY, after=cursor),
            Query("梧桐路", Sight(PERSONAL, frozenset({WEST})), after=cursor),
            Query("梧桐路", ALL, sort=Sort.CODE, after=cursor),
            Query("梧桐路", ALL, kinds=("HOUSE",), after=cursor),
            Query("梧桐路", ALL, filters={Facet.STOCK: ("MARKET",)}, after=cursor),
        ]
        for query in others:
            with pytest.raises(InvalidSearch, match="no cursor of this question"):
                await city.search(query)

    @pytest.mark.parametrize("cursor", ["", "x", "∞", "W10", "bnVsbA", "e30", "=" * 9, "A" * 10_000, "\0"])
    async def test_a_cursor_that_nobody_gave_is_refused(self, city: Engine, cursor: str) -> None:
        with pytest.raises(InvalidSearch):
            await ask(city, "梧桐路", after=cursor)

    async def test_highlights_say_why(self, city: Engine) -> None:
        async def first(text: str) -> dict[str, tuple[str, ...]]:
            hit = (await ask(city, text)).hits[0]
            assert all("".join(one.pieces) for one in hit.highlights)
            return {one.attribute: one.pieces for one in hit.highlights}

        assert (await first("梧桐路二十三号"))["address"] == ("安澜市西岭区", "梧桐路23号")
        assert (await first("wutonglu 23"))["address"] == ("安澜市西岭区", "梧桐路23号")
        assert (await first("望湖"))["name"] == ("", "望湖", "房地产开发有限公司")
        assert (await first("2O2OO15"))["permits.number"] == ("澜房预售证第", "2020015", "号")
        assert (await first("七樓之2 和平東路"))["address"][1::2] == ("和平東路", "七樓之2")

    async def test_what_was_meant_is_proposed(self, city: Engine) -> None:
        assert "望湖房地产" in (await ask(city, "忘湖房地产")).did_you_mean
        assert "梧桐路23号" in (await ask(city, "无桐路23号")).did_you_mean
        assert (await ask(city, "91990100MA0000020B")).did_you_mean == ("91990100MA0000002B",)
        assert (await ask(city, "望湖房地产")).did_you_mean == ()
        assert (await ask(city, "梧桐路二十三号")).did_you_mean == ()

    async def test_hits_tell_what_they_are(self, city: Engine) -> None:
        hit = (await ask(city, "澜庭1号楼302室")).hits[0]
        assert (hit.kind, hit.code, hit.division, hit.phase) == (
            "HOUSE",
            "99010200100000000000103027",
            "990102",
            "TRANSACTION",
        )
        assert hit.title == "安澜市东湖区临江路8号澜庭1号楼302室"

    async def test_persons_find_whatever_they_stand_in(self, city: Engine) -> None:
        found = await ask(city, "王某", persons={samples.WANG: 1.0})
        assert sorted(named(found)) == ["2-301", "household"]
        assert {hit.persons for hit in found.hits} == {(samples.WANG,)}
        assert named(await ask(city, "。", persons={samples.WANG: 0.5}, kinds=("HOUSEHOLD",))) == ["household"]
        elsewhere = Sight(PERSONAL, frozenset({WEST}))
        assert named(await ask(city, "王某", elsewhere, persons={samples.WANG: 1.0})) == []

    async def test_persons_rank_with_the_text(self, city: Engine) -> None:
        found = named(await ask(city, "王某 澜庭", persons={samples.WANG: 1.0}))
        assert found[0] == "2-301"

    async def test_persons_are_nobody_for_who_sees_no_cases(self, city: Engine) -> None:
        for sight in (EVERYBODY, Sight(SHARED, None)):
            assert (await ask(city, "王某", sight, persons={samples.WANG: 1.0})).total == 0

    async def test_suggestions_complete_what_is_typed(self, city: Engine) -> None:
        texts = [one.text for one in await city.suggest("望", ALL)]
        assert texts[0] == "望湖房地产开发有限公司"
        block = (await city.suggest("澜庭2", ALL))[0]
        assert (block.kind, block.code) == ("BUILDING", "990102001000000000002")
        assert "安澜市西岭区梧桐路23号" in [one.text for one in await city.suggest("wutonglu2", ALL)]
        assert {one.kind for one in await city.suggest("临江路", ALL, kinds=("HOUSE",))} == {"HOUSE"}
        assert len(await city.suggest("安澜市", ALL, first=4)) == 4
        assert [one.code for one in await city.suggest("BZ2021", ALL)] == ["BZ20210007"]

    async def test_suggestions_do_not_repeat(self, city: Engine) -> None:
        texts = [one.text for one in await city.suggest("临江路8号", ALL, first=50)]
        assert len(texts) == len(set(texts)) > 5

    async def test_the_index_tells_what_it_holds(self, city: Engine) -> None:
        status = await city.status()
        assert (status.documents, status.position) == (len(samples.city()), POSITION)
        assert status.index
        assert await held(city) == {one.subject: one.version for one in samples.city()}

    async def test_an_altered_document_is_told(self, city: Engine) -> None:
        documents = {one.subject: dataclasses.replace(one, version=one.version + 1) for one in samples.city()}
        assert await city.altered(list(documents.values())) == []
        first, second, third, *_ = sorted(documents)
        documents[first] = dataclasses.replace(documents[first], title="改")
        documents[second] = dataclasses.replace(documents[second], persons=("person/x",))
        documents[third] = dataclasses.replace(documents[third], texts=documents[third].texts[:-1])
        new = dataclasses.replace(documents[first], subject=uuid.UUID(int=1))
        assert sorted(await city.altered([*documents.values(), new])) == [first, second, third]
        assert await city.altered([]) == []
