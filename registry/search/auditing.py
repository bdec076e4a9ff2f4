"""What a verification asks of the search indexes: each document held against the one that the read tables make now."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

import asyncpg

from registry.search import comparing, engines, keeping
from search import engine, reading

SLICE = 500
"""Documents that are made anew and compared at once."""

TWICE = 2
"""What changes while it is looked at may differ for a moment; what is wrong does so at a second look, too."""

SUBJECTS = "select subject from read.subject where subject > $1 order by subject limit $2"
KINDS = "select subject, kind from read.subject where subject = any ($1::uuid[])"

Report = Callable[[str, int, int], None]
"""Told (stage, done, of)."""


class Auditing:
    """A :class:`registry.audit.verifying.searching.SearchAudit` of all indexes that are kept."""

    def __init__(self, pool: asyncpg.Pool, kept: Sequence[engines.Kept]) -> None:
        self._pool, self._kept = pool, kept

    async def differences(self, report: Report) -> list[str]:
        """One sentence for each document that is missing, left over or altered, by kind and id.

        What waits is put first, as the server does; an index that has to be built anew is not.

        Raises:
            SearchUnavailable: an engine does not answer.
        """
        found: list[str] = []
        for one in self._kept:
            try:
                found += await self._of(one, report)
            except keeping.NotBegun:
                found.append(f"There is no index of {one.name} yet; `fangji search reindex` builds it.")
        return found

    async def _of(self, one: engines.Kept, report: Report) -> list[str]:
        found: list[str] = []
        for look in range(TWICE):
            await _catch_up(keeping.Keeper(self._pool, one.name, one.engine))
            now = [*_told(await comparing.compare(self._pool, one.engine, one.name))]
            now += [said async for said in self._altered(one.engine, report)]
            found = [said for said in now if not look or said in found]
            if not found:
                break
        return found

    async def _altered(self, live: engine.Engine, report: Report) -> AsyncIterator[str]:
        total = await self._pool.fetchval("select count(*) from read.subject")
        after, done = uuid.UUID(int=0), 0
        while subjects := [row[0] for row in await self._pool.fetch(SUBJECTS, after, SLICE)]:
            async with self._pool.acquire() as connection:
                made = await reading.read(connection, subjects)
            for row in await self._pool.fetch(KINDS, await live.altered(made.documents)):
                yield f"The document of {row['kind']} {row['subject']} is not what the read tables make."
            after, done = subjects[-1], done + len(subjects)
            report("Search 检索", done, max(done, total))


async def _catch_up(keeper: keeping.Keeper) -> None:
    place = await keeper.step()
    while place.put or place.position < place.head:
        place = await keeper.step()


def _told(compared: comparing.Comparison) -> Iterator[str]:
    ways = (
        (compared.missing, "is missing in the index"),
        (compared.extra, "is in the index and not in the registry"),
        (compared.stale, "is older in the index than in the registry"),
    )
    for difference, what in ways:
        for one in difference.examples:
            yield f"The document of {_name(one.kind, one.subject)} {what}."
        if difference.count > len(difference.examples):
            yield f"{difference.count - len(difference.examples)} more: what {what}."


def _name(kind: str | None, subject: uuid.UUID) -> str:
    return f"{kind} {subject}" if kind else f"the subject {subject}"
