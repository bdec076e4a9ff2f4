"""The ledger, the keys of sealed data, and the schema of the intake (its tables come with the intake's own migration).

Nothing here is ever updated but heads, locks and wrapped keys: `ledger.event` refuses UPDATE, DELETE and TRUNCATE, at
no cost to an insert.
"""

import migrations

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SCHEMAS = ("create schema ledger", "create schema keys", "create schema intake")

LOG = """
create table ledger.log (
    origin text collate "C" not null,
    position bigint not null default 0 check (position >= 0),
    recorded_at timestamptz not null default 'epoch'
)
"""

ONE_LOG = "create unique index log_is_one_row on ledger.log ((true))"

EVENT = """
create table ledger.event (
    position bigint primary key,
    recorded_at timestamptz not null,
    header bytea not null,
    body bytea not null,
    leaf_hash bytea not null,
    id uuid not null,
    kind text collate "C" not null,
    stream uuid not null,
    version int not null,
    type text collate "C" not null,
    schema int not null,
    effective_on date not null,
    effective_seq int not null,
    registered_at timestamptz not null,
    command uuid not null,
    correlation uuid not null,
    cause uuid,
    corrects uuid,
    voids uuid[],
    source text collate "C" not null,
    document_number text collate "C"
) partition by range (position)
"""

EVENT_INDEXES = (
    "create index event_type on ledger.event (kind, type, position)",
    "create index event_corrects on ledger.event (corrects) where corrects is not null",
    "create index event_cause on ledger.event (cause) where cause is not null",
    "create index event_document on ledger.event (document_number) where document_number is not null",
)

REFUSE_CHANGE = """
create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'ledger.event only grows: % is refused; void or correct the event by a later one', tg_op
        using errcode = 'integrity_constraint_violation';
end
$$
"""

TRIGGERS = (
    """create trigger only_grows before update or delete on ledger.event
       for each row execute function ledger.refuse_change()""",
    """create trigger only_grows_whole before truncate on ledger.event
       for each statement execute function ledger.refuse_change()""",
)

# A partition is made beside the table and then attached: that takes a lock which neither readers nor writers of
# ledger.event meet. An id can be unique within a partition only; the append checks the ids that it did not derive.
MAKE_PARTITIONS = """
create function ledger.make_partitions(reached bigint) returns bigint
language plpgsql security definer set search_path = pg_catalog as $$
declare
    size constant bigint := 10000000;
    number bigint;
    name text;
begin
    for number in reached / size .. reached / size + 1 loop
        name := 'event_' || lpad(number::text, 5, '0');
        if to_regclass('ledger.' || name) is null then
            execute format('create table ledger.%I (like ledger.event including defaults)', name);
            execute format('create unique index %I on ledger.%I (id)', name || '_id', name);
            execute format('create trigger only_grows_whole before truncate on ledger.%I
                            for each statement execute function ledger.refuse_change()', name);
            execute format('alter table ledger.event attach partition ledger.%I for values from (%s) to (%s)',
                           name, number * size, (number + 1) * size);
        end if;
    end loop;
    return (reached / size + 2) * size;
end
$$
"""

HEADS = (
    """create table ledger.stream (
        stream uuid primary key,
        kind text collate "C" not null,
        scheme text collate "C" not null,
        code text collate "C" not null,
        version int not null,
        position bigint not null
    ) with (fillfactor = 80)""",
    """create table ledger.stream_event (
        stream uuid not null,
        version int not null,
        position bigint not null,
        primary key (stream, version)
    )""",
    """create table ledger.command (
        id uuid primary key,
        digest bytea not null,
        first bigint not null,
        last bigint not null
    )""",
    """create table ledger.claim (
        scope text collate "C" not null,
        key text collate "C" not null,
        stream uuid not null,
        position bigint not null,
        primary key (scope, key)
    )""",
    "create index claim_stream on ledger.claim (stream)",
    """create table ledger.source_row (
        dataset text collate "C" not null,
        key text collate "C" not null,
        digest bytea not null,
        position bigint not null,
        primary key (dataset, key)
    )""",
)

KEYS = (
    """create table keys.key (
        ref text collate "C" primary key,
        wrapped bytea not null,
        kek text collate "C" not null,
        created_at timestamptz not null default now()
    )""",
    "create index key_kek on keys.key (kek)",
    """create table keys.person_index (
        digest bytea primary key,
        ref text collate "C" not null
    )""",
    "create index person_index_ref on keys.person_index (ref)",
    """create table keys.shredded (
        ref text collate "C" primary key,
        shredded_at timestamptz not null default now()
    )""",
)


def upgrade() -> None:
    """Make the schemas, with the first two partitions of the ledger."""
    event = (EVENT, *EVENT_INDEXES, REFUSE_CHANGE, *TRIGGERS, MAKE_PARTITIONS)
    for statement in (*SCHEMAS, LOG, ONE_LOG, *event, *HEADS, *KEYS):
        migrations.execute(statement)
    migrations.execute("select ledger.make_partitions(0)")


def downgrade() -> None:
    """Refuse: a ledger is given up by dropping its database, never by a migration."""
    raise RuntimeError("The ledger's schema is not taken back by a migration; drop the database to give up a ledger.")
