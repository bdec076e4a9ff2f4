create table read.change (
    subject uuid not null,
    entity text collate "C" not null,
    changes_on date not null
)
