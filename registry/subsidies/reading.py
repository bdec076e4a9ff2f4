"""What the read model holds of runs: whom to pay, what is ordered, and how far it was answered."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import asyncpg

from aggregates import errors
from aggregates.catalogue import Catalogue
from graphql_api import identity as identities
from projections import applying, ddl, names, projector
from registry.subsidies.naming import Run

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

# A code that several divisions had names the last of them, as everywhere.
_DIVISION = """
select c.subject, s.code from read.code c join read.subject s on s.subject = c.subject
where c.kind = 'DIVISION' and c.code = $1 and ($2::text[] is null or exists (
    select from read.code own join read.division_closure d on d.ancestor = own.subject
    where own.kind = 'DIVISION' and own.code = any($2) and d.descendant = c.subject))
order by c.position desc, c.scheme limit 1
"""

# Only what failed is ordered anew: what was clawed back was not due.
_DUE = """
with reached as materialized (select descendant from read.division_closure where ancestor = $1)
select distinct on (h.code, h.subject) h.subject, h.scheme, h.code, coalesce(a.number, a.key) subsidy,
    (select count(*) from read.household_subsidies p where p.subject = h.subject and p.run = $5) failed
from read.household h
join reached r on r.descendant = h.division_id
join read.household_subsidy_approvals a on a.subject = h.subject
where a.kind = $2 and a.starts_on < $4
    and (a.ends_on is null or a.ends_on > $3) and (a.stopped_on is null or a.stopped_on > $3)
    and not exists (
        select from read.household_subsidies p
        where p.subject = h.subject and p.period = $6 and p.state is distinct from 'FAILED')
order by h.code, h.subject, a.starts_on desc, a.key
"""

_FIRST = """
with reached as materialized (select descendant from read.division_closure where ancestor = $1)
select min(a.starts_on) from read.household_subsidy_approvals a
join read.household h on h.subject = a.subject join reached r on r.descendant = h.division_id
where a.kind = $2
"""

_TOTAL = """
select count(*), coalesce(sum(p.amount), 0),
    count(*) filter (where p.state in ('PAID', 'RETURNED')), count(*) filter (where p.state = 'FAILED')
from read.household_subsidies p where p.run = $1
"""

_ON_RECORD = """
select s.version, r.payments, r.amount, r.refused, coalesce(r.paid, 0) paid, coalesce(r.failed, 0) failed
from read.subject s left join read.division_subsidy_runs r on r.subject = s.subject and r.key = $2
where s.subject = $1
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Division:
    """A division by its stream, with the code that it has today."""

    stream: UUID
    code: str


@dataclasses.dataclass(frozen=True, slots=True)
class Due:
    """A household whose approved subsidy stands in the month and is not ordered; ``failed`` payments came before."""

    stream: UUID
    scheme: str
    code: str
    subsidy: str
    failed: int


@dataclasses.dataclass(frozen=True, slots=True)
class Total:
    """All payments of a run: ordered in number and amount, of which paid and failed."""

    payments: int
    amount: Decimal
    paid: int
    failed: int


@dataclasses.dataclass(frozen=True, slots=True)
class OnRecord:
    """What a division says of a run, None where it says nothing yet; ``version`` is the division's."""

    version: int
    payments: int | None
    amount: Decimal | None
    refused: int | None
    paid: int
    failed: int


class Reading:
    """Reads the read model of ``pool``, which sees what was recorded as soon as :meth:`refresh` is through."""

    def __init__(self, pool: asyncpg.Pool, catalogue: Catalogue, zone: str = ddl.ZONE) -> None:
        self._pool, self._catalogue, self._zone = pool, catalogue, zone

    async def refresh(self, today: datetime.date) -> None:
        """Bring the read model up with the ledger, whether or not a server does so, too."""
        async with self._pool.acquire() as connection:
            await ddl.ensure(connection, self._catalogue, zone=self._zone)
            await projector.catch_up(connection, applying.Applier(self._catalogue, names.SCHEMA), today)

    async def division(self, code: str, identity: identities.Identity) -> Division:
        """The division of a code, for whoever may read it.

        Raises:
            InvalidValue: there is none, or it is none of the identity's.
        """
        within = None if identity.everywhere else list(identity.divisions)
        row = await self._pool.fetchrow(_DIVISION, code, within)
        if row is None:
            raise errors.InvalidValue(
                f"division {errors.shown(code)} is no division on record for which you may order; check the code.",
                field="division",
                rule="DIVISION",
            )
        return Division(row["subject"], row["code"])

    async def due(self, division: Division, run: Run) -> list[Due]:
        """Whom the run is to pay, by code.

        Raises:
            InvalidValue: no subsidy of the kind was approved in the division for the month or before it.
        """
        first = await self._pool.fetchval(_FIRST, division.stream, run.kind)
        if first is None or first >= run.next:
            since = "none is on record" if first is None else f"the first begins on {first}"
            raise errors.InvalidValue(
                f"period {run.period} lies before every approved {run.kind} subsidy of division {division.code}: "
                f"{since}; name a month in which one stands.",
                field="period",
                rule="PERIOD",
            )
        rows = await self._pool.fetch(_DUE, division.stream, run.kind, run.first, run.next, run.number, run.period)
        return [Due(*row) for row in rows]

    async def total(self, run: str) -> Total:
        """What the households hold of a run."""
        row = await self._pool.fetchrow(_TOTAL, run)
        assert row is not None
        return Total(*row)

    async def on_record(self, division: Division, run: str) -> OnRecord:
        """What the division says of it."""
        row = await self._pool.fetchrow(_ON_RECORD, division.stream, run)
        assert row is not None, "a division that was found has a row"
        return OnRecord(*row)

    async def fetch(self, statement: str, *values: object) -> Sequence[asyncpg.Record]:
        """Rows of a statement on the read model."""
        rows: Sequence[asyncpg.Record] = await self._pool.fetch(statement, *values)
        return rows
