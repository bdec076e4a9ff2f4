"""Loads a world: what a decision asks for is read from the ledger in one snapshot, as often as it asks for more."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import asyncpg

from aggregates import event as events
from aggregates import timeline, world
from aggregates.catalogue import Catalogue
from registry.desk import members, policies
from registry.ledger import consulting, reader, units

NOTHING: Mapping[world.Parts, list[UUID]] = {}


class Loader:
    """Fills one world. ``answered``: the command's answer where it is recorded already; ``known``: all loaded.

    ``divided`` is the last position of the ledger at which a division may have changed.
    """

    def __init__(
        self,
        log: reader.Reader,
        reads: asyncpg.Pool,
        book: policies.Book,
        catalogue: Catalogue,
        zone: datetime.tzinfo,
        today: str,
    ) -> None:
        self._log, self._reads, self._book, self._catalogue = log, reads, book, catalogue
        self.answered: tuple[bytes, units.Appended] | None = None
        self.known: dict[UUID, world.Known] = {}
        self.persons: Mapping[bytes, str] = {}
        self._position = self.divided = 0
        self.world = world.World(book, today, lambda moment: moment.astimezone(zone).date().isoformat(), catalogue)

    async def begin(
        self,
        command: UUID,
        names: Iterable[world.Name],
        claims: Iterable[events.Claim] = (),
        persons: tuple[bytes, ...] = (),
    ) -> None:
        """Read the subjects and persons that the command names at once, and whether it is recorded."""
        await self._load(world.Wanted(names=set(names)), command, tuple(claims), persons=persons)

    async def more(self, wanted: world.Wanted) -> None:
        """Read what the decision found missing."""
        if wanted.divisions:
            await self._book.climb(wanted.divisions)
        found = await members.find(self._reads, wanted.parts, self._position, self._catalogue)
        if wanted.names or wanted.events or wanted.caused_by or wanted.relying_on or wanted.streams or found:
            await self._load(wanted, None, (), found, tuple(wanted.streams))

    async def streams(self, streams: Sequence[UUID]) -> list[world.Known]:
        """Whole subjects by their streams."""
        return await self._load(world.Wanted(), None, (), {}, streams)

    async def _load(
        self,
        wanted: world.Wanted,
        command: UUID | None,
        claims: tuple[events.Claim, ...],
        parts: Mapping[world.Parts, list[UUID]] = NOTHING,
        streams: Sequence[UUID] = (),
        persons: tuple[bytes, ...] = (),
    ) -> list[world.Known]:
        found = await self._log.consult(
            consulting.Question(
                command=command,
                names=tuple(wanted.names),
                streams=(*streams, *(stream for members in parts.values() for stream in members)),
                claims=claims,
                events=tuple(wanted.events),
                caused_by=tuple(wanted.caused_by),
                relying_on=tuple(wanted.relying_on),
                persons=persons,
            )
        )
        self.answered = self.answered or found.answered
        self.persons = found.persons or self.persons
        self._position, self.divided = found.position, found.policies
        await self._book.refresh(found.policies)
        known = {stream: self._known(found, stream) for stream in found.heads}
        self.known.update(known)
        seen = self.world
        seen.by_stream.update(known)
        for name in wanted.names:
            seen.names[name] = tuple(known[stream] for stream in found.named.get(name, ()))
        for one, of in parts.items():
            seen.members[one] = tuple(known[stream] for stream in of if stream in known)
        for event in wanted.events:
            seen.by_event[event] = known.get(found.found[event]) if event in found.found else None
        seen.holders.update(found.holders)
        _link(seen, wanted, found)
        return [known[stream] for stream in streams if stream in known]

    def _known(self, found: consulting.Consulted, stream: UUID) -> world.Known:
        head = found.heads[stream]
        recorded = found.streams[stream]
        line = timeline.Timeline(self._catalogue, recorded)
        return world.Known(head.kind, head.scheme, head.code, stream, line, head.version, recorded)


def _link(seen: world.World, wanted: world.Wanted, found: consulting.Consulted) -> None:
    """Effects and dependants by the event that was asked for."""
    for event in wanted.caused_by:
        seen.effects[event] = _below(event, found.caused)
    for event in wanted.relying_on:
        seen.reliance[event] = [one for one in found.relying if event in one.event.relied_on]


def _below(event: UUID, caused: Sequence[events.Recorded]) -> list[events.Recorded]:
    """Of all effects in order of positions, those of one event, directly or not: a cause comes before its effects."""
    above = {event}
    below = []
    for one in caused:
        if one.event.cause in above:
            above.add(one.event.id)
            below.append(one)
    return below
