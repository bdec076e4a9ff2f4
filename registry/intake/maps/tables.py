"""The cells of a file laid out as a map says: csv with any delimiter, ndjson with nested records, xlsx with any header.

Headings of several rows are joined with a slash (``权利人/姓名``), nested members with a point (``owner.name``,
``owners.1.name``); a heading that stands again is ``面积#2``; a column without one is ``column 5``.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from registry.intake import reading
from registry.intake.maps.column_map import Form
from registry.intake.profile import Part
from registry.intake.sources import Member, SourceError

FORMATS = {
    **dict.fromkeys(("csv", "tsv", "tab", "txt"), "csv"),
    **{"ndjson": "ndjson", "jsonl": "ndjson", "json": "json", "xlsx": "xlsx", "xlsm": "xlsx"},
}
"""By the end of a file's name."""

WIDEST = 4096
"""Columns that a sheet may have; some programs write empty cells to the last possible one."""

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and data rows; a row may have fewer or more cells than there are headings. Read once."""

    headings: tuple[str, ...]
    rows: Iterator[list[str]]


def format_of(member: Member, form: Form) -> str:
    """csv, ndjson, json or xlsx."""
    return form.format or named_format(member.name) or "csv"


def named_format(name: str) -> str:
    """The format that the end of a file's name tells; "" where it tells none."""
    return FORMATS.get(name.rsplit(".", 1)[-1].lower(), "")


def is_records(member: Member, form: Form) -> bool:
    """Whether each row of the file names its own columns."""
    return format_of(member, form) in ("ndjson", "json")


def table(member: Member, form: Form) -> Table:
    """The headings and rows of a csv or xlsx file.

    Raises:
        SourceError: nothing in it, no such sheet, or it is not what its name says.
    """
    rows = ([cell.strip() for cell in cells] for cells in grid(member, form))
    first = form.header[0] - 1
    head = [trimmed(cells) for cells in itertools.islice(rows, first, first + len(form.header))]
    names = headings(head)
    if not any(name and not name.startswith(UNNAMED) for name in names):
        where = "row" if len(form.header) == 1 else "rows"
        said = " and ".join(map(str, form.header))
        raise SourceError(
            f"{member.label} has no headings in {where} {said}; say with file.header where they are.", field="files"
        )
    return Table(names, (cells for cells in rows if any(cells)))


def trimmed(cells: Sequence[str]) -> list[str]:
    """The cells without the empty ones at the end."""
    found = list(cells)
    while found and not found[-1]:
        found.pop()
    return found


UNNAMED = "column "


def headings(head: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """One name a column, of one or more header rows; merged cells count for all columns that they span."""
    width = max(map(len, head), default=0)
    rows = [[" ".join(cell.split()).lstrip("\ufeff") for cell in row] + [""] * (width - len(row)) for row in head]
    for above, below in itertools.pairwise(rows):
        _spread(above, below)
    joined = ["/".join(dict.fromkeys(filter(None, column))) for column in zip(*rows, strict=True)]
    return tuple(reading.numbered(name or f"{UNNAMED}{n}" for n, name in enumerate(joined, 1)))


def _spread(above: list[str], below: Sequence[str]) -> None:
    """A heading spans the blank ones to its right, unless it spans downwards: then nothing stands below it."""
    spanning = ""
    for n, name in enumerate(above):
        if name:
            spanning = name if below[n] else ""
        elif below[n]:
            above[n] = spanning


def grid(member: Member, form: Form) -> Iterator[list[str]]:
    """All rows of a csv or xlsx file as text, the header's among them."""
    return _sheet(member, form) if format_of(member, form) == "xlsx" else _delimited(member, form)


def _delimited(member: Member, form: Form) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines(member, form.encoding), delimiter=form.delimiter)
    except csv.Error as error:
        raise SourceError(f"{member.label} is not a csv file ({error}); save it again.", field="files") from None


