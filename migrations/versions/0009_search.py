"""Search: how far those have come who keep indexes, which documents wait, and when time alone changes one."""

import migrations

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# One row for each index that is kept. Up to `found` it is known what waits; up to `position` all is in. `today` and
# `made_at` are the day and the read model that its documents were read of.
PROGRESS = """
create table search.progress (
    keeper text collate "C" primary key,
    found bigint not null,
    position bigint not null,
    today date not null,
    made_at timestamptz not null
)
"""

# Subjects whose documents wait to be made anew, since positions `first` to `last`. `spreads`: what changed stands in
# documents of others, too; those wait as `later`, behind what was itself changed.
PENDING = """
create table search.pending (
    keeper text collate "C" not null,
    subject uuid not null,
    first bigint not null,
    last bigint not null,
    later boolean not null,
    spreads boolean not null,
    primary key (keeper, subject)
);
create index pending_order on search.pending (keeper, later, first);
"""

# The next day on which time alone changes a document, as of the position at which it was made.
DUE = """
create table search.due (
    keeper text collate "C" not null,
    subject uuid not null,
    changes_on date not null,
    position bigint not null,
    primary key (keeper, subject)
);
create index due_day on search.due (keeper, changes_on);
"""


def upgrade() -> None:
    """Make the tables."""
    for script in ("create schema if not exists search", PROGRESS, PENDING, DUE):
        migrations.execute(script)


def downgrade() -> None:
    """Drop them; indexes are rebuilt."""
    migrations.execute("drop table search.due; drop table search.pending; drop table search.progress;")
