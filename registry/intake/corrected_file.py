"""Reads a worksheet that comes back corrected: csv or ndjson, of each row its number and the cells that it holds."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from aggregates import errors
from registry.intake import worksheet

DELIMITERS = ",;\t"
"""What spreadsheets write between cells, the country deciding."""


class CorrectedFile(errors.InvalidValue):
    """The file of corrected rows cannot be read, or says something of a row that cannot be."""

    code = "CORRECTED_FILE"


@dataclass(frozen=True, slots=True)
class Said:
    """What one line says: the number of the row, and texts by column of the row's own file."""

    line: int
    id: int
    cells: Mapping[str, str]


def read(path: Path) -> list[Said]:
    """All lines of the file.

    Raises:
        CorrectedFile: it is missing, not UTF-8, not csv or ndjson, names no row or one twice.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _wrong(path, "is not UTF-8; save it as CSV UTF-8") from None
    except OSError as error:
        raise _wrong(path, f"cannot be read ({error.strerror}); check the name") from None
    records = _ndjson(path, text) if path.suffix.lower() in (".ndjson", ".jsonl") else _csv(path, text)
    said = [_said(path, line, record) for line, record in records]
    if not said:
        raise _wrong(path, "holds no row; correct what `fangji quarantine export` wrote")
    seen: set[int] = set()
    for one in said:
        if one.id in seen:
            raise wrong(path, one.line, f"row {one.id} stands in it twice; leave one of the two")
        seen.add(one.id)
    return said


def wrong(path: Path, line: int, what: str) -> CorrectedFile:
    """Something is wrong in one line."""
    return _wrong(path, f"cannot be taken: in line {line}, {what}")


def _wrong(path: Path, what: str) -> CorrectedFile:
    return CorrectedFile(f"The corrected file {path} {what}.", field="retry")


def _csv(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [name.strip() for name in next(lines, [])]
        if worksheet.ID not in header:
            raise _wrong(path, f"has no column {worksheet.ID}; correct what `fangji quarantine export` wrote")
        for cells in lines:
            if any(cells):
                if len(cells) > len(header):
                    raise wrong(path, lines.line_num, "there are more cells than headings")
                yield lines.line_num, {name: _unquoted(cell) for name, cell in zip(header, cells, strict=False)}
    except csv.Error as error:
        raise _wrong(path, f"is not csv ({error}); save it again") from None


def _unquoted(cell: str) -> str:
    """The text of a cell that was kept from being run as a formula."""
    return cell.removeprefix("'")


def _ndjson(path: Path, text: str) -> Iterator[tuple[int, dict[str, str]]]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield number, _record(path, number, line)


def _record(path: Path, number: int, line: str) -> dict[str, str]:
    try:
        record = json.loads(line, parse_float=str)
    except json.JSONDecodeError as error:
        raise wrong(path, number, f"there is no JSON ({error.msg})") from None
    if not isinstance(record, dict) or any(isinstance(value, dict | list) for value in record.values()):
        raise wrong(path, number, "there is no JSON object of texts")
    return {name: _text(value) for name, value in record.items()}


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def _said(path: Path, line: int, record: Mapping[str, str]) -> Said:
    number = record.get(worksheet.ID, "").strip()
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        raise wrong(path, line, f"{worksheet.ID} is not a number")
    named = ((worksheet.column(heading), text) for heading, text in record.items())
    return Said(line, int(number), {name: text for name, text in named if name is not None})
