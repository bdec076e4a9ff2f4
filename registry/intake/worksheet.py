"""Rows of the quarantine as a clerk corrects them: cells under their own headings, and where the row stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from registry.intake.kept import Kept, Opened, masked
from registry.intake.profile import Part, Profile
from registry.intake.quarantine import MASK

ID = "quarantine_id"
PLACES = (ID, "part", "file", "row", "column", "rule", "reason")
"""What is said of a row beside its cells; nobody reads it back but the number."""

_CELL = "cell."


@dataclass(frozen=True, slots=True)
class Line:
    """A row to be corrected; cells are masked, by the name of their column in the file."""

    kept: Kept
    part: Part
    cells: Mapping[str, str]

    def record(self) -> dict[str, object]:
        """The line under the worksheet's headings."""
        kept = self.kept
        places = (kept.id, self.part.name, kept.file, kept.row, kept.column, kept.rule, kept.reason)
        cells = {heading(name): cell for name, cell in self.cells.items()}
        return {**dict(zip(PLACES, places, strict=True)), **cells}


def heading(column: str) -> str:
    """The heading of a column: its own name, unless the worksheet says something else under it."""
    return f"{_CELL}{column}" if column in PLACES else column


def column(heading: str) -> str | None:
    """The column of a heading; None for what is said of a row beside its cells."""
    return None if heading in PLACES else heading.removeprefix(_CELL)


def line(kept: Kept, opened: Opened, profile: Profile) -> Line:
    """A row as a line, with all columns that its part has."""
    part = profile.part(opened.part)
    shown = masked(kept, profile, opened.part, "", opened.cells).cells
    names = (*columns(part), *shown) if kept.raw else columns(part)
    return Line(kept, part, {name: _text(shown.get(name, "")) for name in names})


def columns(part: Part) -> tuple[str, ...]:
    """The columns that a part declares."""
    return tuple(name.split("|")[0] for name in (*part.columns, *part.optional))


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)


def headings(lines: Iterable[Line]) -> list[str]:
    """The headings of a table of these lines."""
    found = dict.fromkeys(heading(name) for one in lines for name in one.cells)
    return [*PLACES, *found]


def changed(line: Line, said: Mapping[str, str]) -> dict[str, str]:
    """Those cells that somebody changed in a line; one that is left masked, or only breaks lines otherwise, is not."""
    return {name: text for name, text in said.items() if text != MASK and _plain(text) != _plain(line.cells.get(name))}


def _plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")
