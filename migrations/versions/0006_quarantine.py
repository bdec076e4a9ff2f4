"""Quarantine as work: which rows wait, what they were corrected to, and what became of them."""

import migrations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# A delivery's home is the first one of the same files: whatever version of the profile reads them later, their rows'
# quarantine stays in one place. `alone`: corrected rows that were taken without the files.
DELIVERY = """
alter table intake.delivery
    add column home uuid references intake.delivery (id),
    add column module text collate "C",
    add column digest bytea,
    add column paths jsonb,
    add column alone boolean not null default false,
    add column reprocess boolean not null default false;
update intake.delivery set home = id;
alter table intake.delivery alter column home set not null;
create index delivery_digest on intake.delivery (digest);
"""

# `sealed` is the row as it was delivered and stays as it is; `correction` the cells that were corrected, `fault` the
# faulty value (of older rows it stands in `sealed`). `raw`: `sealed` holds the cells of the file, not what the profile
# made of them. `seen_in` and `seen_run` tell the run that rejected the row last, `row_key` as what the ledger knows it.
QUARANTINE = """
alter table intake.quarantine
    add column part text collate "C" not null default '',
    add column raw boolean not null default false,
    add column state text collate "C" not null default 'open' check (state in ('open', 'corrected', 'dropped')),
    add column added_at timestamptz not null default now(),
    add column seen_in uuid references intake.delivery (id),
    add column seen_run int,
    add column fault bytea,
    add column correction bytea,
    add column corrected_at timestamptz,
    add column corrected_by text collate "C",
    add column closed_at timestamptz,
    add column closed_by text collate "C",
    add column outcome text,
    add column dataset text collate "C",
    add column row_key text collate "C";
delete from intake.quarantine q using intake.quarantine o
where o.delivery = q.delivery and o.file = q.file and o.row_number = q.row_number and o.id < q.id;
update intake.quarantine q set seen_in = d.id, seen_run = d.run from intake.delivery d where d.id = q.delivery;
drop index intake.quarantine_delivery;
create unique index quarantine_row on intake.quarantine (delivery, file, row_number);
create index quarantine_recorded on intake.quarantine (dataset, row_key) where row_key is not null;
"""


def upgrade() -> None:
    """Widen the two tables; of rows that two files of one name hold at one place, the first stays."""
    for script in (DELIVERY, QUARANTINE):
        migrations.execute(script)


def downgrade() -> None:
    """Refuse: who corrected what is recorded nowhere else."""
    raise RuntimeError("The quarantine's history is not dropped by a migration; restore a backup of the older version.")
