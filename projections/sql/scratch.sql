-- Emptied by statements: to empty them at each commit would truncate every file of theirs, used or not, in ten milliseconds.
create temporary table if not exists touched_member (chain bigint not null, position bigint not null);
create temporary table if not exists touched (
    subject uuid not null, entity text collate "C" not null, joins boolean not null, primary key (subject, entity)
);
create temporary table if not exists folded (
    subject uuid not null, kind text collate "C" not null, entity text collate "C" not null,
    collection text collate "C" not null, position bigint, state jsonb, changes_on date
);
create temporary table if not exists gauged (
    subject uuid not null, kind text collate "C" not null, scheme text collate "C" not null, division_id uuid
);
create temporary table if not exists named (
    code text collate "C" not null, scheme text collate "C" not null, subject uuid not null
);
create temporary table if not exists version (
    track smallint not null, subject uuid not null, kind text collate "C" not null, collection text collate "C" not null,
    day date not null, until date not null, state jsonb
);
create index if not exists version_own on pg_temp.version (subject, track, day) where collection = '';
create temporary table if not exists parent_version (
    track smallint not null, subject uuid not null, day date not null, until date not null, state jsonb
);
create temporary table if not exists step (
    number int not null, track smallint not null, subject uuid not null, day date not null, amount numeric not null
);
create temporary table if not exists moved (
    division_id uuid, mark int not null, day date not null, amount numeric not null
);
