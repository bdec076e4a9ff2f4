"""Searches by ID number in the log of disclosures: how many numbers, and whom they found, on no subject."""

import migrations

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# A search that finds nobody has numbers and no persons. Who is found stands in `disclosed` without a subject, so the
# key becomes one that takes null for a value.
STATEMENTS = (
    "alter table access.disclosure add column numbers int not null default 0",
    "alter table access.disclosed drop constraint disclosed_pkey",
    """alter table access.disclosed alter column subject drop not null, alter column kind drop not null,
        alter column code drop not null""",
    """alter table access.disclosed add constraint on_subject_or_none
        check ((subject is null) = (kind is null) and (subject is null) = (code is null))""",
    "create unique index disclosed_once on access.disclosed (disclosure, ref, subject) nulls not distinct",
)


def upgrade() -> None:
    """Widen the log; what it holds stays as it is."""
    for statement in STATEMENTS:
        migrations.execute(statement)


def downgrade() -> None:
    """Refuse: who searched for whom is recorded nowhere else."""
    raise RuntimeError("The log of disclosures is not dropped by a migration; restore a backup of the older version.")
