"""The schema as data: each field says its GraphQL type and how it becomes SQL; everything else is derived from this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from aggregates.catalogue import Catalogue
from aggregates.exposure import Exposure
from graphql_api.compiler import Compile

REQUIRED = object()
"""An argument without default."""


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument, or a field of an input; ``type`` as GraphQL writes it (``[String!]``)."""

    type: str
    description: str | None = None
    default: object = REQUIRED


@dataclass(frozen=True, slots=True)
class Field:
    """A field; ``type`` as GraphQL writes it."""

    type: str
    compile: Compile
    description: str | None = None
    arguments: Mapping[str, Argument] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ObjectType:
    """An object type, or an interface."""

    name: str
    description: str
    fields: Mapping[str, Field]
    interfaces: tuple[str, ...] = ()
    is_interface: bool = False


@dataclass(frozen=True, slots=True)
class InputType:
    """An input type."""

    name: str
    description: str
    fields: Mapping[str, Argument]


@dataclass(frozen=True, slots=True)
class EnumType:
    """An enum; the names of its members stand in documents, tables and answers."""

    members: type[Enum]
    description: str

    @property
    def name(self) -> str:
        return self.members.__name__


@dataclass(slots=True)
class Model:
    """Every type of the API by name; ``query``, ``mutation`` and ``subscription`` are the names of the roots.

    ``catalogue`` is what they follow from; ``exposures``: who may see any subject of a kind, by its name.
    """

    query: str
    catalogue: Catalogue
    mutation: str | None = None
    subscription: str | None = None
    objects: dict[str, ObjectType] = field(default_factory=dict)
    inputs: dict[str, InputType] = field(default_factory=dict)
    enums: dict[str, EnumType] = field(default_factory=dict)
    exposures: dict[str, Exposure] = field(default_factory=dict)

    def binding(self, type_name: str, field: str) -> Compile:
        """How a field of an object type becomes SQL."""
        return self.objects[type_name].fields[field].compile

    def add(self, *types: ObjectType | InputType | EnumType) -> None:
        """Take types in; the same enum may come from several attributes, any other name only once."""
        for one in types:
            if isinstance(one, EnumType):
                self._add_enum(one)
            elif one.name in self.objects or one.name in self.inputs:
                raise ValueError(f"The GraphQL type {one.name} is defined twice.")
            elif isinstance(one, ObjectType):
                self.objects[one.name] = one
            else:
                self.inputs[one.name] = one

    def _add_enum(self, one: EnumType) -> None:
        known = self.enums.setdefault(one.name, one)
        if known.members is not one.members:
            raise ValueError(f"Two enums have the name {one.name}.")


def named_type(written: str) -> str:
    """``House`` of ``[House!]!``."""
    return written.strip("[]!")
