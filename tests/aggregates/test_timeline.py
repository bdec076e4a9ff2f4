"""The Python fold gives what the oracle gives, at every boundary of both clocks; only live heads are replaced."""

import collections
import datetime
import functools
import itertools
import re
import sys
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest

from aggregates import errors, event, timeline
from tests import histories, oracle

AFFIRMING = histories.affirming(histories.SCRATCH)
MANY = hypothesis.settings(max_examples=3 * hypothesis.settings().max_examples)
SURVEY = functools.partial(histories.Said, "HOUSE", "SurveyRevised")


def recorded(one: oracle.Recorded) -> event.Recorded:
    """Return the event as the domain reads it."""
    return event.Recorded(one.position, one.recorded_at, event.from_members(one.body, one.recorded_at))


def timelines(history: list[oracle.Recorded]) -> dict[str, timeline.Timeline]:
    """Return the timeline of every subject, fed event by event."""
    found: dict[str, timeline.Timeline] = collections.defaultdict(lambda: timeline.Timeline(histories.SCRATCH))
    for one in history:
        found[one.body["stream"]].add(recorded(one))
    return found


def answers(
    found: dict[str, timeline.Timeline], valid: datetime.date, clock: oracle.Clock = oracle.NOW
) -> dict[oracle.Entity, oracle.State]:
    """Return the fold's answer in the oracle's shape."""
    return {
        (stream, entity): state
        for stream, subject in found.items()
        for entity, state in subject.state(valid, known=clock.known, position=clock.position).items()
    }


def house(*steps: tuple[str, dict[str, Any]]) -> list[oracle.Recorded]:
    """Return the ledger of one house after these steps, each a second after the one before."""
    return histories.play([histories.Step(does, 0, **details) for does, details in steps])


def area(size: int, **details: Any) -> dict[str, Any]:
    """Return a step's content: the house's area, and when."""
    return {"says": SURVEY({"": {"area": size}}), **details}


@MANY
@hypothesis.given(histories.histories())
def test_python_fold_equals_the_oracle_at_every_boundary(history: list[oracle.Recorded]) -> None:
    found = timelines(history)
    for valid in histories.days(history):
        for clock in histories.clocks(history):
            assert answers(found, valid, clock) == oracle.states(history, AFFIRMING, valid, clock), (valid, clock)


@hypothesis.given(histories.histories())
def test_asking_while_events_come_in_changes_no_answer(history: list[oracle.Recorded]) -> None:
    found: dict[str, timeline.Timeline] = collections.defaultdict(lambda: timeline.Timeline(histories.SCRATCH))
    last = max(histories.days(history))
    for count, one in enumerate(history, 1):
        found[one.body["stream"]].add(recorded(one))
        assert answers(found, last) == oracle.states(history[:count], AFFIRMING, last)


def test_thousands_of_elements_with_a_late_fact_a_correction_and_a_void() -> None:
    count = 3000
    many = {f"mortgages/{key}": {"amount": key % 7} for key in range(count)}
    mortgaged = histories.Said("HOUSE", "MortgageRegistered", many)
    late = histories.Said("HOUSE", "MortgageRegistered", {f"mortgages/{count - 1}": {"amount": None, "ended": "a"}})
    history = house(
        ("record", {"says": mortgaged, "day": 2}),
        ("record", {"says": mortgaged, "day": 4}),
        ("record", {"says": late, "day": 3}),
        ("correct", {"says": late, "day": 5}),
        ("void", {"says": late}),
    )
    found = timelines(history)
    for day in range(1, 7):
        valid = histories.FIRST_DAY + datetime.timedelta(days=day)
        for position in range(len(history) + 1):
            clock = oracle.Clock(position=position)
            assert answers(found, valid, clock) == oracle.states(history, AFFIRMING, valid, clock)


def test_a_voided_correction_restores_its_target_in_its_place_among_ties() -> None:
    history = house(
        ("record", area(1)),
        ("record", area(2)),
        ("correct", area(3, pick=1)),  # of the first one: it stays before the second
        ("void", area(0, pick=1)),
    )
    found = timelines(history)
    areas = [state[""]["area"] for p in range(1, 5) for state in _states(found, p)]
    assert areas == [1, 2, 2, 2]
    assert [entry.chain for entry in next(iter(found.values())).in_order()] == [1, 1, 2, 4]


def _states(found: dict[str, timeline.Timeline], position: int) -> list[timeline.State]:
    return [one.state(histories.FIRST_DAY, position=position) for one in found.values()]


def test_nothing_but_a_live_head_is_corrected_or_voided() -> None:
    history = house(("record", area(1)), ("correct", area(2)), ("void_chain", area(0)), ("record", area(4)))
    subject = timeline.Timeline(histories.SCRATCH, map(recorded, history[:2]))
    first, head, void, other = (recorded(one).event.id for one in history)
    assert subject.head(head).chain == 1
    with pytest.raises(timeline.NotTheHead, match=re.escape(f"the head of its chain is {head}")):
        subject.head(first)
    with pytest.raises(timeline.NotTheHead, match="not one of this subject's"):
        subject.head(other)
    subject.add(recorded(history[2]))
    with pytest.raises(timeline.NotTheHead, match="all of its chain is voided"):
        subject.head(head)
    with pytest.raises(timeline.NotTheHead, match="itself a void"):
        subject.head(void)


def test_two_clocks_of_knowing_are_one_too_many() -> None:
    history = house(("record", area(1)))
    subject = timeline.Timeline(histories.SCRATCH, map(recorded, history))
    known, day = recorded(history[0]).registered_at, histories.FIRST_DAY
    assert subject.state(day, known=known) == subject.state(day, position=1)
    for ask in (lambda: subject.visible(known=known, position=1), lambda: subject.state(day, known=known, position=1)):
        with pytest.raises(errors.InvalidValue, match=r"knownAt .* or position .*, not both"):
            ask()


def test_a_refused_void_leaves_nothing_half_done() -> None:
    history = house(("record", area(1)), ("record", area(2)), ("correct", area(3)), ("void", area(0)))
    body = dict(history[3].body) | {"voids": [history[0].body["id"], history[1].body["id"]]}  # the second is no head
    subject = timeline.Timeline(histories.SCRATCH, map(recorded, history[:3]))
    with pytest.raises(timeline.NotTheHead):
        subject.add(recorded(oracle.Recorded(4, history[3].recorded_at, body)))
    assert subject.head(recorded(history[0]).event.id).recorded.position == 1
    assert [entry.void for entry in subject.in_order()] == [None, None, None]


def test_a_chain_of_voided_corrections_is_folded_in_linear_time() -> None:
    """Counted in steps of the interpreter, which no other process disturbs; quadratic would be a hundredfold."""

    def steps(count: int) -> int:
        again = [("correct", area(2)), ("void", area(0))] * count
        events = [recorded(one) for one in house(("record", area(1)), *again)]
        return count_calls(lambda: timeline.Timeline(histories.SCRATCH, events).state(histories.FIRST_DAY))

    assert steps(2000) < 12 * steps(200)


def count_calls(work: Callable[[], object]) -> int:
    """Return how many calls and resumptions ``work`` takes."""
    counted = itertools.count()
    before = sys.getprofile()
    sys.setprofile(lambda *_: next(counted))
    try:
        work()
    finally:
        sys.setprofile(before)
    return next(counted)
