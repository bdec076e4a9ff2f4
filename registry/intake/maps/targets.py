"""What a column or constant of a map may be: a field of the event, an attribute of its subject, or of an element."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import NamedTuple

from aggregates.attributes import Attribute, check_date
from aggregates.catalogue import CATALOGUE
from aggregates.event_types import EventType
from registry.intake.maps import dates, units
from registry.intake.profile import Reject
from registry.intake.profiles import generic

KEY = generic.KEY
heading = generic.heading

FIELDS = {
    "code": "code",
    "scheme": "text",
    "effective_on": "date",
    "effective_seq": "integer",
    "registered_at": "moment",
    "source": "text",
    "remark": "text",
    "document.kind": "text",
    "document.number": "text",
    "document.issued_on": "date",
}
"""Fields of an event that a map sets like attributes, with the type of their values."""


class Target(NamedTuple):
    """``attribute`` is None for a field of the event, and for the key that names an element."""

    name: str
    type: str
    attribute: Attribute | None

    @property
    def sealed(self) -> bool:
        """Whether it holds personal data."""
        return self.name == "remark" or (self.attribute is not None and self.attribute.sealed)

    @property
    def measure(self) -> str:
        """What its units measure."""
        return units.measure(self.attribute.unit if self.attribute else None)


@cache
def find(kind: str, name: str) -> Target | None:
    """The target of that name for events of a kind; None where there is none."""
    if name in FIELDS:
        return Target(name, FIELDS[name], None)
    collection, key, attribute = heading(name)
    declared = CATALOGUE.kind(kind).attributes_of(collection)
    if declared is None:
        return None
    if collection and key is None and attribute == KEY:
        return Target(name, "text", None)
    found = declared.get(attribute)
    return Target(name, found.type.name, found) if (found and key != "") or (found and not collection) else None


def paths(kind: str) -> Iterator[str]:
    """Every attribute of a kind as a target: ``floor_area``, ``mortgages.amount``; and the keys of elements."""
    declared = CATALOGUE.kind(kind)
    yield from declared.attributes
    for collection in declared.collections.values():
        yield f"{collection.name}.{KEY}"
        yield from (attribute.path for attribute in collection.attributes.values())


def may_be_set(event_type: EventType, target: Target) -> bool:
    """Whether events of that type may set it."""
    if target.name in FIELDS:
        return True
    collection, _, attribute = heading(target.name)
    allowed = event_type.may_set(CATALOGUE.kind(event_type.kind)).get(collection, frozenset())
    return bool(allowed) if target.attribute is None else attribute in allowed


def verify(target: Target, text: str) -> None:
    """Nothing, where the target takes that text of the generic profile.

    Raises:
        Reject: it does not; with the reason.
    """
    if target.attribute is not None and not target.sealed:
        if text:
            generic.convert(text, target.attribute, target.name)
    elif target.type == "date" and text:
        wrong = check_date(text)
        if wrong:
            raise Reject(target.name, wrong, "DATE")
    elif target.type == "moment" and text and dates.moment(text, (), "") is None:
        raise Reject(target.name, "is not a moment with a time zone", "MOMENT")


def number(text: str) -> Decimal | None:
    """The factor that a map gives as a number."""
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and found > 0 else None
