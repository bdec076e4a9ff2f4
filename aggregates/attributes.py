"""What an attribute may hold: its type, the SQL column and GraphQL scalar that follow from it, and its check.

An attribute is declared once, in the class of its kind or collection; validation at append, the read table's column,
the schema's field and the documentation all come from that declaration.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from aggregates.exposure import Exposure
from aggregates.masking import Mask

Check = Callable[[object], str | None]

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,17})(?:\.(\d+))?", re.ASCII)
_WKT = re.compile(r"(POINT|POLYGON|MULTIPOLYGON) ?\([-0-9., ()]+\)", re.ASCII)
_SEALED_MEMBERS = frozenset({"sealed", "ref", "nonce", "text"})


@dataclass(frozen=True, slots=True)
class AttributeType:
    """A type of value.

    ``sql`` is the read column's type, ``scalar`` the GraphQL scalar (or the enum's name), ``check`` answers what is
    wrong with a value, or None. Null is never passed to ``check``: it is lawful everywhere and means known to be empty.
    """

    name: str
    sql: str
    scalar: str
    check: Check
    choices: type[Enum] | None = None
    refers: str | None = None


@dataclass(eq=False, slots=True)
class Attribute:
    """One attribute of a kind or of the elements of a collection.

    ``restated``: registers restate it in each of their rows, so any event type of the kind that affirms may set it.
    ``ever``: as-of lists filter on it, so the read model keeps every value that it ever had.
    ``exposure``: who may see it.
    ``mask``: how who may see no personal data in clear sees it; of sealed attributes only.
    """

    type: AttributeType
    en: str
    zh: str
    unit: str | None = None
    restated: bool = False
    ever: bool = False
    exposure: Exposure = Exposure.PUBLIC
    description: str | None = None
    mask: Mask | None = None
    name: str = field(default="", init=False)
    collection: str = field(default="", init=False)

    def __set_name__(self, owner: builtins.type, name: str) -> None:
        self.name = name

    @property
    def path(self) -> str:
        """``floor_area``, or ``mortgages.amount`` for an element's."""
        return f"{self.collection}.{self.name}" if self.collection else self.name

    @property
    def sealed(self) -> bool:
        return self.type.name == "sealed"


@dataclass(frozen=True, slots=True)
class Options:
    """Spelled once so that every constructor below takes the same ones."""

    unit: str | None = None
    restated: bool = False
    ever: bool = False
    exposure: Exposure = Exposure.PUBLIC
    description: str | None = None


def _make(kind: AttributeType, en: str, zh: str, options: dict[str, object]) -> Attribute:
    known = Options(**options)  # type: ignore[arg-type]
    return Attribute(kind, en, zh, known.unit, known.restated, known.ever, known.exposure, known.description)


def text(en: str, zh: str, *, length: int = 2000, pattern: str | None = None, **options: object) -> Attribute:
    """Text of at most ``length`` characters, matching ``pattern`` whole where one is given."""
    shape = re.compile(pattern) if pattern else None

    def check(value: object) -> str | None:
        if type(value) is not str:
            return "is not text"
        if len(value) > length:
            return f"has {len(value)} characters, at most {length} are allowed"
        if shape and not shape.fullmatch(value):
            return f"does not match {pattern}"
        return None

    return _make(AttributeType("text", "text", "String", check), en, zh, options)


def integer(en: str, zh: str, *, least: int = -(2**31), most: int = 2**31 - 1, **options: object) -> Attribute:
    """A whole number between ``least`` and ``most``, at most 32 bits."""

    def check(value: object) -> str | None:
        if type(value) is not int:
            return "is not a whole number"
        return None if least <= value <= most else f"does not lie between {least} and {most}"

    return _make(AttributeType("integer", "integer", "Int", check), en, zh, options)


