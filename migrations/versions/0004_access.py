"""Access to personal data: masked values, which a follower of the ledger computes, the log of who was shown what in
clear, and which key-encryption keys no row may use any more.
"""

import migrations

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SCHEMA = "create schema access"

# An envelope has a nonce of its own, so reference and nonce find its mask wherever a read table holds the envelope.
# `masked` is null where the value is never shown in part. Event and path are what opening it takes.
MASK = """
create table access.mask (
    ref text collate "C" not null,
    nonce text collate "C" not null,
    event uuid not null,
    path text collate "C" not null,
    masked text,
    primary key (ref, nonce)
)
"""

DISCLOSURE = """
create table access.disclosure (
    id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    account text,
    roles text[] not null,
    divisions text[] not null,
    purpose text collate "C" not null,
    basis text not null,
    request text,
    operation text
)
"""

DISCLOSED = """
create table access.disclosed (
    disclosure bigint not null references access.disclosure (id),
    ref text collate "C" not null,
    subject uuid not null,
    kind text collate "C" not null,
    code text collate "C" not null,
    fields text[] not null,
    primary key (disclosure, ref, subject)
)
"""

INDEXES = (
    "create index disclosed_ref on access.disclosed (ref, disclosure)",
    "create index disclosed_code on access.disclosed (code, disclosure)",
    "create index disclosure_account on access.disclosure (account, id)",
    "create index disclosure_at on access.disclosure (at)",
)

REFUSE_CHANGE = """
create function access.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the log of disclosures only grows: % is refused', tg_op
        using errcode = 'integrity_constraint_violation';
end
$$
"""

TRIGGERS = tuple(
    f"""create trigger only_grows before update or delete or truncate on access.{table}
        for each statement execute function access.refuse_change()"""
    for table in ("disclosure", "disclosed")
)

# A key file forgets a key-encryption key only after its name stands here, and no row is let in under such a name.
FORGOTTEN = """
create table keys.forgotten (
    name text collate "C" primary key,
    forgotten_at timestamptz not null default now()
)
"""


def upgrade() -> None:
    """Make schema and tables; the masks of what is recorded come with the follower."""
    for statement in (SCHEMA, MASK, DISCLOSURE, DISCLOSED, *INDEXES, REFUSE_CHANGE, *TRIGGERS, FORGOTTEN):
        migrations.execute(statement)


def downgrade() -> None:
    """Refuse: who was shown personal data is recorded nowhere else."""
    raise RuntimeError("The log of disclosures is not dropped by a migration; restore a backup of the older version.")
