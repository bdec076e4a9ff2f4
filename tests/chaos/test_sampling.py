"""What counts as flat, and the fifths of a run."""

from __future__ import annotations

import pytest

from tests.chaos import sampling


def of(*values: float, name: str = "api MB") -> sampling.Figure:
    """The one figure of a run with a sample every ten seconds."""
    (found,) = sampling.figures([(10.0 * at, {name: value}) for at, value in enumerate(values)])
    return found


def test_the_first_fifth_warms_up_and_counts_for_nothing() -> None:
    figure = of(10, 10, 300, 302, 301, 303, 300, 301, 302, 304)
    assert figure.medians == [10, 301, 302, 300.5, 303]
    assert figure.flat
    assert abs(figure.slope) < 200  # megabytes an hour


@pytest.mark.parametrize(
    ("name", "second", "last", "flat"),
    [
        ("api MB", 100, 119, True),
        ("api MB", 100, 121, False),
        ("database MB", 1000, 1099, True),
        ("database MB", 1000, 1101, False),
        ("database connections", 30, 36, False),
        ("index events", 10, 200, True),
        ("index events", 10, 220, False),
        ("commands p99 ms", 100, 149, True),
        ("commands p99 ms", 100, 151, False),
        ("opensearch MB", 600, 900, True),
    ],
)
def test_flat_is_within_a_share_or_a_little(name: str, second: float, last: float, flat: bool) -> None:
    assert of(0, second, second, second, last, name=name).flat is flat


def test_the_table_says_which_is_not() -> None:
    said = sampling.table([of(0, 100, 150, 200, 250), of(1, 1, 1, 1, 1, name="reads p50 ms")]).splitlines()
    assert said[1].endswith("NO")
    assert said[2].endswith("yes")
