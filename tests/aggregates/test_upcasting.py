"""Upcasting: one version after the other, by pure functions, or a clear refusal."""

import copy

import pytest

from aggregates import errors, upcasting


def renamed(members: upcasting.Members) -> upcasting.Members:
    changes = [{"entity": one["entity"], "set": {"floor_area": one["set"]["area"]}} for one in members["changes"]]  # type: ignore[attr-defined]
    return {**members, "changes": changes}


def with_purpose(members: upcasting.Members) -> upcasting.Members:
    changes = [{**one, "set": {**one["set"], "purpose": None}} for one in members["changes"]]  # type: ignore[attr-defined]
    return {**members, "changes": changes}


STEPS = upcasting.Upcasters({("HOUSE", "Measured", 1): renamed, ("HOUSE", "Measured", 2): with_purpose})
WRITTEN = {"kind": "HOUSE", "type": "Measured", "schema": 1, "changes": [{"entity": "", "set": {"area": "1"}}]}


def test_steps_are_taken_one_after_the_other_and_leave_what_was_written() -> None:
    before = copy.deepcopy(WRITTEN)
    now = STEPS.upcast(WRITTEN, 3)
    assert now == {**WRITTEN, "schema": 3, "changes": [{"entity": "", "set": {"floor_area": "1", "purpose": None}}]}
    assert before == WRITTEN
    assert STEPS.upcast(now, 3) is now


@pytest.mark.parametrize(("schema", "to"), [(1, 4), (3, 2), (4, 3)])
def test_where_no_way_leads_it_says_so(schema: int, to: int) -> None:
    with pytest.raises(errors.UnknownName, match=f"to {to} of Measured"):
        STEPS.upcast({**WRITTEN, "schema": schema}, to)


def test_what_is_newer_is_not_taken_further() -> None:
    """A body of schema 2 asked for as 1: there is a step from 2, which leads away."""
    with pytest.raises(errors.UnknownName, match="may be too old"):
        STEPS.upcast({**WRITTEN, "schema": 2, "changes": []}, 1)


def test_outdated_names_what_there_are_steps_for() -> None:
    assert STEPS.outdated() == {("HOUSE", "Measured", 1), ("HOUSE", "Measured", 2)}
    assert upcasting.UPCASTERS.outdated() == frozenset()
