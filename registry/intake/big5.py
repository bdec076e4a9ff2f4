"""Big5 as Windows writes it (cp950), where bytes outside the code page are kept as what they were.

A pair that the code page lacks (private characters of the old land offices, ``FB AF``) becomes the text
``\\xFB\\xAF``; a byte that begins no pair becomes ``\\x82``. Python's own error handlers drop one byte and read the
pair's second half as the beginning of the next character, which garbles everything up to the next ASCII sign.
Importing this module registers the codec :data:`NAME`, for decoding only.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

NAME = "cp950_escaped"
ERRORS = "cp950_escape_pairs"
_ESCAPE = re.compile(r"(?:\\x[0-9A-F]{2})+")


def decode(data: bytes) -> str:
    """The text of ``data``; never fails."""
    return data.decode("cp950", ERRORS)


def escapes(text: str) -> Iterator[str]:
    """The runs of bytes that could not be decoded, each as ``FB AF``."""
    return (found.group().replace("\\x", " ").strip() for found in _ESCAPE.finditer(text))


def _escape_pair(error: UnicodeError) -> tuple[str, int]:
    """The error handler: escapes the pair, or the lone byte, at which decoding stopped, and goes on behind it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    start = error.start
    end = start + (2 if _is_pair(error.object[start : start + 2]) else 1)
    return "".join(f"\\x{byte:02X}" for byte in error.object[start:end]), end


def _is_pair(pair: bytes) -> bool:
    """Whether two bytes have the form of a double-byte character, known or not."""
    return len(pair) == 2 and 0x81 <= pair[0] <= 0xFE and (0x40 <= pair[1] <= 0x7E or 0xA1 <= pair[1] <= 0xFE)


def _decode(data: Buffer, errors: str = "strict") -> tuple[str, int]:
    held = bytes(data)
    return decode(held), len(held)


def _refuse(text: str, errors: str = "strict") -> tuple[bytes, int]:
    raise UnicodeEncodeError(NAME, text, 0, len(text), "this codec only decodes")


def _find(name: str) -> codecs.CodecInfo | None:
    return codecs.CodecInfo(_refuse, _decode, name=NAME) if name.replace("-", "_") == NAME else None


codecs.register_error(ERRORS, _escape_pair)
codecs.register(_find)
