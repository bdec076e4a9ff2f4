"""Monitoring: the sources that deliver with their rhythm, and every run over a delivery with what it came to."""

import migrations

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# `every` is the profile's rhythm in days. `expected` is what this city set instead, where `is_set`: null then means
# that nothing is expected.
SOURCE = """
create table intake.source (
    profile text collate "C" not null,
    dataset text collate "C" not null,
    en text not null,
    zh text not null,
    every int check (every > 0),
    is_set boolean not null default false,
    expected int check (expected > 0),
    primary key (profile, dataset)
)
"""

# A run stands here from the moment at which its rows are staged; `finished_on` is the bureau's day.
RUN = """
create table intake.run (
    number bigint primary key generated always as identity,
    delivery uuid not null references intake.delivery (id),
    run int not null,
    home uuid not null references intake.delivery (id),
    profile text collate "C" not null,
    dataset text collate "C" not null,
    version text collate "C" not null,
    alone boolean not null,
    reprocess boolean not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    finished_on date,
    summary jsonb,
    unique (delivery, run),
    foreign key (profile, dataset) references intake.source
);
create index run_home on intake.run (home);
"""

# Of runs before this version only the last of each delivery is known, and of its profile the name.
BACKFILL = """
create temporary table known on commit drop as
select d.id, d.profile, case d.profile when 'nl-bag-buildings' then 'nl-bag-pand' when 'tw-actual-price' then 'tw-lvr'
    else d.profile end dataset from intake.delivery d;
insert into intake.source (profile, dataset, en, zh)
select distinct profile, dataset, profile, profile from known;
insert into intake.run (delivery, run, home, profile, dataset, version, alone, reprocess, started_at, finished_at,
    finished_on, summary)
select d.id, d.run, d.home, d.profile, k.dataset, d.profile, d.alone, d.reprocess, d.started_at, d.finished_at,
    (d.finished_at at time zone 'UTC')::date, d.summary - 'files'
from intake.delivery d join known k on k.id = d.id order by d.started_at;
"""

# What arrived: the same files once, however often they were read; as their first finished run accounts for them, or
# as far as the run that is not finished has come.
ARRIVAL = """
create view intake.arrival as
select distinct on (r.home) r.home, min(r.number) over (partition by r.home) as number, r.profile, r.dataset, r.version,
    d.files, r.started_at, r.finished_at, r.finished_on, r.summary, d.counts
from intake.run r join intake.delivery d on d.id = r.delivery where not r.alone
order by r.home, (r.finished_at is null), r.finished_at, r.number desc
"""

# FRESH until the next delivery is expected, DUE for a fifth of the rhythm after that (two days at least), then LATE.
FRESHNESS = """
create function intake.freshness(last date, every int, today date) returns text language sql immutable return
    case when last is null or every is null then 'UNKNOWN'
         when today < last + every then 'FRESH'
         when today <= last + every + greatest(2, every / 5) then 'DUE'
         else 'LATE' end
"""

STATUS = """
create view intake.status as
select s.profile, s.dataset, s.en, s.zh, case when s.is_set then s.expected else s.every end as every,
    last.home as last_home, done.finished_at, done.finished_on, coalesce(sums.deliveries, 0) as deliveries,
    coalesce(sums.rows, 0) as rows, coalesce(sums.recorded, 0) as recorded,
    coalesce(sums.duplicates, 0) as duplicates, coalesce(sums.skipped, 0) as skipped,
    coalesce(sums.rejected, 0) as rejected,
    (select count(*) from intake.arrival a join intake.quarantine q on q.delivery = a.home and q.state = 'open'
     where (a.profile, a.dataset) = (s.profile, s.dataset)) as open
from intake.source s
left join lateral (
    select a.home from intake.arrival a where (a.profile, a.dataset) = (s.profile, s.dataset)
    order by a.number desc limit 1) last on true
left join lateral (
    select a.finished_at, a.finished_on from intake.arrival a
    where (a.profile, a.dataset) = (s.profile, s.dataset) and a.finished_at is not null
    order by a.finished_at desc limit 1) done on true
left join lateral (
    select count(*) as deliveries, sum((a.summary ->> 'rows')::bigint)::bigint as rows,
        sum((a.summary ->> 'recorded')::bigint)::bigint as recorded,
        sum((a.summary ->> 'duplicates')::bigint)::bigint as duplicates,
        sum((a.summary ->> 'skipped')::bigint)::bigint as skipped,
        sum((a.summary ->> 'rejected')::bigint)::bigint as rejected
    from intake.arrival a where (a.profile, a.dataset) = (s.profile, s.dataset)) sums on true
"""


def upgrade() -> None:
    """Make tables, views and the rule of freshness; take over what is known of earlier imports."""
    for script in (SOURCE, RUN, BACKFILL, ARRIVAL, FRESHNESS, STATUS):
        migrations.execute(script)


def downgrade() -> None:
    """Drop them; of each delivery the last run stays known."""
    migrations.execute("""
        drop view intake.status; drop view intake.arrival; drop function intake.freshness(date, int, date);
        drop table intake.run; drop table intake.source;
    """)
