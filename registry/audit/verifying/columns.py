"""What the columns of an event have to say, in one line, by its bytes; the database makes such a line of its columns.

A line that differs only raises a suspicion; what then says which column is no copy of the bytes is
:func:`registry.audit.verifying.tables.columns`. So nothing is lost where two spellings of one value differ.
"""

from __future__ import annotations

from typing import Any

BETWEEN = "\x1f"
"""Stands between values. A line with more of these holds one in a text: what is what can then not be told."""

MANY = 15
"""How often."""

LINE = """
concat_ws(E'\\x1f', id, stream, command, correlation, effective_on, kind, type, version, schema, effective_seq, source,
    concat(nullif(registered_at, recorded_at), E'\\x1f', cause, E'\\x1f', corrects, E'\\x1f', voids, E'\\x1f',
        '=' || document_number))
"""
"""All columns but the position and the moment of recording, which are read as the numbers that they are."""


def line(said: dict[str, Any], recorded_at: str) -> str | None:
    """The line of a body that was recorded at a moment; None where a member lacks that every body has."""
    get = said.get
    registered, voids, document = get("registered_at"), get("voids"), get("document")
    try:
        return (
            f"{said['id']}\x1f{said['stream']}\x1f{said['command']}\x1f{said['correlation']}\x1f"
            f"{said['effective_on']}\x1f{said['kind']}\x1f{said['type']}\x1f{said['version']}\x1f{said['schema']}\x1f"
            f"{said['effective_seq']}\x1f{said['source']}\x1f"
            f"{'' if registered is None or registered == recorded_at else _moment(registered)}\x1f"
            f"{get('cause', '')}\x1f{get('corrects', '')}\x1f"
            f"{'' if voids is None else '{' + ','.join(voids) + '}'}\x1f"
            f"{'=' + document['number'] if document else ''}"
        )
    except (KeyError, TypeError):
        return None


def _moment(text: str) -> str:
    """As PostgreSQL spells what stands in a body."""
    return f"{text[:10]} {text[11:26].rstrip('0').rstrip('.')}+00"
