"""The quarantine as a list of work: its rows found by what they are, counted, opened, given up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from aggregates import errors, sealed
from registry.intake import profiles
from registry.intake.profile import Profile
from registry.intake.quarantine import Quarantine, Rejection, Seals
from registry.intake.staging import Connection

OPEN, CORRECTED, DROPPED = "open", "corrected", "dropped"
STATES = (OPEN, CORRECTED, DROPPED)


class NotKept(errors.InvalidValue):
    """A row is not in the quarantine, or not in the state that something needs."""

    code = "QUARANTINE"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows; None asks for all. ``delivery`` is how a delivery's id begins."""

    state: str | None = OPEN
    profile: str | None = None
    delivery: str | None = None
    file: str | None = None
    rule: str | None = None
    column: str | None = None
    ids: Sequence[int] | None = None
    event: int | None = None

    def values(self) -> tuple[object, ...]:
        """What the statements of this module take."""
        ids = list(self.ids) if self.ids is not None else None
        return (self.state, self.profile, self.delivery, self.file, self.rule, self.column, ids, self.event)


@dataclass(frozen=True, slots=True)
class Kept:
    """A row of the quarantine, still sealed. ``delivery`` is the first one of its files.

    ``outcome``: what came of a corrected row (recorded, duplicate, or why it was skipped), or why it was given up.
    ``row_key``: as what the ledger knows it in ``dataset``, with ``positions`` of the events that rest on it now.
    """

    id: int
    delivery: UUID
    profile: str
    module: str | None
    file: str
    row: int
    part: str
    column: str
    rule: str
    reason: str
    state: str
    raw: bool
    added_at: datetime
    corrected_at: datetime | None
    corrected_by: str | None
    closed_at: datetime | None
    closed_by: str | None
    outcome: str | None
    dataset: str | None
    row_key: str | None
    positions: Sequence[int]
    sealed: bytes = field(repr=False)
    fault: bytes | None = field(repr=False)
    correction: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a row holds: the faulty value, the cells as they were delivered, and those that were corrected since."""

    part: str
    value: str
    delivered: Mapping[str, object]
    corrected: Mapping[str, str]

    @property
    def cells(self) -> dict[str, object]:
        """The row as it would be taken now."""
        return {**self.delivered, **self.corrected}


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows of one file are rejected by one rule."""

    profile: str
    delivery: UUID
    file: str
    rule: str
    column: str
    state: str
    rows: int
    reason: str


# The keys of the facets of a row (`key#park`) begin with its own.
_EVENTS = """
select r.position from ledger.source_row r
where r.dataset = q.dataset and (r.key = q.row_key or (r.key > q.row_key || '#' and r.key < q.row_key || '$'))
"""

_WHERE = """
from intake.quarantine q join intake.delivery d on d.id = q.delivery
where ($1::text is null or q.state = $1) and ($2::text is null or d.profile = $2)
    and ($3::text is null or starts_with(q.delivery::text, $3)) and ($4::text is null or q.file = $4)
    and ($5::text is null or q.rule = $5) and ($6::text is null or q.column_name = $6)
    and ($7::bigint[] is null or q.id = any($7))
    and ($8::bigint is null or (q.dataset, q.row_key) in (
        select r->>'dataset', k.key
        from ledger.event e, jsonb_array_elements(convert_from(e.body, 'UTF8')::jsonb -> 'rows') r,
            lateral (values (r->>'key'), (regexp_replace(r->>'key', '#[^#]*$', ''))) k (key)
        where e.position = $8))
"""

_COUNTS = f"""
select d.profile, q.delivery, q.file, q.rule, q.column_name, q.state, count(*) as rows, min(q.reason) as reason
{_WHERE} group by 1, 2, 3, 4, 5, 6 order by 1, 2, 3, rows desc, 4, 5, 6
"""

_FIND = f"""
select q.id, q.delivery, d.profile, d.module, q.file, q.row_number, q.part, q.column_name, q.rule, q.reason, q.state,
    q.raw, q.added_at, q.corrected_at, q.corrected_by, q.closed_at, q.closed_by, q.outcome, q.dataset, q.row_key,
    case when q.row_key is null then '{{}}' else array({_EVENTS} order by 1) end, q.sealed, q.fault, q.correction
{_WHERE} order by d.profile, q.delivery, q.file, q.row_number
"""

_DROP = """
update intake.quarantine set state = 'dropped', closed_at = now(), closed_by = $2, outcome = $3
where id = any($1::bigint[]) and state = 'open'
"""


async def counts(connection: Connection, wanted: Wanted) -> list[Count]:
    """How many rows wait by profile, delivery, file, rule, column and state; with one of their reasons."""
    return [Count(*row) for row in await connection.fetch(_COUNTS, *wanted.values())]


async def find(connection: Connection, wanted: Wanted) -> AsyncIterator[Kept]:
    """The rows, by profile, delivery, file and number."""
    async with connection.transaction():
        async for row in connection.cursor(_FIND, *wanted.values(), prefetch=500):
            yield Kept(*row)


async def drop(connection: Connection, ids: Sequence[int], by: str, reason: str) -> None:
    """Give rows up, with who says so and why; all of them, or none.

    Raises:
        NotKept: there is no such row, or it does not wait any more.
    """
    async with connection.transaction():
        states = dict(await connection.fetch("select id, state from intake.quarantine where id = any($1)", ids))  # type: ignore[arg-type,var-annotated]
        for one in ids:
            if states.get(one) != OPEN:
                raise _not_open(one, states.get(one))
        await connection.execute(_DROP, ids, by, reason)


def _not_open(one: int, state: str | None) -> NotKept:
    if state is None:
        return missing(one)
    return NotKept(f"Row {one} of the quarantine is {state} already; only open ones can be dropped.", field="id")


def missing(one: int) -> NotKept:
    """There is no row of that number."""
    return NotKept(
        f"There is no row {one} in the quarantine; `fangji quarantine list --rows` shows their numbers.", field="id"
    )


def profile(kept: Kept) -> Profile:
    """The profile that read the row's delivery, with its settings."""
    return profiles.load(kept.module or profiles.get(kept.profile).module)


class Opener:
    """Opens rows, with the key of each delivery fetched once."""

    def __init__(self, keys: sealed.KeyStore) -> None:
        self._keys = keys
        self._seals: dict[UUID, Seals | None] = {}

    async def seals(self, delivery: UUID) -> Seals | None:
        """What opens a delivery's rows; None where its key was destroyed."""
        if delivery not in self._seals:
            self._seals[delivery] = await Quarantine(delivery, self._keys).seals()
        return self._seals[delivery]

    async def open(self, kept: Kept) -> Opened | None:
        """What a row holds, in clear; None where its key was destroyed."""
        seals = await self.seals(kept.delivery)
        if seals is None:
            return None
        said = seals.open(kept.sealed, kept.file, kept.row)
        value = seals.open(kept.fault, kept.file, kept.row, "fault").get("value", said["value"])
        corrected = seals.open(kept.correction, kept.file, kept.row, "correction")
        return Opened(said["part"], value, said["cells"], corrected)


def masked(kept: Kept, profile: Profile, part: str, value: str, cells: Mapping[str, object]) -> Rejection:
    """Some cells and a value of a row as they may be shown."""
    told = Rejection(kept.file, kept.row, part, kept.column, value, kept.rule, kept.reason, cells)
    return told.masked(profile)
