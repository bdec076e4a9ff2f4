"""The review is stopped, raced and disturbed: each finding is made once, none is lost."""

import asyncio
import contextlib
from collections import Counter
from typing import Any

import pytest

from aggregates import errors
from registry import following
from registry.ledger import units
from registry.review import worker
from tests.registry.desk.office import Office
from tests.registry.review import bureau

HOUSES = 12
STANDING = {"": {"division": bureau.DIVISION, "physical": "COMPLETED"}}


class Killed(Exception):
    """The process ends here."""


async def imported(office: Office) -> set[str]:
    """Houses each of which has one lease too many; the leases that clash, in whichever order they were recorded."""
    register = bureau.Register(office)
    await register.record(bureau.row("BUILDING", "B1", "BuildingRegistered", "2019-01-01", STANDING))
    await register.record(*(bureau.house(f"H{number}") for number in range(HOUSES)))
    await register.record(*(bureau.lease(f"H{one}", "L1", "2021-01-01", "2023-01-01") for one in range(HOUSES)))
    made = await register.record(*(bureau.lease(f"H{one}", "L2", "2022-01-01", "2024-01-01") for one in range(HOUSES)))
    await office.project()
    return {str(one) for one in made}


async def clashing(office: Office) -> list[str]:
    """What findings by USE-1 are about, once for each time that one was recorded."""
    return [str(one.cause) for one in await bureau.recorded_findings(office)]


async def finish(office: Office, reviewer: worker.Reviewer, batch: int) -> None:
    while (done := await reviewer.step(batch)).position < done.head:
        await office.project()


async def test_it_goes_on_where_another_process_ended(office: Office) -> None:
    expected = await imported(office)
    for batch in (3, 7, 1, 5):
        await bureau.reviewer(office).step(batch)
    await finish(office, bureau.reviewer(office), 4)
    assert sorted(await clashing(office)) == sorted(expected)


async def test_a_batch_that_is_killed_leaves_nothing_behind(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = await imported(office)
    moved = following.advance

    async def die(connection: units.Connection, name: str, since: int, until: int) -> None:
        await moved(connection, name, since, until)
        raise Killed

    for _ in range(3):
        with monkeypatch.context() as patch:
            patch.setattr(following, "advance", die)
            before = await office.ledger.head()
            with pytest.raises(Killed):
                await bureau.reviewer(office).step()
            assert (await bureau.position(office), await office.ledger.head()) == (0, before)
    reviewer = bureau.reviewer(office)
    with monkeypatch.context() as patch:
        patch.setattr(following, "advance", die)
        with pytest.raises(Killed):
            await reviewer.step(10)
    await finish(office, reviewer, 10)  # what it has looked at in vain is looked at again
    assert sorted(await clashing(office)) == sorted(expected)


async def test_findings_and_progress_commit_together(office: Office) -> None:
    await imported(office)
    done = await bureau.reviewer(office).step()
    assert done.found == {"USE-1": HOUSES}
    assert await bureau.position(office) == done.position == done.head
    assert await office.ledger.head() == done.head + HOUSES


@pytest.mark.parametrize("batch", [2, 5, 1000])
async def test_two_at_once_find_each_thing_once(office: Office, batch: int) -> None:
    expected = await imported(office)
    async with bureau.projecting(office):
        await asyncio.gather(*(finish(office, bureau.reviewer(office), batch) for _ in range(2)))
    assert sorted(await clashing(office)) == sorted(expected)
    assert await bureau.position(office) >= 1 + 3 * HOUSES


async def test_commands_race_with_it_on_the_same_subjects(office: Office) -> None:
    expected = await imported(office)
    filed = 0

    async def disturb(house: int) -> None:
        nonlocal filed
        for number in range(6):
            said: dict[str, Any] = {"kind": "HOUSE", "rule": "MANUAL", "grade": "NOTE", "detail": f"存疑{number}"}
            await office.given("record_finding", f"H{house}", on="2026-01-01", **said)
            filed += 1

    async with bureau.projecting(office):
        first = finish(office, bureau.reviewer(office), 1000)
        await asyncio.gather(first, *(disturb(house) for house in range(HOUSES)))
        await finish(office, bureau.reviewer(office), 1000)
    found = [one for one in await bureau.recorded_findings(office) if one.actor == "review"]
    assert sorted(str(one.cause) for one in found) == sorted(expected)
    assert filed == 6 * HOUSES


async def test_a_subject_that_is_written_to_all_the_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches in which somebody was first become smaller; what nobody disturbs goes on."""
    expected = await imported(office)
    sizes: list[int] = []
    reviewer = bureau.reviewer(office)
    step = worker.Reviewer._step

    async def disturbed(self: worker.Reviewer, batch: int) -> worker.Reviewed:
        sizes.append(batch)
        if batch > 6:
            raise errors.Conflict("Somebody was first.")
        return await step(self, batch)

    monkeypatch.setattr(worker.Reviewer, "_step", disturbed)
    await finish(office, reviewer, 40)
    assert sizes[:4] == [40, 20, 10, 5]
    assert sorted(await clashing(office)) == sorted(expected)


async def test_one_leads_and_the_other_takes_over(office: Office) -> None:
    stop, other = asyncio.Event(), asyncio.Event()
    leading = asyncio.create_task(bureau.reviewer(office).run(stop, 0.01))
    await asyncio.sleep(0.1)
    standing_by = asyncio.create_task(bureau.reviewer(office).run(other, 0.01))
    expected = await imported(office)
    await _until(office, HOUSES)
    stop.set()
    await leading
    await bureau.Register(office).record(bureau.lease("H1", "L3", "2022-06-01", "2022-09-01"))
    await office.project()
    await _until(office, HOUSES + 1)
    other.set()
    await standing_by
    found = Counter(await clashing(office))
    assert set(found.values()) == {1}
    assert expected < found.keys()


async def _until(office: Office, count: int) -> None:
    async with asyncio.timeout(20):
        while len(await clashing(office)) < count:
            await asyncio.sleep(0.02)
            with contextlib.suppress(errors.Conflict):
                await office.project()
