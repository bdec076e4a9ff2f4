-- What each subject adds to figures: mark = 2 * number + track; side by side the days and what is added on them.
create table read.measured (
    subject uuid not null,
    division_id uuid,
    marks int[] not null,
    days date[] not null,
    amounts numeric[] not null
)
