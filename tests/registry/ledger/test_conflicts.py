"""Who is first wins, and only the command that came late is refused: versions, command ids, claims."""

import asyncio
import uuid

import asyncpg
import pytest

from aggregates import errors as domain_errors
from aggregates import event as events
from registry.ledger import errors, units
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples

CODE = events.Claim("code/HOUSE", "test\nH1")


async def test_the_same_command_twice_gives_the_first_answer(ledger: Ledger) -> None:
    unit = samples.unit(samples.house("H1"))
    first = await ledger.submit(unit)
    again = await ledger.submit(unit)
    assert (again.first, again.last, again.recorded_at) == (first.first, first.last, first.recorded_at)
    assert (first.repeated, again.repeated) == (False, True)
    assert await ledger.head() == 1


async def test_the_same_command_at_once_in_one_group_gives_one_answer(ledger: Ledger) -> None:
    unit = samples.unit(samples.house("H1"))
    answers = await asyncio.gather(*(ledger.submit(unit) for _ in range(8)))
    assert {(answer.first, answer.last) for answer in answers} == {(1, 1)}
    assert sorted(answer.repeated for answer in answers) == [False, *[True] * 7]


async def test_a_command_id_with_another_content_is_an_error_that_says_so(ledger: Ledger) -> None:
    command = uuid.uuid4()
    await ledger.submit(samples.unit(samples.house("H1"), command=command, digest=b"one"))
    with pytest.raises(errors.CommandReused, match=rf"{command} was used before \(position 1\)"):
        await ledger.submit(samples.unit(samples.house("H2"), command=command, digest=b"two"))


async def test_a_refusal_is_not_stored(ledger: Ledger) -> None:
    command = uuid.uuid4()
    with pytest.raises(errors.StreamConflict):
        await ledger.submit(samples.unit(samples.house("H1", 2), command=command, digest=b"same"))
    assert (await ledger.submit(samples.unit(samples.house("H1"), command=command, digest=b"same"))).first == 1


