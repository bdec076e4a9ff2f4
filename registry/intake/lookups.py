"""What the assembler asks the ledger about a batch, each in one statement: heads, source rows, histories."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from operator import itemgetter
from typing import Any, cast
from uuid import UUID

import orjson

from aggregates.event import Claim
from registry.intake.profile import Known, Past
from registry.intake.staging import Connection

_HEADS = "select stream, version, position from ledger.stream where stream = any($1::uuid[])"

_ROWS = """
select r.key, encode(r.digest, 'hex') as digest, e.id, e.stream
from ledger.source_row r join ledger.event e using (position)
where r.dataset = $1 and r.key = any($2::text[])
"""

_HISTORIES = """
select s.stream, s.version, convert_from(e.body, 'UTF8') as body
from ledger.stream_event s join ledger.event e using (position)
where s.stream = any($1::uuid[]) order by s.stream, s.version
"""


# One range for a whole batch, whose subjects stand in order: of a range for each, the planner makes a scan for each.
_ROWS_BETWEEN = """
select r.key, encode(r.digest, 'hex') as digest, e.stream
from ledger.source_row r join ledger.event e using (position)
where r.dataset = $1 and r.key >= $2 and r.key < $3
"""

# A row's own key, and those of its facets (`key#park`), for `$` comes next after `#`.
_MADE = """
select w.key as row, r.key, encode(r.digest, 'hex') as digest, r.id, r.stream
from unnest($2::text[]) w (key) cross join lateral (
    select r.key, r.digest, e.id, e.stream from ledger.source_row r join ledger.event e using (position)
    where r.dataset = $1 and (r.key = w.key or (r.key > w.key || '#' and r.key < w.key || '$'))) r
"""

_REGISTERED = """
select e.stream, coalesce(e.registered_at, e.recorded_at) as registered_at, convert_from(e.body, 'UTF8') as body
from ledger.event e where e.stream = any($1::uuid[]) order by e.position
"""

_HOLDERS = """
select c.scope, c.key, c.stream
from unnest($1::text[], $2::text[]) as wanted (scope, key) join ledger.claim c using (scope, key)
"""


@dataclass(frozen=True, slots=True)
class RowState:
    """A source row as the ledger knows it: its digest, and the event that it made or filled last."""

    digest: str
    event: UUID
    stream: UUID


Members = dict[str, object]


class History:
    """The events of one stream, as their bodies' members, in the order of versions."""

    def __init__(self, events: Sequence[Members] = ()) -> None:
        self._root: dict[str, str] = {}
        self._chains: dict[str, list[Members]] = {}
        voided = {gone for event in events for gone in cast(list[str], event.get("voids", []))}
        for event in events:
            name = cast(str, event["id"])
            root = self._root.get(cast(str, event.get("corrects", "")), name)
            self._root[name] = root
            chain = self._chains.setdefault(root, [])
            if name not in voided:
                chain.insert(0, event)

    def chain(self, event: UUID) -> list[Members]:
        """The members of the event's chain of corrections that are not voided, the live head first."""
        return self._chains[self._root[str(event)]]

    def known(self, dataset: str) -> Known:
        """What profiles may see of it: the live events, with their source rows of one dataset."""
        heads = (chain[0] for chain in self._chains.values() if chain)
        return Known([_past(head, dataset) for head in heads if not head.get("voids")])


def _past(event: Mapping[str, object], dataset: str, registered_at: datetime | None = None) -> Past:
    changes = cast(list[dict[str, Any]], event["changes"])
    rows = cast(list[dict[str, str]], event.get("rows", []))
    return Past(
        cast(str, event["id"]),
        cast(str, event["type"]),
        cast(str, event["effective_on"]),
        {change["entity"]: change["set"] for change in changes},
        frozenset(row["key"] for row in rows if row["dataset"] == dataset),
        (cast(str, event["kind"]), cast(str, event["scheme"]), cast(str, event["code"])),
        cast(int, event["effective_seq"]),
        registered_at,
        cast("str | None", event.get("corrects")),
        tuple(cast(Sequence[str], event.get("voids", ()))),
    )


async def heads(connection: Connection, streams: Collection[UUID]) -> dict[UUID, tuple[int, int]]:
    """Version and position of the last event of those streams that have one."""
    return {stream: (version, position) for stream, version, position in await connection.fetch(_HEADS, list(streams))}


async def holders(connection: Connection, claims: Collection[Claim]) -> dict[Claim, UUID]:
    """The streams that hold those of these claims that are taken."""
    scopes, keys = [claim.scope for claim in claims], [claim.key for claim in claims]
    found = await connection.fetch(_HOLDERS, scopes, keys)
    return {Claim(scope, key): _plain(stream) for scope, key, stream in found}


def _plain(driver: UUID) -> UUID:
    """An id of the driver's own class as a UUID like any other, which the ledger's encoder asks for."""
    return UUID(int=driver.int)


async def rows(connection: Connection, dataset: str, keys: Collection[str]) -> dict[str, RowState]:
    """Those source rows of a dataset that are recorded already."""
    found = await connection.fetch(_ROWS, dataset, list(keys))
    return {key: RowState(digest, _plain(event), _plain(stream)) for key, digest, event, stream in found}


async def made(connection: Connection, dataset: str, keys: Collection[str]) -> dict[str, dict[str, RowState]]:
    """For each of these rows that is recorded: as what, under its own key and under those of its facets."""
    found: dict[str, dict[str, RowState]] = {}
    for row, key, digest, event, stream in await connection.fetch(_MADE, dataset, list(keys)):
        found.setdefault(row, {})[key] = RowState(digest, _plain(event), _plain(stream))
    return found


async def histories(connection: Connection, streams: Collection[UUID]) -> dict[UUID, History]:
    """All events of each of these streams."""
    found: dict[UUID, list[Members]] = {stream: [] for stream in streams}
    for stream, _, body in await connection.fetch(_HISTORIES, list(streams)):
        found[stream].append(orjson.loads(body))
    return {stream: History(events) for stream, events in found.items()}


async def told_by(connection: Connection, dataset: str, beginnings: Collection[str]) -> dict[str, Known]:
    """For each beginning, the recorded rows of a dataset whose keys begin so, and the history of their streams.

    Beginnings of which there is no row are left out; none may begin another.
    """
    if not beginnings:
        return {}
    ordered = sorted(beginnings)
    rows: dict[str, dict[str, str]] = {}
    streams: dict[str, set[UUID]] = {}
    after_last = ordered[-1] + chr(0x10FFFF)
    for key, digest, stream in await connection.fetch(_ROWS_BETWEEN, dataset, ordered[0], after_last):
        beginning = ordered[bisect_right(ordered, key) - 1]
        if key.startswith(beginning):
            rows.setdefault(beginning, {})[key] = digest
            streams.setdefault(beginning, set()).add(stream)
    wanted = set().union(*streams.values())
    found = await connection.fetch(_REGISTERED, list(wanted)) if wanted else []
    told: dict[UUID, list[tuple[int, Past]]] = {}
    for place, (stream, registered_at, body) in enumerate(found):
        told.setdefault(stream, []).append((place, _past(orjson.loads(body), dataset, registered_at)))
    return {
        beginning: Known(history=_in_order(told[stream] for stream in streams[beginning]), rows=rows[beginning])
        for beginning in rows
    }


def _in_order(told: Iterable[Sequence[tuple[int, Past]]]) -> list[Past]:
    """The events of several streams as they were recorded."""
    return [past for _, past in sorted(chain.from_iterable(told), key=itemgetter(0))]
