create temporary table if not exists touched_member (chain bigint not null, position bigint not null)
on commit delete rows;
create temporary table if not exists touched (
    subject uuid not null, entity text collate "C" not null, joins boolean not null, primary key (subject, entity)
) on commit delete rows;
create temporary table if not exists folded (
    subject uuid not null, kind text collate "C" not null, entity text collate "C" not null,
    collection text collate "C" not null, position bigint, state jsonb, changes_on date
) on commit delete rows;
