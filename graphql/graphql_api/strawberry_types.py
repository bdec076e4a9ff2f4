"""The model as strawberry types: the schema that documents are validated against, introspected and printed."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from enum import Enum
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.schema.config import StrawberryConfig
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryList, StrawberryOptional
from strawberry.types.field import StrawberryField

from graphql_api import scalars
from graphql_api.model import REQUIRED, Argument, EnumType, Field, InputType, Model, ObjectType


class _Types:
    """Python classes by GraphQL name; all exist before any is described, since types refer to each other."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.classes: dict[str, Any] = dict(scalars.BY_NAME)
        for enum in model.enums.values():
            self.classes[enum.name] = _enum(enum)
        for one in sorted(model.objects.values(), key=lambda one: not one.is_interface):
            bases = tuple(self.classes[name] for name in one.interfaces)
            self.classes[one.name] = types.new_class(one.name, bases)
        for given in model.inputs.values():
            self.classes[given.name] = types.new_class(given.name)

    def annotation(self, written: str) -> Any:
        """A type as GraphQL writes it -> as strawberry has it."""
        if written.endswith("!"):
            return self._required(written[:-1])
        return StrawberryOptional(self._required(written))

    def _required(self, written: str) -> Any:
        if written.startswith("["):
            return StrawberryList(self.annotation(written[1:-1]))
        return self.classes[written]

    def argument(self, name: str, given: Argument) -> StrawberryArgument:
        annotation = StrawberryAnnotation(self.annotation(given.type))
        return StrawberryArgument(name, name, annotation, description=given.description, default=self.default(given))

    def default(self, given: Argument) -> object:
        """A default, of an enum as the member of the enum's own class."""
        if given.default is REQUIRED or given.default is None:
            return strawberry.UNSET
        if isinstance(given.default, Enum):
            return self.classes[given.type.strip("!")][given.default.name]
        return given.default

    def describe(self) -> None:
        """Make strawberry types of all classes, interfaces first."""
        for one in sorted(self.model.objects.values(), key=lambda one: not one.is_interface):
            self._object(one)
        for given in self.model.inputs.values():
            self._input(given)

    def _object(self, one: ObjectType) -> None:
        cls = self.classes[one.name]
        _fill(cls, {name: self._field(name, field) for name, field in one.fields.items()})
        decorate = strawberry.interface if one.is_interface else strawberry.type
        decorate(cls, name=one.name, description=one.description)

    def _field(self, name: str, field: Field) -> StrawberryField:
        made = StrawberryField(
            python_name=f"f_{name}",  # no name of ours is then a Python keyword
            graphql_name=name,
            type_annotation=StrawberryAnnotation(self.annotation(field.type)),
            description=field.description,
        )
        made.arguments = [self.argument(key, given) for key, given in field.arguments.items()]
        return made

    def _input(self, given: InputType) -> None:
        cls = self.classes[given.name]
        fields = {name: self._input_field(name, argument) for name, argument in given.fields.items()}
        _fill(cls, fields)
        strawberry.input(cls, name=given.name, description=given.description)

    def _input_field(self, name: str, argument: Argument) -> StrawberryField:
        return StrawberryField(
            python_name=f"f_{name}",
            graphql_name=name,
            type_annotation=StrawberryAnnotation(self.annotation(argument.type)),
            description=argument.description,
            default=dataclasses.MISSING if argument.default is REQUIRED else self.default(argument),
        )


def _fill(cls: Any, fields: Mapping[str, StrawberryField]) -> None:
    cls.__annotations__ = {}
    for field in fields.values():
        assert field.type_annotation is not None
        cls.__annotations__[field.python_name] = field.type_annotation.annotation
        setattr(cls, field.python_name, field)


def _enum(enum: EnumType) -> Any:
    """A copy of the enum, since strawberry writes its definition on the class; values are described in Chinese."""
    copied: Any = Enum(enum.name, {member.name: member.name for member in enum.members})  # type: ignore[misc]
    made: Any = strawberry.enum(copied, name=enum.name, description=enum.description)
    for value in made.__strawberry_definition__.values:
        term = str(enum.members[value.name].value)
        value.description = term if term != value.name else None
    return made


def schema(model: Model) -> strawberry.Schema:
    """The schema of a model. Strawberry itself answers introspection only: all other fields are compiled to SQL."""
    made = _Types(model)
    made.describe()
    concrete = [made.classes[one.name] for one in model.objects.values() if one.interfaces]
    return strawberry.Schema(
        made.classes[model.query],
        made.classes[model.mutation] if model.mutation else None,
        made.classes[model.subscription] if model.subscription else None,
        types=concrete,
        config=StrawberryConfig(scalar_map=scalars.SCALARS),
    )
