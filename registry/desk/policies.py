"""The policies in force: what divisions adopted, as the ledger has it, and the default elsewhere."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Mapping
from typing import cast

from aggregates import policy, spans, timeline, world
from aggregates.catalogue import CATALOGUE
from registry.ledger import consulting, reader

LATEST = datetime.date.max


@dataclasses.dataclass(frozen=True, slots=True)
class Adopted:
    """One policy of a division and its term; ``ended_on`` is the first day on which it no longer holds."""

    in_force_from: str
    ended_on: str | None
    policy: policy.Policy

    def stands(self, day: str) -> bool:
        return self.in_force_from <= day and (self.ended_on is None or day < self.ended_on)


class Book:
    """Holds every adopted policy in memory, and the way up from each division that was asked for.

    :meth:`refresh` reads anew when the ledger has come past what the book has seen.
    """

    def __init__(self, log: reader.Reader) -> None:
        self._log = log
        self._seen = 0
        self._adopted: dict[str, list[Adopted]] = {}
        self._above: dict[str, str | None] = {}

    def in_force(self, division: str | None, day: str) -> policy.Policy:
        """That of a division, or the nearest one above it; the default where none was adopted.

        Raises:
            Unloaded: it is not known yet what lies above the division.
        """
        if not self._adopted:
            return policy.default()
        visited: set[str] = set()
        while division is not None and division not in visited:
            visited.add(division)
            standing = [one for one in self._adopted.get(division, ()) if one.stands(day)]
            if standing:
                return max(standing, key=lambda one: one.in_force_from).policy
            if division not in self._above:
                raise world.Unloaded(world.Wanted(divisions={division}))
            division = self._above[division]
        return policy.default()

    async def refresh(self, position: int) -> None:
        """Take in what was adopted up to a position of the ledger."""
        if position <= self._seen:
            return
        adopted = await self._log.read_types([("DIVISION", "PolicyAdopted")], 0, 10_000)
        histories = await self._log.read_streams({one.event.originator_id for one in adopted})
        self._adopted = {}
        for recorded in histories.values():
            for code in {one.event.code for one in recorded}:
                self._adopted[code] = list(_adopted(timeline.Timeline(CATALOGUE, recorded)))
        self._above = {}
        self._seen = position

    async def climb(self, divisions: Iterable[str]) -> None:
        """Learn what lies above these divisions."""
        names = tuple(consulting.Name("DIVISION", None, code) for code in divisions)
        found = await self._log.consult(consulting.Question(names=names))
        for name, streams in found.named.items():
            states = [timeline.Timeline(CATALOGUE, found.streams[stream]).state(LATEST) for stream in streams]
            parents = [state.get("", {}).get("parent") for state in states]
            self._above[name.code] = next((one for one in parents if isinstance(one, str)), None)


def _adopted(line: timeline.Timeline) -> Iterable[Adopted]:
    for entity, said in line.state(LATEST).items():
        text, since = said.get("text"), said.get("in_force_from")
        if entity.startswith("policies/") and isinstance(text, str) and isinstance(since, str):
            yield Adopted(since, _ended(said), parsed(text))


def _ended(said: Mapping[str, object]) -> str | None:
    days = [cast(str, said[name]) for name in spans.span("DIVISION", "policies").ends if said.get(name)]
    return min(days, default=None)


_PARSED: dict[str, policy.Policy] = {}


def parsed(text: str) -> policy.Policy:
    """A policy's text, read once."""
    digest = policy.digest(text)
    if digest not in _PARSED:
        _PARSED[digest] = policy.parse(text)
    return _PARSED[digest]
