"""What an event type is: who may record it, when, on what, and which attributes of which entity it sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType

from aggregates.attributes import Attribute
from aggregates.kinds import Element, Kind, Subject


class EventClass(Enum):
    """The part of a subject's life that an event belongs to."""

    CONSTRUCTION = "建设"
    PRESALE = "预售"
    TRANSACTION = "交易"
    HOLDING = "保有"
    DEMOLITION = "灭失"
    SUBSIDY = "补贴"
    SECURITY = "保障"
    CREDIT = "信用"
    DATA = "数据"


class Nature(Enum):
    """An act is a decision that this registry may refuse; a fact happened and is always admitted, with findings."""

    ACT = "行为"
    FACT = "事实"


@dataclass(frozen=True, slots=True)
class EventType:
    """One type of event on one kind of subject; ``name`` and ``kind`` identify it.

    ``sets`` names the attributes and collections that it may set; ``fixed`` the subject's attributes that it always
    sets to one value. ``affirms``: the event by itself says that the subject exists. ``future``: it may take effect
    after its registration (GEN-1). ``on_lost``: it may be recorded on a lost subject (GEN-3). ``authority`` is the
    department that records it, unless a city's policy names another (SRC-1). ``prevails``: an act that is not
    refused for what it makes unlawful among later events (a revocation, a void); findings are opened on those instead.
    """

    name: str
    kind: str
    en: str
    zh: str
    event_class: EventClass
    nature: Nature
    authority: str
    sets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    fixed: Mapping[str, str | int | bool] = field(default_factory=dict)
    future: bool = False
    on_lost: bool = False
    affirms: bool = True
    prevails: bool = False
    schema: int = 1

    def may_set(self, kind: Kind) -> Mapping[str, frozenset[str]]:
        """Collection (``""`` for the subject itself) -> attributes that an event of this type may set on ``kind``."""
        restated = {name for name, attribute in kind.attributes.items() if attribute.restated and self.affirms}
        allowed = {collection: set(names) for collection, names in self.sets.items()}
        allowed.setdefault("", set()).update(restated, self.fixed)
        return MappingProxyType({collection: frozenset(names) for collection, names in allowed.items()})


Settable = Attribute | type[Element]


def sets_of(*parts: Settable) -> Mapping[str, frozenset[str]]:
    """Attributes, and collections with all of their attributes, as :attr:`EventType.sets` holds them."""
    result: dict[str, set[str]] = {}
    for part in parts:
        if isinstance(part, Attribute):
            result.setdefault(part.collection, set()).add(part.name)
        else:
            result.setdefault(part.collection.name, set()).update(part.collection.attributes)
    return MappingProxyType({collection: frozenset(names) for collection, names in result.items()})


def declare(
    kind: type[Subject],
    name: str,
    en: str,
    zh: str,
    event_class: EventClass,
    nature: Nature,
    authority: str,
    *sets: Settable,
    fixed: Mapping[str, str | int | bool] | None = None,
    future: bool = False,
    on_lost: bool = False,
    affirms: bool = True,
    prevails: bool = False,
    schema: int = 1,
) -> EventType:
    """Declare an event type of ``kind`` that may set ``sets`` (attributes, or whole collections)."""
    allowed = sets_of(*sets)
    always = MappingProxyType(dict(fixed or {}))
    return EventType(
        name,
        kind.declaration.name,
        en,
        zh,
        event_class,
        nature,
        authority,
        allowed,
        always,
        future,
        on_lost,
        affirms,
        prevails,
        schema,
    )
