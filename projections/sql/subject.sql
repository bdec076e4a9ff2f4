create table read.subject (
    subject uuid not null,
    kind text collate "C" not null,
    scheme text collate "C" not null,
    code text collate "C" not null,
    version int not null,
    position bigint not null,
    division_id uuid
)
