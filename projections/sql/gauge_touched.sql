-- Subjects whose share in figures may be another: touched ones, and houses that ever named a touched building.
insert into pg_temp.gauged (subject, kind, scheme, division_id)
select s.subject, s.kind, s.scheme, s.division_id from pg_temp.touched x join read.subject s on s.subject = x.subject
union
select s.subject, s.kind, s.scheme, s.division_id
from pg_temp.touched x
join read.code c on c.subject = x.subject and c.kind = 'BUILDING'
join read.ever e on e.kind = 'HOUSE' and e.attribute = 'building_code' and e.value = c.code
join read.subject s on s.subject = e.subject
where (x.entity = '' or x.entity like 'designations/%') and x.joins
