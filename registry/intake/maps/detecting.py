"""The layout of a file that nobody has described: format, encoding, delimiter, sheet, header rows, first data rows."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from registry.intake.maps import dates, personal, shapes, tables, vocabulary
from registry.intake.maps.column_map import Form
from registry.intake.sources import Member, SourceError

ROWS = 200
"""Data rows that are looked at."""

HEAD = 1 << 20
"""Bytes that are looked at, of anything but a workbook."""

LOOKED_FOR_HEADER = 20
LONGEST_HEADING = 40
_DIGITS = re.compile(r"[\d.,/%:+ -]+")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_COMMON = {"gb18030": ("gb2312", 0xB0, 0xD7), "cp950": ("big5", 0xA4, 0xC6)}
"""Encodings of Chinese with the lead bytes of their common characters: what is text in one is rare signs in another."""


@dataclass(frozen=True, slots=True)
class Layout:
    """What was found: ``titles`` are texts above the header, ``doubts`` sentences for who looks it over."""

    format: str
    form: Form
    headings: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    titles: Sequence[str] = ()
    doubts: list[str] = field(default_factory=list)


def detect(member: Member) -> Layout:
    """The layout of a file.

    Raises:
        SourceError: nothing in it, or nothing that looks like a header.
    """
    format_, member = _format(member)
    if format_ == "xlsx":
        return _workbook(member)
    if format_ in ("ndjson", "json"):
        return _records(member, format_)
    head = member.stream.read(HEAD)
    if not head.strip():
        raise SourceError(f"{member.label} is empty; name another file.", field="files")
    encoding = encoding_of(head)
    text = _decoded(head, encoding)
    form = Form(_unless_named(member, "csv"), encoding, delimiter_of(text))
    grid = _cells(member, text, form.delimiter)
    if len(head) == HEAD and len(grid) < ROWS:
        grid.pop()  # the last line is cut off
    return _laid_out(member, "csv", form, grid)


def _unless_named(member: Member, format_: str) -> str:
    """The format, where the file's name does not tell it."""
    return "" if tables.named_format(member.name) == format_ else format_


def _cells(member: Member, text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(
            itertools.islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), ROWS + LOOKED_FOR_HEADER)
        )
    except csv.Error as error:
        raise SourceError(f"{member.label} is not a csv file ({error}); save it again.", field="files") from None


def _format(member: Member) -> tuple[str, Member]:
    """By what the file begins with, whatever its name says; the member with a stream that can still be read."""
    first = member.stream.peek(64)[:64] if hasattr(member.stream, "peek") else b""
    if not first:
        content = member.stream.read()
        first, member = content[:64], replace(member, stream=io.BytesIO(content))
    bare = first.lstrip(codecs.BOM_UTF8).lstrip()
    named = tables.format_of(member, Form())
    if first.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "xlsx", member
    if bare.startswith(b"{"):
        return "json" if named == "json" else "ndjson", member
    return "json" if bare.startswith(b"[") else "csv", member


def encoding_of(head: bytes) -> str:
    """The encoding of text: by its mark, else UTF-8 where it is, else the Chinese one whose common signs it holds."""
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if _readable(head, "utf-8"):
        return "utf-8"
    scores = {name: _familiar(head, name) for name in _COMMON if _readable(head, name)}
    best = max(scores, key=lambda name: scores[name], default="")
    return best if best and scores[best] > 0 else "cp1252"


def _readable(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _familiar(head: bytes, encoding: str) -> float:
    """The share of common Chinese characters among all that are not ASCII."""
    base, low, high = _COMMON[encoding]
    text = [sign for sign in _decoded(head, encoding) if ord(sign) > 127]
    common = 0
    for sign, count in Counter(text).items():
        lead = sign.encode(base, errors="ignore")[:1]
        common += count * bool(lead and low <= lead[0] <= high)
    return common / len(text) if text else 0.0


def _decoded(head: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(head, final=False)


def delimiter_of(text: str) -> str:
    """The sign that cuts most lines into the same number of cells, two at least."""
    lines = text.splitlines()[:50]
    return max(",\t;|", key=lambda sign: _even(lines, sign))


def _even(lines: Sequence[str], sign: str) -> int:
    widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=sign) if cells)
    return max((times * (width > 1) * min(width, 50) for width, times in widths.items()), default=0)


