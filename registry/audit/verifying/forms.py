"""Forms of bodies: what differs from a canonical body only within plain texts and numbers is canonical as well.

A ledger's events are of few forms: the same members, other values. A form is a regular expression made from a body that
was looked at in full. It holds all names, in their order, and all that stands between values; its groups are the values
that columns copy. One match costs a quarter of decoding, encoding again and comparing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from registry.audit.verifying import columns

MOST = 8
"""Forms that are kept of one type; events of yet others are looked at in full."""

EVERY = 64
"""One of so many strange bodies is made a form, which costs as much as looking at all of these."""

LARGEST = 4096
"""Bytes of a body that is made a form: the lists of larger ones are hardly ever of the same length again."""

_PLAIN = rb"[ !#-\[\]-\xff]*+"
_ESCAPED = rb'%b(?:\\["\\bfnrt]%b)*+' % (_PLAIN, _PLAIN)
_NUMBER = rb"(?:0|-?[1-9][0-9]{0,14}+)"
_NOTHING = b"(?!)"


Match = Callable[[bytes, int], re.Match[bytes] | None]
"""A form's look at what stands in some bytes from an index on."""


class Forms:
    """The forms that were met so far, by the type of event."""

    def __init__(self) -> None:
        self._of_type: dict[bytes, list[Match]] = {}
        self._strange = 0

    def strange(self, leaves: Sequence[bytes], starts: Sequence[int], lines: Sequence[bytes]) -> list[int]:
        """Indexes of the bodies that are of no form met so far, or whose line is not that of the columns beside them.

        ``starts`` are where bodies start in their leaves. All others are canonical, as long as they are UTF-8, which
        is not looked at here.
        """
        of_type, type_of, together = self._of_type, columns.type_of, columns.SEPARATOR.join
        found = []
        for index, (leaf, start, line) in enumerate(zip(leaves, starts, lines, strict=True)):
            for match in of_type.get(type_of(line), ()):
                fits = match(leaf, start)
                if fits is not None and together(fits.groups()) == line:
                    break
            else:
                found.append(index)
        return found

    def learn(self, said: Mapping[str, Any], body: bytes, line: bytes) -> None:
        """Told of each strange body that is canonical and has its line, keep the forms of some."""
        self._strange += 1
        if self._strange % EVERY == 0 and len(body) <= LARGEST:
            known = self._of_type.setdefault(columns.type_of(line), [])
            if len(known) < MOST and not any(match(body, 0) for match in known):
                known.append(form(said).fullmatch)


def form(said: Mapping[str, Any]) -> re.Pattern[bytes]:
    """The form of a canonical body that says this; its groups are the values of :func:`columns.line`."""
    members, between = b"", b""
    for name in sorted({*said, *columns.COPIED}):
        if name in said:
            members += b"%b%b:%b" % (between, _name(name), _copied(name, said[name]))
            between = b","
        else:
            members += b"()"
    return re.compile(rb"\{%b\}" % members)


def _copied(name: str, value: Any) -> bytes:
    """What stands for a member of a body: for one that a column copies, with a group for what the column has to say."""
    if name not in columns.COPIED:
        return _value(value)
    if name == "document" and type(value) is dict:
        return _object({one: rb'("%b)"' % _PLAIN if one == "number" else _value(value[one]) for one in value})
    if name == "voids" and type(value) is list:
        return b"(%b)" % _value(value)
    if type(value) is str:
        return b'"(%b)"' % _PLAIN
    return b"(%b)" % _NUMBER if type(value) is int else _NOTHING


def _value(value: Any) -> bytes:
    if type(value) is str:
        return b'"%b"' % (_ESCAPED if b"\\" in orjson.dumps(value) else _PLAIN)
    if type(value) is int:
        return _NUMBER
    if type(value) is dict:
        return _object({name: _value(one) for name, one in value.items()})
    if type(value) is list:
        return rb"\[%b\]" % b",".join(map(_value, value))
    return orjson.dumps(value)


def _object(members: Mapping[str, bytes]) -> bytes:
    return rb"\{%b\}" % b",".join(b"%b:%b" % (_name(name), members[name]) for name in sorted(members))


def _name(name: str) -> bytes:
    return re.escape(orjson.dumps(name))
