"""What deciding needs of the ledger: who relied on an event and what voids it, codes whatever their scheme, and how far
workers have come.
"""

import migrations

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

RELIANCE = """
create table ledger.reliance (
    relied uuid not null,
    position bigint not null,
    primary key (relied, position)
)
"""

# A copy of what bodies say; most bodies say nothing and are told apart without being parsed.
RECORDED_BEFORE = """
insert into ledger.reliance (relied, position)
select distinct relied::uuid, e.position
from ledger.event e
cross join lateral jsonb_array_elements_text(convert_from(e.body, 'UTF8')::jsonb -> 'relied_on') relied
where position(convert_to('"relied_on":[', 'UTF8') in e.body) > 0
"""

# A claim on a code has the key `scheme LF code`; where the two are too long it is a digest, found with its scheme only.
CLAIM_CODE = r"""
create index claim_code on ledger.claim (scope, split_part(key, E'\n', 2)) where scope like 'code/%'
"""

# Voids are few, and each is looked for by what it voids.
EVENT_VOIDS = (
    "create index event_voids on ledger.event using gin (voids) with (fastupdate = off) where voids is not null"
)

FOLLOWER = """
create table ledger.follower (
    name text collate "C" primary key,
    position bigint not null check (position >= 0)
)
"""

# Every decision asks whether policies may have changed since it last looked; the log's row is read anyway.
POLICIES = "alter table ledger.log add column policies bigint not null default 0"
ADOPTED_BEFORE = """
update ledger.log set policies = coalesce((
    select max(position) from ledger.event
    where kind = 'DIVISION' and type = any (array[
        'PolicyAdopted', 'EventVoided', 'DecisionOverturned', 'DivisionRegistered', 'Succeeded'
    ])
), 0)
"""


def upgrade() -> None:
    """Make tables and indexes; what bodies relied on before is copied."""
    for statement in (RELIANCE, RECORDED_BEFORE, CLAIM_CODE, EVENT_VOIDS, FOLLOWER, POLICIES, ADOPTED_BEFORE):
        migrations.execute(statement)


def downgrade() -> None:
    """Drop them; events hold all that they said, and a worker that begins anew does again what it did."""
    migrations.execute("drop table ledger.reliance, ledger.follower; drop index ledger.claim_code, ledger.event_voids")
    migrations.execute("alter table ledger.log drop column policies")
