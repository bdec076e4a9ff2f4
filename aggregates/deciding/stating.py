"""Stating: from the inputs of a deed to changes, and to the element that they name."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any, cast

from aggregates import naming, spans, view
from aggregates.commands.command import Given, Items, Mode
from aggregates.deciding.deed import Deed
from aggregates.draft import Said
from aggregates.kinds import Element
from aggregates.rules import general, rule
from aggregates.world import Known

EFFECTIVE_ON = "effective_on"
"""The name by which a key of several inputs calls the effective date."""


class Statement:
    """What a deed states of its subject; the state just before it tells which elements there are."""

    def __init__(self, deed: Deed, subject: Known) -> None:
        self.deed, self.subject = deed, subject

    def compose(self, before: view.View) -> tuple[dict[str, dict[str, Said]], list[tuple[rule.Rule, dict[str, Any]]]]:
        """The changes that the inputs state, and what is doubtful about the element that they name."""
        deed, command = self.deed, self.deed.command
        changes: dict[str, dict[str, Said]] = {}
        entity, doubts = self._entity(before)
        for one in command.inputs:
            if isinstance(one, Given) and deed.values.get(one.name) is not None:
                where = entity if one.attribute.collection else ""
                changes.setdefault(where, {})[one.attribute.name] = cast(Said, deed.values[one.name])
            elif isinstance(one, Items):
                self._items(one, changes)
        for attribute in command.stamps:
            where = entity if attribute.collection else ""
            changes.setdefault(where, {}).setdefault(attribute.name, deed.effective_on)
        for path, value in command.constants.items():
            collection, _, name = path.rpartition(".")
            changes.setdefault(entity if collection else "", {})[name] = value
        return changes, doubts

    def _items(self, one: Items, changes: dict[str, dict[str, Said]]) -> None:
        for item in self.deed.items(one.name):
            key = "-".join(str(item.get(name) or "") for name in one.key)
            stated = {part.attribute.name: item[part.name] for part in one.given if item.get(part.name) is not None}
            changes[f"{one.element.collection.name}/{key}"] = stated

    def _entity(self, before: view.View) -> tuple[str, list[tuple[rule.Rule, dict[str, Any]]]]:
        command = self.deed.command
        if command.element is None:
            return "", []
        key = self._key(before, command.element)
        entity = f"{command.element.collection.name}/{key}"
        return entity, list(self._doubts(before, command.element, key))

    def _key(self, before: view.View, element: type[Element]) -> str:
        """The element's key as the inputs state it, or that of one on record which they name by its attributes.

        Imported elements stand under keys of their own; what ended long ago does not bar a new one of several inputs.
        """
        command, deed = self.deed.command, self.deed
        if command.key is None:
            return self._numbered(before, element)
        names = (command.key,) if isinstance(command.key, str) else command.key
        stated = {name: deed.effective_on if name == EFFECTIVE_ON else deed.values.get(name) for name in names}
        made = "-".join(str(value or "") for value in stated.values())
        key = naming.entity(f"{element.collection.name}/{made}").partition("/")[2]
        if before.stands(element, key):
            return key
        inputs = [command.input(name) for name in names if name != EFFECTIVE_ON]
        wanted = {one.attribute.name: stated[one.name] for one in inputs if isinstance(one, Given)}
        if EFFECTIVE_ON in names and not spans.span(before.kind, element.collection.name).ends:
            wanted = {}  # what never ends may come again on another day
        standing = [one for one, said in before.standing(element) if _says(said, wanted)]
        ended = [one for one, said in before.elements(element) if _says(said, wanted)]
        barred = ended if command.mode is not Mode.OPEN or isinstance(command.key, str) else []
        stated_itself = [key] if before.element(element, key) is not None else []
        found = next(iter((*reversed(standing), *stated_itself, *reversed(barred))), None)
        return found or (self._corrected_key(element) if command.mode is Mode.OPEN else None) or key

    def _numbered(self, before: view.View, element: type[Element]) -> str:
        """The key of an element without a number of its own: the next, or the one that stands last."""
        if self.deed.command.mode is Mode.OPEN:
            return self._corrected_key(element) or next_number(self.subject, element)
        return next(reversed([key for key, _ in before.standing(element)]), next_number(self.subject, element))

    def _corrected_key(self, element: type[Element]) -> str | None:
        """The element that the corrected event opened: its correction opens the same."""
        if self.deed.corrects is None:
            return None
        changes = self.subject.timeline.get(self.deed.corrects).recorded.event.changes
        prefix = f"{element.collection.name}/"
        return next((one.entity.removeprefix(prefix) for one in changes if one.entity.startswith(prefix)), None)

    def _doubts(
        self, before: view.View, element: type[Element], key: str
    ) -> Iterator[tuple[rule.Rule, dict[str, Any]]]:
        there = before.element(element, key) is not None
        named = {"number": key, "collection": element.collection.en, "zh": element.collection.zh}
        if self.deed.command.mode is Mode.OPEN and there and not self._may_open(before, element, key):
            yield general.NEW, {**named, "in_the_way": [before.origin(element, key)]}
        elif self.deed.command.mode is not Mode.OPEN and not self._stands(before, element, key):
            ended = [before.origin(element, key)] if there else []
            yield general.STANDING, {**named, "in_the_way": ended}

    def _may_open(self, before: view.View, element: type[Element], key: str) -> bool:
        """Whether a command that opens an element may be of one that is there: a correction, or what completes it."""
        return key == self._corrected_key(element) or (self.deed.command.even_open and before.stands(element, key))

    def _stands(self, before: view.View, element: type[Element], key: str) -> bool:
        if self.deed.command.even_ended:
            return before.element(element, key) is not None
        return before.stands(element, key)


def _says(said: Mapping[str, Said], wanted: Mapping[str, object]) -> bool:
    return bool(wanted) and all(said.get(name) == value for name, value in wanted.items())


def next_number(known: Known, element: type[Element]) -> str:
    """A number under which no event of the subject, in effect or not, has stated an element of that collection."""
    return next(free_numbers(known, element))


def free_numbers(known: Known, element: type[Element]) -> Iterator[str]:
    """All such numbers, from the lowest."""
    prefix = f"{element.collection.name}/"
    stated = {c.entity.removeprefix(prefix) for e in known.timeline.in_order() for c in e.recorded.event.changes}
    return (number for number in map(str, itertools.count(1)) if number not in stated)
