"""The worker that reviews: follows the ledger, batch by batch, each event exactly once; one leads, others stand by.

Its findings are events like any other, on the subject that they are about, and commit together with its progress.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import asyncpg

from aggregates import catalogue, draft, errors
from aggregates import event as events
from aggregates.rules import book as rulebook
from aggregates.rules.rule import Rule
from registry import following
from registry.desk import loading, policies
from registry.ledger import drafting, ledger, reader, units
from registry.review import examination
from registry.review import round as rounds

NAME = "review"
ACTOR = "review"
NAMESPACE = uuid.UUID("5b0d6cf3-5a0f-5d0e-9a53-0f3c7a1d6f10")
BATCH = 1000
"""Events looked at in one transaction; their subjects are loaded whole."""

REMEMBERED = 200_000
"""Subjects of which it is remembered how far they have been looked at."""

ATTEMPTS = 20


@dataclasses.dataclass(frozen=True, slots=True)
class Reviewed:
    """What one step did: events up to ``position`` are reviewed, ``head`` is the ledger's; findings by rule."""

    position: int
    head: int
    found: Counter[str]
    mended: int = 0


class Reviewer:
    """Reviews what ``log`` records. ``reads`` sees the read model, which must follow the ledger for rules across
    subjects; ``today`` is the bureau's clock in ``zone``.
    """

    def __init__(
        self,
        log: ledger.Ledger,
        pool: asyncpg.Pool,
        zone: datetime.tzinfo,
        today: Callable[[], datetime.date],
        known: catalogue.Catalogue = catalogue.CATALOGUE,
        rules: Sequence[Rule] = rulebook.RULES,
    ) -> None:
        self._log, self._pool, self._zone, self._today = log, pool, zone, today
        self._catalogue, self._rules = known, rules
        self._policies = policies.Book(log)
        self._reached: dict[uuid.UUID, int] = {}

    async def run(self, stop: asyncio.Event, pause: float = 0.25) -> None:
        """Follow the ledger until ``stop``; wait where another leads, go on after a lost connection."""
        await following.follow(self._pool, NAME, self.step, stop, pause)

    async def catch_up(self, until: int | None = None) -> Counter[str]:
        """Review all that the ledger holds (up to ``until``), whoever else does; its findings by rule."""
        found: Counter[str] = Counter()
        while True:
            done = await self.step()
            found += done.found
            if done.position >= (done.head if until is None else min(until, done.head)):
                return found

    async def step(self, batch: int = BATCH) -> Reviewed:
        """Review up to ``batch`` further events; smaller ones where others keep writing to the same subjects."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._step(max(1, batch >> (attempt - 1)))
            except errors.Conflict:
                if attempt == ATTEMPTS:
                    raise
                await asyncio.sleep(0.001 * attempt)
        raise AssertionError("the last attempt returns or raises")

    async def _step(self, batch: int) -> Reviewed:
        since = await following.place(self._pool, NAME)
        passed = await self._log.read_passed(since, batch)
        head = await self._log.head()
        if not passed:
            return Reviewed(since, head, Counter())
        last = passed[-1].position
        today = self._today().isoformat()
        loader = loading.Loader(self._log, self._pool, self._policies, self._catalogue, self._zone, today)
        outcome = await rounds.Round(loader, since, self._rules, self._catalogue).examine(self._streams(passed))
        drafts = _numbered(outcome.drafts, since, last)
        await self._record(drafts, loader, since, last)
        self._remember(outcome.reached, last)
        return Reviewed(last, head, _counted(drafts), outcome.mended)

    def _streams(self, passed: Sequence[reader.Passed]) -> list[uuid.UUID]:
        """Whose events have to be looked at: not those which an earlier batch has looked at already."""
        unseen = (one for one in passed if one.position > self._reached.get(one.stream, 0))
        return list(dict.fromkeys(one.stream for one in unseen if one.type not in examination.RECORDS))

    def _remember(self, reached: dict[uuid.UUID, int], last: int) -> None:
        """Subjects are examined whole, beyond the batch; what is past is forgotten, and all of it where it is much."""
        kept = {**self._reached, **reached}
        self._reached = {stream: position for stream, position in kept.items() if position > last}
        if len(self._reached) > REMEMBERED:
            self._reached.clear()

    async def _record(self, drafts: Sequence[draft.Draft], loader: loading.Loader, since: int, last: int) -> None:
        async def advance(connection: units.Connection) -> None:
            await following.advance(connection, NAME, since, last)

        if not drafts:
            async with self._pool.acquire() as connection, connection.transaction():
                await advance(connection)
            return
        command = _command(since, last)
        shared = drafting.Filing(command, command, ACTOR, {})
        versions = {one.stream: loader.known[one.stream].version for one in drafts}
        reads = dict(versions)
        made = []
        for one in drafts:
            versions[one.stream] += 1
            made.append(drafting.make_event(one, versions[one.stream], shared, self._catalogue))
        unit = units.Unit(command, hashlib.sha256(command.bytes).digest(), made, reads)
        await self._log.append_bulk(unit, along=advance)


def _command(since: int, last: int) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"{since}-{last}")


def _numbered(drafts: Iterable[draft.Draft], since: int, last: int) -> list[draft.Draft]:
    command = _command(since, last)
    return [dataclasses.replace(one, id=events.event_id(command, index)) for index, one in enumerate(drafts)]


def _counted(drafts: Iterable[draft.Draft]) -> Counter[str]:
    found = (said["rule"] for one in drafts if one.type == "FindingRecorded" for said in one.changes.values())
    return Counter(str(rule_id) for rule_id in found)
