"""Rows out of one file: csv, ndjson, json or xlsx, decoded, with the header checked against the profile's part."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import IO, Any, cast

from registry.intake import overlay, sources
from registry.intake.profile import Part, Row
from registry.intake.sources import Member, SourceError

csv.field_size_limit(1 << 24)  # outlines of large buildings pass the default of 128 KB

REPLACEMENT = "\ufffd"
Cells = list[str]


class WrongColumns(SourceError):
    """The header is not that of the part; ``header`` is what stands in the file."""

    code = "WRONG_COLUMNS"

    def __init__(self, message: str, header: Sequence[str]) -> None:
        super().__init__(message, field="files")
        self.header = tuple(header)


def rows(member: Member, part: Part) -> Iterator[Row]:
    """The data rows of ``member``, numbered from 1, with its corrections laid over them.

    Raises:
        SourceError: nothing in it, another form than its name says, or bytes outside the encoding.
        WrongColumns: columns are missing or unknown.
    """
    suffix = member.name.rsplit(".", 1)[-1].lower()
    reader = _READERS.get(suffix, _csv)
    with sources.reading(member.source):
        found = part.reader(member) if part.reader else reader(member, part)
        yield from overlay.laid(found, member.corrections) if member.corrections else found


def _csv(member: Member, part: Part) -> Iterator[Row]:
    lines = Lines(member, part)
    records = csv.reader(lines) if part.quoted else csv.reader(lines, quoting=csv.QUOTE_NONE)
    header = next((record for record in records if record), None)
    if header is None:
        raise _empty(member)
    names = columns(header, part, member.label)
    for _ in range(part.header_rows - 1):
        next(records, None)
    lines.broken = False
    width, number, unknown = len(names), 0, strange(names, part)
    for cells in records:
        if not cells:
            continue
        number += 1
        row = _row(member, part, number, dict(zip(names, cells, strict=False)))
        if unknown:
            row.unknown = unknown
        if len(cells) != width:
            row.ragged = len(cells) < width or any(cells[width:])
            row.cells = {**row.cells, **{f"#{n}": cell for n, cell in enumerate(cells[width:], width + 1) if cell}}
        if lines.broken:
            row.broken = tuple(name for name, cell in row.cells.items() if REPLACEMENT in cell)
            lines.broken = False
        yield row


class Lines:
    """Decoded lines of a file; ``broken`` is set by a line that holds bytes outside a tolerant part's encoding."""

    def __init__(self, member: Member, part: Part) -> None:
        self.member, self.part = member, part
        self.broken = False

    def __iter__(self) -> Iterator[str]:
        encoding = self.part.encoding
        for number, line in enumerate(self.member.stream, 1):
            try:
                text = line.decode(encoding)
            except UnicodeDecodeError as error:
                text = self._replaced(line, number, error)
            yield text
            encoding = _rest(encoding)

    def _replaced(self, line: bytes, number: int, error: UnicodeDecodeError) -> str:
        if not self.part.tolerant:
            raise SourceError(
                f"{self.member.label} is not {_rest(self.part.encoding)}: line {number} has the byte"
                f" 0x{line[error.start]:02x} at column {error.start + 1}; convert the file, or deliver the original.",
                field="files",
            ) from None
        self.broken = True
        return line.decode(self.part.encoding, errors="replace")


def _rest(encoding: str) -> str:
    """The encoding of all lines but the first, which alone may begin with a byte order mark."""
    return "utf-8" if encoding == "utf-8-sig" else encoding


def columns(header: Sequence[str], part: Part, label: str) -> list[str]:
    """The part's names for the columns of a header, in the file's order.

    Raises:
        WrongColumns: names those that are missing and those that are unknown (unless the part is open) or stand twice.
    """
    found, names, missing, unknown = _compared(header, part)
    twice = sorted({name for name in names if names.count(name) > 1})
    if missing or twice or (unknown and not part.open):
        raise WrongColumns(_complaint(label, missing, unknown, twice), found)
    return names


def strange(names: Sequence[str], part: Part) -> tuple[str, ...]:
    """Those of a file's columns that an open part does not know."""
    return tuple(_compared(names, part)[3]) if part.open else ()


def _compared(header: Sequence[str], part: Part) -> tuple[list[str], list[str], list[str], list[str]]:
    """The headings, the part's names for them, the names that are missing and the headings that are unknown."""
    known = {heading: column for column, headings in _headings(part) for heading in headings}
    found = numbered(heading.strip().lstrip("\ufeff") for heading in header)
    names = [known.get(heading, heading) for heading in found]
    missing = [column for column, _ in _headings(part, part.columns) if column not in names]
    unknown = [heading for heading in found if heading not in known and not (part.accepts and part.accepts(heading))]
    return found, names, missing, unknown


