"""Entities, attributes and values of a kind in words, English with the Chinese term."""

import datetime
from collections.abc import Mapping
from typing import Any

from aggregates import kinds, masking, regions
from aggregates.attributes import Attribute
from graphql_api import naming

NOTHING = "—"
ERASED = f"{masking.ERASED} 已删除"
LONGEST = 100
"""Characters of a value that a line shows."""


def attribute(kind: kinds.Kind, entity: str, name: str) -> Attribute | None:
    """The attribute of an entity (`""` or `collection/key`), derived ones included; None where it is not declared."""
    declared = kind.attributes_of(entity.partition("/")[0]) or {}
    return declared.get(name) or (None if entity else regions.derived(kind.name).get(name))


def label(kind: kinds.Kind, entity: str, name: str) -> str:
    """`Floor area 建筑面积`."""
    found = attribute(kind, entity, name)
    return naming.bilingual(found.en, found.zh) if found else name


def entity_label(kind: kinds.Kind, entity: str) -> str:
    """`House 房屋`, `Mortgage 抵押 安抵2019-12`."""
    collection, _, key = entity.partition("/")
    found = kind.collections.get(collection)
    return f"{naming.bilingual(found.en, found.zh)} {key}" if found else naming.bilingual(kind.en, kind.zh)


def value(found: Attribute | None, told: Any) -> str:
    """A value as an answer tells it, for people: enums with their terms, units, no more than a line of it."""
    match told:
        case None:
            return NOTHING
        case {"sealed": True}:
            return "sealed 已加密"
        case {"erased": True}:
            return ERASED
        case {"masked": True}:
            return "not shown 隐去"
        case bool():
            return "yes 是" if told else "no 否"
    if found and found.sealed:
        return personal(str(told))
    text = str(told) if len(str(told)) <= LONGEST else f"{str(told)[:LONGEST]}…"
    if found and found.type.choices and text in found.type.choices.__members__:
        return f"{text} {found.type.choices[text].value}"
    return f"{text} {found.unit}" if found and found.unit not in (None, "currency") else text


def personal(told: str) -> str:
    """A sealed value as an answer tells it: masked, in clear, or that it is erased."""
    return ERASED if told == masking.ERASED else told


def fields(kind: kinds.Kind) -> Mapping[str, Attribute]:
    """GraphQL name -> attribute of the subject itself, derived ones included."""
    own = {**regions.derived(kind.name), **kind.attributes}
    return {naming.camel(name): found for name, found in own.items()}


def moment(told: str, zone: datetime.tzinfo) -> str:
    """A moment of an answer on a wall clock of `zone`, as `--known-at` takes it there."""
    return datetime.datetime.fromisoformat(told).astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")
