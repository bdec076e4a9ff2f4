"""Corrected rows of the quarantine taken again: an import of their deliveries with the corrections laid over them.

With the files at hand (given, or where they were) all rows are judged together as they were; without them the corrected
rows are taken alone, and what belongs to them in other rows is not seen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import orjson

from aggregates import errors
from registry.intake import corrected_file, engine, kept, sources, worksheet
from registry.intake import delivery as deliveries
from registry.intake.accounting import Summary
from registry.intake.corrected_file import Said
from registry.intake.correcting import Correction
from registry.intake.delivery import Delivery
from registry.intake.engine import Options, Parts, Watcher
from registry.intake.kept import Kept, Wanted
from registry.intake.profile import Profile
from registry.intake.sources import Source
from registry.intake.staging import Connection

_PATHS = """
select digest, paths from intake.delivery
where home = $1 and not alone and digest is not null order by started_at desc
"""

_STATES = "select state, count(*) from intake.quarantine where id = any($1::bigint[]) group by 1"


@dataclass(frozen=True, slots=True)
class Retried:
    """What came of the corrected rows of one delivery: how many of them are in which state now.

    ``alone``: they were taken without their files.
    """

    home: UUID
    summary: Summary
    states: Mapping[str, int]
    alone: bool


@dataclass(frozen=True, slots=True)
class _Work:
    """The rows of one home that come back."""

    home: UUID
    profile: Profile
    rows: Sequence[Kept]
    corrections: Sequence[Correction]


async def retry(
    parts: Parts,
    name: str,
    corrected: Path,
    files: Sequence[Path] = (),
    options: Options | None = None,
    watcher: Watcher | None = None,
) -> list[Retried]:
    """Take the rows of a corrected worksheet of the profile ``name``, delivery by delivery.

    Raises:
        CorrectedFile, NotKept: the worksheet cannot be taken; nothing is kept or recorded then.
        SourceError: the files are not those that the rows came in, or the rows need them.
    """
    said = {one.id: one for one in corrected_file.read(corrected)}
    async with parts.pool.acquire() as connection:
        works = await _works(connection, parts, name, corrected, said)
        given = await _given(files)
        taken = [(work, await _delivery(connection, work, given)) for work in works]
    if given is not None and not any(delivery.sources is given[0] for _, delivery in taken):
        raise sources.SourceError(
            "The files are not those that the corrected rows came in; name the same files, or none.", field="files"
        )
    return [await _retried(parts, work, delivery, options, watcher) for work, delivery in taken]


async def _retried(
    parts: Parts, work: _Work, delivery: Delivery, options: Options | None, watcher: Watcher | None
) -> Retried:
    summary = await engine.take(parts, work.profile, delivery, options, watcher, work.corrections)
    async with parts.pool.acquire() as connection:
        states = await connection.fetch(_STATES, [row.id for row in work.rows])
    return Retried(work.home, summary, {row["state"]: row["count"] for row in states}, delivery.alone)


async def _works(connection: Connection, parts: Parts, name: str, path: Path, said: Mapping[int, Said]) -> list[_Work]:
    rows = [row async for row in kept.find(connection, Wanted(state=None, ids=list(said)))]
    found = {row.id: row for row in rows}
    for one in said.values():
        row = found.get(one.id)
        if row is None:
            raise kept.missing(one.id)
        if row.profile != name:
            raise corrected_file.wrong(path, one.line, f"row {row.id} is one of the profile {row.profile}, not {name}")
    opener = kept.Opener(parts.keys)
    works: list[_Work] = []
    for home in dict.fromkeys(row.delivery for row in rows):
        own = [row for row in rows if row.delivery == home]
        profile = kept.profile(own[0])
        corrections = [await _correction(row, said[row.id], profile, opener, path) for row in own]
        works.append(_Work(home, profile, own, [one for one in corrections if one.cells]))
    return works


async def _correction(row: Kept, said: Said, profile: Profile, opener: kept.Opener, path: Path) -> Correction:
    opened = await opener.open(row)
    if opened is None:
        raise corrected_file.wrong(path, said.line, f"row {row.id} cannot be opened, for its key was destroyed")
    line = worksheet.line(row, opened, profile)
    names = {*line.cells, *opened.cells}
    for column, text in said.cells.items():
        if text and column not in names and not (line.part.accepts and line.part.accepts(column)):
            raise corrected_file.wrong(path, said.line, f"row {row.id} has no column {column!r}; empty that cell")
    changed = worksheet.changed(line, {name: text for name, text in said.cells.items() if text or name in names})
    if changed and row.state == kept.CORRECTED:
        raise corrected_file.wrong(
            path, said.line, f"row {row.id} was taken already; correct the events that came of it instead"
        )
    return Correction(row.id, row.file, row.row, changed)


async def _given(files: Sequence[Path]) -> tuple[Sequence[Source], bytes] | None:
    if not files:
        return None
    found = sources.expand(files)
    return found, await asyncio.to_thread(sources.digest, found)


async def _delivery(connection: Connection, work: _Work, given: tuple[Sequence[Source], bytes] | None) -> Delivery:
    """The files of a home, as given or as found; else its rows alone."""
    if given is not None:
        delivery = await deliveries.of_files(connection, work.profile, *given)
        if delivery.home == work.home:
            return delivery
    for digest, paths in await connection.fetch(_PATHS, work.home):
        found = await asyncio.to_thread(_found, digest, [Path(path) for path in orjson.loads(paths)])
        if found is not None:
            return await deliveries.of_files(connection, work.profile, found, digest)
    if work.profile.whole or not all(row.raw for row in work.rows):
        raise sources.SourceError(
            f"The rows of delivery {work.home} can only be judged among all rows of their files, which are not where"
            " they were or not as they were; name the files.",
            field="files",
        )
    return deliveries.of_rows(work.profile, work.home)


def _found(digest: bytes, paths: Sequence[Path]) -> Sequence[Source] | None:
    """The files, where they still are what they were."""
    try:
        found = sources.expand(paths)
        return found if sources.digest(found) == digest else None
    except errors.InvalidValue:
        return None
