-- Touched subjects that another division governs since; time alone changes nothing else of their steps.
insert into pg_temp.gauged (subject, kind, scheme, division_id)
select distinct s.subject, s.kind, s.scheme, s.division_id
from pg_temp.touched x
join read.subject s on s.subject = x.subject
join read.measured m on m.subject = x.subject
where m.division_id is distinct from s.division_id