def decimal(en: str, zh: str, *, scale: int = 2, negative: bool = False, **options: object) -> Attribute:
    """A decimal number as a string, without exponent, with at most ``scale`` digits after the point."""

    def check(value: object) -> str | None:
        match = _DECIMAL.fullmatch(value) if type(value) is str else None
        if match is None:
            return "is not a decimal number written as a string"
        if match[2] and len(match[2]) > scale:
            return f"has more than {scale} digits after the point"
        return "is negative" if not negative and value[0] == "-" else None  # type: ignore[index]

    return _make(AttributeType("decimal", f"numeric({18 + scale},{scale})", "Decimal", check), en, zh, options)


def boolean(en: str, zh: str, **options: object) -> Attribute:
    """True or false."""

    def check(value: object) -> str | None:
        return None if type(value) is bool else "is neither true nor false"

    return _make(AttributeType("boolean", "boolean", "Boolean", check), en, zh, options)


def check_date(value: object) -> str | None:
    """What is wrong with an ISO 8601 calendar date (``YYYY-MM-DD``, years 0001 to 9999), or None."""
    if type(value) is not str or not _DATE.fullmatch(value):
        return "is not a date of the form YYYY-MM-DD"
    try:
        date.fromisoformat(value)
    except ValueError:
        return "is not a day of the calendar"
    return None


def day(en: str, zh: str, **options: object) -> Attribute:
    """A calendar date, ``YYYY-MM-DD``."""
    return _make(AttributeType("date", "date", "Date", check_date), en, zh, options)


def check_timestamp(value: object) -> str | None:
    """What is wrong with an RFC 3339 moment in UTC with six decimals and ``Z``, or None."""
    if type(value) is not str or not _TIMESTAMP.fullmatch(value):
        return "is not a moment of the form YYYY-MM-DDTHH:MM:SS.ffffffZ"
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return "is not a moment of the calendar"
    return None


def moment(en: str, zh: str, **options: object) -> Attribute:
    """A moment in UTC, RFC 3339 with six decimals and ``Z``."""
    return _make(AttributeType("moment", "timestamptz", "DateTime", check_timestamp), en, zh, options)


def enum(choices: type[Enum], en: str, zh: str, **options: object) -> Attribute:
    """One of the names of ``choices``."""
    names = frozenset(choice.name for choice in choices)

    def check(value: object) -> str | None:
        return None if type(value) is str and value in names else f"is none of {', '.join(sorted(names))}"

    return _make(AttributeType("enum", "text", choices.__name__, check, choices=choices), en, zh, options)


def _check_code(value: object) -> str | None:
    if type(value) is not str or not value:
        return "is not a code"
    return None if len(value) <= 400 else f"has {len(value)} characters, at most 400 are allowed"


def code(refers: str, en: str, zh: str, **options: object) -> Attribute:
    """The code of another subject, of the kind ``refers`` (``"BUILDING"``)."""
    return _make(AttributeType("code", "text", "String", _check_code, refers=refers), en, zh, options)


def division(en: str, zh: str, **options: object) -> Attribute:
    """The code of an administrative division or functional zone, as written on the day of the event."""
    return _make(AttributeType("division", "text", "String", _check_code, refers="DIVISION"), en, zh, options)


def _check_geometry(value: object) -> str | None:
    return None if type(value) is str and _WKT.fullmatch(value) else "is not a POINT, POLYGON or MULTIPOLYGON in WKT"


def geometry(en: str, zh: str, **options: object) -> Attribute:
    """Well-known text (OGC Simple Features) in WGS 84, longitude first, seven decimals (about a centimetre)."""
    return _make(AttributeType("geometry", "text", "String", _check_geometry), en, zh, options)


def _check_sealed(value: object) -> str | None:
    if type(value) is dict and value.keys() == _SEALED_MEMBERS and value["sealed"] == 1:
        return None
    return "holds personal data and must be a sealed envelope, never clear text"


def sealed(en: str, zh: str, *, mask: Mask = Mask.TEXT, **options: object) -> Attribute:
    """Personal data: only ever an envelope of :mod:`aggregates.sealed` under a person's key."""
    options.setdefault("exposure", Exposure.PERSONAL)
    made = _make(AttributeType("sealed", "jsonb", "String", _check_sealed), en, zh, options)
    made.mask = mask
    return made
