"""What a decision reads in one round trip: each part of the question, alone and together, in one snapshot."""

import asyncio
import uuid
from dataclasses import replace

import asyncpg
import pytest

from aggregates import event as events
from aggregates import world
from registry.ledger import consulting, sql, units
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples

ABSENT = samples.stream("absent")


def code(scheme: str, of: str, kind: str = "HOUSE") -> events.Claim:
    """The claim on a code."""
    return events.code_claim(kind, scheme, of)


async def test_what_stands_before_a_line_break_is_no_code(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1", takes=(code("test", "H\n1"),))))
    part, whole = world.Name("HOUSE", "H"), world.Name("HOUSE", "H\n1", "test")
    assert (await ledger.consult(consulting.Question(names=(part, whole)))).named == {
        part: (),
        whole: (samples.stream("H1"),),
    }


def division(version: int, type_: str, **members: object) -> events.Event:
    """An event of a division whose types matter to policies."""
    said = {"kind": "DIVISION", "type": type_, "changes": (), "originator_id": uuid.UUID(int=5), **members}
    return samples.house("D1", version, **said)


async def test_a_name_finds_the_stream_and_its_events(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1", takes=(code("test", "H1"),)), samples.house("H1", 2)))
    name, exact, other = (world.Name("HOUSE", "H1", scheme) for scheme in (None, "test", "other"))
    found = await ledger.consult(consulting.Question(names=(name, exact, other)))
    stream = samples.stream("H1")
    assert found.named == {name: (stream,), exact: (stream,), other: ()}
    assert [recorded.position for recorded in found.streams[stream]] == [1, 2]
    assert found.streams == await ledger.read_streams([stream])
    assert found.heads == {stream: units.Head("HOUSE", "test", "H1", 2, 2)}
    assert found.position == 2


async def test_a_code_may_stand_in_several_schemes_and_kinds(ledger: Ledger) -> None:
    held = [samples.house(f"H{n}", takes=(code(scheme, "7"),)) for n, scheme in enumerate(("one", "two"))]
    building = samples.house(
        "B", kind="BUILDING", type="BuildingRegistered", changes=(), takes=(code("one", "7", "BUILDING"),)
    )
    await ledger.submit(samples.unit(*held, building))
    names = tuple(world.Name("HOUSE", "7", scheme) for scheme in (None, "two", "three"))
    found = await ledger.consult(consulting.Question(names=names))
    assert [sorted(found.named[name]) for name in names] == [
        sorted((samples.stream("H0"), samples.stream("H1"))),
        [samples.stream("H1")],
        [],
    ]


@pytest.mark.parametrize("of", ["1%", "_", "code", "汉字", "x" * 180])
async def test_codes_are_compared_whole(ledger: Ledger, of: str) -> None:
    await ledger.submit(samples.unit(samples.house("H1", takes=(code("test", of),)), samples.house("H2")))
    right, more, less = (world.Name("HOUSE", said) for said in (of, f"{of}-", of[:-1]))
    found = await ledger.consult(consulting.Question(names=(right, more, less)))
    assert found.named == {right: (samples.stream("H1"),), more: (), less: ()}


async def test_a_code_too_long_for_a_claim_is_found_with_its_scheme(ledger: Ledger) -> None:
    of = "x" * 300
    await ledger.submit(samples.unit(samples.house("H1", takes=(code("test", of),))))
    exact = world.Name("HOUSE", of, "test")
    assert (await ledger.consult(consulting.Question(names=(exact,)))).named[exact] == (samples.stream("H1"),)


async def test_streams_that_are_given_absent_ones_too(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1"), samples.house("H2"), samples.house("H1", 2)))
    found = await ledger.consult(consulting.Question(streams=(samples.stream("H1"), ABSENT)))
    assert {stream: [r.position for r in read] for stream, read in found.streams.items()} == {
        samples.stream("H1"): [1, 3],
        ABSENT: [],
    }
    assert found.heads.keys() == {samples.stream("H1")}


async def test_an_event_brings_its_stream(ledger: Ledger) -> None:
    unit = samples.unit(samples.house("H1"), samples.house("H1", 2))
    await ledger.submit(unit)
    ids = (unit.events[1].id, uuid.uuid4())
    found = await ledger.consult(consulting.Question(events=ids))
    assert found.found == {ids[0]: samples.stream("H1")}
    assert [r.position for r in found.streams[samples.stream("H1")]] == [1, 2]


async def test_a_recorded_command_is_answered(ledger: Ledger) -> None:
    unit = samples.unit(samples.house("H1"), samples.house("H2"))
    first = await ledger.submit(unit)
    found = await ledger.consult(consulting.Question(command=unit.command))
    assert found.answered == (unit.digest, units.Appended(unit.command, 1, 2, first.recorded_at, repeated=True))
    assert (await ledger.consult(consulting.Question(command=uuid.uuid4()))).answered is None


async def test_holders_of_claims_come_without_their_streams(ledger: Ledger) -> None:
    taken, free = events.Claim("contract-number", "2024-1"), events.Claim("contract-number", "2024-2")
    await ledger.submit(samples.unit(samples.house("H1", takes=(taken,))))
    found = await ledger.consult(consulting.Question(claims=(taken, free)))
    assert found.holders == {taken: samples.stream("H1")}
    assert found.streams == {}


async def test_what_events_caused_transitively(ledger: Ledger) -> None:
    causes = [uuid.UUID(int=n) for n in range(1, 6)]
    by = {2: causes[0], 3: causes[1], 4: causes[1]}
    said = [samples.house(f"H{n}", id=causes[n - 1], cause=by.get(n)) for n in range(1, 6)]
    await ledger.submit(samples.unit(*said))
    found = await ledger.consult(consulting.Question(caused_by=(causes[0],)))
    assert [recorded.position for recorded in found.caused] == [2, 3, 4]
    assert [r.position for r in (await ledger.consult(consulting.Question(caused_by=tuple(causes)))).caused] == [
        2,
        3,
        4,
    ]
    assert found.streams == {}


async def test_what_relies_on_events_in_one_step(ledger: Ledger, pool: asyncpg.Pool) -> None:
    ids = [uuid.UUID(int=n) for n in range(1, 5)]
    relied = {2: (ids[0],), 3: (ids[1], ids[0], ids[0]), 4: (ids[2],)}
    said = [samples.house(f"H{n}", id=ids[n - 1], relied_on=relied.get(n, ())) for n in range(1, 5)]
    await ledger.append([samples.unit(said[0]), samples.unit(*said[1:])])
    for asked, expected in (((ids[0],), [2, 3]), ((ids[0], ids[1]), [2, 3]), ((ids[2],), [4]), ((ids[3],), [])):
        found = await ledger.consult(consulting.Question(relying_on=asked))
        assert [recorded.position for recorded in found.relying] == expected
    assert await pool.fetchval("select count(*) from ledger.reliance") == 4


async def test_where_policies_may_last_have_changed(ledger: Ledger) -> None:
    async def policies() -> int:
        return (await ledger.consult(consulting.Question())).policies

    assert await policies() == 0
    await ledger.submit(
        samples.unit(division(1, "IndicatorReported"), samples.house("H1", type="DecisionOverturned", changes=()))
    )
    assert await policies() == 0
    for version, type_ in enumerate(consulting.POLICY_TYPES, 2):
        voids = {"voids": (uuid.UUID(int=9),)} if type_ == "EventVoided" else {}
        given = {"id": uuid.UUID(int=9)} if type_ == "PolicyAdopted" else {}
        answer = await ledger.submit(samples.unit(division(version, type_, **voids, **given)))
        assert await policies() == answer.last
    await ledger.submit(samples.unit(samples.house("H2")))
    assert await policies() == answer.last


async def test_an_empty_question_of_an_empty_ledger(ledger: Ledger) -> None:
    found = await ledger.consult(consulting.Question())
    assert found == consulting.Consulted(None, {}, {}, {}, {}, {}, [], [], 0, 0)


@pytest.mark.parametrize("events", [(), (uuid.uuid4(),)])
async def test_the_plan_is_made_once_and_looks_up_by_index(pool: asyncpg.Pool, events: tuple[uuid.UUID, ...]) -> None:
    async with pool.acquire() as connection:
        await connection.execute(
            r"""
            insert into ledger.stream
            select gen_random_uuid(), 'HOUSE', 'demo', n, 3, n from generate_series(1, 20000) n;
            insert into ledger.claim select 'code/HOUSE', E'demo\n' || code, stream, position from ledger.stream;
            insert into ledger.stream_event
            select stream, v, position * 3 + v from ledger.stream, generate_series(1, 3) v;
            analyze ledger.claim, ledger.stream, ledger.stream_event
            """
        )
        names = (world.Name("HOUSE", "7"),)
        question = consulting.Question(uuid.uuid4(), names, events=events)
        arguments = consulting.arguments(question) if events else consulting.arguments_of_all([question])
        text = sql.statement("consult" if events else "consult_subjects")
        for _ in range(8):
            await connection.fetch(text, *arguments)
        plans = "select generic_plans from pg_prepared_statements where statement = $1"
        assert await connection.fetchval(plans, text) == 3
        plan = "\n".join(row[0] for row in await connection.fetch(f"explain {text}", *arguments))
    assert "Index Scan using claim_code" in plan
    for table in ("claim", "stream", "stream_event"):
        assert f"Seq Scan on {table}" not in plan


async def test_all_parts_are_of_one_snapshot(pool: asyncpg.Pool) -> None:
    """Whatever is written meanwhile: the last event of the stream, its head and the ledger's head agree."""
    writer, reader = [await Ledger.open(pool, samples.ORIGIN) for _ in range(2)]
    name = world.Name("HOUSE", "H1")
    await writer.submit(samples.unit(samples.house("H1", takes=(code("test", "H1"),))))

    async def write() -> None:
        for version in range(2, 40):
            await writer.submit(samples.unit(samples.house("H1", version)))

    writing = asyncio.create_task(write())
    while not writing.done():
        found = await reader.consult(consulting.Question(names=(name,)))
        stream = samples.stream("H1")
        assert (
            len(found.streams[stream]) == found.heads[stream].version == found.heads[stream].position == found.position
        )
    await writing


async def test_questions_asked_at_once_go_together_and_each_gets_its_own(ledger: Ledger, pool: asyncpg.Pool) -> None:
    """Ten desks: what one asks for is not told to another, and persons come with the subjects."""
    drawn = [samples.house(f"H{number}") for number in range(10)]
    made = [replace(one, takes=(events.code_claim(one.kind, one.scheme, one.code),)) for one in drawn]
    commands = [(await ledger.submit(samples.unit(one))).command for one in made]
    await pool.execute("insert into keys.key (ref, wrapped, kek) values ('person/1', '', 'k')")
    await pool.execute("insert into keys.person_index (digest, ref) values ('\\x01', 'person/1')")
    names = [world.Name("HOUSE", f"H{number}") for number in range(10)]
    triples = list(zip(made, names, commands, strict=True))
    asked = [consulting.Question(command, (name,), persons=(b"\x01",)) for _, name, command in triples]
    answers = await asyncio.gather(*(ledger.consult(question) for question in asked))
    for (one, name, command), answer in zip(triples, answers, strict=True):
        assert answer.named == {name: (one.originator_id,)}
        assert {stream: len(found) for stream, found in answer.streams.items()} == {one.originator_id: 1}
        assert answer.heads.keys() == {one.originator_id}
        assert answer.answered is not None
        assert answer.answered[1].command == command
        assert answer.persons == {b"\x01": "person/1"}
    alone = await ledger.consult(consulting.Question(None, (names[3],)))
    assert (alone.answered, alone.persons) == (None, {})
