-- Subjects that ever bore a code that came to name a division, or another one, after position $1.
insert into pg_temp.touched (subject, entity, joins)
select distinct ever.subject, '', false
from read.code c
cross join (select distinct kind from read.type) known
join read.ever ever on ever.kind = known.kind and ever.attribute = 'division' and ever.value = c.code
where c.kind = 'DIVISION' and c.position > $1
on conflict do nothing
