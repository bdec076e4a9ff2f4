"""The members of an event's body and the one way in which each is written (``docs/event-format.md``, section 3).

A reader that let another spelling pass (a date without dashes, a UUID in capitals) would order or hash it differently.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from aggregates.attributes import check_date, check_timestamp
from aggregates.errors import InvalidValue

Fits = Callable[[object], bool]

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
_REASONS = frozenset({"CHANGE", "CORRECTION", "MIGRATION", "ERROR", "ORDER", "CAUSED"})


def _text(value: object) -> bool:
    return type(value) is str


def _whole(value: object) -> bool:
    return type(value) is int


def _uuid(value: object) -> bool:
    return type(value) is str and _UUID.fullmatch(value) is not None


def _day(value: object) -> bool:
    return check_date(value) is None


def _moment(value: object) -> bool:
    return check_timestamp(value) is None


def _reason(value: object) -> bool:
    return type(value) is str and value in _REASONS


def _map(value: object) -> bool:
    return type(value) is dict


def _list(fits: Fits, least: int = 1) -> Fits:
    return lambda value: type(value) is list and len(value) >= least and all(map(fits, value))


def _object(required: Mapping[str, Fits], optional: Mapping[str, Fits] | None = None) -> Fits:
    members = {**required, **(optional or {})}

    def fits(value: object) -> bool:
        if type(value) is not dict or not value or not required.keys() <= value.keys() <= members.keys():
            return False
        return all(members[name](member) for name, member in value.items())

    return fits


_ENVELOPE = _object({"sealed": _whole, "ref": _text, "nonce": _text, "text": _text})
_CLAIMS = _list(_object({"scope": _text, "key": _text}))

REQUIRED: Mapping[str, Fits] = {
    "id": _uuid,
    "kind": _text,
    "scheme": _text,
    "code": _text,
    "stream": _uuid,
    "version": _whole,
    "type": _text,
    "schema": _whole,
    "effective_on": _day,
    "effective_seq": _whole,
    "source": _text,
    "actor": _text,
    "reason": _reason,
    "changes": _list(_object({"entity": _text, "set": _map}), least=0),
    "command": _uuid,
    "correlation": _uuid,
}

OPTIONAL: Mapping[str, Fits] = {
    "registered_at": _moment,
    "source_registered_at": _moment,
    "document": _object({"kind": _text, "number": _text, "issued_on": _day}, {"sha256": _text, "uri": _text}),
    "remark": _ENVELOPE,
    "cause": _uuid,
    "corrects": _uuid,
    "voids": _list(_uuid),
    "relied_on": _list(_uuid),
    "judged_by": _object({"rules": _text, "policy": _text}),
    "claims": _object({}, {"take": _CLAIMS, "release": _CLAIMS}),
    "rows": _list(_object({"dataset": _text, "key": _text, "digest": _text, "profile": _text})),
}

_FITS = {**REQUIRED, **OPTIONAL}


def check(members: Mapping[str, object], form: str) -> None:
    """Let the members of a body of format ``form`` pass.

    Raises:
        InvalidValue: one is missing, unknown, or written in another way; the message names it, never its value.
    """
    for name, value in members.items():
        fits = _FITS.get(name)
        if fits is None:
            raise InvalidValue(f"The body is not an event of {form}: it has no member {name}.", field=name)
        if not fits(value):
            raise InvalidValue(f"The body is not an event of {form}: {name} is not written as it says.", field=name)
    for name in REQUIRED:
        if name not in members:
            raise InvalidValue(f"The body is not an event of {form}: {name} is missing.", field=name)
