"""The Dutch grid against published points, and rings."""

from __future__ import annotations

import re

import pytest

from registry.intake import rijksdriehoek


@pytest.mark.parametrize(
    ("x", "y", "longitude", "latitude"),
    [
        (155000.0, 463000.0, 5.387206, 52.155174),  # Amersfoort, the origin of the grid
        (121687.0, 487484.0, 4.898010, 52.374220),  # Amsterdam
    ],
)
def test_known_points(x: float, y: float, longitude: float, latitude: float) -> None:
    ring = f"{x} {y} 0 {x + 1} {y} 0 {x} {y + 1} 0 {x} {y} 0"
    first = re.match(r"POLYGON \(\((\S+) (\S+),", rijksdriehoek.outline(ring))
    assert first is not None
    assert float(first[1]) == pytest.approx(longitude, abs=2e-4)
    assert float(first[2]) == pytest.approx(latitude, abs=2e-4)


def test_a_hole_is_a_ring_of_its_own() -> None:
    outer = "0 0 0 9 0 0 9 9 0 0 0 0"
    assert rijksdriehoek.outline(f"{outer} {outer}").count("(") == 3


@pytest.mark.parametrize(
    ("positions", "message"),
    [("", "not a list"), ("1 2", "not a list"), ("a b c", "not a number"), ("0 0 0 1 1 0", "does not close")],
)
def test_what_is_no_outline(positions: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        rijksdriehoek.outline(positions)
