"""One cell to the text that the generic profile takes for its target, as the map says that it is written."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from registry.intake.maps import dates, numbers, personal, targets, units
from registry.intake.maps.column_map import ColumnMap, Rule
from registry.intake.maps.targets import Target
from registry.intake.profile import Reject

NULL = "null"


@dataclass(frozen=True, slots=True)
class Writing:
    """How the cells of one column are written."""

    dates: Sequence[str] = dates.UNAMBIGUOUS
    unit: Decimal | None = None
    places: int | None = None
    mark: str = "."
    zone: str = ""

    @classmethod
    def of(cls, rule: Rule, column_map: ColumnMap) -> Writing:
        """The column's own, else the map's, else what cannot be mistaken."""
        unit = units.find(rule.unit) if rule.unit else None
        factor = unit.factor if unit else targets.number(rule.unit) if rule.unit else None
        written = rule.dates or column_map.dates or dates.UNAMBIGUOUS
        return cls(written, factor, rule.places, column_map.decimal_mark, column_map.time_zone)


def plain(text: str, target: Target, writing: Writing) -> str:
    """The text as the generic profile reads it.

    Raises:
        Reject: it is not written so, or is personal data where the target holds none; the column is the target's name.
    """
    if not target.sealed and personal.is_citizen_number(text):
        raise Reject(target.name, "is an ID number, which may stand in sealed attributes only", "PERSONAL")
    convert = _BY_TYPE.get(target.type)
    return convert(text, target, writing) if convert and text != NULL else text


def _day(text: str, target: Target, writing: Writing) -> str:
    found = dates.day(text, writing.dates)
    if found is None:
        raise Reject(target.name, f"is not a day written as {', '.join(writing.dates)}", "DATE")
    return found


def _moment(text: str, target: Target, writing: Writing) -> str:
    found = dates.moment(text, writing.dates, writing.zone)
    if found is None:
        zone = "" if writing.zone else " with a time zone (or say time_zone in the map)"
        raise Reject(target.name, f"is not a moment{zone}", "MOMENT")
    return found


def _decimal(text: str, target: Target, writing: Writing) -> str:
    found = numbers.decimal(text, measure=target.measure, unit=writing.unit, places=writing.places, mark=writing.mark)
    if found is None:
        raise Reject(target.name, "is not a number, with or without a unit of what it measures", "DECIMAL")
    return found


def _integer(text: str, target: Target, writing: Writing) -> str:
    found = numbers.integer(text, measure=target.measure, unit=writing.unit, mark=writing.mark)
    if found is None:
        raise Reject(target.name, "is not a whole number", "INTEGER")
    return found


def _boolean(text: str, target: Target, writing: Writing) -> str:
    found = numbers.boolean(text)
    if found is None:
        raise Reject(target.name, "says neither yes nor no; say in the map which of the two under values", "BOOLEAN")
    return found


def _choice(text: str, target: Target, writing: Writing) -> str:
    """By name or Chinese term, in any width and case."""
    folded = unicodedata.normalize("NFKC", text).strip()
    attribute = target.attribute
    choices = list(attribute.type.choices or ()) if attribute else []
    found = [one.name for one in choices if folded.casefold() in (one.name.casefold(), str(one.value).casefold())]
    if not found:
        raise Reject(target.name, "is none of the choices; say in the map which one under values", "ENUM")
    return found[0]


def _code(text: str, target: Target, writing: Writing) -> str:
    return unicodedata.normalize("NFKC", text).strip()


_BY_TYPE: dict[str, Callable[[str, Target, Writing], str]] = {
    "date": _day,
    "moment": _moment,
    "decimal": _decimal,
    "integer": _integer,
    "boolean": _boolean,
    "enum": _choice,
    "code": _code,
    "division": _code,
}
