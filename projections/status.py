"""How far the read model has come: a dead projector must not look healthy, an idle one must not look late."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from projections.ddl import Connection

QUERY = """
select p.position, l.position as head, p.polled_at, p.applied_at, p.today, now() as now,
    (select e.recorded_at from ledger.event e where e.position = p.position + 1) as oldest_unapplied
from read.progress p, ledger.log l
where p.name = 'read'
"""


@dataclass(frozen=True)
class Status:
    """Positions of the read model and of the ledger, and the moments that tell a late projector from a dead one."""

    position: int
    head: int
    polled_at: datetime.datetime
    applied_at: datetime.datetime | None
    today: datetime.date
    oldest_unapplied_seconds: float

    @property
    def behind(self) -> int:
        """Events not yet applied."""
        return self.head - self.position


async def status(connection: Connection) -> Status | None:
    """The projector's status; None where there is no read model or no ledger yet. `oldest_unapplied_seconds` is 0.0
    where nothing waits."""
    if await connection.fetchval("select to_regclass('read.progress')") is None:
        return None
    row = await connection.fetchrow(QUERY)
    if row is None:
        return None
    oldest = row["oldest_unapplied"]
    waited = (row["now"] - oldest).total_seconds() if oldest else 0.0
    return Status(row["position"], row["head"], row["polled_at"], row["applied_at"], row["today"], max(0.0, waited))
