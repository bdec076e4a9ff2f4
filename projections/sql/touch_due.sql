-- Entities that time alone changes by the day $1, and their subjects.
insert into pg_temp.touched (subject, entity, joins)
select c.subject, c.entity, true from read.change c where c.changes_on <= $1
union
select c.subject, '', true from read.change c where c.changes_on <= $1
on conflict do nothing
