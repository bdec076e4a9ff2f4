"""The follower that monitors purchases: on the real ledger, stopped, raced and repeated; each purchase is told once."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter

import pytest

from registry import following
from registry.acquisitions import worker
from registry.ledger import units
from tests import patience
from tests.registry.acquisitions import estate
from tests.registry.desk.office import Office
from tests.registry.review import bureau

BOTH = ["EligibilitySuspended", "AnnualReviewOpened"]


class Killed(Exception):
    """The process ends here."""


async def test_a_purchase_elsewhere_suspends_and_opens_a_review(office: Office) -> None:
    await estate.eligible(office, "BZ1", 1, 2)
    await estate.houses(office, "H1", "H2")
    assert await estate.monitored(office) == Counter()
    bought = await estate.sold(office, "H1", 2)
    await estate.sold(office, "H2", 7)
    assert await estate.monitored(office) == Counter(BOTH)
    made = await estate.recorded(office, "BZ1")
    assert [one.type for one in made] == BOTH
    assert {one.relied_on for one in made} == {(bought.id,)}
    assert {one.actor for one in made} == {worker.NAME}
    assert await estate.place(office) == await office.ledger.head() - 2


async def test_nothing_is_done_twice(office: Office) -> None:
    await estate.eligible(office, "BZ1", 1)
    await estate.houses(office, "H1")
    await estate.sold(office, "H1", 1)
    await estate.monitored(office)
    for _ in range(3):
        assert await estate.monitored(office) == Counter()
    await office.pool.execute("delete from ledger.follower where name = 'acquisitions'")
    assert await estate.monitored(office) == Counter()
    assert len(await estate.recorded(office, "BZ1")) == 2


async def test_a_step_that_is_killed_leaves_nothing_behind(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    await estate.eligible(office, "BZ1", 1)
    await estate.houses(office, "H1")
    await estate.sold(office, "H1", 1)
    moved = following.advance

    async def die(connection: units.Connection, name: str, since: int, until: int) -> None:
        await moved(connection, name, since, until)
        raise Killed

    head = await office.ledger.head()
    with monkeypatch.context() as patch:
        patch.setattr(following, "advance", die)
        with pytest.raises(Killed):
            await estate.monitor(office).step()
    assert (await estate.place(office), await office.ledger.head()) == (0, head)
    assert await estate.monitored(office) == Counter(BOTH)


@pytest.mark.parametrize("batch", [1, 2, 1000])
async def test_two_at_once_tell_each_purchase_once(office: Office, batch: int) -> None:
    await estate.houses(office, *(f"H{number}" for number in range(6)))
    for number in range(6):
        await estate.accepted(office, f"BZ{number}", number)
        await estate.sold(office, f"H{number}", number)

    async def finish(monitor: worker.Monitor) -> None:
        while (done := await monitor.step(batch)).position < done.head:
            pass

    await asyncio.gather(*(finish(estate.monitor(office)) for _ in range(2)))
    made = [[one.type for one in await estate.recorded(office, f"BZ{number}")] for number in range(6)]
    assert made == [["AnnualReviewOpened"]] * 6


async def test_caseworkers_who_write_meanwhile_disturb_nothing(office: Office) -> None:
    await estate.houses(office, "H1")
    await estate.accepted(office, "BZ1", 1)
    await estate.sold(office, "H1", 1)

    async def write() -> None:
        for number in range(8):
            await office.given("change_circumstances", "BZ1", on="2026-05-25", income=f"{1000 + number}.00")

    await asyncio.gather(write(), estate.monitored(office))
    await estate.monitored(office)
    assert [one.type for one in await estate.recorded(office, "BZ1")] == ["AnnualReviewOpened"]


async def test_who_has_left_or_was_refused_is_told_nothing(office: Office) -> None:
    await estate.houses(office, "H1", "H2")
    await estate.accepted(office, "BZ1", 1)
    await office.given("exit_household", "BZ1", on="2026-02-01", exit_reason="退出")
    await estate.accepted(office, "BZ2", 2)
    refusal = {"opinion_no": "R1", "level": 1, "grounds": "住房超标"}
    await office.given("reject_application", "BZ2", on="2026-02-01", **refusal)
    await estate.sold(office, "H1", 1)
    await estate.sold(office, "H2", 2)
    assert await estate.monitored(office) == Counter()


async def test_imported_purchases_are_monitored_alike(office: Office) -> None:
    await estate.eligible(office, "BZ1", 1)
    await estate.houses(office, "H1")
    bought = await estate.sold(office, "H1", 1)
    (buyer,) = (str(change.set["person"]) for change in bought.changes if change.entity.startswith("parties/"))
    await estate.monitored(office)
    owner = {"owners/T1-1": {"party_kind": "PERSON", "person": buyer, "basis": "SALE", "acquired_on": "2026-05-25"}}
    transfer = bureau.row("HOUSE", "H1", "OwnershipTransferred", "2026-05-25", owner)
    stream = await office.pool.fetchval("select stream from ledger.stream where code = 'H1'")
    await bureau.Register(office).record(dataclasses.replace(transfer, stream=stream))
    assert await estate.monitored(office) == Counter(BOTH)


async def test_what_came_before_the_application_is_a_finding(office: Office) -> None:
    await estate.houses(office, "H1")
    await estate.sold(office, "H1", 1, on="2025-06-02", signed_on="2025-06-01")
    await office.project()
    await estate.accepted(office, "BZ1", 1)
    assert await estate.monitored(office) == Counter(["FindingRecorded"])
    (made,) = await estate.recorded(office, "BZ1")
    (said,) = (change.set for change in made.changes)
    assert (said["rule"], said["department"]) == ("SEC-4", "housing-security")


async def test_a_purchase_that_is_voided_puts_what_followed_into_doubt(office: Office) -> None:
    await estate.eligible(office, "BZ1", 1)
    await estate.houses(office, "H1")
    bought = await estate.sold(office, "H1", 1)
    await estate.monitored(office)
    await bureau.review(office)
    assert await bureau.open_findings(office, "BZ1") == set()
    filed = await office.given("void_event", "", on="2026-05-30", event_id=str(bought.id))
    told = {str(one.id) for one in await estate.recorded(office, "BZ1")}
    assert {str(one) for one in filed.dependants} == told
    await bureau.review(office)
    assert await bureau.open_findings(office, "BZ1") == {("GEN-4", one) for one in told}
    details = [str(one["detail"]) for one in (await bureau.findings(office, "BZ1")).values()]
    assert not any(secret in detail for secret in (str(bought.id), "H1", estate.ELSEWHERE) for detail in details)


async def test_one_leads_and_the_other_takes_over(office: Office) -> None:
    await estate.houses(office, "H1", "H2")
    await estate.accepted(office, "BZ1", 1)
    stop, other = asyncio.Event(), asyncio.Event()
    leading = asyncio.create_task(estate.monitor(office).run(stop, 0.01))
    await asyncio.sleep(0.05)
    standing_by = asyncio.create_task(estate.monitor(office).run(other, 0.01))
    await estate.sold(office, "H1", 1)
    await _until(office, 1)
    stop.set()
    await leading
    await estate.sold(office, "H2", 1)
    await _until(office, 2)
    other.set()
    await standing_by


async def _until(office: Office, count: int) -> None:
    await patience.until(lambda: estate.recorded(office, "BZ1"), lambda found: len(found) >= count)
