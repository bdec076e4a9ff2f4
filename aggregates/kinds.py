"""Kinds of subjects and their collections, declared as classes whose members are attributes.

A class that derives from :class:`Subject` declares a kind; a class inside it that derives from :class:`Element`
declares a collection, named in the plural, whose elements carry the attributes. What a base declares, its kinds share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from aggregates.attributes import Attribute
from aggregates.exposure import Exposure


@dataclass(frozen=True, slots=True)
class Collection:
    """Elements of one sort that a subject has; an element's key is unique within its subject and collection."""

    name: str
    en: str
    zh: str
    description: str
    attributes: Mapping[str, Attribute]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of subject: ``name`` as in events and GraphQL (``HOUSE``), ``table`` as in the read model (``house``).

    Who may not see its ``exposure`` sees no subject of it, whatever its attributes say.
    """

    name: str
    table: str
    en: str
    zh: str
    description: str
    attributes: Mapping[str, Attribute]
    collections: Mapping[str, Collection]
    exposure: Exposure = Exposure.PUBLIC

    def attributes_of(self, collection: str) -> Mapping[str, Attribute] | None:
        """The attributes of the subject itself (``""``) or of a collection's elements; None where there is none."""
        if not collection:
            return self.attributes
        found = self.collections.get(collection)
        return found.attributes if found else None


class Element:
    """Base of every collection; ``collection`` is filled in from the declaration."""

    collection: ClassVar[Collection]

    def __init_subclass__(cls, *, en: str, zh: str) -> None:
        super().__init_subclass__()
        attributes = _attributes(cls)
        for attribute in attributes.values():
            attribute.collection = cls.__name__
        cls.collection = Collection(cls.__name__, en, zh, _doc(cls), attributes)


class Subject:
    """Base of every kind; ``declaration`` is filled in where the class names its ``kind``."""

    declaration: ClassVar[Kind]

    def __init_subclass__(
        cls, *, kind: str | None = None, en: str = "", zh: str = "", exposure: Exposure = Exposure.PUBLIC
    ) -> None:
        super().__init_subclass__()
        if kind is not None:
            collections = MappingProxyType({c.name: c for c in _collections(cls)})
            cls.declaration = Kind(kind, kind.lower(), en, zh, _doc(cls), _attributes(cls), collections, exposure)


def _doc(cls: type) -> str:
    return " ".join((cls.__doc__ or "").split())


def _members(cls: type) -> dict[str, object]:
    return {name: value for base in reversed(cls.__mro__) for name, value in vars(base).items()}


def _attributes(cls: type) -> Mapping[str, Attribute]:
    return MappingProxyType({n: v for n, v in _members(cls).items() if isinstance(v, Attribute)})


def _collections(cls: type) -> list[Collection]:
    return [v.collection for v in _members(cls).values() if isinstance(v, type) and issubclass(v, Element)]
