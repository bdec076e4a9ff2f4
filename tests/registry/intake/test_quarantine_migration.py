"""A quarantine that was filled before rows could be corrected is work like any other after the migration."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry import migrate
from registry.intake import engine, kept, profiles, retrying
from registry.intake.engine import Parts
from registry.intake.kept import Wanted
from tests.registry.intake import imports, scratch
from tests.registry.intake.imports import work

BEFORE = """
drop schema audit, search cascade; drop table access.named, access.gram;
drop view intake.status; drop view intake.arrival; drop function intake.freshness(date, int, date);
drop table intake.run; drop table intake.source;
drop index intake.quarantine_row, intake.quarantine_recorded, intake.delivery_digest;
alter table intake.quarantine drop part, drop raw, drop state, drop added_at, drop seen_in, drop seen_run, drop fault,
    drop correction, drop corrected_at, drop corrected_by, drop closed_at, drop closed_by, drop outcome, drop dataset,
    drop row_key;
alter table intake.delivery drop home, drop module, drop digest, drop paths, drop alone, drop reprocess;
create index quarantine_delivery on intake.quarantine (delivery, file, row_number);
insert into intake.quarantine (delivery, file, row_number, column_name, rule, reason, sealed)
select delivery, file, row_number, column_name, rule, reason, sealed from intake.quarantine limit 1;
update fangji.schema_version set version_num = '0005';
"""


async def test_old_rows_are_listed_and_corrected_with_their_files(
    parts: Parts, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(profiles.MODULES, "scratch", scratch.__name__)
    works = imports.write_csv(tmp_path / "works.csv", [work(1, "a", floors="x"), work(2, "b", floors=14)])
    await imports.run(parts, scratch.PROFILE, [works])
    await parts.pool.execute(BEFORE)
    await migrate.migrate(database)
    await parts.pool.expire_connections()
    async with parts.pool.acquire() as connection:
        rows = [row async for row in kept.find(connection, Wanted())]
    assert [(row.row, row.state, row.module, row.raw) for row in rows] == [
        (1, "open", None, False),
        (2, "open", None, False),
    ]
    opened = await kept.Opener(parts.keys).open(rows[0])
    assert opened is not None
    assert opened.delivered["floors"] == "x"
    said = [{"quarantine_id": row.id, "floors": 5} for row in rows]
    worksheet = imports.write_csv(tmp_path / "corrected.csv", said)
    (answer,) = await retrying.retry(parts, "scratch", worksheet, [works], engine.Options(processes=1))
    assert (answer.states, answer.summary.counts.recorded) == ({"corrected": 2}, 2)
