-- Sums of what subjects add, by day (level 0), month (1) and year (2): of a division's own subjects (own), and of all
-- that it contains. The nil division holds what has none (own), and everything.
create table read.measure_sum (
    division_id uuid not null,
    own boolean not null,
    track smallint not null,
    level smallint not null,
    number smallint not null,
    day date not null,
    amount numeric not null,
    primary key (division_id, own, track, level, number, day)
);
create index measure_sum_none on read.measure_sum (amount) where amount = 0
