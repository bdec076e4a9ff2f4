"""Strict readings of what proof files and notes are made of; each text has one spelling only."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def base64(data: bytes) -> str:
    """Base64 of RFC 4648, section 4, padded."""
    return b64encode(data).decode("ascii")


def from_base64(text: str) -> bytes | None:
    """The bytes; None unless the text is their one canonical spelling."""
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if base64(data) == text else None


def from_decimal(text: str) -> int | None:
    """A number from 0 without leading zeros, of at most 19 digits; else None."""
    return int(text) if _DECIMAL.fullmatch(text) else None
