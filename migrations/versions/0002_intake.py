"""The intake: deliveries with progress and summary, and the quarantine; staging tables come and go beside them."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DELIVERY = """
create table intake.delivery (
    id uuid primary key,
    profile text collate "C" not null,
    files jsonb not null,
    run int not null default 0,
    stage text collate "C",
    staged bigint,
    since bigint not null default 0,
    after text collate "C",
    counts jsonb not null default '{}',
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    summary jsonb
)
"""

# The row as it stood, and the faulty value, may be personal data: they are only here as one envelope under the
# delivery's own key, so that a delivery's quarantine can be shredded whole.
QUARANTINE = """
create table intake.quarantine (
    id bigint generated always as identity primary key,
    delivery uuid not null references intake.delivery (id),
    file text collate "C" not null,
    row_number bigint not null,
    column_name text collate "C" not null,
    rule text collate "C" not null,
    reason text not null,
    sealed bytea not null
)
"""

QUARANTINE_INDEX = "create index quarantine_delivery on intake.quarantine (delivery, file, row_number)"


def upgrade() -> None:
    """Make the two tables."""
    for statement in (DELIVERY, QUARANTINE, QUARANTINE_INDEX):
        op.execute(statement)


def downgrade() -> None:
    """Drop them; what was rejected is forgotten, what was recorded stays."""
    op.execute("drop table intake.quarantine, intake.delivery")
