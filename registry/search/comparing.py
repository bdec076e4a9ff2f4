"""Whether an index holds what the registry has: documents that are missing, extra, or older than what they tell."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from search import engine, reading, searched, spreading

EXAMPLES = 10

_CHANGED = "(select c.subject, 0::bigint as first, c.last from changed c)"
_SPREAD = " union all ".join(f"({spreading.dependants(kind, _CHANGED)})" for kind in searched.SPREADING)
_EXISTS = " union all ".join(
    f"select r.subject from read.{one.kind.table} r where r.subject = s.subject" for one in searched.SEARCHED.values()
)

EXPECTED = f"""
with changed as (
    select e.subject, max(greatest(e.position, e.voided_at)) as last
    from read.event e left join read.timeline t on t.position = e.position
    where e.kind = any ($1::text[]) and ({spreading.spreads()})
    group by e.subject
), spread as (select f.subject, max(f.last) as last from ({_SPREAD}) f group by f.subject)
select s.subject, s.kind, s.code, greatest(s.position, f.last) as position
from read.subject s left join spread f on f.subject = s.subject
where exists ({_EXISTS})
order by s.subject
"""
"""Every subject that exists today, by id, with the last position that its document tells of."""


@dataclass(frozen=True, slots=True)
class Example:
    """One subject that differs. ``code`` is None where the registry does not know it."""

    subject: uuid.UUID
    kind: str | None
    code: str | None


@dataclass
class Difference:
    """How many subjects differ in one way, and some of them."""

    count: int = 0
    examples: list[Example] = field(default_factory=list)

    def add(self, one: Example) -> None:
        self.count += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(one)


@dataclass
class Comparison:
    """What an index says of itself beside what the registry has. ``position`` is the index's, ``behind`` counts events
    of the ledger beyond it, ``waiting`` documents that are known to have changed and are not in yet.

    ``missing``: the registry has them, the index does not; ``extra``: the other way round; ``stale``: the index has
    them as of before they last changed.
    """

    engine: str
    index: str
    documents: int
    position: int
    behind: int
    waiting: int
    missing: Difference = field(default_factory=Difference)
    extra: Difference = field(default_factory=Difference)
    stale: Difference = field(default_factory=Difference)

    @property
    def differs(self) -> bool:
        """Whether anything is wrong that waiting does not put right."""
        return not self.behind and not self.waiting and bool(self.missing.count + self.extra.count + self.stale.count)


async def compare(pool: asyncpg.Pool, live: engine.Engine, name: str) -> Comparison:
    """Compare an engine's index with the read model, one pass over both, in memory that does not grow with them.

    What changes while they are compared counts as behind or waiting. SearchUnavailable where the engine is down.
    """
    async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        now = await reading.snapshot(connection)
        compared = Comparison("", "", 0, 0, 0, 0)
        expected = aiter(connection.cursor(EXPECTED, list(searched.SPREADING), prefetch=2000))
        await _merge(compared, expected, live.versions(), now.position)
    status = await live.status()
    compared.engine, compared.index = status.engine, status.index
    compared.documents, compared.position = status.documents, status.position
    compared.behind = max(0, (await pool.fetchval("select position from ledger.log") or 0) - status.position)
    compared.waiting = await waiting(pool, name)
    return compared


async def waiting(pool: asyncpg.Pool, name: str) -> int:
    """Documents that are known to have changed and are not in yet."""
    found: int = await pool.fetchval("select count(*) from search.pending where keeper = $1", name)
    return found


async def _merge(
    compared: Comparison, expected: AsyncIterator[Any], found: AsyncIterator[tuple[uuid.UUID, int]], now: int
) -> None:
    """Both are in the order of subjects; a document of a position after ``now`` may be of a subject not yet seen."""
    row, held = await anext(expected, None), await anext(found, None)
    while row is not None or held is not None:
        if held is None or (row is not None and row["subject"] < held[0]):
            compared.missing.add(_example(row))
            row = await anext(expected, None)
        elif row is None or held[0] < row["subject"]:
            if held[1] <= now:
                compared.extra.add(Example(held[0], None, None))
            held = await anext(found, None)
        else:
            if held[1] < row["position"]:
                compared.stale.add(_example(row))
            row, held = await anext(expected, None), await anext(found, None)


def _example(row: Any) -> Example:
    return Example(row["subject"], row["kind"], row["code"])
