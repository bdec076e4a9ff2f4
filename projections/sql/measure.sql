create table read.measure (
    number smallint primary key,
    key text collate "C" not null unique
)
