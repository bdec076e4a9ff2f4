-- The buildings that gauged houses ever named by a code, as codes mean them now.
insert into pg_temp.named (code, scheme, subject)
select known.code, known.scheme, found.subject
from (
    select distinct e.value as code, g.scheme
    from pg_temp.gauged g
    join read.ever e on e.kind = 'HOUSE' and e.attribute = 'building_code' and e.subject = g.subject
    where g.kind = 'HOUSE'
) known
cross join lateral (
    select c.subject from read.code c where c.kind = 'BUILDING' and c.code = known.code
    order by c.scheme = known.scheme desc, c.scheme limit 1
) found
