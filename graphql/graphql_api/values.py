"""Values that a statement takes: constants of the document, variables, and what the request itself says.

A plan is compiled once for the *shape* of its variables (which are given, which lists and objects they hold, enums and
booleans themselves); at compile time every leaf of a variable is a :class:`Slot`, resolved anew for each request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import reduce
from operator import getitem
from typing import Any

from graphql_api.identity import Identity

Variables = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """What a statement may ask of the request beside its variables; ``today`` is the bureau's day.

    ``outcome`` is, as JSON, what became of the command whose payload is asked for. ``persons`` are the references of
    those whom it searches by number, ``answers`` those to its lookups, as JSON. ``after`` is the position that a
    subscription has come to, and ``most`` how many events its next page may have.
    """

    identity: Identity
    today: date
    outcome: str | None = None
    persons: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    after: int = 0
    most: int = 1


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a leaf within the variables."""

    name: str
    path: tuple[str | int, ...] = ()

    def resolve(self, variables: Variables) -> object:
        return reduce(getitem, self.path, variables[self.name])


def slots(name: str, value: object, path: tuple[str | int, ...] = ()) -> object:
    """``value`` with a slot for each leaf that may differ within one shape."""
    if isinstance(value, dict):
        return {key: slots(name, item, (*path, key)) for key, item in value.items()}
    if isinstance(value, list):
        if _is_flat(value):
            return Slot(name, path)
        return [slots(name, item, (*path, index)) for index, item in enumerate(value)]
    return value if _is_shape(value) else Slot(name, path)


def shape(value: object) -> object:
    """Hashable; equal for two values of a variable exactly when they may share a plan."""
    if type(value) is str:
        return str
    if isinstance(value, dict):
        return tuple([(key, shape(item)) for key, item in value.items()])
    if isinstance(value, list):
        return list if _is_flat(value) else tuple([shape(item) for item in value])
    return value if _is_shape(value) else object


def _is_shape(value: object) -> bool:
    return value is None or isinstance(value, bool | Enum)


def _is_flat(values: list[object]) -> bool:
    """Whether a list can be a parameter as a whole; an empty one may also be a list of conditions."""
    return bool(values) and not any(_is_shape(value) or isinstance(value, dict | list) for value in values)


Resolve = Callable[[Variables, Request], object]
Check = Callable[[Any], object]


def resolver(value: object, check: Check | None) -> Resolve:
    """How to get at ``value`` when a request comes; ``check`` converts it or raises."""
    if isinstance(value, Slot):
        return _slot(value, check)
    if isinstance(value, list) and any(isinstance(item, Slot) for item in value):
        parts = [resolver(item, None) for item in value]
        return lambda variables, request: _checked([part(variables, request) for part in parts], check)
    constant = _checked(value, check)
    return lambda variables, request: constant


def _slot(slot: Slot, check: Check | None) -> Resolve:
    name = slot.name
    if slot.path:
        return lambda variables, request: _checked(slot.resolve(variables), check)
    if check is None:
        return lambda variables, request: variables[name]
    return lambda variables, request: check(variables[name])


def _checked(value: object, check: Check | None) -> object:
    return value if check is None else check(value)
