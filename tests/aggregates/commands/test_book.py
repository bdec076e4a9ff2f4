"""All commands together: every event type can be asked for, names are told apart, inputs fit what their event sets."""

import types
from collections.abc import Iterator

import pytest

from aggregates.attributes import Attribute
from aggregates.catalogue import CATALOGUE
from aggregates.commands import book
from aggregates.commands.command import Command, Given
from aggregates.event_types import EventType
from aggregates.exposure import Exposure
from aggregates.naming import camel

COMMANDS = list(book.COMMANDS.values())
_TAKES_PART = "an engagement or inspection of a project causes it"
ARISES = {
    "SourceConflictFound": "another department's fact becomes one where it differs (SRC-1); nobody asks for it",
    "EpochDeclared": "only `fangji ledger epoch` declares one, while the ledger takes no commands",
    "Engaged": _TAKES_PART,
    "Released": _TAKES_PART,
    "SiteChecked": _TAKES_PART,
    "TurnRecorded": "a household that was drawn is called, chooses or waives",
}
COMMON = {"effectiveOn", "document", "commandId", "reason", "remark", "expectedVersion", "scheme", "corrects"}


def types_of(command: Command) -> list[EventType]:
    """What a command may record as its own event."""
    kinds = CATALOGUE.kinds if command.any_kind or command.by_event else [command.event_type.kind]
    return [CATALOGUE.event_type(kind, command.event_type.name) for kind in kinds]


def test_every_event_type_is_made_by_a_command() -> None:
    made = {(one.kind, one.name) for command in COMMANDS for one in types_of(command)}
    missing = {(kind, name) for kind, name in CATALOGUE.event_types.keys() - made if name not in ARISES}
    assert not missing
    assert not {name for _, name in made} & ARISES.keys()


def test_no_command_hides_another() -> None:
    modules = [one for one in vars(book).values() if isinstance(one, types.ModuleType) and hasattr(one, "COMMANDS")]
    every = [command for module in modules for command in module.COMMANDS]
    assert len(every) == len(book.COMMANDS)
    assert len({camel(command.name) for command in every}) == len(every)


def stated(command: Command) -> Iterator[Attribute]:
    yield from (one.attribute for one in command.inputs if isinstance(one, Given))
    yield from command.stamps


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_what_a_command_asks_for_its_event_may_set(command: Command) -> None:
    for event_type in types_of(command):
        may_set = event_type.may_set(CATALOGUE.kind(event_type.kind))
        wrong = [one.path for one in stated(command) if one.name not in may_set.get(one.collection, ())]
        assert not wrong
        for path in command.constants:
            collection, _, name = path.rpartition(".")
            assert name in may_set[collection]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_an_input_has_a_name_of_its_own(command: Command) -> None:
    names = [camel(one.name) for one in command.inputs]
    assert len(set(names)) == len(names)
    assert not (COMMON | subject(command)).intersection(names)


def subject(command: Command) -> set[str]:
    """The inputs that name the subject."""
    if command.by_event:
        return set()
    return {"kind", "code"} if command.any_kind else {f"{command.subject.declaration.table}Code"}


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_no_key_is_made_of_what_is_personal(command: Command) -> None:
    """Whoever sees an element sees its key, also where the attribute itself is hidden."""
    keys = (command.key,) if isinstance(command.key, str) else command.key or ()
    named = {one.name: one.attribute for one in command.inputs if isinstance(one, Given)}
    made_of = [named[key] for key in keys if command.element is not None and key in named]
    assert not [one.path for one in made_of if one.exposure is Exposure.PERSONAL]
