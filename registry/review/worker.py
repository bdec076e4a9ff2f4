"""The worker that reviews: follows the ledger, batch by batch, each event exactly once; one leads, others stand by.

Its findings are events like any other, on the subject that they are about, and commit together with its progress.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import asyncpg

from aggregates import catalogue, draft
from aggregates.rules import book as rulebook
from aggregates.rules.rule import Rule
from registry import following
from registry.desk import loading, policies
from registry.ledger import ledger, reader
from registry.review import examination
from registry.review import round as rounds

NAME = "review"
NAMESPACE = uuid.UUID("5b0d6cf3-5a0f-5d0e-9a53-0f3c7a1d6f10")
BATCH = 1000
"""Events looked at in one transaction; their subjects are loaded whole."""

REMEMBERED = 200_000
"""Subjects of which it is remembered how far they have been looked at."""


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
        self._pen = following.Pen(log, pool, NAME, NAMESPACE, known)
        self._reached: dict[uuid.UUID, int] = {}

    async def run(self, stop: asyncio.Event, pause: float = 0.25) -> None:
        """Follow the ledger until ``stop``; wait where another leads, go on after a lost connection."""
        await following.follow(self._pool, NAME, self.step, stop, pause)

    async def catch_up(self, until: int | None = None) -> Counter[str]:
        """Review all that the ledger holds (up to ``until``), whoever else does; its findings by rule."""
        found: Counter[str] = Counter()
        async for done in following.catch_up(self.step, until):
            found += done.found
        return found

    async def step(self, batch: int = BATCH) -> Reviewed:
        """Review up to ``batch`` further events; smaller ones where others keep writing to the same subjects."""
        return await following.persist(self._step, batch)

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
        drafts = self._pen.numbered(outcome.drafts, since, last)
        await self._pen.write(drafts, {one.stream: loader.known[one.stream].version for one in drafts}, since, last)
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


def _counted(drafts: Iterable[draft.Draft]) -> Counter[str]:
    found = (said["rule"] for one in drafts if one.type == "FindingRecorded" for said in one.changes.values())
    return Counter(str(rule_id) for rule_id in found)
