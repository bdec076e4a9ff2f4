create table read.division_closure (
    ancestor uuid not null,
    descendant uuid not null
)
