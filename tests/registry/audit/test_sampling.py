"""A sample is drawn by what was fixed before the randomness and by that, all events alike, and by nothing else."""

from __future__ import annotations

import collections
import dataclasses

import pytest

from registry.audit import sampling

SEED = "ab" * 32
DRAW = sampling.Draw("2026-Q3", "fangji/demo", 500, "00" * 32, 20, "randomness of the day", SEED)


def test_the_same_is_drawn_again() -> None:
    positions = DRAW.positions()
    assert positions == DRAW.positions()
    assert len(set(positions)) == 20
    assert all(1 <= one <= 500 for one in positions)
    assert positions[:4] == [171, 104, 299, 314]  # a vector: it may never change for this version


@pytest.mark.parametrize(
    "changed",
    [
        {"name": "2026-Q4"}, {"origin": "other"}, {"size": 501}, {"root": "11" * 32}, {"count": 21},
        {"randomness": "another"}, {"seed": "cd" * 32}, {"seed": ""},
    ],
    ids=str,
)  # fmt: skip
def test_anything_else_draws_another(changed: dict[str, object]) -> None:
    other = dataclasses.replace(DRAW, **changed)  # type: ignore[arg-type]
    assert other.positions()[:10] != DRAW.positions()[:10]
    assert (other.digest() == DRAW.digest()) == ("randomness" in changed)


def test_a_whole_ledger_can_be_drawn() -> None:
    draw = dataclasses.replace(DRAW, size=40, count=40)
    assert sorted(draw.positions()) == list(range(1, 41))


def test_every_event_is_as_likely() -> None:
    drawn = collections.Counter(
        position
        for number in range(1_000)
        for position in dataclasses.replace(DRAW, size=10, count=3, randomness=str(number)).positions()
    )
    assert all(240 <= drawn[position] <= 360 for position in range(1, 11))  # 300 each, by 4 standard deviations


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"count": 0}, "count"),
        ({"count": 501}, "count"),
        ({"count": 10_001, "size": 20_000}, "count"),
        ({"randomness": " "}, "randomness"),
        ({"seed": "ab"}, "seed"),
        ({"seed": "AB" * 32}, "seed"),
    ],
)
def test_what_no_sample_is_drawn_by(changed: dict[str, object], field: str) -> None:
    with pytest.raises(sampling.BadSample) as refused:
        dataclasses.replace(DRAW, **changed)  # type: ignore[arg-type]
    assert refused.value.field == field
