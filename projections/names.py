"""Names and texts of SQL: identifiers, literals, and the files of `sql/` with their schema filled in."""

from __future__ import annotations

import functools
import pathlib
import re

FOLDER = pathlib.Path(__file__).parent / "sql"
SCHEMA = "read"
NEXT = "read_next"
OLD = "read_old"


def quoted(name: str) -> str:
    """An identifier, whatever word it is."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A string constant."""
    return "'" + text.replace("'", "''") + "'"


@functools.cache
def statement(name: str, schema: str = SCHEMA) -> str:
    """The text of `sql/<name>.sql` for ``schema``; the files are written for the schema `read`."""
    return in_schema((FOLDER / f"{name}.sql").read_text(encoding="utf-8").strip(), schema)


def in_schema(text: str, schema: str) -> str:
    """SQL that was written for the schema `read`, for another."""
    return re.sub(r"\bread\.", f"{schema}.", text)
