"""Whether bodies are canonical JSON, many at a time: five times as fast as decoding them one by one, and the same.

Bytes that equal what the encoder makes of them are canonical but for what it also lets pass: floating-point numbers,
names that are not ASCII, U+0000. A quick look tells bodies that cannot hold these; the others are looked at in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import orjson

from aggregates import canonical, errors

TOGETHER = 64
"""Bodies of one look: enough to share its cost, few enough to stay in the processor's cache."""

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_NO_DIGITS = b"-0123456789"
_EXPONENT_AS_POINT = bytes(0x2E if byte == 0x65 else 0x2C if byte == 0x5B else byte for byte in range(256))
_NAME_PAST_ASCII = re.compile(rb'[\x80-\xff][^"\x80-\xff]*":')


def faults(bodies: Sequence[bytes]) -> Iterator[tuple[int, str]]:
    """Index of each body that is no canonical JSON object, with the sentence that says why."""
    for at in range(0, len(bodies), TOGETHER):
        some = bodies[at : at + TOGETHER]
        if not _are_plain(some):
            yield from ((at + index, why) for index, body in enumerate(some) if (why := fault(body)))


def fault(body: bytes) -> str | None:
    """Why a body is no canonical JSON object; None where it is."""
    try:
        canonical.decode(body)
    except errors.NotCanonical as error:
        return str(error)
    return None


def _are_plain(bodies: Sequence[bytes]) -> bool:
    """Whether all are canonical for sure: no JSON object is the beginning of another, so they may be joined."""
    try:
        values = [orjson.loads(body) for body in bodies]
        joined = b"[%b]" % b",".join(bodies)
        same = orjson.dumps(values, option=_OPTIONS) == joined
    except (orjson.JSONDecodeError, TypeError):
        return False
    return same and all(type(value) is dict for value in values) and _holds_nothing_odd(joined)


def _holds_nothing_odd(joined: bytes) -> bool:
    if b"\\" in joined and b"\\u0000" in joined:
        return False
    numbers = joined.translate(_EXPONENT_AS_POINT, _NO_DIGITS)
    if b'":.' in numbers or b",." in numbers:
        return False
    return joined.isascii() or _NAME_PAST_ASCII.search(joined) is None