def lines(member: Member, encoding: str) -> Iterator[str]:
    """The decoded lines.

    Raises:
        SourceError: bytes outside the encoding; the message says where.
    """
    if codecs.lookup(encoding).name.startswith(("utf-16", "utf-32")):
        return _wide(member, encoding)
    return iter(reading.Lines(member, Part("table", "", encoding=encoding)))


def _wide(member: Member, encoding: str) -> Iterator[str]:
    """Encodings whose line ends are more than one byte."""
    text = io.TextIOWrapper(member.stream, encoding, newline="")
    try:
        yield from text
    except UnicodeError:
        raise SourceError(
            f"{member.label} is not {encoding}; say its encoding with file.encoding.", field="files"
        ) from None
    finally:
        text.detach()  # whoever opened the stream closes it


def _sheet(member: Member, form: Form) -> Iterator[list[str]]:
    with closing(workbook(member)) as book:
        if form.sheet and form.sheet not in book.sheetnames:
            raise SourceError(
                f"{member.label} has no sheet {form.sheet!r}, which file.sheet names; it has"
                f" {', '.join(map(repr, book.sheetnames))}.",
                field="files",
            )
        sheet = book[form.sheet] if form.sheet else book.worksheets[0]
        sheet.reset_dimensions()
        for row in sheet.iter_rows(values_only=True):
            yield [cell_text(value) for value in row[:WIDEST]]


def workbook(member: Member) -> Any:
    """The opened workbook, its rows read as they are asked for.

    Raises:
        SourceError: it is not one.
    """
    import openpyxl  # a fifth of a second, which every worker process would wait for
    from openpyxl.utils.exceptions import InvalidFileException

    stream = member.stream if member.stream.seekable() and not member.archived else io.BytesIO(member.stream.read())
    try:
        return openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except (KeyError, ValueError, zipfile.BadZipFile, InvalidFileException) as error:
        stream.seek(0)
        old = stream.read(4) == _OLD_EXCEL
        hint = "it is of the old form .xls; save it as .xlsx" if old else f"{error}; save it again"
        raise SourceError(f"{member.label} is not an xlsx file: {hint}.", field="files") from None


def cell_text(value: object) -> str:
    """A cell's or a JSON member's value as text: days ISO, numbers with the fifteen digits that Excel keeps."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return _float_text(value)
    return str(value)


def _float_text(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.15g}"
    return text if "e" not in text else f"{value:.15f}".rstrip("0") if abs(value) < 1 else text


def records(member: Member, form: Form) -> Iterator[dict[str, str]]:
    """The records of an ndjson or json file, nested members brought up to the top.

    Raises:
        SourceError: not JSON, or not objects.
    """
    found = _json_lines(member, form) if format_of(member, form) == "ndjson" else _json_array(member, form)
    for number, record in enumerate(found, 1):
        if not isinstance(record, dict):
            raise SourceError(f"{member.label}: record {number} is not a JSON object.", field="files")
        yield dict(flattened(record))


def _json_lines(member: Member, form: Form) -> Iterator[object]:
    for number, text in enumerate(lines(member, form.encoding), 1):
        if text.strip():
            yield _json(member, text, f"line {number}")


def _json_array(member: Member, form: Form) -> Iterable[object]:
    """A list, or the one list in an object."""
    found = _json(member, "".join(lines(member, form.encoding)), "the file")
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), found)
    return found if isinstance(found, list) else [found]


def _json(member: Member, text: str, where: str) -> object:
    try:
        return json.loads(text, parse_float=str)
    except json.JSONDecodeError as error:
        raise SourceError(f"{member.label} is not JSON in {where}: {error.msg}.", field="files") from None


def flattened(record: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    """``{"a": {"b": 1}, "c": [{"d": 2}]}`` -> ``a.b`` 1, ``c.1.d`` 2."""
    for name, value in record.items():
        if isinstance(value, list):
            value = {str(n): one for n, one in enumerate(value, 1)}
        if isinstance(value, dict):
            yield from flattened(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", cell_text(value).strip()