async def test_a_version_conflict_names_both_versions_the_stream_and_its_subject(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1")))
    with pytest.raises(domain_errors.VersionConflict) as caught:
        await ledger.submit(samples.unit(samples.house("H1", 1)))
    assert f"Stream {samples.stream('H1')} of HOUSE H1 is at version 1, not at 0" in str(caught.value)


async def test_a_stream_that_was_only_read_is_checked_too(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1")))
    reads = {samples.stream("H1"): 1, samples.stream("absent"): 0}
    await ledger.submit(samples.unit(samples.house("H2"), reads=reads))
    await ledger.submit(samples.unit(samples.house("H1", 2)))
    with pytest.raises(errors.StreamConflict, match="of HOUSE H1 is at version 2, not at 1"):
        await ledger.submit(samples.unit(samples.house("H3"), reads=reads))


async def test_a_stream_that_was_read_as_absent_must_be_absent_still(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1")))
    with pytest.raises(errors.StreamConflict, match="at version 1, not at 0"):
        await ledger.submit(samples.unit(samples.house("H2"), reads={samples.stream("H1"): 0}))


async def test_two_that_read_each_other_cannot_both_win(pool: asyncpg.Pool) -> None:
    """Write skew: each decides on the other's stream as it was."""
    desks = [await Ledger.open(pool, samples.ORIGIN) for _ in range(2)]
    for _ in range(10):
        one, two = f"H{uuid.uuid4()}", f"H{uuid.uuid4()}"
        outcomes = await asyncio.gather(
            desks[0].submit(samples.unit(samples.house(one), reads={samples.stream(two): 0})),
            desks[1].submit(samples.unit(samples.house(two), reads={samples.stream(one): 0})),
            return_exceptions=True,
        )
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Appended", "StreamConflict"]


async def test_in_one_group_the_second_on_a_stream_finds_the_first(ledger: Ledger) -> None:
    outcomes = await ledger.append(
        [
            samples.unit(samples.house("H1")),
            samples.unit(samples.house("H1")),
            samples.unit(samples.house("H2")),
            samples.unit(samples.house("H1", 2)),
        ]
    )
    assert [type(outcome).__name__ for outcome in outcomes] == ["Appended", "StreamConflict", "Appended", "Appended"]
    assert [outcome.first for outcome in outcomes if isinstance(outcome, units.Appended)] == [1, 2, 3]


async def test_a_refused_unit_fails_alone(ledger: Ledger) -> None:
    bad = samples.house("H2", changes=(events.Change("", {"floor_area": 3.5}),))  # type: ignore[dict-item]
    outcomes = await ledger.append([samples.unit(samples.house("H1")), samples.unit(bad)])
    assert isinstance(outcomes[0], units.Appended)
    assert isinstance(outcomes[1], domain_errors.InvalidValue)


async def test_a_stream_keeps_its_kind(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1")))
    other = samples.house("H1", 2, kind="BUILDING", type="BuildingRegistered", changes=())
    with pytest.raises(domain_errors.InvalidValue, match="of kind HOUSE, not BUILDING"):
        await ledger.submit(samples.unit(other))


async def test_versions_within_a_unit_follow_one_another(ledger: Ledger) -> None:
    with pytest.raises(domain_errors.InvalidValue, match="does not follow version 1"):
        await ledger.submit(samples.unit(samples.house("H1"), samples.house("H1", 3)))


async def test_of_many_that_take_a_claim_at_once_one_gets_it(pool: asyncpg.Pool) -> None:
    desks = [await Ledger.open(pool, samples.ORIGIN) for _ in range(8)]
    outcomes = await asyncio.gather(
        *(desk.submit(samples.unit(samples.house(f"H{n}", takes=(CODE,)))) for n, desk in enumerate(desks * 4)),
        return_exceptions=True,
    )
    kinds = [type(outcome).__name__ for outcome in outcomes]
    assert kinds.count("Appended") == 1
    assert kinds.count("ClaimHeld") == 31
    assert await pool.fetchval("select count(*) from ledger.claim") == 1


async def test_a_claim_conflict_names_scope_and_holder(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1", takes=(CODE,))))
    with pytest.raises(errors.ClaimHeld, match=rf"code/HOUSE is held by stream {samples.stream('H1')}"):
        await ledger.submit(samples.unit(samples.house("H2", takes=(CODE,))))


async def test_a_released_claim_is_free_again(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1", takes=(CODE,))))
    await ledger.submit(samples.unit(samples.house("H1", 2, releases=(CODE,))))
    assert await ledger.holders([CODE]) == {}
    await ledger.submit(samples.unit(samples.house("H2", takes=(CODE,))))
    assert await ledger.holders([CODE]) == {CODE: samples.stream("H2")}


async def test_a_claim_passes_from_one_subject_to_another_within_a_command(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1", takes=(CODE,))))
    await ledger.submit(samples.unit(samples.house("H1", 2, releases=(CODE,)), samples.house("H2", takes=(CODE,))))
    assert await ledger.holders([CODE]) == {CODE: samples.stream("H2")}


async def test_what_one_takes_and_releases_in_a_command_leaves_nothing(ledger: Ledger, pool: asyncpg.Pool) -> None:
    await ledger.submit(samples.unit(samples.house("H1", takes=(CODE,)), samples.house("H1", 2, releases=(CODE,))))
    assert await pool.fetchval("select count(*) from ledger.claim") == 0


async def test_only_the_holder_releases(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1", takes=(CODE,))))
    with pytest.raises(errors.ClaimHeld, match="cannot be released"):
        await ledger.submit(samples.unit(samples.house("H2", releases=(CODE,))))


async def test_taking_again_what_one_holds_changes_nothing(ledger: Ledger, pool: asyncpg.Pool) -> None:
    await ledger.submit(samples.unit(samples.house("H1", takes=(CODE,))))
    await ledger.submit(samples.unit(samples.house("H1", 2, takes=(CODE,))))
    assert await pool.fetchval("select position from ledger.claim") == 1


async def test_claims_in_a_group_are_settled_in_order(ledger: Ledger) -> None:
    outcomes = await ledger.append(
        [
            samples.unit(samples.house("H1", takes=(CODE,))),
            samples.unit(samples.house("H2", takes=(CODE,))),
            samples.unit(samples.house("H1", 2, releases=(CODE,))),
            samples.unit(samples.house("H3", takes=(CODE,))),
        ]
    )
    assert [type(outcome).__name__ for outcome in outcomes] == ["Appended", "ClaimHeld", "Appended", "Appended"]
    assert await ledger.holders([CODE]) == {CODE: samples.stream("H3")}


async def test_an_event_id_is_taken_once(ledger: Ledger) -> None:
    given = uuid.uuid4()
    await ledger.submit(samples.unit(samples.house("H1", id=given)))
    with pytest.raises(domain_errors.InvalidValue, match=f"{given} is taken"):
        await ledger.submit(samples.unit(samples.house("H2", id=given)))
    twice = [samples.unit(samples.house(f"H{n}", id=uuid.UUID(int=7))) for n in (3, 4)]
    assert [type(o).__name__ for o in await ledger.append(twice)] == ["Appended", "InvalidValue"]
    with pytest.raises(domain_errors.InvalidValue, match="share an id"):
        await ledger.submit(
            samples.unit(samples.house("H5", id=uuid.UUID(int=8)), samples.house("H6", id=uuid.UUID(int=8)))
        )


async def test_only_an_event_of_the_same_subject_is_corrected_or_voided(ledger: Ledger) -> None:
    first = samples.unit(samples.house("H1"))
    correction = samples.unit(samples.house("H1", 2, corrects=first.events[0].id))
    target = correction.events[0].id
    outcomes = await ledger.append([first, correction])
    assert all(isinstance(outcome, units.Appended) for outcome in outcomes)
    await ledger.submit(samples.unit(samples.house("H1", 3, voids=(target,))))
    for wrong in (samples.house("H2", corrects=target), samples.house("H2", voids=(uuid.uuid4(),))):
        with pytest.raises(domain_errors.InvalidValue, match="is none of stream"):
            await ledger.submit(samples.unit(wrong))


async def test_a_unit_corrects_its_own_event(ledger: Ledger) -> None:
    command = uuid.uuid4()
    own = events.event_id(command, 0)
    await ledger.submit(samples.unit(samples.house("H1"), samples.house("H1", 2, corrects=own), command=command))
    command = uuid.uuid4()
    own = events.event_id(command, 0)
    with pytest.raises(domain_errors.InvalidValue, match="another stream"):
        await ledger.submit(samples.unit(samples.house("H2"), samples.house("H3", corrects=own), command=command))


async def test_reads_that_contradict_the_events_are_refused(ledger: Ledger) -> None:
    with pytest.raises(domain_errors.InvalidValue, match="number its events from 4"):
        await ledger.submit(samples.unit(samples.house("H1"), reads={samples.stream("H1"): 3}))


async def test_a_unit_without_events_or_digest_is_refused(ledger: Ledger) -> None:
    with pytest.raises(domain_errors.InvalidValue, match="no events"):
        await ledger.submit(units.Unit(uuid.uuid4(), b"digest", []))
    with pytest.raises(domain_errors.InvalidValue, match="no digest"):
        await ledger.submit(units.Unit(uuid.uuid4(), b"", [samples.house("H1")]))
