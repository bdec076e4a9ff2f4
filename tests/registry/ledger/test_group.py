"""Group commit alone, before an append that the test controls."""

import asyncio
from collections.abc import Sequence

import pytest

from aggregates import catalogue
from registry.ledger import admission, group, preparation, settling, units
from tests.registry.ledger import samples

ADMISSION = admission.Admission(catalogue.CATALOGUE)


class Append:
    """Notes its groups and answers (or fails) once it is released."""

    def __init__(self, failure: BaseException | None = None) -> None:
        self.groups: list[list[str]] = []
        self.release = asyncio.Event()
        self.failure = failure

    async def __call__(self, prepared: Sequence[preparation.Prepared]) -> list[settling.Outcome]:
        self.groups.append([one.unit.events[0].code for one in prepared])
        await self.release.wait()
        if self.failure:
            raise self.failure
        return [units.Appended(one.unit.command, 1, 1, samples.NOON) for one in prepared]


def _submit(commit: group.GroupCommit, code: str) -> "asyncio.Task[units.Appended]":
    prepared = preparation.prepare(samples.unit(samples.house(code)), ADMISSION)
    return asyncio.create_task(commit.ask(prepared))


async def _turn() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_comes_meanwhile_shares_the_next_group_in_order() -> None:
    append = Append()
    commit = group.GroupCommit(append)
    first = _submit(commit, "H1")
    await _turn()
    later = [_submit(commit, code) for code in ("H2", "H3", "H4")]
    await _turn()
    append.release.set()
    await asyncio.gather(first, *later)
    assert append.groups == [["H1"], ["H2", "H3", "H4"]]


async def test_who_gives_up_while_waiting_is_left_out() -> None:
    append = Append()
    commit = group.GroupCommit(append)
    tasks = [_submit(commit, "H1")]
    await _turn()
    tasks += [_submit(commit, code) for code in ("H2", "H3")]
    await _turn()
    tasks[1].cancel()
    await _turn()
    append.release.set()
    await asyncio.gather(tasks[0], tasks[2])
    assert append.groups == [["H1"], ["H3"]]


async def test_who_gives_up_while_under_way_hurts_nobody() -> None:
    append = Append()
    commit = group.GroupCommit(append)
    tasks = [_submit(commit, code) for code in ("H1", "H2")]
    await _turn()
    tasks[0].cancel()
    await _turn()
    append.release.set()
    assert (await tasks[1]).first == 1
    assert append.groups == [["H1", "H2"]]


async def test_a_failure_of_the_whole_group_reaches_every_waiter_and_the_next_group_goes_on() -> None:
    append = Append(RuntimeError("no database"))
    commit = group.GroupCommit(append)
    tasks = [_submit(commit, code) for code in ("H1", "H2", "H3")]
    await _turn()
    tasks[2].cancel()
    await _turn()
    append.release.set()
    for task in tasks[:2]:
        with pytest.raises(RuntimeError, match="no database"):
            await task
    append.failure = None
    assert (await _submit(commit, "H4")).first == 1


async def test_a_group_that_is_cancelled_cancels_all_who_wait() -> None:
    append = Append(asyncio.CancelledError())
    commit = group.GroupCommit(append)
    first = _submit(commit, "H1")
    await _turn()
    second = _submit(commit, "H2")
    await _turn()
    append.release.set()
    for task in (first, second):
        with pytest.raises(asyncio.CancelledError):
            await task
    await commit.close()


async def test_close_waits_for_what_is_under_way() -> None:
    append = Append()
    commit = group.GroupCommit(append)
    task = _submit(commit, "H1")
    await _turn()
    closing = asyncio.create_task(commit.close())
    await _turn()
    assert not closing.done()
    append.release.set()
    await closing
    assert (await task).first == 1


async def test_a_group_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group, "MOST_UNITS", 2)
    append = Append()
    commit = group.GroupCommit(append)
    tasks = [_submit(commit, f"H{n}") for n in range(5)]
    await _turn()
    append.release.set()
    await asyncio.gather(*tasks)
    assert [len(one) for one in append.groups] == [2, 2, 1]
