"""A command: what somebody may ask the registry to record, declared from the event type that it makes.

Names, types, checks and descriptions of a command's inputs are those of the attributes that the event type sets; what a
command adds is which of them it asks for, which element they belong to, and what else follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, cast
from uuid import UUID

from aggregates.attributes import Attribute
from aggregates.event import Claim, Reason, Value
from aggregates.event_types import EventType, Nature
from aggregates.kinds import Element, Subject
from aggregates.vocabulary import PartyRole

if TYPE_CHECKING:
    from aggregates.deciding import Deciding
    from aggregates.deciding.deed import Deed
    from aggregates.draft import Draft, Said
    from aggregates.view import View
    from aggregates.world import Known


@dataclass(frozen=True, slots=True)
class Given:
    """An input that becomes an attribute's value; ``name`` in snake case, as the attribute where nothing is said."""

    attribute: Attribute
    name: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Parties:
    """A list of persons or enterprises that become elements of ``element`` (``parties`` or ``owners``), or the one
    person that a subject of its own is."""

    name: str
    en: str
    zh: str
    element: type[Element] | type[Subject]
    role: PartyRole | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Members(Parties):
    """A list of persons that become elements of ``element``, with further attributes of each."""

    also: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Codes:
    """A list of codes of other subjects of one kind, say what a permit covers."""

    name: str
    kind: str
    en: str
    zh: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list of objects, each of which becomes an element under a key made of the inputs that ``key`` names."""

    name: str
    en: str
    zh: str
    element: type[Element]
    given: tuple[Given, ...]
    key: tuple[str, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Plain:
    """An input that is no attribute of the event; ``type`` as GraphQL writes it without ``!`` (``ID``, ``[ID!]``)."""

    name: str
    type: str
    en: str
    zh: str
    required: bool = False


Input = Given | Parties | Codes | Items | Plain


class Mode(Enum):
    """What a command does to the element that it names."""

    STATE = "sets attributes of the subject itself"
    OPEN = "adds an element that is not there yet"
    CHANGE = "changes an element that stands"
    END = "ends an element that stands"


Amend = Callable[["Deciding", "View", "dict[str, dict[str, Said]]"], None]
"""Completes the changes of a command's event, given its subject just before it."""

Effects = Callable[["Deciding", "Draft", "View"], None]
"""Adds what else follows from a command's event: caused events on other subjects."""

Claims = Callable[["Deed", "View"], "tuple[Claim, ...]"]
"""What at most one subject may hold that the command's event takes, say a contract number."""


Voids = Callable[["Deciding", "Known"], tuple[UUID, ...]]
"""The events that the command's own event voids, of one chain, its head first."""


@dataclass(frozen=True, eq=False, slots=True)
class Command:
    """One command. ``key`` names the input that is the element's key, or the inputs (and ``effective_on``) that make it
    together; an element on record that they name by its attributes is found under any key. None: elements are
    numbered, and a change or an end is of the one that stands. ``even_ended``: or of one that stood. ``even_open``:
    what opens an element may also complete one that stands.
    ``stamps`` take the effective date where the input does not state them, ``constants`` are by attribute path.
    ``may_register``: the input that names those which go into
    the subject, that need not be on record. ``any_kind``: the subject's kind is an input, ``event_type`` the first's.
    """

    name: str
    event_type: EventType
    subject: type[Subject]
    inputs: tuple[Input, ...]
    mode: Mode = Mode.STATE
    element: type[Element] | None = None
    key: str | tuple[str, ...] | None = None
    stamps: tuple[Attribute, ...] = ()
    constants: Mapping[str, Value] = field(default_factory=lambda: MappingProxyType({}))
    amend: Amend | None = None
    effects: Effects | None = None
    claims: Claims | None = None
    voids: Voids | None = None
    reason: Reason | None = None
    registers: bool = False
    may_register: str | None = None
    any_kind: bool = False
    by_event: bool = False
    even_ended: bool = False
    even_open: bool = False
    summary: str = ""

    @property
    def is_fact(self) -> bool:
        """Whether what it records is always admitted."""
        return self.event_type.nature is Nature.FACT

    def input(self, name: str) -> Input:
        """The input of that name."""
        return next(one for one in self.inputs if one.name == name)


def given(attribute: Attribute, name: str | None = None) -> Given:
    """An input that may be left out."""
    return Given(attribute, name or attribute.name)


def needed(attribute: Attribute, name: str | None = None) -> Given:
    """An input that must be there."""
    return Given(attribute, name or attribute.name, required=True)


def buyers(element: type[Element], role: PartyRole | None = PartyRole.BUYER) -> Parties:
    """The buyers of a contract."""
    return Parties("buyers", "Buyers", "买受人", element, role, required=True)


def rest(of: type[Subject] | type[Element], *but: Attribute | Input) -> tuple[Given, ...]:
    """All single attributes that nothing else covers, as inputs that may be left out; sealed ones are never plain."""
    taken = {one.attribute if isinstance(one, Given) else one for one in but}
    return tuple(given(one) for one in _declared(of) if one not in taken and not one.sealed)


def _declared(of: type[Subject] | type[Element]) -> tuple[Attribute, ...]:
    if issubclass(of, Element):
        return tuple(of.collection.attributes.values())
    return tuple(one for one in of.declaration.attributes.values() if one.restated)


@dataclass(frozen=True, slots=True)
class Declaring:
    """Short forms for the commands of one kind, each named after what it does to its event's element.

    ``types`` are the kind's event types by name. Every form takes the event type's name, the inputs, and options of
    :class:`Command`.
    """

    subject: type[Subject]
    types: Mapping[str, EventType]

    def states(self, name: str, type_: str, *inputs: Input, **options: object) -> Command:
        """A command that sets attributes of the subject itself; inputs that are not named may be left out."""
        return self._make(name, type_, Mode.STATE, None, inputs, options)

    def registers(self, name: str, type_: str, *inputs: Input, **options: object) -> Command:
        """The command by which a subject comes into the registry: it takes whatever the kind restates."""
        every = (*inputs, *rest(self.subject, *inputs))
        return self._make(name, type_, Mode.STATE, None, every, {**options, "registers": True})

    def opens(self, name: str, type_: str, element: type[Element], *inputs: Input, **options: object) -> Command:
        """A command that adds an element. Its key is the first input that is an attribute of the element's number."""
        return self._make(name, type_, Mode.OPEN, element, inputs, options)

    def changes(self, name: str, type_: str, element: type[Element], *inputs: Input, **options: object) -> Command:
        """A command that changes an element which stands."""
        return self._make(name, type_, Mode.CHANGE, element, inputs, options)

    def ends(self, name: str, type_: str, element: type[Element], *inputs: Input, **options: object) -> Command:
        """A command that ends an element which stands."""
        return self._make(name, type_, Mode.END, element, inputs, options)

    def _make(
        self,
        name: str,
        type_: str,
        mode: Mode,
        element: type[Element] | None,
        inputs: tuple[Input, ...],
        options: Mapping[str, object],
    ) -> Command:
        constants = MappingProxyType(dict(cast("Mapping[str, Value]", options.get("constants", {}))))
        known = {**options, "constants": constants}
        return Command(name, self.types[type_], self.subject, inputs, mode, element, **known)  # type: ignore[arg-type]
