create table read.timeline (
    subject uuid not null,
    entity text collate "C" not null,
    effective_on date not null,
    effective_seq int not null,
    chain bigint not null,
    position bigint not null,
    known tstzmultirange not null,
    positions int8multirange not null,
    set jsonb not null
)
