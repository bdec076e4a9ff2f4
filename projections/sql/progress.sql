create table read.progress (
    name text collate "C" primary key,
    position bigint not null,
    polled_at timestamptz not null default now(),
    applied_at timestamptz,
    today date not null,
    changes_on date
);
insert into read.progress (name, position, today) values ('read', 0, '0001-01-01')
