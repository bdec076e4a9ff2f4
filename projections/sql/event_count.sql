-- How many events were recorded on each of the bureau's days, by source and type.
create table read.event_count (
    day date not null,
    source text collate "C" not null,
    kind text collate "C" not null,
    type text collate "C" not null,
    events int not null,
    primary key (day, source, kind, type)
)
