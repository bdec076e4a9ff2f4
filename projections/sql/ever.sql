create table read.ever (
    kind text collate "C" not null,
    attribute text collate "C" not null,
    value text collate "C" not null,
    subject uuid not null
)
