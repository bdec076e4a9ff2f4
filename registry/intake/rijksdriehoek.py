"""Outlines in the Dutch national grid (Rijksdriehoek, EPSG:28992) as polygons in WGS 84."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import pyproj

Point = tuple[float, float]


@cache
def _transformer() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs("EPSG:28992", "EPSG:4326", always_xy=True)


def outline(positions: str) -> str:
    """The well-known text of a polygon given as ``x y z x y z …`` in metres: its ring, then the rings of its holes.

    A ring ends where its first point comes again. Longitude first, seven decimals (about a centimetre).

    Raises:
        ValueError: other than numbers, not threes of them, or a ring that does not close.
    """
    numbers = positions.split()
    if not numbers or len(numbers) % 3:
        raise ValueError("is not a list of x, y, z")
    try:
        xs, ys = list(map(float, numbers[0::3])), list(map(float, numbers[1::3]))
    except ValueError:
        raise ValueError("holds something that is not a number") from None
    texts = list(map("%.7f %.7f".__mod__, zip(*_transformer().transform(xs, ys), strict=True)))
    return f"POLYGON ({', '.join(_rings(list(zip(xs, ys, strict=True)), texts))})"


def _rings(points: Sequence[Point], texts: Sequence[str]) -> Iterator[str]:
    begin = 0
    while begin < len(points):
        try:
            end = points.index(points[begin], begin + 1) + 1
        except ValueError:
            raise ValueError("has a ring that does not close") from None
        yield f"({', '.join(texts[begin:end])})"
        begin = end
