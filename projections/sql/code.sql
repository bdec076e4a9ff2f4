create table read.code (
    kind text collate "C" not null,
    code text collate "C" not null,
    scheme text collate "C" not null,
    subject uuid not null,
    position bigint not null
)
