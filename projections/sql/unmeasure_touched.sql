-- Touched subjects, houses that ever named a touched building, and whether closures were made anew ($1).
insert into read.unmeasured (subject)
select x.subject from pg_temp.touched x
union
select e.subject
from pg_temp.touched x
join read.code c on c.subject = x.subject and c.kind = 'BUILDING'
join read.ever e on e.kind = 'HOUSE' and e.attribute = 'building_code' and e.value = c.code
where (x.entity = '' or x.entity like 'designations/%') and x.joins
union
select '00000000-0000-0000-0000-000000000000' where $1
