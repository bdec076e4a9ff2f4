-- Subjects whose share in figures may be another; the nil one stands for the divisions' closure. Figures follow the read
-- model at once, in a transaction of their own, so that nobody who waits for a row waits for them.
create table read.unmeasured (
    subject uuid primary key
);
create table read.measure_progress (
    position bigint not null
);
insert into read.measure_progress (position) values (0)
