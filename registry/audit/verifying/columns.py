"""What the columns of an event have to say, in one line, by its bytes; the database makes such a line of its columns.

A line that differs only raises a suspicion; what then says which column is no copy of the bytes is
:func:`registry.audit.verifying.tables.columns`. So nothing is lost where two spellings of one value differ.
"""

from __future__ import annotations

from typing import Any

SEPARATOR = b"\x1f"
"""Stands between values. A line with more of these holds one in a text: what is what can then not be told."""

COPIED = (
    "cause", "command", "corrects", "correlation", "document", "effective_on", "effective_seq", "id", "kind",
    "registered_at", "schema", "source", "stream", "type", "version", "voids",
)  # fmt: skip
"""The members of a body that columns copy, of a document its number: the values of a line, in the order of a body."""

LINE = """
concat_ws(E'\\x1f', coalesce(cause::text, ''), command, coalesce(corrects::text, ''), correlation,
    coalesce('"' || document_number, ''), effective_on, effective_seq, id, kind,
    coalesce(
        to_char(nullif(registered_at, recorded_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        nullif(registered_at, recorded_at)::text, ''  -- what is not finite has no other spelling
    ),
    schema, source, stream, type, version, coalesce(array_to_json(voids)::text, ''))
"""
"""All columns but the position and the moment of recording, which are read as the numbers that they are."""


def line(said: dict[str, Any], recorded_at: str) -> bytes | None:
    """The line of a body that was recorded at a moment; None where a member lacks that every body has."""
    get = said.get
    registered, voids, document = get("registered_at"), get("voids"), get("document")
    try:
        number = "" if not document else '"' + document["number"]
        voided = "" if voids is None else '["' + '","'.join(voids) + '"]'
        spelled = (
            f"{get('cause', '')}\x1f{said['command']}\x1f{get('corrects', '')}\x1f{said['correlation']}\x1f{number}\x1f"
            f"{said['effective_on']}\x1f{said['effective_seq']}\x1f{said['id']}\x1f{said['kind']}\x1f"
            f"{'' if registered is None or registered == recorded_at else registered}\x1f"
            f"{said['schema']}\x1f{said['source']}\x1f{said['stream']}\x1f{said['type']}\x1f{said['version']}\x1f{voided}"
        )
    except (KeyError, TypeError):
        return None
    return spelled.encode()


def type_of(line: bytes) -> bytes:
    """The type of event that a line says."""
    return line.rsplit(SEPARATOR, 3)[1]


def is_plain(line: bytes) -> bool:
    """Whether no text in a line holds what stands between values."""
    return line.count(SEPARATOR) == len(COPIED) - 1
