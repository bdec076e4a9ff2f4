"""Which seizure is effective on a day follows from dates alone."""

from __future__ import annotations

import pytest

from aggregates.draft import Said
from aggregates.rules import seizures

FIRST: dict[str, Said] = {"kind": "ORDINARY", "registered_on": "2019-01-01", "expires_on": "2022-01-01"}
SECOND: dict[str, Said] = {
    "kind": "WAITING",
    "waiting_order": 1,
    "registered_on": "2019-06-01",
    "expires_on": "2023-01-01",
}
THIRD: dict[str, Said] = {
    "kind": "WAITING",
    "waiting_order": 2,
    "registered_on": "2019-06-01",
    "expires_on": "2024-01-01",
}
ALL: list[seizures.Seizure] = [("third", THIRD), ("first", FIRST), ("second", SECOND)]


@pytest.mark.parametrize(
    ("day", "order"),
    [
        ("2021-12-31", ["first", "second", "third"]),
        ("2022-01-01", ["second", "third"]),
        ("2022-12-31", ["second", "third"]),
        ("2023-01-01", ["third"]),
        ("2024-01-01", []),
    ],
)
def test_the_next_moves_up_on_the_day_on_which_the_one_before_expires(day: str, order: list[str]) -> None:
    assert [key for key, _ in seizures.ranked(ALL, day)] == order
    found = seizures.effective(ALL, day)
    assert (found[0] if found else None) == (order[0] if order else None)


def test_the_next_moves_up_when_the_one_before_is_lifted() -> None:
    lifted: list[seizures.Seizure] = [("first", {**FIRST, "lifted_on": "2020-01-01"}), *ALL[2:], ("third", THIRD)]
    assert [key for key, _ in seizures.ranked(lifted, "2019-12-31")] == ["first", "second", "third"]
    assert [key for key, _ in seizures.ranked(lifted, "2020-01-01")] == ["second", "third"]


def test_a_new_one_waits_behind_all_that_stand() -> None:
    assert seizures.next_place(ALL, "2019-07-01") == 3
    assert seizures.next_place(ALL, "2023-06-01") == 3
    assert seizures.next_place(ALL, "2024-01-01") is None
    assert seizures.next_place(ALL[1:2], "2019-07-01") == 1


def test_an_earlier_seizure_that_came_to_light_later_is_first() -> None:
    late: seizures.Seizure = ("late", {"kind": "ORDINARY", "registered_on": "2018-12-01", "expires_on": "2021-01-01"})
    assert [key for key, _ in seizures.ranked([*ALL, late], "2019-07-01")] == ["late", "first", "second", "third"]


def test_a_preliminary_seizure_is_one_until_there_is_an_owner() -> None:
    assert seizures.is_preliminary({"kind": "PRELIMINARY"}, owned=False)
    assert seizures.is_preliminary({"kind": "WAITING"}, owned=False)
    assert not seizures.is_preliminary({"kind": "PRELIMINARY"}, owned=True)
    assert not seizures.is_preliminary({"kind": "ORDINARY"}, owned=False)
