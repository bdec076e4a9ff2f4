"""How records are written: JSON objects a line, or csv that no spreadsheet runs."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from registry.export.pages import Record

HARMFUL = frozenset("=+-@\t\r\n＝＋－＠")
"""With these a spreadsheet begins a formula, or passes over to one; the wide ones in Chinese and Japanese editions."""

_NUMBER = re.compile(r"-\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of csv: its name, and the path of its value in a record."""

    name: str
    path: tuple[str, ...]


def plain(names: str) -> tuple[Column, ...]:
    """Columns that are called as the members of the record are; names with spaces between them."""
    return tuple(Column(name, (name,)) for name in names.split())


Form = Callable[[Iterable[Record]], bytes]
"""Writes some records."""


def ndjson(records: Iterable[Record]) -> bytes:
    """One JSON object a line."""
    return b"".join([orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in records])


def header(columns: Sequence[Column]) -> bytes:
    """The first line of csv."""
    return _lines([[column.name for column in columns]])


def table(columns: Sequence[Column]) -> Form:
    """RFC 4180: a line a record, ended by CR LF; values with commas, quotes or line ends in double quotes."""
    paths = [column.path for column in columns]
    return lambda records: _lines([[cell(_at(one, path)) for path in paths] for one in records])


def _lines(rows: Iterable[Sequence[object]]) -> bytes:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def _at(value: Any, path: tuple[str, ...]) -> Any:
    """The value at a path; of a list the values of all its items."""
    for name in path:
        if value is None:
            return None
        value = [one[name] for one in value] if isinstance(value, list) else value[name]
    return value


def cell(value: Any) -> object:
    """What stands in a cell: nothing for null, numbers as they are, lists and objects as JSON text.

    A text that a spreadsheet would run as a formula has an apostrophe before it, and so has one that begins with an
    apostrophe itself: a reader who takes one away from the beginning has the text as it was. Negative numbers stay.
    """
    if isinstance(value, str):
        return f"'{value}" if _is_harmful(value) else value
    if value is None or type(value) is int:
        return value
    return orjson.dumps(value).decode()


def _is_harmful(text: str) -> bool:
    return text[:1] == "'" or (text[:1] in HARMFUL and text != "" and not _NUMBER.fullmatch(text))
