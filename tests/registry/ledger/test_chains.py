"""Only live heads of chains are corrected or voided: decided under the append lock, and as the timeline decides it."""

import asyncio
import random
import uuid

import asyncpg
import pytest

from aggregates import catalogue, errors, timeline
from aggregates import event as events
from registry.ledger import admission, appender, preparation, sql, units
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples

FIRST, SECOND, THIRD, FOURTH = (uuid.UUID(int=n) for n in (1, 2, 3, 4))


def made(version: int, own: uuid.UUID, **members: object) -> units.Unit:
    """One event of one house, with a given id."""
    void = {"type": "EventVoided", "changes": (), "reason": events.Reason.ERROR} if members.get("voids") else {}
    return samples.unit(samples.house("H1", version, id=own, **void, **members))


async def refused(ledger: Ledger, unit: units.Unit, match: str) -> None:
    """The ledger refuses the unit as one whose target is no head."""
    with pytest.raises(errors.InvalidValue, match=match) as caught:
        await ledger.submit(unit)
    assert caught.value.rule == "HEAD"


async def test_what_was_corrected_is_no_head(ledger: Ledger) -> None:
    await ledger.append([made(1, FIRST), made(2, SECOND, corrects=FIRST)])
    said = f"Event {FIRST} is not the head of its chain, that is {SECOND}; correct or void that one"
    await refused(ledger, made(3, THIRD, corrects=FIRST), said)
    await refused(ledger, made(3, THIRD, voids=(FIRST,)), said)
    await ledger.submit(made(3, THIRD, corrects=SECOND))
    await refused(ledger, made(4, FOURTH, corrects=SECOND), f"that is {THIRD}")


async def test_what_was_voided_is_neither_voided_again_nor_corrected(ledger: Ledger) -> None:
    await ledger.append([made(1, FIRST), made(2, SECOND, voids=(FIRST,))])
    said = f"Event {FIRST} and all of its chain are voided; record the fact anew"
    await refused(ledger, made(3, THIRD, voids=(FIRST,)), said)
    await refused(ledger, made(3, THIRD, corrects=FIRST), said)


async def test_a_void_is_never_a_target(ledger: Ledger) -> None:
    await ledger.append([made(1, FIRST), made(2, SECOND, voids=(FIRST,))])
    said = f"Event {SECOND} is itself a void and stays"
    await refused(ledger, made(3, THIRD, voids=(SECOND,)), said)
    await refused(ledger, made(3, THIRD, corrects=SECOND), said)


async def test_a_voided_correction_restores_its_target(ledger: Ledger) -> None:
    await ledger.append([made(1, FIRST), made(2, SECOND, corrects=FIRST)])
    await ledger.submit(made(3, THIRD, voids=(SECOND,)))
    await refused(ledger, made(4, FOURTH, voids=(SECOND,)), f"not the head of its chain, that is {FIRST}")
    await ledger.submit(made(4, FOURTH, corrects=FIRST))


async def test_of_two_units_of_a_group_one_gets_the_head(ledger: Ledger) -> None:
    await ledger.submit(made(1, FIRST))
    outcomes = await ledger.append([made(2, SECOND, corrects=FIRST), made(3, THIRD, corrects=FIRST)])
    assert isinstance(outcomes[0], units.Appended)
    assert isinstance(outcomes[1], errors.InvalidValue)
    assert f"that is {SECOND}" in str(outcomes[1])


