create temporary table if not exists touched_member (chain bigint not null, position bigint not null)
on commit delete rows;
create temporary table if not exists touched (
    subject uuid not null, entity text collate "C" not null, joins boolean not null, primary key (subject, entity)
) on commit delete rows;
create temporary table if not exists folded (
    subject uuid not null, kind text collate "C" not null, entity text collate "C" not null,
    collection text collate "C" not null, position bigint, state jsonb, changes_on date
) on commit delete rows;
create temporary table if not exists gauged (
    subject uuid not null, kind text collate "C" not null, scheme text collate "C" not null, division_id uuid
) on commit delete rows;
create temporary table if not exists named (
    code text collate "C" not null, scheme text collate "C" not null, subject uuid not null
) on commit delete rows;
create temporary table if not exists version (
    track smallint not null, subject uuid not null, kind text collate "C" not null, collection text collate "C" not null,
    day date not null, until date not null, state jsonb
) on commit delete rows;
create temporary table if not exists parent_version (
    track smallint not null, subject uuid not null, day date not null, until date not null, state jsonb
) on commit delete rows;
create temporary table if not exists step (
    number int not null, track smallint not null, subject uuid not null, day date not null, amount numeric not null
) on commit delete rows;
create temporary table if not exists moved (
    division_id uuid, mark int not null, day date not null, amount numeric not null
) on commit delete rows;
