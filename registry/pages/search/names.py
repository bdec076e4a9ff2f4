"""What fields and values are called in English and Chinese, for a page that shows whatever a subject has."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates import catalogue, regions
from aggregates.attributes import Attribute

Said = list[str]
"""English, Chinese."""


def paths() -> dict[str, Said]:
    """Names by path: ``rent``, where that says too little ``leases.rent``, where kinds differ ``HOUSE.leases.rent``.

    The longest that is there is right; kinds stand under their own name.
    """
    found: dict[str, Said] = {}
    for path, said in _paths():
        parts = path.split(".")
        shorter = [".".join(parts[-length:]) for length in range(1, len(parts) + 1)]
        for one in shorter:
            if found.setdefault(one, said) == said:
                break
    return found


def values() -> dict[str, Said]:
    """Names of the values of closed lists: ``SALE``, and where lists differ ``contracts.kind=SALE``."""
    found: dict[str, Said] = {}
    for path, attribute in _attributes():
        for member in attribute.type.choices or ():
            said = [member.name.replace("_", " ").capitalize(), str(member.value)]
            if found.setdefault(member.name, said) != said:
                found[f"{path.partition('.')[2]}={member.name}"] = said
    return found


def _paths() -> Iterator[tuple[str, Said]]:
    for kind in catalogue.CATALOGUE.kinds.values():
        yield kind.name, [kind.en, kind.zh]
        for name, collection in kind.collections.items():
            yield f"{kind.name}.{name}", [collection.en, collection.zh]
    for path, attribute in _attributes():
        yield path, [attribute.en, attribute.zh]


def _attributes() -> Iterator[tuple[str, Attribute]]:
    for kind in catalogue.CATALOGUE.kinds.values():
        derived = {one.name: one.attribute for one in regions.TABLES[kind.name].regions}
        for name, attribute in {**derived, **kind.attributes}.items():
            yield f"{kind.name}.{name}", attribute
        for name, collection in kind.collections.items():
            for each, attribute in collection.attributes.items():
                yield f"{kind.name}.{name}.{each}", attribute
