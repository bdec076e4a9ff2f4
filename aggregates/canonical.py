"""Canonical JSON: RFC 8785 for the values that an event may hold, which are fewer than JSON's.

Objects with ASCII names, arrays, strings, booleans, null and integers within 2**53 - 1. Decimals are strings. For these
values sorted keys in UTF-8 from orjson are byte for byte what RFC 8785 asks for; everything else is refused first.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import orjson

from aggregates.errors import NotCanonical

LARGEST_INTEGER = 2**53 - 1
_OPTIONS = (
    orjson.OPT_SORT_KEYS
    | orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)
_PLAIN = frozenset({str, bool, type(None)})


def encode(value: object) -> bytes:
    """The canonical bytes of ``value``.

    Raises:
        NotCanonical: it holds something that has no canonical form; the message names the path.
    """
    try:
        _check(value, "")
    except RecursionError:
        raise NotCanonical("The value is nested too deeply to have a canonical form.") from None
    try:
        encoded = orjson.dumps(value, option=_OPTIONS)
    except (TypeError, ValueError):  # a lone surrogate is all that is left: find where
        raise NotCanonical(_where_text_breaks(value, "") or "The value has no canonical JSON form.") from None
    if b"\\u0000" in encoded:
        where = _where_text_breaks(value, "")
        if where:
            raise NotCanonical(where)
    return encoded


def decode(encoded: bytes) -> dict[str, object]:
    """The object that canonical bytes stand for.

    Raises:
        NotCanonical: not JSON, not an object, or not the canonical bytes of it.
    """
    try:
        value = orjson.loads(encoded)
    except orjson.JSONDecodeError as error:
        raise NotCanonical(f"The bytes are not JSON: {error}.") from None
    if type(value) is not dict or encode(value) != encoded:
        raise NotCanonical("The bytes are not the canonical form of a JSON object.")
    return cast(dict[str, object], value)


def _check(value: object, path: str) -> None:
    kind = type(value)
    if kind in _PLAIN:
        return
    if kind is int:
        if not -LARGEST_INTEGER <= cast(int, value) <= LARGEST_INTEGER:
            raise NotCanonical(f"{path or 'The value'} is an integer past 2**53 - 1; write it as a string.", field=path)
    elif kind is dict:
        for name, member in cast(dict[object, object], value).items():
            if type(name) is not str or not name.isascii():
                raise NotCanonical(f"{path or 'The object'} has a member name that is not ASCII text.", field=path)
            if type(member) not in _PLAIN:
                _check(member, f"{path}.{name}" if path else name)
    elif kind is list:
        for index, member in enumerate(cast(list[object], value)):
            _check(member, f"{path}[{index}]")
    else:
        raise NotCanonical(
            f"{path or 'The value'} is a {kind.__name__}, which has no canonical form; write decimals as strings.",
            field=path,
        )


def _where_text_breaks(value: object, path: str) -> str | None:
    """A sentence naming the first string (or name) with U+0000 or a lone surrogate; looked for only after a failure."""
    if isinstance(value, str):
        return _what_breaks(value, path or "The text")
    if isinstance(value, dict) and any("\0" in name for name in value):
        return f"{path or 'The object'} has a member name with U+0000; remove the character."
    found = (_where_text_breaks(member, where) for where, member in _members(value, path))
    return next(filter(None, found), None)


def _what_breaks(text: str, path: str) -> str | None:
    if "\0" in text:
        return f"{path} holds U+0000, which no register can store; remove the character."
    if any("\ud800" <= character <= "\udfff" for character in text):
        return f"{path} holds a lone surrogate, which is not a character; decode the source again."
    return None


def _members(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from ((f"{path}.{name}" if path else name, member) for name, member in value.items())
    elif isinstance(value, list):
        yield from ((f"{path}[{index}]", member) for index, member in enumerate(value))
