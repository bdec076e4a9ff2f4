"""The log of runs over deliveries, by source: what monitoring reads."""

from __future__ import annotations

from datetime import date

import orjson

from registry.intake.accounting import Summary
from registry.intake.delivery import Delivery, Run
from registry.intake.profile import Profile
from registry.intake.staging import Connection

_SOURCE = """
insert into intake.source (profile, dataset, en, zh, every) values ($1, $2, $3, $4, $5)
on conflict (profile, dataset) do update set en = excluded.en, zh = excluded.zh, every = excluded.every
"""

_BEGUN = """
insert into intake.run (delivery, run, home, profile, dataset, version, alone, reprocess, started_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (delivery, run) do nothing
"""

_FINISHED = """
update intake.run set finished_at = now(), finished_on = $3, summary = $4::jsonb - 'files'
where delivery = $1 and run = $2
"""


async def begun(connection: Connection, profile: Profile, delivery: Delivery, run: Run) -> None:
    """Note that a run is staged, and of which source; within the transaction that notes the delivery itself."""
    await connection.execute(_SOURCE, profile.name, profile.dataset, profile.en, profile.zh, profile.every)
    of = (delivery.home, profile.name, profile.dataset, profile.label, delivery.alone)
    await connection.execute(_BEGUN, delivery.id, run.number, *of, run.reprocess, run.started_at)


async def finished(connection: Connection, delivery: Delivery, run: Run, today: date, summary: Summary) -> None:
    """Note what a run came to, on the bureau's day; a repetition says it again. Files stay out: they have paths."""
    said = orjson.dumps(summary.to_json()).decode()
    await connection.execute(_FINISHED, delivery.id, run.number, today, said)
