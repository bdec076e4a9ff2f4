"""Corrections laid over the cells of delivered rows, so that a corrected row takes part in an import like any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from registry.intake.profile import Row

Corrections = Mapping[int, Mapping[str, str]]
"""Number of a row within its file -> column -> corrected text."""

Overlay = Mapping[str, Corrections]
"""File -> its corrections."""

NOTHING: Corrections = {}


def laid(rows: Iterable[Row], corrections: Corrections) -> Iterator[Row]:
    """The rows with their corrections; whoever corrects a row says where its cells end, so it is ragged no more."""
    for row in rows:
        cells = corrections.get(row.number)
        yield _corrected(row, cells) if cells else row


def _corrected(row: Row, cells: Mapping[str, str]) -> Row:
    broken = tuple(name for name in row.broken if name not in cells)
    return replace(row, cells={**row.cells, **cells}, broken=broken, ragged=False)
