"""Short forms to declare event types with: ``act`` for decisions, ``fact`` for what happened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict, Unpack

from aggregates.event_types import EventClass, EventType, Nature, Settable, declare
from aggregates.kinds import Subject


class Options(TypedDict, total=False):
    """What :func:`aggregates.event_types.declare` takes by name."""

    fixed: Mapping[str, str | int | bool]
    future: bool
    on_lost: bool
    affirms: bool
    prevails: bool
    schema: int


def act(
    kind: type[Subject],
    name: str,
    en: str,
    zh: str,
    event_class: EventClass,
    authority: str,
    *sets: Settable,
    **options: Unpack[Options],
) -> EventType:
    """A decision of ``authority`` that the registry may refuse."""
    return declare(kind, name, en, zh, event_class, Nature.ACT, authority, *sets, **options)


def fact(
    kind: type[Subject],
    name: str,
    en: str,
    zh: str,
    event_class: EventClass,
    authority: str,
    *sets: Settable,
    **options: Unpack[Options],
) -> EventType:
    """Something that happened: it is always admitted, with findings where a rule is broken."""
    return declare(kind, name, en, zh, event_class, Nature.FACT, authority, *sets, **options)