async def test_of_desks_that_race_for_a_head_one_gets_it(pool: asyncpg.Pool) -> None:
    desks = [await Ledger.open(pool, samples.ORIGIN) for _ in range(8)]
    await desks[0].submit(made(1, FIRST))
    outcomes = await asyncio.gather(
        *(desk.submit(made(2, uuid.UUID(int=10 + n), corrects=FIRST)) for n, desk in enumerate(desks)),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Appended", *["StreamConflict"] * 7]


async def test_a_unit_that_is_refused_leaves_the_chain_to_the_next(ledger: Ledger) -> None:
    await ledger.append([made(1, FIRST), made(2, SECOND, corrects=FIRST)])
    stale = samples.unit(
        samples.house("H1", 3, id=THIRD, corrects=SECOND), samples.house("H1", 4, id=FOURTH, corrects=SECOND)
    )
    outcomes = await ledger.append([stale, made(3, uuid.uuid4(), corrects=SECOND)])
    assert [type(outcome).__name__ for outcome in outcomes] == ["InvalidValue", "Appended"]


async def test_a_whole_chain_is_voided_head_first(ledger: Ledger) -> None:
    await ledger.append([made(1, FIRST), made(2, SECOND, corrects=FIRST), made(3, THIRD, corrects=SECOND)])
    await refused(ledger, made(4, FOURTH, voids=(FIRST, SECOND, THIRD)), f"{FIRST} is not the head")
    await refused(ledger, made(4, FOURTH, voids=(THIRD, SECOND, SECOND)), f"{SECOND} is not the head")
    await ledger.submit(made(4, FOURTH, voids=(THIRD, SECOND, FIRST)))
    await refused(ledger, made(5, uuid.uuid4(), corrects=FIRST), "all of its chain are voided")


async def test_a_unit_s_own_events_form_chains_too(ledger: Ledger) -> None:
    own = [samples.house("H1", 1, id=FIRST), samples.house("H1", 2, id=SECOND, corrects=FIRST)]
    await refused(ledger, samples.unit(*own, samples.house("H1", 3, id=THIRD, corrects=FIRST)), f"that is {SECOND}")
    await ledger.submit(samples.unit(*own, samples.house("H1", 3, id=THIRD, corrects=SECOND)))
    await refused(ledger, made(4, FOURTH, corrects=FIRST), f"that is {THIRD}")


async def test_units_without_targets_do_not_pay(ledger: Ledger, pool: asyncpg.Pool) -> None:
    asked: list[str] = []
    admit = admission.Admission(catalogue.CATALOGUE)
    async with pool.acquire() as connection:
        for unit in (made(1, FIRST), made(1, FIRST, corrects=SECOND)):
            with connection.query_logger(lambda query: asked.append(query.query)):
                async with connection.transaction():
                    await appender.look(connection, [preparation.prepare(unit, admit)])
    chains = sql.statement("chains")
    assert (asked.index(chains), asked.count(chains)) == (len(asked) - 2, 1)  # before the last one's COMMIT


@pytest.mark.parametrize("seed", range(6))
async def test_the_ledger_admits_what_the_timeline_admits(ledger: Ledger, seed: int) -> None:
    """Anything may be named by anything; groups of up to four units, some of them with several targets."""
    chance = random.Random(seed)
    subject = timeline.Timeline(catalogue.CATALOGUE)
    ids: list[uuid.UUID] = []
    for _ in range(25):
        group, expected = [], []
        for _ in range(chance.randint(1, 4)):
            unit = made(len(ids) + 1, uuid.UUID(int=chance.getrandbits(128)), **_targets(chance, ids))
            admitted = _admits(subject, unit, len(ids) + 1)
            ids += [unit.events[0].id] if admitted else []
            group.append(unit)
            expected.append("Appended" if admitted else "InvalidValue")
        assert [type(outcome).__name__ for outcome in await ledger.append(group)] == expected
    assert await ledger.head() == len(ids)


def _targets(chance: random.Random, ids: list[uuid.UUID]) -> dict[str, object]:
    recent = ids[-8:]
    match chance.randrange(3) if recent else 0:
        case 1:
            return {"corrects": chance.choice(recent)}
        case 2:
            return {"voids": tuple(chance.choices(recent[::-1], k=chance.choice((1, 1, 2))))}
    return {}


def _admits(subject: timeline.Timeline, unit: units.Unit, position: int) -> bool:
    try:
        subject.add(events.Recorded(position, samples.NOON, unit.events[0]))
    except timeline.NotTheHead:
        return False
    return True