def _workbook(member: Member) -> Layout:
    """The fullest sheet; the others are named, for they may be wanted too."""
    with closing(tables.workbook(member)) as book:
        grids = {}
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = itertools.islice(sheet.iter_rows(values_only=True), ROWS + LOOKED_FOR_HEADER)
            grids[sheet.title] = [[tables.cell_text(value) for value in row[: tables.WIDEST]] for row in rows]
    filled = {name: sum(bool(cell) for row in grid for cell in row) for name, grid in grids.items()}
    best = max(filled, key=lambda name: filled[name])
    form = Form(_unless_named(member, "xlsx"), sheet=best)
    layout = _laid_out(member, "xlsx", form, grids[best])
    others = [name for name, cells in filled.items() if cells and name != best]
    if others:
        layout.doubts.append(
            f"the workbook has other sheets with cells, which a map of their own may read: {', '.join(others)}"
        )
    return layout


def _records(member: Member, format_: str) -> Layout:
    form = Form(_unless_named(member, format_))
    found = list(itertools.islice(tables.records(member, form), ROWS))
    if not any(found):
        raise SourceError(f"{member.label} is empty: it has no record; name another file.", field="files")
    names = tuple(dict.fromkeys(name for record in found for name in record))
    return Layout(format_, form, names, [[record.get(name, "") for name in names] for record in found])


def _laid_out(member: Member, format_: str, form: Form, grid: Iterable[Sequence[str]]) -> Layout:
    rows = [tables.trimmed([cell.strip() for cell in cells]) for cells in grid]
    header = header_rows(rows)
    if not header:
        raise SourceError(
            f"{member.label} has no row that looks like headings; write a map with file.header.", field="files"
        )
    above, first = rows[: header[0] - 1], header[-1]
    names = tables.headings(rows[header[0] - 1 : first])
    titles = [cell for cells in above for cell in cells if cell]
    data = [cells for cells in rows[first:] if any(cells)][:ROWS]
    found = Layout(format_, replace(form, header=header), names, data, titles)
    if len(header) > 1:
        found.doubts.append(f"rows {' and '.join(map(str, header))} were taken for headings together")
    return found


def header_rows(rows: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """The first row of words that is as wide as the table, with the one below where the two fill each other up."""
    width = max((sum(map(bool, cells)) for cells in rows), default=0)
    for n, cells in enumerate(rows[:LOOKED_FOR_HEADER]):
        filled = sum(map(bool, cells))
        if not filled or not _are_words(cells):
            continue
        if _continues(cells, rows[n + 1] if n + 1 < len(rows) else [], width):
            return n + 1, n + 2
        if filled >= max(0.7 * width, 1) and filled > 0:
            return (n + 1,)
    return ()


def _are_words(cells: Sequence[str]) -> bool:
    """Short texts; where none is a known heading, none may look like a person's name either."""
    if any(map(shapes.is_name, cells)) and not any(map(vocabulary.is_familiar, cells)):
        return False
    return all(not cell or (len(cell) <= LONGEST_HEADING and not _is_value(cell)) for cell in cells)


def _is_value(cell: str) -> bool:
    return (
        bool(_DIGITS.fullmatch(cell))
        or personal.looks(cell)
        or dates.day(cell, (*dates.UNAMBIGUOUS, "YYY年M月D日")) is not None
    )


def _continues(above: Sequence[str], below: Sequence[str], width: int) -> bool:
    """Whether a second header row fills what merged cells leave blank in the first, and nothing else but its parts."""
    if sum(map(bool, above)) < 2 or not _are_words(below) or not any(below):
        return False
    known = [bool(cell) for cell in above] + [False] * max(0, len(below) - len(above))
    there = [bool(cell) for cell in below] + [False] * max(0, len(known) - len(below))
    both = sum(a or b for a, b in zip(known, there, strict=True))
    gaps_filled = any(b and not a for a, b in zip(known, there, strict=True))
    spans_down = any(a and not b for a, b in zip(known, there, strict=True))
    familiar = sum(vocabulary.is_familiar(cell) for cell in below if cell)
    return gaps_filled and both >= 0.8 * width and (spans_down or familiar * 2 >= sum(there))
