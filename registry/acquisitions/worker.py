"""The worker that monitors purchases: follows the ledger for homes that members of households acquire (SEC-4).

What it records stands on the household alone and commits together with its progress, so that each acquisition is told
once, however often the worker is stopped or raced. It looks at the whole city and tells nobody where it found what.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

import asyncpg

from aggregates import acquisitions, catalogue, draft, world
from aggregates import event as events
from aggregates.rules import claims
from registry import following
from registry.desk import loading, policies
from registry.ledger import ledger

NAME = "acquisitions"
NAMESPACE = uuid.UUID("2f0d9d3c-7f5e-5a51-8d0b-6c8d5f0a4b77")
BATCH = 1000
"""Events that may be acquisitions looked at in one transaction."""

TYPES = tuple(("HOUSE", name) for name in acquisitions.TYPES)

Holders = Mapping[events.Claim, uuid.UUID]
"""The households' streams by the claims on their members."""


@dataclasses.dataclass(frozen=True, slots=True)
class Monitored:
    """What one step did: events up to ``position`` are seen, ``head`` is the ledger's; how many of each type follow."""

    position: int
    head: int
    recorded: Counter[str]


class Monitor:
    """Monitors what ``log`` records; ``today`` is the bureau's clock in ``zone``."""

    def __init__(
        self,
        log: ledger.Ledger,
        pool: asyncpg.Pool,
        zone: datetime.tzinfo,
        today: Callable[[], datetime.date],
        known: catalogue.Catalogue = catalogue.CATALOGUE,
    ) -> None:
        self._log, self._pool, self._zone, self._today, self._catalogue = log, pool, zone, today, known
        self._policies = policies.Book(log)
        self._pen = following.Pen(log, pool, NAME, NAMESPACE, known)

    async def run(self, stop: asyncio.Event, pause: float = 0.25) -> None:
        """Follow the ledger until ``stop``; wait where another leads, go on after a lost connection."""
        await following.follow(self._pool, NAME, self.step, stop, pause)

    async def catch_up(self, until: int | None = None) -> Counter[str]:
        """Look at all that the ledger holds (up to ``until``), whoever else does; what follows, by type of event."""
        recorded: Counter[str] = Counter()
        async for done in following.catch_up(self.step, until):
            recorded += done.recorded
        return recorded

    async def step(self, batch: int = BATCH) -> Monitored:
        """Look at up to ``batch`` further acquisitions; fewer where others keep writing to the same subjects."""
        return await following.persist(self._step, batch)

    async def _step(self, batch: int) -> Monitored:
        since = await following.place(self._pool, NAME)
        head = await self._log.head()
        if since >= head:
            return Monitored(since, head, Counter())
        found = await self._log.read_types(TYPES, since, batch)
        last = found[-1].position if len(found) == batch else max([head, *(one.position for one in found)])
        loader = self._loader()
        drafts = await self._drafts(loader, found)
        numbered = self._pen.numbered(drafts, since, last)
        await self._pen.write(numbered, {stream: known.version for stream, known in loader.known.items()}, since, last)
        return Monitored(last, head, Counter(one.type for one in numbered))

    def _loader(self) -> loading.Loader:
        today = self._today().isoformat()
        return loading.Loader(self._log, self._pool, self._policies, self._catalogue, self._zone, today)

    async def _drafts(self, loader: loading.Loader, found: Sequence[events.Recorded]) -> list[draft.Draft]:
        """What all of them bring about. Nobody's house and nobody else's household is loaded but where they meet."""
        named = {one.event.id: _claims(acquisitions.persons(one.event)) for one in found}
        holders = await self._log.holders({claim for wanted in named.values() for claim in wanted})
        met = [one for one in found if any(claim in holders for claim in named[one.event.id])]
        if not met:
            return []
        await loader.streams([*{one.event.originator_id for one in met}, *set(holders.values())])
        return [each for one in met for each in await self._one(loader, one.event, holders)]

    async def _one(self, loader: loading.Loader, event: events.Event, holders: Holders) -> list[draft.Draft]:
        while True:
            await asyncio.sleep(0)  # the server's requests go first
            try:
                return _decided(loader, event, holders)
            except world.Unloaded as unloaded:
                await loader.more(unloaded.wanted)


def _claims(persons: Iterable[str]) -> list[events.Claim]:
    return [events.Claim(claims.MEMBER, person) for person in sorted(persons)]


def _decided(loader: loading.Loader, event: events.Event, holders: Holders) -> list[draft.Draft]:
    acquisition = acquisitions.acquisition(loader.world, loader.known[event.originator_id], event.id)
    if acquisition is None:
        return []
    streams = dict.fromkeys(holders[claim] for claim in _claims(acquisition.persons) if claim in holders)
    return [one for stream in streams for one in acquisitions.concerns(loader.world, loader.known[stream], acquisition)]
