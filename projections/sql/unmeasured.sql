-- Subjects whose share in figures may be another, some more than once: no key, on which who adds one would wait for who
-- takes it off. The nil one stands for the divisions' closure. Figures follow the read model soon after, in transactions
-- of their own, so that nobody who waits for a row waits for them.
create table read.unmeasured (
    subject uuid not null
);
create table read.measure_progress (
    position bigint not null
);
insert into read.measure_progress (position) values (0)
