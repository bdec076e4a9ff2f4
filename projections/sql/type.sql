create table read.type (
    kind text collate "C" not null,
    type text collate "C" not null,
    affirms boolean not null,
    seals boolean not null,
    schema int not null,
    primary key (kind, type)
)
