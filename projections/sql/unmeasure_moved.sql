-- Touched subjects that another division governs since: time alone changes nothing else of what they add to figures.
insert into read.unmeasured (subject)
select x.subject
from pg_temp.touched x
join read.subject s on s.subject = x.subject
join read.measured m on m.subject = x.subject
where m.division_id is distinct from s.division_id
union
select '00000000-0000-0000-0000-000000000000' where $1
