"""The policies in force: what divisions adopted, as the ledger has it, and the default elsewhere."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections.abc import Iterable, Mapping
from typing import cast

from aggregates import errors, policy, spans, timeline, world
from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from registry.ledger import consulting, reader

LATEST = datetime.date.max

KEPT_ANSWERS = 100_000
"""Answers (division and day) that a book keeps before it forgets them all."""


@dataclasses.dataclass(frozen=True, slots=True)
class Adopted:
    """One policy of a division and its term; ``ended_on`` is the first day on which it no longer holds.

    ``position`` is that of the event that adopted it, ``document`` the number of the paper behind it.
    """

    division: str
    version: str
    in_force_from: str
    ended_on: str | None
    text: str
    position: int
    document: str | None = None

    def stands(self, day: str) -> bool:
        """Whether it holds on a day."""
        return self.in_force_from <= day and (self.ended_on is None or day < self.ended_on)

    @property
    def policy(self) -> policy.Policy:
        """What the text says.

        Raises:
            InvalidValue: the text that came into the ledger is none; commands under it wait for one that is.
        """
        try:
            return parsed(self.text)
        except errors.InvalidValue as error:
            raise errors.InvalidValue(
                f"The policy {self.version} that division {self.division} adopted cannot be applied; void it or adopt "
                f"a mended one. {error}",
                field=error.field,
                rule="POLICY",
            ) from error


class Book:
    """Holds every adopted policy in memory, and the way up from each division that was asked for.

    :meth:`refresh` reads anew when the ledger has come past what the book has seen.
    """

    def __init__(self, log: reader.Reader) -> None:
        self._log = log
        self._seen = 0
        self._adopted: dict[str, list[Adopted]] = {}
        self._above: dict[str, str | None] = {}
        self._answers: dict[tuple[str | None, str], policy.Policy] = {}

    def in_force(self, division: str | None, day: str) -> policy.Policy:
        """That of a division, or the nearest one above it; the default where none was adopted.

        Raises:
            Unloaded: it is not known yet what lies above the division.
            InvalidValue: the text that was adopted cannot be applied.
        """
        found = self._answers.get((division, day))
        if found is None:
            adopted = self.adoption(division, day)
            found = adopted.policy if adopted else policy.default()
            if len(self._answers) >= KEPT_ANSWERS:
                self._answers.clear()
            self._answers[division, day] = found
        return found

    def adoption(self, division: str | None, day: str) -> Adopted | None:
        """By which adoption a policy is in force; None where it is the default.

        Raises:
            Unloaded: it is not known yet what lies above the division.
        """
        visited: set[str] = set()
        while self._adopted and division is not None and division not in visited:
            visited.add(division)
            standing = [one for one in self._adopted.get(division, ()) if one.stands(day)]
            if standing:
                return max(standing, key=lambda one: one.in_force_from)
            if division not in self._above:
                raise world.Unloaded(world.Wanted(divisions={division}))
            division = self._above[division]
        return None

    def standing(self, day: str) -> list[Adopted]:
        """What divisions themselves have adopted and still holds on a day, in the order of their codes."""
        found = (one for adopted in self._adopted.values() for one in adopted if one.stands(day))
        return sorted(found, key=lambda one: (one.division, one.in_force_from))

    async def read(self) -> None:
        """Take in all that there is now."""
        await self.refresh((await self._log.consult(consulting.Question())).policies)

    async def refresh(self, position: int) -> None:
        """Take in what was adopted up to a position of the ledger."""
        if position <= self._seen:
            return
        adopted = await self._log.read_types([("DIVISION", "PolicyAdopted")], 0, 10_000)
        histories = await self._log.read_streams({one.event.originator_id for one in adopted})
        if position <= self._seen:
            return  # another command has read more meanwhile
        self._adopted = {}
        for recorded in histories.values():
            for code in {one.event.code for one in recorded}:
                self._adopted[code] = list(_adopted(code, timeline.Timeline(CATALOGUE, recorded)))
        self._above, self._answers = {}, {}
        self._seen = position

    async def climb(self, divisions: Iterable[str]) -> None:
        """Learn what lies above these divisions."""
        names = tuple(world.Name("DIVISION", code) for code in divisions)
        seen = -1
        while seen != self._seen:  # again where the book went on meanwhile: what was found may be older than it
            seen = self._seen
            found = await self._log.consult(consulting.Question(names=names))
            await self.refresh(found.policies)
        for name, streams in found.named.items():
            states = [timeline.Timeline(CATALOGUE, found.streams[stream]).state(LATEST) for stream in streams]
            parents = [state.get("", {}).get("parent") for state in states]
            self._above[name.code] = next((one for one in parents if isinstance(one, str)), None)


def _adopted(division: str, line: timeline.Timeline) -> Iterable[Adopted]:
    by = {entity: recorded for recorded in _stating(line) for entity in recorded[1]}
    for entity, said in line.state(LATEST).items():
        text, since = said.get("text"), said.get("in_force_from")
        if entity in by and isinstance(text, str) and isinstance(since, str):
            version = str(said.get("policy_version") or entity.partition("/")[2])
            recorded = by[entity][0]
            document = recorded.event.document
            number = document.number if document else None
            yield Adopted(division, version, since, _ended(said), text, recorded.position, number)


def _stating(line: timeline.Timeline) -> Iterable[tuple[events.Recorded, list[str]]]:
    """The events that state texts of policies, with the entities whose texts they state."""
    for entry in line.visible():
        changes = entry.recorded.event.changes
        stated = [one.entity for one in changes if one.entity.startswith("policies/") and one.set.get("text")]
        yield entry.recorded, stated


def _ended(said: Mapping[str, object]) -> str | None:
    days = [cast(str, said[name]) for name in spans.span("DIVISION", "policies").ends if said.get(name)]
    return min(days, default=None)


@functools.lru_cache(maxsize=1024)
def parsed(text: str) -> policy.Policy:
    """A policy's text, read once."""
    return policy.parse(text)
