"""Tamper evidence: tiles of the Merkle trees over the events and over the disclosures, and signed checkpoints."""

import migrations

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

SCHEMA = "create schema audit"

# Full tiles only: 256 hashes, which never change and do not compress.
TILE = """
create table audit.tile (
    log text collate "C" not null,
    level int not null check (level >= 0),
    number bigint not null check (number >= 0),
    hashes bytea not null check (octet_length(hashes) = 8192),
    primary key (log, level, number)
)
"""
UNCOMPRESSED = "alter table audit.tile alter column hashes set storage external"

# The partial tile of each level, from 0 on, at the log's last checkpoint: where the tree goes on.
EDGE = """
create table audit.edge (
    log text collate "C" primary key,
    size bigint not null check (size >= 0),
    levels bytea[] not null
)
"""

CHECKPOINT = """
create table audit.checkpoint (
    log text collate "C" not null,
    size bigint not null check (size >= 0),
    root bytea not null check (octet_length(root) = 32),
    made_at timestamptz not null default clock_timestamp(),
    note text not null,
    primary key (log, size)
)
"""

# Disclosures have no order of their own that nobody could fill in later (an id may be taken long before it commits), so
# each gets its position when its leaf is made; until then it waits, from the moment at which it is recorded.
DISCLOSURE = """
create table audit.disclosure (
    position bigint primary key check (position > 0),
    disclosure bigint not null unique references access.disclosure (id),
    leaf_hash bytea not null check (octet_length(leaf_hash) = 32)
)
"""

WAITING = """
create table audit.waiting (
    disclosure bigint primary key references access.disclosure (id)
)
"""

QUEUE = """
create function audit.queue_disclosure() returns trigger language plpgsql
security definer set search_path = pg_catalog as $$
begin
    insert into audit.waiting (disclosure) values (new.id);
    return null;
end
$$
"""

QUEUED = """
create trigger is_logged after insert on access.disclosure for each row execute function audit.queue_disclosure()
"""

RECORDED_BEFORE = "insert into audit.waiting (disclosure) select id from access.disclosure order by id"

REFUSE_CHANGE = """
create function audit.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'audit.% only grows: % is refused', tg_table_name, tg_op
        using errcode = 'integrity_constraint_violation';
end
$$
"""

TRIGGERS = tuple(
    f"""create trigger only_grows before update or delete or truncate on audit.{table}
        for each statement execute function audit.refuse_change()"""
    for table in ("tile", "checkpoint", "disclosure")
)


def upgrade() -> None:
    """Make schema and tables; trees over what is recorded already come with the checkpointer."""
    tables = (TILE, UNCOMPRESSED, EDGE, CHECKPOINT, DISCLOSURE, WAITING)
    for statement in (SCHEMA, *tables, QUEUE, QUEUED, RECORDED_BEFORE, REFUSE_CHANGE, *TRIGGERS):
        migrations.execute(statement)


def downgrade() -> None:
    """Refuse: what was signed once is the only witness of what was recorded then."""
    raise RuntimeError("Checkpoints are not dropped by a migration; restore a backup of the older version.")