def numbered(header: Iterable[str]) -> list[str]:
    """The headings; one that stands again is ``area#2``, then ``area#3``."""
    found: list[str] = []
    times: Counter[str] = Counter()
    for heading in header:
        times[heading] += 1
        found.append(f"{heading}#{times[heading]}" if times[heading] > 1 else heading)
    return found


def _headings(part: Part, declared: Sequence[str] | None = None) -> Iterator[tuple[str, list[str]]]:
    for column in declared if declared is not None else (*part.columns, *part.optional):
        headings = column.split("|")
        yield headings[0], headings


def _complaint(label: str, missing: Sequence[str], unknown: Sequence[str], twice: Sequence[str]) -> str:
    sides = [("misses", missing), ("has unknown", unknown), ("repeats", twice)]
    said = "; ".join(f"{verb} {', '.join(map(repr, names))}" for verb, names in sides if names)
    return f"{label} has the wrong columns: it {said}."


def peek_header(member: Member, part: Part) -> list[str]:
    """The headings of a csv file, without reading on; none where its first line cannot be read so."""
    stream = cast(io.BufferedReader, member.stream)
    first = stream.peek(1 << 16).split(b"\n", 1)[0].decode(part.encoding, errors="replace")
    return next(iter(csv.reader([first])), [])


def fits(header: Sequence[str], part: Part) -> bool:
    """Whether all columns that the part needs stand in a header."""
    found = set(numbered(heading.strip() for heading in header))
    return bool(part.columns) and all(found & set(column.split("|")) for column in part.columns)


def takes(header: Sequence[str], part: Part) -> bool:
    """Whether a file with this header is of the part: all it needs is there, and nothing that it does not know."""
    try:
        return bool(columns(header, replace(part, open=False), "")) and bool(part.columns)
    except WrongColumns:
        return False


def _row(member: Member, part: Part, number: int, cells: dict[str, str]) -> Row:
    return Row(part.name, member.label, str(member.source.path), member.source.label, number, cells)


def _empty(member: Member) -> SourceError:
    return SourceError(f"{member.label} is empty: it has not even a header; deliver it again.", field="files")


def _ndjson(member: Member, part: Part) -> Iterator[Row]:
    number = 0
    for text in Lines(member, part):
        if text.strip():
            number += 1
            yield _record(member, part, number, _json(member, text, f"line {number}"))
    if not number:
        raise _empty(member)


def _json_array(member: Member, part: Part) -> Iterator[Row]:
    text = "".join(Lines(member, part))
    records = _json(member, text, "the file") if text.strip() else []
    if not isinstance(records, list) or not records:
        raise _empty(member)
    for number, record in enumerate(records, 1):
        yield _record(member, part, number, record)


def _json(member: Member, text: str, where: str) -> Any:
    try:
        return json.loads(text, parse_float=str)
    except json.JSONDecodeError as error:
        raise SourceError(f"{member.label} is not JSON in {where}: {error.msg}.", field="files") from None


def _record(member: Member, part: Part, number: int, record: object) -> Row:
    if not isinstance(record, dict):
        raise SourceError(f"{member.label}: record {number} is not a JSON object.", field="files")
    names = columns(list(record), part, f"{member.label}, record {number},")
    row = _row(member, part, number, dict(zip(names, map(_as_text, record.values()), strict=True)))
    row.unknown = strange(names, part)
    return row


def _as_text(value: object) -> str:
    """A JSON or sheet value as the text that a csv file would hold."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat() if value.time().isoformat() != "00:00:00" else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _xlsx(member: Member, part: Part) -> Iterator[Row]:
    sheet = _sheet(member.stream, member)
    records = (list(map(_as_text, record)) for record in sheet)
    header = next((record for record in records if any(record)), None)
    if header is None:
        raise _empty(member)
    names = columns([name for name in header if name], part, member.label)
    number, unknown = 0, strange(names, part)
    for cells in records:
        if any(cells):
            number += 1
            row = _row(member, part, number, dict(zip(names, cells, strict=False)))
            row.unknown = unknown
            yield row


def _sheet(stream: IO[bytes], member: Member) -> Iterator[tuple[Any, ...]]:
    import openpyxl  # a fifth of a second, which every worker process would wait for
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(stream.read()), read_only=True, data_only=True)
    except (KeyError, ValueError, zipfile.BadZipFile, InvalidFileException) as error:
        raise SourceError(f"{member.label} is not an xlsx file ({error}); save it again.", field="files") from None
    return iter(book.worksheets[0].iter_rows(values_only=True))


_READERS = {"ndjson": _ndjson, "jsonl": _ndjson, "json": _json_array, "xlsx": _xlsx}
