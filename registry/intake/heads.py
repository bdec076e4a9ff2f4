"""Subjects as one run finds and leaves them: their streams, found by any code, and the versions of these."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from aggregates import event as events
from registry.intake import lookups
from registry.intake.staging import Connection

Name = tuple[str, str, str]
"""Kind, scheme and code of a subject."""


class Heads:
    """Streams and versions, read once and then followed, since a run writes ahead of what is committed.

    At most ``most`` are kept, the latest; None keeps all, for a dry run, whose events are nowhere else. ``since`` is
    the ledger's position when the run began: what was written later, the run wrote.
    """

    def __init__(self, connection: Connection, since: int, most: int | None) -> None:
        self._connection = connection
        self._since = since
        self._most = most
        self._streams: OrderedDict[Name, UUID] = OrderedDict()
        self._kept: OrderedDict[UUID, tuple[int, bool]] = OrderedDict()

    async def load(self, names: Iterable[Name], streams: Collection[UUID] = ()) -> None:
        """Have these at hand, at least until the next load."""
        wanted = set(names)
        missing = [name for name in wanted if name not in self._streams]
        self._meet(wanted.difference(missing))
        if missing:
            self._trim(len(wanted) + len(streams))
            held = await self._holders(missing)
            self._streams.update((name, held.get(name) or events.stream_id(*name)) for name in missing)
        await self._load_versions({self._streams[name] for name in wanted}.union(streams))

    def _meet(self, names: Collection[Name]) -> None:
        """What is asked for now is not what is forgotten first."""
        for name in names:
            self._streams.move_to_end(name)
            if (stream := self._streams[name]) in self._kept:
                self._kept.move_to_end(stream)

    async def _holders(self, names: Collection[Name]) -> dict[Name, UUID]:
        """The streams that hold codes already: a code that was given to a subject later finds that subject."""
        claims = {events.code_claim(*name): name for name in names}
        found = await lookups.holders(self._connection, claims)
        return {claims[claim]: stream for claim, stream in found.items()}

    async def _load_versions(self, streams: Collection[UUID]) -> None:
        missing = [stream for stream in streams if stream not in self._kept]
        if missing:
            found = await lookups.heads(self._connection, missing)
            for stream in missing:
                version, position = found.get(stream, (0, 0))
                self._kept[stream] = (version, position > self._since)

    def _trim(self, room: int) -> None:
        """Forget what was met longest ago: it is committed by now, for few batches are on their way at once."""
        if self._most is None:
            return
        while len(self._kept) > self._most + room:
            self._kept.popitem(last=False)
        while len(self._streams) > self._most + room:
            self._streams.popitem(last=False)

    def stream(self, name: Name) -> UUID:
        """The stream of a loaded subject."""
        return self._streams[name]

    def version(self, stream: UUID) -> int:
        """The version of a loaded stream; 0 where it has no events."""
        return self._kept[stream][0]

    def write(self, versions: Mapping[UUID, int]) -> int:
        """Note what was written; answers how many of these subjects this run had not touched before."""
        fresh = sum(not self._kept[stream][1] for stream in versions)
        for stream, version in versions.items():
            self._kept[stream] = (version, True)
            self._kept.move_to_end(stream)
        return fresh
