"""What the columns of an event have to say, in one line, by its bytes; the database makes such a line of its columns.

A line that differs only raises a suspicion; what then says which column is no copy of the bytes is
:func:`registry.audit.verifying.tables.columns`. So nothing is lost where two spellings of one value differ.
"""

from __future__ import annotations

from typing import Any

LINE = """
concat(id, '|', kind, '|', stream, '|', type, '|', version, '|', schema, '|', source, '|', effective_on, '|',
    effective_seq, '|', registered_at, '|', recorded_at, '|', command, '|', correlation, '|', cause, '|', corrects,
    '|', voids, '|', '=' || document_number)
"""
"""Texts stand between values of one form, so that two rows never have one line."""


def line(said: dict[str, Any], recorded_at: str) -> str | None:
    """The line of a body that was recorded at a moment; None where a member lacks that every body has."""
    get = said.get
    recorded = _moment(recorded_at)
    registered = get("registered_at")
    voids, document = get("voids"), get("document")
    try:
        return (
            f"{said['id']}|{said['kind']}|{said['stream']}|{said['type']}|{said['version']}|{said['schema']}|"
            f"{said['source']}|{said['effective_on']}|{said['effective_seq']}|"
            f"{recorded if registered is None else _moment(registered)}|{recorded}|"
            f"{said['command']}|{said['correlation']}|{get('cause', '')}|{get('corrects', '')}|"
            f"{'' if voids is None else '{' + ','.join(voids) + '}'}|"
            f"{'=' + document['number'] if document else ''}"
        )
    except (KeyError, TypeError):
        return None


def _moment(text: str) -> str:
    """As PostgreSQL spells what stands in a header or a body."""
    return f"{text[:10]} {text[11:26].rstrip('0').rstrip('.')}+00"
