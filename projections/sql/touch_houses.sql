-- Houses take values of their building: they are touched where those may be others, or a code first names a building.
insert into pg_temp.touched (subject, entity, joins)
select distinct house.subject, '', false
from pg_temp.touched x
join read.code c on c.subject = x.subject and c.kind = 'BUILDING'
join read.house house on house.building_code = c.code
where (x.entity = '' or x.entity like 'designations/%') and x.joins
on conflict do nothing
